"""How the journal is written: collected at each flush, appended at commit, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from db.base import Recorded, canonical, new_id
from db.tables.journal import JournalEntry, JournalSubject

PlainRow = dict[str, Any]
"""A row as it is stored: text, integers, booleans and None by column name."""

GENESIS = "0" * 64
MAX_BODY = 64 * 1024 * 1024


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
    tables: set[str] = field(default_factory=set)
    """Tables changed by the committed transaction, for refreshing the window."""
    _first: dict[tuple[str, str], tuple[Recorded, PlainRow | None]] = field(default_factory=dict)

    def attach(self, session: Session) -> None:
        """Listen to `session` from now on."""
        event.listen(session, "before_flush", self._collect)
        event.listen(session, "before_commit", self._append)
        event.listen(session, "do_orm_execute", _refuse_unrecorded)

    def _collect(self, session: Session, *_: object) -> None:
        for row in session.new:
            self._note(row, None)
        for row in session.deleted:
            self._note(row, row)
        for row in session.dirty:
            if session.is_modified(row):
                self._note(row, row)

    def _note(self, row: object, existing: object | None) -> None:
        if not isinstance(row, Recorded):
            self.tables.add(inspect(row).mapper.local_table.name)
            return
        key = (row.__tablename__, row.id)
        if key not in self._first:
            self._first[key] = (row, plain_before(row) if existing is not None else None)

    def _append(self, session: Session) -> None:
        session.flush()
        changes = [change for key in self._first if (change := self._change(key)) is not None]
        if not changes:
            return
        self.tables |= {change.table for change in changes}
        append(session, self, changes)

    def _change(self, key: tuple[str, str]) -> Change | None:
        row, before = self._first[key]
        state: InstanceState[Recorded] = inspect(row)
        after = None if state.deleted or state.was_deleted or state.transient else plain(row)
        if after is None and before is None:
            return None
        revision = after["revision"] if after is not None else (before or {})["revision"] + 1
        return Change(key[0], key[1], revision, before, after)


def _refuse_unrecorded(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Recorded):
        raise RuntimeError(
            f"bulk statement on the journaled table {mapper.local_table}: change rows one by one"
        )


def stored_form(row: Recorded, name: str, value: object) -> object:
    """Return `value` of the column `name` as it is stored."""
    kind = inspect(type(row)).columns[name].type
    return kind.process_bind_param(value, None) if isinstance(kind, TypeDecorator) else value  # type: ignore[arg-type]


def plain(row: Recorded) -> PlainRow:
    """Return the row's stored form as it is now."""
    names = inspect(type(row)).columns.keys()
    return {name: stored_form(row, name, getattr(row, name)) for name in names}


def plain_before(row: Recorded) -> PlainRow:
    """Return the row's stored form as it was when it was loaded."""
    state: InstanceState[Recorded] = inspect(row)
    values = {}
    for name in inspect(type(row)).columns.keys():  # noqa: SIM118 - a column collection iterates columns
        history = state.attrs[name].load_history()
        old = history.deleted[0] if history.deleted else getattr(row, name)
        values[name] = stored_form(row, name, old)
    return values


def values_of(table: type[Recorded], stored: PlainRow) -> dict[str, object]:
    """Turn a stored form back into the values of the mapped columns."""
    columns = inspect(table).columns
    return {
        name: kind.process_result_value(value, None)  # type: ignore[arg-type]
        if isinstance(kind := columns[name].type, TypeDecorator)
        else value
        for name, value in stored.items()
    }


def append(session: Session, recorder: Recorder, changes: list[Change]) -> int:
    """Append one entry in the session's transaction and return its number."""
    from db.tables import RECORDED  # noqa: PLC0415 - the tables import nothing from here

    parts: dict[bool, list[Change]] = {True: [], False: []}
    for change in changes:
        parts[RECORDED[change.table].travels].append(change)
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
        [{"seq": entry["seq"], "table": change.table, "row_id": change.id} for change in changes],
    )
    return int(entry["seq"])


def _body(changes: list[Change]) -> bytes:
    return canonical([asdict(change) for change in changes]).encode()


def entry_hash(head: dict[str, Any]) -> str:
    """Return the SHA-256 over an entry's head, which holds the digests of both its parts."""
    return hashlib.sha256(canonical(head).encode()).hexdigest()


def changes_of(entry: JournalEntry) -> list[Change]:
    """Open both parts of an entry."""
    return [
        Change(**change) for part in (entry.travelling, entry.staying) for change in json.loads(unpack(part))
    ]


def unpack(part: bytes) -> bytes:
    """Inflate one stored part; raises `zstandard.ZstdError` when it is damaged or over 64 MiB."""
    return zstandard.ZstdDecompressor().decompress(part, max_output_size=MAX_BODY)


def broken_links(session: Session) -> list[int]:
    """Return the numbers of the entries that do not fit their hash, their parts or their predecessor."""
    broken = []
    expected_seq, expected_prev = 1, GENESIS
    for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).yield_per(500):
        if not _fits(entry, expected_seq, expected_prev):
            broken.append(entry.seq)
        expected_seq, expected_prev = entry.seq + 1, entry.hash
    return broken


def _fits(entry: JournalEntry, seq: int, prev_hash: str) -> bool:
    head = {
        "seq": entry.seq,
        "id": entry.id,
        "at": entry.at.isoformat(timespec="seconds"),
        "station": entry.station,
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "undoes": entry.undoes,
        "subject": entry.subject,
        "travelling_digest": entry.travelling_digest,
        "staying_digest": entry.staying_digest,
        "prev_hash": entry.prev_hash,
    }
    try:
        parts_hold = (
            hashlib.sha256(unpack(entry.travelling)).hexdigest() == entry.travelling_digest
            and hashlib.sha256(unpack(entry.staying)).hexdigest() == entry.staying_digest
        )
    except zstandard.ZstdError:
        parts_hold = False
    return parts_hold and entry.seq == seq and entry.prev_hash == prev_hash and entry.hash == entry_hash(head)
