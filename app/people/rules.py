"""Who stands in a unit's list in a month, from whom a report is due, and what a list of posts must respect.

domain.md §2.6, §2.15, §2.17–2.21, §2.41.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.errors import UserError
from app.vocabulary import ExemptionKind, Month, PostEnd, PostKind, UnitKind

MAX_EXEMPT_MONTHS = 36
HEADS = {UnitKind.TOWNSHIP: 2, UnitKind.DEPARTMENT: 1}
"""How many 主要负责人 are usual: a township's 书记 and 镇长 both are (domain.md §2.15)."""
LEAVING = frozenset({PostEnd.TRANSFER, PostEnd.RETIRED, PostEnd.DIED})
"""Ends that end every post in the unit, not only one."""

_DOTS = re.compile("[•‧∙⋅・･·․]")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a formula of a spreadsheet begins with."""
_INNER_BLANK = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


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


class OnBoard(Protocol):
    """What the hints need to know of a line of the list."""

    @property
    def name(self) -> str:
        """Name of the cadre."""

    @property
    def title(self) -> str:
        """Name of the post."""

    @property
    def heads_unit(self) -> bool:
        """Whether the holder is 主要负责人."""

    @property
    def on_team(self) -> bool:
        """Whether the holder belongs to the leading body."""


def served(post: PostSpan, month: Month) -> bool:
    """Tell whether the post was held on any day of the month."""
    return post.since <= month.last_day and (post.until is None or post.until >= month.first_day)


def duty(
    post: PostSpan | None,
    exemptions: Iterable[ExemptionSpan],
    month: Month,
    *,
    first_report_day: int,
    others: Iterable[PostSpan] = (),
) -> Duty:
    """Decide whether a report is due for `month` from the holder of `post`.

    The month of appointment is due only when the cadre came before day `first_report_day`
    (domain.md §2.20); the month of leaving is reported where the cadre still is on its last day, a
    cadre who left the unit during the month owes it nothing (§2.18). `others` are the cadre's other
    posts in the unit: who only changes posts has not newly come. Exempt months are 免报 (§2.6).
    """
    if post is None or not served(post, month):
        return Duty(due=False, exempt=False, reason=f"{month.label}不在本单位任职。")
    if not _obliges(post):
        return Duty(due=False, exempt=False, reason="该职务不单独报告。")
    if post.until is not None and post.until < month.last_day:
        return Duty(due=False, exempt=False, reason=f"{month.label}内已离任，由新单位报告。")
    if not any(_came_in_time(held, month, first_report_day) for held in (post, *others)):
        return Duty(
            due=False, exempt=False, reason=f"{month.label}{first_report_day}日及以后到任，从下月起报告。"
        )
    for exemption in exemptions:
        if exemption.first <= month <= exemption.last:
            return Duty(due=False, exempt=True, reason=f"{exemption.kind.label}，经批准免报。")
    return Duty(due=True, exempt=False, reason="应报。")


def _obliges(post: PostSpan) -> bool:
    return post.reports and post.kind is not PostKind.CONCURRENT


def _came_in_time(post: PostSpan, month: Month, day: int) -> bool:
    early = Month.of(post.since) < month or post.since.day < day
    return _obliges(post) and served(post, month) and early


def overlaps(span: PostSpan, other: PostSpan) -> bool:
    """Tell whether two posts are held on a same day."""
    return span.since <= (other.until or date.max) and other.since <= (span.until or date.max)


def check_span(span: PostSpan, others: Iterable[PostSpan]) -> None:
    """Refuse a post that ends before it begins, or a second 任职 at the same time in the same unit.

    Raises `UserError`; several concurrent (兼职) or seconded posts are part of life (domain.md §2.17).
    """
    if span.until is not None and span.until < span.since:
        raise UserError(
            "“离任时间”早于“任现职时间”。", field="until", next_step=f"请填 {_day(span.since)} 或以后的日期。"
        )
    if span.kind is not PostKind.PRIMARY:
        return
    for other in others:
        if other.kind is PostKind.PRIMARY and other.unit_id == span.unit_id and overlaps(span, other):
            raise UserError(
                f"本人自{_day(other.since)}起已在本单位任职，时间重叠。",
                field="since",
                next_step="请先办理原职务变动，或将任职方式选为“兼职”。",
            )


def check_end(since: date, until: date | None, on: date) -> None:
    """Refuse an end before the beginning or of a post that has already ended; raises `UserError`."""
    if until is not None:
        raise UserError(f"该职务已于{_day(until)}结束。", field="on", next_step="如需更正，请修改该职务。")
    if on < since:
        raise UserError(
            "“离任时间”早于“任现职时间”。", field="on", next_step=f"请填 {_day(since)} 或以后的日期。"
        )


def check_exemption(first: Month, last: Month, kind: ExemptionKind, *, whole_unit: bool) -> None:
    """Refuse a range that is none, and 全县免报 for a single cadre or anything else for a whole unit.

    Raises `UserError` (domain.md §2.6, §2.41).
    """
    if last < first:
        raise UserError("“截止月份”早于“起始月份”。", field="last", next_step=f"请选{first.label}或以后。")
    if last > first.plus(MAX_EXEMPT_MONTHS - 1):
        raise UserError(f"一次免报不超过 {MAX_EXEMPT_MONTHS} 个月。", field="last", next_step="请分段登记。")
    if whole_unit != (kind is ExemptionKind.COUNTY_WIDE):
        raise UserError(
            "“全县免报”适用于整个单位，其他免报应选定个人。", field="kind", next_step="请重新选择。"
        )


def hints(members: Sequence[OnBoard], kind: UnitKind) -> tuple[str, ...]:
    """Say what looks unusual in a unit's list, one sentence each; nothing here hinders anything."""
    if not members:
        return ()
    found = []
    heads = [member.name for member in members if member.heads_unit]
    if not heads:
        found.append("还没有指定主要负责人，报告无人签定。")
    if len(heads) > HEADS[kind]:
        found.append(f"主要负责人有 {len(heads)} 人：{'、'.join(heads)}。请核对。")
    if not any(member.on_team for member in members):
        found.append("还没有班子成员，无法召开班子会议。")
    chiefs = Counter(member.title for member in members if _single(member.title))
    found += [f"“{title}”有 {count} 人。请核对。" for title, count in chiefs.items() if count > 1]
    names = Counter(name_key(member.name) for member in members)
    found += [f"“{name}”同名 {count} 人，请在备注中区分。" for name, count in names.items() if count > 1]
    return tuple(found)


def _single(title: str) -> bool:
    """Tell whether a title is one that a unit gives to one person: no deputy, no 委员."""
    return title.endswith(("书记", "镇长", "乡长", "局长", "主任", "主席")) and "副" not in title


def tidy_name(text: str) -> str:
    """Return a name as it is stored: one kind of middle dot, no blanks between Chinese characters.

    `王　芳` becomes `王芳`, `阿依古丽•买买提` becomes `阿依古丽·买买提`; `John Smith` stays.
    """
    return _INNER_BLANK.sub("", _DOTS.sub("·", " ".join(text.split())))


def check_name(name: str) -> None:
    """Refuse what is nobody's name, a formula or signs only; raises `UserError` with the field `name`."""
    if name.startswith(_FORMULA) or not any(map(str.isalpha, name)):
        raise UserError(f"“{name[:20]}”不是姓名。", field="name", next_step="请填写姓名，如“张三”。")


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common, for matching lists."""
    return tidy_name(unicodedata.normalize("NFKC", name)).replace(" ", "").casefold()


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
