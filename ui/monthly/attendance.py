"""Who was at the meeting: a box for everybody, as many in a row as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.monthly.team import TeamLine
from ui.shared.look import px
from ui.shared.widgets import shortened

GAP = 14


class Attendance(QWidget):
    """Boxes in board order; Space ticks, arrow keys and Tab move."""

    toggled = Signal()
    """Somebody was ticked or unticked by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(4)
        self._columns = 0

    def show_team(self, team: Sequence[TeamLine]) -> None:
        """Offer these people, the members of the leading body ticked; the same team stays as it is ticked."""
        if list(self.boxes) == [line.cadre_id for line in team]:
            return
        for old in self.boxes.values():
            old.deleteLater()
        self.boxes = {}
        for line in team:
            box = QCheckBox(shortened(line.name, 120), self)
            box.setChecked(line.on_team)
            box.setToolTip(f"{line.name} {line.title}")
            box.clicked.connect(lambda _checked: self.toggled.emit())
            self.boxes[line.cadre_id] = box
        self._columns = 0
        self._arrange()

    def present(self) -> tuple[str, ...]:
        """Return who is ticked, in board order."""
        return tuple(cadre_id for cadre_id, box in self.boxes.items() if box.isChecked())

    def tick(self, cadre_ids: Collection[str]) -> None:
        """Tick exactly these."""
        for cadre_id, box in self.boxes.items():
            box.setChecked(cadre_id in cadre_ids)

    def minimumSizeHint(self) -> QSize:
        """Four in a row need little."""
        return QSize(px(200), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many into a row as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.boxes:
            return
        widest = max(box.sizeHint().width() for box in self.boxes.values()) + GAP
        columns = max(self.width() // widest, 4)
        if columns == self._columns:
            return
        self._columns = columns
        for number, box in enumerate(self.boxes.values()):
            self._grid.addWidget(box, number // columns, number % columns)
            box.show()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self._grid.setColumnStretch(max(columns, self._grid.columnCount() - 1) + 1, 1)
        self.setMinimumHeight(px(22) * -(-len(self.boxes) // columns))
