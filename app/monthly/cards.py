"""The pieces that lists and sheets are made of: person, version, evaluation, opinion, last month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.monthly.records import rules_of, version_label
from app.monthly.text import ClauseText
from app.office import Reader
from app.rulebook import NamedGrade
from app.vocabulary import Month, ReportState, Sex, SignerKind, SignMethod
from db.tables.monthly import Evaluation, Meeting, Opinion, Report
from db.tables.people import Cadre


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a month's report, `更正1` and the like; the original has an empty label."""

    report_id: str
    version: int
    label: str
    state: ReportState
    correction_reason: str
    submitted_on: date | None
    signed_on: date | None
    self_grade: NamedGrade | None
    grade: NamedGrade | None


@dataclass(frozen=True, slots=True)
class EvaluationCard:
    """What the meeting found on one report, and who chaired its item (D23)."""

    meeting_id: str
    body: str
    held_on: date
    present: int
    truthful: bool
    grade: NamedGrade
    unanimous: bool
    dissent: str
    facts: str
    chair: str


@dataclass(frozen=True, slots=True)
class OpinionCard:
    """The signed opinion on one report (D24)."""

    text: str
    signer: str
    signer_title: str
    signer_kind: SignerKind
    method: SignMethod
    signed_on: date
    scan_digest: str | None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The head of the form: title and portfolio as they were when it was written."""

    cadre_id: str
    name: str
    sex: Sex | None
    born: Month | None
    party: str
    title: str
    portfolio: str
    since: date
    unit_name: str


@dataclass(frozen=True, slots=True)
class ReportCard:
    """Which version this is and where it stands."""

    id: str
    version: int
    label: str
    state: ReportState
    submitted_on: date | None
    return_reason: str
    correction_reason: str
    corrects_id: str | None
    rulebook_number: int


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A file attached to a clause."""

    id: str
    clause_id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class LastMonth:
    """Last month's version in force, to write beside."""

    month: Month
    report_id: str
    self_grade: NamedGrade | None
    grade: NamedGrade | None
    clauses: tuple[ClauseText, ...]
    next_month: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What others added to one report."""

    evaluation: EvaluationCard | None = None
    opinion: OpinionCard | None = None


def judged(reader: Reader, report_ids: Sequence[str]) -> dict[str, Judged]:
    """Return evaluation and opinion of every given report, in one SELECT."""
    chair = aliased(Cadre)
    query = (
        select(Report, Evaluation, Meeting, chair.name, Opinion)
        .outerjoin(Evaluation, Evaluation.report_id == Report.id)
        .outerjoin(Meeting, Meeting.id == Evaluation.meeting_id)
        .outerjoin(chair, chair.id == Evaluation.chair_id)
        .outerjoin(Opinion, Opinion.report_id == Report.id)
        .where(Report.id.in_(report_ids))
    )
    return {
        report.id: Judged(_evaluation(reader, report, evaluation, meeting, chair_name), _opinion(opinion))
        for report, evaluation, meeting, chair_name, opinion in reader.session.execute(query)
    }


def _evaluation(
    reader: Reader, report: Report, evaluation: Evaluation | None, meeting: Meeting | None, chair: str | None
) -> EvaluationCard | None:
    if evaluation is None or meeting is None:
        return None
    return EvaluationCard(
        meeting_id=meeting.id,
        body=meeting.body,
        held_on=meeting.held_on,
        present=len(meeting.attendees),
        truthful=evaluation.truthful,
        grade=rules_of(reader, report).name(evaluation.grade),
        unanimous=evaluation.unanimous,
        dissent=evaluation.dissent,
        facts=evaluation.facts,
        chair=chair or "",
    )


def _opinion(opinion: Opinion | None) -> OpinionCard | None:
    if opinion is None:
        return None
    return OpinionCard(
        text=opinion.text,
        signer=opinion.signer,
        signer_title=opinion.signer_title,
        signer_kind=opinion.signer_kind,
        method=opinion.method,
        signed_on=opinion.signed_on,
        scan_digest=opinion.scan_digest,
    )


def version_line(reader: Reader, report: Report, judgement: Judged) -> VersionLine:
    """Return what the list of versions shows of one."""
    return VersionLine(
        report_id=report.id,
        version=report.version,
        label=version_label(report.version),
        state=report.state,
        correction_reason=report.correction_reason,
        submitted_on=report.submitted_on,
        signed_on=judgement.opinion.signed_on if judgement.opinion else None,
        self_grade=rules_of(reader, report).named(report.self_grade),
        grade=judgement.evaluation.grade if judgement.evaluation else None,
    )
