"""The county's review: decisions, waivers, reminders, shared credit, the leaders' digest (D26, D38, D61).

A decision never changes the unit's row: it points at it and at the revision it judged (exchange.md §1).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Document, Identity, JsonValue, Recorded, Sha256
from db.months import Month
from db.vocabulary import CreditVerdict, HintRule, HintVerdict, Owner, ReviewVerdict


class CountyRow(Recorded):
    """A row that only the county writes; it flows down to the unit concerned."""

    __abstract__ = True
    owner: ClassVar[Owner] = Owner.COUNTY


class Review(CountyRow):
    """The county's decision on one version of one form (D26): filed with a number, or returned."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_unit_month", "unit_id", "month"),)

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    report_revision: Mapped[int]
    """The revision that was judged; a later one reopens the review."""
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    verdict: Mapped[ReviewVerdict]
    number: Mapped[str] = mapped_column(default="")
    """备案号; empty for a returned form."""
    opinion: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    withdrawn: Mapped[str] = mapped_column(default="")
    """Why the decision was taken back; empty while it stands."""


class ReviewRemark(CountyRow):
    """A remark of the county on one clause, or on the whole form when `clause_id` is empty."""

    __tablename__ = "review_remark"

    review_id: Mapped[str] = mapped_column(ForeignKey("review.id"), index=True)
    clause_id: Mapped[str | None] = mapped_column(Identity)
    text: Mapped[str]


class MonthWaiver(CountyRow):
    """A month for which the county asks nobody for a report (domain.md §2.41)."""

    __tablename__ = "month_waiver"

    month: Mapped[Month] = mapped_column(unique=True)
    reason: Mapped[str]
    declared_by: Mapped[str]
    declared_on: Mapped[date]


class Reminder(CountyRow):
    """A 催报单: whom of a unit the county asked for a month's report, until when."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_unit_month", "unit_id", "month"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    number: Mapped[int]
    """The how manieth of this unit and month."""
    cadre_ids: Mapped[JsonValue] = mapped_column(Document)
    due: Mapped[date]
    issued_by: Mapped[str]
    issued_on: Mapped[date]


class CreditDecision(CountyRow):
    """What a person decided on one result claimed in several forms (D61)."""

    __tablename__ = "credit_decision"

    key: Mapped[str] = mapped_column(unique=True)
    """The clauses concerned, sorted: the same pair is decided once."""
    clause_ids: Mapped[JsonValue] = mapped_column(Document)
    unit_ids: Mapped[JsonValue] = mapped_column(Document)
    month: Mapped[Month]
    reasons: Mapped[JsonValue] = mapped_column(Document)
    verdict: Mapped[CreditVerdict]
    lead_cadre_id: Mapped[str | None] = mapped_column(Identity)
    """主办, or to whom alone the result belongs."""
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    rulebook_number: Mapped[int]


class HintDecision(Recorded):
    """What a person at the county did about a hint; it stays at the county (domain.md §2c)."""

    __tablename__ = "hint_decision"
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(unique=True)
    """Rule, unit and month: the same hint is decided once, and anew when its facts changed."""
    rule: Mapped[HintRule]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    reasons: Mapped[JsonValue] = mapped_column(Document)
    """The facts that were before the person."""
    verdict: Mapped[HintVerdict]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    rulebook_number: Mapped[int]


class CountyTarget(CountyRow):
    """An annual target that the county sets for a unit; the unit takes it over and splits it (D13)."""

    __tablename__ = "county_target"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    title: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    key_project: Mapped[bool] = mapped_column(default=False)
    due: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[str] = mapped_column(default="")


class Digest(Recorded):
    """One edition of a month's 审核汇总表(呈阅), as it was laid before the leaders (D38)."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("month", "edition"),)
    owner: ClassVar[Owner] = Owner.STATION
    travels: ClassVar[bool] = False

    month: Mapped[Month]
    edition: Mapped[int]
    notable: Mapped[JsonValue] = mapped_column(Document, default=list)
    """突出事项: the paragraphs chosen by a person."""
    problems: Mapped[JsonValue] = mapped_column(Document, default=list)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    paper_digest: Mapped[str] = mapped_column(Sha256)


class LeaderRemark(CountyRow):
    """A leader's 批示 on a month's digest, passed back to the units concerned (D38–D39)."""

    __tablename__ = "leader_remark"

    digest_id: Mapped[str] = mapped_column(Identity, index=True)
    month: Mapped[Month]
    leader: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    given_on: Mapped[date]
    unit_ids: Mapped[JsonValue] = mapped_column(Document, default=list)
    """Units that it concerns; empty for all."""
