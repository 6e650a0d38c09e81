"""A page of the tab: a list, what the chosen line says in full, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.columns import Column, Shown
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, label

Row = TypeVar("Row")


class ListPage(QWidget, Generic[Row]):
    """Lines of one kind; each button is offered for the lines that its condition allows."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Row]],
        row_id: Callable[[Row], object],
        empty: str,
        told: Callable[[Row], str],
    ) -> None:
        """`empty` stands where there is no line; `told` says of the chosen one what its columns do not."""
        super().__init__()
        self.name = name
        self._row_id, self._empty, self._told = row_id, empty, told
        self._first: object = None
        self._may: dict[Button, Callable[[Row], bool]] = {}
        self.sheet: Sheet[Row] = Sheet(columns, row_id, name=name, filtering=True, wrap=True)
        self.detail = label(empty, "caption", wrap=True)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.detail)
        column.addLayout(self.foot)
        self.sheet.chosen.connect(lambda _row: self._show_chosen())

    def offer(self, button: Button, may: Callable[[Row], bool] | None = None) -> None:
        """Put a button under the list; `may` tells for which line it is offered, None for all times."""
        if may is not None:
            self._may[button] = may
            button.setEnabled(False)
        self.foot.addWidget(button)

    def end(self) -> None:
        """Leave the rest of the foot free."""
        self.foot.addStretch(1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these lines; a new one on top becomes the chosen one."""
        self.sheet.set_rows(rows)
        first = self._row_id(rows[0]) if rows else None
        if rows and (self.sheet.current() is None or first != self._first):
            self.sheet.go_to(first)
        self._first = first
        self._show_chosen()

    def current(self) -> Row | None:
        """Return the chosen line."""
        return self.sheet.current()

    def table(self) -> tuple[str, Shown]:
        """Return the list as it stands on the screen, with its name."""
        return self.name, self.sheet.model.shown()

    def _show_chosen(self) -> None:
        row = self.sheet.current()
        self.detail.setText(self._told(row) if row is not None else self._empty)
        for button, may in self._may.items():
            button.setEnabled(row is not None and may(row))
