"""催报: who has not handed in this month, the notice to print for them, and the way to each form (D15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.monthly.asking import AskedLine, Asking, asking, asking_letter
from app.progress import Progress
from ui.monthly.form_words import day_words
from ui.shared.columns import Column
from ui.shared.look import Tone, fit
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

COLUMNS: tuple[Column[AskedLine], ...] = (
    Column("姓名", lambda line: line.name, width=120),
    Column("职务", lambda line: line.title),
    Column("填报情况", lambda line: line.standing, width=100),
)


def ask_for_reports(stage: MonthlyStage) -> None:
    """Open the list of who has not handed in the month shown; where everybody has, say so."""

    def show(found: Asking) -> None:
        if found.lines:
            AskingDialog(stage, found).open()
        else:
            stage.problems.tell(f"{found.month.label}应报人员都已提交，不用催报。", Tone.QUIET)

    stage.load(asking, stage.unit_id, stage.month, then=show, beside=True)


class AskingDialog(QDialog):
    """The list of who owes a report; Enter opens the form of one, Esc closes. Open it by `open()`."""

    def __init__(self, stage: MonthlyStage, found: Asking) -> None:
        super().__init__(stage)
        self._stage, self._found = stage, found
        self.setWindowTitle(f"{found.month.label}催报")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 560, 420)
        self.list: Sheet[AskedLine] = Sheet(COLUMNS, lambda line: line.cadre_id, name="未提交人员", wrap=True)
        self.paper = Button("预览、打印催报通知", "Ctrl+Return", self._preview, kind="primary")
        self.form = Button("打开登记表", on=self._open_form)
        self.export = Button("导出名单", "Ctrl+E", self._export)
        self._arrange()
        self.list.set_rows(found.lines)
        self.list.go_to(found.lines[0].cadre_id)
        self.list.opened.connect(lambda _line: self._open_form())
        self.list.view.setFocus()

    def _arrange(self) -> None:
        due, count = day_words(self._found.deadline.due), len(self._found.lines)
        over = "，已过期" if self._found.over else "提交"
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(f"{count} 人未提交；应于 {due}前{over}。", "strong", wrap=True))
        column.addWidget(
            label("催报通知按名单打印，可当面签收；导出的名单可发到工作群。", "caption", wrap=True)
        )
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        for button in (self.form, self.export):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on=self.reject))
        foot.addWidget(self.paper)
        column.addLayout(foot)

    def _preview(self) -> None:
        found, stage = self._found, self._stage
        title = f"{found.month.label}催报通知"

        def job(_: Progress) -> bytes:
            return asking_letter(found)

        stage.export("生成催报通知", job, lambda pdf: PaperDialog(self, stage.errands, title, pdf).open())

    def _open_form(self) -> None:
        line = self.list.current()
        if line:
            self.accept()
            self._stage.open(line.cadre_id)

    def _export(self) -> None:
        self._stage.export_table(f"{self._found.month.label}未提交人员", self.list.model.shown())
