"""A list of boxes to tick: units or people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.shared.look import px
from ui.shared.panels import ScrollColumn

NONE, SOME, ALL = Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked


class AllBox(QCheckBox):
    """Ticks or clears a whole list; it shows by itself that only some of it is ticked."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setTristate(True)

    def nextCheckState(self) -> None:
        """Tick all, or where all are ticked none."""
        self.setCheckState(NONE if self.checkState() is ALL else ALL)

    def tell(self, ticked: int, count: int) -> None:
        """Show how many are ticked."""
        self.setCheckState(ALL if count and ticked == count else SOME if ticked else NONE)
        self.setText(f"{self._words}（已选 {ticked}/{count}）")


class Ticks(QWidget):
    """A scrolling list of boxes to tick; `every` is the name of the box above it that ticks them all."""

    def __init__(self, entries: Sequence[tuple[str, str]], *, ticked: bool, every: str = "") -> None:
        super().__init__()
        self._boxes = {id_: QCheckBox(words) for id_, words in entries}
        self.all = AllBox(every)
        for box in self._boxes.values():
            box.setChecked(ticked)
            box.toggled.connect(self._count)
        self.all.clicked.connect(self._tick_all)
        scroll = ScrollColumn()
        scroll.fill(list(self._boxes.values()))
        scroll.column.setSpacing(px(6))
        scroll.setMinimumHeight(min(px(26) * max(len(entries), 1) + 12, px(200)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.all)
        self.all.setHidden(not every)
        column.addWidget(scroll)
        self._count()

    def tick(self, ids: Sequence[str]) -> None:
        """Tick these and no others."""
        for id_, box in self._boxes.items():
            box.setChecked(id_ in ids)

    def chosen(self) -> tuple[str, ...]:
        """Return the ids ticked, in the order shown."""
        return tuple(id_ for id_, box in self._boxes.items() if box.isChecked())

    def _count(self) -> None:
        self.all.tell(len(self.chosen()), len(self._boxes))

    def _tick_all(self) -> None:
        self.tick(tuple(self._boxes) if self.all.checkState() is ALL else ())
