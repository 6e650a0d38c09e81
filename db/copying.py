"""Every row from one database into another, and the one hash by which two databases are compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, LargeBinary, MetaData, RowMapping, Table, func, insert, select

from db.engine import defer_references
from db.server import DOOR

ROWS_AT_ONCE = 500
BLOBS_AT_ONCE = 8
"""Rows that hold bytes may be tens of megabytes each."""
_OWN = frozenset({"alembic_version", DOOR})
"""Tables about the database itself."""

Report = Callable[[int, int], None]
"""Hears how many rows of how many are done; may raise to stop."""


def tables_of(connection: Connection) -> dict[str, Table]:
    """Return the tables with the office's data as they stand in the database, by name."""
    found = MetaData()
    found.reflect(connection)
    return {name: found.tables[name] for name in sorted(found.tables) if name not in _OWN}


def copy_rows(source: Connection, target: Connection, report: Report) -> None:
    """Copy every row of every table into a database of the same version whose tables are empty.

    Journal entries are copied as they are. References are checked when the target's transaction ends.
    """
    tables, places = tables_of(source), tables_of(target)
    if tables.keys() != places.keys():
        raise RuntimeError("the two databases have different tables")
    total, done = count_rows(source, tables), 0
    defer_references(target)
    for name, table in tables.items():
        with closing(_in_order(source, table)) as chunks:
            for rows in chunks:
                target.execute(insert(places[name]), [dict(row) for row in rows])
                done += len(rows)
                report(done, total)


def count_rows(connection: Connection, tables: dict[str, Table] | None = None) -> int:
    """Return how many rows there are in all."""
    found = tables if tables is not None else tables_of(connection)
    return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in found.values())


def state_root(connection: Connection, report: Report = lambda _done, _total: None) -> str:
    """Return the SHA-256 over every table, row and value in order: equal data, equal root, on any engine."""
    root = hashlib.sha256()
    tables = tables_of(connection)
    total, done = count_rows(connection, tables), 0
    for name, table in tables.items():
        columns = sorted(column.name for column in table.columns)
        root.update(_line([name, *columns]))
        with closing(_in_order(connection, table)) as chunks:
            for rows in chunks:
                for row in rows:
                    root.update(_line([_plain(row[column]) for column in columns]))
                done += len(rows)
                report(done, total)
    return root.hexdigest()


def _in_order(connection: Connection, table: Table) -> Generator[list[RowMapping], None, None]:
    blobs = any(isinstance(column.type, LargeBinary) for column in table.columns)
    at_once = BLOBS_AT_ONCE if blobs else ROWS_AT_ONCE
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=at_once)
    with connection.execute(query) as found:
        for rows in found.mappings().partitions():
            yield list(rows)


def _plain(value: object) -> object:
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
