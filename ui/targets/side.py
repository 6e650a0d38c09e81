"""Beside the plan: what became of last month's tasks, what was intended, what the split still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.targets.plan_views import LastTask, PlanSheet, PlanState
from ui.shared.panels import Note
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Button

Section = tuple[str, Sequence[Note | QWidget]]


def side_sections(stage: Stage, plan: PlanSheet, add_task: Callable[[str], object]) -> list[Section]:
    """Return the sections of the side panel; `add_task(words)` begins a new task of the plan."""
    return [
        ("提示", [Note(words, "hint") for words in _hints(plan)]),
        (f"{plan.month.previous.month} 月任务", _last_month(stage, plan)),
        ("上月写的下月打算", _intentions(plan, add_task)),
        ("分管工作", [Note(plan.member.portfolio)] if plan.member.portfolio else []),
    ]


def _hints(plan: PlanSheet) -> list[str]:
    hints = []
    if plan.state is PlanState.EXEMPT:
        hints.append(plan.member.duty.reason)
    if plan.plan_id and plan.missing and plan.settled_on is None and plan.may_change:
        hints.append(f"年度分解中还有 {len(plan.missing)} 项没有列入：{'；'.join(plan.missing)}。")
    if plan.state is PlanState.CLOSED:
        hints.append("本月报告已签定，计划不再改动。")
    return hints


def _last_month(stage: Stage, plan: PlanSheet) -> list[Note | QWidget]:
    if not plan.may_read:
        return []
    if not plan.last_month:
        return [Note("上月没有报告。")]
    notes: list[Note | QWidget] = [
        Note(_words(task), "hint" if task.carried else "caption") for task in plan.last_month
    ]
    place = Place("monthly", plan.member.cadre_id, plan.month.previous)
    notes.append(Button("查看上月报告", on=partial(stage.go.emit, place), kind="link"))
    return notes


def _words(task: LastTask) -> str:
    percent = "未填完成率" if task.percent is None else f"{task.percent}%"
    return f"{task.task}（{percent}{'，未结转' if task.carried else ''}）"


def _intentions(plan: PlanSheet, add_task: Callable[[str], object]) -> list[Note | QWidget]:
    if not plan.intentions:
        return []
    pieces: list[Note | QWidget] = [Note(plan.intentions)]
    if plan.may_change:
        pieces.append(Button("转为本月任务", on=partial(add_task, plan.intentions), kind="small"))
    return pieces
