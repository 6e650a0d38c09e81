"""总览 at the county: what waits, who is missing or silent, what has to go back (D38; peers.md row 81)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.exchange.views_county import CountyDesk, UnitRow, county_desk
from app.monthly.lights import Urgency
from app.office import Reader
from app.overview.rules import TodoLine, ordered, short
from app.overview.views import Figures, Today
from app.review.rules import Tally
from app.review.views import inbox
from app.vocabulary import ArrivalState, Month, Role

MONTHS_BACK = 3
"""Months before the present one whose forms are looked at."""
NAMES_SHOWN = 4
REVIEW, EXCHANGE = "review", "exchange"
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
class CountyMonth:
    """One month of all units at the county: its figures, and the units whose forms wait."""

    month: Month
    total: Tally
    waiting: tuple[str, ...]


def county_today(reader: Reader) -> Today:
    """Return what the county office has to do now, most urgent first."""
    reader.require(Role.CLERK, Role.HEAD)
    month = Month.of(reader.today)
    months = [_month(reader, one) for one in _back(month)]
    lines = [line for one in months for line in month_lines(one)]
    return Today(tuple(ordered([*lines, *exchange_lines(county_desk(reader), month)])), ())


def county_figures(reader: Reader, month: Month) -> Figures:
    """Return the month's figures of all units together."""
    reader.require(Role.CLERK, Role.HEAD)
    total = inbox(reader, month).total
    return Figures(total.due, total.handed_in, total.exempt, total.due - total.handed_in, None)


def _back(month: Month) -> Iterator[Month]:
    for _ in range(MONTHS_BACK):
        month = month.previous
        yield month


def _month(reader: Reader, month: Month) -> CountyMonth:
    found = inbox(reader, month)
    waiting = tuple(line.unit for line in found.lines if line.tally.waiting)
    return CountyMonth(month, found.total, waiting)


def month_lines(found: CountyMonth) -> Iterator[TodoLine]:
    """Say what of a month waits for the county: forms to review, and units to remind."""
    words = short(found.month)
    if found.total.waiting:
        yield TodoLine(
            f"审核 {words}登记表",
            f"{_named(found.waiting)}报来，共 {found.total.waiting} 份待审。",
            f"待审 {found.total.waiting}",
            Urgency.DUE,
            "去审核",
            REVIEW,
            found.month,
        )
    if found.total.missing:
        yield TodoLine(
            f"催报 {words}实绩报告",
            f"全县有 {found.total.missing} 人应报未报，可签发催报单。",
            f"未报 {found.total.missing}",
            Urgency.MISSING,
            "去催报",
            REVIEW,
            found.month,
        )


def exchange_lines(desk: CountyDesk, month: Month) -> Iterator[TodoLine]:
    """Say what of the exchange waits: applications, files set apart, answers, units that are silent."""
    files = {
        state: sum(count for row in desk.units for one, count in row.waiting_files if one is state)
        for state in FILES
    }
    requests = sum(row.requests for row in desk.units)
    certificates = sum(row.certificates for row in desk.units)
    facts = (
        ("核对登记申请", "先打电话核对 12 个字，再准入。", Urgency.DUE, len(desk.applicants)),
        *((*words, files[state]) for state, words in FILES.items()),
        ("答复人员变动申请", "答复后随回执发回单位。", Urgency.STEP, requests),
        ("签发签名证书", "单位申请的证书签发后随回执发回。", Urgency.STEP, certificates),
    )
    for title, why, urgency, count in facts:
        if count:
            yield TodoLine(title, why, f"{count} 项", urgency, "去办理", EXCHANGE, month)
    yield from _unit_lines(desk, month)


def _unit_lines(desk: CountyDesk, month: Month) -> Iterator[TodoLine]:
    if due := [row.name for row in desk.units if row.return_due]:
        yield TodoLine(
            "给单位发回执",
            f"{_named(due)}还没有拿到最新的回执。",
            f"{len(due)} 个单位",
            Urgency.STEP,
            "去导出",
            EXCHANGE,
            month,
        )
    if silent := [row for row in desk.units if row.silent]:
        names = _named([row.name for row in silent])
        yield TodoLine(
            "联系久未报送的单位",
            f"{names}已超过 {desk.silent_after} 天没有报来文件（{_days(silent)}）。",
            f"{len(silent)} 个单位",
            Urgency.DUE,
            "去查看",
            EXCHANGE,
            month,
        )


def _days(silent: Sequence[UnitRow]) -> str:
    longest = max(row.silent_days or 0 for row in silent)
    return f"最长 {longest} 天" if longest else "有的从未报来"


def _named(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个单位" if len(names) > NAMES_SHOWN else ""
    return "、".join(names[:NAMES_SHOWN]) + more
