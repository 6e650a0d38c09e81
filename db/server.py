"""Opening the office's PostgreSQL: the same two kinds of transaction as on the encrypted file.

Reading sees one snapshot and cannot write. Writing takes one lock at BEGIN, so that there is one writer at a
time, as on the file: the journal's numbers have no gap, and what an action reads cannot change under it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from db.engine import WRITING

HOME = "shijibu"
"""The schema with the office's data; nothing else of the database is touched."""
ARRIVING = "shijibu_arriving"
"""The schema in which data are put together before they take the place of `HOME`."""
LEFT = "shijibu_left_"
"""Begins the name of a schema whose data moved back to a file."""
BEFORE = "shijibu_before_"
"""Begins the name of a schema whose place was taken by a backup."""
DOOR = "door"
"""The table of one row that holds the key ring and the mark of the move that brought the data here."""
WRITERS = 0x53_4A_42
"""Number of the lock that a writer holds until its transaction ends."""
WAIT_MS = 15_000
"""How long a statement waits for a lock: as long as on the file."""
HANGING_MS = 60_000
"""After this the server ends a writer that has gone silent, so that nobody waits for it forever."""
CONNECT_SECONDS = 8
_ENCODING = "UTF8"
_BESIDE = "shijibu_beside"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = (
    f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = {HANGING_MS}; "
    f"SELECT pg_advisory_xact_lock({WRITERS})"
)
_SESSION = (
    f"-c lock_timeout={WAIT_MS} "
    "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 "
    "-c client_min_messages=warning -c bytea_output=hex"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the office's database is and how to come in; `root`: the certificate that vouches for it."""

    host: str
    database: str
    user: str
    password: str = field(repr=False)
    port: int = 5432
    root: Path | None = None

    @property
    def is_this_pc(self) -> bool:
        """Whether nothing goes over a cable: then no TLS is needed."""
        return self.host.startswith("/") or self.host in {"localhost", "127.0.0.1", "::1"}

    @property
    def encryption(self) -> str:
        """PostgreSQL's `sslmode`: TLS over any cable; the server's name is checked where a root is known."""
        if self.root is not None:
            return "verify-full"
        return "prefer" if self.is_this_pc else "require"


class WrongEncoding(Exception):
    """The database does not keep its text in UTF-8."""


def open_server(server: Server, schema: str = HOME) -> Engine:
    """Return an engine on the office's PostgreSQL; a lost connection is noticed when it is next lent."""

    def connect() -> Any:  # noqa: ANN401 - the driver's connection
        import psycopg  # noqa: PLC0415 - loaded only where an office has a server

        return psycopg.connect(
            host=server.host,
            port=server.port,
            dbname=server.database,
            user=server.user,
            password=server.password,
            sslmode=server.encryption,
            sslrootcert=str(server.root) if server.root else None,
            connect_timeout=CONNECT_SECONDS,
            keepalives_idle=30,
            tcp_user_timeout=20_000,
            application_name="shijibu",
            client_encoding=_ENCODING,
            options=f"{_SESSION} -c search_path={schema}",
            autocommit=True,  # BEGIN is ours
        )

    engine = create_engine(
        "postgresql+psycopg://",
        creator=connect,
        pool_size=4,
        pool_pre_ping=True,
        use_native_hstore=False,
        hide_parameters=True,  # what people wrote must not stand in a log or a crash report
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_BESIDE, False):
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")
    else:
        connection.exec_driver_sql(_WRITE if options.get(WRITING, False) else _READ)


def beside(engine: Engine) -> Engine:
    """Return the same engine (and pool) whose transactions may write to the door beside a writer."""
    return engine.execution_options(**{_BESIDE: True})


def is_server(engine: Engine) -> bool:
    """Tell whether the engine leads to PostgreSQL."""
    return engine.dialect.name == "postgresql"


def schemas(connection: Connection) -> set[str]:
    """Return the names of this program's schemas."""
    found = connection.exec_driver_sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'shijibu%%'")
    return set(found.scalars())


def make_schema(connection: Connection, schema: str) -> None:
    """Make an empty schema with its door: the key ring, which must be read before anything else can be.

    The door stands outside the versions of the tables, so that an older and a newer program both find it.
    """
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    connection.exec_driver_sql(
        f"CREATE TABLE {schema}.{DOOR} (id smallint PRIMARY KEY CHECK (id = 1), ring bytea NOT NULL, "
        "mark varchar(32) NOT NULL)"
    )


def ring_text(connection: Connection) -> bytes | None:
    """Return the key ring as it lies in the door; within `beside` nobody else changes it until COMMIT."""
    lock = " FOR UPDATE" if connection.get_execution_options().get(_BESIDE, False) else ""
    found = connection.exec_driver_sql(f"SELECT ring FROM {DOOR}{lock}").scalar()  # noqa: S608 - our own names
    return None if found is None else bytes(found)


def keep_ring_text(connection: Connection, text: bytes) -> None:
    """Write the key ring into the door."""
    connection.exec_driver_sql(f"UPDATE {DOOR} SET ring = %s", (text,))  # noqa: S608


def fit_door(connection: Connection, ring: bytes, mark: str) -> None:
    """Put key ring and mark into the door of a schema that was just made."""
    connection.exec_driver_sql(f"INSERT INTO {DOOR} VALUES (1, %s, %s)", (ring, mark))  # noqa: S608


def mark_of(connection: Connection, schema: str) -> str:
    """Return the mark in the door of a schema."""
    return str(connection.exec_driver_sql(f"SELECT mark FROM {schema}.{DOOR}").scalar() or "")  # noqa: S608


def free_schema(connection: Connection, begins: str, now: datetime) -> str:
    """Return a name for a schema that nothing bears yet, by a prefix and a moment."""
    stem = f"{begins}{now:%Y%m%d_%H%M%S}"
    taken = schemas(connection)
    names = [stem, *(f"{stem}_{number}" for number in range(2, 1000))]
    return next(name for name in names if name not in taken)


def rename_schema(connection: Connection, old: str, new: str) -> None:
    """Give a schema another name: within the transaction that calls it, all of it or nothing."""
    connection.exec_driver_sql(f"ALTER SCHEMA {old} RENAME TO {new}")


@contextlib.contextmanager
def scratch_database(engine: Engine, name: str) -> Iterator[None]:
    """Lend an empty database beside the office's; raises `DatabaseError` where this user may make none."""
    with engine.connect() as connection:  # a database cannot be made within a transaction
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{_ENCODING}' LC_COLLATE 'C'")
        except driver.Error as error:
            raise DatabaseError("CREATE DATABASE", {}, error) from error
        try:
            yield
        finally:
            driver.execute(f"DROP DATABASE {name} WITH (FORCE)")


def refuse_other_encoding(connection: Connection) -> None:
    """Raise `WrongEncoding` unless every character can be kept."""
    encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
    if encoding != _ENCODING:
        raise WrongEncoding(encoding)


def make_alike(connection: Connection) -> None:
    """Make the tables like those of the file: text sorts by its bytes, references can wait until COMMIT."""
    columns = connection.exec_driver_sql(
        "SELECT table_name, column_name, character_maximum_length AS length FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type = 'character varying' "
        "AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name, ordinal_position"
    )
    for table, column, length in columns.all():
        kind = f"varchar({length})" if length else "varchar"
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    references = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace"
    )
    for table, name in references.all():
        connection.exec_driver_sql(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" DEFERRABLE')
