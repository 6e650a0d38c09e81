"""What a return file brings: the county's rows, laid over those of the unit (exchange.md §1, §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.exchange.people_requests import undecided_rows
from app.exchange.returns import DOWN
from app.exchange.rules import HANDED_OVER
from app.office import Work
from db import bulk
from db.base import Base, Recorded
from db.journal import PlainRow, plain, values_of
from db.tables import RECORDED
from db.tables.office import RulebookVersion
from db.tables.people import Unit

Payload = Mapping[str, Mapping[str, PlainRow]]
"""Rows by table and id."""
KEPT: tuple[type[Recorded], ...] = (Unit, RulebookVersion)
"""Tables from which nothing goes: stored results keep the rules they were computed with."""


def lay_over(work: Work, rows: Payload) -> int:
    """Make the county's rows those of `rows`; return how many changed.

    A row of the list of people whose change the county has not answered stays as the unit has it; a row that
    hangs on one that this database lacks waits for a later file.
    """
    decided = [row["request_id"] for row in rows.get("person_decision", {}).values()]
    held_back = undecided_rows(work, decided)
    changed = sum(_clear(work, kind, rows, held_back) for kind in reversed(DOWN))
    for kind in DOWN:
        table = kind.__tablename__
        for row_id, row in rows.get(table, {}).items():
            if (table, row_id) not in held_back and _has_its_own(work, kind, row):
                changed += _put(work, kind, row_id, row)
        work.session.flush()
    return changed


def _clear(work: Work, kind: type[Recorded], rows: Payload, held_back: Iterable[tuple[str, str]]) -> int:
    """Delete what the county has no more; what other rows refer to stays."""
    table = kind.__tablename__
    if kind in KEPT or (table in HANDED_OVER and not rows.get(table)):
        return 0
    gone = [
        row
        for row in work.session.scalars(select(kind))
        if row.id not in rows.get(table, {}) and (table, row.id) not in held_back
    ]
    return sum(_delete(work, row) for row in gone)


def _delete(work: Work, row: Recorded) -> int:
    try:
        with work.session.begin_nested():
            work.session.delete(row)
            work.session.flush()
    except IntegrityError:
        return 0
    return 1


def _has_its_own(work: Work, kind: type[Recorded], row: PlainRow) -> bool:
    """Tell whether every row that this one refers to is here."""
    return all(
        row[column.name] is None
        or work.session.get(RECORDED[key.column.table.name], row[column.name]) is not None
        for column in Base.metadata.tables[kind.__tablename__].columns
        for key in column.foreign_keys
    )


def _put(work: Work, kind: type[Recorded], row_id: str, row: PlainRow) -> int:
    held = work.session.get(kind, row_id)
    values = values_of(kind, {name: value for name, value in row.items() if name != "revision"})
    if held is None:
        work.session.add(kind(**values))
        return 1
    present = plain(held)
    if all(present[name] == row[name] for name in values):
        return 0
    for name, value in values.items():
        setattr(held, name, value)
    return 1


def checked(table: object, row: object) -> tuple[type[Recorded], PlainRow]:
    """Return a row from outside with its table; raises `ValueError` for what is no row of the county's."""
    kind = next((one for one in DOWN if one.__tablename__ == table), None)
    if kind is None or type(row) is not dict:
        raise ValueError(table)
    return kind, bulk.checked(kind, row)
