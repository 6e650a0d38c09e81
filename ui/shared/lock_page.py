"""LockPage: hides the work until the passphrase is given; IdleWatch: asks for it after some idle minutes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent, QWindow
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import ShijibuError
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.look import px
from ui.shared.widgets import Button, Card, label

Unlock = Callable[[str], object]
ALIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class LockPage(QWidget):
    """A page that shows nothing of the work."""

    unlocked = Signal()

    def __init__(self, errands: Errands, name: str, unlock: Unlock) -> None:
        """`unlock(passphrase)` raises `UserError` when it is wrong; it runs off the GUI thread."""
        super().__init__()
        self._errands = errands
        self._unlock = unlock
        self.setObjectName("lockPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("口令")
        self.passphrase.setAccessibleName("口令")
        self.passphrase.returnPressed.connect(self._try)
        self.fault = label("", "fault", wrap=True)
        self.enter = Button("解锁（Enter）", on=self._try, kind="primary")
        card = Card("已锁定")
        card.setFixedWidth(px(340))
        card.column.addWidget(label(f"{name}，请输入口令继续。没有写完的内容都在。", "caption", wrap=True))
        card.column.addWidget(self.passphrase)
        card.column.addWidget(self.fault)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.enter)
        card.column.addLayout(row)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(middle)
        column.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:
        """Start empty, ready to type."""
        super().showEvent(event)
        self.passphrase.clear()
        self.fault.setText("")
        self.passphrase.setFocus()

    def _try(self) -> None:
        words = self.passphrase.text()
        if words and self.enter.isEnabled():
            self.enter.setEnabled(False)
            self._errands.compute(self, lambda: self._unlock(words), self._right, self._wrong, key="unlock")

    def _right(self, _value: object) -> None:
        self.enter.setEnabled(True)
        self.passphrase.clear()
        self.unlocked.emit()

    def _wrong(self, error: BaseException) -> None:
        self.enter.setEnabled(True)
        self.passphrase.selectAll()
        self.passphrase.setFocus()
        if isinstance(error, ShijibuError):
            self.fault.setText(str(error))
        else:
            problems.show(self, error)


class IdleWatch(QObject):
    """Tells `idle` when nobody has typed or moved the mouse for some minutes in any window of the program."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self._watched: list[QWindow] = []
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def set_minutes(self, minutes: int) -> None:
        """Wait that long; 0 never locks."""
        self._timer.stop()
        self._timer.setInterval(minutes * 60_000)
        if minutes:
            self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there."""
        if event.type() in ALIVE and self._timer.interval():
            self._timer.start()
        return False

    def _watch(self, window: QWindow | None) -> None:
        self._watched = [known for known in self._watched if isValid(known)]
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
