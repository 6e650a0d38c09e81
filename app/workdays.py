"""The workday clock: days off, make-up workdays, posting periods (D30; domain.md §2.1–2.5, §5, §9)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import UserError
from app.vocabulary import Term


class DayKind(Term):
    """What an exceptional day is, whatever its weekday says."""

    OFF = "off", "休"
    WORK = "work", "班"


class YearStatus(Term):
    """How far a year's table can be trusted, best first; only an official year needs no confirmation."""

    OFFICIAL = "official", "已公布"
    ESTIMATED = "estimated", "未公布，估算"
    UNPUBLISHED = "unpublished", "未公布"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off or a make-up workday, with the festival it belongs to."""

    day: date
    kind: DayKind
    label: str = ""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The standing of one year and where its days come from."""

    year: int
    status: YearStatus
    source: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRows:
    """What a calendar is stored as: one row a year, one row an exceptional day."""

    years: tuple[CalendarYear, ...]
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The four movable festivals of one year."""

    new_year_eve: date
    qingming: date
    dragon_boat: date
    mid_autumn: date


@dataclass(frozen=True, slots=True)
class Period:
    """A posting period: first and last counted day, both workdays, and how they were found.

    `reasons` are Chinese sentences; where `needs_confirmation`, the last ones say which year is 未公布.
    """

    first: date
    last: date
    days: int
    status: YearStatus
    reasons: tuple[str, ...]

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person must confirm the dates before they are printed (domain.md §2.5)."""
        return self.status is not YearStatus.OFFICIAL


_FIXED = {
    (1, 1): "元旦",
    **dict.fromkeys(((5, 1), (5, 2)), "劳动节"),
    **dict.fromkeys(((10, 1), (10, 2), (10, 3)), "国庆节"),
}
_ANCHORS = {
    2027: Anchors(date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
}
NEWEST_KNOWN = 2026
"""The last year whose notice comes with the program: no year up to here waits for its own."""
_WEDNESDAY = 2
_BEFORE_FESTIVAL = (2, 2, 0, 0, 0, 0, 1)
"""Days off before a one-day festival that falls on Monday, Tuesday … Sunday."""
_BRIDGE = (12, 29)
"""From this day on, a year's last days have been moved by the next year's notice (2006, 2007, 2011, 2018)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years it knows; an unknown year is 未公布, never silently taken as sure."""

    statuses: Mapping[int, YearStatus]
    specials: Mapping[date, SpecialDay]

    @classmethod
    def of(cls, rows: CalendarRows) -> Calendar:
        """Build the calendar from its stored rows."""
        return cls({row.year: row.status for row in rows.years}, {row.day: row for row in rows.days})

    def status(self, year: int) -> YearStatus:
        """Return the standing of a year; 未公布 where there is no row for it."""
        return self.statuses.get(year, YearStatus.UNPUBLISHED)

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked; for a year without rows by weekday and fixed statutory days."""
        if day in self.specials:
            return self.specials[day].kind is DayKind.WORK
        if self.status(day.year) is YearStatus.UNPUBLISHED and (day.month, day.day) in _FIXED:
            return False
        return day.weekday() < calendar.SATURDAY

    def next_workday(self, day: date) -> date:
        """Return the first workday after `day`."""
        return self._nearest(day, 1)

    def previous_workday(self, day: date) -> date:
        """Return the last workday before `day`."""
        return self._nearest(day, -1)

    def add_workdays(self, day: date, count: int) -> date:
        """Return the `count`-th workday after `day` (`day` itself for 0)."""
        for _ in range(count):
            day = self.next_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Count the workdays from `first` to `last`, both included; 0 where `last` is earlier."""
        return sum(self.is_workday(day) for day in _days(first, last))

    def suggested_submit_day(self, due: date) -> date:
        """Return the due day, or the workday before it when it is a day off; never later (domain.md §2.1)."""
        return due if self.is_workday(due) else self.previous_workday(due)

    def posting_period(self, posted_on: date, days: int = 7, *, count_first_day: bool = False) -> Period:
        """Count `days` workdays from the one after posting, or from the posting day (D30, domain.md §2.3).

        The last day is always a workday; a period that touches a year whose notice is not official says so.
        """
        if days < 1:
            raise UserError("公示天数至少为 1 个工作日。", field="days")
        starts_at_once = count_first_day and self.is_workday(posted_on)
        first = posted_on if starts_at_once else self.next_workday(posted_on)
        last = self.add_workdays(first, days - 1)
        rule = "张贴当日计入" if count_first_day else "自张贴次日起算"
        summary = f"公示 {days} 个工作日，{rule}：{_chinese(first)}至{_chinese(last)}。"
        doubts = {
            year: self.status(year) for day in _days(posted_on, last) for year in self._doubted_years(day)
        }
        status = max(doubts.values(), key=list(YearStatus).index, default=YearStatus.OFFICIAL)
        newest = max((NEWEST_KNOWN, *self._official_years()))
        warnings = (_warning(year, standing, over=year < newest) for year, standing in doubts.items())
        return Period(first, last, days, status, (summary, *self._exceptions(first, last), *warnings))

    def _nearest(self, day: date, step: int) -> date:
        try:
            day += timedelta(step)
            while not self.is_workday(day):
                day += timedelta(step)
        except OverflowError as problem:
            raise UserError("日期超出可以推算的范围，请检查年份。") from problem
        return day

    def _doubted_years(self, day: date) -> Iterator[int]:
        """Give the years whose missing notice may still change `day`."""
        years = (day.year, day.year + 1) if (day.month, day.day) >= _BRIDGE else (day.year,)
        return (year for year in years if self.status(year) is not YearStatus.OFFICIAL)

    def _official_years(self) -> Iterator[int]:
        return (year for year, status in self.statuses.items() if status is YearStatus.OFFICIAL)

    def _exceptions(self, first: date, last: date) -> Iterator[str]:
        """Name the weekdays off that were skipped and the weekend days that were counted."""
        found = [self.specials[day] for day in _days(first, last) if day in self.specials]
        skipped = [one for one in found if one.kind is DayKind.OFF and one.day.weekday() < calendar.SATURDAY]
        worked = [one for one in found if one.kind is DayKind.WORK and one.day.weekday() >= calendar.SATURDAY]
        for words, named in (("放假不计", skipped), ("调休上班计入", worked)):
            if named:
                yield f"{words}：{'、'.join(map(_named, named))}。"


def due_date(year: int, month: int, due_day: int = 30) -> date:
    """Return the day a month's report is due: the 30th, or the month's last day (D15, domain.md §2.1)."""
    if not 1 <= due_day <= 31:
        raise UserError("每月上报截止日应在 1 至 31 之间。", field="due_day")
    return date(year, month, min(due_day, calendar.monthrange(year, month)[1]))


def seed(years: Iterable[int]) -> CalendarRows:
    """Return the rows of the given years: the State Council's notices (2004–2026), else the estimate."""
    parts = [_official(year) or estimate(year) for year in years]
    return CalendarRows(
        tuple(row for part in parts for row in part.years), tuple(row for part in parts for row in part.days)
    )


def estimate(year: int, anchors: Anchors | None = None) -> CalendarRows:
    """Forecast a year whose notice is not out, by the rule of the 2025 notice (domain.md §9).

    Without anchors (own or given) only weekends and the fixed statutory days are off. Make-up workdays are
    never guessed: a period counted with the forecast is rather too long than too short.
    """
    anchors = anchors or _ANCHORS.get(year)
    days = _by_rule(year, anchors) if anchors else {date(year, *day): label for day, label in _FIXED.items()}
    source = "按2025年通知的放假原则估算" if anchors else "仅按周末和固定法定节日估算"
    return CalendarRows(
        (CalendarYear(year, YearStatus.ESTIMATED, source),),
        tuple(SpecialDay(day, DayKind.OFF, label) for day, label in sorted(days.items()) if day.year == year),
    )


def _official(year: int) -> CalendarRows | None:
    from chinese_calendar.constants import Holiday, holidays, workdays  # noqa: PLC0415

    found = [
        SpecialDay(day, kind, Holiday(festival).chinese)
        for table, kind in ((holidays, DayKind.OFF), (workdays, DayKind.WORK))
        for day, festival in table.items()
        if day.year == year
    ]
    if not found:
        return None
    row = CalendarYear(year, YearStatus.OFFICIAL, "国务院办公厅关于部分节假日安排的通知")
    return CalendarRows((row,), tuple(sorted(found, key=lambda special: special.day)))


def _by_rule(year: int, anchors: Anchors) -> dict[date, str]:
    national_week = date(year, 10, 1), date(year, 10, 7)
    merged = national_week[0] <= anchors.mid_autumn <= national_week[1]
    runs = [
        ("元旦", *_around(date(year, 1, 1))),
        ("春节", anchors.new_year_eve, 8),
        ("清明", *_around(anchors.qingming)),
        ("劳动节", date(year, 5, 1), 5),
        ("端午", *_around(anchors.dragon_boat)),
        ("国庆节", national_week[0], 8 if merged else 7),
    ]
    if not merged:
        runs.append(("中秋", *_around(anchors.mid_autumn)))
    return {start + timedelta(offset): label for label, start, length in runs for offset in range(length)}


def _around(festival: date) -> tuple[date, int]:
    """Return first day off and number of days off around a one-day festival."""
    start = festival - timedelta(_BEFORE_FESTIVAL[festival.weekday()])
    return start, 1 if festival.weekday() == _WEDNESDAY else 3


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(offset) for offset in range((last - first).days + 1))


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _named(special: SpecialDay) -> str:
    return f"{special.day.month}月{special.day.day}日（{special.label or special.kind.label}）"


def _warning(year: int, status: YearStatus, *, over: bool) -> str:
    """Say what is doubtful about a year: not announced yet, or `over` and missing in the table."""
    basis = "暂按估算" if status is YearStatus.ESTIMATED else "仅按周末和固定法定节日"
    if over:
        return (
            f"节假日表里没有{year}年的安排，{basis}推算，起止日期须经人工确认；"
            "可在窗口的“节假日”中导入当年的国务院办公厅通知。"
        )
    return f"{year}年节假日安排未公布，{basis}推算，节假日安排未核对，起止日期须经人工确认。"
