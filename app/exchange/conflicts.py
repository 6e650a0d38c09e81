"""Two versions of one row after a restored database went on: shown side by side, settled by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, UserError
from app.exchange.links import require_unit
from app.history.labels import TABLES
from app.history.names import KnownNames
from app.history.wording import FieldChange, row_change
from app.office import Reader, Work
from app.vocabulary import Role
from db.base import Recorded
from db.journal import Change, PlainRow, plain, values_of
from db.tables import RECORDED
from db.tables.exchange import ExchangeConflict

ROLES = (Role.CLERK, Role.HEAD)
_IDENTITY = frozenset({"id", "revision"})


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One row with two versions; each field says the county's words first, then those of this PC."""

    conflict_id: str
    what: str
    fields: tuple[FieldChange, ...]
    found_at: datetime
    settled_by: str


def conflicts(reader: Reader) -> tuple[ConflictLine, ...]:
    """Return the rows with two versions, the unsettled first."""
    reader.require(*ROLES)
    query = select(ExchangeConflict).order_by(
        ExchangeConflict.settled_at.is_not(None), ExchangeConflict.found_at.desc(), ExchangeConflict.id
    )
    names = KnownNames(reader, reader.today)
    return tuple(_line(row, names) for row in reader.session.scalars(query))


def _line(row: ExchangeConflict, names: KnownNames) -> ConflictLine:
    ours, theirs = cast("PlainRow", row.ours), cast("PlainRow", row.theirs)
    told = row_change(Change(row.table, row.row_id, 0, theirs, ours), names)
    whose = ours.get("cadre_id")
    what = f"{TABLES[row.table]}　{names.of('cadre', whose)}" if isinstance(whose, str) else TABLES[row.table]
    return ConflictLine(row.id, what, told.fields, row.found_at, row.settled_by)


def settle_conflict(work: Work, conflict_id: str, *, take_theirs: bool) -> None:
    """Keep this PC's version, or write the county's over it; either way it counts as looked at.

    Raises `Conflict` where the row has changed since the two versions were found.
    """
    require_unit(work)
    work.require(*ROLES)
    row = work.session.get_one(ExchangeConflict, conflict_id)
    if row.settled_at is not None:
        raise Conflict("这一处已经核对过。", next_step="请刷新后再看。")
    if take_theirs:
        _take(work, row)
    row.settled_by, row.settled_at = work.login.signature, work.now
    work.describe(f"{TABLES[row.table]}：{'改用县里的内容' if take_theirs else '保留本机的内容'}")


def _take(work: Work, row: ExchangeConflict) -> None:
    kind: type[Recorded] = RECORDED[row.table]
    held = work.session.get(kind, row.row_id)
    if held is None or _content(plain(held)) != _content(cast("PlainRow", row.ours)):
        raise Conflict("发现两种内容以后，本机又改过这条记录。", next_step="请保留本机的内容，再直接修改。")
    for name, value in values_of(kind, _content(cast("PlainRow", row.theirs))).items():
        setattr(held, name, value)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise UserError(
            "县里的内容所依据的记录，本机已经没有了。", next_step="请保留本机的内容，再直接修改。"
        ) from error


def _content(stored: PlainRow) -> PlainRow:
    return {name: value for name, value in stored.items() if name not in _IDENTITY}
