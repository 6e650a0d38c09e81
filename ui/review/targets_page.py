"""县下达目标: what the county set for the units this year, and who has taken it over (D13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.people.views import UnitCard, units
from app.review.targets import CountyTargetCard, county_targets
from ui.review.dialogs import SetTarget, WithdrawTarget
from ui.shared.columns import Align, Column
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage


def _standing(row: CountyTargetCard) -> str:
    if row.withdrawn:
        return "已撤销"
    return "单位已接收" if row.taken else "待单位接收"


def _tone(row: CountyTargetCard) -> Tone:
    if row.withdrawn:
        return Tone.QUIET
    return Tone.DONE if row.taken else Tone.STEP


COLUMNS: tuple[Column[CountyTargetCard], ...] = (
    Column("单位", lambda r: r.unit, width=180),
    Column("目标任务", lambda r: r.title),
    Column("衡量标准", lambda r: r.measure, width=200),
    Column("重点项目", lambda r: "是" if r.key_project else "", 72, Align.CENTRE),
    Column("完成时限", lambda r: r.due or "", 96, Align.CENTRE),
    Column("状态", _standing, 100, Align.CENTRE, pill=True, tone=_tone, hint=lambda r: r.withdrawn),
)


class TargetsPage(Card):
    """The year's county targets of all units."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("县下达目标")
        self.stage = stage
        self._wished = ""
        self.list: Sheet[CountyTargetCard] = Sheet(
            COLUMNS, name="县下达目标", filtering=True, exporting=True, wrap=True
        )
        self.empty = EmptyState("今年还没有下达目标", "下达后随数据交换到单位，由单位接收并按月分解。")
        self.change = Button("修改…", "Ctrl+O", self._change)
        self.withdraw = Button("撤销…", "Ctrl+Shift+D", self._withdraw)
        self.set = Button("下达目标…", "Ctrl+Return", self._set, kind="primary")
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        for button in (self.change, self.withdraw):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.set)
        self.column.addLayout(foot)
        self.list.opened.connect(lambda _row: self._change())
        self.list.chosen.connect(lambda _row: self._show_buttons())
        self.list.export_wanted.connect(
            lambda shown: stage.export_table(f"{stage.month.year}年县下达目标", shown)
        )

    def wish(self, target_id: str) -> None:
        """Go to a target once the year's are shown."""
        self._wished = target_id

    def reload(self) -> None:
        """Load the year's targets."""
        self.stage.load(county_targets, self.stage.month.year, then=self._show, key="targets")

    def _show(self, found: tuple[CountyTargetCard, ...]) -> None:
        self.title.setText(f"{self.stage.month.year}年县下达目标")
        self.list.set_rows(found)
        wished, self._wished = self._wished, ""
        if not self.list.go_to(wished) and found and self.list.current() is None:
            self.list.go_to(found[0].id)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.list.current()
        for button in (self.change, self.withdraw):
            button.setEnabled(row is not None and not row.withdrawn)

    def _set(self) -> None:
        self.stage.load(units, then=self._ask, beside=True)

    def _ask(self, cards: tuple[UnitCard, ...]) -> None:
        SetTarget(self.stage, self.stage.month.year, cards).open()

    def _change(self) -> None:
        self._with_row(lambda row: SetTarget(self.stage, row.year, (), row).open())

    def _withdraw(self) -> None:
        self._with_row(lambda row: WithdrawTarget(self.stage, row).open())

    def _with_row(self, then: Callable[[CountyTargetCard], object]) -> None:
        row = self.list.current()
        if row and not row.withdrawn:
            then(row)
