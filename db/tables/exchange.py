"""Exchange between stations: who is enrolled, what came and went, what the county received (exchange.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Document, Identity, JsonValue, Recorded, Sha256
from db.vocabulary import (
    ArrivalState,
    CredentialKind,
    DispatchState,
    EnrolmentState,
    Owner,
    ParcelKind,
    RequestVerdict,
)


class ExchangeKey(Recorded):
    """A key pair of this station: age identity and signing key, sealed under the key ring."""

    __tablename__ = "exchange_key"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False
    secrets: ClassVar[frozenset[str]] = frozenset({"identity", "signing_key"})

    recipient: Mapped[str]
    """Public age key that others encrypt to."""
    identity: Mapped[str]
    """Sealed age identity."""
    signing_key: Mapped[str]
    """EC P-256, PEM, encrypted."""
    certificate: Mapped[str]
    """PEM: signed by itself until the county issues one."""
    recovery_recipient: Mapped[str] = mapped_column(default="")
    """County only: the public key whose identity lies in the recovery file alone."""


class CountyLink(Recorded):
    """A unit's tie to its county: one row, made when the first return file was confirmed."""

    __tablename__ = "county_link"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    county_station: Mapped[str] = mapped_column(Identity)
    county_name: Mapped[str]
    root: Mapped[str]
    """The county's root certificate, PEM, compared by fingerprint before it was trusted."""
    recipients: Mapped[JsonValue] = mapped_column(Document)
    """Public age keys of the county and of its recovery."""
    incarnation: Mapped[str] = mapped_column(Identity)
    """The incarnation of this station that the county admitted."""
    confirmed_by: Mapped[str]
    confirmed_on: Mapped[date]
    acknowledged_seq: Mapped[int] = mapped_column(default=0)
    """The last journal entry for which the county gave a receipt."""
    acknowledged_hash: Mapped[str] = mapped_column(Sha256)
    return_number: Mapped[int] = mapped_column(default=0)
    """Number of the newest return file taken in; older ones change nothing."""
    returned_at: Mapped[datetime | None]
    list_version: Mapped[int] = mapped_column(default=0)
    """Version of the county's list of stations and certificates; it only grows."""
    station_list: Mapped[JsonValue] = mapped_column(Document, default=dict)
    """The county's list, and its receipts for this station as `receipts`."""
    snapshot_due: Mapped[bool] = mapped_column(default=False)
    """The county holds work that this database lost: its snapshot must be taken in before the next push."""


class EnrolledStation(Recorded):
    """One incarnation of a unit's station, admitted by the county after comparing fingerprints."""

    __tablename__ = "enrolled_station"
    __table_args__ = (UniqueConstraint("station_id", "incarnation"),)
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    station_id: Mapped[str] = mapped_column(Identity)
    incarnation: Mapped[str] = mapped_column(Identity)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    certificate: Mapped[str]
    """PEM, issued by the county."""
    recipient: Mapped[str]
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.ACTIVE)
    enrolled_on: Mapped[date]
    enrolled_by: Mapped[str]
    base_seq: Mapped[int] = mapped_column(default=0)
    """The entry after which this incarnation's own entries begin."""
    base_hash: Mapped[str] = mapped_column(Sha256)
    revoked_at_seq: Mapped[int | None]
    """What it signed up to this entry stays valid."""
    reason: Mapped[str] = mapped_column(default="")


class Receipt(Recorded):
    """The county's word that a station's journal is here up to an entry; it flows back in the return file."""

    __tablename__ = "receipt"
    owner: ClassVar[Owner] = Owner.COUNTY

    enrolled_id: Mapped[str] = mapped_column(ForeignKey("enrolled_station.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[int] = mapped_column(unique=True)
    package_number: Mapped[int]
    package_digest: Mapped[str] = mapped_column(Sha256)
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(Sha256)
    state_root: Mapped[str] = mapped_column(Sha256)
    received_at: Mapped[datetime]
    received_by: Mapped[str]


class Arrival(Recorded):
    """One file that came in, with what became of it."""

    __tablename__ = "arrival"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    digest: Mapped[str] = mapped_column(Sha256, unique=True)
    file_name: Mapped[str]
    size: Mapped[int]
    kind: Mapped[ParcelKind | None]
    sender_station: Mapped[str] = mapped_column(default="", index=True)
    sender_incarnation: Mapped[str] = mapped_column(default="")
    package_number: Mapped[int | None]
    first_seq: Mapped[int | None]
    last_seq: Mapped[int | None]
    state: Mapped[ArrivalState]
    sentence: Mapped[str]
    """What the clerk reads."""
    arrived_at: Mapped[datetime]


class Dispatch(Recorded):
    """One file that went out; a copy lies in the outbox until its receipt."""

    __tablename__ = "dispatch"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[ParcelKind]
    recipient_station: Mapped[str] = mapped_column(Identity, default="")
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """County only: the unit for which the file is."""
    first_seq: Mapped[int | None]
    last_seq: Mapped[int | None]
    last_hash: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(Sha256)
    file_name: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime]
    state: Mapped[DispatchState] = mapped_column(default=DispatchState.WRITTEN)


class Handover(Recorded):
    """The moment from which the county keeps a unit's list of people (exchange.md §1)."""

    __tablename__ = "handover"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), unique=True)
    county_station: Mapped[str] = mapped_column(Identity)
    handed_on: Mapped[date]
    handed_by: Mapped[str]


class PersonRequest(Recorded):
    """A unit's change of one row of its list of people, provisional until the county answers."""

    __tablename__ = "person_request"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    table: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[str] = mapped_column(Identity, index=True)
    before: Mapped[JsonValue] = mapped_column(Document, nullable=True)
    after: Mapped[JsonValue] = mapped_column(Document, nullable=True)
    title: Mapped[str]
    """What was done and with whom, as the journal says it."""
    made_by: Mapped[str]
    made_on: Mapped[date]


class PersonDecision(Recorded):
    """The county's answer to a request."""

    __tablename__ = "person_decision"
    owner: ClassVar[Owner] = Owner.COUNTY

    request_id: Mapped[str] = mapped_column(ForeignKey("person_request.id"), unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    verdict: Mapped[RequestVerdict]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str]
    decided_on: Mapped[date]


class CertificateRequest(Recorded):
    """A signer's public key, made at the unit, for which the county is asked to answer."""

    __tablename__ = "certificate_request"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[CredentialKind]
    holder: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    cadre_id: Mapped[str | None] = mapped_column(Identity)
    public_key: Mapped[str]
    """PEM."""
    asked_on: Mapped[date]


class IssuedCertificate(Recorded):
    """A certificate that the county issued to a signer, and whether it was revoked."""

    __tablename__ = "issued_certificate"
    owner: ClassVar[Owner] = Owner.COUNTY

    request_id: Mapped[str] = mapped_column(ForeignKey("certificate_request.id"), unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    certificate: Mapped[str]
    issued_by: Mapped[str]
    issued_on: Mapped[date]
    revoked_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class ExchangeConflict(Recorded):
    """Two versions of one row after a restored database went on: both are kept until somebody has looked."""

    __tablename__ = "exchange_conflict"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    table: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[str] = mapped_column(Identity, index=True)
    ours: Mapped[JsonValue] = mapped_column(Document)
    theirs: Mapped[JsonValue] = mapped_column(Document)
    found_at: Mapped[datetime]
    settled_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]


class ReceivedEntry(Base):
    """An entry of a station's journal as it came: the audit of what the county did not write itself."""

    __tablename__ = "received_entry"

    enrolled_id: Mapped[str] = mapped_column(ForeignKey("enrolled_station.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Identity)
    at: Mapped[datetime]
    station: Mapped[str]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    undoes: Mapped[int | None]
    travelling: Mapped[bytes] = mapped_column(LargeBinary)
    travelling_digest: Mapped[str] = mapped_column(Sha256)
    staying_digest: Mapped[str] = mapped_column(Sha256)
    prev_hash: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256)


class ReceivedSubject(Base):
    """Which rows a received entry changed."""

    __tablename__ = "received_subject"
    __table_args__ = (
        Index("ix_received_subject_row", "table", "row_id"),
        {"sqlite_with_rowid": False},
    )

    enrolled_id: Mapped[str] = mapped_column(Identity, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[str] = mapped_column(Identity, primary_key=True)


class ReceivedRow(Base):
    """Whose a received row is, and its content's digest: ownership and state root are read from here."""

    __tablename__ = "received_row"
    __table_args__ = (
        Index("ix_received_row_unit_id", "unit_id"),
        {"sqlite_with_rowid": False},
    )

    table: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[str] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[str] = mapped_column(Identity)
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(Sha256)
