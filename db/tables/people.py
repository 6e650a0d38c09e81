"""Units, their cadres, the posts they hold over time, and the months for which they are exempt."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Recorded
from db.months import Month
from db.vocabulary import ExemptionKind, Owner, PersonCategory, PostEnd, PostKind, Rank, Sex, UnitKind


class Unit(Recorded):
    """A township or county department that reports (D7)."""

    __tablename__ = "unit"
    owner: ClassVar[Owner] = Owner.COUNTY

    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str]
    kind: Mapped[UnitKind]
    body: Mapped[str] = mapped_column(default="党委（党组）")
    """Name of the leading body that evaluates: 党委, 党组, 局务会 (domain.md §2.16)."""
    notice_place: Mapped[str] = mapped_column(default="本单位公示栏")
    position: Mapped[int] = mapped_column(default=0)


class Cadre(Recorded):
    """A person whose results are reported; names may hold · and rare characters (domain.md §11.9)."""

    __tablename__ = "cadre"
    owner: ClassVar[Owner] = Owner.COUNTY

    name: Mapped[str] = mapped_column(index=True)
    sex: Mapped[Sex | None]
    born: Mapped[Month | None]
    party: Mapped[str] = mapped_column(default="")
    """政治面貌, as printed."""
    category: Mapped[PersonCategory] = mapped_column(default=PersonCategory.CIVIL_SERVANT)
    note: Mapped[str] = mapped_column(default="")


class Post(Recorded):
    """One post of one cadre in one unit, from a day until a day (both included)."""

    __tablename__ = "post"
    owner: ClassVar[Owner] = Owner.COUNTY
    __table_args__ = (
        Index("ix_post_board", "unit_id", "position", "since", "cadre_id"),
        Index("ix_post_cadre", "cadre_id", "unit_id", "since"),
    )

    cadre_id: Mapped[str] = mapped_column(ForeignKey("cadre.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str]
    rank: Mapped[Rank]
    kind: Mapped[PostKind] = mapped_column(default=PostKind.PRIMARY)
    heads_unit: Mapped[bool] = mapped_column(default=False)
    """主要负责人: reviews and signs (D24)."""
    on_team: Mapped[bool] = mapped_column(default=True)
    """Member of the leading body that evaluates (D22)."""
    reports: Mapped[bool] = mapped_column(default=True)
    """Whether a monthly report is due from this post (D81: off for ranks not yet included)."""
    portfolio: Mapped[str] = mapped_column(default="")
    """分管工作."""
    position: Mapped[int] = mapped_column(default=0)
    """Board order, 1 first."""
    since: Mapped[date]
    until: Mapped[date | None]
    ended: Mapped[PostEnd | None]


class Exemption(Recorded):
    """Approved 免报 of one cadre, or of the whole unit when `cadre_id` is empty, for a range of months."""

    __tablename__ = "exemption"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    cadre_id: Mapped[str | None] = mapped_column(ForeignKey("cadre.id"), index=True)
    first: Mapped[Month]
    last: Mapped[Month]
    kind: Mapped[ExemptionKind]
    reason: Mapped[str]
    approved_by: Mapped[str]
    approved_on: Mapped[date]
