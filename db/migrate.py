"""Bringing a database to the version of this program, and knowing one that is newer.

Alembic costs up to a second to import and is loaded only where something is to be migrated.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, column, inspect, select, table

from db.engine import writing
from db.server import is_server, make_alike

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002", "0004", "0005")
"""Every revision that this program knows, oldest first: those of the scripts in `FOLDER`."""
HEAD = REVISIONS[-1]
"""The revision this program works with."""
VERSION = table("alembic_version", column("version_num"))
"""Where a database keeps its revision."""


class NewerDatabase(Exception):
    """The database was written by a newer program."""


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def current(engine: Engine) -> str | None:
    """Return the revision of the database; None when it is empty."""
    with engine.connect() as connection:
        return current_of(connection)


def current_of(connection: Connection) -> str | None:
    """Return the revision of the database that the connection leads to; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.scalar(select(VERSION.c.version_num))
    return None if version is None else str(version)


def needs_upgrade(engine: Engine) -> bool:
    """Tell whether migrations are waiting; raises `NewerDatabase` for an unknown revision."""
    revision = current(engine)
    if revision == HEAD:
        return False
    if revision is not None and revision not in REVISIONS:
        raise NewerDatabase(revision)
    return True


def upgrade(engine: Engine, revision: str | None = "head") -> None:
    """Apply all waiting migrations in one transaction: all of them or none."""
    from alembic import command  # noqa: PLC0415

    _migrate(engine, lambda config: command.upgrade(config, revision or "head"))


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back in one transaction, to `revision` or `base`."""
    from alembic import command  # noqa: PLC0415

    _migrate(engine, lambda config: command.downgrade(config, revision))


def _migrate(engine: Engine, step: Callable[[Config], None]) -> None:
    with writing(engine).connect() as connection:
        _enforce_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                step(_config(connection))
                if is_server(engine):
                    make_alike(connection)
                _refuse_orphans(connection)
        finally:
            _enforce_foreign_keys(connection, on=True)


def _enforce_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch the check outside any transaction: rebuilding a table drops rows that others refer to."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"the migration left rows of {orphans[0][0]} without their {orphans[0][2]}")


def table_names(engine: Engine) -> set[str]:
    """Return the tables that the database holds."""
    return set(inspect(engine).get_table_names())
