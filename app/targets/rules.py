"""Targets and plans as pure rules: what falls into a month, how a target stands, when a plan is closed.

D12–D14, domain.md §2b, §7.2–7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import NotAllowed, UserError
from app.vocabulary import Month, Part, ReportState, TaskSource, Term
from app.workdays import Calendar

DONE_PERCENT = 100
CLOSING = frozenset({ReportState.SIGNED, ReportState.SUPERSEDED})
"""A plan whose report has come this far is not rewritten (D14)."""


class Pace(Term):
    """How a target stands, by what was reported on its months."""

    DROPPED = "dropped", "已撤销"
    UNSPLIT = "unsplit", "未分解"
    COMING = "coming", "未开始"
    ON_TRACK = "on_track", "正常"
    AT_RISK = "at_risk", "有风险"
    BEHIND = "behind", "滞后"
    DONE = "done", "已完成"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands, with the reason in one sentence."""

    pace: Pace
    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What of one target falls into one month for one of its holders."""

    target_id: str
    task: str
    measure: str
    due: date | None
    part: Part
    partners: tuple[str, ...]
    """Ids of the other holders."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that a plan should get."""

    source: TaskSource
    task: str
    standard: str
    due: date | None
    part: Part
    partners: tuple[str, ...]
    target_id: str | None


def standing(
    months: Iterable[Month], percents: Mapping[Month, int], due: date | None, dropped: str, today: date
) -> Standing:
    """Tell how a target stands: `months` hold its split, `percents` what was reported, whole percent.

    Only points out; no grade follows from it.
    """
    planned = sorted(months)
    if dropped:
        return Standing(Pace.DROPPED, f"已撤销：{dropped}")
    if not planned:
        return Standing(Pace.UNSPLIT, "还没有分解到月。")
    if percents:
        return _reported(planned[-1], percents, due, today)
    if due is not None and due < today:
        return Standing(Pace.BEHIND, f"时限 {_day(due)} 已过，尚无完成情况。")
    if planned[0] < Month.of(today):
        return Standing(Pace.BEHIND, f"{planned[0].label}起应推进，尚无完成情况。")
    return Standing(Pace.COMING, f"{planned[0].label}起推进。")


def _reported(last: Month, percents: Mapping[Month, int], due: date | None, today: date) -> Standing:
    latest = max(percents)
    reached = f"{latest.label}完成 {percents[latest]}%"
    if percents[latest] < DONE_PERCENT:
        return Standing(Pace.BEHIND, f"{reached}。")
    if latest >= last:
        return Standing(Pace.DONE, f"{reached}，各月任务均已报告。")
    if due is not None and due < today:
        return Standing(Pace.BEHIND, f"{reached}；时限 {_day(due)} 已过，还有月份未报告。")
    return Standing(Pace.ON_TRACK, f"{reached}。")


def numbers(dropped: Sequence[bool]) -> tuple[int | None, ...]:
    """Return the targets' numbers from 1 in their order; a dropped one has none."""
    count = 0
    numbered: list[int | None] = []
    for gone in dropped:
        count += not gone
        numbered.append(None if gone else count)
    return tuple(numbered)


def items_for(month: Month, holdings: Iterable[Holding], planned: Iterable[str | None]) -> list[NewItem]:
    """Return the annual items that a month's plan lacks (D13): one per holding whose target is not `planned`.

    An item is due with its target where that falls into the month, else by the end of the month.
    """
    known = set(planned)
    return [
        NewItem(
            TaskSource.ANNUAL,
            holding.task,
            holding.measure,
            holding.due if holding.due is not None and Month.of(holding.due) == month else None,
            holding.part,
            holding.partners,
            holding.target_id,
        )
        for holding in holdings
        if holding.target_id not in known
    ]


def repeated(task: str, year: int, months: Iterable[int]) -> dict[Month, str]:
    """Return one text for several months of a year; raises `UserError` for no month at all."""
    chosen = {Month(year, month): task for month in months}
    if not chosen:
        raise UserError("请至少选择一个月份。", field="months")
    return chosen


def plan_deadline(month: Month, workdays: int, calendar: Calendar) -> date:
    """Return the last day for drawing up a month's plan: its n-th workday (D12, domain.md §2b)."""
    before = month.previous.last_day
    return calendar.add_workdays(before, workdays)


def closed(states: Iterable[ReportState]) -> bool:
    """Tell whether the plan's month is signed, in whatever version."""
    return not CLOSING.isdisjoint(states)


def check_open(name: str, month: Month, states: Iterable[ReportState]) -> None:
    """Refuse to rewrite the plan of a signed month; raises `NotAllowed`."""
    if closed(states):
        raise NotAllowed(
            f"{name}{month.label}的报告已签定，计划不再改动。", next_step="如报告有误，请在月报告中办理更正。"
        )


def check_unsettled(settled_on: date | None) -> None:
    """Refuse to change or remove items of a settled plan; new tasks may still come (D13)."""
    if settled_on is not None:
        raise NotAllowed(
            f"计划已于 {_day(settled_on)} 确定，原有任务不再改动。",
            next_step="可添加临时任务；确需修改，请先“重新拟定”。",
        )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
