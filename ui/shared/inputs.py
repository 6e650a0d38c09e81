"""Inputs: plain lines, texts that grow with what is typed, choices that keep their values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QMimeData, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.vocabulary import Term
from ui.shared.look import px, restyle

MAX_PASTE = 100_000


def plain(text: str, *, lines: bool = True) -> str:
    """Return pasted text without control and invisible characters; in one line unless `lines`."""
    text = (
        text[:MAX_PASTE]
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    text = text.replace("\u00a0", " ").replace("\t", " ")
    kept = (
        char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )
    cleaned = "".join(kept).strip()
    return cleaned if lines else " ".join(cleaned.split())


class Line(QLineEdit):
    """One line of text; what is pasted becomes plain and one line."""

    def __init__(self, hint: str = "", limit: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setMaxLength(limit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste plainly."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(plain(QGuiApplication.clipboard().text(), lines=False))
        else:
            super().keyPressEvent(event)


class PlainText(QPlainTextEdit):
    """A text of several lines; what is pasted becomes plain."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert plain text only."""
        self.insertPlainText(plain(source.text()))


class AutoGrowText(PlainText):
    """A text of a few lines that grows with its content; Tab moves on, what is pasted becomes plain.

    Beyond `limit` characters it is marked, never cut.
    """

    def __init__(
        self, hint: str = "", lines: int = 2, most: int = 12, limit: int = 2000, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._least, self._most, self._limit = lines, most, limit
        self.textChanged.connect(self._content_changed)
        self._fit()

    def text(self) -> str:
        """Return what is written, without blank ends."""
        return self.toPlainText().strip()

    def over(self) -> int:
        """Return how many characters are too many; 0 where all fit."""
        return max(len(self.text()) - self._limit, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere now."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the content, within limits."""
        return QSize(px(240), self._height())

    def _content_changed(self) -> None:
        over = self.over()
        if (over > 0) != (self.property("fault") == "true"):
            restyle(self, fault="true" if over > 0 else "false")
        self.setToolTip(f"最多 {self._limit} 字，已超 {over} 字。" if over > 0 else "")
        self._fit()

    def _height(self) -> int:
        shown = min(max(int(self.document().size().height()), self._least), self._most)
        return shown * QFontMetrics(self.font()).lineSpacing() + 20

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())


class DateBox(QDateEdit):
    """A calendar day, typed as 2026-03-28 or picked from the calendar."""

    def __init__(self, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if day is not None:
            self.setDate(QDate(day.year, day.month, day.day))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never change a day by scrolling past it."""
        event.ignore()


class ChoiceBox(QComboBox):
    """A choice among values with Chinese labels; the wheel changes it only when it has the focus.

    The figure n chooses the n-th value, an empty one not counted.
    """

    def __init__(self, choices: Iterable[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values: list[object] = []
        self.set_choices(choices)

    @classmethod
    def of(cls, terms: Iterable[Term], *, empty: str | None = None) -> ChoiceBox:
        """Make a choice among the members of an enumeration; `empty` is the label of None."""
        first: Sequence[tuple[object, str]] = () if empty is None else ((None, empty),)
        return cls([*first, *((term, term.label) for term in terms)])

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer other values; the chosen one stays chosen if it is among them."""
        chosen = self.value()
        self.blockSignals(True)  # noqa: FBT003
        self.clear()
        self._values = []
        for value, label in choices:
            self._values.append(value)
            self.addItem(label)
        self.set_value(chosen)
        self.blockSignals(False)  # noqa: FBT003

    def value(self) -> object:
        """Return the chosen value, None when nothing is chosen."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose a value; nothing is chosen when it is not offered."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a figure."""
        real = [value for value in self._values if value is not None]
        figure = "123456789".find(event.text()) if event.text() else -1
        if 0 <= figure < len(real):
            self.set_value(real[figure])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page unless the box is being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
