"""The year's targets: twelve months beside each other, typed and pasted like a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

from app.numbers import number_label
from app.targets import actions
from app.targets.cells import fill_targets
from app.targets.entries import TargetEntry
from app.targets.rules import Pace, Standing
from app.targets.sheet import MONTH_KEYS
from app.targets.views import TargetGrid, TargetRow
from ui.history.record import HistoryLink
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.foot import Foot
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone, px
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, label
from ui.targets.dialogs import AssignHolders, DropTarget, RepeatTask, TargetDialog

TONES = {
    Pace.DROPPED: Tone.QUIET,
    Pace.UNSPLIT: Tone.DUE,
    Pace.COMING: Tone.QUIET,
    Pace.ON_TRACK: Tone.STEP,
    Pace.AT_RISK: Tone.DUE,
    Pace.BEHIND: Tone.DUE,
    Pace.DONE: Tone.DONE,
}
PASTING = "从 Excel 复制的一块单元格，选中左上角的格子后可直接粘贴（Ctrl+V）。"
NEW = TargetRow("", None, TargetEntry(""), "", (), ("",) * 12, (None,) * 12, Standing(Pace.UNSPLIT, ""))
"""The empty row at the end: typing its title adds a target."""
MONTH_WIDTH = 54
"""Pixels that a month's column keeps: three characters a line; where twelve do not fit the table scrolls."""
PROGRESS = 15
"""The column of numeric goals, shown where there are any."""


class YearPage(Card):
    """The grid, what is known of the target chosen, and what can be done with it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("年度目标分解")
        self._stage = stage
        self._runs = runs_unit(stage.office.login)
        self._grid: TargetGrid | None = None
        self._cadre_id = ""
        self.people: Sequence[tuple[str, str]] = ()
        self.phrases: Sequence[str] = ()
        self.sheet: Sheet[TargetRow] = Sheet(
            _columns(may_edit=self._runs),
            lambda row: row.target_id,
            name="年度目标分解",
            sorting=False,
            wrap=True,
        )
        self.sheet.view.horizontalHeader().setMinimumSectionSize(px(MONTH_WIDTH))
        self.hint = label("", "caption", wrap=True)
        self.pill = Pill()
        self.about = label("", "caption", wrap=True)
        self.history = HistoryLink(stage)
        self.add = Button("新增目标", "Ctrl+N", self._add, kind="primary")
        self.buttons = {
            "edit": Button("编辑", "F4", self._edit),
            "assign": Button("分配责任人", "Ctrl+M", self._assign),
            "repeat": Button("一文多月", "Ctrl+R", self._repeat),
            "drop": Button("撤销", on=self._drop),
            "remove": Button("删除", "Ctrl+Shift+D", self._remove),
            "up": Button("上移", "Ctrl+Up", lambda: self._move(-1), kind="small"),
            "down": Button("下移", "Ctrl+Down", lambda: self._move(1), kind="small"),
        }
        self._arrange()
        self.sheet.chosen.connect(self._show_row)

    def _arrange(self) -> None:
        facts = QHBoxLayout()
        facts.addWidget(self.pill)
        facts.addWidget(self.about, 1)
        facts.addWidget(self.history)
        self.foot = Foot()
        for button in self.buttons.values():
            self.foot.addWidget(button)
        self.foot.addStretch()
        self.foot.addWidget(self.add)
        for button in (*self.buttons.values(), self.add):
            button.setVisible(self._runs)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.sheet, 1)
        self.column.addLayout(facts)
        self.column.addLayout(self.foot)

    def show_grid(self, grid: TargetGrid, hints: Sequence[str], cadre_id: str) -> None:
        """Show the year of everybody, with the row for a new target, or of one cadre."""
        self._grid, self._cadre_id = grid, cadre_id
        whole = not cadre_id
        self.title.setText(f"{grid.year} 年目标分解")
        self.hint.setText("　".join(hints))
        self.hint.setVisible(bool(hints))
        self.sheet.set_rows((*grid.rows, NEW) if whole and self._runs else grid.rows)
        self.sheet.view.setColumnHidden(PROGRESS, not any(row.figures for row in grid.rows))
        self._show_row(self.sheet.current())

    def take_cells(self, edits: tuple[CellEdit[TargetRow], ...]) -> None:
        """Store typed or pasted cells, all of one go in one transaction."""
        if self._grid:
            cells = [(edit.row.target_id, edit.key, edit.value) for edit in edits]
            place = self._grid.unit_id, self._grid.year
            self._stage.perform("填写年度目标", fill_targets, *place, cells, self._cadre_id)

    def chosen(self) -> TargetRow | None:
        """Return the target at the cursor."""
        row = self.sheet.current()
        return row if row is not None and row.target_id else None

    def marked(self) -> list[TargetRow]:
        """Return every target with a selected cell, in order; dropped ones left out."""
        rows = sorted({index.row() for index in self.sheet.view.selectionModel().selectedIndexes()})
        found = [self.sheet.model.row_at(row) for row in rows]
        return [row for row in found if row.number is not None]

    def _show_row(self, row: TargetRow | None) -> None:
        known = row is not None and bool(row.target_id)
        for button in self.buttons.values():
            button.setEnabled(known)
        self.history.show_record("target", row.target_id if row else None, row.entry.title if row else "")
        pace = row.standing.pace if row and known else None
        self.pill.tell(pace.label if pace else "", TONES[pace or Pace.COMING])
        unsaid = PASTING if self._runs else ""
        self.about.setText(_about(row) if row and known else unsaid)
        self.buttons["drop"].setText("恢复" if row and row.dropped else "撤销")

    def _add(self) -> None:
        self._ask(None)

    def _edit(self) -> None:
        row = self.chosen()
        if row:
            self._ask(row)

    def _ask(self, row: TargetRow | None) -> None:
        if self._grid:
            place = self._grid.unit_id, self._grid.year
            TargetDialog(self._stage, *place, self.people, self.phrases, row).open()

    def _assign(self) -> None:
        rows = self.marked()
        if rows:
            AssignHolders(self._stage, self.people, rows).open()

    def _repeat(self) -> None:
        row, here = self.chosen(), self.sheet.view.currentIndex()
        if row:
            month = min(max(here.column() - 1, 1), len(MONTH_KEYS))
            RepeatTask(self._stage, row, row.tasks[month - 1], month).open()

    def _drop(self) -> None:
        row = self.chosen()
        if row and row.dropped:
            self._stage.perform("恢复目标", actions.restore_target, row.target_id)
        elif row:
            DropTarget(self._stage, row).open()

    def _remove(self) -> None:
        row = self.chosen()
        if row:
            ConfirmNames(
                self._stage,
                "删除误录的目标及其分解；年中不再执行的，请用“撤销”。",
                {"删除": [row.entry.title]},
                ok="删除 1 项",
                then=lambda: self._stage.perform("删除目标", actions.remove_target, row.target_id),
                danger=True,
            )

    def _move(self, way: int) -> None:
        row = self.chosen()
        order = [one.target_id for one in self._grid.rows] if self._grid else []
        if row is None or self._grid is None:
            return
        here = order.index(row.target_id)
        there = here + way
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
            self._stage.perform(
                "调整目标次序", actions.reorder_targets, self._grid.unit_id, self._grid.year, order
            )


def _id_of(row: TargetRow) -> str:
    return row.target_id


def _about(row: TargetRow) -> str:
    entry = row.entry
    parts = [
        row.standing.reason,
        f"责任人：{row.holder_names or '未定'}",
        f"标准：{entry.measure}" if entry.measure else "",
        f"时限：{entry.due}" if entry.due else "",
        f"权重：{number_label(row.weight)}%" if row.weight is not None else "",
        entry.source.label,
        "重点项目" if entry.key_project else "",
    ]
    return "　".join(part for part in parts if part)


def _columns(*, may_edit: bool) -> tuple[Column[TargetRow], ...]:
    return (
        Column("序", lambda row: row.number, width=36, align=Align.RIGHT),
        Column(
            "目标任务",
            lambda row: row.entry.title,
            width=168,
            key="title",
            edit=Edit.TEXT,
            editable=lambda row: may_edit and not row.dropped,
            placeholder="在此输入新目标…",
            tone=lambda row: Tone.QUIET if row.dropped else None,
            hint=lambda row: _about(row) if row.target_id else "",
        ),
        *(_month_column(number, key, may_edit=may_edit) for number, key in enumerate(MONTH_KEYS, 1)),
        Column(
            "权重%",
            lambda row: number_label(row.weight),
            width=52,
            align=Align.RIGHT,
            key="weight",
            edit=Edit.LINE,
            editable=lambda row: may_edit and bool(row.target_id) and not row.dropped,
            optional=True,
            hint=lambda _row: "本目标所占的百分比，可不填；填写的合计应为 100%",
        ),
        Column(
            "累计/目标",
            lambda row: row.figures.words if row.figures else "",
            width=92,
            align=Align.RIGHT,
            tone=lambda row: TONES[row.standing.pace] if row.figures else None,
            hint=lambda row: row.standing.reason if row.figures else "",
        ),
    )


def _month_column(number: int, key: str, *, may_edit: bool) -> Column[TargetRow]:
    place = number - 1

    def tone(row: TargetRow) -> Tone | None:
        percent = row.percents[place]
        if row.dropped:
            return Tone.QUIET
        return None if percent is None else Tone.DONE if percent >= 100 else Tone.DUE

    def hint(row: TargetRow) -> str:
        percent = row.percents[place]
        return "" if percent is None else f"已报告完成 {percent}%"

    return Column(
        f"{number}月",
        lambda row: row.tasks[place],
        key=key,
        edit=Edit.TEXT,
        editable=lambda row: may_edit and bool(row.target_id) and not row.dropped,
        tone=tone,
        hint=hint,
        optional=True,
    )
