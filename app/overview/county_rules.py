"""The lines of 总览 at the county: what of a month, and of the exchange, waits for whom (D38, §2.41, §2b).

Pure: the county's standing of each month in, lines in Chinese out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.monthly.lights import Urgency
from app.overview.rules import TodoLine, short
from app.vocabulary import ArrivalState, Month

NAMES_SHOWN = 4
REVIEW, EXCHANGE, DIGEST = "review", "exchange", "digest"
FILES = {
    ArrivalState.QUARANTINED: (
        "处理数据分叉",
        "同一编号出现两种内容，已隔离，没有合并。",
        Urgency.MISSING,
    ),
    ArrivalState.HELD: ("补齐缺号的文件", "文件已留存，请该单位重新导出。", Urgency.DUE),
    ArrivalState.NEWER: ("升级本机程序", "文件由更新版本的程序写成，升级后自动入库。", Urgency.DUE),
}
"""Files that wait beside the database: what to do, why, how urgent."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A cadre of a unit in a line of the county; `unit` is its short name."""

    unit_id: str
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class CountyMonth:
    """What of one month of all units waits at the county; people in county order."""

    month: Month
    digest_by: date
    due: int = 0
    waiting: tuple[Someone, ...] = ()
    """Whose form waits for the review."""
    late: tuple[Someone, ...] = ()
    """Who reported late, and whose form is not decided on."""
    unasked: tuple[Someone, ...] = ()
    """Who is missing and was never reminded."""
    asked: int = 0
    """How many are missing, were reminded, and still have time."""
    overdue: tuple[Someone, ...] = ()
    """Who is missing although the day named by the newest 催报单 is over."""
    overdue_since: date | None = None
    digest_wanted: bool = False
    """Whether the month's digest is to be laid before the leaders and is not made."""
    open_hints: int = 0


def month_lines(found: CountyMonth, today: date) -> Iterator[TodoLine]:
    """Say what of a month waits for the county, and whom it concerns."""
    yield from _to_review(found)
    yield from _late(found)
    yield from _to_remind(found)
    yield from _overdue(found)
    yield from _digest(found, today)
    yield from _hints(found)


def _to_review(found: CountyMonth) -> Iterator[TodoLine]:
    if found.waiting:
        units = _units(found.waiting)
        yield TodoLine(
            f"审核 {short(found.month)}登记表",
            f"{_named(list(units.values()))}报来，共 {len(found.waiting)} 份待审。",
            f"待审 {len(found.waiting)}",
            Urgency.DUE,
            "去审核",
            REVIEW,
            found.month,
            next(iter(units)),
        )


def _late(found: CountyMonth) -> Iterator[TodoLine]:
    if found.late:
        yield TodoLine(
            f"核对 {short(found.month)}迟报",
            f"{_people(found.late)}过了截止日才报来，审核时请核对原因。",
            f"迟报 {len(found.late)}",
            Urgency.STEP,
            "去核对",
            REVIEW,
            found.month,
            found.late[0].unit_id,
        )


def _to_remind(found: CountyMonth) -> Iterator[TodoLine]:
    if found.unasked:
        asked = f"已催 {found.asked} 人，未到补报期限。" if found.asked else ""
        yield TodoLine(
            f"催报 {short(found.month)}实绩报告",
            f"{_people(found.unasked)}应报未报，可签发催报单。{asked}",
            f"待催 {len(found.unasked)}",
            Urgency.MISSING,
            "去催报",
            REVIEW,
            found.month,
            "asking",
        )


def _overdue(found: CountyMonth) -> Iterator[TodoLine]:
    if found.overdue and found.overdue_since:
        yield TodoLine(
            f"{short(found.month)}催报单已过补报期限",
            f"{_people(found.overdue)}到期仍未补报（最早 {_day(found.overdue_since)}），可再次催报。",
            f"逾期 {len(found.overdue)}",
            Urgency.MISSING,
            "去催报",
            REVIEW,
            found.month,
            "asking",
            found.overdue_since,
        )


def _digest(found: CountyMonth, today: date) -> Iterator[TodoLine]:
    if found.due and found.digest_wanted:
        over = today > found.digest_by
        yield TodoLine(
            f"呈阅 {short(found.month)}审核汇总表",
            f"应于 {_day(found.digest_by)}前呈阅，还没有生成。",
            "已过期" if over else "下一步",
            Urgency.DUE if over else Urgency.STEP,
            "去生成",
            DIGEST,
            found.month,
            when=found.digest_by,
        )


def _hints(found: CountyMonth) -> Iterator[TodoLine]:
    if found.open_hints:
        yield TodoLine(
            f"{short(found.month)}有 {found.open_hints} 条县级提示待了解",
            "只列事实和数字，不定等次；了解或处理后写明情况。",
            f"提示 {found.open_hints}",
            Urgency.QUIET,
            "去了解",
            REVIEW,
            found.month,
            "hints",
        )


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What of the exchange waits at the county; units by name."""

    month: Month
    applicants: int
    files: Mapping[ArrivalState, int]
    requests: int
    certificates: int
    return_due: tuple[str, ...]
    silent: tuple[str, ...]
    silent_after: int
    longest_silence: int


def exchange_lines(found: Exchanged) -> Iterator[TodoLine]:
    """Say what of the exchange waits: applications, files set apart, answers, units that are silent."""
    facts = (
        ("核对登记申请", "先打电话核对 12 个字，再准入。", Urgency.DUE, found.applicants),
        *((*words, found.files.get(state, 0)) for state, words in FILES.items()),
        ("答复人员变动申请", "答复后随回执发回单位。", Urgency.STEP, found.requests),
        ("签发签名证书", "单位申请的证书签发后随回执发回。", Urgency.STEP, found.certificates),
    )
    for title, why, urgency, count in facts:
        if count:
            yield TodoLine(title, why, f"{count} 项", urgency, "去办理", EXCHANGE, found.month)
    yield from _unit_lines(found)


def _unit_lines(found: Exchanged) -> Iterator[TodoLine]:
    if due := found.return_due:
        yield TodoLine(
            "给单位发回执",
            f"{_named(due)}还没有拿到最新的回执。",
            f"{len(due)} 个单位",
            Urgency.STEP,
            "去导出",
            EXCHANGE,
            found.month,
        )
    if silent := found.silent:
        days = f"最长 {found.longest_silence} 天"
        yield TodoLine(
            "联系久未报送的单位",
            f"{_named(silent)}已超过 {found.silent_after} 天没有报来文件（{days}）。",
            f"{len(silent)} 个单位",
            Urgency.DUE,
            "去查看",
            EXCHANGE,
            found.month,
        )


def _units(people: Iterable[Someone]) -> dict[str, str]:
    return {one.unit_id: one.unit for one in people}


def _people(people: Sequence[Someone]) -> str:
    more = f"等 {len(people)} 人" if len(people) > NAMES_SHOWN else ""
    return "、".join(f"{one.unit}{one.name}" for one in people[:NAMES_SHOWN]) + more


def _named(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个单位" if len(names) > NAMES_SHOWN else ""
    return "、".join(names[:NAMES_SHOWN]) + more


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"
