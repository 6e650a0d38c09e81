"""提示: what is noticed about the units' grades of the month, and what was done about it (domain.md §2c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.review.hint_rules import HintCase
from app.review.views_hints import hints_of
from ui.review.dialogs import DecideHint
from ui.review.words import hint_words
from ui.shared.columns import Align, Column
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage


def _standing(case: HintCase) -> str:
    if case.gone:
        return "情况已变化"
    if case.open or case.decided is None:
        return "有新情况" if case.decided else "待了解"
    return str(case.decided.verdict.label)


COLUMNS: tuple[Column[HintCase], ...] = (
    Column("单位", lambda r: r.hint.unit, width=110),
    Column("类别", lambda r: r.hint.rule.label, width=130),
    Column("情况", lambda r: "\n".join(r.hint.reasons[:-1])),
    Column(
        "办理",
        _standing,
        110,
        Align.CENTRE,
        pill=True,
        tone=lambda r: Tone.DUE if r.open else Tone.QUIET,
    ),
    Column("说明", hint_words, width=230),
)


class HintsPage(Card):
    """The month's hints; what is done about one is kept and changes no form and no grade."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("县级提示")
        self.stage = stage
        self.pill = Pill()
        self.list: Sheet[HintCase] = Sheet(
            COLUMNS, lambda row: row.key, name="县级提示", exporting=True, wrap=True
        )
        self.empty = EmptyState(
            "本月没有提示", "“好”占比明显偏高、等次连月不变、退回更正偏多的单位列在这里。"
        )
        self.go = Button("看该单位", "Ctrl+O", self._go)
        self.decide = Button("了解或处理…", "Ctrl+Return", self._decide, kind="primary")
        self.head.insertWidget(1, self.pill)
        words = "提示只列事实和数字，供核对时参考，不定等次；比较的尺度在“设置”的规则中调整。"
        self.column.addWidget(label(words, "caption", wrap=True))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.decide)
        self.column.addLayout(foot)
        self.list.opened.connect(lambda _row: self._decide())
        self.list.chosen.connect(lambda _row: self._show_buttons())
        self.list.export_wanted.connect(
            lambda shown: stage.export_table(f"{stage.month.label}县级提示", shown)
        )

    def reload(self) -> None:
        """Load the month's hints."""
        self.stage.load(hints_of, self.stage.month, then=self._show, key="hints")

    def _show(self, found: tuple[HintCase, ...]) -> None:
        self.title.setText(f"{self.stage.month.label}县级提示")
        self.list.set_rows(found)
        if found and self.list.current() is None:
            self.list.go_to(found[0].key)
        waiting = sum(case.open for case in found)
        words = f"{waiting} 条待了解" if waiting else "都已了解" if found else ""
        self.pill.tell(words, Tone.DUE if waiting else Tone.DONE)
        self.pill.setVisible(bool(found))
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        for button in (self.go, self.decide):
            button.setVisible(bool(found))
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.list.current()
        self.decide.setEnabled(row is not None and not row.gone)

    def _go(self) -> None:
        row = self.list.current()
        if row:
            self.stage.open(row.hint.unit_id)

    def _decide(self) -> None:
        row = self.list.current()
        if row and not row.gone:
            DecideHint(self.stage, row).open()
