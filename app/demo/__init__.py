"""The demonstration: an invented county of 19 units and 92 leading cadres plays three months."""
