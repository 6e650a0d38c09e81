"""总览 at the county, read from what is recorded: what waits of the last months and of the exchange (D38)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from app.exchange.views_county import CountyDesk, county_desk
from app.office import Reader
from app.overview.county_rules import CountyMonth, Exchanged, Someone, exchange_lines, month_lines
from app.overview.rules import Upcoming, ordered, short
from app.overview.views import Figures, Today
from app.people.views import units
from app.review.rules import TO_REVIEW
from app.review.views import FormLine, form_lines, inbox, unit_month
from app.review.views_hints import hints_of
from app.review.views_reminding import asked_until
from app.vocabulary import ArrivalState, Month, ReviewState, Role
from db.tables.review import Digest

MONTHS_BACK = 3
"""Months before the present one whose forms are looked at."""
UNDECIDED = TO_REVIEW | {ReviewState.NOT_YET}


def county_today(reader: Reader) -> Today:
    """Return what the county office has to do now, most urgent first."""
    reader.require(Role.CLERK, Role.HEAD)
    month = Month.of(reader.today)
    names = {card.id: card.short_name for card in units(reader)}
    months = [_month(reader, one, names) for one in _back(month)]
    lines = [line for one in months for line in month_lines(one, reader.today)]
    coming = Upcoming(_digest_by(reader, month), f"呈阅 {short(month)}审核汇总表")
    return Today(tuple(ordered([*lines, *exchange_lines(_exchanged(reader, month))])), (coming,))


def county_figures(reader: Reader, month: Month, unit_id: str | None = None) -> Figures:
    """Return the month's figures of one unit, or of all together."""
    reader.require(Role.CLERK, Role.HEAD)
    total = unit_month(reader, unit_id, month).tally if unit_id else inbox(reader, month).total
    return Figures(total.due, total.handed_in, total.exempt, total.due - total.handed_in, None)


def _back(month: Month) -> Iterator[Month]:
    for _ in range(MONTHS_BACK):
        month = month.previous
        yield month


def _month(reader: Reader, month: Month, names: Mapping[str, str]) -> CountyMonth:
    place = {unit_id: number for number, unit_id in enumerate(names)}
    lines = sorted(form_lines(reader, month), key=lambda line: place[line.unit_id])
    until = asked_until(reader, month)
    missing = [(line, until.get((line.unit_id, line.cadre_id))) for line in lines if line.missing]
    overdue = [(line, day) for line, day in missing if day is not None and day < reader.today]

    def people(chosen: Iterable[FormLine]) -> tuple[Someone, ...]:
        return tuple(Someone(line.unit_id, names[line.unit_id], line.name) for line in chosen)

    return CountyMonth(
        month=month,
        digest_by=_digest_by(reader, month),
        due=sum(line.due for line in lines),
        waiting=people(line for line in lines if line.state in TO_REVIEW),
        late=people(line for line in lines if line.late and line.state in UNDECIDED),
        unasked=people(line for line, day in missing if day is None),
        asked=sum(day is not None and day >= reader.today for _, day in missing),
        overdue=people(line for line, _ in overdue),
        overdue_since=min((day for _, day in overdue), default=None),
        digest_wanted=_digest_wanted(reader, month),
        open_hints=sum(case.open for case in hints_of(reader, month)),
    )


def _digest_wanted(reader: Reader, month: Month) -> bool:
    """Tell whether a month's digest is still to be made: last month's, or one after the county's first."""
    made = set(reader.session.scalars(select(Digest.month)))
    last = Month.of(reader.today).previous
    return month not in made and (month == last or any(one < month for one in made))


def _digest_by(reader: Reader, month: Month) -> date:
    """Return the day by which the month's digest is laid before the leaders (domain.md §2b)."""
    day = month.next.first_day + timedelta(reader.rulebook(month).digest_by_day - 1)
    return min(day, month.next.last_day)


def _exchanged(reader: Reader, month: Month) -> Exchanged:
    desk = county_desk(reader)
    return Exchanged(
        month=month,
        applicants=len(desk.applicants),
        files=_files(desk),
        requests=sum(row.requests for row in desk.units),
        certificates=sum(row.certificates for row in desk.units),
        return_due=tuple(row.name for row in desk.units if row.return_due),
        silent=tuple(row.name for row in desk.silent),
        silent_after=desk.silent_after,
        longest_silence=max((row.silent_days or 0 for row in desk.silent), default=0),
    )


def _files(desk: CountyDesk) -> Mapping[ArrivalState, int]:
    found: Counter[ArrivalState] = Counter()
    for row in desk.units:
        found.update(dict(row.waiting_files))
    return found
