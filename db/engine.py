"""Opening the encrypted database: one engine, read and write transactions told apart at BEGIN."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool, QueuePool

KEY_BYTES = 32
WRITING = "shijibu_writing"
BUSY_MS = 15_000
READING_KIB, WRITING_KIB = 8 * 1024, 64 * 1024
"""Most memory for pages of the file; there is one writer, and large imports touch pages all over."""
SETTINGS = (
    f"busy_timeout = {BUSY_MS}",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


@dataclass(frozen=True, slots=True)
class _Door:
    """How a connection to one file is made."""

    path: Path
    key: bytes = field(repr=False)
    read_only: bool

    def open(self) -> Any:  # noqa: ANN401 - the driver is untyped
        from sqlcipher3 import dbapi2  # noqa: PLC0415 - the driver is loaded when a database is opened

        connection = dbapi2.connect(self._address(), uri=True, check_same_thread=False, isolation_level=None)
        try:
            for pragma in (f"key = \"x'{self.key.hex()}'\"", "cipher_log_level = NONE", *SETTINGS):
                connection.execute(f"PRAGMA {pragma}")
            if not self.read_only:
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _address(self) -> str:
        """Return the file's URI; a network path (`//server/share`) takes four slashes with SQLite."""
        path = self.path.absolute().as_posix()
        rooted = path if path.startswith("/") else f"/{path}"
        return f"file://{quote(rooted)}?mode={'ro' if self.read_only else 'rwc'}"


def open_engine(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """Return an engine on the SQLCipher file at `path`, opened with the raw 32-byte `key`.

    Connections are durable (WAL, synchronous=FULL), enforce foreign keys and wipe what they delete.
    A wrong key shows only at the first statement, as `file is not a database`.
    A read-only engine never creates or changes the file and keeps no connection.
    """
    from sqlcipher3 import dbapi2  # noqa: PLC0415

    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    pool: dict[str, Any] = {"poolclass": NullPool} if read_only else {"poolclass": QueuePool, "pool_size": 4}
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=_Door(path, key, read_only).open,
        hide_parameters=True,  # what people wrote must not stand in a log or a crash report
        **pool,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:  # a commit that failed on a reference leaves its transaction open
        driver.rollback()
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITING_KIB if writing else READING_KIB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def writing(engine: Engine) -> Engine:
    """Return the same engine (same pool) whose transactions take the write lock at once."""
    return engine.execution_options(**{WRITING: True})


def defer_references(connection: Connection) -> None:
    """Let references be checked when this transaction ends, so that rows may come in any order."""
    on_file = connection.dialect.name == "sqlite"
    statement = "PRAGMA defer_foreign_keys = ON" if on_file else "SET CONSTRAINTS ALL DEFERRED"
    connection.exec_driver_sql(statement)


@contextlib.contextmanager
def bare_connection(engine: Engine) -> Iterator[Any]:
    """Lend the driver's own connection, outside any transaction: for backup and integrity checks."""
    with engine.connect() as connection:
        yield connection.connection.driver_connection
