"""Two people at the same row: who writes second is told, with both versions, before anything is lost."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.journal import Change, PlainRow, changes_of
from db.tables.journal import JournalEntry, JournalSubject


@dataclass(frozen=True, slots=True)
class Clash:
    """One row that somebody else has changed since it was read here, in the columns that are written now.

    `theirs` is how it stands, `mine` how it would stand; None: deleted. `actor` and `at` are of their last
    change.
    """

    table: str
    id: str
    columns: tuple[str, ...]
    theirs: PlainRow
    mine: PlainRow | None
    actor: str
    at: datetime


class Overtaken(Exception):
    """What is to be written would undo what somebody else wrote since `seen`; `seq` is the last entry."""

    def __init__(self, clashes: tuple[Clash, ...], seq: int) -> None:
        super().__init__("overtaken")
        self.clashes = clashes
        self.seq = seq


def refuse_overtaken(session: Session, changes: Sequence[Change], seen: int, own: AbstractSet[int]) -> None:
    """Raise `Overtaken` when `changes` would write over what others wrote after the journal's entry `seen`.

    Others are all entries but the `own` ones. What they changed in other columns, or to the same value,
    clashes with nothing. To be called by a writer, so that nobody writes meanwhile.
    """
    query = select(JournalSubject.seq, JournalSubject.table, JournalSubject.row_id)
    later = session.execute(query.where(JournalSubject.seq > seen).order_by(JournalSubject.seq)).all()
    written = {(change.table, change.id): change for change in changes if change.before is not None}
    theirs: dict[tuple[str, str], list[int]] = {}
    for seq, table, row_id in later:
        if seq not in own and (table, row_id) in written:
            theirs.setdefault((table, row_id), []).append(seq)
    found = (_clash(session, written[key], seqs[0], seqs[-1]) for key, seqs in theirs.items())
    if clashes := tuple(clash for clash in found if clash):
        raise Overtaken(clashes, later[-1].seq)


def _clash(session: Session, change: Change, first: int, last: int) -> Clash | None:
    base = next(
        one.before
        for one in changes_of(session.get_one(JournalEntry, first))
        if (one.table, one.id) == (change.table, change.id)
    )
    theirs, mine = change.before or {}, change.after
    columns = tuple(
        name
        for name, value in theirs.items()
        if name not in {"id", "revision"}
        and (base is None or base.get(name) != value)
        and (mine is None or mine.get(name) != value)
    )
    if not columns:
        return None
    entry = session.get_one(JournalEntry, last)
    return Clash(change.table, change.id, columns, theirs, mine, entry.actor, entry.at)
