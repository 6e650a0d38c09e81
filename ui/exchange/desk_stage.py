"""DeskStage: what the tab has at both kinds of station: the steps, the next thing to do, the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.exchange import papers
from app.vocabulary import Month
from ui.exchange.list_page import ListPage
from ui.exchange.spelled import Spelled
from ui.exchange.traffic import Traffic
from ui.shared.errands import Errands
from ui.shared.look import Tone
from ui.shared.panels import Columns, Note, SidePanel
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, Steps, label


class DeskStage(Stage):
    """On top the steps and the one primary button by state; below the lists; beside it the twelve characters.

    Files and folders may be dropped anywhere on it.
    """

    tables: ClassVar[frozenset[str]] = frozenset(
        {
            *("arrival", "dispatch", "county_link", "exchange_key", "exchange_conflict", "enrolled_station"),
            *("receipt", "person_request", "person_decision", "certificate_request", "issued_certificate"),
            *("handover", "unit", "setting"),
        }
    )

    def __init__(self, errands: Errands, month: Month, steps: Sequence[str]) -> None:
        super().__init__(errands, month)
        self.traffic = Traffic(self)
        self.pill = Pill()
        self.steps = Steps(steps)
        self.sentence = label("", "strong", wrap=True)
        self.state = Pill()
        self.told = label("", wrap=True)
        self.told.hide()
        self.hint = label("", "due")
        self._act: Callable[[], object] = self.traffic.take
        self.primary = Button("导入…", "Ctrl+Return", self._do, kind="primary")
        self.take = Button("导入…", "Ctrl+O", self.traffic.take)
        self.compare = Button("打印核对单", "Ctrl+P", self._print_compare)
        self.tools = QHBoxLayout()
        self.side = SidePanel("核对")
        self.side.add_link(self.compare)
        self.pages: dict[str, ListPage[Any]] = {}
        self.tabs: dict[str, Button] = {}
        self._bar = QHBoxLayout()
        self._bar.setSpacing(4)
        self._stack = QStackedWidget()
        self._arrange()
        self.setAcceptDrops(True)

    # what a subclass uses

    def add_page(self, key: str, page: ListPage[Any]) -> None:
        """Add a list under a tab of its own."""
        button = Button(page.name, f"Ctrl+{len(self.pages) + 1}", partial(self.turn_to, key), kind="tab")
        button.setCheckable(True)
        self._bar.insertWidget(len(self.pages), button)
        self.pages[key], self.tabs[key] = page, button
        self._stack.addWidget(page)
        button.setChecked(len(self.pages) == 1)

    def count(self, key: str, waiting: int) -> None:
        """Say on a tab how many of its lines wait for somebody."""
        self.tabs[key].setText(f"{self.pages[key].name} {waiting}" if waiting else self.pages[key].name)

    def next_thing(self, words: str, act: Callable[[], object], hint: str = "") -> None:
        """Let the primary button do this; beside it what hinders, or why."""
        self._act = act
        self.primary.setText(f"{words}（Ctrl+Enter）")
        self.hint.setText(hint)
        self.take.setVisible(act != self.traffic.take)

    def show_own(self, title: str, fingerprint: str, notes: Sequence[Note]) -> None:
        """Show this station's own twelve characters beside the lists."""
        spelled = (
            [Spelled(fingerprint, 24, below=True)]
            if fingerprint
            else [Note("导出登记申请后，这里显示 12 个字。")]
        )
        self.side.fill([(title, spelled), ("怎样核对", notes)])
        self.compare.setVisible(bool(fingerprint))

    def tell(self, state: str, tone: Tone, sentence: str) -> None:
        """Say how the files fare."""
        self.state.tell(state, tone)
        self.told.setVisible(bool(sentence))
        self.told.setText(sentence)

    def busy(self, *, job_under_way: bool) -> None:
        """Let the buttons that move files rest meanwhile."""
        for button in (self.primary, self.take):
            button.setEnabled(not job_under_way)

    def turn_to(self, key: str) -> None:
        """Show a list."""
        for name, button in self.tabs.items():
            button.setChecked(name == key)
        self._stack.setCurrentWidget(self.pages[key])

    # hooks

    def showEvent(self, event: QShowEvent) -> None:
        """Look again each time: every other page adds to what has not been exported."""
        super().showEvent(event)
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls() and self.primary.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        places = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if places:
            event.acceptProposedAction()
            self.traffic.look_at(places)

    # private

    def _do(self) -> None:
        self._act()

    def _print_compare(self) -> None:
        self.traffic.paper("数据交换核对单", papers.compare_form, papers.compare_sheet)

    def _export_page(self) -> None:
        name, shown = next(page for key, page in self.pages.items() if self.tabs[key].isChecked()).table()
        self.export_table(name, shown)

    def _arrange(self) -> None:
        card = Card("数据交换")
        card.head.insertWidget(1, self.pill)
        card.head.addWidget(self.steps)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.state)
        told.addWidget(self.told, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addLayout(self.tools)
        foot.addStretch(1)
        foot.addWidget(self.hint)
        foot.addWidget(self.take)
        foot.addWidget(self.primary)
        card.column.addWidget(self.sentence)
        card.column.addLayout(told)
        card.column.addLayout(foot)
        self._bar.addStretch(1)
        self._bar.addWidget(Button("导出本表", "Ctrl+E", self._export_page, kind="tab"))
        lists = Card()
        lists.column.addLayout(self._bar)
        lists.column.addWidget(self._stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(card)
        column.addWidget(Columns(lists, self.side, widths=(0, 300)), 1)
        self.set_content(whole)
