"""Bringing a database to the version of this program, and knowing one that is newer."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from db.engine import writing

FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was written by a newer program."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the revision this program works with."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None  # noqa: S101 - a program without migrations is not built
    return newest


def current(engine: Engine) -> str | None:
    """Return the revision of the database; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def needs_upgrade(engine: Engine) -> bool:
    """Tell whether migrations are waiting; raises `NewerDatabase` for a revision this program does not know."""
    revision = current(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabase(revision)
    return revision != head()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply all waiting migrations in one transaction."""
    from alembic import command  # noqa: PLC0415 - 0.36 s, needed only when something is to be migrated

    with writing(engine).begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back, to `revision` or `base`."""
    from alembic import command  # noqa: PLC0415

    with writing(engine).begin() as connection:
        command.downgrade(_config(connection), revision)


def table_names(engine: Engine) -> set[str]:
    """Return the tables that the database holds."""
    return set(inspect(engine).get_table_names())
