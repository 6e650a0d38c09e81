"""Typing into the tables of targets and plans: cells by row and column, all of one go in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from app.dates import day_written
from app.errors import UserError
from app.office import Work
from app.people.actions import KEEPERS
from app.targets import actions, planning
from app.targets.entries import TargetEntry, weight_written
from app.targets.sheet import MONTH_KEYS
from app.vocabulary import Month
from db.tables.targets import Plan, PlanItem

Cell = tuple[str, str, object]
"""Id of the row (empty for a row still to be made), key of the column, what was typed."""
_DAY = re.compile(r"(?:(\d{1,2})[月.\-/])?(\d{1,2})[日号]?")


def fill_targets(work: Work, unit_id: str, year: int, cells: Iterable[Cell], cadre_id: str = "") -> None:
    """Store cells `title`, `measure`, `weight` or `month1`…`month12` of a year's targets.

    A title in a row without id adds a target. The weight is the unit's, or that among the targets of
    `cadre_id`. Raises `UserError` whose field is the column.
    """
    work.require(*KEEPERS)
    for target_id, key, value in cells:
        text = str(value or "")
        try:
            if key in MONTH_KEYS:
                month = Month(year, MONTH_KEYS.index(key) + 1)
                actions.split_by_month(work, {(target_id, month): text})
            elif key == "weight" and cadre_id:
                actions.weigh_holding(work, target_id, cadre_id, weight_written(text))
            elif target_id:
                entry = actions.entry_of(actions.kept_target(work, target_id))
                typed: dict[str, Any] = {key: weight_written(text) if key == "weight" else text}
                actions.edit_target(work, target_id, replace(entry, **typed))
            elif text.strip():
                actions.add_target(work, unit_id, year, TargetEntry(text))
        except UserError as problem:
            raise UserError(problem.message, field=key, next_step=problem.next_step) from problem
        work.session.flush()


def fill_plan(work: Work, cells: Iterable[Cell]) -> None:
    """Store cells `task`, `standard`, `source` or `due` of a plan; raises `UserError` by column."""
    for item_id, key, value in cells:
        row = work.session.get(PlanItem, item_id)
        if row is None:
            raise UserError("这项任务已不在计划里。", field=key, next_step="请刷新后再看。")
        typed: dict[str, Any] = {key: value if key == "source" else str(value or "")}
        if key == "due":
            typed = {"due": due_written(str(value or ""), work.session.get_one(Plan, row.plan_id).month)}
        planning.edit_item(work, item_id, replace(planning.entry_of(row), **typed))


def due_written(text: str, month: Month) -> date | None:
    """Read a time limit of a month's task: `20`, `20日`, `3月20日`, `2026-03-20`; empty is the month's end.

    Raises `UserError` with the field `due`.
    """
    plain = "".join(text.split())
    if not plain or plain in {"月底", "月底前"}:
        return None
    found = _DAY.fullmatch(plain)
    try:
        if found:
            return date(month.year, int(found[1] or month.month), int(found[2]))
        return day_written(plain)
    except (UserError, ValueError) as error:
        raise UserError(
            f"“{text[:20]}”不是日期。", field="due", next_step=f"请写成 20 或 {month.month}月20日 的样子。"
        ) from error
