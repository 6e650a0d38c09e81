"""A report as it is typed: the whole form as one value, cleaned, kept as a draft and read back (D19–D21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.errors import UserError
from app.numbers import number_label, number_written
from app.texts import clean
from app.vocabulary import Grade, Part, TaskSource

MAX_CLAUSES = 60
MAX_PERCENT = 999
MAX_PARTNERS = 20
LIMITS = {
    "task": ("工作任务", 500),
    "result": ("完成情况", 2000),
    "reason": ("未完成原因", 500),
    "unfinished": ("未完成及原因", 1000),
    "next_month": ("下月打算", 2000),
    "self_appraisal": ("自我鉴定", 1000),
    "nothing_reason": ("本月无应报告事项的原因", 500),
}
"""Label and greatest number of characters of every text of the form, so that it fits two pages."""


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One numbered clause as typed; `id` is empty for a new one, `partners` are ids of cadres.

    `planned`: it comes from the month's plan and can be answered but not removed (D14).
    `amount` is 本月完成数量 as typed, asked where `amount_unit` tells that the target has a numeric goal.
    """

    source: TaskSource
    task: str
    result: str = ""
    percent: int | None = None
    reason: str = ""
    part: Part = Part.LEAD
    partners: tuple[str, ...] = ()
    id: str | None = None
    planned: bool = False
    amount: str = ""
    amount_unit: str = ""


@dataclass(frozen=True, slots=True)
class ReportText:
    """Everything a cadre writes in one month's form, clauses in their order."""

    clauses: tuple[ClauseText, ...] = ()
    unfinished: str = ""
    next_month: str = ""
    self_appraisal: str = ""
    self_grade: Grade | None = None
    nothing_to_report: bool = False
    nothing_reason: str = ""


def cleaned(text: ReportText) -> ReportText:
    """Return the form ready to store; raises `UserError` whose `field` is e.g. `clauses.2.result`."""
    if len(text.clauses) > MAX_CLAUSES:
        raise UserError(
            f"一份报告最多 {MAX_CLAUSES} 条，现有 {len(text.clauses)} 条。",
            field="clauses",
            next_step="请合并相近的条款。",
        )
    return replace(
        text,
        clauses=tuple(_cleaned_clause(clause, index) for index, clause in enumerate(text.clauses)),
        unfinished=_text(text, "unfinished"),
        next_month=_text(text, "next_month"),
        self_appraisal=_text(text, "self_appraisal"),
        nothing_reason=_text(text, "nothing_reason"),
    )


def _text(text: ReportText, name: str) -> str:
    return clean(getattr(text, name), *LIMITS[name], field=name)


def _cleaned_clause(clause: ClauseText, index: int) -> ClauseText:
    where = f"第 {index + 1} 条"
    percent = clause.percent
    if percent is not None and not 0 <= percent <= MAX_PERCENT:
        raise UserError(
            f"{where}“完成率”应在 0 至 {MAX_PERCENT} 之间。",
            field=f"clauses.{index}.percent",
            next_step="请填写整数百分比。",
        )
    if len(clause.partners) > MAX_PARTNERS:
        raise UserError(f"{where}共同完成人最多 {MAX_PARTNERS} 人。", field=f"clauses.{index}.partners")
    return replace(
        clause,
        partners=tuple(dict.fromkeys(clause.partners)),
        task=_clause_text(clause, index, "task"),
        result=_clause_text(clause, index, "result"),
        reason=_clause_text(clause, index, "reason"),
        amount=_amount(clause, index),
    )


def _amount(clause: ClauseText, index: int) -> str:
    field = f"clauses.{index}.amount"
    return number_label(number_written(clause.amount, f"第 {index + 1} 条本月完成数量", field=field))


def _clause_text(clause: ClauseText, index: int, name: str) -> str:
    label, limit = LIMITS[name]
    place = f"第 {index + 1} 条{label}"
    return clean(
        getattr(clause, name), place, limit, field=f"clauses.{index}.{name}", required=name == "task"
    )


def to_draft(text: ReportText) -> dict[str, Any]:
    """Return the form as a plain value for `app.drafts`, whatever was typed."""
    return asdict(text)


def from_draft(body: Mapping[str, Any], saved: ReportText) -> ReportText | None:
    """Read a form kept by `to_draft` over what is saved now; None when an older draft cannot be read.

    A clause removed meanwhile comes back as a new one, a task planned meanwhile is appended.
    """
    units = {clause.id: clause.amount_unit for clause in saved.clauses}
    try:
        typed = [_typed_clause(clause, units) for clause in body["clauses"]]
        grade = Grade(body["self_grade"]) if body["self_grade"] is not None else None
        present = {clause.id for clause in typed}
        added = [clause for clause in saved.clauses if clause.planned and clause.id not in present]
        return ReportText(**{**body, "clauses": (*typed, *added), "self_grade": grade})
    except (KeyError, TypeError, ValueError):
        return None


def _typed_clause(clause: Mapping[str, Any], units: Mapping[str | None, str]) -> ClauseText:
    exists = clause["id"] in units
    values = {
        "source": TaskSource(clause["source"]),
        "part": Part(clause["part"]),
        "partners": tuple(clause["partners"]),
        "id": clause["id"] if exists else None,
        "planned": bool(clause["planned"]) and exists,
        "amount_unit": units.get(clause["id"], ""),
    }
    return ClauseText(**{**clause, **values})
