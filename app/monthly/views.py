"""The month of a unit at a glance: everybody with state, dates and what is missing (domain.md §2c)."""

from __future__ import annotations

from dataclasses import dataclass

from app.monthly.cards import VersionLine, judged, version_line
from app.monthly.findings import missed_pairs
from app.monthly.ledger import Entry
from app.monthly.lights import Urgency, light, pill
from app.monthly.records import require_report_of, rules_of, version_rows
from app.monthly.rules import Deadline, deadline
from app.monthly.views_findings import histories
from app.office import Reader
from app.people.views import Member, roster
from app.rulebook import NamedGrade
from app.vocabulary import Light, Month, ReportState


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One cadre of the month's list.

    State, grades and light are those of the version in force; `report_id` and `version` name the one being
    worked on, which differs while a correction is under way (`correcting`).
    """

    cadre_id: str
    name: str
    title: str
    report_id: str | None
    version: int
    state: ReportState | None
    correcting: bool
    light: Light
    pill: str
    urgency: Urgency
    due: bool
    exempt: bool
    handed_in: bool
    late: bool
    missing: bool
    missed_twice: bool
    reason: str
    self_grade: NamedGrade | None
    grade: NamedGrade | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a month: 应报, of these 已提交 and 未提交; 免报; 未报 once the last day is over."""

    due: int
    handed_in: int
    outstanding: int
    exempt: int
    missing: int
    late: int
    to_evaluate: int
    to_sign: int
    signed: int


@dataclass(frozen=True, slots=True)
class MonthList:
    """The left column of 月报告."""

    unit_id: str
    month: Month
    deadline: Deadline
    lines: tuple[MonthLine, ...]
    counts: Counts


def month_list(reader: Reader, unit_id: str, month: Month) -> MonthList:
    """Return everybody on the unit's list of the month, in board order, with the month's figures."""
    members = roster(reader, unit_id, month)
    history = histories(reader, [member.cadre_id for member in members], month)
    lines = tuple(_line(reader, member, history[member.cadre_id], month) for member in members)
    return MonthList(
        unit_id=unit_id,
        month=month,
        deadline=deadline(month, reader.rulebook(month), reader.calendar()),
        lines=lines,
        counts=counts(lines),
    )


def _line(reader: Reader, member: Member, history: list[Entry], month: Month) -> MonthLine:
    entry = next(one for one in history if (one.unit_id, one.month) == (member.unit_id, month))
    pairs = missed_pairs(history, reader.today)
    missed_twice = any(second is entry for _, second in pairs)
    word, urgency = pill(entry, reader.today, missed_twice=missed_twice)
    report, newest = entry.report, entry.newest
    rules = rules_of(reader, report) if report else None
    return MonthLine(
        cadre_id=member.cadre_id,
        name=member.name,
        title=member.title,
        report_id=newest.id if newest else None,
        version=newest.version if newest else 0,
        state=report.state if report else None,
        correcting=newest is not report,
        light=light(entry, reader.today),
        pill=word,
        urgency=urgency,
        due=entry.due,
        exempt=entry.duty.exempt,
        handed_in=entry.handed_in,
        late=entry.late,
        missing=entry.missing(reader.today),
        missed_twice=missed_twice,
        reason=entry.duty.reason,
        self_grade=rules.named(report.self_grade) if report and rules else None,
        grade=rules.named(report.grade) if report and rules else None,
    )


def counts(lines: tuple[MonthLine, ...]) -> Counts:
    """Count a month's lines; whoever is 免报 is in no other figure (domain.md §2c)."""
    due = [line for line in lines if line.due]
    handed_in = sum(line.handed_in for line in due)
    states = [line.state for line in lines if line.handed_in]
    return Counts(
        due=len(due),
        handed_in=handed_in,
        outstanding=len(due) - handed_in,
        exempt=sum(line.exempt for line in lines),
        missing=sum(line.missing for line in due),
        late=sum(line.late for line in due),
        to_evaluate=states.count(ReportState.SUBMITTED),
        to_sign=states.count(ReportState.EVALUATED),
        signed=states.count(ReportState.SIGNED),
    )


def versions(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> tuple[VersionLine, ...]:
    """Return every version of one cadre's month, the original first; all stay readable (domain.md §2.36)."""
    require_report_of(reader, cadre_id)
    rows = version_rows(reader, unit_id, cadre_id, month)
    additions = judged(reader, [row.id for row in rows])
    return tuple(version_line(reader, row, additions[row.id]) for row in rows)
