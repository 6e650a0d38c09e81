"""The installation's own table of working days: read, import, change, confirm (domain.md §2.5, §9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app import workdays
from app.errors import UserError
from app.office import Reader, Work
from app.texts import clean
from app.vocabulary import Role
from app.workday_import import MAX_TEXT, ImportedDays, days_from_json, days_from_rows
from app.workdays import DayKind, SpecialDay, YearStatus
from db.tables.office import CalendarDay, CalendarYear

LONGEST_LABEL = 40
LONGEST_SOURCE = 100


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year: how far it can be trusted, where it comes from, who checked it, and its exceptional days."""

    year: int
    status: YearStatus
    source: str
    checked_by: str
    days: tuple[SpecialDay, ...]
    workdays: int


def table_years(reader: Reader) -> dict[int, YearStatus]:
    """Return the years that have a table, in order, with how far each can be trusted."""
    rows = reader.session.execute(select(CalendarYear.year, CalendarYear.status).order_by(CalendarYear.year))
    return {year: YearStatus(status) for year, status in rows}


def year_table(reader: Reader, year: int) -> YearTable:
    """Return one year; an unknown one is 未公布 and has no days."""
    row = _year(reader, year)
    days = tuple(SpecialDay(day.day, DayKind(day.kind), day.label) for day in _days(reader, year))
    worked = reader.calendar().workdays_between(date(year, 1, 1), date(year, 12, 31))
    if row is None:
        return YearTable(year, YearStatus.UNPUBLISHED, "", "", days, worked)
    return YearTable(year, YearStatus(row.status), row.source, row.checked_by, days, worked)


def read_days(file: Path) -> ImportedDays:
    """Read a notice from a table (.xlsx, .csv: 日期, 休/班, 名称) or a holiday-cn year file (.json).

    Raises `UserError` where the file is neither; what is wrong in single rows comes with the days.
    """
    from app.documents.workbooks import read_rows  # noqa: PLC0415 - openpyxl, only when a file is read

    if file.suffix.casefold() != ".json":
        return days_from_rows(read_rows(file))
    try:
        with file.open(encoding="utf-8-sig") as opened:
            text = opened.read(MAX_TEXT + 1)
    except (OSError, ValueError) as error:
        raise UserError(f"“{file.name}”读不出来。", next_step="请核对文件，或改用表格导入。") from error
    return days_from_json(text)


def seed_years(work: Work, years: Iterable[int]) -> None:
    """Fill years that have no table yet from what the program knows: official notices, else the estimate."""
    known = table_years(work)
    rows = workdays.seed(year for year in years if year not in known)
    for line in rows.years:
        work.session.add(CalendarYear(year=line.year, status=line.status.value, source=line.source))
    for day in rows.days:
        work.session.add(CalendarDay(day=day.day, kind=day.kind.value, label=day.label))


def take_over_days(
    work: Work, year: int, days: Iterable[SpecialDay], *, source: str, official: bool
) -> tuple[int, int]:
    """Replace the table of a year; days of a neighbouring year in the same notice are added to theirs.

    `official`: the person has compared it with the State Council's notice; otherwise it stays an estimate.
    Returns how many days of the year the table has, and how many days lay outside it.
    """
    work.require(Role.CLERK, Role.HEAD)
    work.require_own_rules()
    origin = clean(source, "来源", LONGEST_SOURCE, field="source", required=True, one_line=True)
    listed = list(days)
    own = [day for day in listed if day.day.year == year]
    if not own:
        raise UserError(f"文件里没有 {year} 年的日期。", field="year", next_step="请核对年份。")
    _replace(work, year, own)
    for day in listed:
        if day.day.year != year:
            _put(work, day)
    _mark(work, year, YearStatus.OFFICIAL if official else YearStatus.ESTIMATED, origin)
    work.describe(f"{year}年")
    return len(own), len(listed) - len(own)


def change_day(work: Work, day: date, kind: DayKind | None, label: str = "") -> None:
    """Make one day off or worked against its weekday, or ordinary again (`None`)."""
    work.require(Role.CLERK, Role.HEAD)
    work.require_own_rules()
    seed_years(work, [day.year])
    if kind is not None:
        text = clean(label, "名称", LONGEST_LABEL, field="label", one_line=True)
        _put(work, SpecialDay(day, kind, text))
    elif (row := _day(work, day)) is not None:
        work.session.delete(row)
    work.describe(f"{day.isoformat()} {kind.label if kind else '按星期'}")


def confirm_year(work: Work, year: int, source: str) -> None:
    """Note that a person has compared a year's table with the official notice, named by `source`."""
    work.require(Role.CLERK, Role.HEAD)
    work.require_own_rules()
    origin = clean(source, "通知文号", LONGEST_SOURCE, field="source", required=True, one_line=True)
    _mark(work, year, YearStatus.OFFICIAL, origin)
    work.describe(f"{year}年")


def _year(reader: Reader, year: int) -> CalendarYear | None:
    return reader.session.scalar(select(CalendarYear).where(CalendarYear.year == year))


def _day(reader: Reader, day: date) -> CalendarDay | None:
    return reader.session.scalar(select(CalendarDay).where(CalendarDay.day == day))


def _put(work: Work, special: SpecialDay) -> None:
    row = _day(work, special.day)
    if row is None:
        work.session.add(CalendarDay(day=special.day, kind=special.kind.value, label=special.label))
    else:
        row.kind, row.label = special.kind.value, special.label


def _days(reader: Reader, year: int) -> list[CalendarDay]:
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(reader.session.scalars(select(CalendarDay).where(within).order_by(CalendarDay.day)))


def _replace(work: Work, year: int, listed: list[SpecialDay]) -> None:
    """Change only what differs, so that the journal tells what the notice changed."""
    wanted = {day.day for day in listed}
    for row in _days(work, year):
        if row.day not in wanted:
            work.session.delete(row)
    for day in listed:
        _put(work, day)


def _mark(work: Work, year: int, status: YearStatus, source: str) -> None:
    row = _year(work, year)
    if row is None:
        row = CalendarYear(year=year, status=status.value, source=source)
        work.session.add(row)
    row.status, row.source = status.value, source
    row.checked_by = work.login.name if status is YearStatus.OFFICIAL else ""
