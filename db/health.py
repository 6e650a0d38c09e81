"""Is the file whole, and a copy of it made while others work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from db.engine import bare_connection, open_engine
from db.server import is_server

PAGES_AT_ONCE = 2048
"""Pages copied between two reports of progress: 8 MiB."""
MOST_FAULTS = 20


def page_faults(engine: Engine) -> list[str]:
    """Return what is wrong with the file's pages, tables and indexes, at most 20; empty when it is whole.

    A server looks after its own pages. Raises `DatabaseError` when the database cannot be read at all.
    """
    if is_server(engine):
        return []
    with engine.connect() as connection:
        pages = _forged_pages(connection)
        if pages:
            return pages
        trees = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_FAULTS})").scalars().all()
        return [] if trees == ["ok"] else [str(tree) for tree in trees]


def _forged_pages(connection: Connection) -> list[str]:
    """Return the pages that do not fit their authentication code: changed since they were written."""
    found = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().fetchmany(MOST_FAULTS)
    return [str(page) for page in found]


def orphans(engine: Engine) -> list[str]:
    """Return rows whose reference leads nowhere, at most 20, as `table 7 lacks its parent`."""
    if is_server(engine):  # it checks by itself
        return []
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_FAULTS)
    return [f"{table} {row} lacks its {parent}" for table, row, parent, _ in found]


def copy_database(engine: Engine, target: Path, key: bytes, report: Callable[[int, int], None]) -> None:
    """Copy the database as it stands now into one new file under the same key, while others may write.

    `report(done, total)` hears of pages and may raise to stop; `target` is then incomplete.
    Raises `DatabaseError` when the source is damaged or the target cannot be written.
    """
    from sqlcipher3 import dbapi2  # noqa: PLC0415

    with engine.connect() as connection:
        if forged := _forged_pages(connection):
            # Copying would take such a page for empty and give the copy a valid code for it.
            raise DatabaseError("backup", {}, dbapi2.DatabaseError(f"malformed: {forged[0]}"))
    copy = open_engine(target, key)
    try:
        with bare_connection(engine) as source, bare_connection(copy) as connection:
            source.backup(
                connection,
                pages=PAGES_AT_ONCE,
                progress=lambda _status, left, total: report(total - left, total),
            )
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    except dbapi2.Error as error:
        raise DatabaseError("backup", {}, error) from error
    finally:
        copy.dispose()
