"""Alembic migrations; `db/migrate.py` runs them."""
