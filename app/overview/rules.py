"""What is to be done next in a unit's months, by whom and how urgent (domain.md §2b; peers.md rows 14, 81).

Pure: the standing of each month in, lines in Chinese out. Everything derives from what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.monthly.lights import Urgency
from app.monthly.rules import Deadline
from app.vocabulary import Month


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing to do: what, why and until when, and where the button leads.

    `stage` is a stage's word, `people` for the list of people, `workdays` for the table of working days, or
    `remarks` for those of leaders.
    `target` is a cadre's id for `monthly` and `targets`, a posting's id for `notices`, a remark's id for
    `remarks`, or one of the pages `meeting`, `signing`, `binding`, `findings` of `monthly`, or its list
    `asking` of who owes a report; empty when the line concerns several.
    """

    title: str
    why: str
    pill: str
    urgency: Urgency
    button: str
    stage: str
    month: Month
    target: str | None = None
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes next and when, for an empty list."""

    when: date
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """A cadre in a line of things to do."""

    cadre_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice on the board."""

    posting_id: str
    posted_on: date
    last_day: date
    days: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """The newest 催报单 on people who have still not reported; `number` is the how manieth of the month."""

    people: tuple[Person, ...]
    number: int
    due: date


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """How far one month of a unit is; people in board order."""

    month: Month
    deadline: Deadline
    meeting_by: date
    post_by: date
    plan_by: date
    unplanned: tuple[Person, ...] = ()
    outstanding: tuple[Person, ...] = ()
    returned: tuple[Person, ...] = ()
    county_returned: tuple[Person, ...] = ()
    """Whose signed form the county returned, and nobody has begun to correct."""
    reminded: tuple[Reminded, ...] = ()
    missed_twice: tuple[tuple[Person, Month], ...] = ()
    """Who missed this month and the due month before it, undecided."""
    undecided: int = 0
    """Other findings that nobody has looked at."""
    to_evaluate: int = 0
    to_sign: int = 0
    unposted: int = 0
    unbound: int = 0
    hanging: tuple[Hanging, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing of what came waits for its cadre, the meeting or the head."""
        return not (self.to_evaluate or self.to_sign or self.returned)


def ordered(lines: Iterable[TodoLine]) -> list[TodoLine]:
    """Sort by urgency, then by day, then by month."""
    return sorted(lines, key=lambda line: (line.urgency.order, line.when or date.max, line.month))


def upcoming(standings: Iterable[MonthStanding], today: date, *, own: bool = False) -> list[Upcoming]:
    """Return the dates ahead of what is still to be done, the nearest first, for a list that is empty.

    `own`: only those of a cadre's plan and report, not what the unit does with them.
    """
    found = []
    for standing in standings:
        month, ahead = short(standing.month), standing.month.first_day > today
        coming = bool(standing.outstanding or standing.returned)
        unjudged = coming or standing.to_evaluate > 0
        unposted = unjudged or standing.to_sign > 0 or standing.unposted > 0
        steps = [
            (bool(standing.unplanned), standing.plan_by, f"确定 {month}计划"),
            (coming, standing.deadline.due, f"提交 {month}实绩报告"),
        ]
        if not own:
            steps += [
                (unjudged, standing.meeting_by, f"班子会议评价 {month}实绩"),
                (unposted, standing.post_by, f"张贴 {month}实绩公示"),
            ]
        found += [Upcoming(when, title) for left, when, title in steps if ahead or left]
        if own:
            continue
        found += [Upcoming(notice.last_day, f"{month}公示期满，登记撤下") for notice in standing.hanging]
    return sorted((one for one in found if one.when > today), key=lambda one: one.when)


def short(month: Month) -> str:
    """Return `3 月`."""
    return f"{month.month} 月"
