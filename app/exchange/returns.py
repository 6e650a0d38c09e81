"""The county's file to a unit: receipts, decisions, reference data, certificates (exchange.md §5).

Every return file carries the whole present state of what the county decides for the unit, so none depends on
an earlier one: the newest wins, an older one changes nothing, a lost one is made good by the next.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ColumnElement, false, select

from app.accounts.credentials import authority_credential
from app.documents.files import file_name
from app.errors import Cancelled, UserError
from app.exchange import parcel, positions, records
from app.exchange.keys import own_keys
from app.exchange.links import require_county
from app.exchange.parcel import Header, Written
from app.exchange.people_requests import handed_over
from app.exchange.pushes import header_of, next_number, note_dispatch, save_twice
from app.exchange.records import Record
from app.office import Office, Reader
from app.progress import SILENT, Progress
from app.vocabulary import EnrolmentState, ParcelKind, Role
from db import bulk
from db.base import Recorded
from db.journal import PlainRow
from db.tables.exchange import (
    EnrolledStation,
    IssuedCertificate,
    PersonDecision,
    Receipt,
)
from db.tables.office import CalendarDay, CalendarYear, RulebookVersion
from db.tables.people import Cadre, Post, Unit
from db.tables.review import (
    CountyTarget,
    CreditDecision,
    LeaderRemark,
    MonthWaiver,
    Reminder,
    Review,
    ReviewRemark,
)

ROLES = (Role.CLERK, Role.HEAD)
FOR_ALL: tuple[type[Recorded], ...] = (RulebookVersion, CalendarYear, CalendarDay, MonthWaiver)
OF_UNIT: tuple[type[Recorded], ...] = (
    CountyTarget,
    IssuedCertificate,
    PersonDecision,
    Reminder,
    Review,
)
LISTED: tuple[type[Recorded], ...] = (CreditDecision, LeaderRemark)
"""Tables whose rows name the units concerned in a list; an empty list concerns all."""
DOWN: tuple[type[Recorded], ...] = (Unit, Cadre, Post, *FOR_ALL, *OF_UNIT, ReviewRemark, *LISTED)
"""Everything that flows down, those that others refer to first."""


def write_return(office: Office, unit_id: str, target: Path) -> Written:
    """Write the return file for a unit's present station into `target` and keep a copy.

    Raises `UserError` where the unit has no station that exchanges.
    """
    with office.read() as reader:
        require_county(reader)
        reader.require(*ROLES)
        station = active_station(reader, unit_id)
        keys = own_keys(reader)
        header = header_of(reader, keys, ParcelKind.RETURN, station.station_id, next_number(reader))
        body = parcel.seal(
            records.pack(_records(reader, header, station)), [station.recipient, keys.recipient]
        )
        unit = reader.session.get_one(Unit, unit_id)
        name = file_name("实绩簿", unit.name, "回执", f"{header.number:04d}", suffix=parcel.SUFFIX)
        written = save_twice(reader, header, body, keys, target, name)
    with office.write("导出回执") as work:
        note_dispatch(work, header, written, None, unit_id)
        work.describe(unit.name)
    return written


def write_returns(office: Office, target: Path, progress: Progress = SILENT) -> tuple[Written, ...]:
    """Write the return file of every unit that exchanges today; cancelled, those written stay."""
    with office.read() as reader:
        require_county(reader)
        reader.require(*ROLES)
        query = select(Unit.id, Unit.name).join(EnrolledStation, EnrolledStation.unit_id == Unit.id)
        active = query.where(EnrolledStation.state == EnrolmentState.ACTIVE).order_by(
            Unit.position, Unit.name
        )
        units = reader.session.execute(active).all()
    if not units:
        raise UserError("还没有单位与县里连接。", next_step="请先导入单位的登记申请并准入。")
    made = list[Written]()
    for done, (unit_id, name) in enumerate(units):
        try:
            progress.step(done, len(units), f"正在写“{name}”的回执")
        except Cancelled:
            if not made:
                raise
            break
        made.append(write_return(office, unit_id, target))
    return tuple(made)


def active_station(reader: Reader, unit_id: str) -> EnrolledStation:
    """Return the station with which a unit exchanges today; raises `UserError` where it has none."""
    query = select(EnrolledStation).where(
        EnrolledStation.unit_id == unit_id, EnrolledStation.state == EnrolmentState.ACTIVE
    )
    found = reader.session.scalars(query).one_or_none()
    if found is None:
        raise UserError("该单位没有在用的交换电脑。", field="unit_id", next_step="请先办理登记。")
    return found


def _records(reader: Reader, header: Header, station: EnrolledStation) -> Iterator[Record]:
    keys = own_keys(reader)
    acknowledged = positions.applied(reader, station)
    root = authority_credential(reader).certificate
    yield {
        "type": "manifest",
        "sender": header.sender,
        "recipient": header.recipient,
        "incarnation": station.incarnation,
        "number": header.number,
        "unit_id": station.unit_id,
        "county_name": reader.station.name,
        "root": ssl.DER_cert_to_PEM_cert(root),
        "recipients": [one for one in (keys.recipient, keys.recovery_recipient) if one],
        "certificate": station.certificate,
        "acknowledged": [acknowledged.seq, acknowledged.hash],
        "receipts": _receipts(reader, station),
        "handed_over": handed_over(reader, station.unit_id),
        "snapshot_due": snapshot_due(reader, station),
        "list": station_list(reader) | {"version": header.number},
    }
    for name, row in rows_for(reader, station):
        yield {"type": "row", "table": name, "row": row}


def rows_for(reader: Reader, station: EnrolledStation) -> Iterator[tuple[str, PlainRow]]:
    """Give every row of the county's that concerns a unit, with its table."""
    connection = reader.session.connection()
    for kind in DOWN:
        for row in bulk.stored_rows(connection, kind, *_conditions(reader, kind, station)):
            if kind not in LISTED or _concerns(row, station.unit_id):
                yield kind.__tablename__, row


def _concerns(row: PlainRow, unit_id: str) -> bool:
    return row["unit_ids"] == "[]" or unit_id in row["unit_ids"]


def _conditions(reader: Reader, kind: type[Recorded], station: EnrolledStation) -> list[ColumnElement[bool]]:
    """Return which rows of a table concern the unit."""
    unit_id, columns = station.unit_id, bulk.raw(kind.__tablename__).c
    held = select(Post.cadre_id).where(Post.unit_id == unit_id)
    own: dict[type[Recorded], ColumnElement[bool]] = {
        Unit: columns.id == unit_id,
        Cadre: columns.id.in_(held),
        ReviewRemark: columns.id.in_(select(ReviewRemark.id).join(Review).where(Review.unit_id == unit_id)),
    }
    if kind in (Cadre, Post) and not handed_over(reader, unit_id):
        return [false()]
    if kind in (Post, *OF_UNIT):
        return [columns.unit_id == unit_id]
    return [own[kind]] if kind in own else []


def _receipts(reader: Reader, station: EnrolledStation) -> list[dict[str, object]]:
    """Return every receipt given to a station, oldest first."""
    query = select(Receipt).where(Receipt.enrolled_id == station.id).order_by(Receipt.number)
    return [
        {"number": row.number, "last": row.last_seq, "day": row.received_at.date().isoformat()}
        for row in reader.session.scalars(query)
    ]


def snapshot_due(reader: Reader, station: EnrolledStation) -> bool:
    """Tell whether the county has more of the unit than the station's database had when it applied."""
    receipts = select(Receipt.enrolled_id, Receipt.last_seq).where(Receipt.unit_id == station.unit_id)
    lines = reader.session.execute(receipts).all()
    if any(line.enrolled_id == station.id for line in lines):
        return False
    same = select(EnrolledStation.id).where(EnrolledStation.station_id == station.station_id)
    known = set(reader.session.scalars(same))
    return any(line.enrolled_id not in known or line.last_seq > station.base_seq for line in lines)


def station_list(reader: Reader) -> dict[str, object]:
    """Return the county's stations and revoked certificates; the version is the return file's number."""
    stations = reader.session.scalars(select(EnrolledStation).order_by(EnrolledStation.id)).all()
    issued = reader.session.scalars(select(IssuedCertificate).order_by(IssuedCertificate.id)).all()
    revoked = [ssl.PEM_cert_to_DER_cert(row.certificate) for row in issued if row.revoked_on is not None]
    return {
        "stations": [
            {
                "station": row.station_id,
                "incarnation": row.incarnation,
                "state": row.state.value,
                "revoked_at": row.revoked_at_seq,
            }
            for row in stations
        ],
        "revoked": [sha256(certificate).hexdigest() for certificate in revoked],
    }
