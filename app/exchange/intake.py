"""Taking a unit's entries in: each is checked against the chain, its rows against their owner, then written.

All of a file goes through one transaction. Entries are handled in batches, so that memory does not grow with
the file; rows are written by Core, and the entries themselves kept as they came (exchange.md §4).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import Connection, bindparam, delete, select

from app.exchange import ownership, rules
from app.exchange.ownership import Key
from app.exchange.parcel import Refused, damaged
from app.exchange.positions import Position
from app.exchange.records import Record
from app.exchange.rules import Claim
from app.history.labels import FIELDS, TABLES
from app.vocabulary import Owner
from db import bulk
from db.base import Base, Recorded, strict_json
from db.journal import HEAD, MAX_BODY, Change, PlainRow, entry_hash
from db.tables import RECORDED
from db.tables.exchange import ReceivedEntry, ReceivedRow

BATCH = 1000
_FIELDS = frozenset(Change.__slots__)
_HEAD = {*HEAD, "hash"}
_HEAD_CHECKS = [
    bulk.check_of(Base.metadata.tables[ReceivedEntry.__tablename__].columns[name]) for name in _HEAD
]


class Fork(Exception):
    """The same number with another hash: a copied or restored PC."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a station's journal, its chain verified, its changes still to be judged."""

    head: dict[str, Any]
    body: bytes
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Intake:
    """The state of one file on its way in; `position` is the last entry taken."""

    connection: Connection
    enrolled_id: str
    unit_id: str
    position: Position
    handed_over: bool
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(table, way) → rows, for the preview; ways are those of `wording.ChangeKind`."""
    requests: list[PlainRow] = field(default_factory=list)
    """Changes of the list of people that the unit asks for, in their order."""
    entries: int = 0
    root: str = ""
    """The unit's state root once all was written."""
    _batch: list[Entry] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Take the next entry; raises `Fork` where it contradicts what is here, `Refused` for its content."""
        seq, prev = entry.head["seq"], entry.head["prev_hash"]
        if seq <= self.position.seq and not self.entries:
            self._compare(seq, entry.head["hash"])
            return
        if seq != self.position.seq + 1 or (self.entries and prev != self.position.hash):
            raise damaged()
        if prev != self.position.hash:
            raise Fork
        self.position = Position(seq, entry.head["hash"])
        self.entries += 1
        self._batch.append(entry)
        if len(self._batch) == BATCH:
            self.write()

    def _compare(self, seq: int, digest: str) -> None:
        table = bulk.raw(ReceivedEntry.__tablename__)
        query = select(table.c.hash).where(table.c.enrolled_id == self.enrolled_id, table.c.seq == seq)
        known = self.connection.execute(query).scalar()
        if known not in (None, digest):
            raise Fork

    def write(self) -> None:
        """Write the batch: the entries as they are, and the rows as the last of them left each."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        last: dict[Key, Change] = {}
        for change in self._judged(batch):
            last[change.table, change.id] = change
        self._write_rows(last)
        self._write_entries(batch)

    def replace(self, rows: Iterable[tuple[type[Recorded], PlainRow]], present: Iterable[Key]) -> None:
        """Make the unit's rows those of a snapshot: what it does not hold goes."""
        coming = [Change(kind.__tablename__, row["id"], row["revision"], None, row) for kind, row in rows]
        ids = {(change.table, change.id) for change in coming}
        going = [
            Change(table, row_id, 0, {}, None) for table, row_id in present if (table, row_id) not in ids
        ]
        owners = ownership.owners(self.connection, coming, self.unit_id)
        for change in self._in_order(coming):
            ownership.check(change, owners, self.unit_id)
        self._write_rows({(change.table, change.id): change for change in (*going, *coming)})

    def _judged(self, batch: Iterable[Entry]) -> list[Change]:
        taken = [change for entry in batch for change in entry.changes if self._claimed(change)]
        owners = ownership.owners(self.connection, taken, self.unit_id)
        for change in self._in_order(taken):
            ownership.check(change, owners, self.unit_id)
        return taken

    def _in_order(self, changes: Iterable[Change]) -> list[Change]:
        """Put first what others hang on."""
        rank = {name: place for place, name in enumerate(bulk.owners_first(RECORDED))}
        return sorted(changes, key=lambda one: rank[one.table])

    def _claimed(self, change: Change) -> bool:
        kind = RECORDED[change.table]
        match rules.claim(kind.owner, change.table, handed_over=self.handed_over):
            case Claim.REFUSE:
                raise Refused(
                    f"文件改动了不归该单位管理的“{TABLES[change.table]}”（{change.id}），整个文件不予导入。",
                    next_step="请与该单位核对。",
                )
            case Claim.IGNORE:
                return False
        if change.table == "handover":
            if change.after is None:
                raise Refused("文件撤回了名册移交，整个文件不予导入。", next_step="请与该单位核对。")
            self.handed_over = True
        if change.table == "person_request" and change.after:
            self.requests.append(change.after)
        return True

    def _write_rows(self, last: Mapping[Key, Change]) -> None:
        going: dict[str, list[str]] = {}
        coming: dict[str, list[PlainRow]] = {}
        for (table, row_id), change in last.items():
            if change.after is None:
                going.setdefault(table, []).append(row_id)
            else:
                coming.setdefault(table, []).append(change.after)
            self.counts[table, _way(change)] += 1
        self._keep_place(coming.get(ownership.UNIT, []))
        order = bulk.owners_first({*going, *coming})
        for table in reversed(order):
            bulk.drop(self.connection, table, going.get(table, []))
        for table in order:
            bulk.put(self.connection, table, coming.get(table, []))
        self._write_index(going, coming)

    def _keep_place(self, units: Iterable[PlainRow]) -> None:
        """Leave the unit where it stands among the others: that is the county's to say."""
        table = bulk.raw(ownership.UNIT)
        place = self.connection.execute(select(table.c.position).where(table.c.id == self.unit_id)).scalar()
        for row in units:
            row["position"] = place

    def _write_index(self, going: Mapping[str, list[str]], coming: Mapping[str, list[PlainRow]]) -> None:
        name = ReceivedRow.__tablename__
        index = bulk.raw(name)
        dropped = [{"t": table, "r": row_id} for table, ids in going.items() for row_id in ids]
        if dropped:
            gone = delete(index).where(index.c.table == bindparam("t"), index.c.row_id == bindparam("r"))
            self.connection.execute(gone, dropped)
        bulk.put(self.connection, name, [line for t, rows in coming.items() for line in self._lines(t, rows)])

    def _lines(self, table: str, rows: Iterable[PlainRow]) -> Iterator[PlainRow]:
        kind = RECORDED[table]
        for row in rows:
            yield {
                "table": table,
                "row_id": row["id"],
                "unit_id": self.unit_id,
                "revision": row["revision"],
                "digest": bulk.digest_of(kind, row),
            }

    def _write_entries(self, batch: Iterable[Entry]) -> None:
        packer = zstandard.ZstdCompressor(level=3)
        own = {"enrolled_id": self.enrolled_id}
        kept = [own | entry.head | {"travelling": packer.compress(entry.body)} for entry in batch]
        bulk.add(self.connection, ReceivedEntry.__tablename__, kept)
        subjects = [
            own | {"seq": entry.head["seq"], "table": table, "row_id": row_id}
            for entry in batch
            for table, row_id in {(change.table, change.id) for change in entry.changes}
        ]
        bulk.add(self.connection, "received_subject", subjects)


def _way(change: Change) -> str:
    if change.after is None:
        return "removed"
    return "added" if change.before is None else "changed"


# Entries from records


def entry_of(record: Record, more: Iterator[Record]) -> Entry:
    """Put an entry together from its record and the pieces that follow; raises `Refused` for a broken one."""
    head = _head(record)
    text, left = [record.get("changes")], record.get("more")
    if type(left) is not int or not 0 <= left <= MAX_BODY // 1024:
        raise damaged()
    for _ in range(left):
        piece = next(more, {})
        if piece.get("type") != "piece":
            raise damaged()
        text.append(piece.get("changes"))
    if any(type(part) is not str for part in text):
        raise damaged()
    told = "".join(text)  # type: ignore[arg-type]
    body = _encoded(told)
    if hashlib.sha256(body).hexdigest() != head["travelling_digest"]:
        raise damaged()
    if entry_hash({name: head[name] for name in HEAD}) != head["hash"]:
        raise damaged()
    changes = tuple(_changes(told))
    if len({(change.table, change.id) for change in changes}) != len(changes):
        raise damaged()
    return Entry(head, body, changes)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:  # half of a character pair: none of ours
        raise damaged() from error


def _head(record: Record) -> dict[str, Any]:
    head = record.get("head")
    if type(head) is not dict or head.keys() != _HEAD:
        raise damaged()
    try:
        bulk.check_all(_HEAD_CHECKS, head)
    except bulk.BadRow as error:
        raise damaged() from error
    return head


def _changes(text: str) -> Iterator[Change]:
    try:
        told = strict_json(text)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if type(told) is not list:
        raise damaged()
    for one in told:
        if type(one) is not dict or one.keys() != _FIELDS:
            raise damaged()
        yield _checked(Change(**one))


def _checked(change: Change) -> Change:
    """Refuse a change that names no table of ours, no id, or a row that is not that table's."""
    if type(change.table) is not str or change.table not in RECORDED:
        raise Refused("文件里有本程序不认识的内容。", next_step="请升级本机程序后再导入。")
    if change.before is None and change.after is None:
        raise damaged()
    try:
        bulk.check_identity(change.id)
        bulk.check_number(change.revision)
    except (ValueError, TypeError) as error:
        raise damaged() from error
    before, after = _row(change, change.before), _row(change, change.after)
    return Change(change.table, change.id, change.revision, before, after)


def _row(change: Change, row: object) -> PlainRow | None:
    """Return a row as the table holds it; raises `Refused` for one of another id, or none of that table's."""
    if row is None:
        return None
    if type(row) is not dict or row.get("id") != change.id:
        raise damaged()
    kind = RECORDED[change.table]
    if kind.owner is Owner.STATION:
        return row
    try:
        return bulk.checked(kind, row)
    except bulk.BadRow as bad:
        field = FIELDS[change.table].get(bad.column, bad.column)
        raise Refused(
            f"“{TABLES[change.table]}”一行的“{field}”内容不对（{change.id}），整个文件不予导入。",
            next_step="请该单位重新导出；仍不行请导出日志求助。",
        ) from bad
