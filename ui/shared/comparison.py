"""Comparison: what two people changed at the same time, side by side, and the three ways on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Conflict
from ui.shared.look import px
from ui.shared.panels import ScrollColumn
from ui.shared.widgets import Button, label

EMPTY = "（空）"
HEADINGS = ("项目", "对方保存的内容", "您的内容")


class Comparison(QDialog):
    """Lists both versions; nothing is written or given up until a button says so. Esc goes on typing."""

    def __init__(
        self, parent: QWidget, conflict: Conflict, mine: Callable[[], object], theirs: Callable[[], object]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("别人也改了这些内容")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(720))
        self.keep = Button("继续编辑", on=self.reject)
        self.theirs = Button("采用对方的", "Ctrl+Shift+Return", lambda: self._choose(theirs))
        self.mine = Button("用我的覆盖", "Ctrl+Return", lambda: self._choose(mine), kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(conflict.message, "strong", wrap=True))
        hint = (
            "两边的内容都在。采用对方的，您这里未保存的修改就放弃；"
            "用我的覆盖，对方的内容仍可在修改记录中查到。"
        )
        column.addWidget(label(hint, "caption", wrap=True))
        column.addWidget(_table(conflict), 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        buttons.addWidget(self.theirs)
        buttons.addWidget(self.mine)
        column.addLayout(buttons)
        self.keep.setFocus()

    def _choose(self, then: Callable[[], object]) -> None:
        self.accept()
        then()


def _table(conflict: Conflict) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    for place, heading in enumerate(HEADINGS):
        grid.addWidget(label(heading, "caption"), 0, place)
        grid.setColumnStretch(place, 1 if place == 0 else 3)
    for row, version in enumerate(conflict.versions, 1):
        named = label(f"{version.record}\n{version.label}", "caption", wrap=True)
        pieces = (named, label(version.theirs or EMPTY, wrap=True), label(version.mine or EMPTY, wrap=True))
        for place, piece in enumerate(pieces):
            piece.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(piece, row, place, Qt.AlignmentFlag.AlignTop)
    framed = QFrame()
    framed.setLayout(grid)
    scroll = ScrollColumn()
    scroll.fill([framed])
    scroll.setMinimumHeight(min(px(60) * (len(conflict.versions) + 1), px(360)))
    return scroll
