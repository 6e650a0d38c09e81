"""What carries over to the next month, and what several cadres did together (D14, D61; domain.md §2.9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.errors import NotAllowed, UserError
from app.monthly.actions import is_editable, take_over_plan
from app.monthly.records import clause_row, clause_rows, describe, report_row, version_rows
from app.monthly.rules import SHAREABLE, in_force, newest
from app.office import Reader, Work
from app.vocabulary import Month, Part, Role, TaskSource
from db.tables.monthly import Clause, Report
from db.tables.people import Cadre
from db.tables.targets import Plan, PlanItem


def carry_over(work: Work, unit_id: str, cadre_id: str, month: Month) -> int:
    """Carry last month's unfinished tasks into the plan of `month`, and into its report where it is open.

    Returns how many were new: carrying twice adds nothing.
    """
    work.require(Role.CLERK, cadre_id=cadre_id)
    before = version_rows(work, unit_id, cadre_id, month.previous)
    report = newest(version_rows(work, unit_id, cadre_id, month))
    if report is not None and not is_editable(work, report):
        raise NotAllowed(f"{month.label}报告已提交，不能再结转。", next_step="请先撤回，或结转到下月。")
    items = _items(work, unit_id, cadre_id, month)
    unfinished = not_carried(work, before, [item.carried_from for item in items])
    if not unfinished:
        return 0
    plan = _plan(work, unit_id, cadre_id, month)
    last = max((item.position for item in items), default=0)
    for position, clause in enumerate(unfinished, last + 1):
        work.session.add(_carried(plan.id, position, clause))
    work.session.flush()
    if report is not None:
        take_over_plan(work, report)
    work.describe(f"{month.label} {work.session.get_one(Cadre, cadre_id).name} {len(unfinished)} 条")
    return len(unfinished)


def _plan(work: Work, unit_id: str, cadre_id: str, month: Month) -> Plan:
    query = select(Plan).where(Plan.cadre_id == cadre_id, Plan.unit_id == unit_id, Plan.month == month)
    plan = work.session.scalar(query)
    if plan is None:
        plan = Plan(cadre_id=cadre_id, unit_id=unit_id, month=month)
        work.session.add(plan)
        work.session.flush()
    return plan


def _items(work: Work, unit_id: str, cadre_id: str, month: Month) -> Sequence[PlanItem]:
    query = select(PlanItem).join(Plan)
    plan = (Plan.cadre_id == cadre_id, Plan.unit_id == unit_id, Plan.month == month)
    return work.session.scalars(query.where(*plan)).all()


def not_carried(reader: Reader, versions: Sequence[Report], carried: Collection[str | None]) -> list[Clause]:
    """Return a month's unfinished clauses, without tasks whose clause (of any version) is `carried`."""
    source = in_force(versions)
    if source is None:
        return []
    tasks = {
        clause.task for one in versions for clause in clause_rows(reader, one.id) if clause.id in carried
    }
    return [
        clause
        for clause in clause_rows(reader, source.id)
        if (clause.percent is None or clause.percent < 100) and clause.task not in tasks
    ]


def _carried(plan_id: str, position: int, clause: Clause) -> PlanItem:
    return PlanItem(
        plan_id=plan_id,
        position=position,
        source=TaskSource.CARRIED,
        task=clause.task,
        part=clause.part,
        partners=clause.partners,
        target_id=clause.target_id,
        carried_from=clause.id,
    )


def share_result(work: Work, lead_clause_id: str, assist_clause_ids: Sequence[str]) -> None:
    """Name one 主办 and the 协办 of a result that stands in several reports (D61).

    Without assisting clauses the lead stands alone again. Only before the meeting has judged.
    """
    work.require(Role.CLERK)
    lead = clause_row(work, lead_clause_id)
    assisting = [clause_row(work, clause_id) for clause_id in dict.fromkeys(assist_clause_ids)]
    reports = {clause.id: report_row(work, clause.report_id) for clause in (lead, *assisting)}
    _check_shareable(list(reports.values()), len(assisting) + 1)
    everybody = [report.cadre_id for report in reports.values()]
    for clause in (lead, *assisting):
        clause.part = Part.LEAD if clause is lead else Part.ASSIST
        clause.partners = [cadre for cadre in everybody if cadre != reports[clause.id].cadre_id]
    describe(work, reports[lead.id])


def _check_shareable(reports: Sequence[Report], clauses: int) -> None:
    if len({report.cadre_id for report in reports}) != clauses:
        raise UserError("共同完成的条款应分别在不同干部的报告中。", next_step="请每人只选一条。")
    if len({(report.unit_id, report.month) for report in reports}) != 1:
        raise UserError("共同完成的条款应在同一单位同一月份。", next_step="请重新选择。")
    if any(report.state not in SHAREABLE for report in reports):
        raise NotAllowed("班子会议已评价，不能再改主办、协办。", next_step="请先退回重新评价。")
