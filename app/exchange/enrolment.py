"""How a unit's station becomes known to the county: keys, application, comparing, admission (exchange.md §3).

Nobody is believed at first sight: the county compares twelve characters with the unit before it admits a
station, and the unit compares the county's before it takes the first return file.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.credentials import authority_credential
from app.documents import authority
from app.documents.files import file_name
from app.errors import UserError
from app.exchange import arrivals, parcel, positions, records
from app.exchange.arrivals import FileResult
from app.exchange.keys import certify_key, key_of, key_row, make_keys, own_keys, public_bytes
from app.exchange.links import require_county, require_unit
from app.exchange.parcel import Header, Parcel, Written, damaged
from app.exchange.positions import Position
from app.exchange.pushes import header_of, next_number, note_dispatch, save_twice
from app.office import Office, Reader, Work
from app.texts import clean
from app.vocabulary import ArrivalState, EnrolmentState, ParcelKind, Role, StationKind
from db import bulk
from db.base import canonical, new_id
from db.journal import PlainRow, plain, values_of
from db.tables.exchange import Arrival, EnrolledStation, ReceivedEntry
from db.tables.office import Station
from db.tables.people import Unit

KEEPERS = (Role.CLERK, Role.HEAD, Role.ADMIN)
WAITING = "登记申请，待核对 12 个字后准入。"


@dataclass(frozen=True, slots=True)
class Application:
    """An `enrol` file as the county sees it; `fingerprint` is read aloud or compared on paper.

    `base` is the last entry before this incarnation, `head` the last of all; `known_unit` the unit of the
    same name that is here.
    """

    arrival_id: str
    station_id: str
    incarnation: str
    station_name: str
    unit: PlainRow
    recipient: str
    certificate: bytes
    base: Position
    head: Position
    fingerprint: str
    known_unit: str | None

    @property
    def unit_name(self) -> str:
        """The unit's name as it gives it."""
        return str(self.unit["name"])


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
    return _fingerprint(certificate, row.recipient, reader.station.id, reader.station.incarnation)


def _fingerprint(certificate: bytes, recipient: str, station_id: str, incarnation: str) -> str:
    """Spell what the county must be sure of: the key, so whatever certificate holds it."""
    public = base64.b64encode(public_bytes(key_of(certificate))).decode()
    return authority.fingerprint(canonical([public, recipient, station_id, incarnation]).encode())


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
    last = positions.head(reader)
    yield {
        "type": "manifest",
        "sender": header.sender,
        "incarnation": header.incarnation,
        "number": header.number,
        "station_name": station.name,
        "unit": plain(reader.session.get_one(Unit, station.unit_id)),
        "recipient": recipient,
        "base": [station.base_seq, station.base_hash],
        "head": [last.seq, last.hash],
    }


def begin_incarnation(office: Office) -> None:
    """Let this database go on as a new incarnation: after a copy or an old state of it was found at work."""
    with office.write("重新登记本机") as work:
        require_unit(work)
        work.require(*KEEPERS)
        last = positions.head(work)
        row = work.session.get_one(Station, work.station.id)
        row.incarnation, row.base_seq, row.base_hash = new_id(), last.seq, last.hash
        work.describe(row.name)
    office.renew_station(incarnation=row.incarnation)


# At the county


def take_application(work: Work, file: Parcel, source: Path) -> FileResult:
    """Keep an `enrol` file until somebody has compared its twelve characters."""
    found = read_application(work, file, "")
    arrivals.note_arrival(work, file, source.name, ArrivalState.HELD, WAITING)
    return FileResult(source.name, ParcelKind.ENROL, found.unit_name, ArrivalState.HELD, WAITING)


def read_application(reader: Reader, file: Parcel, arrival_id: str) -> Application:
    """Read an `enrol` file; raises `Refused` for one that its own key did not sign or that says nonsense."""
    certificate = file.header.signer
    parcel.check_signature(file, key_of(certificate))
    said = next(iter(list(records.unpack(file.body))), {})
    try:
        return _read(reader, file, arrival_id, said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged() from error


def _read(reader: Reader, file: Parcel, arrival_id: str, said: dict[str, Any]) -> Application:
    header = file.header
    if (said["sender"], said["incarnation"]) != (header.sender, header.incarnation):
        raise ValueError(said["sender"])
    unit = bulk.checked(Unit, said["unit"])
    name = clean(said["station_name"], "电脑名称", 40, field="station_name", required=True, one_line=True)
    return Application(
        arrival_id,
        header.sender,
        header.incarnation,
        name,
        unit,
        _public_key(said["recipient"]),
        header.signer,
        _position(said["base"]),
        _position(said["head"]),
        _fingerprint(header.signer, said["recipient"], header.sender, header.incarnation),
        reader.session.scalar(select(Unit.id).where(Unit.name == unit["name"])),
    )


def _position(said: tuple[int, str]) -> Position:
    seq, digest = said
    if type(seq) is not int or not 0 <= seq < bulk.LARGEST or type(digest) is not str or len(digest) != 64:
        raise ValueError(seq)
    return Position(seq, digest)


def _public_key(text: str) -> str:
    """Return an age key that can be written to; raises `ValueError` for anything else."""
    import pyrage  # noqa: PLC0415

    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError as error:
        raise ValueError(text) from error


def applications(reader: Reader) -> tuple[Application, ...]:
    """Return the applications that wait for a comparison."""
    require_county(reader)
    reader.require(*KEEPERS)
    query = select(Arrival).where(Arrival.kind == ParcelKind.ENROL, Arrival.state == ArrivalState.HELD)
    return tuple(
        read_application(reader, parcel.read(arrivals.kept_path(reader, row.digest)), row.id)
        for row in reader.session.scalars(query.order_by(Arrival.arrived_at))
        if arrivals.kept_path(reader, row.digest).exists()
    )


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
    """Return the last entry that this incarnation shares with what the county has of the same database."""
    same = [row for row in earlier if row.station_id == asked.station_id]
    if any(row.incarnation == asked.incarnation for row in same):
        raise UserError("这台电脑已经登记过。", next_step="请直接给它导出回执。")
    if not same:  # a PC that was set up anew in the place of another: its set-up never travels
        return asked.head if earlier else positions.START
    reached = max((positions.applied(work, row) for row in same), key=lambda one: one.seq)
    if reached.seq <= asked.base.seq:
        return reached
    table = bulk.raw(ReceivedEntry.__tablename__)
    known = select(table.c.hash).where(
        table.c.enrolled_id.in_([row.id for row in same]), table.c.seq == asked.base.seq
    )
    if work.session.connection().execute(known).scalar() not in (None, asked.base.hash):
        raise UserError("这台电脑的数据与县里已收的对不上。", next_step="请按“更换该单位的电脑”办理。")
    return asked.base


def revoke(work: Work, enrolled_id: str, reason: str) -> None:
    """Revoke a station: what it signed up to the last entry received stays valid."""
    require_county(work)
    work.require(*KEEPERS)
    row = work.session.get_one(EnrolledStation, enrolled_id)
    row.reason = clean(reason, "原因", 200, field="reason", required=True, one_line=True)
    row.state, row.revoked_at_seq = EnrolmentState.REVOKED, positions.applied(work, row).seq
    work.describe(f"{row.name}：{row.reason}")
