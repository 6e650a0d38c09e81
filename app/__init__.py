"""The verbs of the program: rules, actions, views, documents and exchange (no Qt here)."""
