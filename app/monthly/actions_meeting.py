"""The leadership meeting and the head: evaluate, evaluate anew, sign (D22–D24; domain.md §2.13–2.16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app import blobs
from app.errors import NotAllowed, UserError
from app.monthly.meeting_rules import (
    Judgement,
    Signer,
    check_came_before,
    check_held_on,
    check_judgement,
    item_chair,
    quorum_warning,
    signers,
)
from app.monthly.records import cleaned_reason, move, report_row
from app.monthly.team import TeamLine, team_on
from app.office import Reader, Work
from app.texts import clean
from app.vocabulary import Month, ReportMove, ReportState, Role, SignerKind, SignMethod
from db.tables.monthly import Evaluation, Meeting, Opinion, Report
from db.tables.people import Cadre

LOCKING = frozenset({ReportState.SIGNED, ReportState.SUPERSEDED})
"""States of a report that lock the record of the meeting which judged it."""


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """The record of one meeting as typed; people are ids of cadres."""

    unit_id: str
    month: Month
    body: str
    held_on: date
    place: str
    chair_id: str
    recorder: str
    attendees: tuple[str, ...]
    absentees: str = ""
    observers: str = ""
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class MeetingRecorded:
    """The meeting's id, and what looks unusual about it without hindering anything."""

    id: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """The head's opinion on one report, with a scan of the hand-signed sheet if one was kept."""

    report_id: str
    text: str
    scan: bytes | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, how and when; a digital signature has been made and checked by the caller."""

    signer: Signer
    method: SignMethod
    signed_on: date


def record_meeting(work: Work, form: MeetingForm, meeting_id: str | None = None) -> MeetingRecorded:
    """Record the meeting, or change its record as long as nothing it judged is signed (D22)."""
    work.require(Role.CLERK, Role.HEAD)
    check_held_on(form.held_on, form.month, work.today)
    board = team_on(work, form.unit_id, form.held_on)
    _check_people(form, board)
    meeting = Meeting(unit_id=form.unit_id, month=form.month)
    if meeting_id is not None:
        meeting = _changeable(work, meeting_id, form)
    meeting.held_on = form.held_on
    meeting.chair_id = form.chair_id
    meeting.attendees = [member.cadre_id for member in board if member.cadre_id in form.attendees]
    meeting.body = clean(form.body, "会议名称", 60, field="body", required=True, one_line=True)
    meeting.place = clean(form.place, "会议地点", 100, field="place", required=True, one_line=True)
    meeting.recorder = clean(form.recorder, "记录人", 40, field="recorder", required=True, one_line=True)
    meeting.absentees = clean(form.absentees, "缺席人员及原因", 500, field="absentees")
    meeting.observers = clean(form.observers, "列席人员", 500, field="observers")
    meeting.minutes = clean(form.minutes, "会议记录", 20_000, field="minutes")
    work.session.add(meeting)
    work.session.flush()
    work.describe(f"{form.month.label} {form.held_on.isoformat()}")
    return MeetingRecorded(meeting.id, meeting_warnings(work, form.month, board, meeting.attendees))


def meeting_warnings(
    reader: Reader, month: Month, board: Iterable[TeamLine], attendees: Sequence[str]
) -> tuple[str, ...]:
    """Say that fewer of the team were there than the rule book asks (the settings' quorum)."""
    team = [member.cadre_id for member in board if member.on_team]
    present = sum(cadre_id in attendees for cadre_id in team)
    warning = quorum_warning(present, len(team), reader.rulebook(month).quorum_percent)
    return (warning,) if warning else ()


def _check_people(form: MeetingForm, board: Iterable[TeamLine]) -> None:
    if not form.attendees:
        raise UserError("请选择到会人员。", field="attendees")
    if not {member.cadre_id for member in board}.issuperset(form.attendees):
        raise UserError("到会人员中有人不在本单位名册上。", field="attendees", next_step="请重新选择。")
    if form.chair_id not in form.attendees:
        raise UserError("主持人应在到会人员之中。", field="chair_id", next_step="请核对到会人员。")


def _changeable(work: Work, meeting_id: str, form: MeetingForm) -> Meeting:
    meeting = meeting_row(work, meeting_id)
    judged = (
        select(Report.state, Report.submitted_on, Cadre.name)
        .join(Evaluation, Evaluation.report_id == Report.id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .where(Evaluation.meeting_id == meeting_id)
    )
    rows = work.session.execute(judged).all()
    if any(row.state in LOCKING for row in rows):
        raise NotAllowed("该会议评价的报告已签定，会议记录不能再改。", next_step="如有错误请办理更正。")
    for row in rows:
        check_came_before(row.submitted_on or form.held_on, form.held_on, row.name)
    if rows and (meeting.unit_id, meeting.month) != (form.unit_id, form.month):
        raise UserError("该会议已有评价，不能改到别的月份。", field="month", next_step="请先重新评价。")
    meeting.unit_id, meeting.month = form.unit_id, form.month
    return meeting


def meeting_row(reader: Reader, meeting_id: str) -> Meeting:
    """Return the meeting; raises `UserError` when it is gone."""
    meeting = reader.session.get(Meeting, meeting_id)
    if meeting is None:
        raise UserError("这次会议的记录已不存在。", next_step="请刷新后再看。")
    return meeting


def evaluate(work: Work, meeting_id: str, judgements: Sequence[Judgement]) -> None:
    """Store what the meeting found on one or several reports, all or none (D23).

    Whoever chairs leaves the seat for the own item (domain.md §2.14). Raises `UserError` naming the person.
    """
    if not judgements:
        raise UserError("请选择要评价的报告。", field="judgements")
    meeting = meeting_row(work, meeting_id)
    for judgement in judgements:
        _evaluate_one(work, meeting, judgement)
    if len(judgements) > 1:
        work.describe(f"{meeting.month.label} {len(judgements)} 人")


def _evaluate_one(work: Work, meeting: Meeting, typed: Judgement) -> None:
    report = report_row(work, typed.report_id)
    name = work.session.get_one(Cadre, report.cadre_id).name
    if (report.unit_id, report.month) != (meeting.unit_id, meeting.month):
        raise UserError(f"{name}的报告不属于这次会议评价的月份。", next_step="请刷新后再试。")
    judgement = replace(
        typed,
        dissent=clean(typed.dissent, f"{name}：多数意见和不同意见", 1000, field="dissent"),
        facts=clean(typed.facts, f"{name}：事实依据", 1000, field="facts"),
    )
    check_judgement(judgement, name, work.rulebook(report.month).grade_label(judgement.grade))
    chair_id = _item_chair(meeting, report, judgement, name)
    check_came_before(report.submitted_on or meeting.held_on, meeting.held_on, name)
    move(work, report, ReportMove.EVALUATE)
    work.session.add(
        Evaluation(
            report_id=report.id,
            meeting_id=meeting.id,
            truthful=judgement.truthful,
            grade=judgement.grade,
            unanimous=judgement.unanimous,
            dissent="" if judgement.unanimous else judgement.dissent,
            facts=judgement.facts,
            chair_id=chair_id,
        )
    )


def _item_chair(meeting: Meeting, report: Report, judgement: Judgement, name: str) -> str:
    if judgement.chair_id is None:
        return item_chair(report.cadre_id, meeting.chair_id, meeting.attendees)
    if judgement.chair_id == report.cadre_id:
        raise UserError(f"评价{name}时不能由本人主持。", field="chair_id", next_step="请另选主持人。")
    if judgement.chair_id not in meeting.attendees:
        raise UserError(f"{name}：主持人应在到会人员之中。", field="chair_id", next_step="请另选主持人。")
    return judgement.chair_id


def reopen_evaluation(work: Work, report_id: str, reason: str) -> None:
    """Take the meeting's findings on a report back, so that it is evaluated anew; the journal keeps them."""
    report = report_row(work, report_id)
    move(work, report, ReportMove.REOPEN, cleaned_reason(reason))
    for evaluation in work.session.scalars(select(Evaluation).where(Evaluation.report_id == report_id)):
        work.session.delete(evaluation)


def sign_reports(work: Work, opinions: Sequence[OpinionForm], signature: Signature) -> None:
    """Record the signed opinion on each report and lock it, all or none (D24; domain.md §2.14–2.15).

    Signing a correction supersedes the version it corrects (§2.36).
    """
    if not opinions:
        raise UserError("请选择要签定的报告。", field="reports")
    reports = [report_row(work, opinion.report_id) for opinion in opinions]
    boards = {
        unit_id: team_on(work, unit_id, signature.signed_on)
        for unit_id in {report.unit_id for report in reports}
    }
    for report, opinion in zip(reports, opinions, strict=True):
        signer = _checked_signer(work, report, boards[report.unit_id], signature.signer)
        _check_method(signer, signature.method)
        _check_signed_on(work, report, signature.signed_on)
        _sign_one(work, report, opinion, replace(signature, signer=signer))
    if len(reports) > 1:
        work.describe(f"{reports[0].month.label} {len(reports)} 人")


def _checked_signer(work: Work, report: Report, board: Iterable[TeamLine], chosen: Signer) -> Signer:
    choices = signers(report.cadre_id, board)
    for choice in choices:
        if (choice.kind, choice.cadre_id) != (chosen.kind, chosen.cadre_id):
            continue
        if choice.kind is not SignerKind.COUNTY_LEADER:
            return choice
        name = clean(chosen.name, "签字人姓名", 40, field="signer", required=True, one_line=True)
        title = clean(chosen.title, "签字人职务", 60, field="signer_title", required=True, one_line=True)
        return replace(choice, name=name, title=title)
    person = work.session.get_one(Cadre, report.cadre_id).name
    usual = "或".join(f"{choice.title}{choice.name}" for choice in choices)
    raise UserError(f"{person}的报告应由{usual}签定。", field="signer", next_step="请另选签字人。")


def _check_method(signer: Signer, method: SignMethod) -> None:
    """Only the head signs on the booklet's cover, so nobody else's form may say that he did."""
    if method is SignMethod.DIGITAL and signer.kind is not SignerKind.HEAD:
        raise UserError(
            f"{signer.kind.label}的意见在纸上签字。", field="method", next_step="请把方式改为“手写签名”。"
        )


def _check_signed_on(work: Work, report: Report, signed_on: date) -> None:
    held_on = work.session.scalar(
        select(Meeting.held_on)
        .join(Evaluation, Evaluation.meeting_id == Meeting.id)
        .where(Evaluation.report_id == report.id)
    )
    if signed_on > work.today:
        raise UserError("签定日期不能晚于今天。", field="signed_on", next_step="请按实际签字日期填写。")
    if held_on is not None and signed_on < held_on:
        raise UserError(
            f"签定日期早于班子会议（{held_on.isoformat()}）。", field="signed_on", next_step="请核对日期。"
        )


def _sign_one(work: Work, report: Report, form: OpinionForm, signature: Signature) -> None:
    move(work, report, ReportMove.SIGN)
    work.session.add(
        Opinion(
            report_id=report.id,
            text=clean(form.text, "审核意见", 500, field="opinion", required=True),
            signer=signature.signer.name,
            signer_title=signature.signer.title,
            signer_kind=signature.signer.kind,
            method=signature.method,
            signed_on=signature.signed_on,
            scan_digest=blobs.keep_scan(work, form.scan) if form.scan else None,
        )
    )
    if report.corrects_id is not None:
        report_row(work, report.corrects_id).state = ReportState.SUPERSEDED
