"""A unit's file to the county: everything since the last acknowledged entry (exchange.md §4)."""

from __future__ import annotations

import base64
import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from app.documents.files import file_name
from app.errors import EnvironmentProblem, UserError
from app.exchange import attachments, parcel, positions, records
from app.exchange.keys import StationKeys, own_keys
from app.exchange.links import county_link, require_unit
from app.exchange.parcel import Header, Written
from app.exchange.positions import Position
from app.exchange.records import Record
from app.exchange.state_root import own_lines, root_of
from app.office import Office, Reader, Work
from app.progress import SILENT, Progress
from app.settings import remember
from app.vocabulary import DispatchState, ParcelKind, Role
from db import migrate
from db.journal import HEAD, changes_in, unpack
from db.tables.exchange import CountyLink, Dispatch
from db.tables.journal import JournalEntry
from db.tables.office import Setting

ROOM = 44 * 1024 * 1024
"""Bytes of entries and attachments that go into one file."""
MOST_ENTRIES = 50_000
NOTHING = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
"""Digest of a part without changes."""
FLOOR = "package_floor"
"""Setting: numbers up to here were given out by a database that is no more."""
FURTHEST = 100_000
"""Numbers that a county may have given out since the backup from which it was restored."""
ROLES = (Role.CLERK, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Pushed:
    """Files that lie on the stick, read again and whole; `last` is the last entry in them."""

    files: tuple[Written, ...]
    entries: int
    last: int


def push(office: Office, target: Path, progress: Progress = SILENT, *, since: int | None = None) -> Pushed:
    """Write what the county has not acknowledged into `target`, as one file or several, and keep copies.

    `since`: begin after this entry, though the county has more: it lost its database. Raises `UserError`
    without a tie to the county or when there is nothing new, `EnvironmentProblem` for a pulled stick or a
    full disk; nothing half-written then stands under a file's name.
    """
    with office.read() as reader:
        require_unit(reader)
        reader.require(*ROLES)
        link = ready_link(reader)
        keys = own_keys(reader)
        spans = _spans(reader, _begin(reader, link, since))
        if not spans:
            raise UserError("县里已收到全部内容，没有新的内容要报。", next_step="有新的内容后再导出。")
        made = []
        for number, span in enumerate(spans):
            progress.step(number, len(spans), "正在写上报文件")
            made.append(_write(reader, link, keys, span, number, len(spans), target))
        positions.remember_high_water(reader, spans[-1].last)
    progress.step(len(spans), len(spans), "正在登记")
    with office.write("导出上报文件") as work:
        for span, (header, written) in zip(spans, made, strict=True):
            note_dispatch(work, header, written, span.last)
        work.describe(f"第 {spans[0].first}–{spans[-1].last.seq} 号")
    entries = sum(span.entries for span in spans)
    return Pushed(tuple(written for _, written in made), entries, spans[-1].last.seq)


def ready_link(reader: Reader) -> CountyLink:
    """Return the tie to the county if this database may send; raises `UserError` with what to do first."""
    link = county_link(reader)
    if link is None:
        raise UserError("本单位还没有与县里连接。", next_step="请先导出登记申请，并导入县里的回执。")
    if link.incarnation != reader.station.incarnation:
        raise UserError("本机恢复过备份，县里还不认识。", next_step="请在“数据交换”中办理“重新登记本机”。")
    if link.snapshot_due:
        raise UserError("县里有本机没有的内容。", next_step="请先导入县里给的全量文件，再上报。")
    positions.check_high_water(reader)
    return link


def waiting_entries(reader: Reader, acknowledged: int) -> int:
    """Return how many entries with something to tell have not been acknowledged."""
    query = select(func.count()).where(
        JournalEntry.seq > acknowledged, JournalEntry.travelling_digest != NOTHING
    )
    return reader.session.scalar(query) or 0


def note_dispatch(
    work: Work, header: Header, written: Written, last: Position | None, unit_id: str | None = None
) -> None:
    """Write down a file that went out."""
    work.session.add(
        Dispatch(
            number=header.number,
            kind=header.kind,
            recipient_station=header.recipient,
            unit_id=unit_id,
            first_seq=header.first or None,
            last_seq=last.seq if last else None,
            last_hash=last.hash if last else "",
            digest=written.digest,
            file_name=written.path.name,
            size=written.size,
            made_at=work.now,
            state=DispatchState.WRITTEN,
        )
    )


def next_number(reader: Reader) -> int:
    """Return the number of the next file that goes out."""
    used = reader.session.scalar(select(func.max(Dispatch.number))) or 0
    return max(used, reader.session.scalar(select(Setting.value).where(Setting.key == FLOOR)) or 0) + 1


def raise_floor(work: Work, seen: int) -> None:
    """Let numbers go on above what a station has seen: a county that was restored gave them out before.

    A number that no county can have come to is made up, and would leave none to give out.
    """
    if 0 <= seen - next_number(work) < FURTHEST:
        remember(work, FLOOR, seen)


def header_of(
    reader: Reader,
    keys: StationKeys,
    kind: ParcelKind,
    recipient: str,
    number: int,
    first: int = 0,
    last: int = 0,
) -> Header:
    """Return a header of this station."""
    return Header(
        kind=kind,
        sender=reader.station.id,
        incarnation=reader.station.incarnation,
        recipient=recipient,
        certificate=base64.b64encode(keys.certificate).decode(),
        number=number,
        schema=migrate.HEAD,
        first=first,
        last=last,
        seen=link.return_number if (link := county_link(reader)) else 0,
    )


def save_twice(
    reader: Reader, header: Header, body: bytes, keys: StationKeys, target: Path, name: str
) -> Written:
    """Write a file to the stick and a copy into the outbox; return the one on the stick.

    The stick comes first: where it takes nothing, the outbox is as it was. Without a copy no file stays.
    """
    content = parcel.pack(header, body, keys.signing_key)
    written = parcel.save_checked(target / name, content)
    try:
        parcel.save_checked(positions.folder(reader, positions.OUTBOX) / name, content)
    except EnvironmentProblem:
        with contextlib.suppress(OSError):  # the stick may be gone by now
            written.path.unlink()
        raise
    return written


# Ranges


@dataclass(frozen=True, slots=True)
class _Span:
    """Entries that go into one file."""

    first: int
    last: Position
    before: str
    entries: int


def _begin(reader: Reader, link: CountyLink, since: int | None) -> Position:
    """Return the entry after which the files begin; raises `UserError` for one the county never had."""
    if since is None:
        return Position(link.acknowledged_seq, link.acknowledged_hash)
    digest = positions.hash_at(reader, since)
    if digest is None or since > link.acknowledged_seq:
        raise UserError(
            f"县里只收到第 {link.acknowledged_seq} 号，不能从第 {since} 号以后导出。",
            field="since",
            next_step=f"请填 0 至 {link.acknowledged_seq}。",
        )
    return Position(since, digest)


def _spans(reader: Reader, begin: Position) -> list[_Span]:
    """Cut what is to be sent into files; none where nothing of it concerns the county."""
    if not waiting_entries(reader, begin.seq):
        return []
    size = func.length(JournalEntry.travelling)
    query = select(JournalEntry.seq, JournalEntry.hash, size).where(JournalEntry.seq > begin.seq)
    weights = _blob_weights(reader, begin.seq)
    spans, first, before, room, entries = [], begin.seq + 1, begin.hash, ROOM, 0
    last = begin
    for seq, digest, length in reader.session.execute(query.order_by(JournalEntry.seq)):
        weight = length + weights.get(seq, 0)
        if entries and (weight > room or entries == MOST_ENTRIES):
            spans.append(_Span(first, last, before, entries))
            first, before, room, entries = seq, last.hash, ROOM, 0
        room, entries, last = room - weight, entries + 1, Position(seq, digest)
    return [*spans, _Span(first, last, before, entries)]


def _blob_weights(reader: Reader, after: int) -> dict[int, int]:
    """Return what the attachments of each entry weigh."""
    sizes = attachments.sizes(reader)
    weights: Counter[int] = Counter()
    seen: set[str] = set()
    for seq, digests in _named_blobs(reader, after):
        new = [digest for digest in digests if digest not in seen]
        seen.update(new)
        weights[seq] = sum(sizes.get(digest, 0) for digest in new)
    return weights


def _named_blobs(
    reader: Reader, after: int, until: int = parcel.LARGEST - 1
) -> Iterator[tuple[int, list[str]]]:
    """Give for each entry the attachments that its rows name and still name today."""
    present = attachments.named_today(reader.session.connection())
    query = select(JournalEntry.seq, JournalEntry.travelling).where(
        JournalEntry.seq > after, JournalEntry.seq <= until, JournalEntry.travelling_digest != NOTHING
    )
    for seq, part in reader.session.execute(query.order_by(JournalEntry.seq)):
        named = [
            digest
            for change in changes_in(unpack(part))
            for digest in attachments.named_in(change.table, change.after)
        ]
        yield seq, [digest for digest in dict.fromkeys(named) if digest in present]


# One file


def _write(
    reader: Reader, link: CountyLink, keys: StationKeys, span: _Span, place: int, files: int, target: Path
) -> tuple[Header, Written]:
    number = next_number(reader) + place
    header = header_of(reader, keys, ParcelKind.PUSH, link.county_station, number, span.first, span.last.seq)
    body = parcel.seal(
        records.pack(_records(reader, header, span, newest=place == files - 1)), link.recipients
    )
    name = file_name("实绩簿", reader.station.name, "上报", f"{number:04d}", suffix=parcel.SUFFIX)
    return header, save_twice(reader, header, body, keys, target, name)


def _records(reader: Reader, header: Header, span: _Span, *, newest: bool) -> Iterator[Record]:
    root = root_of(own_lines(reader.session.connection())) if newest else ""
    yield {
        "type": "manifest",
        "sender": header.sender,
        "incarnation": header.incarnation,
        "recipient": header.recipient,
        "number": header.number,
        "first": span.first,
        "last": span.last.seq,
        "before": span.before,
        "last_hash": span.last.hash,
        "state_root": root,
    }
    yield from _entries(reader, span)
    yield from _blobs(reader, span)


def _entries(reader: Reader, span: _Span) -> Iterator[Record]:
    table = JournalEntry.__table__
    columns = [table.c[name] for name in HEAD]
    query = select(*columns, table.c.hash, table.c.travelling).where(
        table.c.seq.between(span.first, span.last.seq)
    )
    for row in reader.session.execute(query.order_by(table.c.seq)).mappings().yield_per(500):
        said = {name: row[name] for name in (*HEAD, "hash")}
        said["at"] = row["at"].isoformat(timespec="seconds")
        first, *more = records.pieces(unpack(row["travelling"]).decode())
        yield {"type": "entry", "head": said, "changes": first, "more": len(more)}
        yield from ({"type": "piece", "changes": text} for text in more)


def _blobs(reader: Reader, span: _Span) -> Iterator[Record]:
    named = _named_blobs(reader, span.first - 1, span.last.seq)
    yield from attachments.records_of(
        reader, dict.fromkeys(digest for _, digests in named for digest in digests)
    )
