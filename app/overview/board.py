"""The lights of every cadre and month of a year, page by page (D71, D77; peers.md row 63)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.monthly.ledger import Entry, Key, ledger
from app.monthly.lights import light
from app.office import Reader
from app.vocabulary import Light, Month, PostKind, months_of
from db.tables.people import Cadre, Post, Unit


@dataclass(frozen=True, slots=True)
class Cell:
    """One light, with why nothing is due where nothing is; `report_id` is the version being worked on."""

    month: Month
    light: Light
    reason: str
    report_id: str | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One cadre in one unit, with the twelve lights of the year."""

    unit_id: str
    unit_name: str
    cadre_id: str
    name: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MonthBoard:
    """One page of lights; `more` tells that another page follows."""

    year: int
    rows: tuple[BoardRow, ...]
    more: bool


def month_board(
    reader: Reader, unit_id: str | None, year: int, offset: int = 0, limit: int = 100
) -> MonthBoard:
    """Return the lights of a unit, or of every unit in county order; only the page itself is read."""
    reader.require_business()
    found = _people(reader, _units(reader, unit_id), year, offset, limit + 1)
    page = found[:limit]
    months = months_of(year)
    entries = ledger(reader, [(row[0], row[2]) for row in page], months[0], months[-1])
    rows = tuple(BoardRow(*row, _cells(reader, entries, row[0], row[2], months)) for row in page)
    return MonthBoard(year, rows, more=len(found) > limit)


def _units(reader: Reader, unit_id: str | None) -> Sequence[tuple[str, str]]:
    query = select(Unit.id, Unit.short_name).order_by(Unit.position, Unit.name)
    return reader.session.execute(query if unit_id is None else query.where(Unit.id == unit_id)).all()


def _people(
    reader: Reader, units: Sequence[tuple[str, str]], year: int, offset: int, most: int
) -> list[tuple[str, str, str, str, str]]:
    """Return who reported in the year, unit by unit, each in the order of the board's index.

    The units before the page are skipped by their sizes, the ones after it are never read.
    """
    sizes = _sizes(reader, year) if offset and len(units) > 1 else {}
    found: list[tuple[str, str, str, str, str]] = []
    for unit_id, unit_name in units:
        if sizes and offset >= sizes.get(unit_id, 0):
            offset -= sizes.get(unit_id, 0)
            continue
        query = _of_unit(unit_id, year).offset(offset).limit(most - len(found))
        rows = reader.session.execute(query)
        found += [(unit_id, unit_name, cadre_id, name, title) for cadre_id, name, title in rows]
        offset, sizes = 0, {}
        if len(found) == most:
            break
    return found


def _sizes(reader: Reader, year: int) -> dict[str, int]:
    query = select(Post.unit_id, func.count(Post.cadre_id.distinct())).where(_reports_in(Post, year))
    return dict(reader.session.execute(query.group_by(Post.unit_id)).all())


def _of_unit(unit_id: str, year: int) -> Select[str, str, str]:
    """Select who reported from the unit in the year: of several posts the latest one."""
    later = aliased(Post)
    superseded = exists().where(
        later.cadre_id == Post.cadre_id,
        later.unit_id == Post.unit_id,
        _reports_in(later, year),
        or_(later.since > Post.since, and_(later.since == Post.since, later.id > Post.id)),
    )
    return (
        select(Cadre.id, Cadre.name, Post.title)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.unit_id == unit_id, _reports_in(Post, year), ~superseded)
        .order_by(Post.position, Post.since, Post.cadre_id)
    )


def _reports_in(post: type[Post], year: int) -> ColumnElement[bool]:
    first, *_, last = months_of(year)
    return and_(
        post.reports,
        post.kind != PostKind.CONCURRENT,
        post.since <= last.last_day,
        or_(post.until.is_(None), post.until >= first.first_day),
    )


def _cells(
    reader: Reader, entries: dict[Key, Entry], unit_id: str, cadre_id: str, months: Sequence[Month]
) -> tuple[Cell, ...]:
    cells = []
    for month in months:
        entry = entries[unit_id, cadre_id, month]
        report_id = entry.newest.id if entry.newest else None
        cells.append(Cell(month, light(entry, reader.today), entry.duty.reason, report_id))
    return tuple(cells)
