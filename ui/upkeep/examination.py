"""The examination: every thing looked at in a line, the faults with what to do, and a report to copy."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.doctor import Check, examine
from app.upkeep.papers import examination_report
from ui.shared import problems
from ui.shared.look import Tone, px
from ui.shared.panels import ScrollColumn
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, EmptyState, Pill, label, line

Found = tuple[datetime, tuple[Check, ...]]


class ExaminationCard(Card):
    """Looks at the installation while the work goes on."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("体检")
        self.setMinimumWidth(px(400))
        self._stage = stage
        self._report = ""
        self.result = Pill()
        self.lines = ScrollColumn()
        self.begin = Button("开始体检", "F5", self._examine)
        self.copy = Button("复制报告", "Ctrl+Shift+C", self._copy)
        self.told = label("", "caption")
        self.head.insertWidget(1, self.result)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.begin)
        self.column.addWidget(self.lines, 1)
        self.column.addLayout(foot)
        self.copy.setEnabled(False)
        hint = "检查数据库、操作记录、附件、备份、磁盘等，不改动任何数据，期间可以照常工作。"
        self.lines.fill([EmptyState("还没有体检", hint)])

    def _examine(self) -> None:
        self.begin.setEnabled(False)
        self.told.setText("正在体检…")
        self._stage.export("体检", lambda _progress: self._looked(), self._show, self._failed)

    def _looked(self) -> Found:
        office = self._stage.office
        now = office.clock.now()
        return now, examine(office.keyring, now)

    def _show(self, found: Found) -> None:
        at, checks = found
        wrong = [check for check in checks if not check.ok]
        self._report = examination_report(checks, self._stage.office.station.name, at)
        self.begin.setEnabled(True)
        self.copy.setEnabled(True)
        self.told.setText(f"{at:%Y-%m-%d %H:%M} 检查")
        self.result.tell(
            f"{len(wrong)} 项需要处理" if wrong else f"{len(checks)} 项全部正常",
            Tone.DUE if wrong else Tone.DONE,
        )
        fine = [check for check in checks if check.ok]
        self.lines.fill([piece for check in (*wrong, *fine) for piece in (_line(check), line())])

    def _failed(self, error: BaseException) -> None:
        self.begin.setEnabled(True)
        self.told.setText("")
        problems.show(self._stage, error)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.told.setText("报告已复制，可以粘贴给维护人员。")


def _line(check: Check) -> QWidget:
    row = QWidget()
    top = QHBoxLayout()
    top.setSpacing(8)
    name = label(check.name, "strong")
    name.setFixedWidth(px(72))
    top.addWidget(Pill("正常", Tone.DONE) if check.ok else Pill("注意", Tone.DUE))
    top.addWidget(name)
    top.addWidget(label(check.sentence, "caption", wrap=True), 1)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 6, 0, 6)
    column.setSpacing(3)
    column.addLayout(top)
    if check.next_step:
        column.addWidget(label(check.next_step, "due", wrap=True))
    return row
