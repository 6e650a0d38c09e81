"""Undoing: what was before is written back as a new entry of the journal."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Conflict, UserError
from app.history.undoing import obstacle, rows
from app.history.views import title_of
from app.office import Work
from db.base import Recorded
from db.engine import defer_references
from db.journal import Change, PlainRow, changes_of, put_back, values_of
from db.tables import RECORDED
from db.tables.journal import JournalEntry


def undo(work: Work, seq: int) -> None:
    """Write back what was before entry `seq`; undoing an undoing does the action again.

    Raises `NotAllowed` for other people's actions, actions already undone and locked stages, `Conflict` when
    something was changed since.
    """
    entry = work.session.get(JournalEntry, seq)
    if entry is None:
        raise UserError("没有这一条记录。", next_step="请刷新后再看。")
    problem = obstacle(work, entry)
    if problem is not None:
        raise problem
    try:
        _write_back(work.session, changes_of(entry))
    except IntegrityError as error:
        raise Conflict("撤销后会与现有记录重复，不能撤销。", next_step="请直接修改。") from error
    work.undoing(seq)
    work.describe(title_of(work, entry))


def _write_back(session: Session, changes: list[Change]) -> None:
    """Remove what was added, then bring back what was removed, then restore what was changed."""
    # References are whole again at the end; on the way a row may stand without its neighbour.
    defer_references(session.connection())
    present = rows(session, [(change.table, change.id) for change in changes])
    for change in changes:
        if change.before is None:
            session.delete(present[change.table, change.id])
    session.flush()
    for change in changes:
        if change.before is not None and change.after is None:
            put_back(session, RECORDED[change.table], change.before, change.revision + 1)
    for change in changes:
        if change.before is not None and change.after is not None:
            _restore(present[change.table, change.id], change.before)
    session.flush()


def _restore(row: Recorded, before: PlainRow) -> None:
    for name, value in values_of(type(row), before).items():
        if name not in {"id", "revision"}:
            setattr(row, name, value)
