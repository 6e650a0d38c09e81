"""Whose a row is: a unit may only send rows of its own, hanging on rows of its own (exchange.md §1)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from app.exchange.parcel import Refused
from app.exchange.rules import HANDED_OVER, foreign
from app.history.labels import TABLES
from app.vocabulary import Owner
from db import bulk
from db.base import Base
from db.journal import Change
from db.tables import RECORDED
from db.tables.exchange import ReceivedRow

Key = tuple[str, str]
"""Table and id of a row."""
UNIT = "unit"


def owners(connection: Connection, changes: Iterable[Change]) -> dict[Key, str]:
    """Return the units to which the changed rows, and those they hang on, belong by what is here already."""
    wanted: dict[str, set[str]] = {}
    for change in changes:
        for table, row_id in _concerned(change):
            wanted.setdefault(table, set()).add(row_id)
    index = bulk.raw(ReceivedRow.__tablename__)
    found: dict[Key, str] = {}
    for table, ids in wanted.items():
        listed = sorted(ids)
        for start in range(0, len(listed), bulk.AT_ONCE):
            some = listed[start : start + bulk.AT_ONCE]
            query = select(index.c.row_id, index.c.unit_id).where(
                index.c.table == table, index.c.row_id.in_(some)
            )
            found.update({(table, row_id): unit for row_id, unit in connection.execute(query)})
    return found


def check(change: Change, known: dict[Key, str], unit_id: str) -> None:
    """Raise `Refused`, naming the row, where a change touches what is not the unit's; else note its owner."""
    key = (change.table, change.id)
    row = change.after or {}
    held = [known.get(link) for link in _links(change)]
    if change.table == UNIT:
        held.append(change.id)
    if "unit_id" in row:
        held.append(row["unit_id"])
    if key in known:
        held.append(known[key])
    if foreign(held, unit_id) or not (held or change.after is None or change.table in HANDED_OVER):
        raise Refused(
            f"文件改动了其他单位的“{TABLES[change.table]}”（{change.id}），整个文件不予导入。",
            next_step="请与该单位核对。",
        )
    known[key] = unit_id


def _concerned(change: Change) -> Iterator[Key]:
    yield change.table, change.id
    yield from _links(change)


def _links(change: Change) -> Iterator[Key]:
    """Give the unit's own rows on which a row hangs."""
    row: Mapping[str, object] = change.after or {}
    for column, table in _parents(change.table):
        value = row.get(column)
        if isinstance(value, str):
            yield table, value


@functools.cache
def _parents(table: str) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that refer to rows which a unit owns."""
    return tuple(
        (column.name, key.column.table.name)
        for column in Base.metadata.tables[table].columns
        for key in column.foreign_keys
        if RECORDED[key.column.table.name].owner is Owner.UNIT
    )
