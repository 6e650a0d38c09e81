"""RowsModel: a table over frozen dataclasses; sorted, filtered, fetched lazily, edited cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from ui.shared.columns import Align, CellEdit, Column, Edit, Shown, Wanted
from ui.shared.look import TO_FILL, Tone

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
PAGE = 200
NOWHERE = QModelIndex()


Fetch = Callable[[Wanted, Callable[[Sequence[Row]], object]], object]


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows as a table model; either all at hand (`set_rows`) or fetched page by page (`set_pages`).

    With `set_rows` a million rows cost nothing until they are scrolled to, sorted or filtered.
    """

    edited = Signal(object)
    """tuple[CellEdit, ...]: one cell typed, or a block pasted."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        row_id: Callable[[Row], object] = lambda row: getattr(row, "id", row),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.row_id = row_id
        self._rows: Sequence[Row] = ()
        self._order: Sequence[int] | None = None
        self._exposed = 0
        self._fetch: Fetch[Row] | None = None
        self._fetching = False
        self._complete = True
        self._generation = 0
        self._sort: tuple[int, bool] | None = None
        self._text = ""
        self._typed: dict[tuple[object, str], object] = {}
        self._faults: dict[tuple[object, str], str] = {}

    # What a stage calls

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; cells that could not be saved keep what was typed."""
        self.beginResetModel()
        self._fetch = None
        self._rows = rows
        self._typed = {cell: value for cell, value in self._typed.items() if cell in self._faults}
        self._arrange()
        self.endResetModel()

    def set_pages(self, fetch: Fetch[Row]) -> None:
        """Show rows that `fetch(wanted, then)` delivers page by page; it also sorts and filters."""
        self._fetch = fetch
        self._typed.clear()
        self._restart()

    def set_filter(self, text: str) -> None:
        """Show only rows that hold `text` in any column."""
        if text != self._text:
            self._text = text
            self._rearrange()

    def row(self, index: Index) -> Row:
        """Return the row at an index."""
        return self.row_at(index.row())

    def row_at(self, position: int) -> Row:
        """Return the row at a position as shown."""
        return self._rows[position if self._order is None else self._order[position]]

    def position_of(self, row_id: object) -> int | None:
        """Return where a row is shown, None when it is not (yet)."""
        for position in range(self._exposed):
            if self.row_id(self.row_at(position)) == row_id:
                return position
        return None

    def wanted(self) -> Wanted:
        """Return the present order and filter, e.g. for an export of everything that matches."""
        sort, descending = self._sort or (None, False)
        key = "" if sort is None else self.columns[sort].key
        return Wanted(0, PAGE, key, descending, self._text)

    def shown(self) -> Shown:
        """Return headers and values of everything that matches and is at hand, in the order shown."""
        count = len(self._rows) if self._order is None else len(self._order)
        rows = (self.row_at(position) for position in range(count))
        values = tuple(tuple(self._export_value(row, column) for column in self.columns) for row in rows)
        return Shown(tuple(column.title for column in self.columns), values)

    # Edits that are not saved yet

    def changed(self) -> tuple[CellEdit[Row], ...]:
        """Return the cells whose saving failed; what is typed is handed on at once."""
        rows = {self.row_id(row): row for row in (self._rows if self._faults else ())}
        return tuple(
            CellEdit(rows[row_id], key, self._typed[row_id, key])
            for row_id, key in self._faults
            if row_id in rows
        )

    def take(self) -> tuple[CellEdit[Row], ...]:
        """Return them once more for another try."""
        taken = self.changed()
        self._faults.clear()
        return taken

    def give_back(self, edits: Sequence[CellEdit[Row]], sentence: str, field: str | None = None) -> None:
        """Keep what was typed, marked with why it could not be saved."""
        for edit in edits:
            cell = (self.row_id(edit.row), edit.key)
            self._typed[cell] = edit.value
            self._faults[cell] = sentence if field in {None, edit.key} else "尚未保存。"
        self._repaint()

    def forget(self) -> None:
        """Drop what could not be saved."""
        self._typed.clear()
        self._faults.clear()
        self._repaint()

    def type_in(self, entries: Mapping[tuple[int, int], object]) -> None:
        """Take values typed or pasted, by position and column; cells not editable stay as they are."""
        edits = []
        for (position, number), value in entries.items():
            index = self.index(position, number)
            if index.isValid() and self.flags(index) & Qt.ItemFlag.ItemIsEditable:
                row, column = self.row_at(position), self.columns[number]
                if value != self.value(row, column):
                    self._typed[self.row_id(row), column.key] = value
                    self._faults.pop((self.row_id(row), column.key), None)
                    edits.append(CellEdit(row, column.key, value))
        if edits:
            self._repaint()
            self.edited.emit(tuple(edits))

    def value(self, row: Row, column: Column[Row]) -> object:
        """Return what a cell holds: what was typed, otherwise what the row says."""
        if column.edit is not None and self._typed:
            typed = self._typed.get((self.row_id(row), column.key), NOWHERE)
            if typed is not NOWHERE:
                return typed
        return column.value(row)

    def offer(self, key: str, choices: Sequence[tuple[object, str]]) -> None:
        """Let the cells of a column choose among other values."""
        self.columns = tuple(
            replace(column, choices=choices) if column.key == key else column for column in self.columns
        )

    # Qt's model

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are exposed so far."""
        return 0 if parent.isValid() else self._exposed

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Return the titles; rows have numbers."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Role.DisplayRole else None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.title
        return _alignment(column) if role == Role.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say which cells can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self.columns[index.column()]
        if column.edit is not None and column.editable(self.row(index)):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return words, alignment, colours and hints of a cell."""
        if not index.isValid():
            return None
        row, column = self.row(index), self.columns[index.column()]
        match role:
            case Role.DisplayRole:
                said: object = column.words(self.value(row, column))
            case Role.TextAlignmentRole:
                said = _alignment(column)
            case Role.ForegroundRole:
                said = self._ink(row, column)
            case Role.BackgroundRole:
                said = self._ground(index, row, column)
            case Role.ToolTipRole:
                said = self._hint(row, column)
            case Role.AccessibleTextRole:
                said = f"{column.title}：{column.words(self.value(row, column)) or '空'}"
            case _:
                said = None
        return said

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Take what an editor delivers."""
        if role != Role.EditRole:
            return False
        self.type_in({(index.row(), index.column()): value})
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 for the order in which the rows came."""
        self._sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._rearrange()

    def canFetchMore(self, parent: Index = NOWHERE) -> bool:
        """Tell whether rows wait below."""
        if parent.isValid():
            return False
        return not self._complete if self._fetch else self._exposed < self._matching()

    def fetchMore(self, parent: Index = NOWHERE) -> None:  # noqa: ARG002 - a table has no parents
        """Expose the next page, or ask for it."""
        if self._fetch is None:
            self._expose(min(self._exposed + PAGE, self._matching()))
        elif not self._fetching:
            self._fetching = True
            generation = self._generation
            wanted = self.wanted()
            page = Wanted(self._exposed, PAGE, wanted.sort, wanted.descending, wanted.text)
            self._fetch(page, lambda rows: self._page_came(generation, rows))

    # Private

    def _page_came(self, generation: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self._fetching = False
        self._complete = len(rows) < PAGE
        if rows:
            cast("list[Row]", self._rows).extend(rows)
            self._expose(len(self._rows))

    def _expose(self, count: int) -> None:
        if count > self._exposed:
            self.beginInsertRows(NOWHERE, self._exposed, count - 1)
            self._exposed = count
            self.endInsertRows()

    def _matching(self) -> int:
        return len(self._rows) if self._order is None else len(self._order)

    def _restart(self) -> None:
        self.beginResetModel()
        self._rows = []
        self._order = None
        self._exposed = 0
        self._complete = False
        self._fetching = False
        self._generation += 1
        self.endResetModel()
        self.fetchMore()

    def _rearrange(self) -> None:
        if self._fetch is not None:
            self._restart()
            return
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        """Work out the order of the rows at hand; none is looked at without a sort or filter."""
        self._order = None
        if self._text:
            wanted = self._text.casefold()
            self._order = [number for number, row in enumerate(self._rows) if wanted in self._line(row)]
        if self._sort is not None:
            column, descending = self.columns[self._sort[0]], self._sort[1]
            places = range(len(self._rows)) if self._order is None else self._order
            key = column.sort_key or column.value
            self._order = sorted(places, key=lambda n: _rank(key(self._rows[n])), reverse=descending)
        self._exposed = min(PAGE, self._matching())

    def _line(self, row: Row) -> str:
        return "\t".join(column.words(column.value(row)) for column in self.columns).casefold()

    def _export_value(self, row: Row, column: Column[Row]) -> object:
        value = self.value(row, column)
        return value if isinstance(value, int) and not column.choices else column.words(value)

    def _ink(self, row: Row, column: Column[Row]) -> QBrush | None:
        tone = column.tone(row) if column.tone else None
        return QBrush(QColor(tone.ink)) if tone else None

    def _ground(self, index: Index, row: Row, column: Column[Row]) -> QBrush | None:
        if column.edit is None:
            return None
        if (self.row_id(row), column.key) in self._faults:
            return QBrush(QColor(Tone.MISSING.tint))
        empty = not column.optional and self.value(row, column) in {None, ""}
        return QBrush(QColor(TO_FILL)) if empty and self.flags(index) & Qt.ItemFlag.ItemIsEditable else None

    def _hint(self, row: Row, column: Column[Row]) -> str | None:
        fault = self._faults.get((self.row_id(row), column.key))
        return fault or (column.hint(row) if column.hint else None)

    def _repaint(self) -> None:
        if self._exposed:
            last = self.index(self._exposed - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _alignment(column: Column[Row]) -> int:
    return int(column.align.value | Qt.AlignmentFlag.AlignVCenter)


def _rank(value: object) -> tuple[bool, Any]:
    """Order of values: nothing last, Chinese by pinyin (the order of GB 2312's common characters)."""
    if isinstance(value, str) and type(value) is str:
        return (value == "", value.encode("gb18030", "replace"))
    return (value is None, 0 if value is None else value)


__all__ = ["Align", "CellEdit", "Column", "Edit", "RowsModel", "Shown", "Wanted"]
