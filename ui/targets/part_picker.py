"""PartPicker: who does it; every press on a name goes from nobody to 主办 to 协办 and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.targets.entries import Holder
from app.vocabulary import Part
from ui.shared.look import ACCENT, ACCENT_TINT, CARD, EDGE, INK, SECOND, px
from ui.shared.widgets import shortened

PER_ROW = 3
NEXT: dict[Part | None, Part | None] = {None: Part.LEAD, Part.LEAD: Part.ASSIST, Part.ASSIST: None}


class PartPicker(QWidget):
    """Names in board order, three in a row; Tab moves on, Space presses."""

    changed = Signal()

    def __init__(self, people: Sequence[tuple[str, str]], chosen: Sequence[Holder] = ()) -> None:
        """`people`: id and name."""
        super().__init__()
        self._names = dict(people)
        self._parts: dict[str, Part | None] = dict.fromkeys(self._names)
        self._parts |= {one.cadre_id: one.part for one in chosen if one.cadre_id in self._names}
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for place, (cadre_id, name) in enumerate(people):
            button = QPushButton()
            button.setAutoDefault(False)
            button.setToolTip(f"{name}：按一下为主办，再按一下为协办，再按一下取消")
            button.clicked.connect(partial(self._press, cadre_id))
            self.buttons[cadre_id] = button
            grid.addWidget(button, place // PER_ROW, place % PER_ROW)
            self._paint(cadre_id)

    def holders(self) -> tuple[Holder, ...]:
        """Return who is chosen, in board order."""
        return tuple(Holder(cadre_id, part) for cadre_id, part in self._parts.items() if part is not None)

    def lead(self) -> str:
        """Return the first 主办, empty where there is none."""
        leads = [one.cadre_id for one in self.holders() if one.part is Part.LEAD]
        return leads[0] if leads else ""

    def _press(self, cadre_id: str, _checked: bool = False) -> None:
        self._parts[cadre_id] = NEXT[self._parts[cadre_id]]
        self._paint(cadre_id)
        self.changed.emit()

    def _paint(self, cadre_id: str) -> None:
        part, name, button = self._parts[cadre_id], self._names[cadre_id], self.buttons[cadre_id]
        words = shortened(name, 88 if part else 120)
        button.setText(f"{words} {part.label}" if part else words)
        button.setAccessibleName(f"{name}，{part.label if part else '未选'}")
        ink, ground, edge = (
            (CARD, ACCENT, ACCENT)
            if part is Part.LEAD
            else (INK, ACCENT_TINT, ACCENT)
            if part
            else (SECOND, CARD, EDGE)
        )
        button.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {ink}; border: 1px solid {edge};"
            f"border-radius: {px(6)}px; padding: {px(4)}px {px(6)}px; }}"
            f"QPushButton:focus {{ border: 2px solid {ACCENT}; }}"
        )
