"""Starting a year from the one before: last year's targets with a tick each, nothing written before OK."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from app.targets import actions
from app.targets.views import CopyLine
from ui.shared.forms import FormDialog
from ui.shared.look import px
from ui.shared.stage import Stage
from ui.shared.widgets import label, shortened

HINT = "勾选仍要做的目标，连同在任的责任人列入 {year} 年；时限顺延一年。数量、权重照上年填写，请逐项核对。"


class StartYear(FormDialog):
    """Takes the ticked targets of the year before over; those the year has already cannot be ticked."""

    def __init__(self, stage: Stage, unit_id: str, year: int, lines: Sequence[CopyLine]) -> None:
        title = f"用 {year - 1} 年的目标开始 {year} 年"
        super().__init__(stage, stage.errands, title, ok="列入所选目标", hint=HINT.format(year=year))
        self._place = unit_id, year
        self.ticks = {line.target_id: _tick(line) for line in lines}
        self.rows.addRow(_scrolling(lines, self.ticks))
        self.add("with_split", "", QCheckBox("连同按月分解"))
        self.fields.show({"with_split": True})
        for tick in self.ticks.values():
            tick.toggled.connect(lambda _on: self._count())
        self._count()

    def save(self) -> None:
        """Copy what is ticked."""
        chosen = [target_id for target_id, tick in self.ticks.items() if tick.isChecked()]
        if not chosen:
            raise UserError("请至少勾选一项目标。", field="with_split")
        with_split = bool(self.fields.values()["with_split"])
        self.perform("复制上年目标", actions.copy_targets, *self._place, chosen, with_split)

    def _count(self) -> None:
        count = sum(tick.isChecked() for tick in self.ticks.values())
        self.ok.setText(f"列入 {count} 项（Ctrl+Enter）")


def _tick(line: CopyLine) -> QCheckBox:
    tick = QCheckBox(shortened(line.title, 380))
    tick.setChecked(not line.present)
    tick.setEnabled(not line.present)
    return tick


def _scrolling(lines: Sequence[CopyLine], ticks: dict[str, QCheckBox]) -> QScrollArea:
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 8, 0)
    for line in lines:
        column.addWidget(ticks[line.target_id])
        about = label("本年已有" if line.present else line.about, "caption", wrap=True)
        about.setContentsMargins(px(24), 0, 0, 4)
        column.addWidget(about)
    column.addStretch(1)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setFixedHeight(min(page.sizeHint().height() + 4, px(360)))
    area.setMinimumWidth(px(460))
    return area
