"""What must be done today, and the figures of a month (domain.md §2b–2c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.monthly.views import month_list
from app.notices.rules import clock
from app.office import Reader
from app.overview.beginning import beginning
from app.overview.lines import calendar_line, county_target_line, leader_lines, own_todo, todo
from app.overview.rules import TodoLine, Upcoming, ordered, upcoming
from app.overview.standing import month_standings
from app.review.digest_board import remarks_for
from app.review.targets import waiting_targets
from app.vocabulary import Month, PostingState, Role
from app.workdays import YearStatus
from db.tables.notices import Posting

NOTICE_MONTH = 11
"""From this month on, the next year's days off should be known (domain.md §9)."""


@dataclass(frozen=True, slots=True)
class Today:
    """The left half of 总览; `next_up` says what comes next and when, for an empty list."""

    lines: tuple[TodoLine, ...]
    next_up: tuple[Upcoming, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over the lights; `posting_days_left` is empty when nothing hangs."""

    due: int
    handed_in: int
    exempt: int
    outstanding: int
    posting_days_left: int | None


def today(reader: Reader, unit_id: str) -> Today:
    """Return what the account at work has to do in the unit now, over the last twelve months."""
    reader.require_business()
    standings = month_standings(reader, unit_id)
    if reader.may(Role.CLERK, Role.HEAD):
        said = remarks_for(reader, unit_id)
        more = (
            *leader_lines(said, reader.today),
            *_county_target_lines(reader, unit_id),
            *_calendar_lines(reader),
        )
        lines = [*beginning(reader, unit_id), *ordered([*todo(standings, reader.today), *more])]
        return Today(tuple(lines), () if _nobody(lines) else tuple(upcoming(standings, reader.today)))
    lines = own_todo(standings, reader.login.cadre_id or "", reader.today)
    return Today(tuple(lines), tuple(upcoming(standings, reader.today, own=True)))


def _nobody(lines: Iterable[TodoLine]) -> bool:
    """Tell whether the people are still to be entered: then no date ahead concerns anybody."""
    return any(line.stage == "people" for line in lines)


def figures(reader: Reader, unit_id: str, month: Month) -> Figures:
    """Return the month's figures, and how many workdays the notice on the board has left."""
    counts = month_list(reader, unit_id, month).counts
    return Figures(
        due=counts.due,
        handed_in=counts.handed_in,
        exempt=counts.exempt,
        outstanding=counts.outstanding,
        posting_days_left=_days_left(reader, unit_id),
    )


def _days_left(reader: Reader, unit_id: str) -> int | None:
    query = select(Posting).where(Posting.unit_id == unit_id, Posting.state == PostingState.POSTED)
    calendar = reader.calendar()
    return max(
        (
            clock(row.first_day, row.last_day, row.days, calendar, reader.today).remaining
            for row in reader.session.scalars(query)
        ),
        default=None,
    )


def _county_target_lines(reader: Reader, unit_id: str) -> list[TodoLine]:
    month = Month.of(reader.today)
    waiting = waiting_targets(reader, unit_id, (month.year,))
    return [county_target_line(len(waiting), month)] if waiting else []


def _calendar_lines(reader: Reader) -> list[TodoLine]:
    month = Month.of(reader.today)
    years = [month.year, month.year + 1] if month.month >= NOTICE_MONTH else [month.year]
    unsure = (year for year in years if reader.calendar().status(year) is not YearStatus.OFFICIAL)
    return [calendar_line(year, month) for year in unsure]
