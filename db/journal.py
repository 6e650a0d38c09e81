"""How the journal is written: collected at each flush, appended at commit, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import RowMapping, String, event, insert, inspect, select, type_coerce, update
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator

from db.base import Recorded, canonical, new_id
from db.tables import RECORDED
from db.tables.journal import JournalEntry, JournalSubject

PlainRow = dict[str, Any]
"""A row as it is stored: text, integers, booleans and None by column name."""

GENESIS = "0" * 64
MAX_BODY = 64 * 1024 * 1024
HEAD = (
    *("seq", "id", "at", "station", "actor", "role", "action", "undoes", "subject"),
    *("travelling_digest", "staying_digest", "prev_hash"),
)
"""What an entry's hash covers; the parts themselves through their digests."""
_STORED_ENTRY = [
    # As stored: a moment that cannot be read must not stop the check.
    type_coerce(column, String).label(column.name) if column.name == "at" else column
    for column in JournalEntry.__table__.columns
]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acts, from which station, under which name of the action."""

    station: str
    actor: str
    role: str
    action: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after: None before it existed, None after it was deleted."""

    table: str
    id: str
    revision: int
    before: PlainRow | None
    after: PlainRow | None


@dataclass(slots=True)
class Recorder:
    """Collects the changes of one session and appends them as one entry when it commits."""

    stamp: Stamp
    at: datetime
    subject: str = ""
    undoes: int | None = None
    staying: frozenset[str] = frozenset()
    """Tables whose rows are not this station's any more: what is done to them stays here (exchange.md §1)."""
    brought: list[Change] = field(default_factory=list)
    """Rows that an exchange file brought and Core wrote: they are told here, and stay."""
    check: Callable[[Session, list[Change]], object] | None = None
    """Looks at the changes before they are appended, and may raise."""
    seq: int | None = None
    """The number of the entry that was appended."""
    tables: set[str] = field(default_factory=set)
    """Tables changed by the committed transaction, for refreshing the window."""
    _first: dict[tuple[str, str], tuple[Recorded, PlainRow | None]] = field(default_factory=dict)

    def attach(self, session: Session) -> None:
        """Listen to `session` from now on."""
        event.listen(session, "before_flush", self._collect)
        event.listen(session, "before_commit", self._append)
        event.listen(session, "do_orm_execute", self._watch)

    def _collect(self, session: Session, *_: object) -> None:
        for row in session.deleted:
            self._note(row, existing=True)
        for row in session.new:
            self._note(row, existing=False)
        for row in session.dirty:
            if session.is_modified(row):
                self._note(row, existing=True)

    def _note(self, row: object, *, existing: bool) -> None:
        """Keep the state before the first change, and the object that holds the state after the last."""
        if not isinstance(row, Recorded):
            self.tables.add(inspect(row).mapper.local_table.name)
            return
        key = (row.__tablename__, row.id)
        if key not in self._first:
            self._first[key] = (row, plain_before(row) if existing else None)
        self._first[key] = (row, self._first[key][1])

    def _append(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        changes = self.changes(session)
        self._first.clear()
        if not changes and not self.brought:
            return
        if self.check is not None:
            self.check(session, changes)
        self.tables |= {change.table for change in (*changes, *self.brought)}
        self.seq = append(session, self, changes)

    def changes(self, session: Session) -> list[Change]:
        """Return what the transaction has changed so far."""
        session.flush()
        return [change for key in self._first if (change := self._change(key)) is not None]

    def _change(self, key: tuple[str, str]) -> Change | None:
        row, before = self._first[key]
        state: InstanceState[Recorded] = inspect(row)
        after = None if state.deleted or state.was_deleted or state.transient else plain(row)
        if after == before:
            return None
        revision = after["revision"] if after is not None else (before or {})["revision"] + 1
        return Change(key[0], key[1], revision, before, after)

    def _watch(self, state: ORMExecuteState) -> None:
        name = written_table(state)
        if name in RECORDED:
            raise RuntimeError(f"bulk statement on the journaled table {name}: change rows one by one")
        if name is not None:
            self.tables.add(name)


def written_table(state: ORMExecuteState) -> str | None:
    """Return the table that an INSERT, UPDATE or DELETE goes to; None for a statement that only reads."""
    if not isinstance(state.statement, UpdateBase):
        return None
    return str(getattr(state.statement.table, "name", state.statement.table))


def stored_form(row: Recorded, name: str, value: object) -> object:
    """Return `value` of the column `name` as it is stored."""
    kind = inspect(type(row)).columns[name].type
    return kind.process_bind_param(value, None) if isinstance(kind, TypeDecorator) else value  # type: ignore[arg-type]


def plain(row: Recorded) -> PlainRow:
    """Return the row's stored form as it is now, without its secrets."""
    return {name: stored_form(row, name, getattr(row, name)) for name in _recorded_columns(row)}


def plain_before(row: Recorded) -> PlainRow:
    """Return the row's stored form as it lies in the database, without its secrets."""
    state: InstanceState[Recorded] = inspect(row)
    values = {}
    for name in _recorded_columns(row):
        history = state.attrs[name].load_history()
        if history.added and not history.deleted:  # set while expired: the session never saw the old value
            return _plain_stored(row)
        values[name] = stored_form(row, name, history.deleted[0] if history.deleted else getattr(row, name))
    return values


def _plain_stored(row: Recorded) -> PlainRow:
    session = object_session(row)
    assert session is not None  # noqa: S101 - only rows of a session have a state before
    mapper = inspect(type(row))
    found = session.connection().execute(select(mapper.local_table).where(mapper.columns.id == row.id)).one()
    return {
        name: stored_form(row, name, found._mapping[mapper.columns[name]])  # noqa: SLF001 - public in SQLAlchemy
        for name in _recorded_columns(row)
    }


def _recorded_columns(row: Recorded) -> list[str]:
    return [name for name in inspect(type(row)).columns.keys() if name not in row.secrets]  # noqa: SIM118


def values_of(table: type[Recorded], stored: PlainRow) -> dict[str, object]:
    """Turn a stored form back into the values of the mapped columns; columns since removed are left out."""
    columns = inspect(table).columns
    return {
        name: kind.process_result_value(value, None)  # type: ignore[arg-type]
        if isinstance(kind := columns[name].type, TypeDecorator)
        else value
        for name, value in stored.items()
        if name in columns
    }


def put_back(session: Session, table: type[Recorded], stored: PlainRow, revision: int) -> Recorded:
    """Insert a row that was deleted again, under its id and at `revision`, which it never had before."""
    row = table(**values_of(table, stored))
    session.add(row)
    session.flush()
    # A mapped row always starts at revision 1; the numbers of a row must never come twice.
    session.connection().execute(update(table).where(table.id == row.id).values(revision=revision))
    set_committed_value(row, "revision", revision)
    return row


def append(session: Session, recorder: Recorder, changes: list[Change]) -> int:
    """Append one entry in the session's transaction and return its number."""
    parts: dict[bool, list[Change]] = {True: [], False: [*recorder.brought]}
    for change in changes:
        parts[RECORDED[change.table].travels and change.table not in recorder.staying].append(change)
    travelling, staying = _body(parts[True]), _body(parts[False])
    last = session.execute(
        select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    ).first()
    entry = {
        "seq": last.seq + 1 if last else 1,
        "id": new_id(),
        "at": recorder.at.isoformat(timespec="seconds"),
        **asdict(recorder.stamp),
        "undoes": recorder.undoes,
        "subject": recorder.subject,
        "travelling_digest": hashlib.sha256(travelling).hexdigest(),
        "staying_digest": hashlib.sha256(staying).hexdigest(),
        "prev_hash": last.hash if last else GENESIS,
    }
    packer = zstandard.ZstdCompressor(level=3)
    session.connection().execute(
        insert(JournalEntry),
        {
            **entry,
            "at": recorder.at,
            "hash": entry_hash(entry),
            "travelling": packer.compress(travelling),
            "staying": packer.compress(staying),
        },
    )
    session.connection().execute(
        insert(JournalSubject),
        [
            {"seq": entry["seq"], "table": table, "row_id": row_id}
            for table, row_id in {(change.table, change.id) for change in (*changes, *recorder.brought)}
        ],
    )
    return int(entry["seq"])


def _body(changes: list[Change]) -> bytes:
    return canonical([asdict(change) for change in changes]).encode()


def entry_hash(head: dict[str, Any]) -> str:
    """Return the SHA-256 over an entry's head, which holds the digests of both its parts."""
    return hashlib.sha256(canonical(head).encode()).hexdigest()


def changes_of(entry: JournalEntry) -> list[Change]:
    """Open both parts of an entry."""
    return [change for part in (entry.travelling, entry.staying) for change in changes_in(unpack(part))]


def changes_in(body: bytes) -> list[Change]:
    """Return the changes that an inflated part tells."""
    return [Change(**change) for change in json.loads(body)]


def unpack(part: bytes) -> bytes:
    """Inflate one stored part; raises `zstandard.ZstdError` when it is damaged or over 64 MiB."""
    if zstandard.frame_content_size(part) > MAX_BODY:
        raise zstandard.ZstdError("the part is too large")
    return zstandard.ZstdDecompressor().decompress(part, max_output_size=MAX_BODY, allow_extra_data=False)


def broken_links(session: Session) -> list[int]:
    """Return the numbers of the entries that do not fit their hash, parts, subjects or predecessor."""
    broken = []
    expected_seq, expected_prev = 1, GENESIS
    entries = session.execute(select(*_STORED_ENTRY).order_by(JournalEntry.seq)).yield_per(500)
    for chunk in entries.mappings().partitions():
        subjects = _subjects(session, chunk[0]["seq"], chunk[-1]["seq"])
        for entry in chunk:
            seq = entry["seq"]
            linked = seq == expected_seq and entry["prev_hash"] == expected_prev
            if not (linked and _holds_together(entry, subjects.get(seq, set()))):
                broken.append(seq)
            expected_seq, expected_prev = seq + 1, entry["hash"]
    return broken


def _subjects(session: Session, first: int, last: int) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    query = select(JournalSubject.seq, JournalSubject.table, JournalSubject.row_id)
    for seq, table, row_id in session.execute(query.where(JournalSubject.seq.between(first, last))):
        found.setdefault(seq, set()).add((table, row_id))
    return found


def _holds_together(entry: RowMapping, subjects: set[tuple[str, str]]) -> bool:
    """Tell whether an entry has its hash, both parts their digests, and every row it changed is listed."""
    changed: set[tuple[str, str]] = set()
    try:
        for name in ("travelling", "staying"):
            body = unpack(entry[name])
            if hashlib.sha256(body).hexdigest() != entry[f"{name}_digest"]:
                return False
            changed |= {(change["table"], change["id"]) for change in json.loads(body)}
        return changed == subjects and entry["hash"] == entry_hash({name: entry[name] for name in HEAD})
    except (zstandard.ZstdError, TypeError, ValueError, KeyError):  # no part of ours, bytes instead of text
        return False
