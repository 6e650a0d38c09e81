"""Foot: the buttons under a page; in a narrow window they go on in a second row instead of being cut off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

GAP = 8


class Foot(QLayout):
    """A row of widgets that wraps; those after `addStretch` stand at the right end of their row."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._right: int | None = None

    def addStretch(self) -> None:
        """Let the widgets added from now on stand at the right."""
        self._right = len(self._items)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end; Qt calls it."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Return an item; Qt asks beyond the end as well."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """Never grow beyond what is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Be as high as the rows that a width makes."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the rows."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        """Lay the rows out."""
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        shown = self._shown()
        width = sum(size.width() for _, size, _ in shown) + GAP * max(len(shown) - 1, 0)
        return QSize(width, max((size.height() for _, size, _ in shown), default=0))

    def minimumSize(self) -> QSize:
        """Have room for the widest widget."""
        sizes = [size for _, size, _ in self._shown()]
        widest = max((size.width() for size in sizes), default=0)
        return QSize(widest, max((size.height() for size in sizes), default=0))

    def _shown(self) -> list[tuple[QLayoutItem, QSize, bool]]:
        """Return the items that are to be seen, their sizes, and whether they belong to the right."""
        right = len(self._items) if self._right is None else self._right
        return [
            (item, item.sizeHint(), place >= right)
            for place, item in enumerate(self._items)
            if not item.isEmpty()
        ]

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize, bool]]]:
        rows: list[list[tuple[QLayoutItem, QSize, bool]]] = []
        left = 0
        for one in self._shown():
            wide = one[1].width()
            if not rows or left + wide > width:
                rows.append([])
                left = 0
            rows[-1].append(one)
            left += wide + GAP
        return rows

    def _place(self, rect: QRect, *, really: bool) -> int:
        top = rect.top()
        for row in self._rows(rect.width()):
            height = max(size.height() for _, size, _ in row)
            if really:
                _set_row(row, QRect(rect.left(), top, rect.width(), height))
            top += height + GAP
        return max(top - GAP - rect.top(), 0)


def _set_row(row: list[tuple[QLayoutItem, QSize, bool]], box: QRect) -> None:
    widths = [min(size.width(), box.width()) for _, size, _ in row]
    free = box.width() - sum(widths) - GAP * (len(row) - 1)
    x, moved = box.left(), False
    for (item, size, right), width in zip(row, widths, strict=True):
        if right and not moved:
            x, moved = x + max(free, 0), True
        height = min(size.height(), box.height())
        item.setGeometry(QRect(QPoint(x, box.top() + (box.height() - height) // 2), QSize(width, height)))
        x += width + GAP
