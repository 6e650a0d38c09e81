"""登记表: one cadre's form from beginning it to handing it in, and the steps back (D12–D21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.monthly import actions, actions_drafts, actions_sharing
from app.monthly.forms import form_of
from app.monthly.handing_in import begin_carrying, hand_in
from app.monthly.papers import registration_form
from app.monthly.rules import Lack
from app.monthly.text import ReportText
from app.monthly.views_sheet import ReportSheet, cadre_sheet, report_sheet
from app.progress import Progress
from app.vocabulary import ReportMove
from ui.monthly.clause_menu import ClauseMenu
from ui.monthly.dialogs import HandedInDay, Reason
from ui.monthly.form_head import FormHead
from ui.monthly.form_paper import FormPaper
from ui.monthly.form_words import NEXT, days_words, empty_words
from ui.shared.columns import Shown
from ui.shared.foot import Foot
from ui.shared.look import Tone
from ui.shared.panels import ScrollColumn
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import Button, Card, EmptyState, shortened

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage


class FormPage(Card):
    """Shows one form; what is typed goes through the stage, which asks this page to keep or to save it."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__()
        self.stage = stage
        self.cadre_id = ""
        self.sheet: ReportSheet | None = None
        self._version: str | None = None
        self._typing_wanted = False
        self._restored = ""
        """The report whose kept draft is told of."""
        self.paper = FormPaper()
        self.heading = FormHead(self.paper.nothing)
        self.empty = EmptyState("", "")
        self.still = Button("", on=self._go_to_lack, kind="link")
        self.menu = ClauseMenu(self)
        self.buttons = self._make_buttons()
        self._arrange()
        self.heading.give_up.clicked.connect(lambda _checked: self._give_draft_up())
        self.paper.typed.connect(lambda _wait: self._show_lacks())

    def _make_buttons(self) -> dict[str, Button]:
        return {
            "adhoc": Button("添加临时任务", "Ctrl+N", self.paper.table.add_adhoc),
            "supplement": Button("补记", "Ctrl+Shift+N", self._supplement),
            "clause": self.menu.button,
            "carry": Button("结转未完成", "Ctrl+J", self._carry_over),
            "preview": Button("预览登记表", "Ctrl+P", self._preview),
            "withdraw": Button("撤回…", "Ctrl+Shift+W", lambda: self._ask(ReportMove.WITHDRAW)),
            "return": Button("退回修改…", "Ctrl+Shift+B", lambda: self._ask(ReportMove.RETURN)),
            "redate": Button("改提交日期…", "Ctrl+Shift+T", self._ask_day),
            "correct": Button("更正…", "Ctrl+Shift+G", lambda: self._ask(ReportMove.CORRECT)),
            "begin": Button("开始填报", "Ctrl+Return", self._begin, kind="primary"),
            "submit": Button("提交", "Ctrl+Return", self._submit, kind="primary"),
        }

    def _arrange(self) -> None:
        self.column.addWidget(self.heading)
        self.sheets = ScrollColumn()
        self.sheets.column.addWidget(self.paper, 1)
        self.column.addWidget(self.sheets, 1)
        self.column.addWidget(self.empty, 1)
        foot = Foot()
        names = list(self.buttons)
        for name in names[:5]:
            foot.addWidget(self.buttons[name])
        foot.addStretch()
        foot.addWidget(self.still)
        for name in names[5:]:
            foot.addWidget(self.buttons[name])
        self.column.addLayout(foot)

    # showing

    def table(self) -> tuple[str, Shown]:
        """Return the clauses."""
        name = self.sheet.person.name if self.sheet else ""
        return f"{self.stage.month.label}{name}实绩", self.paper.table.model.shown()

    def show_person(self, cadre_id: str, version: str | None = None) -> None:
        """Show a cadre's form: the version being worked on, or an older one to read."""
        self.cadre_id, self._version = cadre_id, version
        self.reload()

    def reload(self) -> None:
        """Load the form shown."""
        if self._version:
            self.stage.load(report_sheet, self._version, then=self._show, key="sheet")
        elif self.cadre_id:
            args = (self.stage.unit_id, self.cadre_id, self.stage.month)
            self.stage.load(cadre_sheet, *args, then=self._show, key="sheet")

    def _show(self, sheet: ReportSheet) -> None:
        before = self.sheet.report.id if self.sheet and self.sheet.report else ""
        report_id = sheet.report.id if sheet.report else ""
        if sheet.draft_at is None:
            self._restored = ""
        elif report_id != before:
            self._restored = report_id
        self.sheet = sheet
        self.paper.show_sheet(sheet, self.stage.names)
        restored = bool(report_id) and self._restored == report_id
        self.heading.show_sheet(sheet, self.stage.office.clock.today(), restored=restored)
        self._show_beginning(sheet)
        self._show_buttons(sheet)
        self._show_lacks()
        self.stage.show_side(sheet)
        if self._typing_wanted and self.paper.may_edit:
            self._typing_wanted = False
            if not self.paper.table.go_to_empty():
                self.buttons["adhoc"].setFocus()

    def _show_beginning(self, sheet: ReportSheet) -> None:
        """Say what comes first where no form was begun, over the month's plan if there is one."""
        begun, planned = sheet.report is not None, bool(sheet.text.clauses)
        title, following = empty_words(sheet, self.stage.office.clock.today(), self.unfinished)
        self.empty.tell(title, following)
        self.sheets.setVisible(begun or planned)
        self.empty.setVisible(not (begun or planned))
        if planned and not begun:
            self.heading.tell([f"{title}。{following}"])

    def _show_buttons(self, sheet: ReportSheet) -> None:
        edit, moves, begins = self.paper.may_edit, sheet.moves, sheet.may_open and sheet.report is None
        unfinished = self.unfinished
        shown = {
            "adhoc": edit,
            "supplement": edit and sheet.supplement is not None,
            "clause": bool(sheet.report and sheet.text.clauses) or edit,
            "carry": (edit or begins) and unfinished > 0,
            "preview": sheet.report is not None,
            "withdraw": ReportMove.WITHDRAW in moves,
            "return": ReportMove.RETURN in moves,
            "redate": ReportMove.REDATE in moves and not sheet.version,
            "correct": ReportMove.CORRECT in moves,
            "begin": begins,
            "submit": ReportMove.SUBMIT in moves,
        }
        for name, visible in shown.items():
            self.buttons[name].setVisible(visible)
        if sheet.supplement:
            self.buttons["supplement"].setText(f"补记 {days_words(sheet.supplement)}")
        words = f"结转 {unfinished} 项并开始填报" if begins else "结转未完成"
        self.buttons["carry"].setText(words)
        self.menu.show_rights(may_edit=edit)

    @property
    def unfinished(self) -> int:
        """How many of last month's tasks were not finished and do not stand in this form yet."""
        last = self.sheet.last_month if self.sheet else None
        if last is None:
            return 0
        present = {clause.task for clause in self.paper.table.clauses}
        open_ = [one for one in last.clauses if one.percent is None or one.percent < 100]
        return sum(one.task not in present for one in open_)

    def _show_lacks(self) -> None:
        lacks = self.paper.lacks()
        more = f"（共 {len(lacks)} 处）" if len(lacks) > 1 else ""
        words = f"{lacks[0].sentence}{more}" if lacks else ""
        report = self.sheet.report if self.sheet else None
        if report and not self.paper.may_edit and self.stage.runs_unit:
            words = NEXT.get(report.state, "")
        self.still.setText(shortened(words, 300))
        self.still.setToolTip(words)
        self.still.setEnabled(bool(lacks))

    # what is typed

    def keep(self, text: ReportText) -> None:
        """Keep what is typed as this account's draft."""
        if self.sheet and self.sheet.report:
            args = (self.sheet.report.id, text)
            self.stage.perform(
                "自动保存草稿", actions_drafts.keep_draft, *args, then=lambda _: self.paper.kept()
            )

    def save(self, text: ReportText) -> None:
        """Store what is typed for everybody; a clause without its task stays a draft."""
        if self.sheet is None or self.sheet.report is None:
            return
        report_id = self.sheet.report.id

        def stored(_: object) -> None:
            self.paper.stored(text)

        if self.paper.is_stored(text):
            self.stage.perform("清除草稿", actions_drafts.drop_draft, report_id, then=stored)
        elif self.paper.untold():
            self.keep(text)
        else:
            self.stage.perform("填写月报告", actions.save_report, report_id, text, then=stored)

    def stored(self, then: Callable[[], object]) -> None:
        """Store what is typed, then go on; a clause that hinders it is shown instead."""
        self.paper.table.finish()
        lack = self.paper.untold()
        if lack:
            self._explain(lack)
        else:
            self.stage.settled(then)

    def _explain(self, lack: Lack) -> None:
        self.stage.keep_now()
        way = "补写任务，或按 Ctrl+Shift+D 删除这一条。" if lack.field.endswith(".task") else ""
        self.stage.problems.tell(f"{lack.sentence}。{way}", Tone.DUE)
        self.paper.point_at(lack.field, f"{lack.sentence}。")

    def _go_to_lack(self) -> None:
        self.paper.drop_blanks()
        for lack in self.paper.lacks()[:1]:
            self._explain(lack)

    def _give_draft_up(self) -> None:
        if self.sheet and self.sheet.report:
            self.paper.forget()
            self._restored = ""
            self.stage.perform(
                "放弃草稿", actions_drafts.drop_draft, self.sheet.report.id, then=lambda _: self.reload()
            )

    # steps

    def _begin(self) -> None:
        args = (self.stage.unit_id, self.cadre_id, self.stage.month)
        self._typing_wanted = True
        self.stage.perform("开始填报", actions.open_report, *args, by=self.buttons["begin"])

    def _supplement(self) -> None:
        """Begin a clause on what was done after last month's report was due (domain.md §2.1)."""
        if self.sheet and self.sheet.supplement:
            self.paper.table.add_adhoc(f"（补记 {days_words(self.sheet.supplement)}）")

    def _carry_over(self) -> None:
        begins = self.sheet is not None and self.sheet.report is None
        action = begin_carrying if begins else actions_sharing.carry_over
        args = (self.stage.unit_id, self.cadre_id, self.stage.month)
        self._typing_wanted = True
        self.stored(
            lambda: self.stage.perform(
                "结转未完成事项", action, *args, then=self._carried, by=self.buttons["carry"]
            )
        )

    def _carried(self, count: int) -> None:
        words = f"已结转 {count} 项上月未完成的工作。" if count else "上月没有需要结转的未完成工作。"
        self.stage.problems.tell(words, Tone.QUIET)

    def _submit(self) -> None:
        if self.sheet is None or self.sheet.report is None:
            return
        self.paper.table.finish()
        self.paper.drop_blanks()
        lacks = self.paper.lacks()
        if lacks:
            self._explain(lacks[0])
            return
        text, report_id = self.paper.hand_over(), self.sheet.report.id

        def submitted(_: object) -> None:
            self.paper.stored(text)
            self.stage.focus_work()
            self.stage.problems.tell(
                "已提交。F8 转到下一位。" if self.stage.runs_unit else "已提交。", Tone.DONE
            )

        def submit(_: ReportText) -> None:
            by = self.buttons["submit"]
            self.stage.perform("提交月报告", hand_in, report_id, text, then=submitted, by=by)

        self.stage.hand_over(self.paper, text, submit)

    def _ask(self, move: ReportMove) -> None:
        if self.sheet and self.sheet.report:
            Reason(self.stage, move, self.sheet.report.id, self.sheet.person.name).open()

    def _ask_day(self) -> None:
        report = self.sheet.report if self.sheet else None
        if self.sheet and report and report.submitted_on:
            HandedInDay(self.stage, report.id, self.sheet.person.name, report.submitted_on).open()

    def _preview(self) -> None:
        sheet, office = self.sheet, self.stage.office
        if sheet is None or sheet.report is None:
            return
        month, args = sheet.month, (sheet.unit_id, sheet.month, sheet.person.cadre_id, sheet.report.id)

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                return registration_form(form_of(reader, *args))

        def show(pdf: bytes) -> None:
            PaperDialog(self.stage, self.stage.errands, f"{month.label}{sheet.person.name}登记表", pdf).open()

        self.stored(lambda: self.stage.export("生成登记表", job, show))
