"""Fills the month's papers from the database: registration forms, minutes, the booklet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.documents.letter import official_date
from app.errors import UserError
from app.monthly.minutes_paper import MeetingLine, MinutesForm
from app.monthly.papers import (
    ClauseLine,
    EvaluationLines,
    OpinionLines,
    RegistrationForm,
)
from app.monthly.records import amount_units, require_report_of, rules_of
from app.monthly.rules import in_force
from app.numbers import number_label
from app.office import Reader
from app.people.views import Member, UnitCard, roster, unit
from app.rulebook import Rulebook
from app.vocabulary import Grade, Month, PostingState, SignMethod
from db.tables.monthly import Clause, Evaluation, Evidence, Meeting, Opinion, Report
from db.tables.notices import Posting
from db.tables.people import Cadre

TRUE, UNTRUE = "属实", "不属实"


@dataclass(frozen=True, slots=True)
class MonthFile:
    """Everything of a unit's month that the papers need, read once."""

    unit: UnitCard
    month: Month
    rulebook: Rulebook
    """The month's."""
    rules: dict[str, Rulebook]
    """What each version was stored with, by report id (domain.md §2.10)."""
    members: tuple[Member, ...]
    reports: dict[str, Report]
    """The version in force of each cadre, by cadre id."""
    versions: dict[str, list[Report]]
    """All of them, the original first."""
    clauses: dict[str, list[Clause]]
    evaluations: dict[str, Evaluation]
    meetings: dict[str, Meeting]
    opinions: dict[str, Opinion]
    postings: Sequence[Posting]
    evidence: dict[str, list[str]] = field(default_factory=dict)
    """Names of the files that support a clause, by its id."""
    names: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    """Units of measure of the targets with a numeric goal, by target id."""

    def named(self, cadre_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the names of these cadres, in order."""
        return tuple(self.names.get(cadre_id, "") for cadre_id in cadre_ids)


def month_file(reader: Reader, unit_id: str, month: Month, version: str | None = None) -> MonthFile:
    """Read a unit's month for its papers; the report `version` stands in for the one in force."""
    reader.require_business()
    session = reader.session
    versions: dict[str, list[Report]] = {}
    here = (Report.unit_id == unit_id, Report.month == month)
    for report in session.scalars(select(Report).where(*here).order_by(Report.version)):
        versions.setdefault(report.cadre_id, []).append(report)
    reports = {cadre_id: found for cadre_id, rows in versions.items() if (found := in_force(rows))}
    reports |= {row.cadre_id: row for rows in versions.values() for row in rows if row.id == version}
    ids = [report.id for rows in versions.values() for report in rows]
    clauses: dict[str, list[Clause]] = {}
    for clause in session.scalars(select(Clause).where(Clause.report_id.in_(ids)).order_by(Clause.position)):
        clauses.setdefault(clause.report_id, []).append(clause)
    evidence: dict[str, list[str]] = {}
    files = select(Evidence.clause_id, Evidence.name).join(Clause).where(Clause.report_id.in_(ids))
    for clause_id, name in session.execute(files.order_by(Evidence.name, Evidence.id)):
        evidence.setdefault(clause_id, []).append(name)
    evaluations = session.scalars(select(Evaluation).where(Evaluation.report_id.in_(ids)))
    opinions = session.scalars(select(Opinion).where(Opinion.report_id.in_(ids)))
    meetings = session.scalars(select(Meeting).where(Meeting.unit_id == unit_id, Meeting.month == month))
    postings = select(Posting).where(Posting.unit_id == unit_id, Posting.month == month)
    return MonthFile(
        unit=unit(reader, unit_id),
        month=month,
        rulebook=reader.rulebook(month),
        rules={report.id: rules_of(reader, report) for rows in versions.values() for report in rows},
        members=roster(reader, unit_id, month),
        reports=reports,
        versions=versions,
        clauses=clauses,
        evaluations={row.report_id: row for row in evaluations},
        meetings={row.id: row for row in meetings},
        opinions={row.report_id: row for row in opinions},
        postings=session.scalars(postings.order_by(Posting.posted_on)).all(),
        evidence=evidence,
        names=dict(iter(session.execute(select(Cadre.id, Cadre.name)))),
        units=amount_units(reader, [clause for found in clauses.values() for clause in found]),
    )


def registration(file: MonthFile, member: Member, mark: str = "") -> RegistrationForm:
    """Return the form of one cadre, empty parts left for the hand."""
    report = file.reports.get(member.cadre_id)
    evaluation = file.evaluations.get(report.id) if report else None
    return RegistrationForm(
        county=(file.rules[report.id] if report else file.rulebook).county,
        unit=file.unit.name,
        month=file.month,
        name=member.name,
        sex=member.sex.label if member.sex else "",
        born=member.born.label if member.born else "",
        party=member.party,
        title=report.post_title if report else member.title,
        since=Month.of(member.since).label,
        category=member.category.label,
        portfolio=report.portfolio if report else member.portfolio,
        clauses=tuple(_clause(file, clause) for clause in file.clauses.get(report.id, ())) if report else (),
        nothing=report.nothing_reason if report and report.nothing_to_report else "",
        unfinished=_unfinished(file, report),
        next_month=report.next_month if report else "",
        self_appraisal=report.self_appraisal if report else "",
        self_grade=_grade(file, report, report.self_grade if report else None),
        submitted_on=report.submitted_on if report else None,
        evaluation=_evaluation(file, report, evaluation) if evaluation else None,
        opinion=_opinion(file, report),
        posting=_posting(file, report),
        correction=f"更正{report.version}：{report.correction_reason}" if report and report.version else "",
        mark=mark,
    )


def _grade(file: MonthFile, report: Report | None, grade: Grade | None) -> str:
    return file.rules[report.id].grade_label(grade) if report and grade else ""


def _clause(file: MonthFile, clause: Clause) -> ClauseLine:
    partners = "、".join(file.named(clause.partners))
    return ClauseLine(
        source=clause.source.label,
        task=clause.task,
        result=f"{clause.result}{_amount(file, clause)}",
        percent="" if clause.percent is None else f"{clause.percent}%",
        part=f"{clause.part.label}（与{partners}）" if partners else "",
        evidence=tuple(file.evidence.get(clause.id, ())),
    )


def _amount(file: MonthFile, clause: Clause) -> str:
    unit = file.units.get(clause.target_id or "")
    return f"（本月完成{number_label(clause.amount)}{unit}）" if unit and clause.amount is not None else ""


def _unfinished(file: MonthFile, report: Report | None) -> str:
    if report is None:
        return ""
    reasons = [
        f"第{number}项：{clause.reason}"
        for number, clause in enumerate(file.clauses.get(report.id, ()), 1)
        if clause.reason
    ]
    return "\n".join([*reasons, *([report.unfinished] if report.unfinished else [])])


def _evaluation(file: MonthFile, report: Report | None, found: Evaluation) -> EvaluationLines:
    meeting = file.meetings[found.meeting_id]
    return EvaluationLines(
        body=meeting.body,
        held_on=meeting.held_on,
        present=len(meeting.attendees),
        truthful=TRUE if found.truthful else UNTRUE,
        grade=_grade(file, report, found.grade),
        agreement=agreement(found),
        facts=found.facts,
        chair=file.names.get(found.chair_id, ""),
    )


def agreement(found: Evaluation) -> str:
    """Return whether the meeting agreed, with the dissent where it did not (domain.md §2.13)."""
    return "形成一致意见" if found.unanimous else f"未形成一致意见（{found.dissent.rstrip('。')}）"


def _opinion(file: MonthFile, report: Report | None) -> OpinionLines | None:
    opinion = file.opinions.get(report.id) if report else None
    if opinion is None:
        return None
    return OpinionLines(
        text=opinion.text,
        signer=f"{opinion.signer_title} {opinion.signer}",
        signed_on=opinion.signed_on,
        by_hand=opinion.method is SignMethod.HAND,
    )


def _posting(file: MonthFile, report: Report | None) -> str:
    if report is None:
        return ""
    periods = [
        f"{official_date(posting.first_day)}至{official_date(posting.last_day)}（{posting.days}个工作日）"
        for posting in file.postings
        if posting.state is not PostingState.INTERRUPTED and report.id in posting.report_ids
    ]
    return "；".join(periods)


def minutes_forms(file: MonthFile, mark: str = "") -> tuple[MinutesForm, ...]:
    """Return the record of each meeting of the month, with the reports it evaluated in board order."""
    meetings = sorted(file.meetings.values(), key=lambda meeting: (meeting.held_on, meeting.id))
    return tuple(_minutes(file, meeting, mark) for meeting in meetings)


def _minutes(file: MonthFile, meeting: Meeting, mark: str) -> MinutesForm:
    return MinutesForm(
        unit=file.unit.name,
        month=file.month,
        body=meeting.body,
        held_on=meeting.held_on,
        place=meeting.place,
        chair=file.names.get(meeting.chair_id, ""),
        recorder=meeting.recorder,
        attendees=file.named(meeting.attendees),
        absentees=meeting.absentees,
        observers=meeting.observers,
        lines=tuple(_meeting_lines(file, meeting)),
        minutes=meeting.minutes,
        mark=mark,
    )


def _meeting_lines(file: MonthFile, meeting: Meeting) -> Iterable[MeetingLine]:
    for member in file.members:
        judged = _judged_at(file, member, meeting)
        if judged is None:
            continue
        report, found = judged
        stood_in = "" if found.chair_id == meeting.chair_id else f"；本项由{file.names[found.chair_id]}主持"
        yield MeetingLine(
            name=member.name,
            title=report.post_title,
            self_grade=_grade(file, report, report.self_grade),
            truthful=TRUE if found.truthful else UNTRUE,
            grade=_grade(file, report, found.grade),
            remark="；".join(part for part in (agreement(found) + stood_in, found.facts) if part),
        )


def _judged_at(file: MonthFile, member: Member, meeting: Meeting) -> tuple[Report, Evaluation] | None:
    """Return what the meeting judged of a cadre, even where a correction has taken its place since."""
    for report in file.versions.get(member.cadre_id, ()):
        found = file.evaluations.get(report.id)
        if found is not None and found.meeting_id == meeting.id:
            return report, found
    return None


def form_of(
    reader: Reader, unit_id: str, month: Month, cadre_id: str, version: str | None = None
) -> RegistrationForm:
    """Return one cadre's form for preview and print: the version in force, or the report `version`.

    Raises `UserError` when the cadre held no post there in the month.
    """
    require_report_of(reader, cadre_id)
    file = month_file(reader, unit_id, month, version)
    member = next((one for one in file.members if one.cadre_id == cadre_id), None)
    if member is None:
        raise UserError(f"{month.label}的名单里没有此人。", next_step="请先核对其任职起止日期。")
    return registration(file, member)
