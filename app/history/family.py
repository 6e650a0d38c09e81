"""A record with its parts, and every entry that touched them, in this journal or in those received."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import and_, select, tuple_

from app.history.rules import PARENTS
from app.history.undoing import Key
from app.office import Reader
from db.journal import Change, changes_in, changes_of, unpack
from db.tables import RECORDED
from db.tables.exchange import ReceivedEntry, ReceivedSubject
from db.tables.journal import JournalEntry, JournalSubject

Entry = JournalEntry | ReceivedEntry


def family_of(reader: Reader, key: Key) -> tuple[set[Key], dict[tuple[str, int], Entry]]:
    """Return a row with all its parts, present and gone, and the entries that touched them."""
    family: set[Key] = set()
    entries: dict[tuple[str, int], Entry] = {}
    found = {key}
    while found:
        family |= found
        opened = {(_journal_of(entry), entry.seq): entry for entry in _touching(reader, sorted(found))}
        new = {place: entry for place, entry in opened.items() if place not in entries}
        entries |= new
        gone = {key for entry in new.values() for key in _parts_in(told(entry), family)}
        found = (set(_parts_of(reader, found)) | gone) - family
    return family, entries


def _touching(reader: Reader, keys: Sequence[Key]) -> Iterator[Entry]:
    """Give the entries that changed the rows: this database's, and at the county those it received."""
    own = select(JournalSubject.seq).where(tuple_(JournalSubject.table, JournalSubject.row_id).in_(keys))
    yield from reader.session.scalars(select(JournalEntry).where(JournalEntry.seq.in_(own)))
    received = and_(
        ReceivedSubject.enrolled_id == ReceivedEntry.enrolled_id, ReceivedSubject.seq == ReceivedEntry.seq
    )
    touched = tuple_(ReceivedSubject.table, ReceivedSubject.row_id).in_(keys)
    yield from reader.session.scalars(select(ReceivedEntry).join(ReceivedSubject, received).where(touched))


def _parts_in(changes: Iterable[Change], family: set[Key]) -> set[Key]:
    return {
        (change.table, change.id)
        for change in changes
        if change.table in PARENTS
        and (PARENTS[change.table][1], (change.after or change.before or {})[PARENTS[change.table][0]])
        in family
    }


def _parts_of(reader: Reader, keys: set[Key]) -> Iterable[Key]:
    for part, (column, whole) in PARENTS.items():
        wholes = [row_id for table, row_id in keys if table == whole]
        if wholes:
            columns = RECORDED[part].__table__.columns
            for row_id in reader.session.scalars(select(columns.id).where(columns[column].in_(wholes))):
                yield part, row_id


def told(entry: Entry) -> list[Change]:
    """Return what an entry changed; of a unit's entry the county has the part that travels."""
    return changes_of(entry) if isinstance(entry, JournalEntry) else changes_in(unpack(entry.travelling))


def newest_first(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Merge the journals by their moments; within one its numbers decide, for clocks go wrong."""
    journals: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: one.seq, reverse=True):
        journals.setdefault(_journal_of(entry), []).append(entry)
    return heapq.merge(*journals.values(), key=lambda one: one.at, reverse=True)


def _journal_of(entry: Entry) -> str:
    return "" if isinstance(entry, JournalEntry) else entry.enrolled_id
