"""A unit's files at the county: verified, placed in its journal, taken in whole or not (exchange.md §4)."""

from __future__ import annotations

import hashlib
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.blobs import MAX_BYTES
from app.exchange import arrivals, parcel, positions, records, rules
from app.exchange.arrivals import FileResult
from app.exchange.intake import Intake, entry_of
from app.exchange.keys import key_of, own_keys
from app.exchange.links import enrolled, require_county
from app.exchange.parcel import Parcel, Refused, damaged
from app.exchange.people_requests import count_provisionally, handed_over
from app.exchange.positions import Position
from app.exchange.pushes import raise_floor
from app.exchange.records import Record
from app.exchange.rules import Place
from app.exchange.state_root import received_root
from app.history.labels import TABLES
from app.office import Reader, Work
from app.vocabulary import ArrivalState, EnrolmentState, ParcelKind
from db.engine import defer_references
from db.tables.exchange import EnrolledStation, Receipt
from db.tables.office import Blob
from db.tables.people import Unit

WAYS = {"added": "新增", "changed": "修改", "removed": "删除"}


def take_push(work: Work, file: Parcel, source: Path) -> FileResult:
    """Take a unit's file in; raises `Refused` or `Fork`, and then nothing of it may stay.

    A file that starts too late is kept and waits; one whose content is here already changes nothing.
    """
    station = sender_of(work, file)
    raise_floor(work, file.header.seen)
    unit = work.session.get_one(Unit, station.unit_id).name
    here = positions.applied(work, station)
    header = file.header
    found = rules.standing(header.first, header.last, here.seq)
    if found.place is Place.GAP and found.missing is not None:
        sentence = rules.gap_sentence(found.missing)
        arrivals.note_arrival(work, file, source.name, ArrivalState.HELD, sentence)
        return FileResult(source.name, header.kind, unit, ArrivalState.HELD, sentence)
    intake = _take_in(work, file, station, here)
    if found.place is Place.OLD:
        if arrivals.arrival_of(work, file.digest) is not None:  # it waited, and another brought its content
            arrivals.note_arrival(work, file, source.name, ArrivalState.APPLIED, rules.OLD)
        return FileResult(source.name, header.kind, unit, None, rules.OLD)
    return receipt(work, file, station, intake, source.name, unit)


def sender_of(work: Work, file: Parcel) -> EnrolledStation:
    """Return the enrolled station that signed a file for this county; raises `Refused` otherwise."""
    require_county(work)
    header = file.header
    station = enrolled(work, header.sender, header.incarnation)
    if station is None:
        raise Refused("发件的电脑没有在县里登记。", next_step="请该单位先导出登记申请。")
    if refusal := rules.refusal_of(station.state):
        raise Refused(refusal)
    known = ssl.PEM_cert_to_DER_cert(station.certificate)
    if key_of(header.signer).public_numbers() != key_of(known).public_numbers():
        raise Refused("文件的签名证书与登记的不符。", next_step="请与该单位核对。")
    parcel.check_signature(file, key_of(known))
    if header.recipient != work.station.id:
        raise Refused("文件不是报给本县考核办的。", next_step="请与该单位核对收件方。")
    return station


def _take_in(work: Work, file: Parcel, station: EnrolledStation, here: Position) -> Intake:
    body = parcel.unseal(file, own_keys(work).identity)
    connection = work.session.connection()
    defer_references(connection)
    intake = Intake(connection, station.id, station.unit_id, here, handed_over(work, station.unit_id))
    stream = records.unpack(body)
    manifest = _manifest(file, next(stream, {}))
    blobs = Blobs(work)
    for record in stream:
        match record["type"]:
            case "entry":
                entry = entry_of(record, stream)
                if not _announced(file, entry.head):
                    raise damaged()
                intake.take(entry)
            case "blob":
                blobs.take(record, stream)
            case _:
                raise damaged()
    intake.write()
    intake.root = received_root(connection, station.unit_id)
    _check_end(intake, manifest, here)
    count_provisionally(work, station.unit_id, intake.requests)
    work.touch({table for table, _ in intake.counts} | ({"blob"} if blobs.kept else set()))
    return intake


def _announced(file: Parcel, head: Mapping[str, Any]) -> bool:
    """Tell whether an entry is of the range and of the station that the header names."""
    header = file.header
    return head["seq"] in range(header.first, header.last + 1) and bool(head["station"] == header.sender)


def _manifest(file: Parcel, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check that what is inside says the same as the header: a stolen body signed anew does not pass."""
    header = file.header
    own = {
        "type": "manifest",
        "sender": header.sender,
        "incarnation": header.incarnation,
        "recipient": header.recipient,
        "number": header.number,
        "first": header.first,
        "last": header.last,
    }
    if any(said.get(name) != value for name, value in own.items()):
        raise Refused("文件的内外登记不一致，可能被人改签。", next_step="请与该单位核对后重新导出。")
    if any(type(said.get(name)) is not str for name in ("before", "last_hash", "state_root")):
        raise damaged()
    return said


def _check_end(intake: Intake, manifest: Mapping[str, Any], here: Position) -> None:
    reached = intake.position
    if reached.seq < manifest["last"]:
        raise damaged()
    if manifest["last"] > here.seq and reached.hash != manifest["last_hash"]:
        raise damaged()
    wanted = manifest["state_root"]
    if wanted and intake.entries and intake.root != wanted:
        raise Refused(
            "入库后的内容与该单位的对不上，整个文件没有导入。",
            next_step="请该单位导出“全量”文件后再导入。",
        )


def receipt(
    work: Work, file: Parcel, station: EnrolledStation, intake: Intake, name: str, unit: str
) -> FileResult:
    """Give a receipt for what was taken in, and say so."""
    number = positions.next_receipt(work)
    work.session.add(
        Receipt(
            enrolled_id=station.id,
            unit_id=station.unit_id,
            number=number,
            package_number=file.header.number,
            package_digest=file.digest,
            first_seq=file.header.first,
            last_seq=intake.position.seq,
            last_hash=intake.position.hash,
            state_root=intake.root,
            received_at=work.now,
            received_by=work.login.signature,
        )
    )
    sentence = rules.taken_sentence(intake.entries, number)
    arrivals.note_arrival(work, file, name, ArrivalState.APPLIED, sentence)
    work.describe(f"{unit} 第 {file.header.first}–{intake.position.seq} 号")
    return FileResult(name, ParcelKind.PUSH, unit, ArrivalState.APPLIED, sentence, told(intake.counts))


def told(counts: Counter[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    """Return counted rows in words."""
    return tuple((TABLES[table], WAYS[way], number) for (table, way), number in sorted(counts.items()))


def freeze(work: Work, file: Parcel, source: Path) -> FileResult:
    """Quarantine a file that contradicts what is here, and take no more from its station."""
    header = file.header
    station = enrolled(work, header.sender, header.incarnation)
    if station is not None:
        station.state, station.reason = EnrolmentState.BLOCKED, rules.FORK
    arrivals.note_arrival(work, file, source.name, ArrivalState.QUARANTINED, rules.FORK)
    work.describe(f"{station.name if station else ''} 数据分叉")
    name = station.name if station else ""
    return FileResult(source.name, header.kind, name, ArrivalState.QUARANTINED, rules.FORK)


@dataclass(slots=True)
class Blobs:
    """Attachments on their way in: whole, of the size and digest they claim, kept once."""

    reader: Reader
    kept: int = field(default=0)

    def take(self, face: Record, stream: Iterator[Record]) -> None:
        """Take one attachment with the chunks that follow its face; raises `Refused` for a broken one."""
        digest, size, media = (face.get(name) for name in ("digest", "size", "media_type"))
        if type(size) is not int or not 0 <= size <= MAX_BYTES or type(media) is not str or len(media) > 100:
            raise damaged()
        content = b"".join(self._chunks(size, stream))
        if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
            raise damaged()
        if self.reader.session.get(Blob, digest) is None:
            row = Blob(digest=digest, media_type=media, size=size, content=content)
            self.reader.session.add(row)
            self.reader.session.flush()
            self.reader.session.expunge(row)
            self.kept += 1

    def _chunks(self, size: int, stream: Iterator[Record]) -> Iterator[bytes]:
        while size > 0:
            record = next(stream, {"type": ""})
            if record["type"] != "chunk":
                raise damaged()
            piece = records.chunk_of(record)
            size -= len(piece)
            yield piece
