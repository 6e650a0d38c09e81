"""The meeting's sheet: who sits, what was handed in, what was found; it proposes no grade (D22–D24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.monthly.actions_meeting import LOCKING, meeting_warnings
from app.monthly.cards import EvaluationCard, Judged, OpinionCard, judged
from app.monthly.findings import Finding
from app.monthly.ledger import Entry, ReportLine
from app.monthly.meeting_rules import Judgement, Signer, signers
from app.monthly.records import clause_text, is_own, rules_of
from app.monthly.rules import allowed, deadline
from app.monthly.team import TeamLine, team_on
from app.monthly.text import ClauseText
from app.monthly.views_findings import MonthFacts, findings_on, month_facts
from app.office import Reader
from app.people.views import unit
from app.rulebook import NamedGrade
from app.vocabulary import Grade, Month, ReportMove, ReportState, Role
from db.tables.monthly import Clause, Evaluation, Meeting, Report
from db.tables.people import Cadre


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """One recorded meeting of the month; `locked`: something it judged is signed."""

    id: str
    body: str
    held_on: date
    place: str
    chair_id: str
    recorder: str
    attendees: tuple[str, ...]
    absentees: str
    observers: str
    minutes: str
    warnings: tuple[str, ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """One report before the meeting: what the cadre wrote and what others added; no grade is preset."""

    report_id: str
    version: int
    cadre_id: str
    name: str
    title: str
    state: ReportState
    self_grade: NamedGrade | None
    nothing_reason: str
    clauses: tuple[ClauseText, ...]
    last_grade: NamedGrade | None
    findings: tuple[Finding, ...]
    evaluation: EvaluationCard | None
    opinion: OpinionCard | None
    signers: tuple[Signer, ...]
    moves: frozenset[ReportMove]


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """Everything the meeting and the head work on in a month; `meeting_by` is the day it should be held."""

    unit_id: str
    month: Month
    grades: tuple[NamedGrade, ...]
    """What can be chosen now, best first."""
    body: str
    meeting_by: date
    team: tuple[TeamLine, ...]
    meetings: tuple[MeetingCard, ...]
    items: tuple[MeetingItem, ...]


@dataclass(frozen=True, slots=True)
class GradeNames:
    """The people under one grade, for the box that asks before something is stored."""

    grade: Grade
    label: str
    names: tuple[str, ...]


def meeting_sheet(reader: Reader, unit_id: str, month: Month) -> MeetingSheet:
    """Return the month's meetings and every report that was handed in, in board order."""
    reader.require(Role.CLERK, Role.HEAD)
    rulebook, calendar = reader.rulebook(month), reader.calendar()
    last_day = deadline(month, rulebook, calendar).last
    facts = month_facts(reader, unit_id, month)
    team = team_on(reader, unit_id, reader.today)
    return MeetingSheet(
        unit_id=unit_id,
        month=month,
        grades=rulebook.grades(),
        body=unit(reader, unit_id).body,
        meeting_by=calendar.add_workdays(last_day, rulebook.meeting_workdays),
        team=team,
        meetings=_meetings(reader, unit_id, month),
        items=_items(reader, facts, team),
    )


def _items(reader: Reader, facts: MonthFacts, team: tuple[TeamLine, ...]) -> tuple[MeetingItem, ...]:
    lines = [line for entry in facts.entries() if (line := _on_the_table(entry)) is not None]
    ids = [line.id for line in lines]
    reports = {row.id: row for row in reader.session.scalars(select(Report).where(Report.id.in_(ids)))}
    additions = judged(reader, ids)
    clauses = _clauses(reader, ids)
    noticed = _by_cadre(findings_on(reader, facts))
    return tuple(
        _item(reader, facts, reports[id_], additions[id_], clauses.get(id_, ()), noticed, team) for id_ in ids
    )


def _on_the_table(entry: Entry) -> ReportLine | None:
    """Return the version that the meeting sees: a correction once it is handed in, else the one in force."""
    if not entry.handed_in or entry.newest is None:
        return None
    return entry.report if entry.newest.state is ReportState.DRAFT else entry.newest


def _item(
    reader: Reader,
    facts: MonthFacts,
    report: Report,
    added: Judged,
    clauses: Sequence[ClauseText],
    noticed: Mapping[str, tuple[Finding, ...]],
    team: tuple[TeamLine, ...],
) -> MeetingItem:
    last = facts.before.get(report.cadre_id)
    correcting = facts.reports[report.cadre_id].report_id != report.id
    return MeetingItem(
        report_id=report.id,
        version=report.version,
        cadre_id=report.cadre_id,
        name=facts.names[report.cadre_id],
        title=report.post_title,
        state=report.state,
        self_grade=rules_of(reader, report).named(report.self_grade),
        nothing_reason=report.nothing_reason if report.nothing_to_report else "",
        clauses=tuple(clauses),
        last_grade=last.rules.named(last.grade) if last else None,
        findings=noticed.get(report.cadre_id, ()),
        evaluation=added.evaluation,
        opinion=added.opinion,
        signers=signers(report.cadre_id, team),
        moves=allowed(report.state, reader.login.roles, own=is_own(reader, report), correcting=correcting),
    )


def _clauses(reader: Reader, report_ids: list[str]) -> dict[str, list[ClauseText]]:
    query = select(Clause).where(Clause.report_id.in_(report_ids)).order_by(Clause.position, Clause.id)
    found: dict[str, list[ClauseText]] = defaultdict(list)
    for clause in reader.session.scalars(query):
        found[clause.report_id].append(clause_text(clause))
    return found


def _by_cadre(noticed: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in noticed:
        found[finding.cadre_id or ""].append(finding)
    return {cadre_id: tuple(each) for cadre_id, each in found.items()}


def _meetings(reader: Reader, unit_id: str, month: Month) -> tuple[MeetingCard, ...]:
    signed = (
        select(Evaluation.meeting_id)
        .join(Report, Report.id == Evaluation.report_id)
        .where(Report.unit_id == unit_id, Report.month == month, Report.state.in_(LOCKING))
    )
    locked = set(reader.session.scalars(signed))
    query = select(Meeting).where(Meeting.unit_id == unit_id, Meeting.month == month)
    return tuple(
        MeetingCard(
            id=row.id,
            body=row.body,
            held_on=row.held_on,
            place=row.place,
            chair_id=row.chair_id,
            recorder=row.recorder,
            attendees=tuple(row.attendees),
            absentees=row.absentees,
            observers=row.observers,
            minutes=row.minutes,
            warnings=meeting_warnings(reader, month, team_on(reader, unit_id, row.held_on), row.attendees),
            locked=row.id in locked,
        )
        for row in reader.session.scalars(query.order_by(Meeting.held_on, Meeting.id))
    )


def confirm_names(reader: Reader, judgements: Sequence[Judgement]) -> tuple[GradeNames, ...]:
    """Return the names under each grade that occurs, best grade first, before it is stored (peers.md §4)."""
    reader.require_business()
    query = (
        select(Report.id, Cadre.name, Report.month)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .where(Report.id.in_([judgement.report_id for judgement in judgements]))
    )
    rows = {report_id: (name, month) for report_id, name, month in reader.session.execute(query)}
    found = []
    for grade in Grade:
        chosen = [rows[one.report_id] for one in judgements if one.grade is grade and one.report_id in rows]
        if chosen:
            label = reader.rulebook(chosen[0][1]).grade_label(grade)
            found.append(GradeNames(grade, label, tuple(name for name, _ in chosen)))
    return tuple(found)
