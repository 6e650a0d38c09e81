"""Ledger entries for the tests of the pure rules."""

from datetime import date

from app.monthly.ledger import Entry, ReportLine
from app.people.rules import Duty
from app.vocabulary import Month, ReportState
from app.workdays import due_date

DUE = Duty(due=True, exempt=False, reason="应报。")
EXEMPT = Duty(due=False, exempt=True, reason="病假，经批准免报。")
ABSENT = Duty(due=False, exempt=False, reason="不在本单位任职。")


def line(month, state=ReportState.SIGNED, submitted_on=None, version=0):
    """One version of a report, handed in on the 20th unless told."""
    came = submitted_on or (None if state is ReportState.DRAFT else date(month.year, month.month, 20))
    return ReportLine(f"r-{month}-{version}", "c", "u", month, version, state, came, None, None, 0)


def entry(month, report=None, duty=DUE, newest=None, unit_id="u"):
    """One month of cadre `c`; the report in force is also the newest unless told."""
    last = due_date(month.year, month.month)
    return Entry(unit_id, "c", month, duty, last, report, newest or report)


MARCH = Month(2026, 3)
