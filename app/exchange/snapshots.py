"""The whole of a unit's rows in one file: to a PC that lost them, or to a county (exchange.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.documents.files import file_name
from app.exchange import attachments, county_desk, parcel, positions, records, rejoining, returns, rules
from app.exchange.arrivals import FileResult, note_arrival
from app.exchange.county_desk import sender_of, told
from app.exchange.intake import Fork, Intake
from app.exchange.keys import own_keys
from app.exchange.links import county_link, require_county, require_unit
from app.exchange.ownership import Key
from app.exchange.parcel import Header, Parcel, Refused, Written, damaged
from app.exchange.people_requests import handed_over
from app.exchange.positions import Position
from app.exchange.pushes import header_of, next_number, note_dispatch, save_twice
from app.exchange.records import Record
from app.exchange.state_root import UNIT_TABLES, own_lines, received_root, root_of
from app.exchange.unit_desk import check_from_county
from app.office import Office, Reader, Work
from app.vocabulary import ArrivalState, ParcelKind, Role
from db import bulk
from db.base import Recorded
from db.engine import defer_references
from db.journal import PlainRow
from db.tables import RECORDED
from db.tables.exchange import ReceivedEntry, ReceivedRow
from db.tables.people import Unit

ROLES = (Role.CLERK, Role.HEAD)
ROOM = 44 * 1024 * 1024
"""Bytes of attachments that go into one file."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The content of a snapshot: rows of a unit, and of the county where it comes from there."""

    manifest: dict[str, Any]
    rows: list[tuple[type[Recorded], PlainRow]]


# Writing


def write_for_unit(office: Office, unit_id: str, target: Path) -> tuple[Written, ...]:
    """Write at the county all that a unit's present station must hold, as one file or several."""
    with office.read() as reader:
        require_county(reader)
        reader.require(*ROLES)
        station = returns.active_station(reader, unit_id)
        rows = [*returns.rows_for(reader, station), *_received(reader, unit_id)]
        keys = own_keys(reader)
        said = {
            "unit_id": unit_id,
            "for": station.incarnation,
            "position": [0, ""],
            "state_root": received_root(reader.session.connection(), unit_id),
        }
        name = reader.session.get_one(Unit, unit_id).name
        to = _To(station.station_id, [station.recipient, keys.recipient], name)
        made = _write(reader, to, said, rows, target)
    return _noted(office, made, unit_id)


def write_for_county(office: Office, target: Path) -> tuple[Written, ...]:
    """Write at a unit everything that the county must have of it, where its entries do not add up there."""
    with office.read() as reader:
        require_unit(reader)
        reader.require(*ROLES)
        link = county_link(reader)
        if link is None:
            raise Refused("本单位还没有与县里连接。", next_step="请先办理登记。")
        last = positions.head(reader)
        connection = reader.session.connection()
        names = UNIT_TABLES if handed_over(reader, reader.station.unit_id or "") else ALL_TABLES
        rows = [(name, row) for name in names for row in bulk.stored_rows(connection, RECORDED[name])]
        said = {
            "unit_id": reader.station.unit_id,
            "for": "",
            "position": [last.seq, last.hash],
            "state_root": root_of(own_lines(connection)),
        }
        to = _To(link.county_station, link.recipients, reader.station.name)
        made = _write(reader, to, said, rows, target)
    return _noted(office, made, None)


ALL_TABLES = (*sorted(rules.HANDED_OVER), *UNIT_TABLES)


@dataclass(frozen=True, slots=True)
class _To:
    """For whom a file is: station, public keys, and the name in the file's name."""

    station: str
    recipients: list[str]
    name: str


def _write(
    reader: Reader, to: _To, said: dict[str, Any], rows: Iterable[tuple[str, PlainRow]], target: Path
) -> list[tuple[Header, Written]]:
    kept = list(rows)
    first = [{"type": "row", "table": name, "row": row} for name, row in kept]
    parts = [first, *_blob_parts(reader, kept)]
    made = []
    for place, part in enumerate(parts):
        keys = own_keys(reader)
        header = header_of(reader, keys, ParcelKind.SNAPSHOT, to.station, next_number(reader) + place)
        manifest = said | {
            "type": "manifest",
            "sender": header.sender,
            "incarnation": header.incarnation,
            "recipient": header.recipient,
            "number": header.number,
            "part": place,
            "parts": len(parts),
        }
        body = parcel.seal(records.pack([manifest, *part]), to.recipients)
        name = file_name("实绩簿", to.name, "全量", f"{header.number:04d}", suffix=parcel.SUFFIX)
        made.append((header, save_twice(reader, header, body, keys, target, name)))
    return made


def _noted(office: Office, made: list[tuple[Header, Written]], unit_id: str | None) -> tuple[Written, ...]:
    with office.write("导出全量文件") as work:
        for header, written in made:
            note_dispatch(work, header, written, None, unit_id)
        work.describe(made[0][1].path.name)
    return tuple(written for _, written in made)


def _blob_parts(reader: Reader, rows: Iterable[tuple[str, PlainRow]]) -> Iterator[list[Record]]:
    """Give the attachments that the rows name, as much at a time as one file takes."""
    named = dict.fromkeys(digest for name, row in rows for digest in attachments.named_in(name, row))
    sizes = attachments.sizes(reader)
    part, room = list[str](), ROOM
    for digest in named:
        if part and sizes.get(digest, 0) > room:
            yield list(attachments.records_of(reader, part))
            part, room = [], ROOM
        part.append(digest)
        room -= sizes.get(digest, 0)
    if part:
        yield list(attachments.records_of(reader, part))


def _received(reader: Reader, unit_id: str) -> Iterator[tuple[str, PlainRow]]:
    connection = reader.session.connection()
    for name in UNIT_TABLES:
        own = select(ReceivedRow.row_id).where(ReceivedRow.table == name, ReceivedRow.unit_id == unit_id)
        for row in bulk.stored_rows(connection, RECORDED[name], bulk.raw(name).c.id.in_(own)):
            yield name, row


# Reading


def _open(reader: Reader, file: Parcel, blobs: county_desk.Blobs, tables: frozenset[str]) -> Whole:
    stream = records.unpack(parcel.unseal(file, own_keys(reader).identity))
    said = next(stream, {})
    header = file.header
    own = {
        "sender": header.sender,
        "incarnation": header.incarnation,
        "recipient": header.recipient,
        "number": header.number,
    }
    if any(said.get(name) != value for name, value in own.items()):
        raise Refused("文件的内外登记不一致，可能被人改签。", next_step="请对方重新导出。")
    rows = []
    try:
        _check_manifest(said)
        for record in stream:
            if record["type"] == "blob":
                blobs.take(record, stream)
            else:
                rows.append(_row(record, tables))
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error
    if len({(kind, row["id"]) for kind, row in rows}) != len(rows):
        raise damaged()
    return Whole(said, rows)


def _check_manifest(said: dict[str, Any]) -> None:
    seq, digest = said["position"]
    texts, numbers = (said["unit_id"], said["for"], said["state_root"], digest), (seq, said["part"])
    if any(type(one) is not str for one in texts) or any(type(one) is not int for one in numbers):
        raise ValueError(said)
    if not 0 <= seq < bulk.LARGEST:
        raise ValueError(seq)
    bulk.check_digits(64 if seq else 0, digest)


def _row(record: Record, tables: frozenset[str]) -> tuple[type[Recorded], PlainRow]:
    name = record["table"]
    if record["type"] != "row" or name not in tables:
        raise ValueError(name)
    return RECORDED[name], bulk.checked(RECORDED[name], record["row"])


def take_from_unit(work: Work, file: Parcel, source: Path) -> FileResult:
    """Take a unit's snapshot in: its rows here become those of the file; its journal goes on from there."""
    station = sender_of(work, file)
    unit = work.session.get_one(Unit, station.unit_id)
    over = handed_over(work, station.unit_id)
    blobs = county_desk.Blobs(work)
    tables = frozenset(UNIT_TABLES if over else ALL_TABLES)
    whole = _open(work, file, blobs, tables)
    if whole.manifest["part"]:
        sentence = f"补入附件 {blobs.kept} 个。"
        note_arrival(work, file, source.name, ArrivalState.APPLIED, sentence)
        return FileResult(source.name, file.header.kind, unit.name, ArrivalState.APPLIED, sentence)
    seq, digest = whole.manifest["position"]
    here = positions.applied(work, station)
    if seq < here.seq:
        return FileResult(source.name, file.header.kind, unit.name, None, rules.OLD)
    _refuse_fork(work, station.id, Position(seq, digest))
    defer_references(work.session.connection())
    intake = Intake(work.session.connection(), station.id, station.unit_id, Position(seq, digest), over)
    present = [key for key in _present(work, station.unit_id) if key[0] in tables]
    intake.replace(whole.rows, present)
    intake.root = received_root(work.session.connection(), station.unit_id)
    if intake.root != whole.manifest["state_root"]:
        raise Refused("全量文件前后不一致，没有导入。", next_step="请该单位重新导出。")
    return county_desk.receipt(work, file, station, intake, source.name, unit.name)


def _present(work: Work, unit_id: str) -> list[Key]:
    found = select(ReceivedRow.table, ReceivedRow.row_id).where(ReceivedRow.unit_id == unit_id)
    return [(table, row_id) for table, row_id in work.session.execute(found)]


def _refuse_fork(work: Work, enrolled_id: str, position: Position) -> None:
    table = bulk.raw(ReceivedEntry.__tablename__)
    known = select(table.c.hash).where(table.c.enrolled_id == enrolled_id, table.c.seq == position.seq)
    if work.session.connection().execute(known).scalar() not in (None, position.hash):
        raise Fork


def take_from_county(work: Work, file: Parcel, source: Path) -> FileResult:
    """Take the county's snapshot in at a unit whose database lost what the county still has."""
    link = check_from_county(work, file)
    if link is None:
        raise Refused("本机还没有与县里连接。", next_step="请先导入县里的回执并核对。")
    tables = frozenset((*UNIT_TABLES, *(kind.__tablename__ for kind in returns.DOWN)))
    whole = _open(work, file, county_desk.Blobs(work), tables)
    if whole.manifest["for"] != work.station.incarnation:
        raise Refused("这份全量文件不是给本机的。", next_step="请向县考核办要给本机的文件。")
    if whole.manifest["part"]:
        sentence, counts = "附件已补齐。", Counter[tuple[str, str]]()
    else:
        work.keep_here()
        counts = rejoining.rejoin(work, whole.manifest["unit_id"], whole.rows)
        link.snapshot_due = False
        sentence = "已按县里的全量补齐本机数据。"
    note_arrival(work, file, source.name, ArrivalState.APPLIED, sentence)
    work.describe(link.county_name)
    return FileResult(
        source.name, file.header.kind, link.county_name, ArrivalState.APPLIED, sentence, told(counts)
    )
