"""Everybody's plans of a month: who has one, who has settled it, and all of them in one go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.targets import planning
from app.targets.plan_views import PlanLine, PlanList, PlanState
from ui.shared.columns import Align, Column
from ui.shared.foot import Foot
from ui.shared.look import Tone
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Button, Card, EmptyState, label
from ui.targets.plan_page import TONES

WAITING = frozenset({PlanState.NONE, PlanState.LATE, PlanState.DRAFT})


class UnitPage(Card):
    """The list of plans; Enter or double click goes to one."""

    opened = Signal(str)
    """The id of the cadre whose plan is wanted."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("全单位月计划")
        self._stage = stage
        self.shown: PlanList | None = None
        self.due = label("", "due")
        self.sheet: Sheet[PlanLine] = Sheet(
            COLUMNS, lambda row: row.cadre_id, name="全单位月计划", exporting=True, filtering=True
        )
        self.draw_up = Button("拟定全部计划", "Ctrl+Return", self._open_all, kind="primary")
        self.settle = Button("全部确定", on=self._settle_all)
        for button in (self.draw_up, self.settle):
            button.setVisible(runs_unit(stage.office.login))
        self.head.addWidget(self.due)
        self.foot = Foot()
        self.foot.addStretch()
        self.foot.addWidget(self.settle)
        self.foot.addWidget(self.draw_up)
        self.column.addWidget(self.sheet, 1)
        self.column.addLayout(self.foot)
        self.nobody = EmptyState(
            "名册上还没有人",
            "先录入或导入人员，再分解年度目标、拟定月计划。",
            Button("去录入人员", on=lambda: stage.go.emit(Place("people"))),
        )
        self.nobody.hide()
        self.column.insertWidget(1, self.nobody, 1)
        self.sheet.opened.connect(lambda row: self.opened.emit(row.cadre_id))
        self.sheet.export_wanted.connect(partial(stage.export_table, "全单位月计划"))

    def show_plans(self, plans: PlanList) -> None:
        """Show everybody's plans."""
        self.shown = plans
        self.title.setText(f"全单位 · {plans.month.label}计划")
        self.due.setText(f"{plans.deadline.month} 月 {plans.deadline.day} 日前确定")
        self.sheet.set_rows(plans.lines)
        for piece in (self.sheet, self.due):
            piece.setVisible(bool(plans.lines))
        self.draw_up.setVisible(bool(plans.lines) and runs_unit(self._stage.office.login))
        self.settle.setVisible(self.draw_up.isVisibleTo(self))
        self.nobody.setVisible(not plans.lines)
        drafts = sum(line.state in WAITING and line.items > 0 for line in plans.lines)
        self.settle.setText(f"全部确定（{drafts} 人）" if drafts else "全部确定")
        self.settle.setEnabled(drafts > 0)

    def _open_all(self) -> None:
        if self.shown:
            args = (self.shown.unit_id, self.shown.month)
            self._stage.perform(
                "拟定全部月计划", planning.open_plans, *args, then=self._opened_all, by=self.draw_up
            )

    def _opened_all(self, count: int) -> None:
        empty = self.shown is not None and not any(line.items for line in self.shown.lines)
        if count:
            words = f"已为 {count} 人列入任务。"
        elif empty:
            words = "本月没有按年度分解的任务可列入。请先录入年度目标（Ctrl+2），或在每人的计划中添加任务。"
        else:
            words = "每个人的计划都已按年度分解列全。"
        self._stage.problems.tell(words, Tone.QUIET)

    def _settle_all(self) -> None:
        if self.shown:
            args = (self.shown.unit_id, self.shown.month)
            self._stage.perform("确定全部月计划", planning.settle_plans, *args, by=self.settle)


COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("姓名", lambda row: row.name, width=150),
    Column("职务", lambda row: row.title),
    Column(
        "状态",
        lambda row: row.state.label,
        width=100,
        align=Align.CENTRE,
        pill=True,
        tone=lambda row: TONES[row.state],
        hint=lambda row: row.duty.reason,
    ),
    Column("任务", lambda row: row.items, width=70, align=Align.RIGHT),
    Column("确定日期", lambda row: str(row.settled_on or ""), width=120),
)
