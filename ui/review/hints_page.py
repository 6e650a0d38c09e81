"""提示: what is noticed about the units' grades of the month, each with its reasons (domain.md §2c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.review.hint_rules import Hint
from app.review.hints import hints
from ui.shared.columns import Column
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, label

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage

COLUMNS: tuple[Column[Hint], ...] = (
    Column("单位", lambda r: r.unit, width=120),
    Column("类别", lambda r: r.rule.label, width=140),
    Column("情况", lambda r: "\n".join(r.reasons)),
)


class HintsPage(Card):
    """The month's hints; none of them is decided on, they lead to the unit's forms."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("县级提示")
        self.stage = stage
        self.list: Sheet[Hint] = Sheet(
            COLUMNS, lambda row: (row.rule, row.unit_id), name="县级提示", exporting=True, wrap=True
        )
        self.empty = EmptyState(
            "本月没有提示", "“好”占比明显偏高、等次连月不变、退回更正偏多的单位列在这里。"
        )
        self.go = Button("看该单位", "Ctrl+O", self._go)
        words = "提示只列事实和数字，供核对时参考，不定等次；比较的尺度在“设置”的规则中调整。"
        self.column.addWidget(label(words, "caption", wrap=True))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        self.column.addLayout(foot)
        self.list.opened.connect(lambda _row: self._go())
        self.list.export_wanted.connect(
            lambda shown: stage.export_table(f"{stage.month.label}县级提示", shown)
        )

    def reload(self) -> None:
        """Load the month's hints."""
        self.stage.load(hints, self.stage.month, then=self._show, key="hints")

    def _show(self, found: tuple[Hint, ...]) -> None:
        self.title.setText(f"{self.stage.month.label}县级提示")
        self.list.set_rows(found)
        if found and self.list.current() is None:
            self.list.go_to((found[0].rule, found[0].unit_id))
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.go.setVisible(bool(found))

    def _go(self) -> None:
        row = self.list.current()
        if row:
            self.stage.open(row.unit_id)
