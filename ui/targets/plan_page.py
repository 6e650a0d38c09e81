"""One cadre's plan of a month: tasks in the order of the paper, typed in place."""

from __future__ import annotations

from collections.abc import Sequence

from app.monthly.actions_sharing import carry_over
from app.targets import planning
from app.targets.cells import fill_plan
from app.targets.plan_views import ItemLine, PlanSheet, PlanState
from app.vocabulary import Part, TaskSource
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.foot import Foot
from ui.shared.look import Tone
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, EmptyState, Pill, label
from ui.targets.dialogs import TaskDialog, TaskPeople

TONES = {
    PlanState.NONE: Tone.QUIET,
    PlanState.LATE: Tone.DUE,
    PlanState.DRAFT: Tone.QUIET,
    PlanState.SETTLED: Tone.DONE,
    PlanState.CLOSED: Tone.DONE,
    PlanState.EXEMPT: Tone.QUIET,
    PlanState.NOT_DUE: Tone.QUIET,
}


class PlanPage(Card):
    """The plan, with the one next step at the bottom right."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("月计划")
        self._stage = stage
        self.shown: PlanSheet | None = None
        self.people: Sequence[tuple[str, str]] = ()
        self.phrases: Sequence[str] = ()
        self.pill = Pill()
        self.due = label("", "due")
        self.sheet: Sheet[ItemLine] = Sheet(
            self._columns(), lambda item: item.item_id, name="月计划", sorting=False, wrap=True
        )
        self.empty = EmptyState("", "")
        self.buttons = {
            "add": Button("添加任务", "Ctrl+N", self._add),
            "carry": Button("结转上月", "Ctrl+J", self._carry),
            "people": Button("分工", "Ctrl+M", self._people),
            "remove": Button("删除任务", "Ctrl+D", self._remove),
            "up": Button("上移", "Ctrl+Up", lambda: self._move(-1), kind="small"),
            "down": Button("下移", "Ctrl+Down", lambda: self._move(1), kind="small"),
        }
        self.open_plan = Button("拟定计划", "Ctrl+Return", self._open, kind="primary")
        self.settle = Button("确定计划", "Ctrl+Return", self._settle, kind="primary")
        self.reopen = Button("重新拟定", on=self._reopen)
        self._arrange()

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        self.head.addWidget(self.due)
        self.foot = Foot()
        for button in self.buttons.values():
            self.foot.addWidget(button)
        self.foot.addStretch()
        for button in (self.reopen, self.settle, self.open_plan):
            self.foot.addWidget(button)
        self.column.addWidget(self.sheet, 1)
        self.column.addWidget(self.empty, 1)
        self.column.addLayout(self.foot)

    def show_plan(self, plan: PlanSheet) -> None:
        """Show one cadre's plan."""
        self.shown = plan
        member, month = plan.member, plan.month
        self.title.setText(f"{member.name} · {member.title} · {month.month} 月计划")
        self.pill.tell(plan.state.label, TONES[plan.state])
        self.due.setText(_deadline(plan))
        self.sheet.set_rows(plan.items)
        none = plan.plan_id is None
        self.sheet.setVisible(bool(plan.items))
        self.empty.setVisible(not plan.items)
        self.empty.tell(*_what_next(plan))
        drafting = plan.may_change and not none and plan.settled_on is None
        self.buttons["carry"].setText(f"结转上月 {plan.offered} 项" if plan.offered else "结转上月")
        shown = {
            "add": plan.may_change,
            "carry": plan.may_change and plan.offered > 0,
            **dict.fromkeys(("people", "remove", "up", "down"), drafting and bool(plan.items)),
        }
        for name, visible in shown.items():
            self.buttons[name].setVisible(visible)
        self.open_plan.setVisible(plan.may_change and (none or (drafting and not plan.items)))
        self.settle.setVisible(drafting and bool(plan.items))
        self.reopen.setVisible(plan.may_change and plan.settled_on is not None)

    def take_cells(self, edits: tuple[CellEdit[ItemLine], ...]) -> None:
        """Store typed cells."""
        self._stage.perform(
            "填写月计划", fill_plan, [(edit.row.item_id, edit.key, edit.value) for edit in edits]
        )

    def add_task(self, words: str = "") -> None:
        """Ask for a task, beginning with these words."""
        plan = self.shown
        if plan and plan.may_change:
            own = plan.member.cadre_id
            everybody = runs_unit(self._stage.office.login)
            people = [one for one in self.people if everybody or one[0] == own]
            args = (self._stage, plan.unit_id, plan.month, people, self.phrases)
            TaskDialog(*args, own, words).open()

    def _columns(self) -> tuple[Column[ItemLine], ...]:
        def drafting(_item: ItemLine) -> bool:
            plan = self.shown
            return plan is not None and plan.may_change and plan.settled_on is None

        def own(item: ItemLine) -> bool:
            return drafting(item) and item.entry.source in planning.OWN_SOURCES

        sources = [(source, source.label) for source in TaskSource]
        return (
            Column("序", lambda item: item.number, width=36, align=Align.RIGHT),
            Column(
                "来源",
                lambda item: item.entry.source,
                width=64,
                align=Align.CENTRE,
                key="source",
                edit=Edit.CHOICE,
                choices=sources,
                editable=own,
                tone=lambda _item: Tone.QUIET,
            ),
            Column("工作任务", lambda item: item.entry.task, key="task", edit=Edit.TEXT, editable=drafting),
            Column(
                "工作标准",
                lambda item: item.entry.standard,
                width=180,
                key="standard",
                edit=Edit.TEXT,
                editable=drafting,
                optional=True,
            ),
            Column(
                "完成时限",
                _due_words,
                width=86,
                key="due",
                edit=Edit.LINE,
                editable=drafting,
                optional=True,
            ),
            Column("分工", _people_words, width=130),
        )

    def _open(self) -> None:
        plan = self.shown
        if plan:
            args = (plan.unit_id, plan.member.cadre_id, plan.month)
            self._stage.perform("拟定月计划", planning.open_plan, *args, by=self.open_plan)

    def _settle(self) -> None:
        self._stage.settled(self._settle_now)

    def _settle_now(self) -> None:
        if self.shown and self.shown.plan_id:
            self._stage.perform("确定月计划", planning.settle_plan, self.shown.plan_id, by=self.settle)

    def _reopen(self) -> None:
        if self.shown and self.shown.plan_id:
            self._stage.perform("重新拟定月计划", planning.reopen_plan, self.shown.plan_id, by=self.reopen)

    def _add(self) -> None:
        self.add_task()

    def _carry(self) -> None:
        plan = self.shown
        if plan:
            args = (plan.unit_id, plan.member.cadre_id, plan.month)
            self._stage.perform("结转未完成事项", carry_over, *args, by=self.buttons["carry"])

    def _people(self) -> None:
        item = self.sheet.current()
        if item and self.shown:
            own = self.shown.member.cadre_id
            TaskPeople(self._stage, self.people, own, item.item_id, item.entry).open()

    def _remove(self) -> None:
        item = self.sheet.current()
        if item:
            self._stage.perform("删除计划任务", planning.remove_item, item.item_id)

    def _move(self, way: int) -> None:
        item = self.sheet.current()
        if item:
            self._stage.perform("调整任务次序", planning.move_item, item.item_id, item.number + way)


def _due_words(item: ItemLine) -> str:
    due = item.entry.due
    return f"{due.month}月{due.day}日" if due else "月底"


def _people_words(item: ItemLine) -> str:
    others = "、".join(item.partner_names)
    if not others:
        return "本人"
    return f"主办，协办 {others}" if item.entry.part is Part.LEAD else f"协办，与 {others}"


def _deadline(plan: PlanSheet) -> str:
    if plan.settled_on is not None:
        return f"{plan.settled_on.month} 月 {plan.settled_on.day} 日确定"
    if plan.state in {PlanState.NONE, PlanState.DRAFT, PlanState.LATE}:
        return f"{plan.deadline.month} 月 {plan.deadline.day} 日前确定"
    return ""


def _what_next(plan: PlanSheet) -> tuple[str, str]:
    if not plan.may_change:
        return "没有计划", "这个月没有拟定计划。"
    count = len(plan.missing)
    if plan.plan_id is None:
        found = f"按年度分解列入 {count} 项任务" if count else "年度分解中本月没有任务，可添加临时任务"
        return f"{plan.month.label}的计划还没有拟定", f"{found}；上月未完成的 {plan.offered} 项可一键结转。"
    return "计划里还没有任务", "请添加任务，或在年度目标分解中填写本月内容后重新拟定。"
