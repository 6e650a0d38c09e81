"""修改记录: who changed a record when, from what to what (architecture.md §4)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.documents.files import file_name
from app.history.actions import undo
from app.history.views import HistoryLine, record_history
from app.office import BUSINESS
from ui.history.lines import HISTORY_COLUMNS, HistoryRow, history_rows
from ui.shared.columns import Shown
from ui.shared.files import choose_file, save_table
from ui.shared.look import Tone, fit
from ui.shared.problems import ProblemBar
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

KEYS = "Ctrl+H"
NEVER_CHANGED = "由程序自动记下，任何人不能修改或删除。"


class HistoryLink(Button):
    """`修改记录 4 条 ›` for the record a stage shows; hidden while there is none.

    Put it beside the record (`SidePanel.add_link`) and call `show_record` whenever the record is shown.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__("", KEYS, self._open, kind="link")
        self._stage = stage
        self._record: tuple[str, str] | None = None
        self._title = ""
        self._lines: tuple[HistoryLine, ...] = ()
        self.hide()

    def show_record(self, table: str, row_id: str | None, title: str) -> None:
        """Count the history of a row and its parts; `title` is what people call it. None for no record."""
        record = (table, row_id) if row_id else None
        self._title = title
        if record != self._record:
            self._record = record
            self._tell(())
        if record is not None:
            then, key = partial(self._came, record), f"history {id(self)}"
            self._stage.load(record_history, *record, then=then, key=key, beside=True)

    def _came(self, record: tuple[str, str], lines: tuple[HistoryLine, ...]) -> None:
        if record == self._record:
            self._tell(lines)

    def _tell(self, lines: tuple[HistoryLine, ...]) -> None:
        self._lines = lines
        self.setText(f"修改记录 {len(lines)} 条 ›")
        self.setVisible(bool(lines))

    def _open(self) -> None:
        RecordHistory(self._stage, self._title, self._lines).open()


class RecordHistory(QDialog):
    """Lists every change of one record and its parts, newest first; Esc closes."""

    def __init__(self, stage: Stage, title: str, lines: tuple[HistoryLine, ...]) -> None:
        super().__init__(stage)
        self.setWindowTitle(f"修改记录：{title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 1080, 600)
        self._errands = stage.errands
        self._title = title
        self.problems = ProblemBar()
        self.list: Sheet[HistoryRow] = Sheet(
            HISTORY_COLUMNS, name="修改记录", filtering=True, exporting=True, sorting=False, wrap=True
        )
        self.undo = Button("撤销选中的操作", on=self._undo)
        self.away = Button("关闭", on=self.close)
        foot = QHBoxLayout()
        foot.addWidget(label(f"共 {len(lines)} 次操作，最近的在上。{NEVER_CHANGED}", "caption"))
        foot.addStretch(1)
        foot.addWidget(self.undo)
        foot.addWidget(self.away)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for piece in (label(title, "title"), self.problems, self.list):
            column.addWidget(piece)
        column.addLayout(foot)
        self.list.set_rows(history_rows(lines))
        self.list.export_wanted.connect(self._export)
        self.list.chosen.connect(lambda row: self.undo.setEnabled(not row.undone))
        self.undo.setEnabled(False)
        self.undo.setVisible(not BUSINESS.isdisjoint(stage.errands.office.login.roles))
        self.list.setFocus()

    def _export(self, shown: Shown) -> None:
        name = file_name(self.windowTitle(), suffix=".xlsx")
        choose_file(self, "导出修改记录", name, partial(self.write, shown))

    def write(self, shown: Shown, target: Path) -> None:
        """Write the table as it stands on the screen to a spreadsheet."""
        self._errands.export(
            self,
            "导出修改记录",
            lambda _progress: save_table(target, self._title, shown),
            lambda done: self.problems.tell(f"已导出到 {done}", Tone.QUIET),
        )

    def _undo(self) -> None:
        row = self.list.current()
        if row is not None:
            title = f"撤销：{row.entry.action}"
            self._errands.perform(self, title, undo, row.entry.seq, then=lambda _: self.close())
