"""What lies behind a number: its rows in a window, each leading on to its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.monthly.forms import form_of
from app.monthly.papers import registration_form
from app.progress import Progress
from app.vocabulary import Month
from ui.shared.columns import Column
from ui.shared.look import px
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

Row = TypeVar("Row")


class SourcesDialog(QDialog, Generic[Row]):
    """The rows that a number counts; Enter, double click or the button opens one. Open it by `open()`."""

    def __init__(
        self,
        stage: Stage,
        title: str,
        note: str,
        columns: Sequence[Column[Row]],
        rows: Sequence[Row],
        opened: tuple[str, Callable[[Row], object]],
        openable: Callable[[Row], bool] = lambda _row: True,
    ) -> None:
        """Show `rows`; `opened`: how the button is called, and what it does with the current row.

        `openable`: whether a row has a source.
        """
        super().__init__(stage)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(px(820), px(520))
        self._open, self._openable = opened[1], openable
        self.sheet: Sheet[Row] = Sheet(columns, name=title, filtering=True, exporting=True)
        self.sheet.export_wanted.connect(partial(stage.export_table, title))
        self.sheet.opened.connect(self._open_row)
        self.button = Button(opened[0], "Ctrl+Return", self._open_current, kind="primary")
        self.sheet.chosen.connect(lambda row: self.button.setEnabled(openable(row)))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on=self.reject))
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(label(note, "caption", wrap=True))
        column.addWidget(self.sheet, 1)
        column.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+W"), self, self.close)
        self.sheet.set_rows(rows)
        self.button.setEnabled(False)
        if rows:
            self.sheet.view.setCurrentIndex(self.sheet.model.index(0, 0))

    def _open_current(self) -> None:
        row = self.sheet.current()
        if row is not None:
            self._open_row(row)

    def _open_row(self, row: Row) -> None:
        if self._openable(row):
            self._open(row)


def show_form(
    stage: Stage, unit_id: str, month: Month, cadre_id: str, version: str | None, name: str
) -> None:
    """Show a cadre's form of a month as it is printed."""
    office = stage.office

    def job(_: Progress) -> bytes:
        with office.read() as reader:
            form = form_of(reader, unit_id, month, cadre_id, version)
        return registration_form(form)

    title = f"{name}{month.label}实绩报告登记表"
    stage.export("生成登记表", job, lambda pdf: PaperDialog(stage, stage.errands, title, pdf).open())
