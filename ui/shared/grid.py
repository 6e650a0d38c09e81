"""Grid: the table view; keyboard like a spreadsheet, copy and paste of blocks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.shared.cells import ENTER, CellDelegate, number_of
from ui.shared.columns import Column, Edit
from ui.shared.inputs import MAX_PASTE, plain
from ui.shared.look import px
from ui.shared.tables import RowsModel

Triggers = QAbstractItemView.EditTrigger
TYPING = Triggers.DoubleClicked | Triggers.SelectedClicked | Triggers.AnyKeyPressed | Triggers.EditKeyPressed
FIGURES = "123456789"


class Grid(QTableView):
    """The table view: Enter goes down, Tab to the next cell to fill, copy and paste by blocks.

    In a cell of choices the figure n takes the n-th one and goes down.
    """

    opened = Signal(QModelIndex)
    """Enter or double click on a row that is not edited in place."""
    refused = Signal(str)
    """A sentence: what of a pasted block could not be taken."""
    ended = Signal()
    """Enter was pressed in the last row."""

    def __init__(self, model: RowsModel[Any], *, wrap: bool) -> None:
        super().__init__()
        self.enter_to = ""
        """Key of the column in which Enter arrives, by default the same one, one row below."""
        self.eager = False
        self.rows = model
        self.editable = any(column.edit for column in model.columns)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(model, self, wrap=wrap))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(TYPING if self.editable else Triggers.NoEditTriggers)
        by = self.SelectionBehavior
        self.setSelectionBehavior(by.SelectItems if self.editable else by.SelectRows)
        self._arrange_headers(wrap=wrap)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, copy, paste, clear and open by keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste) and self.editable:
            self.paste()
        elif event.key() == Qt.Key.Key_Delete and self.editable:
            self._clear()
        elif event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._enter()
        elif not self._pick(event.text()):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell that can be filled, after the last one to the next widget."""
        if self.editable and self.step(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def step(self, way: int) -> bool:
        """Go to the next editable cell in reading order; False at the end."""
        columns, rows = len(self.rows.columns), self.rows.rowCount()
        here = self.currentIndex()
        place = here.row() * columns + here.column() if here.isValid() else -1
        place += way
        while 0 <= place < columns * rows:
            index = self.rows.index(*divmod(place, columns))
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self._go(index)
                return True
            place += way
        return False

    def down(self) -> None:
        """Go to the cell below; from a column before `enter_to` first to that one of the same row."""
        here = self.currentIndex()
        keys = [column.key for column in self.rows.columns]
        column = keys.index(self.enter_to) if self.enter_to else here.column()
        below = self.rows.index(here.row() + (here.column() >= column), column)
        if below.isValid():
            self._go(below)
        else:
            self.ended.emit()

    def be_eager(self) -> None:
        """Open a text as soon as Enter, Tab or a click reaches it, so that input methods start in it."""
        self.eager = True
        self.setEditTriggers(TYPING & ~Triggers.SelectedClicked)

    def open_text(self) -> None:
        """Open the current cell if it is a text to be filled, the cursor at its end."""
        here = self.currentIndex()
        if here.flags() & Qt.ItemFlag.ItemIsEditable and self.rows.columns[here.column()].edit == Edit.TEXT:
            self.edit(here)

    def copy(self) -> None:
        """Put the selected cells on the clipboard as tab-separated text."""
        chosen = self.selectionModel().selectedIndexes()
        if not chosen:
            return
        columns = sorted({index.column() for index in chosen})
        words = {(index.row(), index.column()): str(index.data() or "") for index in chosen}
        rows = sorted({index.row() for index in chosen})
        QGuiApplication.clipboard().setText(
            to_tsv([[words.get((row, column), "") for column in columns] for row in rows])
        )

    def paste(self) -> None:
        """Take a block from the clipboard, its first cell into the current one."""
        here = self.currentIndex()
        block = from_tsv(QGuiApplication.clipboard().text())
        if not here.isValid() or not block:
            return
        entries: dict[tuple[int, int], object] = {}
        odd: list[str] = []
        for down, line in enumerate(block):
            for right, words in enumerate(line):
                place = (here.row() + down, here.column() + right)
                if place[0] < self.rows.rowCount() and place[1] < len(self.rows.columns):
                    self._take(place, words, entries, odd)
        self.rows.type_in(entries)
        if odd:
            self.refused.emit(f"没有粘贴：{'；'.join(odd[:5])}{'等' if len(odd) > 5 else ''}。")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open a text on a click where texts open at once."""
        super().mouseReleaseEvent(event)
        if self.eager and self.state() == QAbstractItemView.State.NoState:
            self.open_text()

    def _go(self, index: QModelIndex) -> None:
        self.setCurrentIndex(index)
        if self.eager:
            self.open_text()

    def _pick(self, figure: str) -> bool:
        here = self.currentIndex()
        if not (here.isValid() and here.flags() & Qt.ItemFlag.ItemIsEditable):
            return False
        column = self.rows.columns[here.column()]
        place = FIGURES.find(figure) if figure else -1
        if column.edit != Edit.CHOICE or not 0 <= place < len(column.choices):
            return False
        self.rows.type_in({(here.row(), here.column()): column.choices[place][0]})
        self.down()
        return True

    def _take(
        self, place: tuple[int, int], words: str, entries: dict[tuple[int, int], object], odd: list[str]
    ) -> None:
        column = self.rows.columns[place[1]]
        if column.edit is None:
            return
        value, fits = value_of(column, words)
        if fits:
            entries[place] = value
        else:
            odd.append(f"第 {place[0] + 1} 行“{column.title}”不能填“{words[:10]}”")

    def _clear(self) -> None:
        empty = {Edit.NUMBER: None, Edit.CHOICE: None}
        self.rows.type_in(
            {
                (index.row(), index.column()): empty.get(edit, "")
                for index in self.selectionModel().selectedIndexes()
                if (edit := self.rows.columns[index.column()].edit) is not None
            }
        )

    def _enter(self) -> None:
        here = self.currentIndex()
        if here.isValid() and here.flags() & Qt.ItemFlag.ItemIsEditable:
            self.down()
        elif here.isValid():
            self.opened.emit(here)

    def _open(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index)

    def _arrange_headers(self, *, wrap: bool) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setMinimumSectionSize(px(36))
        for number, column in enumerate(self.rows.columns):
            if column.width:
                across.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, px(column.width))
            else:
                across.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        down.hide()
        down.setDefaultSectionSize(px(36))
        down.setMinimumSectionSize(px(36))
        mode = QHeaderView.ResizeMode
        down.setSectionResizeMode(mode.ResizeToContents if wrap else mode.Fixed)


def to_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as spreadsheets copy them: tabs between cells, cells of several lines in quotes."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(rows)
    return out.getvalue()


def from_tsv(text: str) -> list[list[str]]:
    """Return the cells of a copied block, plain text each; a text without tabs and quotes is one column."""
    text = text[:MAX_PASTE].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removesuffix("\n")
    if not text:
        return []
    reader = csv.reader(io.StringIO(text), dialect="excel-tab", strict=False)
    return [[plain(cell) for cell in line] or [""] for line in reader]


def value_of(column: Column[Any], words: str) -> tuple[object, bool]:
    """Return the value that pasted words mean in a column, and whether they mean anything there."""
    if column.edit == Edit.NUMBER:
        number = number_of(words)
        return number, number is not None or not words.strip()
    if column.edit == Edit.CHOICE:
        found = [value for value, shown in column.choices if shown == words.strip()]
        return (found[0], True) if found else (None, not words.strip())
    return (plain(words, lines=column.edit == Edit.TEXT), True)
