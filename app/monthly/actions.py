"""What a person does with a report: open, write, submit, take back, return, correct (D14–D21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.errors import NotAllowed, UserError
from app.monthly.actions_drafts import drop_draft
from app.monthly.meeting_rules import check_came_before, check_came_on
from app.monthly.records import (
    clause_rows,
    cleaned_reason,
    describe,
    is_own,
    move,
    report_row,
    text_of,
    version_rows,
)
from app.monthly.rules import allowed, lacking, newest
from app.monthly.text import LIMITS, MAX_CLAUSES, ClauseText, ReportText, cleaned
from app.office import Work
from app.people.views import Member, roster
from app.texts import clean
from app.vocabulary import Month, ReportMove, ReportState, Role, TaskSource
from db.tables.monthly import Clause, Evaluation, Evidence, Meeting, Report
from db.tables.people import Cadre
from db.tables.targets import Plan, PlanItem

FORM_TEXTS = (
    "unfinished",
    "next_month",
    "self_appraisal",
    "self_grade",
    "nothing_to_report",
    "nothing_reason",
)
CLAUSE_TEXTS = ("source", "task", "result", "percent", "reason", "part")
"""What a clause stores as it is typed."""


def open_report(work: Work, unit_id: str, cadre_id: str, month: Month) -> str:
    """Return the cadre's report of the month, begun from the month's plan where there is none yet (D13–D14).

    Opening again takes over tasks planned meanwhile, as long as the report is being written.
    """
    work.require(Role.CLERK, cadre_id=cadre_id)
    report = newest(version_rows(work, unit_id, cadre_id, month))
    if report is None:
        report = _begin(work, unit_id, cadre_id, month)
    if report.version == 0 and is_editable(work, report):
        take_over_plan(work, report)
    return report.id


def _begin(work: Work, unit_id: str, cadre_id: str, month: Month) -> Report:
    if month.first_day > work.today:
        raise UserError(f"{month.label}还没有开始。", next_step="请选择本月或以前的月份。")
    member = _member(work, unit_id, cadre_id, month)
    if not (member.duty.due or member.duty.exempt):
        raise UserError(member.duty.reason, next_step="不需要填报。")
    report = Report(
        cadre_id=cadre_id,
        unit_id=unit_id,
        month=month,
        version=0,
        state=ReportState.DRAFT,
        post_title=member.title,
        portfolio=member.portfolio,
        rulebook_number=work.rulebook(month).number,
    )
    work.session.add(report)
    work.session.flush()
    describe(work, report)
    return report


def _member(work: Work, unit_id: str, cadre_id: str, month: Month) -> Member:
    for member in roster(work, unit_id, month):
        if member.cadre_id == cadre_id:
            return member
    raise UserError(f"{month.label}不在本单位任职。", next_step="请核对人员和月份。")


def is_editable(work: Work, report: Report) -> bool:
    """Tell whether the account at work may write in the report now."""
    return ReportMove.EDIT in allowed(report.state, work.login.roles, own=is_own(work, report))


def take_over_plan(work: Work, report: Report) -> None:
    """Append a clause for every task of the month's plan that has none yet."""
    clauses = clause_rows(work, report.id)
    taken = {clause.plan_item_id for clause in clauses}
    last = max((clause.position for clause in clauses), default=0)
    items = (item for item in _plan_items(work, report) if item.id not in taken)
    for position, item in enumerate(items, last + 1):
        work.session.add(
            Clause(
                report_id=report.id,
                position=position,
                source=item.source,
                task=item.task,
                part=item.part,
                partners=item.partners,
                plan_item_id=item.id,
                target_id=item.target_id,
            )
        )


def _plan_items(work: Work, report: Report) -> Sequence[PlanItem]:
    query = (
        select(PlanItem)
        .join(Plan)
        .where(Plan.cadre_id == report.cadre_id, Plan.unit_id == report.unit_id, Plan.month == report.month)
        .order_by(PlanItem.position, PlanItem.id)
    )
    return work.session.scalars(query).all()


def save_report(work: Work, report_id: str, text: ReportText) -> None:
    """Store the form as far as it is filled, and let the draft of this account go (D19–D21).

    Raises `UserError` with the field for what cannot be stored; a planned clause cannot be left out (D14).
    """
    report = report_row(work, report_id)
    move(work, report, ReportMove.EDIT)
    text = cleaned(text)
    _check_partners(work, report, text.clauses)
    _store_clauses(work, report, text.clauses)
    for name in FORM_TEXTS:
        setattr(report, name, getattr(text, name))
    drop_draft(work, report_id)


def _check_partners(work: Work, report: Report, clauses: Sequence[ClauseText]) -> None:
    named = {partner for clause in clauses for partner in clause.partners}
    if not named:
        return
    known = set(work.session.scalars(select(Cadre.id).where(Cadre.id.in_(named))))
    for index, clause in enumerate(clauses):
        if report.cadre_id in clause.partners or not known.issuperset(clause.partners):
            raise UserError(
                f"第 {index + 1} 条的共同完成人应是本人以外的干部。",
                field=f"clauses.{index}.partners",
                next_step="请重新选择。",
            )


def _store_clauses(work: Work, report: Report, clauses: Sequence[ClauseText]) -> None:
    existing = {row.id: row for row in clause_rows(work, report.id)}
    kept = [clause.id for clause in clauses if clause.id is not None]
    if len(set(kept)) != len(kept) or not existing.keys() >= set(kept):
        raise UserError("条款已在别处改动。", field="clauses", next_step="请刷新后再保存。")
    _remove_clauses(work, [row for row in existing.values() if row.id not in kept])
    for position, clause in enumerate(clauses, 1):
        row = existing[clause.id] if clause.id else Clause(report_id=report.id)
        row.position = position
        for name in CLAUSE_TEXTS:
            setattr(row, name, getattr(clause, name))
        row.partners = list(clause.partners)
        row.amount = Decimal(clause.amount) if clause.amount else None
        work.session.add(row)


def _remove_clauses(work: Work, rows: Iterable[Clause]) -> None:
    for row in rows:
        if row.plan_item_id is not None:
            raise UserError(
                f"“{row.task[:20]}”来自月计划，不能删除。",
                field="clauses",
                next_step="未做的请填 0% 并说明原因。",
            )
        for evidence in work.session.scalars(select(Evidence).where(Evidence.clause_id == row.id)):
            work.session.delete(evidence)
        work.session.flush()
        work.session.delete(row)


def add_adhoc(work: Work, report_id: str, task: str, source: TaskSource = TaskSource.ADHOC) -> str:
    """Append a task that no plan foresaw and return the clause's id (D13)."""
    report = report_row(work, report_id)
    move(work, report, ReportMove.EDIT)
    positions = [clause.position for clause in clause_rows(work, report_id)]
    if len(positions) >= MAX_CLAUSES:
        raise UserError(f"一份报告最多 {MAX_CLAUSES} 条。", field="task", next_step="请合并相近的条款。")
    kept = clean(task, *LIMITS["task"], field="task", required=True)
    clause = Clause(report_id=report_id, position=max(positions, default=0) + 1, source=source, task=kept)
    work.session.add(clause)
    return clause.id


def submit_report(work: Work, report_id: str) -> None:
    """Hand the report in; raises `UserError` with the first thing that it lacks (D15–D21).

    The day of the first submission decides whether it came in time (domain.md §2.6).
    """
    report = report_row(work, report_id)
    move(work, report, ReportMove.SUBMIT)
    for lack in lacking(text_of(report, clause_rows(work, report_id))):
        raise UserError(f"{lack.sentence}。", field=lack.field, next_step="填好后再提交。")
    report.submitted_on = report.submitted_on or work.today
    report.return_reason = ""
    if report.version == 0:
        member = _member(work, report.unit_id, report.cadre_id, report.month)
        report.post_title, report.portfolio = member.title, member.portfolio


def withdraw_report(work: Work, report_id: str, reason: str) -> None:
    """Take a submitted report back before the meeting: until it is submitted anew it has not come."""
    report = report_row(work, report_id)
    kept = cleaned_reason(reason)
    move(work, report, ReportMove.WITHDRAW, kept)
    report.return_reason = f"撤回：{kept}"
    if report.version == 0:
        report.submitted_on = None


def return_report(work: Work, report_id: str, reason: str) -> None:
    """Give a submitted report back to be improved; it keeps the day on which it came."""
    report = report_row(work, report_id)
    report.return_reason = cleaned_reason(reason)
    move(work, report, ReportMove.RETURN, report.return_reason)


def redate_report(work: Work, report_id: str, came_on: date, reason: str) -> None:
    """Record that a form came on paper on another day than it was typed in: that day decides (§2.6)."""
    report = report_row(work, report_id)
    if report.version:
        raise NotAllowed("更正件沿用原登记表的提交日期。", next_step="日期有误的，请在更正说明中写明。")
    check_came_on(came_on, report.month, work.today)
    for held_on in work.session.scalars(
        select(Meeting.held_on).join(Evaluation).where(Evaluation.report_id == report_id)
    ):
        check_came_before(came_on, held_on, work.session.get_one(Cadre, report.cadre_id).name)
    move(work, report, ReportMove.REDATE, f"{came_on.isoformat()}，{cleaned_reason(reason)}")
    report.submitted_on = came_on


def correct_report(work: Work, report_id: str, reason: str) -> str:
    """Begin 更正n of a signed report and return its id (domain.md §2.36).

    The signed version stays visible and in force until the correction is signed.
    """
    report = report_row(work, report_id)
    kept = cleaned_reason(reason)
    move(work, report, ReportMove.CORRECT, kept)
    correction = Report(
        cadre_id=report.cadre_id,
        unit_id=report.unit_id,
        month=report.month,
        version=report.version + 1,
        corrects_id=report.id,
        correction_reason=kept,
        state=ReportState.DRAFT,
        submitted_on=report.submitted_on,
        post_title=report.post_title,
        portfolio=report.portfolio,
        rulebook_number=work.rulebook(report.month).number,
        **{name: getattr(report, name) for name in FORM_TEXTS},
    )
    work.session.add(correction)
    work.session.flush()
    for clause in clause_rows(work, report_id):
        _copy_clause(work, clause, correction.id)
    return correction.id


def _copy_clause(work: Work, clause: Clause, report_id: str) -> None:
    names = ("position", *CLAUSE_TEXTS, "amount", "partners", "plan_item_id", "target_id")
    copy = Clause(report_id=report_id, **{name: getattr(clause, name) for name in names})
    work.session.add(copy)
    work.session.flush()
    for file in work.session.scalars(select(Evidence).where(Evidence.clause_id == clause.id)):
        work.session.add(
            Evidence(
                clause_id=copy.id,
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                digest=file.digest,
            )
        )
