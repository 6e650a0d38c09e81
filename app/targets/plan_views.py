"""Reads on plans: the list of a unit's month, and one cadre's plan with what can be carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.errors import UserError
from app.monthly.actions_sharing import not_carried
from app.monthly.records import clause_rows, may_read_report_of, version_rows
from app.monthly.rules import in_force
from app.office import Reader
from app.people.actions import KEEPERS
from app.people.rules import Duty
from app.people.views import Member, roster
from app.targets.entries import ItemEntry
from app.targets.planning import entry_of, holdings, item_rows
from app.targets.rules import closed, plan_deadline
from app.vocabulary import Month, ReportState, TaskSource, Term
from db.tables.monthly import Clause, Report
from db.tables.people import Cadre, Unit
from db.tables.targets import Plan, PlanItem


class PlanState(Term):
    """How far a plan is."""

    NONE = "none", "未拟"
    LATE = "late", "逾期未定"
    DRAFT = "draft", "草拟"
    SETTLED = "settled", "已确定"
    CLOSED = "closed", "已签定"
    EXEMPT = "exempt", "免报"
    NOT_DUE = "not_due", "不报"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One cadre in the list of a month's plans."""

    cadre_id: str
    plan_id: str | None
    name: str
    title: str
    state: PlanState
    items: int
    settled_on: date | None
    duty: Duty


@dataclass(frozen=True, slots=True)
class PlanList:
    """A unit's plans of one month in board order; `deadline` is the last day for drawing them up."""

    unit_id: str
    month: Month
    deadline: date
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One task of a plan; `entry.source` may be any source."""

    item_id: str
    number: int
    entry: ItemEntry
    partner_names: tuple[str, ...]
    in_report: bool
    """Whether the month's report has taken it over."""


@dataclass(frozen=True, slots=True)
class LastTask:
    """A task of the month before with what became of it."""

    task: str
    percent: int | None
    result: str
    carried: bool
    """Whether it is unfinished and not yet carried over."""


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One cadre's plan of one month; `plan_id` is None before it is drawn up."""

    unit_id: str
    unit_name: str
    month: Month
    member: Member
    plan_id: str | None
    state: PlanState
    settled_on: date | None
    deadline: date
    may_change: bool
    may_read: bool
    """Whether the account reads this cadre's reports; without it nothing of the last month is told."""
    items: tuple[ItemLine, ...]
    missing: tuple[str, ...]
    """Tasks that the split by month has and the plan has not."""
    last_month: tuple[LastTask, ...]
    intentions: str
    """下月打算, as written in the report of the month before."""

    @property
    def offered(self) -> int:
        """How many tasks of the month before can be carried over."""
        return sum(task.carried for task in self.last_month)


def plan_list(reader: Reader, unit_id: str, month: Month) -> PlanList:
    """Return everybody's plan of the month, in board order."""
    reader.require_business()
    deadline = plan_deadline(month, reader.rulebook(month).plan_workdays, reader.calendar())
    counts = select(PlanItem.plan_id, func.count().label("items")).group_by(PlanItem.plan_id).subquery()
    query = (
        select(Plan, func.coalesce(counts.c["items"], 0))
        .outerjoin(counts, counts.c.plan_id == Plan.id)
        .where(Plan.unit_id == unit_id, Plan.month == month)
    )
    plans = {plan.cadre_id: (plan, count) for plan, count in reader.session.execute(query)}
    signed = _signed(reader, unit_id, month)
    lines = []
    for member in roster(reader, unit_id, month):
        plan, count = plans.get(member.cadre_id, (None, 0))
        state = _state(member.duty, plan, deadline, reader.today, signed=member.cadre_id in signed)
        lines.append(_line(member, plan, count, state))
    return PlanList(unit_id, month, deadline, tuple(lines))


def _line(member: Member, plan: Plan | None, count: int, state: PlanState) -> PlanLine:
    return PlanLine(
        cadre_id=member.cadre_id,
        plan_id=plan.id if plan else None,
        name=member.name,
        title=member.title,
        state=state,
        items=count,
        settled_on=plan.settled_on if plan else None,
        duty=member.duty,
    )


def _signed(reader: Reader, unit_id: str, month: Month) -> set[str]:
    query = select(Report.cadre_id, Report.state).where(Report.unit_id == unit_id, Report.month == month)
    states: dict[str, list[ReportState]] = {}
    for cadre_id, state in reader.session.execute(query):
        states.setdefault(cadre_id, []).append(state)
    return {cadre_id for cadre_id, versions in states.items() if closed(versions)}


def _state(duty: Duty, plan: Plan | None, deadline: date, today: date, *, signed: bool) -> PlanState:
    if signed:
        return PlanState.CLOSED
    if plan is not None and plan.settled_on is not None:
        return PlanState.SETTLED
    if duty.exempt:
        return PlanState.EXEMPT
    if not duty.due:
        return PlanState.NOT_DUE
    if today > deadline:
        return PlanState.LATE
    return PlanState.NONE if plan is None else PlanState.DRAFT


def plan_sheet(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> PlanSheet:
    """Return one cadre's plan of the month, whether or not it is drawn up.

    Raises `UserError` for who holds no post in the unit that month.
    """
    reader.require_business()
    member = _member(reader, unit_id, cadre_id, month)
    plan = reader.session.scalar(
        select(Plan).where(Plan.cadre_id == cadre_id, Plan.unit_id == unit_id, Plan.month == month)
    )
    rows = item_rows(reader, plan.id) if plan else ()
    deadline = plan_deadline(month, reader.rulebook(month).plan_workdays, reader.calendar())
    signed = cadre_id in _signed(reader, unit_id, month)
    planned = {row.target_id for row in rows if row.source is TaskSource.ANNUAL}
    last_month, intentions = _last_month(reader, unit_id, cadre_id, month.previous, rows)
    return PlanSheet(
        unit_id=unit_id,
        unit_name=reader.session.get_one(Unit, unit_id).name,
        month=month,
        member=member,
        plan_id=plan.id if plan else None,
        state=_state(member.duty, plan, deadline, reader.today, signed=signed),
        settled_on=plan.settled_on if plan else None,
        deadline=deadline,
        may_read=may_read_report_of(reader, cadre_id),
        may_change=not signed and reader.may(*KEEPERS, cadre_id=cadre_id),
        items=_item_lines(reader, rows),
        missing=tuple(
            one.task for one in holdings(reader, unit_id, cadre_id, month) if one.target_id not in planned
        ),
        last_month=last_month,
        intentions=intentions,
    )


def _member(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> Member:
    for member in roster(reader, unit_id, month):
        if member.cadre_id == cadre_id:
            return member
    raise UserError(f"此人{month.label}不在本单位任职。", next_step="请在名单中另选一人。")


def _item_lines(reader: Reader, rows: Sequence[PlanItem]) -> tuple[ItemLine, ...]:
    partners = {partner for row in rows for partner in row.partners}
    names = dict(reader.session.execute(select(Cadre.id, Cadre.name).where(Cadre.id.in_(partners))).all())
    taken = set(
        reader.session.scalars(
            select(Clause.plan_item_id).where(Clause.plan_item_id.in_([row.id for row in rows]))
        )
    )
    return tuple(
        ItemLine(
            item_id=row.id,
            number=number,
            entry=entry_of(row),
            partner_names=tuple(names[partner] for partner in row.partners if partner in names),
            in_report=row.id in taken,
        )
        for number, row in enumerate(rows, 1)
    )


def _last_month(
    reader: Reader, unit_id: str, cadre_id: str, month: Month, rows: Sequence[PlanItem]
) -> tuple[tuple[LastTask, ...], str]:
    versions = version_rows(reader, unit_id, cadre_id, month)
    report = in_force(versions)
    if report is None or not may_read_report_of(reader, cadre_id):
        return (), ""
    offered = {clause.id for clause in not_carried(reader, versions, [row.carried_from for row in rows])}
    tasks = tuple(
        LastTask(clause.task, clause.percent, clause.result, clause.id in offered)
        for clause in clause_rows(reader, report.id)
    )
    return tasks, report.next_month
