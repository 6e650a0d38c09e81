"""Is the file whole, and a copy of it made while others work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from db.engine import bare_connection, open_engine

PAGES_AT_ONCE = 2048
"""Pages copied between two reports of progress: 8 MiB."""
MOST_FAULTS = 20


def structural_faults(engine: Engine) -> list[str]:
    """Return what the database finds wrong with its pages, trees and references; empty when it is whole.

    Raises `DatabaseError` when the file cannot be read at all.
    """
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().fetchmany(MOST_FAULTS)
        if pages:
            return [str(page) for page in pages]
        trees = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_FAULTS})").scalars().all()
        if trees != ["ok"]:
            return [str(tree) for tree in trees]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_FAULTS)
        return [f"row {row} of {table} lacks its {parent}" for table, row, parent, _ in orphans]


def copy_database(engine: Engine, target: Path, key: bytes, report: Callable[[int, int], None]) -> None:
    """Copy the database as it stands now into one new file under the same key, while others may write.

    `report(done, total)` hears of pages and may raise to stop; `target` is then incomplete.
    Raises `DatabaseError` when the source cannot be read or the target not written.
    """
    from sqlcipher3 import dbapi2  # noqa: PLC0415

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
