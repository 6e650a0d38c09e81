"""Postings on the unit's notice board and the remarks received meanwhile (D28–D32)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Document, JsonValue, Recorded, Sha256
from db.months import Month
from db.vocabulary import Channel, PostingKind, PostingState


class Posting(Recorded):
    """One posting; it belongs to the month reported, even when it hangs in the next year (domain.md §2.2)."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_unit_month", "unit_id", "month"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    kind: Mapped[PostingKind] = mapped_column(default=PostingKind.MONTHLY)
    state: Mapped[PostingState] = mapped_column(default=PostingState.POSTED)
    report_ids: Mapped[JsonValue] = mapped_column(Document)
    """The report versions that hang: a restart after a correction holds only the corrected ones."""
    place: Mapped[str]
    posted_on: Mapped[date]
    posted_by: Mapped[str]
    days: Mapped[int]
    count_first_day: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date]
    calendar_confirmed: Mapped[str] = mapped_column(default="")
    """Who confirmed the dates although the year's calendar is not official; empty when it is."""
    photo_digest: Mapped[str | None] = mapped_column(Sha256)
    ended_on: Mapped[date | None]
    """Taken down or interrupted on."""
    ended_by: Mapped[str] = mapped_column(default="")
    breach: Mapped[str] = mapped_column(default="")
    """Why it was taken down before the last day; empty when the period was kept."""
    interruption: Mapped[str] = mapped_column(default="")
    restarts_id: Mapped[str | None] = mapped_column(ForeignKey("posting.id"))
    rulebook_number: Mapped[int]


class Remark(Recorded):
    """A remark received while a posting hung; never who made it (exchange.md §6)."""

    __tablename__ = "remark"

    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"), index=True)
    received_on: Mapped[date]
    channel: Mapped[Channel]
    content: Mapped[str]
    handling: Mapped[str] = mapped_column(default="")
