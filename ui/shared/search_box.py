"""SearchBox: one line that finds people, tasks and papers; results below it, opened by Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QApplication, QFrame, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.vocabulary import Month
from ui.shared.inputs import Line
from ui.shared.look import px
from ui.shared.people_list import PeopleModel, Person, PersonDelegate
from ui.shared.widgets import label

SEARCH_AFTER_MS = 180
MOST = 50


class Found(Protocol):
    """One result: what it is, where it is."""

    @property
    def label(self) -> str:
        """First line."""

    @property
    def detail(self) -> str:
        """Second line: post, month, number."""

    @property
    def stage(self) -> str:
        """The word of the stage (or page) that shows it."""

    @property
    def id(self) -> object:
        """What that stage's `open` takes."""

    @property
    def month(self) -> Month | None:
        """The month to show, None for the present one."""


Ask = Callable[[str, Callable[[Sequence[Found]], object]], object]


class SearchBox(Line):
    """Ctrl+K puts the cursor here; typing asks, ↑↓ choose, Enter opens, Esc leaves."""

    chosen = Signal(object)
    """The Found to go to."""

    def __init__(self, ask: Ask) -> None:
        """`ask(text, then)` looks up and calls `then(results)`."""
        super().__init__("", limit=60)
        self._what = ""
        self.tell_what("姓名、任务、编号、意见")
        self.setAccessibleName("搜索")
        self._ask = ask
        self._found: Sequence[Found] = ()
        self._popup: QFrame | None = None
        self._before: QWidget | None = None
        self._model = PeopleModel(self)
        self._list = QListView()
        self._nothing = label("", "caption", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._later.timeout.connect(self._look)
        self.textEdited.connect(lambda _text: self._later.start())
        here = QShortcut(QKeySequence("Ctrl+K"), self)
        here.activated.connect(self._begin)

    def tell_what(self, words: str) -> None:
        """Say what can be searched for here."""
        self._what = words
        self.setPlaceholderText(f"搜索{words}  Ctrl+K")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, open, leave."""
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._showing():
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(self._list.currentIndex().row())
            case Qt.Key.Key_Escape:
                self._leave()
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the results away."""
        super().focusOutEvent(event)
        self._hide()

    def _begin(self) -> None:
        if not self.hasFocus():
            self._before = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _look(self) -> None:
        text = self.text().strip()
        if text:
            self._ask(text, self._show)
        else:
            self._hide()

    def _show(self, found: Sequence[Found]) -> None:
        if not self.hasFocus() or not self.text().strip():
            return
        popup = self._popup or self._make_popup()
        self._found = found[:MOST]
        people = [Person(str(number), hit.label, hit.detail) for number, hit in enumerate(self._found)]
        self._model.show(people)
        self._nothing.setText(f"没有找到“{self.text().strip()}”。可以搜{self._what}。")
        self._nothing.setVisible(not people)
        self._list.setVisible(bool(people))
        self._list.setCurrentIndex(self._model.index(0))
        self._place(popup, len(people))

    def _place(self, popup: QFrame, count: int) -> None:
        width = max(self.width(), px(360))
        popup.resize(width, px(50) * min(count, 8) + 14 if count else px(52))
        popup.move(self.mapTo(self.window(), QPoint(self.width() - width, self.height() + 4)))
        popup.raise_()
        popup.show()

    def _make_popup(self) -> QFrame:
        popup = QFrame(self.window())
        popup.setObjectName("searchPopup")
        self._list.setModel(self._model)
        self._list.setItemDelegate(PersonDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName("搜索结果")
        self._list.clicked.connect(lambda index: self._open(index.row()))
        column = QVBoxLayout(popup)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        self._popup = popup
        return popup

    def _move(self, way: int) -> None:
        row = (self._list.currentIndex().row() + way) % max(len(self._found), 1)
        self._list.setCurrentIndex(self._model.index(row))

    def _open(self, row: int) -> None:
        if self._showing() and 0 <= row < len(self._found):
            hit = self._found[row]
            self._leave()
            self.chosen.emit(hit)

    def _leave(self) -> None:
        self.clear()
        self._hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        else:
            self.clearFocus()

    def _showing(self) -> bool:
        return self._popup is not None and self._popup.isVisible()

    def _hide(self) -> None:
        self._later.stop()
        if self._popup is not None:
            self._popup.hide()
