"""Sheet: a table with filter line and export, for reading or for filling in cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui.shared.cells import CellDelegate
from ui.shared.columns import CellEdit, Column
from ui.shared.grid import Grid
from ui.shared.inputs import Line
from ui.shared.look import px
from ui.shared.tables import RowsModel
from ui.shared.widgets import Button, label

Row = TypeVar("Row")
FILTER_AFTER_MS = 200


class Sheet(QWidget, Generic[Row]):
    """A table with, if wanted, a filter line and “导出本表”. Cells typed into are told by `edited` at once.

    `wrap`: rows grow with their text; for papers and lists of up to some hundred rows.
    `cells`: one cell is chosen, not its row; for tables whose numbers lead to their sources.
    """

    edited = Signal(object)
    """tuple[CellEdit, ...]."""
    chosen = Signal(object)
    """The row now current."""
    opened = Signal(object)
    """The row that was opened by Enter or double click."""
    export_wanted = Signal(object)
    """Shown: the table as it stands; when rows come page by page, ask the view with `model.wanted()`."""
    rested = Signal()
    """The editor of a cell was closed."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        row_id: Callable[[Row], object] | None = None,
        *,
        name: str = "",
        filtering: bool = False,
        sorting: bool = True,
        exporting: bool = False,
        wrap: bool = False,
        cells: bool = False,
    ) -> None:
        super().__init__()
        self.model: RowsModel[Row] = RowsModel(columns, row_id or _own_id, self)
        self.view = Grid(self.model, wrap=wrap)
        self.view.setAccessibleName(name)
        if cells:
            self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.filter = Line("筛选本表…  Ctrl+F")
        self._odd = label("", "fault", wrap=True)
        self._odd.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if filtering or exporting:
            column.addLayout(self._top(filtering=filtering, exporting=exporting))
        column.addWidget(self._odd)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._set_sorting(sorting=sorting)
        self._filter_later = QTimer(self, singleShot=True, interval=FILTER_AFTER_MS)
        self._filter_later.timeout.connect(lambda: self.model.set_filter(self.filter.text().strip()))
        self.filter.textChanged.connect(lambda _text: self._filter_later.start())
        self.view.opened.connect(lambda index: self.opened.emit(self.model.row(index)))
        self.view.refused.connect(self._refuse)
        self.model.edited.connect(self._edited)
        self.view.selectionModel().currentRowChanged.connect(self._row_changed)
        self.view.itemDelegate().closeEditor.connect(lambda *_: self.rested.emit())
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the current cell stays where it was, by the row's id."""
        here = self.view.currentIndex()
        kept = self.model.row_id(self.model.row(here)) if here.isValid() else None
        self.model.set_rows(rows)
        position = self.model.position_of(kept) if kept is not None else None
        if position is not None:
            index = self.model.index(position, here.column())
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | self._whole_rows()
            )

    def current(self) -> Row | None:
        """Return the current row."""
        here = self.view.currentIndex()
        return self.model.row(here) if here.isValid() else None

    def go_to(self, row_id: object, key: str = "") -> bool:
        """Make a row (and the cell of column `key`) current; False when it is not shown."""
        position = self.model.position_of(row_id)
        if position is None:
            return False
        keys = [column.key for column in self.model.columns]
        self.view.setCurrentIndex(self.model.index(position, keys.index(key) if key in keys else 0))
        return True

    def changed(self) -> bool:
        """Tell whether a cell is being typed into, or could not be saved."""
        return self.editing() or bool(self.model.changed())

    def editing(self) -> bool:
        """Tell whether the editor of a cell is open."""
        return self.view.state() == QAbstractItemView.State.EditingState

    def take(self) -> tuple[CellEdit[Row], ...]:
        """Finish the cell being typed into (told by `edited`); return what failed before for another try."""
        delegate = self.view.itemDelegate()
        if self.editing() and isinstance(delegate, CellDelegate):
            delegate.finish()
        return self.model.take()

    def give_back(self, taken: Sequence[CellEdit[Row]], sentence: str, field: str | None) -> None:
        """Mark cells that could not be saved; they keep what was typed."""
        self.model.give_back(taken, sentence, field)

    def forget(self) -> None:
        """Drop what could not be saved."""
        self.model.forget()

    def _top(self, *, filtering: bool, exporting: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        if filtering:
            self.filter.setMaximumWidth(px(280))
            self.filter.setClearButtonEnabled(True)
            row.addWidget(self.filter, 100)
            self.filter.setAccessibleName("筛选本表")
            QShortcut(QKeySequence("Ctrl+F"), self, self.filter.setFocus)
        row.addStretch(1)
        if exporting:
            row.addWidget(Button("导出本表", "Ctrl+E", self._export))
        return row

    def _set_sorting(self, *, sorting: bool) -> None:
        header = self.view.horizontalHeader()
        header.setSectionsClickable(sorting)
        if sorting:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.view.setSortingEnabled(True)
            header.setSortIndicatorClearable(True)

    def _whole_rows(self) -> QItemSelectionModel.SelectionFlag:
        flag = QItemSelectionModel.SelectionFlag
        by_cell = QAbstractItemView.SelectionBehavior.SelectItems
        return flag.NoUpdate if self.view.selectionBehavior() == by_cell else flag.Rows

    def _edited(self, edits: tuple[CellEdit[Row], ...]) -> None:
        self._odd.hide()
        self.edited.emit(edits)

    def _refuse(self, sentence: str) -> None:
        self._odd.setText(sentence)
        self._odd.show()

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.model.row(current))

    def _export(self) -> None:
        self.export_wanted.emit(self.model.shown())

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("复制\tCtrl+C", self.view.copy)
        if self.view.editable:
            menu.addAction("粘贴\tCtrl+V", self.view.paste)
        menu.popup(self.view.viewport().mapToGlobal(place))


def _own_id(row: object) -> object:
    return getattr(row, "id", row)
