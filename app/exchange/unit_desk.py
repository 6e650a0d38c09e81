"""Return files at the unit: compared once, then taken in, the newest winning (exchange.md §3, §5)."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.documents import authority
from app.exchange import arrivals, parcel, positions, records, reference, rules
from app.exchange.arrivals import FileResult
from app.exchange.certificates import ask_for_certificates, install_certificates
from app.exchange.enrolment import begin_incarnation, write_application
from app.exchange.keys import issued_by, key_of, key_row, own_keys
from app.exchange.links import county_link, require_unit
from app.exchange.parcel import Parcel, Refused, Written, damaged
from app.exchange.reference import Payload
from app.office import Office, Reader, Work
from app.vocabulary import ArrivalState, DispatchState, ParcelKind, Role
from db.journal import PlainRow
from db.tables.exchange import Arrival, CountyLink, Dispatch, Handover

ROLES = (Role.CLERK, Role.HEAD)
FIRST = "县里的第一份回执，待核对 12 个字后生效。"


@dataclass(frozen=True, slots=True)
class CountyCard:
    """The county as a first return file shows it; `fingerprint` is compared with the county aloud."""

    arrival_id: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Brought:
    """The content of a return file."""

    manifest: Mapping[str, Any]
    rows: Payload
    size: int


def take_return(work: Work, file: Parcel, source: Path) -> FileResult:
    """Take a return file in; raises `Refused` where it is not the county's word to this station."""
    require_unit(work)
    link = county_link(work)
    certificate = file.header.signer
    if link is not None and not issued_by(certificate, ssl.PEM_cert_to_DER_cert(link.root)):
        raise Refused("文件不是本县考核办签发的。", next_step="请向县考核办要正确的回执。")
    parcel.check_signature(file, key_of(certificate))
    if file.header.recipient != work.station.id:
        raise Refused("这份回执不是给本机的。", next_step="请向县考核办要本单位的回执。")
    if link is None:
        arrivals.note_arrival(work, file, source.name, ArrivalState.HELD, FIRST)
        return FileResult(source.name, ParcelKind.RETURN, "", ArrivalState.HELD, FIRST)
    brought = open_return(work, file)
    return _apply(work, link, file, brought, source.name)


def _apply(work: Work, link: CountyLink, file: Parcel, brought: Brought, name: str) -> FileResult:
    said = brought.manifest
    county = str(said["county_name"])
    if file.header.number <= link.return_number and link.incarnation == work.station.incarnation:
        return FileResult(name, ParcelKind.RETURN, county, None, rules.OLD)
    if file.header.sender != link.county_station:
        raise Refused("这份回执来自另一台县级电脑。", next_step="请向县考核办核实。")
    if said["list"]["version"] < link.list_version:
        raise Refused("县里的名单版本比已有的旧。", next_step="请向县考核办要最新的回执。")
    seq, digest = said["acknowledged"]
    if positions.hash_at(work, seq) != digest:
        raise Refused(
            "县里的回执与本机的操作记录对不上，可能有两台电脑用了同一份数据。",
            next_step="请只留一台，并在“数据交换”中办理“重新登记本机”。",
        )
    work.keep_here()
    here = said["unit_id"] == work.station.unit_id  # else a new PC, which waits for the unit's snapshot
    changed = reference.lay_over(work, brought.rows) if here else 0
    _note_link(work, link, said, file.header.number)
    install_certificates(work, link)
    ask_for_certificates(work, link)
    sentence = f"县已收至第 {seq} 号，更新 {changed} 项。"
    arrivals.note_arrival(work, file, name, ArrivalState.APPLIED, sentence)
    work.describe(f"第 {file.header.number} 号回执")
    return FileResult(name, ParcelKind.RETURN, county, ArrivalState.APPLIED, sentence)


def _note_link(work: Work, link: CountyLink, said: Mapping[str, Any], number: int) -> None:
    seq, digest = said["acknowledged"]
    if link.incarnation != work.station.incarnation:
        link.incarnation, link.snapshot_due = work.station.incarnation, said["snapshot_due"]
    link.county_name, link.recipients = said["county_name"], said["recipients"]
    link.acknowledged_seq, link.acknowledged_hash = seq, digest
    link.return_number, link.returned_at = number, work.now
    link.list_version = said["list"]["version"]
    link.station_list = said["list"] | {"receipts": said["receipts"]}
    own = key_row(work)
    if own is not None:
        own.certificate = said["certificate"]
    acknowledged = select(Dispatch).where(
        Dispatch.last_seq <= seq,
        Dispatch.state != DispatchState.ACKNOWLEDGED,
        Dispatch.kind == ParcelKind.PUSH,
    )
    for row in work.session.scalars(acknowledged):
        row.state = DispatchState.ACKNOWLEDGED
        with contextlib.suppress(OSError):
            (positions.folder(work, positions.OUTBOX) / row.file_name).unlink(missing_ok=True)


def open_return(reader: Reader, file: Parcel) -> Brought:
    """Decrypt and check a return file whose signature holds; raises `Refused`."""
    body = parcel.unseal(file, own_keys(reader).identity)
    rows: dict[str, dict[str, PlainRow]] = {}
    stream = records.unpack(body)
    manifest = next(stream, {})
    try:
        _check_manifest(reader, file, manifest)
        for record in stream:
            kind, row = reference.checked(record["table"], record["row"])
            rows.setdefault(kind.__tablename__, {})[row["id"]] = row
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error
    return Brought(manifest, rows, sum(len(one) for one in rows.values()))


def _check_manifest(reader: Reader, file: Parcel, said: Mapping[str, Any]) -> None:
    header = file.header
    if [said[name] for name in ("sender", "recipient", "number")] != [
        header.sender,
        header.recipient,
        header.number,
    ]:
        raise Refused("文件的内外登记不一致。", next_step="请向县考核办要新的回执。")
    if said["incarnation"] != reader.station.incarnation:
        raise Refused("这份回执是给本单位从前那台电脑的。", next_step="请先办理登记，再要新的回执。")
    seq, digest = said["acknowledged"]
    days = [date.fromisoformat(one["day"]).isoformat() for one in said["receipts"]]
    texts = (said["county_name"], said["root"], said["certificate"], said["unit_id"], digest, *days)
    receipts = said["receipts"]
    numbers = (seq, said["list"]["version"], *(one[name] for one in receipts for name in ("number", "last")))
    flags = (said["handed_over"], said["snapshot_due"])
    recipients = said["recipients"]
    sound = (
        all(type(one) is str for one in (*texts, *recipients))
        and all(type(one) is int for one in numbers)
        and all(type(one) is bool for one in flags)
    )
    if not sound:
        raise ValueError(said)
    if not issued_by(header.signer, ssl.PEM_cert_to_DER_cert(said["root"])):
        raise Refused("文件的签名证书不是县考核办签发的。", next_step="请向县考核办核实。")


def apply_again(office: Office, target: Path) -> Written:
    """Write a new application: as a new incarnation, where the county knows the present one already."""
    with office.read() as reader:
        link = county_link(reader)
        known = link is not None and link.incarnation == reader.station.incarnation
    if known:
        begin_incarnation(office)
    return write_application(office, target)


# The first return file


def waiting_county(reader: Reader) -> CountyCard | None:
    """Return the county of a first return file that waits for the comparison; None where nothing waits."""
    reader.require(*ROLES, Role.ADMIN)
    row = _first(reader)
    if row is None or county_link(reader) is not None:
        return None
    said = open_return(reader, parcel.read(arrivals.kept_path(reader, row.digest))).manifest
    root = ssl.PEM_cert_to_DER_cert(said["root"])
    return CountyCard(row.id, said["county_name"], authority.fingerprint(root))


def _first(reader: Reader) -> Arrival | None:
    query = select(Arrival).where(Arrival.kind == ParcelKind.RETURN, Arrival.state == ArrivalState.HELD)
    found = reader.session.scalars(query.order_by(Arrival.package_number.desc())).all()
    return next((row for row in found if arrivals.kept_path(reader, row.digest).exists()), None)


def confirm_county(office: Office, arrival_id: str) -> FileResult:
    """Trust the county whose twelve characters were compared, and hand the list of people over to it."""
    with office.write("核对并连接县考核办") as work:
        require_unit(work)
        work.require(*ROLES)
        row = work.session.get_one(Arrival, arrival_id)
        file = parcel.read(arrivals.kept_path(work, row.digest))
        parcel.check_signature(file, key_of(file.header.signer))
        brought = open_return(work, file)
        link = _make_link(work, file, brought.manifest)
        result = _apply(work, link, file, brought, row.file_name)
    office.renew_station(linked=True)
    with office.read() as reader:
        arrivals.drop_kept(reader, row.digest)
    return result


def _make_link(work: Work, file: Parcel, said: Mapping[str, Any]) -> CountyLink:
    link = CountyLink(
        county_station=file.header.sender,
        county_name=said["county_name"],
        root=said["root"],
        recipients=said["recipients"],
        incarnation="",
        confirmed_by=work.login.signature,
        confirmed_on=work.today,
        acknowledged_hash=said["acknowledged"][1],
    )
    work.session.add(link)
    if not said["handed_over"] and said["unit_id"] == work.station.unit_id:
        work.session.add(
            Handover(
                unit_id=work.station.unit_id,
                county_station=file.header.sender,
                handed_on=work.today,
                handed_by=work.login.signature,
            )
        )
    work.session.flush()
    return link
