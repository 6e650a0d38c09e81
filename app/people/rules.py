"""Who stands in a unit's list in a month, and from whom a report is due (domain.md §2.6, §2.17–2.21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.vocabulary import ExemptionKind, Month, PostKind


@dataclass(frozen=True, slots=True)
class PostSpan:
    """What of a post decides whether its holder reports: where, how, and from when until when."""

    unit_id: str
    kind: PostKind
    reports: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ExemptionSpan:
    """An approved exemption: the months and the reason."""

    first: Month
    last: Month
    kind: ExemptionKind
    reason: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether a month's report is due from a cadre in a unit, with the reason in one sentence."""

    due: bool
    exempt: bool
    reason: str


def served(post: PostSpan, month: Month) -> bool:
    """Tell whether the post was held on any day of the month."""
    return post.since <= month.last_day and (post.until is None or post.until >= month.first_day)


def duty(
    post: PostSpan | None, exemptions: Iterable[ExemptionSpan], month: Month, *, first_report_day: int
) -> Duty:
    """Decide whether a report is due for `month` from the holder of `post`.

    The month of appointment is due only when the cadre came before day `first_report_day`
    (domain.md §2.20); the month of leaving is reported where the cadre still is on its last day, a
    cadre who left the unit during the month owes it nothing (§2.18). Exempt months are 免报 (§2.6).
    """
    if post is None or not served(post, month):
        return Duty(due=False, exempt=False, reason=f"{month.label}不在本单位任职。")
    if not post.reports or post.kind is PostKind.CONCURRENT:
        return Duty(due=False, exempt=False, reason="该职务不单独报告。")
    if post.until is not None and post.until < month.last_day:
        return Duty(due=False, exempt=False, reason=f"{month.label}内已离任，由新单位报告。")
    if Month.of(post.since) == month and post.since.day >= first_report_day:
        return Duty(
            due=False, exempt=False, reason=f"{month.label}{first_report_day}日及以后到任，从下月起报告。"
        )
    for exemption in exemptions:
        if exemption.first <= month <= exemption.last:
            return Duty(due=False, exempt=True, reason=f"{exemption.kind.label}：{exemption.reason}")
    return Duty(due=True, exempt=False, reason="应报。")
