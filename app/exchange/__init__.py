"""Exchange: signed and encrypted files between units and the county (exchange.md)."""
