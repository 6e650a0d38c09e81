"""The county: what came in, what it decided, what it lays before the leaders (D26, D38)."""
