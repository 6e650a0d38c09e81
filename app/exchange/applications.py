"""Applications of stations as the county reads them: nothing in them is believed before it was compared."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.documents import authority
from app.exchange import arrivals, parcel, records
from app.exchange.keys import key_of, public_bytes
from app.exchange.links import require_county
from app.exchange.parcel import Parcel, damaged
from app.exchange.positions import Position
from app.office import Reader
from app.texts import clean
from app.vocabulary import ArrivalState, ParcelKind, Role
from db import bulk
from db.base import canonical
from db.journal import PlainRow
from db.tables.exchange import Arrival
from db.tables.people import Unit

KEEPERS = (Role.CLERK, Role.HEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Application:
    """An `enrol` file as the county sees it; `fingerprint` is read aloud or compared on paper.

    `tail` are the hashes of its newest entries, by number, `head` is the last; `known_unit` is the unit of
    the same name that is here.
    """

    arrival_id: str
    station_id: str
    incarnation: str
    station_name: str
    unit: PlainRow
    recipient: str
    certificate: bytes
    tail: dict[int, str]
    head: Position
    fingerprint: str
    known_unit: str | None

    @property
    def unit_name(self) -> str:
        """The unit's name as it gives it."""
        return str(self.unit["name"])


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
        dict(map(_position, said["tail"])),
        Position(*_position(said["head"])),
        fingerprint_of(header.signer, said["recipient"], header.sender, header.incarnation),
        reader.session.scalar(select(Unit.id).where(Unit.name == unit["name"])),
    )


def _position(said: tuple[int, str]) -> tuple[int, str]:
    seq, digest = said
    if type(seq) is not int or not 0 <= seq < bulk.LARGEST:
        raise ValueError(seq)
    bulk.check_digits(64, digest)
    return seq, digest


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


def fingerprint_of(certificate: bytes, recipient: str, station_id: str, incarnation: str) -> str:
    """Spell what the county must be sure of: the key, so whatever certificate holds it."""
    public = base64.b64encode(public_bytes(key_of(certificate))).decode()
    return authority.fingerprint(canonical([public, recipient, station_id, incarnation]).encode())
