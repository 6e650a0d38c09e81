"""Pieces that every stage is built of: cards, pills, figures, lines of things to do, steps, side notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.shared.look import ACCENT, FAINT, INK, LINE, Tone, font, px, restyle


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Make a text; roles: title, strong, caption, figure, due, fault, hint (amber), note (blue)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap or role in {"hint", "note"})
    return made


def shortened(text: str, width: int) -> str:
    """Return the text as it fits into `width` px of 13 px type, with … where it was cut."""
    return QFontMetrics(font()).elidedText(text, Qt.TextElideMode.ElideRight, px(width))


def line() -> QFrame:
    """Make a horizontal hair line."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def key_name(keys: str) -> str:
    """Return a shortcut as people say it, `Ctrl+Enter`."""
    return (
        keys.replace("Return", "Enter").replace("Left", "←").replace("Right", "→").replace("PgDown", "PgDn")
    )


class Button(QPushButton):
    """A button named by what it does, with its shortcut; kinds: normal, primary, danger, link, small."""

    def __init__(
        self, text: str, keys: str = "", on: Callable[[], object] | None = None, kind: str = "normal"
    ) -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._keys: list[QShortcut] = []
        if keys:
            self.set_keys(keys)
            if kind in {"primary", "danger"}:
                self.setText(f"{text}（{key_name(keys)}）")
        if on is not None:
            self.clicked.connect(lambda _checked: on())

    def set_keys(self, keys: str) -> None:
        """Press this button by a shortcut while it is visible and enabled."""
        for old in self._keys:
            old.deleteLater()
        both = {keys, keys.replace("Return", "Enter")}
        self._keys = [QShortcut(QKeySequence(name), self) for name in sorted(both)]
        for shortcut in self._keys:
            shortcut.activated.connect(self.click)
        self.setToolTip(f"快捷键 {key_name(keys)}")


class Card(QFrame):
    """A white field with round corners; put content into `column`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label(title, "title")
        if title:
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.column.addLayout(self.head)


class Pill(QLabel):
    """A state in one or two words on a tint."""

    def __init__(self, text: str = "", tone: Tone = Tone.QUIET, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tell(text, tone)

    def tell(self, text: str, tone: Tone) -> None:
        """Show another state."""
        self.setText(text)
        if not text:
            self.hide()
        elif self.parent() is not None:
            self.show()
        self.setStyleSheet(
            f"background: {tone.tint}; color: {tone.ink}; border-radius: {px(18) // 2}px;"
            f"padding: 1px 11px; font-size: {px(12)}px; min-height: {px(18)}px;"
        )


class Figure(QFrame):
    """A big number with its caption; `opened` when it leads somewhere and is pressed."""

    opened = Signal()

    def __init__(self, caption: str, tone: Tone | None = None, *, linked: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setProperty("linked", "true" if linked else "false")
        self._caption = caption
        self._linked = linked
        self._number = label("–", "figure")
        self._number.setStyleSheet(f"color: {tone.sign if tone else INK};")
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 8, 15, 10)
        column.setSpacing(0)
        column.addWidget(self._number)
        column.addWidget(label(caption, "caption"))
        if linked:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def tell(self, number: int | str) -> None:
        """Show a number."""
        self._number.setText(str(number))
        self.setAccessibleName(f"{self._caption} {number}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what the number stands for."""
        if self._linked and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter or Space too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class TodoLine(QWidget):
    """One thing to do: what, how urgent, why and when, and the button that goes there."""

    pressed = Signal()

    def __init__(self, title: str, pill: str, tone: Tone, why: str, button: str) -> None:
        super().__init__()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(title, "strong", wrap=True), 1)
        top.addWidget(Pill(pill, tone), 0, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(top)
        left.addWidget(label(why, "caption", wrap=True))
        self.button = Button(button, on=self.pressed.emit)
        self.button.setAccessibleName(f"{button}：{title}")
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 9)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())


class Steps(QLabel):
    """The chain of steps of a paper: done ✓, now ❷, later ③."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self._steps = tuple(escape(step) for step in steps)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.tell(0)

    def tell(self, now: int) -> None:
        """Stand at step `now` (0-based), those before it done; `len(steps)` when all are done."""
        self.show_done(frozenset(range(now)), now)

    def show_done(self, done: Collection[int], now: int) -> None:
        """Tick these steps and no others, and stand at step `now`."""
        parts = [self._part(index, now, done=index in done) for index in range(len(self._steps))]
        self.setText(f"&nbsp;<span style='color:{LINE}'>—</span>&nbsp; ".join(parts))
        where = self._steps[now] if now < len(self._steps) else "全部完成"
        self.setAccessibleName(f"步骤：{where}")

    def _part(self, index: int, now: int, *, done: bool) -> str:
        name = self._steps[index]
        if done:
            return f"<span style='color:{Tone.DONE.ink}'>✓ {name}</span>"
        if index == now:
            return f"<b style='color:{ACCENT}'>{chr(0x2776 + index)} {name}</b>"
        return f"<span style='color:{FAINT}'>{chr(0x2460 + index)} {name}</span>"


class EmptyState(QWidget):
    """What stands where nothing is yet: what comes next and when, with a button that starts it."""

    def __init__(self, title: str, next_step: str, button: Button | None = None) -> None:
        super().__init__()
        self._title = label(title, "title")
        self._next = label(next_step, "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(2)
        for piece in (self._title, self._next):
            piece.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(piece)
        if button is not None:
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def tell(self, title: str, next_step: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._next.setText(next_step)


__all__ = [
    "Button",
    "Card",
    "EmptyState",
    "Figure",
    "Pill",
    "Steps",
    "TodoLine",
    "key_name",
    "label",
    "line",
    "restyle",
    "shortened",
]
