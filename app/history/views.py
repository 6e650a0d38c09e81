"""Reads on the journal: a record's history, the auditor's list, and what can be undone next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, func, or_, select, type_coerce

from app.history.family import Entry, family_of, newest_first, told
from app.history.labels import TABLES
from app.history.names import KnownNames
from app.history.rules import origin, title
from app.history.undoing import is_undone, obstacle
from app.history.wording import RowChange, row_change
from app.office import BUSINESS, Reader
from app.progress import SILENT, Progress
from app.texts import plain_text
from app.vocabulary import Role
from db.journal import Change, changes_of
from db.tables import RECORDED
from db.tables.journal import JournalEntry, JournalSubject

OFFICE_TABLES = frozenset({"account", "credential", "setting", "station"})
"""Read by administrator and auditor, not by the business."""
READERS_OF_THE_OFFICE = (Role.ADMIN, Role.AUDITOR)
READERS_OF_THE_BUSINESS = (*sorted(BUSINESS), Role.AUDITOR)
LOOKED_THROUGH = 50
"""Entries of one's own that are looked through for something to undo."""
PASSED_OVER = frozenset({"account", "setting"})
"""What the key looks past: a log-in and the PC's settings are no steps of the work."""
LISTED_AT_ONCE = 500
_HEAD = (
    *(JournalEntry.seq, JournalEntry.at, JournalEntry.actor, JournalEntry.role),
    *(JournalEntry.action, JournalEntry.subject, JournalEntry.undoes),
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Who did what when; `undoes` is the number of the entry that this one took back."""

    seq: int
    at: datetime
    actor: str
    roles: tuple[str, ...]
    action: str
    subject: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class HistoryLine(EntryLine):
    """One entry with what it changed."""

    changes: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class JournalLine(EntryLine):
    """One entry in the auditor's list, with the names of the tables it touched."""

    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What the auditor looks for; every empty field lets everything through."""

    text: str = ""
    """Part of actor, action or subject."""
    actor: str = ""
    """The whole signature of whoever acted, as `JournalIndex.actors` gives it."""
    table: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the list, newest first, with the number of entries that pass the filter."""

    total: int
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True)
class JournalIndex:
    """What the list can be narrowed to: everybody who ever acted, and the day of the first entry."""

    actors: tuple[str, ...]
    first_day: date


@dataclass(frozen=True, slots=True)
class Undoable:
    """An entry that can be undone (or done again) now, with the words for the button."""

    seq: int
    title: str


def record_history(reader: Reader, table: str, row_id: str) -> tuple[HistoryLine, ...]:
    """Return every change of a row and of its parts, newest first.

    Parts that were added and removed on their own, with nothing else of the row, stand in the journal only.
    """
    office = table in OFFICE_TABLES
    reader.require(*(READERS_OF_THE_OFFICE if office else READERS_OF_THE_BUSINESS))
    _check_own(reader, table, row_id)
    family, entries = family_of(reader, (table, row_id))
    return tuple(
        _history_line(reader, entry, [c for c in told(entry) if (c.table, c.id) in family])
        for entry in newest_first(entries.values())
    )


def _check_own(reader: Reader, table: str, row_id: str) -> None:
    """Raise `NotAllowed` where a cadre's account asks for what concerns another cadre (domain.md §2.37)."""
    row = reader.session.get(RECORDED[table], row_id)
    concerned = row_id if table == "cadre" else getattr(row, "cadre_id", None)
    if concerned is not None:
        others = set(READERS_OF_THE_BUSINESS) - {Role.CADRE} | set(READERS_OF_THE_OFFICE)
        reader.require(*sorted(others), cadre_id=concerned)


def journal_entry(reader: Reader, seq: int) -> HistoryLine:
    """Return one entry with all that it changed; the administrator sees of it what is the office's own."""
    reader.require(*READERS_OF_THE_OFFICE)
    entry = reader.session.get_one(JournalEntry, seq)
    shown = RECORDED if reader.may(Role.AUDITOR) else OFFICE_TABLES
    return _history_line(reader, entry, [change for change in changes_of(entry) if change.table in shown])


def _history_line(reader: Reader, entry: Entry, changes: Sequence[Change]) -> HistoryLine:
    names = KnownNames(reader, entry.at.date())
    return HistoryLine(*_head(entry), tuple(row_change(change, names) for change in changes))


def _head(entry: Any) -> tuple[int, datetime, str, tuple[str, ...], str, str, int | None]:  # noqa: ANN401 - entry or row
    roles = roles_in_words(entry.role)
    return entry.seq, entry.at, entry.actor, roles, entry.action, entry.subject, entry.undoes


def roles_in_words(stored: str) -> tuple[str, ...]:
    """Return the labels of an entry's roles."""
    known = {role.value: role.label for role in Role}
    return tuple(known.get(code, code) for code in stored.split(",") if code)


def journal_page(
    reader: Reader, offset: int = 0, limit: int = 100, wanted: JournalFilter = JournalFilter()
) -> JournalPage:
    """Return who did what when, for auditor and administrator; what was changed is in `journal_entry`."""
    reader.require(*READERS_OF_THE_OFFICE)
    conditions = _conditions(wanted)
    total = reader.session.scalar(select(func.count()).select_from(JournalEntry).where(*conditions)) or 0
    query = select(*_HEAD).where(*conditions).order_by(JournalEntry.seq.desc()).offset(offset).limit(limit)
    heads = reader.session.execute(query).all()
    tables = _tables_of(reader, [head.seq for head in heads])
    return JournalPage(
        total, tuple(JournalLine(*_head(head), tuple(tables.get(head.seq, ()))) for head in heads)
    )


def journal_index(reader: Reader) -> JournalIndex:
    """Return whom and since when the journal knows."""
    reader.require(*READERS_OF_THE_OFFICE)
    actors = reader.session.scalars(select(JournalEntry.actor).distinct().order_by(JournalEntry.actor))
    first = reader.session.scalar(select(JournalEntry.at).order_by(JournalEntry.seq).limit(1))
    return JournalIndex(tuple(actors), first.date() if first else reader.today)


def journal_lines(
    reader: Reader, wanted: JournalFilter = JournalFilter(), progress: Progress = SILENT
) -> Iterator[JournalLine]:
    """Give every entry that passes the filter, newest first, e.g. for a spreadsheet."""
    done, total = 0, 1
    while done < total:
        page = journal_page(reader, done, LISTED_AT_ONCE, wanted)
        yield from page.lines
        done, total = done + LISTED_AT_ONCE, page.total
        progress.step(min(done, total), total, "读取操作记录")


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text := plain_text(wanted.text):
        columns = (JournalEntry.actor, JournalEntry.action, JournalEntry.subject)
        conditions.append(or_(*(column.contains(text, autoescape=True) for column in columns)))
    if wanted.actor:
        conditions.append(JournalEntry.actor == wanted.actor)
    if wanted.table:
        touched = select(JournalSubject.seq).where(JournalSubject.table == wanted.table)
        conditions.append(JournalEntry.seq.in_(touched))
    at = type_coerce(JournalEntry.at, String)
    if wanted.first:
        conditions.append(at >= wanted.first.isoformat())
    if wanted.last:
        conditions.append(at < (wanted.last + timedelta(1)).isoformat())
    return conditions


def _tables_of(reader: Reader, seqs: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(JournalSubject.seq, JournalSubject.table)
        .where(JournalSubject.seq.in_(seqs))
        .distinct()
        .order_by(JournalSubject.table)
    )
    tables: dict[int, list[str]] = {}
    for seq, table in reader.session.execute(query):
        tables.setdefault(seq, []).append(TABLES.get(table, table))
    return tables


def undoable(reader: Reader) -> Undoable | None:
    """Return the account's newest action of today if it can be undone now.

    Never an older one in its stead: nobody means that by a single key. A record's history takes it back.
    """
    return _next(reader, taken_back=False)


def redoable(reader: Reader) -> Undoable | None:
    """Return the account's newest undoing that can be undone: the action is then done again.

    None after a new action, which ends the row of undoings.
    """
    return _next(reader, taken_back=True)


def _next(reader: Reader, *, taken_back: bool) -> Undoable | None:
    own = (
        select(JournalEntry)
        .where(JournalEntry.actor == reader.login.signature)
        .order_by(JournalEntry.seq.desc())
        .limit(LOOKED_THROUGH)
    )
    for entry in reader.session.scalars(own):
        if entry.at.date() < reader.today or (taken_back and entry.undoes is None):
            return None
        if _may_come_next(reader, entry, taken_back=taken_back):
            free = obstacle(reader, entry) is None
            return Undoable(entry.seq, title_of(reader, entry)) if free else None
    return None


def _may_come_next(reader: Reader, entry: JournalEntry, *, taken_back: bool) -> bool:
    """Tell whether the key means this entry: of its kind, not taken back, more than a log-in or setting."""
    if {change.table for change in changes_of(entry)} <= PASSED_OVER:
        return False
    backwards = origin(entry.seq, _undoings(reader, entry.seq, entry.undoes))[1]
    return backwards is taken_back and not is_undone(reader, entry)


def title_of(reader: Reader, entry: JournalEntry) -> str:
    """Return what a button calls an entry: by the action it goes back to."""
    chain = _undoings(reader, entry.seq, entry.undoes)
    first = reader.session.get_one(JournalEntry, origin(entry.seq, chain)[0])
    return title(first.action, first.subject)


def _undoings(reader: Reader, seq: int, undoes: int | None) -> dict[int, int | None]:
    """Return what each entry undoes, from entry `seq` back to the action."""
    chain = {seq: undoes}
    while undoes is not None:
        seq = undoes
        undoes = reader.session.scalar(select(JournalEntry.undoes).where(JournalEntry.seq == seq))
        chain[seq] = undoes
    return chain
