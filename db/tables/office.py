"""The installation: station, accounts, settings, rule book, calendar, credentials, drafts and blobs."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Document, Identity, JsonValue, Recorded, Sha256
from db.vocabulary import CredentialKind, Owner, StationKind


class Station(Recorded):
    """This installation; exactly one row (exchange.md §3)."""

    __tablename__ = "station"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    kind: Mapped[StationKind]
    name: Mapped[str]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    """The unit whose month is run here; empty at the county."""
    incarnation: Mapped[str] = mapped_column(Identity)


class Account(Recorded):
    """Who may log in; the passphrase lives in the key ring, never here."""

    __tablename__ = "account"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[JsonValue] = mapped_column(Document)
    """List of `Role` codes, sorted."""
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    cadre_id: Mapped[str | None] = mapped_column(ForeignKey("cadre.id"))
    active: Mapped[bool] = mapped_column(default=True)
    passphrase_set_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]


class Setting(Recorded):
    """One local setting of this installation, by key."""

    __tablename__ = "setting"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[JsonValue] = mapped_column(Document)


class RulebookVersion(Recorded):
    """One published version of the rule book; rows are added, never changed (architecture.md §5)."""

    __tablename__ = "rulebook_version"
    owner: ClassVar[Owner] = Owner.COUNTY

    number: Mapped[int] = mapped_column(unique=True)
    effective_from: Mapped[date]
    values: Mapped[JsonValue] = mapped_column(Document)
    """Only what differs from the defaults."""
    reason: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class CalendarYear(Recorded):
    """How far the table of a year's working days can be trusted (domain.md §2.5, §9)."""

    __tablename__ = "calendar_year"
    owner: ClassVar[Owner] = Owner.COUNTY

    year: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[str] = mapped_column(default="")


class CalendarDay(Recorded):
    """A day that is off or worked against the weekday rule."""

    __tablename__ = "calendar_day"
    owner: ClassVar[Owner] = Owner.COUNTY

    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    label: Mapped[str] = mapped_column(default="")


class Credential(Recorded):
    """A signing certificate with its key, encrypted under the holder's signing passphrase."""

    __tablename__ = "credential"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False
    secrets: ClassVar[frozenset[str]] = frozenset({"encrypted_key"})

    kind: Mapped[CredentialKind]
    holder: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    cadre_id: Mapped[str | None] = mapped_column(ForeignKey("cadre.id"), index=True)
    certificate: Mapped[str]
    chain: Mapped[JsonValue] = mapped_column(Document)
    encrypted_key: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class Blob(Base):
    """The bytes of an attachment, a scan or a signed paper, by their SHA-256; kept once, never changed."""

    __tablename__ = "blob"

    digest: Mapped[str] = mapped_column(Sha256, primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Base):
    """Typing that is not saved yet; stays on this machine and out of the journal."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_saved_at", "saved_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    """What is being typed and by whom, e.g. `report:<id>:<account>`."""
    body: Mapped[JsonValue] = mapped_column(Document)
    saved_at: Mapped[datetime]
