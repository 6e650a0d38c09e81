"""A database that lost work takes it back from the county; what went on meanwhile stays (exchange.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.errors import UserError
from app.exchange import reference
from app.exchange.links import county_link
from app.exchange.ownership import Key
from app.exchange.returns import DOWN
from app.exchange.state_root import UNIT_TABLES
from app.office import Work
from db import bulk
from db.base import Recorded, canonical
from db.engine import defer_references
from db.journal import Change, PlainRow
from db.tables import RECORDED
from db.tables.exchange import ExchangeConflict
from db.tables.journal import JournalSubject
from db.tables.office import Account, Station
from db.tables.people import Cadre, Unit

Rows = Mapping[Key, PlainRow]


def rejoin(
    work: Work, unit_id: str, rows: Iterable[tuple[type[Recorded], PlainRow]]
) -> Counter[tuple[str, str]]:
    """Bring the database to the county's rows; a row changed here meanwhile stays, with both versions kept.

    Returns what changed, by table and way. Raises `UserError` on a PC that was set up anew and has been
    worked with already.
    """
    by_key = {(kind.__tablename__, row["id"]): row for kind, row in rows}
    if unit_id != work.station.unit_id:
        _become(work, unit_id, by_key)
    down = {kind.__tablename__ for kind in DOWN}
    ours, theirs = _own_rows(work), {key: row for key, row in by_key.items() if key[0] not in down}
    people = _of_tables(by_key, down & {"unit", "cadre", "post"})
    reference.lay_over(work, people)
    touched = _touched(work)
    counts = _take_theirs(work, ours, theirs, touched)
    _settle_touched(work, ours, theirs, touched)
    reference.lay_over(work, _of_tables(by_key, down))
    return counts


def _of_tables(rows: Rows, names: Iterable[str]) -> dict[str, dict[str, PlainRow]]:
    found: dict[str, dict[str, PlainRow]] = {name: {} for name in names}
    for (table, row_id), row in rows.items():
        if table in found:
            found[table][row_id] = row
    return found


def _own_rows(work: Work) -> dict[Key, PlainRow]:
    connection = work.session.connection()
    return {
        (name, row["id"]): row for name in UNIT_TABLES for row in bulk.stored_rows(connection, RECORDED[name])
    }


def _touched(work: Work) -> set[Key]:
    """Return the rows that were changed here since the last entry that the county has too."""
    link = county_link(work)
    base = link.acknowledged_seq if link else 0
    query = select(JournalSubject.table, JournalSubject.row_id).where(JournalSubject.seq > base)
    return {(table, row_id) for table, row_id in work.session.execute(query) if table in UNIT_TABLES}


def _take_theirs(work: Work, ours: Rows, theirs: Rows, touched: set[Key]) -> Counter[tuple[str, str]]:
    """Write what only the county changed."""
    connection = work.session.connection()
    defer_references(connection)
    counts: Counter[tuple[str, str]] = Counter()
    changes = []
    for key in theirs.keys() | ours.keys():
        before, after = ours.get(key), theirs.get(key)
        if before == after or (key in touched and before is not None):
            continue
        way = "removed" if after is None else "added" if before is None else "changed"
        counts[key[0], way] += 1
        revision = (after or before or {})["revision"]
        changes.append(Change(*key, revision, before, after))
    for name in reversed(bulk.owners_first(UNIT_TABLES)):
        bulk.drop(connection, name, [one.id for one in changes if one.table == name and one.after is None])
    for name in bulk.owners_first(UNIT_TABLES):
        bulk.put(connection, name, [one.after for one in changes if one.table == name and one.after])
    work.bring(changes)
    work.session.expire_all()
    return counts


def _settle_touched(work: Work, ours: Rows, theirs: Rows, touched: set[Key]) -> None:
    """Let every row changed here go to the county once more, above the number that it has there."""
    connection = work.session.connection()
    for table, row_id in sorted(touched):
        mine, other = ours.get((table, row_id)), theirs.get((table, row_id))
        if other is None:
            continue
        if mine is not None:
            newer = max(mine["revision"], other["revision"])
            bulk.put(connection, table, [mine | {"revision": newer}])
            if _content(mine) != _content(other):
                work.session.add(
                    ExchangeConflict(table=table, row_id=row_id, ours=mine, theirs=other, found_at=work.now)
                )
        kind = RECORDED[table]
        row = work.session.get_one(kind, row_id, populate_existing=True)
        flag_modified(row, _any_column(kind))
    work.session.flush()


def _content(row: PlainRow) -> str:
    return canonical({name: value for name, value in row.items() if name != "revision"})


def _any_column(kind: type[Recorded]) -> str:
    return next(name for name in kind.__table__.columns.keys() if name not in {"id", "revision"})  # noqa: SIM118


# A PC that was set up anew


def _become(work: Work, unit_id: str, rows: Rows) -> None:
    """Let a fresh installation be the station of a unit that the county knows."""
    held = [name for name in UNIT_TABLES if _any_row(work, RECORDED[name])]
    if [name for name in held if name != "handover"] or _any_row(work, Cadre):
        raise UserError(
            "本机已经录入了人员或工作内容，不能按县里的全量改为另一个单位。",
            next_step="请在新设的、没有录入过内容的电脑上导入。",
        )
    station = work.session.get_one(Station, work.station.id)
    fresh = work.session.get_one(Unit, station.unit_id)
    fresh.name = f"{fresh.name}（待并入）"
    work.session.flush()
    reference.lay_over(work, {"unit": {unit_id: rows["unit", unit_id]}})
    station.unit_id = unit_id
    for account in work.session.scalars(select(Account).where(Account.unit_id == fresh.id)):
        account.unit_id = unit_id
    work.session.flush()
    work.session.delete(fresh)
    work.session.flush()


def _any_row(work: Work, kind: type[Recorded]) -> bool:
    return work.session.scalar(select(kind.id).limit(1)) is not None
