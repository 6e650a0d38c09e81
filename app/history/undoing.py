"""What stands in the way of undoing an entry: asked for the button, and again when it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Select, String, and_, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from app.errors import Conflict, NotAllowed, UserError
from app.history.rules import NEVER, PARENTS, SHELTERED, lock, may_undo
from app.history.wording import NAMED_LISTS
from app.office import Reader
from app.vocabulary import Month
from db.base import Recorded
from db.journal import Change, PlainRow, changes_of, plain
from db.tables import RECORDED
from db.tables.journal import JournalEntry, JournalSubject
from db.tables.monthly import Clause, Evaluation, Report
from db.tables.notices import Posting
from db.tables.targets import Plan

Key = tuple[str, str]
"""Table and id of a row."""
_AT_ONCE = 500
"""Ids asked for in one statement."""

_report = select(Report.state)
_posting = select(Posting.state)
_of_plan = and_(Plan.cadre_id == Report.cadre_id, Plan.unit_id == Report.unit_id, Plan.month == Report.month)

STATES: dict[str, Callable[[str, PlainRow], Select[Any]]] = {
    "report": lambda row_id, _: _report.where(Report.id == row_id),
    "clause": lambda _, row: _report.where(Report.id == row["report_id"]),
    "evaluation": lambda _, row: _report.where(Report.id == row["report_id"]),
    "evidence": lambda _, row: _report.join(Clause).where(Clause.id == row["clause_id"]),
    "meeting": lambda row_id, _: _report.join(Evaluation).where(Evaluation.meeting_id == row_id),
    "plan": lambda _, row: _report.where(
        Report.cadre_id == row["cadre_id"],
        Report.unit_id == row["unit_id"],
        Report.month == Month.parse(row["month"]),
    ),
    "plan_item": lambda _, row: _report.join(Plan, _of_plan).where(Plan.id == row["plan_id"]),
    "posting": lambda row_id, _: _posting.where(Posting.id == row_id),
    "remark": lambda _, row: _posting.where(Posting.id == row["posting_id"]),
}
"""Where the state lies that locks a table's rows: of the report or posting they belong to."""


def obstacle(reader: Reader, entry: JournalEntry) -> UserError | None:
    """Return what stands in the way of undoing `entry`, or None."""
    if not may_undo(entry.actor, reader.login.signature, reader.login.roles):
        return NotAllowed("只能撤销自己的操作。", next_step="其他人的操作由主要负责人撤销。")
    if is_undone(reader, entry):
        return NotAllowed("这一步已经撤销过。", next_step="请刷新后再看。")
    changes = changes_of(entry)
    for change in changes:
        if change.table in NEVER:
            return NotAllowed(NEVER[change.table])
        if change.table in STATES and (
            sentence := lock(
                change.table, reader.session.scalars(STATES[change.table](change.id, _row(change)))
            )
        ):
            return NotAllowed(sentence)
    if _moved_on(reader.session, entry.seq, changes):
        return Conflict("此后这些内容又有改动，不能撤销。", next_step="请先撤销后来的操作，或直接修改。")
    return _lost_link(reader.session, changes)


def is_undone(reader: Reader, entry: JournalEntry) -> bool:
    """Tell whether a later entry took this one back."""
    return bool(reader.session.scalar(select(exists().where(JournalEntry.undoes == entry.seq))))


def _row(change: Change) -> PlainRow:
    return change.after or change.before or {}


def _moved_on(session: Session, seq: int, changes: Sequence[Change]) -> bool:
    """Tell whether a row, or the whole that it is a part of, is no longer as the entry left it.

    Content decides, not the revision: what was changed since and undone again does not stand in the way.
    """
    left = {(change.table, change.id): change.after for change in changes}
    wholes = {key: _content_after(session, key, seq) for key in _wholes(changes) if key not in left}
    present = rows(session, [*left, *wholes])
    return any(not _is_still(present.get(key), content) for key, content in (left | wholes).items())


def rows(session: Session, keys: Iterable[Key]) -> dict[Key, Recorded]:
    """Load those of the rows that there are."""
    ids: dict[str, list[str]] = {}
    for table, row_id in keys:
        ids.setdefault(table, []).append(row_id)
    return {
        (table, row.id): row
        for table, wanted in ids.items()
        for some in _portions(wanted)
        for row in session.scalars(select(RECORDED[table]).where(RECORDED[table].id.in_(some)))
    }


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _wholes(changes: Sequence[Change]) -> Iterator[Key]:
    for change in changes:
        if change.table in SHELTERED:
            column, parent = PARENTS[change.table]
            yield parent, _row(change)[column]


def _content_after(session: Session, key: Key, seq: int) -> PlainRow | None:
    """Return a row's content as entry `seq` or the last one before it left it."""
    touched = (JournalSubject.table == key[0], JournalSubject.row_id == key[1], JournalSubject.seq <= seq)
    entry = session.get_one(
        JournalEntry, session.scalar(select(func.max(JournalSubject.seq)).where(*touched))
    )
    return next(change.after for change in changes_of(entry) if (change.table, change.id) == key)


def _is_still(row: Recorded | None, content: PlainRow | None) -> bool:
    if row is None or content is None:
        return row is None and content is None
    now = plain(row)
    return all(now.get(name) == value for name, value in content.items() if name != "revision")


def _lost_link(session: Session, changes: Sequence[Change]) -> UserError | None:
    """Return why rows cannot go (others refer to them) or come back (what they refer to is gone)."""
    ours = {(change.table, change.id) for change in changes}
    going: dict[str, list[str]] = {}
    for change in changes:
        if change.before is None:
            going.setdefault(change.table, []).append(change.id)
    if any(
        not referrers <= ours for table in going for referrers in _referrers(session, table, going[table])
    ):
        return Conflict("新增的内容已被其他记录引用，不能撤销。", next_step="请先删除引用它的记录。")
    targets = {link for change in changes if change.before for link in _links(change.table, change.before)}
    coming = {(change.table, change.id) for change in changes if change.after is None}
    if targets - coming - rows(session, targets).keys():
        return Conflict("它所属的记录已不存在，不能撤销。", next_step="请先恢复那条记录。")
    return None


def _referrers(session: Session, table: str, ids: Sequence[str]) -> Iterator[set[Key]]:
    """Give, column by column, the rows that hold one of the ids: as foreign keys or in a list."""
    for name, kind in RECORDED.items():
        for column in _columns(kind):
            if any(key.column.table.name == table for key in column.foreign_keys):
                for some in _portions(ids):
                    yield {
                        (name, row_id) for row_id in session.scalars(select(kind.id).where(column.in_(some)))
                    }
            elif NAMED_LISTS.get(column.name) == table:
                listed = session.execute(select(kind.id, column).where(type_coerce(column, String) != "[]"))
                yield {(name, row_id) for row_id, members in listed if not set(ids).isdisjoint(members)}


def _links(table: str, row: PlainRow) -> Iterator[Key]:
    for column in _columns(RECORDED[table]):
        for key in column.foreign_keys:
            if row.get(column.name) is not None:
                yield key.column.table.name, row[column.name]


def _columns(table: type[Recorded]) -> list[Column[Any]]:
    return list(table.__table__.columns)  # type: ignore[arg-type]
