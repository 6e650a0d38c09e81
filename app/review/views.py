"""The county's inbox: every unit's month, one unit's month (D26, domain.md §7.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.monthly.ledger import Entry, ledger
from app.monthly.records import rules_of, version_label
from app.office import Reader
from app.people.views import UnitCard, unit, units
from app.review.decisions import DecisionCard, month_decisions
from app.review.rules import Form, Line, Tally, form_state, month_word, tally
from app.rulebook import NamedGrade
from app.vocabulary import Month, ReportState, ReviewState, ReviewVerdict
from db.tables.monthly import Report
from db.tables.people import Cadre, Post
from db.tables.review import MonthWaiver


@dataclass(frozen=True, slots=True)
class FormLine:
    """One cadre of a unit's month; `revision` is what a decision must name as seen."""

    cadre_id: str
    name: str
    title: str
    unit_id: str
    report_id: str | None
    revision: int
    version: str
    state: ReviewState
    due: bool
    exempt: bool
    handed_in: bool
    late: bool
    missing: bool
    reason: str
    self_grade: NamedGrade | None
    grade: NamedGrade | None
    number: str
    """备案号 of the decision that stands."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the inbox: its month in figures and one word."""

    unit_id: str
    unit: str
    tally: Tally
    pill: str
    state: ReviewState


@dataclass(frozen=True, slots=True)
class WaiverCard:
    """The month's county-wide 免报."""

    id: str
    revision: int
    month: Month
    reason: str
    declared_by: str
    declared_on: date


@dataclass(frozen=True, slots=True)
class Inbox:
    """What came in of one month from all units."""

    month: Month
    waiver: WaiverCard | None
    lines: tuple[UnitLine, ...]
    total: Tally


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One unit's month: its cadres in board order."""

    unit: UnitCard
    month: Month
    lines: tuple[FormLine, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Member:
    cadre_id: str
    name: str
    title: str
    unit_id: str


def inbox(reader: Reader, month: Month) -> Inbox:
    """Return every unit's month in county order, in a fixed number of SELECTs."""
    reader.require_business()
    by_unit: dict[str, list[FormLine]] = defaultdict(list)
    for line in form_lines(reader, month):
        by_unit[line.unit_id].append(line)
    lines = tuple(_unit_line(card, by_unit[card.id]) for card in units(reader))
    total = sum((line.tally for line in lines), Tally())
    return Inbox(month, waiver(reader, month), lines, total)


def unit_month(reader: Reader, unit_id: str, month: Month) -> UnitMonth:
    """Return one unit's month."""
    reader.require_business()
    lines = tuple(form_lines(reader, month, unit_id))
    return UnitMonth(unit(reader, unit_id), month, lines, _tally(lines))


def waiver(reader: Reader, month: Month) -> WaiverCard | None:
    """Return the month's 免报 if the county declared one."""
    row = reader.session.scalars(select(MonthWaiver).where(MonthWaiver.month == month)).first()
    return waiver_card(row) if row else None


def waivers(reader: Reader) -> tuple[WaiverCard, ...]:
    """Return every 免报月, the latest first."""
    reader.require_business()
    rows = reader.session.scalars(select(MonthWaiver).order_by(MonthWaiver.month.desc()))
    return tuple(waiver_card(row) for row in rows)


def waiver_card(row: MonthWaiver) -> WaiverCard:
    """Return what is shown of a 免报月."""
    return WaiverCard(row.id, row.revision, row.month, row.reason, row.declared_by, row.declared_on)


def form_lines(reader: Reader, month: Month, unit_id: str | None = None) -> list[FormLine]:
    """Return where each cadre's month stands, in board order of each unit."""
    members = _members(reader, month, unit_id)
    entries = ledger(reader, [(one.unit_id, one.cadre_id) for one in members], month, month)
    revisions = _revisions(reader, month)
    decided = month_decisions(reader, month, month, unit_id)
    lines = [
        _line(reader, one, entries[one.unit_id, one.cadre_id, month], revisions, decided) for one in members
    ]
    return [line for line in lines if line.state is not ReviewState.NOT_DUE]


def _members(reader: Reader, month: Month, unit_id: str | None) -> list[_Member]:
    query = (
        select(Cadre.id, Cadre.name, Post.title, Post.unit_id)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.since <= month.last_day, or_(Post.until.is_(None), Post.until >= month.first_day))
        .order_by(Post.position, Post.since.desc(), Cadre.name)
    )
    if unit_id is not None:
        query = query.where(Post.unit_id == unit_id)
    found: dict[tuple[str, str], _Member] = {}
    for row in reader.session.execute(query):
        found.setdefault((row.unit_id, row.id), _Member(*row))
    return list(found.values())


def _revisions(reader: Reader, month: Month) -> dict[str, int]:
    query = select(Report.id, Report.revision).where(Report.month == month)
    return {row.id: row.revision for row in reader.session.execute(query)}


def _line(
    reader: Reader,
    member: _Member,
    entry: Entry,
    revisions: Mapping[str, int],
    decided: Mapping[str, DecisionCard],
) -> FormLine:
    report = entry.report
    rules = rules_of(reader, report) if report else None
    decision = decided.get(report.id) if report else None
    form = (
        Form(report.id, revisions[report.id], report.version, report.state is ReportState.SIGNED)
        if report
        else None
    )
    return FormLine(
        cadre_id=member.cadre_id,
        name=member.name,
        title=member.title,
        unit_id=member.unit_id,
        report_id=report.id if report and report.state is ReportState.SIGNED else None,
        revision=form.revision if form else 0,
        version=version_label(report.version) if report else "",
        state=form_state(form, decision.decided if decision else None, entry.duty),
        due=entry.due,
        exempt=entry.duty.exempt,
        handed_in=entry.handed_in,
        late=entry.late,
        missing=entry.missing(reader.today),
        reason=entry.duty.reason,
        self_grade=rules.named(report.self_grade) if report and rules else None,
        grade=rules.named(report.grade) if report and rules else None,
        number=decision.number if decision and decision.verdict is ReviewVerdict.FILED else "",
    )


def _unit_line(card: UnitCard, lines: list[FormLine]) -> UnitLine:
    count = _tally(lines)
    return UnitLine(card.id, card.name, count, *month_word(count))


def _tally(lines: list[FormLine] | tuple[FormLine, ...]) -> Tally:
    return tally(Line(one.state, one.due, one.exempt, one.handed_in, one.late, one.missing) for one in lines)
