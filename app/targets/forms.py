"""Fills 月计划表 and 年度目标分解表 from the database."""

from __future__ import annotations

from collections.abc import Iterator

from app.errors import UserError
from app.numbers import number_label
from app.office import Reader
from app.people.views import unit
from app.targets.papers import PlanForm, PlanTask, SplitForm, SplitTask
from app.targets.plan_views import ItemLine, PlanSheet, plan_list, plan_sheet
from app.targets.views import TargetGrid, TargetRow, target_grid, weight_hints
from app.vocabulary import Month, Part

KEY_PROJECT = "★"


def plan_form(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> PlanForm:
    """Return one cadre's plan as printed; empty where it is not drawn up."""
    return _plan_form(reader, plan_sheet(reader, unit_id, cadre_id, month))


def plan_forms(reader: Reader, unit_id: str, month: Month) -> tuple[PlanForm, ...]:
    """Return the plans of everybody who has tasks in the month, in board order; at least one.

    Raises `UserError` where nobody has any.
    """
    lines = [line for line in plan_list(reader, unit_id, month).lines if line.items]
    if not lines:
        raise UserError(f"{month.label}还没有可打印的计划。", next_step="请先拟定计划。")
    return tuple(plan_form(reader, unit_id, line.cadre_id, month) for line in lines)


def _plan_form(reader: Reader, sheet: PlanSheet) -> PlanForm:
    return PlanForm(
        county=reader.rulebook(sheet.month).county,
        unit=sheet.unit_name,
        month=sheet.month,
        name=sheet.member.name,
        title=sheet.member.title,
        portfolio=sheet.member.portfolio,
        tasks=tuple(_task(item, sheet.month) for item in sheet.items),
        settled_on=sheet.settled_on,
    )


def _task(item: ItemLine, month: Month) -> PlanTask:
    due = item.entry.due or month.last_day
    return PlanTask(
        source=item.entry.source.label,
        task=item.entry.task,
        standard=item.entry.standard,
        due=f"{due.month}月{due.day}日",
        people=_people(item),
    )


def _people(item: ItemLine) -> str:
    """Say who does it: nothing to tell for an own task, else 主办 or 协办 and the others."""
    others = "、".join(item.partner_names)
    if not others:
        return ""
    if item.entry.part is Part.LEAD:
        return f"主办（协办：{others}）"
    return f"协办（与{others}）"


def split_form(reader: Reader, unit_id: str, year: int) -> SplitForm:
    """Return the unit's targets of a year as printed; those given up stand below the table."""
    grid = target_grid(reader, unit_id, year)
    return SplitForm(
        county=reader.rulebook(Month(year, 1)).county,
        unit=unit(reader, unit_id).name,
        year=year,
        rows=tuple(_split(row) for row in grid.rows if row.number is not None),
        notes=tuple(_notes(grid)),
        made_on=reader.today,
    )


def _notes(grid: TargetGrid) -> Iterator[str]:
    if any(row.entry.key_project and not row.dropped for row in grid.rows):
        yield f"{KEY_PROJECT}为重点项目。"
    yield from weight_hints(grid)
    yield from (f"“{row.entry.title}”已撤销：{row.dropped}。" for row in grid.rows if row.dropped)


def _split(row: TargetRow) -> SplitTask:
    marks = "".join((KEY_PROJECT if row.entry.key_project else "", row.entry.title))
    due = row.entry.due
    limit = f"（{due.month}月{due.day}日前）" if due else ""
    return SplitTask(
        number=str(row.number),
        title=marks,
        measure="\n".join(part for part in (f"{row.entry.measure}{limit}", *_figures(row)) if part),
        holders=row.holder_names,
        tasks=row.tasks,
    )


def _figures(row: TargetRow) -> Iterator[str]:
    """Say the numeric goal, how far it is, and the weight, each on a line of its own."""
    found = row.figures
    if found:
        goal = f"{number_label(found.goal)}{found.unit}"
        begins = f"由{number_label(found.start)}{found.unit}" if found.start else ""
        yield f"数量目标：{begins}到{goal}" if begins else f"数量目标：{goal}"
        yield f"至今{number_label(found.reached)}{found.unit}，{row.standing.pace.label}"
    if row.weight is not None:
        yield f"权重：{number_label(row.weight)}%"
