"""What a person does with a month's plan: open it, add tasks, settle it (D12–D14).

Carrying over what was left unfinished is `app.monthly.actions_sharing.carry_over`: it feeds the plan and,
where it is open, the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from app.errors import UserError
from app.office import Reader, Work
from app.people.actions import KEEPERS, name_of, require_own_unit
from app.people.views import board_order, roster
from app.targets.entries import ItemEntry
from app.targets.rules import Holding, check_open, check_unsettled, closed, items_for
from app.vocabulary import Month, Part, ReportState, TaskSource
from db.tables.monthly import Report
from db.tables.targets import Plan, PlanItem, Target, TargetHolder, TargetSlice

OWN_SOURCES = (TaskSource.ADHOC, TaskSource.COUNTY)


def open_plan(work: Work, unit_id: str, cadre_id: str, month: Month) -> str:
    """Draw up a cadre's plan of a month from the targets held and return its id (D13).

    Doing it again only adds what is new in the split; a settled plan or a signed month stays as it is.
    """
    work.require(*KEEPERS, cadre_id=cadre_id)
    require_own_unit(work, unit_id)
    name = name_of(work, cadre_id)
    if all(member.cadre_id != cadre_id for member in roster(work, unit_id, month)):
        raise UserError(f"{name}{month.label}不在本单位任职。", next_step="请核对人员名单。")
    plan = _opened(work, unit_id, cadre_id, month)
    work.describe(f"{month.label} {name}")
    return plan.id


def open_plans(work: Work, unit_id: str, month: Month) -> int:
    """Draw up the plans of everybody from whom a report is due; returns how many plans got new items."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    due = [member.cadre_id for member in roster(work, unit_id, month) if member.duty.due]
    before = _item_count(work, unit_id, month)
    for cadre_id in due:
        _opened(work, unit_id, cadre_id, month)
    work.session.flush()
    after = _item_count(work, unit_id, month)
    changed = sum(after.get(cadre_id, 0) > before.get(cadre_id, 0) for cadre_id in due)
    work.describe(f"{month.label} {len(due)} 人")
    return changed


def _item_count(work: Work, unit_id: str, month: Month) -> dict[str, int]:
    """Count items by cadre; a plan without items counts 0."""
    query = (
        select(Plan.cadre_id, PlanItem.id)
        .outerjoin(PlanItem, PlanItem.plan_id == Plan.id)
        .where(Plan.unit_id == unit_id, Plan.month == month)
    )
    counts: dict[str, int] = {}
    for cadre_id, item_id in work.session.execute(query):
        counts[cadre_id] = counts.get(cadre_id, 0) + (item_id is not None)
    return counts


def _opened(work: Work, unit_id: str, cadre_id: str, month: Month) -> Plan:
    plan = work.session.scalar(
        select(Plan).where(Plan.cadre_id == cadre_id, Plan.unit_id == unit_id, Plan.month == month)
    )
    if plan is None:
        plan = Plan(cadre_id=cadre_id, unit_id=unit_id, month=month)
        work.session.add(plan)
        work.session.flush()
    if plan.settled_on is None and not closed(report_states(work, unit_id, cadre_id, month)):
        held = item_rows(work, plan.id)
        planned = [item.target_id for item in held if item.source is TaskSource.ANNUAL]
        new = items_for(month, holdings(work, unit_id, cadre_id, month), planned)
        for position, item in enumerate(new, _last(held) + 1):
            work.session.add(
                PlanItem(
                    plan_id=plan.id,
                    position=position,
                    source=item.source,
                    task=item.task,
                    standard=item.standard,
                    due=item.due,
                    part=item.part,
                    partners=list(item.partners),
                    target_id=item.target_id,
                )
            )
    return plan


def assign_task(
    work: Work, unit_id: str, month: Month, cadre_ids: Sequence[str], entry: ItemEntry, lead_id: str
) -> int:
    """Put one task into the plans of many people at once, `lead_id` as 主办, the others 协办 (D61).

    Returns how many plans got it; who has a task of these words in the month is left alone. A cadre may do
    so for the own plan alone.
    """
    work.require(*KEEPERS, cadre_id=cadre_ids[0] if len(cadre_ids) == 1 else None)
    require_own_unit(work, unit_id)
    if lead_id not in cadre_ids:
        raise UserError("请在所选人员中指定主办人。", field="lead_id")
    task = _own(entry).checked()
    given = 0
    for cadre_id in cadre_ids:
        plan = work.session.get_one(Plan, open_plan(work, unit_id, cadre_id, month))
        check_open(name_of(work, cadre_id), month, report_states(work, unit_id, cadre_id, month))
        held = item_rows(work, plan.id)
        if any(item.task == task.task for item in held):
            continue
        part = Part.LEAD if cadre_id == lead_id else Part.ASSIST
        partners = tuple(other for other in cadre_ids if other != cadre_id)
        _new_item(work, plan, replace(task, part=part, partners=partners), _last(held) + 1)
        given += 1
    work.describe(f"{month.label} {given} 人 {task.task[:60]}")
    return given


def add_item(work: Work, plan_id: str, entry: ItemEntry) -> str:
    """Add a task of the month (临时 or 县交) at the end of the plan and return its id (D13).

    Also once the plan is settled: such tasks come at any time.
    """
    plan = _kept_plan(work, plan_id)
    checked = _own(entry).checked()
    _check_partners(plan, checked)
    row = _new_item(work, plan, checked, _last(item_rows(work, plan_id)) + 1)
    return row.id


def edit_item(work: Work, item_id: str, entry: ItemEntry) -> None:
    """Change a task of an unsettled plan; annual and carried tasks keep their source."""
    row = _kept_item(work, item_id)
    plan = _kept_plan(work, row.plan_id)
    check_unsettled(plan.settled_on)
    checked = entry.checked() if row.source not in OWN_SOURCES else _own(entry).checked()
    _check_partners(plan, checked)
    row.task, row.standard, row.due = checked.task, checked.standard, checked.due
    row.part, row.partners = checked.part, list(checked.partners)
    if row.source in OWN_SOURCES:
        row.source = checked.source


def remove_item(work: Work, item_id: str) -> None:
    """Take a task out of an unsettled plan; refused once the month's report has taken it over."""
    row = _kept_item(work, item_id)
    task = row.task
    plan = _kept_plan(work, row.plan_id)
    check_unsettled(plan.settled_on)
    refusal = UserError(
        f"“{task[:40]}”已列入本月报告，不能从计划中删除。", next_step="未完成的，请在报告中写明原因。"
    )
    work.remove(row, (), refusal)


def move_item(work: Work, item_id: str, position: int) -> None:
    """Move a task to a place (from 1) of its plan."""
    row = _kept_item(work, item_id)
    _kept_plan(work, row.plan_id)
    others = [item for item in item_rows(work, row.plan_id) if item is not row]
    others.insert(max(position - 1, 0), row)
    for place, item in enumerate(others, 1):
        item.position = place


def settle_plan(work: Work, plan_id: str) -> None:
    """Settle the plan: from now on its tasks stand, and only new ones come (D12)."""
    plan = _kept_plan(work, plan_id)
    if plan.settled_on is not None:
        return
    if not item_rows(work, plan_id):
        raise UserError("计划里还没有任务。", field="items", next_step="请先添加任务再确定。")
    plan.settled_on = work.today


def settle_plans(work: Work, unit_id: str, month: Month) -> int:
    """Settle every plan of the unit's month that holds tasks; returns how many."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    query = select(Plan).where(Plan.unit_id == unit_id, Plan.month == month, Plan.settled_on.is_(None))
    plans = [plan for plan in work.session.scalars(query) if item_rows(work, plan.id)]
    for plan in plans:
        plan.settled_on = work.today
    work.describe(f"{month.label} {len(plans)} 人")
    return len(plans)


def reopen_plan(work: Work, plan_id: str) -> None:
    """Take a settled plan up again, as long as the month is not signed; the journal keeps both."""
    plan = _kept_plan(work, plan_id)
    plan.settled_on = None


def holdings(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> list[Holding]:
    """Return what of the unit's standing targets falls into the month for a cadre, in the year's order."""
    query = (
        select(Target, TargetSlice.task, TargetHolder.part)
        .join(TargetSlice, TargetSlice.target_id == Target.id)
        .join(TargetHolder, TargetHolder.target_id == Target.id)
        .where(
            Target.unit_id == unit_id,
            Target.dropped == "",
            TargetSlice.month == month,
            TargetHolder.cadre_id == cadre_id,
        )
        .order_by(Target.position, Target.id)
    )
    held = reader.session.execute(query).all()
    others = select(TargetHolder.target_id, TargetHolder.cadre_id).where(
        TargetHolder.target_id.in_([target.id for target, _, _ in held]), TargetHolder.cadre_id != cadre_id
    )
    order = board_order(reader, unit_id)
    partners: dict[str, list[str]] = {}
    for target_id, other in sorted(reader.session.execute(others), key=lambda row: order.get(row[1], 0)):
        partners.setdefault(target_id, []).append(other)
    return [
        Holding(target.id, task, target.measure, target.due, part, tuple(partners.get(target.id, ())))
        for target, task, part in held
    ]


def report_states(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> Sequence[ReportState]:
    """Return the states of all versions of a month's report."""
    return reader.session.scalars(
        select(Report.state).where(
            Report.unit_id == unit_id, Report.cadre_id == cadre_id, Report.month == month
        )
    ).all()


def item_rows(reader: Reader, plan_id: str) -> Sequence[PlanItem]:
    """Return the tasks of a plan in their order."""
    query = select(PlanItem).where(PlanItem.plan_id == plan_id)
    return reader.session.scalars(query.order_by(PlanItem.position, PlanItem.id)).all()


def entry_of(row: PlanItem) -> ItemEntry:
    """Return a stored task as its form shows it; the source may be any."""
    return ItemEntry(row.task, row.source, row.standard, row.due, row.part, tuple(row.partners))


def _last(items: Sequence[PlanItem]) -> int:
    return max((item.position for item in items), default=0)


def _new_item(work: Work, plan: Plan, entry: ItemEntry, position: int) -> PlanItem:
    row = PlanItem(
        plan_id=plan.id,
        position=position,
        source=entry.source,
        task=entry.task,
        standard=entry.standard,
        due=entry.due,
        part=entry.part,
        partners=list(entry.partners),
    )
    work.session.add(row)
    return row


def _own(entry: ItemEntry) -> ItemEntry:
    if entry.source not in OWN_SOURCES:
        raise UserError("新增任务的来源应为“临时”或“县交”。", field="source")
    return entry


def _check_partners(plan: Plan, entry: ItemEntry) -> None:
    if plan.cadre_id in entry.partners:
        raise UserError("协作人员不应包含本人。", field="partners")
    if entry.part is Part.ASSIST and not entry.partners:
        raise UserError("本人为协办的，请选择主办人。", field="partners")


def _kept_item(work: Work, item_id: str) -> PlanItem:
    row = work.session.get(PlanItem, item_id)
    if row is None:
        raise UserError("这项任务已不在计划里。", next_step="请刷新后再看。")
    return row


def _kept_plan(work: Work, plan_id: str) -> Plan:
    """Return a plan that the account may change and whose month is not signed."""
    plan = work.session.get_one(Plan, plan_id)
    work.require(*KEEPERS, cadre_id=plan.cadre_id)
    require_own_unit(work, plan.unit_id)
    name = name_of(work, plan.cadre_id)
    check_open(name, plan.month, report_states(work, plan.unit_id, plan.cadre_id, plan.month))
    work.describe(f"{plan.month.label} {name}")
    return plan
