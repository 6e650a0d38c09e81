"""StatusBar: saved when, what undo would undo, how far long work is, what the county has received."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.shared.errands import Errand, Errands
from ui.shared.look import px
from ui.shared.widgets import Button, label, shortened

SHOW_AFTER = 0.4
"""Seconds until work under way is shown."""


class Undoable(Protocol):
    """The last step that can be taken back."""

    @property
    def seq(self) -> int:
        """Its number in the journal."""

    @property
    def title(self) -> str:
        """What it was, e.g. `提交 3 月实绩报告（演示乙）`."""


class ProgressStrip(QWidget):
    """What is under way, a bar and a cancel button; appears after 0.4 s."""

    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self._errands = errands
        self._shown: Errand | None = None
        self.words = label("", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(px(140))
        self.cancel = Button("取消", on=self._cancel, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for piece in (self.words, self.bar, self.cancel):
            row.addWidget(piece)
        self._tick = QTimer(self, interval=100)
        self._tick.timeout.connect(self._look)
        errands.underway_changed.connect(self._changed)
        self.hide()

    def _changed(self) -> None:
        if not self._errands.underway:
            self._tick.stop()
            self.hide()
        elif not self._tick.isActive():
            self._tick.start()

    def _look(self) -> None:
        old = [errand for errand in self._errands.underway if time.monotonic() - errand.since >= SHOW_AFTER]
        self.setVisible(bool(old))
        if old:
            self._show(max(old, key=lambda errand: errand.progress is not None))

    def _show(self, errand: Errand) -> None:
        if errand is not self._shown:
            self._shown = errand
            self.cancel.setEnabled(True)
        seen = errand.progress.seen if errand.progress else None
        self.cancel.setVisible(errand.progress is not None)
        self.bar.setRange(0, seen[1] if seen else 0)
        self.bar.setValue(seen[0] if seen else 0)
        self.words.setText(f"{errand.title}：{seen[2]}" if seen else f"正在{errand.title}…")

    def _cancel(self) -> None:
        if self._shown is not None and self._shown.progress is not None:
            self._shown.progress.cancel()
            self.cancel.setEnabled(False)


class StatusBar(QWidget):
    """The bottom line of the window."""

    undo_wanted = Signal()

    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.saved = label("", "caption")
        self.saved.hide()
        self.undo = Button("", "Ctrl+Z", self.undo_wanted.emit, kind="link")
        self.note = label("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(18)
        row.addWidget(self.saved)
        row.addWidget(ProgressStrip(errands))
        row.addStretch(1)
        row.addWidget(self.undo)
        row.addWidget(self.note)
        self.setFixedHeight(px(28))
        self.show_undoable(None)

    def show_saved(self, moment: datetime) -> None:
        """Say when something was last saved."""
        self.saved.setText(f"已自动保存 {moment:%H:%M}")
        self.saved.show()

    def show_undoable(self, step: Undoable | None) -> None:
        """Say what undo would undo."""
        self.undo.setVisible(step is not None)
        if step is not None:
            self.undo.setText(f"可撤销：{shortened(step.title, 360)}  Ctrl+Z")
            self.undo.setToolTip(step.title)

    def show_note(self, text: str) -> None:
        """Say what the county has received."""
        self.note.setText(text)
