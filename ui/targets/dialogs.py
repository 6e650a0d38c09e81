"""The forms of targets and plans: a target, its holders, its months, a task for one or many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QGridLayout, QScrollArea, QWidget

from app.dates import last_day_written
from app.errors import UserError
from app.numbers import number_label, number_written
from app.targets import actions, planning
from app.targets.cells import due_written
from app.targets.entries import (
    TASK_LIMIT,
    TITLE_LIMIT,
    UNIT_LIMIT,
    Holder,
    ItemEntry,
    TargetEntry,
    weight_written,
)
from app.targets.views import TargetRow
from app.vocabulary import Month, Part, TargetSource, TaskSource
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, Line
from ui.shared.look import px
from ui.shared.stage import Stage
from ui.shared.widgets import label
from ui.targets.part_picker import PartPicker

People = Sequence[tuple[str, str]]
"""Id and name, in board order."""
NUMBERS = {"amount_start": "起始数量", "amount_goal": "目标数量"}
PICK = "按一下姓名为主办，再按一下为协办，再按一下取消。"


def completing(line: Line, phrases: Sequence[str]) -> Line:
    """Offer texts used before while a line is typed."""
    completer = QCompleter(list(phrases), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(8)
    line.setCompleter(completer)
    return line


def scrolling(picker: PartPicker) -> QScrollArea:
    """Let a long list of names scroll."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    picker.setProperty("role", "page")
    area.setWidget(picker)
    area.setFixedHeight(min(picker.sizeHint().height() + 4, px(190)))
    area.setMinimumWidth(px(430))
    return area


class TargetDialog(FormDialog):
    """Adds a target with its holders, or changes one."""

    def __init__(
        self,
        stage: Stage,
        unit_id: str,
        year: int,
        people: People,
        phrases: Sequence[str],
        row: TargetRow | None = None,
    ) -> None:
        title = f"新增 {year} 年目标" if row is None else "编辑目标"
        super().__init__(stage, stage.errands, title, ok="保存目标")
        self._place = unit_id, year
        self._row = row
        entry = row.entry if row else TargetEntry("")
        self.add("title", "目标任务", completing(Line("例如：农村危房改造", TITLE_LIMIT), phrases))
        self.add("measure", "衡量标准", Line("例如：全年改造42户，年底前全部验收", TITLE_LIMIT))
        self.add("source", "来源", ChoiceBox.of(TargetSource))
        self.add("due", "完成时限", Line(f"可不填，例如 {year}-12-31 或 {year}年9月", 20))
        self.add("key_project", "", QCheckBox("重点项目"))
        self.add("weight", "权重（%）", Line("可不填，例如 15", 8))
        self.add("amount_goal", "目标数量", Line("可不填，例如 42；按月报告完成数量", 20))
        self.add("amount_unit", "计量单位", Line("有目标数量的填写，例如 户、公里", UNIT_LIMIT))
        self.add("amount_start", "起始数量", Line("不填为 0", 20))
        self.picker = PartPicker(people, _held(row))
        self.rows.addRow(label("责任人", "label"), scrolling(self.picker))
        self.rows.addRow("", label(PICK, "caption", wrap=True))
        self.fields.show(
            {
                "title": entry.title,
                "measure": entry.measure,
                "source": entry.source,
                "due": str(entry.due) if entry.due else "",
                "key_project": entry.key_project,
                "amount_unit": entry.amount_unit,
                **{name: number_label(getattr(entry, name)) for name in (*NUMBERS, "weight")},
            }
        )

    def save(self) -> None:
        """Add or change."""
        values: dict[str, Any] = self.fields.values()
        numbers = {name: number_written(values[name], words, field=name) for name, words in NUMBERS.items()}
        numbers["weight"] = weight_written(values["weight"])
        entry = TargetEntry(**values | {"due": _limit(values["due"])} | numbers)
        if self._row is None:
            self.perform("新增目标", actions.add_target, *self._place, entry, self.picker.holders())
        else:
            self.perform("编辑目标", actions.edit_target, self._row.target_id, entry, self.picker.holders())


def _held(row: TargetRow | None) -> list[Holder]:
    return [Holder(one.cadre_id, one.part) for one in row.holders] if row else []


def _limit(text: str) -> date | None:
    try:
        return last_day_written(text) if text else None
    except UserError as error:
        raise UserError(error.message, field="due") from error


class AssignHolders(FormDialog):
    """Gives the chosen targets to many people at once."""

    def __init__(self, stage: Stage, people: People, rows: Sequence[TargetRow]) -> None:
        names = "、".join(f"第 {row.number} 项" for row in rows)
        hint = f"{names}。{PICK}"
        super().__init__(stage, stage.errands, f"分配 {len(rows)} 项目标的责任人", ok="保存责任人", hint=hint)
        self._rows = rows
        self.picker = PartPicker(people, _held(rows[0]) if len(rows) == 1 else ())
        self.rows.addRow(scrolling(self.picker))

    def save(self) -> None:
        """Replace the holders of one target, add to those of several."""
        holders = self.picker.holders()
        if len(self._rows) == 1:
            self.perform("分配责任人", actions.set_holders, self._rows[0].target_id, holders)
        else:
            ids = [row.target_id for row in self._rows]
            self.perform("分配责任人", actions.assign_holders, ids, holders)


class RepeatTask(FormDialog):
    """Writes one text into several months of a target."""

    def __init__(self, stage: Stage, row: TargetRow, task: str, month: int) -> None:
        title = f"“{row.entry.title[:20]}”一文多月"
        super().__init__(stage, stage.errands, title, ok="写入所选月份", hint="已有内容的月份会被替换。")
        self._row = row
        self.add("task", "任务", Line("例如：巡山值守，宣传入户", TASK_LIMIT))
        self.months = [QCheckBox(f"{number}月") for number in range(1, 13)]
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, check in enumerate(self.months):
            check.setChecked(place + 1 >= month)
            if row.tasks[place]:
                check.setToolTip(row.tasks[place])
            grid.addWidget(check, place // 6, place % 6)
        self.rows.addRow(label("月份", "label"), box)
        self.fields.show({"task": task})

    def save(self) -> None:
        """Write the text."""
        chosen = [number for number, check in enumerate(self.months, 1) if check.isChecked()]
        task = self.fields.values()["task"]
        self.perform("一文多月", actions.repeat_slice, self._row.target_id, task, chosen)


class DropTarget(FormDialog):
    """Drops a target during the year, with the reason."""

    def __init__(self, stage: Stage, row: TargetRow) -> None:
        hint = f"“{row.entry.title}”仍列在表中并注明原因，不再进入以后的月计划；已拟定的计划不变。"
        super().__init__(stage, stage.errands, "撤销目标", ok="撤销目标", hint=hint)
        self._row = row
        self.add("reason", "撤销原因", Line("例如：上级调整产业布局", actions.DROP_LIMIT))

    def save(self) -> None:
        """Drop the target."""
        self.perform("撤销目标", actions.drop_target, self._row.target_id, self.fields.values()["reason"])


class TaskDialog(FormDialog):
    """A task of the month, for one person or for many at once."""

    def __init__(
        self,
        stage: Stage,
        unit_id: str,
        month: Month,
        people: People,
        phrases: Sequence[str],
        cadre_id: str = "",
        task: str = "",
    ) -> None:
        hint = "可同时布置给多人。" + PICK
        super().__init__(stage, stage.errands, f"{month.label}添加任务", ok="列入计划", hint=hint)
        self._unit_id, self._month = unit_id, month
        self.add("task", "工作任务", completing(Line("例如：清明期间森林防火值守", TASK_LIMIT), phrases))
        own = [(source, source.label) for source in planning.OWN_SOURCES]
        self.add("source", "来源", ChoiceBox(own))
        self.add("standard", "工作标准", AutoGrowText("例如：零火情", 1, 3, TITLE_LIMIT))
        self.add("due", "完成时限", Line("不填为月底，例如 20 或 3月20日", 20))
        self.picker = PartPicker(people, [Holder(cadre_id)] if cadre_id else ())
        self.rows.addRow(label("人员", "label"), scrolling(self.picker))
        self.fields.show({"task": task, "source": TaskSource.ADHOC})

    def save(self) -> None:
        """Put the task into the plans of all who were chosen."""
        values: dict[str, Any] = self.fields.values()
        holders = self.picker.holders()
        if not holders:
            raise UserError("请选择至少一人。", field="people")
        due = due_written(values["due"], self._month)
        entry = ItemEntry(values["task"], values["source"], values["standard"], due)
        who = [holder.cadre_id for holder in holders]
        lead = self.picker.lead() or (who[0] if len(who) == 1 else "")
        self.perform("添加任务", planning.assign_task, self._unit_id, self._month, who, entry, lead)


class TaskPeople(FormDialog):
    """Who shares a task of a plan: the person's own part, and the others."""

    def __init__(self, stage: Stage, people: People, cadre_id: str, item_id: str, entry: ItemEntry) -> None:
        hint = "本人的分工和一起完成的人；只在本人的计划中标明。" + PICK
        super().__init__(stage, stage.errands, "责任分工", ok="保存分工", hint=hint)
        self._own, self._item_id, self._entry = cadre_id, item_id, entry
        others = Part.ASSIST if entry.part is Part.LEAD else Part.LEAD
        held = [Holder(cadre_id, entry.part), *(Holder(one, others) for one in entry.partners)]
        self.picker = PartPicker(people, held)
        self.rows.addRow(scrolling(self.picker))

    def save(self) -> None:
        """Store part and partners."""
        parts = {one.cadre_id: one.part for one in self.picker.holders()}
        own = parts.pop(self._own, Part.LEAD)
        entry = ItemEntry(
            self._entry.task,
            self._entry.source,
            self._entry.standard,
            self._entry.due,
            own,
            tuple(parts),
        )
        self.perform("责任分工", planning.edit_item, self._item_id, entry)
