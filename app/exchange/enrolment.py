"""How a unit's station becomes known to the county: keys, application, comparing, admission (exchange.md §3).

Nobody is believed at first sight: the county compares twelve characters with the unit before it admits a
station, and the unit compares the county's before it takes the first return file.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.accounts.credentials import authority_credential
from app.documents import authority
from app.documents.files import file_name
from app.errors import UserError
from app.exchange import arrivals, parcel, positions, records
from app.exchange.applications import Application, fingerprint_of, read_application
from app.exchange.arrivals import FileResult
from app.exchange.keys import certify_key, key_of, key_row, make_keys, own_keys, public_bytes
from app.exchange.links import county_link, enrolled, require_county, require_unit
from app.exchange.parcel import Header, Parcel, Refused, Written
from app.exchange.positions import Position
from app.exchange.pushes import header_of, next_number, note_dispatch, raise_floor, save_twice
from app.office import Office, Reader, Work
from app.texts import clean
from app.vocabulary import ArrivalState, EnrolmentState, ParcelKind, Role, StationKind
from db import bulk
from db.base import new_id
from db.journal import plain, values_of
from db.tables.exchange import Arrival, EnrolledStation, ReceivedEntry
from db.tables.office import Station
from db.tables.people import Unit

KEEPERS = (Role.CLERK, Role.HEAD, Role.ADMIN)
WAITING = "登记申请，待核对 12 个字后准入。"


def open_exchange(work: Work) -> None:
    """Make this station's keys, so that it can exchange files."""
    work.require(*KEEPERS)
    make_keys(work)
    work.describe(work.station.name)


def own_fingerprint(reader: Reader) -> str:
    """Return the twelve characters of this station: of its application, or of the county's authority."""
    reader.require(*KEEPERS)
    if reader.station.kind is StationKind.COUNTY:
        return authority.fingerprint(authority_credential(reader).certificate)
    row = key_row(reader)
    if row is None:
        raise UserError("本机还没有开通数据交换。", next_step="请先导出登记申请。")
    certificate = ssl.PEM_cert_to_DER_cert(row.certificate)
    return fingerprint_of(certificate, row.recipient, reader.station.id, reader.station.incarnation)


def write_application(office: Office, target: Path) -> Written:
    """Write the unit's `enrol` file into `target`; its keys are made when there are none yet."""
    with office.write("开通数据交换") as work:
        require_unit(work)
        open_exchange(work)
    with office.read() as reader:
        keys = own_keys(reader)
        header = header_of(reader, keys, ParcelKind.ENROL, "", next_number(reader))
        body = records.pack(_application(reader, header, keys.recipient))
        name = file_name("实绩簿", reader.station.name, "登记申请", suffix=parcel.SUFFIX)
        written = save_twice(reader, header, body, keys, target, name)
    with office.write("导出登记申请") as work:
        note_dispatch(work, header, written, None)
        work.describe(work.station.name)
    return written


def _application(reader: Reader, header: Header, recipient: str) -> Iterator[records.Record]:
    station = reader.session.get_one(Station, reader.station.id)
    last, link = positions.head(reader), county_link(reader)
    since = Position(link.acknowledged_seq, link.acknowledged_hash) if link else positions.START
    yield {
        "type": "manifest",
        "sender": header.sender,
        "incarnation": header.incarnation,
        "number": header.number,
        "station_name": station.name,
        "unit": plain(reader.session.get_one(Unit, station.unit_id)),
        "recipient": recipient,
        "tail": [[one.seq, one.hash] for one in positions.tail(reader, since)],
        "head": [last.seq, last.hash],
    }


def begin_incarnation(office: Office) -> None:
    """Let this database go on as a new incarnation: after a copy or an old state of it was found at work."""
    with office.write("重新登记本机") as work:
        require_unit(work)
        work.require(*KEEPERS)
        row = work.session.get_one(Station, work.station.id)
        row.incarnation = new_id()
        work.describe(row.name)
    office.renew_station(incarnation=row.incarnation)


# At the county


def take_application(work: Work, file: Parcel, source: Path) -> FileResult:
    """Keep an `enrol` file until somebody has compared its twelve characters."""
    found = read_application(work, file, "")
    raise_floor(work, file.header.seen)
    arrivals.note_arrival(work, file, source.name, ArrivalState.HELD, WAITING)
    return FileResult(source.name, ParcelKind.ENROL, found.unit_name, ArrivalState.HELD, WAITING)


def admit(work: Work, arrival_id: str, unit_id: str | None = None) -> EnrolledStation:
    """Admit a station whose twelve characters were compared; an earlier one of the unit is replaced.

    `unit_id` names the unit here whose PC was replaced by one that was set up anew. The county's own keys are
    made when there are none yet.
    """
    require_county(work)
    work.require(*KEEPERS)
    make_keys(work)
    arrival = work.session.get_one(Arrival, arrival_id)
    asked = read_application(work, parcel.read(arrivals.kept_path(work, arrival.digest)), arrival_id)
    unit = _unit_of(work, asked, unit_id)
    earlier = _earlier(work, unit.id)
    base = _base(work, asked, earlier)
    for row in earlier:
        if row.state in (EnrolmentState.ACTIVE, EnrolmentState.BLOCKED):
            row.state, row.reason = EnrolmentState.REPLACED, f"{work.today.isoformat()} 登记了新的电脑"
    public = public_bytes(key_of(asked.certificate))
    made = EnrolledStation(
        station_id=asked.station_id,
        incarnation=asked.incarnation,
        unit_id=unit.id,
        name=asked.station_name,
        certificate=ssl.DER_cert_to_PEM_cert(certify_key(work, public, unit.name)),
        recipient=asked.recipient,
        enrolled_on=work.today,
        enrolled_by=work.login.signature,
        base_seq=base.seq,
        base_hash=base.hash,
    )
    work.session.add(made)
    arrival.state, arrival.sentence = ArrivalState.APPLIED, "已核对并准入。"
    work.describe(f"{unit.name} {asked.fingerprint}")
    return made


def _unit_of(work: Work, asked: Application, unit_id: str | None) -> Unit:
    if unit_id is not None:
        return work.session.get_one(Unit, unit_id)
    known = work.session.get(Unit, asked.unit["id"])
    if known is not None:
        return known
    if asked.known_unit is not None:
        raise UserError(
            f"县里已有“{asked.unit_name}”，申请来自一台新设的电脑。",
            field="unit_id",
            next_step="如是更换电脑，请选择“更换该单位的电脑”。",
        )
    last = max(work.session.scalars(select(Unit.position)), default=0)
    values = {name: value for name, value in asked.unit.items() if name != "revision"}
    unit = Unit(**values_of(Unit, values | {"position": last + 1}))
    work.session.add(unit)
    work.session.flush()
    return unit


def _earlier(work: Work, unit_id: str) -> list[EnrolledStation]:
    query = select(EnrolledStation).where(EnrolledStation.unit_id == unit_id)
    return list(work.session.scalars(query.order_by(EnrolledStation.enrolled_on, EnrolledStation.id)))


def _base(work: Work, asked: Application, earlier: list[EnrolledStation]) -> Position:
    """Return the last entry that the station's journal shares with what the county has of it."""
    same = [row.id for row in earlier if row.station_id == asked.station_id]
    if any(row.incarnation == asked.incarnation for row in earlier if row.id in same):
        raise UserError("这台电脑已经登记过。", next_step="请直接给它导出回执。")
    if not same:  # a PC that was set up anew in the place of another: its set-up never travels
        return asked.head if earlier else positions.START
    table = bulk.raw(ReceivedEntry.__tablename__)
    known = select(table.c.seq, table.c.hash).where(
        table.c.enrolled_id.in_(same), table.c.hash.in_(asked.tail.values())
    )
    shared = [
        Position(seq, digest)
        for seq, digest in work.session.connection().execute(known)
        if asked.tail.get(seq) == digest
    ]
    return max(shared, key=lambda one: one.seq, default=positions.START)


def unit_of_file(reader: Reader, path: Path) -> str:
    """Return the unit whose station wrote a file; raises `Refused` for one that is not enrolled."""
    header = parcel.read(path).header
    station = enrolled(reader, header.sender, header.incarnation)
    if station is None:
        raise Refused("发件的电脑没有在县里登记。", next_step="请该单位先导出登记申请。")
    return station.unit_id


def revoke(work: Work, enrolled_id: str, reason: str) -> None:
    """Revoke a station: what it signed up to the last entry received stays valid."""
    require_county(work)
    work.require(*KEEPERS)
    row = work.session.get_one(EnrolledStation, enrolled_id)
    row.reason = clean(reason, "原因", 200, field="reason", required=True, one_line=True)
    row.state, row.revoked_at_seq = EnrolmentState.REVOKED, positions.applied(work, row).seq
    work.describe(f"{row.name}：{row.reason}")
