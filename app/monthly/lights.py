"""What the light and the pill of one cadre in one month show (D71; domain.md §2.6, §2b)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.monthly.ledger import Entry
from app.vocabulary import Light, ReportState


class Urgency(StrEnum):
    """How urgent a line is, most urgent first; each has its colour in the window."""

    MISSING = "missing"
    DUE = "due"
    STEP = "step"
    DONE = "done"
    QUIET = "quiet"

    @property
    def order(self) -> int:
        """0 for the most urgent."""
        return list(Urgency).index(self)


PILLS = {
    Light.MISSING: ("未报", Urgency.MISSING),
    Light.OPEN: ("未提交", Urgency.DUE),
    Light.DRAFT: ("草稿", Urgency.QUIET),
    Light.EXEMPT: ("免报", Urgency.QUIET),
    Light.FUTURE: ("未到", Urgency.QUIET),
    Light.ABSENT: ("不报", Urgency.QUIET),
}
STATE_PILLS = {
    ReportState.SUBMITTED: ("待评价", Urgency.STEP),
    ReportState.RETURNED: ("退回修改", Urgency.DUE),
    ReportState.EVALUATED: ("待签定", Urgency.STEP),
    ReportState.SIGNED: ("已签定", Urgency.DONE),
}


def light(entry: Entry, today: date) -> Light:
    """Return the light of a month: whether the report came decides first, then how far it is.

    A late report stays marked 迟 to the end; one given back to the cadre is a draft again.
    """
    if entry.report is None or not entry.handed_in:
        return _unreported(entry, today)
    if entry.late:
        return Light.LATE
    if entry.report.state is ReportState.RETURNED:
        return Light.DRAFT
    return Light.SIGNED if entry.report.state is ReportState.SIGNED else Light.SUBMITTED


def _unreported(entry: Entry, today: date) -> Light:
    if entry.missing(today):
        return Light.MISSING
    if entry.duty.exempt:
        return Light.EXEMPT
    if not entry.due:
        return Light.ABSENT
    if entry.report is not None:
        return Light.DRAFT
    return Light.FUTURE if today < entry.month.first_day else Light.OPEN


def pill(entry: Entry, today: date, *, missed_twice: bool) -> tuple[str, Urgency]:
    """Return the word beside a name in the month's list, and how urgent it is."""
    if missed_twice:
        return "连续未报", Urgency.MISSING
    if entry.handed_in and entry.newest is not None:
        if entry.newest is not entry.report:
            return "更正中", Urgency.STEP
        return STATE_PILLS[entry.newest.state]
    return PILLS[light(entry, today)]
