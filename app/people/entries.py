"""What a person fills in about units, cadres, posts and exemptions, cleaned and checked field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.errors import UserError
from app.people.rules import check_exemption, check_name, tidy_name
from app.texts import clean
from app.vocabulary import ExemptionKind, Month, PersonCategory, PostEnd, PostKind, Rank, Sex, UnitKind

NAME_LIMIT = 40
TITLE_LIMIT = 60
PORTFOLIO_LIMIT = 300
NOTE_LIMIT = 1000
YOUNGEST = 16
EARLIEST = 1900


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """The card of a unit."""

    name: str
    short_name: str
    kind: UnitKind
    body: str = "党委（党组）"
    notice_place: str = "本单位公示栏"

    def checked(self) -> UnitEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        return replace(
            self,
            name=clean(self.name, "单位名称", TITLE_LIMIT, field="name", required=True, one_line=True),
            short_name=clean(self.short_name, "简称", 20, field="short_name", required=True, one_line=True),
            body=clean(self.body, "领导班子名称", 20, field="body", required=True, one_line=True),
            notice_place=clean(
                self.notice_place, "公示地点", TITLE_LIMIT, field="notice_place", required=True, one_line=True
            ),
        )


@dataclass(frozen=True, slots=True)
class CadreEntry:
    """The personal data of a cadre."""

    name: str
    sex: Sex | None = None
    born: Month | None = None
    party: str = ""
    category: PersonCategory = PersonCategory.CIVIL_SERVANT
    note: str = ""

    def checked(self, today: date) -> CadreEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        if self.born is not None and not EARLIEST <= self.born.year <= today.year - YOUNGEST:
            raise UserError(f"“出生年月”{self.born.label}不合常理。", field="born", next_step="请核对年份。")
        name = clean(tidy_name(self.name), "姓名", NAME_LIMIT, field="name", required=True, one_line=True)
        check_name(name)
        return replace(
            self,
            name=tidy_name(name),
            party=clean(self.party, "政治面貌", 20, field="party", one_line=True),
            note=clean(self.note, "备注", NOTE_LIMIT, field="note"),
        )


@dataclass(frozen=True, slots=True)
class PostEntry:
    """One post from a day until a day (both included, open while `until` is empty)."""

    title: str
    since: date
    rank: Rank = Rank.SECTION_DEPUTY
    kind: PostKind = PostKind.PRIMARY
    heads_unit: bool = False
    on_team: bool = True
    reports: bool = True
    portfolio: str = ""
    until: date | None = None
    ended: PostEnd | None = None

    def checked(self, today: date) -> PostEntry:
        """Return the entry ready to store; raises `UserError` naming the field.

        A post with an end and no reason ended by a change, a secondment by running out.
        """
        if not EARLIEST <= self.since.year <= today.year + 1:
            raise UserError("“任现职时间”不合常理。", field="since", next_step="请核对年份。")
        over = PostEnd.SECONDMENT_OVER if self.kind is PostKind.SECONDED else PostEnd.CHANGED
        return replace(
            self,
            title=clean(self.title, "职务", TITLE_LIMIT, field="title", required=True, one_line=True),
            portfolio=clean(self.portfolio, "分管工作", PORTFOLIO_LIMIT, field="portfolio", one_line=True),
            ended=None if self.until is None else self.ended or over,
        )


@dataclass(frozen=True, slots=True)
class ExemptionEntry:
    """An approved 免报 of a cadre, or of the whole unit when `cadre_id` is empty (domain.md §2.6, §2.41)."""

    cadre_id: str | None
    first: Month
    last: Month
    kind: ExemptionKind
    reason: str
    approved_by: str
    approved_on: date

    def checked(self, today: date) -> ExemptionEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        check_exemption(self.first, self.last, self.kind, whole_unit=self.cadre_id is None)
        if self.approved_on > today:
            raise UserError("“批准日期”晚于今天。", field="approved_on", next_step="请在批准之后登记。")
        return replace(
            self,
            reason=clean(self.reason, "事由", 200, field="reason", required=True, one_line=True),
            approved_by=clean(
                self.approved_by, "批准人", NAME_LIMIT, field="approved_by", required=True, one_line=True
            ),
        )


def columns(entry: UnitEntry | CadreEntry | PostEntry | ExemptionEntry) -> dict[str, Any]:
    """Return an entry's values by the name of their column."""
    return {field.name: getattr(entry, field.name) for field in fields(entry)}
