"""The header and the row of stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QToolButton, QWidget

from app.vocabulary import Month
from ui.shared.look import Tone, px
from ui.shared.month_switch import MonthSwitch
from ui.shared.search_box import Ask, SearchBox
from ui.shared.widgets import Pill, label, shortened


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the person's menu."""

    label: str
    run: Callable[[], object]
    keys: str = ""


class Header(QWidget):
    """Brand, unit, month, search, and the person's menu."""

    def __init__(self, unit: str, person: str, month: Month, ask: Ask) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(px(47))
        brand = label("实绩簿")
        brand.setObjectName("brand")
        self.mark = Pill("演示", Tone.DUE)
        station = label(shortened(unit, 260))
        station.setToolTip(unit)
        station.setObjectName("unit")
        self.month = MonthSwitch(month)
        self.search = SearchBox(ask)
        self.search.setFixedWidth(px(270))
        self._menu = QMenu(self)
        self.person = QToolButton()
        self.person.setObjectName("userMenu")
        self.person.setText(shortened(person, 160))
        self.person.setToolTip("账户、设置、说明")
        self.person.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.person.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.person.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 10, 0)
        row.setSpacing(14)
        row.addWidget(brand)
        row.addWidget(self.mark)
        row.addWidget(station)
        row.addSpacing(14)
        row.addWidget(self.month)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.person)

    def add_command(self, command: Command) -> None:
        """Offer something in the person's menu; its key works everywhere in the window."""
        action = QAction(command.label, self)
        action.triggered.connect(lambda _checked: command.run())
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
        self._menu.addAction(action)
        self.addAction(action)

    def add_separator(self) -> None:
        """Draw a line in the menu."""
        self._menu.addSeparator()


class StageRow(QWidget):
    """The tabs of the stages; a page of the menu stands at the end while it is open."""

    wanted = Signal(str)
    """The word of the stage that was clicked."""
    work_wanted = Signal()
    """A stage was chosen by its key: the keyboard is wanted in it."""

    def __init__(self, stages: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("stageRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._fixed = len(stages)
        for number, (word, words) in enumerate(stages):
            self.bar.addTab(words)
            self.bar.setTabData(number, word)
            if number < 10:
                self._add_key(number)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 1)
        row.addWidget(self.bar)
        row.addStretch(1)
        self.bar.currentChanged.connect(self._changed)

    def show_word(self, word: str) -> None:
        """Show where one is, without asking to go there."""
        with QSignalBlocker(self.bar):
            for number in range(self.bar.count()):
                if self.bar.tabData(number) == word:
                    self.bar.setCurrentIndex(number)

    def show_page(self, word: str, words: str) -> None:
        """Show where one is; a page that has no tab gets one at the end, until one goes elsewhere."""
        with QSignalBlocker(self.bar):
            while self.bar.count() > self._fixed and self.bar.tabData(self._fixed) != word:
                self.bar.removeTab(self._fixed)
            if word not in [self.bar.tabData(number) for number in range(self.bar.count())]:
                self.bar.setTabData(self.bar.addTab(words), word)
        self.show_word(word)

    def step(self, way: int) -> None:
        """Go to the next or previous tab."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + way) % self.bar.count())

    def _add_key(self, number: int) -> None:
        keys = f"Alt+{(number + 1) % 10}"
        self.bar.setTabToolTip(number, keys)
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: self.bar.setCurrentIndex(number))
        shortcut.activated.connect(self.work_wanted)

    def _changed(self, number: int) -> None:
        if number >= 0:
            self.wanted.emit(self.bar.tabData(number))
