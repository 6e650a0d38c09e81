"""Annual targets, their holders and their split by month, and each month's plan (D12–D14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Document, Identity, JsonValue, Recorded
from db.months import Month
from db.vocabulary import Part, TargetSource, TaskSource


class Target(Recorded):
    """One annual target of a unit."""

    __tablename__ = "target"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    title: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    """衡量标准, e.g. 全年改造 42 户."""
    weight: Mapped[Decimal | None]
    """权重 among the unit's targets of the year, percent."""
    amount_unit: Mapped[str] = mapped_column(default="")
    """计量单位 of the numeric goal, e.g. 户; empty where the target has none."""
    amount_start: Mapped[Decimal | None]
    """Where the year begins; empty stands for 0."""
    amount_goal: Mapped[Decimal | None]
    """What is to be reached by the end of the year."""
    source: Mapped[TargetSource]
    key_project: Mapped[bool] = mapped_column(default=False)
    due: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[str] = mapped_column(default="")
    """Why the target was dropped during the year; empty while it stands."""
    county_target_id: Mapped[str | None] = mapped_column(Identity)
    """The county's target that this one takes over."""


class TargetHolder(Recorded):
    """A cadre who answers for a target, with the part taken."""

    __tablename__ = "target_holder"
    __table_args__ = (UniqueConstraint("target_id", "cadre_id"),)

    target_id: Mapped[str] = mapped_column(ForeignKey("target.id"))
    cadre_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"), index=True)
    part: Mapped[Part] = mapped_column(default=Part.LEAD)
    weight: Mapped[Decimal | None]
    """权重 among the cadre's own targets of the year, percent."""


class TargetSlice(Recorded):
    """What of a target falls into one month."""

    __tablename__ = "target_slice"
    __table_args__ = (UniqueConstraint("target_id", "month"),)

    target_id: Mapped[str] = mapped_column(ForeignKey("target.id"))
    month: Mapped[Month] = mapped_column(index=True)
    task: Mapped[str]


class Plan(Recorded):
    """One cadre's plan of one month."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("cadre_id", "unit_id", "month"),)

    cadre_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    month: Mapped[Month] = mapped_column(index=True)
    settled_on: Mapped[date | None]
    """The day on which the cadre settled the plan; empty while it is being drafted."""


class PlanItem(Recorded):
    """One task of a month's plan."""

    __tablename__ = "plan_item"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    position: Mapped[int]
    source: Mapped[TaskSource]
    task: Mapped[str]
    standard: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    part: Mapped[Part] = mapped_column(default=Part.LEAD)
    partners: Mapped[JsonValue] = mapped_column(Document, default=list)
    """Ids of the cadres who share the task."""
    target_id: Mapped[str | None] = mapped_column(ForeignKey("target.id"))
    carried_from: Mapped[str | None] = mapped_column(Identity)
    """The clause of an earlier month that this item carries on (D14), whatever becomes of that version."""
