"""Opening the encrypted database: one engine, read and write transactions told apart at BEGIN."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

KEY_BYTES = 32
WRITING = "shijibu_writing"
BUSY_MS = 15_000


def open_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the SQLCipher file at `path`, opened with the raw 32-byte `key`.

    Connections are durable (WAL, synchronous=FULL), enforce foreign keys and wipe what they delete.
    A wrong key shows only at the first statement, as `file is not a database`.
    """
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - the driver is loaded when a database is opened

    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")

    def connect() -> Any:  # noqa: ANN401 - the driver is untyped
        connection = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            for pragma in (
                f"key = \"x'{key.hex()}'\"",
                f"busy_timeout = {BUSY_MS}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "temp_store = MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=4)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def writing(engine: Engine) -> Engine:
    """Return the same engine (same pool) whose transactions take the write lock at once."""
    return engine.execution_options(**{WRITING: True})


@contextlib.contextmanager
def bare_connection(engine: Engine) -> Iterator[Any]:
    """Lend the driver's own connection, outside any transaction: for backup and integrity checks."""
    raw = engine.raw_connection()
    try:
        yield raw.driver_connection
    finally:
        raw.close()
