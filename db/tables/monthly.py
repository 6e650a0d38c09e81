"""Monthly reports, their clauses and evidence, the meeting, its evaluations, the opinion, the booklets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Document, JsonValue, Recorded, Sha256
from db.months import Month
from db.vocabulary import (
    FindingRule,
    Grade,
    PaperCopy,
    Part,
    ReportState,
    SignerKind,
    SignMethod,
    TaskSource,
    Verdict,
)


class Report(Recorded):
    """One version of one cadre's report of one month (D15–D21); version 0 is the original, 1 is 更正1."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("cadre_id", "unit_id", "month", "version"),
        Index("ix_report_unit_month", "unit_id", "month"),
    )

    cadre_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    version: Mapped[int] = mapped_column(default=0)
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"))
    correction_reason: Mapped[str] = mapped_column(default="")
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    submitted_on: Mapped[date | None]
    """Day of the first submission: decides late or in time."""
    return_reason: Mapped[str] = mapped_column(default="")
    post_title: Mapped[str]
    portfolio: Mapped[str] = mapped_column(default="")
    unfinished: Mapped[str] = mapped_column(default="")
    """未完成及原因, for the whole month."""
    next_month: Mapped[str] = mapped_column(default="")
    self_appraisal: Mapped[str] = mapped_column(default="")
    self_grade: Mapped[Grade | None]
    nothing_to_report: Mapped[bool] = mapped_column(default=False)
    nothing_reason: Mapped[str] = mapped_column(default="")
    rulebook_number: Mapped[int]


class Clause(Recorded):
    """One numbered result of a report (D19)."""

    __tablename__ = "clause"

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    position: Mapped[int]
    source: Mapped[TaskSource]
    task: Mapped[str]
    result: Mapped[str] = mapped_column(default="")
    percent: Mapped[int | None]
    """完成率, whole percent, 0 to 999."""
    amount: Mapped[Decimal | None]
    """本月完成数量, in the unit of measure of the target it answers."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it is unfinished."""
    part: Mapped[Part] = mapped_column(default=Part.LEAD)
    partners: Mapped[JsonValue] = mapped_column(Document, default=list)
    """Ids of the cadres who share the result (D61)."""
    plan_item_id: Mapped[str | None] = mapped_column(ForeignKey("plan_item.id"))
    target_id: Mapped[str | None] = mapped_column(ForeignKey("target.id"))


class Evidence(Recorded):
    """An optional file that supports a clause; its bytes are the blob of that digest."""

    __tablename__ = "evidence"

    clause_id: Mapped[str] = mapped_column(ForeignKey("clause.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(Sha256)


class Meeting(Recorded):
    """The leadership meeting that evaluates a month (D22)."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_unit_month", "unit_id", "month"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    body: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str]
    chair_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"))
    recorder: Mapped[str]
    attendees: Mapped[JsonValue] = mapped_column(Document)
    """Ids of the team members present."""
    absentees: Mapped[str] = mapped_column(default="")
    """Who was absent and why, as written."""
    observers: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")


class Evaluation(Recorded):
    """The meeting's two findings on one report (D23)."""

    __tablename__ = "evaluation"

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), unique=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    truthful: Mapped[bool]
    grade: Mapped[Grade]
    unanimous: Mapped[bool] = mapped_column(default=True)
    dissent: Mapped[str] = mapped_column(default="")
    """Majority and dissent when no agreement was reached (domain.md §2.13)."""
    facts: Mapped[str] = mapped_column(default="")
    """Why the grade or the finding; asked for 差 and for an untrue report."""
    chair_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"))
    """Who chaired this item: not the person evaluated (domain.md §2.14)."""


class Opinion(Recorded):
    """The signed opinion of the unit's head on one report (D24)."""

    __tablename__ = "opinion"

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), unique=True)
    text: Mapped[str]
    signer: Mapped[str]
    signer_title: Mapped[str]
    signer_kind: Mapped[SignerKind]
    method: Mapped[SignMethod]
    signed_on: Mapped[date]
    scan_digest: Mapped[str | None] = mapped_column(Sha256)
    """A scan of the hand-signed sheet, if one was kept."""


class Booklet(Recorded):
    """One bound booklet of one month, copy by copy (D25–D26); `digest` names its bytes."""

    __tablename__ = "booklet"
    __table_args__ = (Index("ix_booklet_unit_month", "unit_id", "month"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[Month]
    copy: Mapped[PaperCopy]
    edition: Mapped[int]
    """1 for the first booklet of the month; a correction makes the next."""
    code: Mapped[str] = mapped_column(unique=True)
    """Printed on the cover, leads back to this record."""
    report_ids: Mapped[JsonValue] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(Sha256)
    pages: Mapped[int]
    made_at: Mapped[datetime]
    method: Mapped[SignMethod | None]
    """How it was signed; empty while unsigned."""
    signers: Mapped[JsonValue] = mapped_column(Document, default=list)
    """List of {name, title, at} in the order of signing."""
    scan_digest: Mapped[str | None] = mapped_column(Sha256)
    """A scan of the pages signed by hand, if one was kept."""


class FindingDecision(Recorded):
    """What a person decided on a finding, with the reasons and facts that were before them (D60)."""

    __tablename__ = "finding_decision"

    key: Mapped[str] = mapped_column(unique=True)
    """Rule, cadre and months: the same finding is decided once."""
    rule: Mapped[FindingRule]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    month: Mapped[Month]
    cadre_id: Mapped[str | None] = mapped_column(ForeignKey("cadre.id"), index=True)
    reasons: Mapped[JsonValue] = mapped_column(Document)
    statement: Mapped[str] = mapped_column(default="")
    """陈述理由 of the person concerned."""
    verdict: Mapped[Verdict]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    rulebook_number: Mapped[int]
