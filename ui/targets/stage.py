"""目标计划: the year's targets on one page, the month's plans on the other (D12–D14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.documents.files import file_name
from app.progress import Progress
from app.review.targets import CountyTargetCard, take_over_county_targets, waiting_targets
from app.targets import forms, imports, plan_views, views
from app.targets.papers import plan_paper, plan_papers, split_paper
from app.targets.plan_views import PlanList, PlanSheet, PlanState
from app.targets.sheet import targets_template
from app.vocabulary import Month
from ui.history.record import HistoryLink
from ui.people.lists import ListFiles, ListKind
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.panels import Columns, SidePanel
from ui.shared.paper_view import PaperDialog
from ui.shared.people_list import Person, PersonList
from ui.shared.rights import runs_unit
from ui.shared.stage import Stage
from ui.shared.widgets import Button
from ui.targets.plan_page import TONES, PlanPage
from ui.targets.preview_lines import target_lines, target_notes
from ui.targets.side import side_sections
from ui.targets.start_year import StartYear
from ui.targets.unit_page import UnitPage
from ui.targets.year_page import YearPage

T = TypeVar("T")
EVERYBODY = "everybody"
"""The first line of the list: the whole unit."""


class TargetsStage(Stage):
    """The tab: who on the left, the year or the month's plan in the middle, last month beside it."""

    tables = frozenset(
        {"target", "target_holder", "target_slice", "plan", "plan_item", "report", "clause", "cadre"}
        | {"post", "exemption", "rulebook_version", "calendar_day", "unit"}
        | {"month_waiver", "county_target"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._wanted = self._own() or EVERYBODY
        self.list = PersonList()
        self.year = YearPage(self)
        self.plan = PlanPage(self)
        self.unit = UnitPage(self)
        self.side = SidePanel("参考")
        self.history = HistoryLink(self)
        self.side.add_link(self.history)
        self.pages = QStackedWidget()
        for page in (self.year, self.plan, self.unit):
            self.pages.addWidget(page)
        self.tabs = [
            Button("本月计划", "Ctrl+1", lambda: self.turn_to(year=False), kind="tab"),
            Button("年度目标分解", "Ctrl+2", lambda: self.turn_to(year=True), kind="tab"),
        ]
        self.preview = Button("预览", "Ctrl+P", self._preview)
        self.copy_year = Button("用上年目标开始…", on=self._copy_year)
        self.take_over = Button("接收县下达目标…", "Ctrl+Shift+J", self._take_over)
        self._county: tuple[CountyTargetCard, ...] = ()
        self.files = ListFiles(self, self._list_kind())
        self._on_year = False
        self._arrange()
        self.add_sheet(self.year.sheet, self.year.take_cells)
        self.add_sheet(self.plan.sheet, self.plan.take_cells)
        self.list.chosen.connect(lambda who: self.settled(lambda: self._choose(who)))
        self.unit.opened.connect(self._choose)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self.tabs:
            button.setCheckable(True)
            bar.addWidget(button)
        bar.addStretch(1)
        for widget in (self.take_over, self.copy_year, self.files, self.preview):
            bar.addWidget(widget)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(Columns(self.list, self.pages, self.side, widths=(238, 0, 258)), 1)
        self.set_content(content)
        self._show_pages()

    def _list_kind(self) -> ListKind[imports.TargetPreview]:
        return ListKind(
            what="年度目标",
            name=lambda: f"{self.office.station.name}{self.month.year}年目标分解表",
            preview=lambda reader, path: imports.preview_targets_file(
                reader, self.unit_id, self.month.year, path
            ),
            lines=target_lines,
            notes=target_notes,
            write=imports.import_targets,
            export=lambda reader: imports.export_targets(reader, self.unit_id, self.month.year),
            template=targets_template,
        )

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    # hooks

    def reload(self) -> None:
        """Load the list, and what the page in front shows."""
        self.load(plan_views.plan_list, self.unit_id, self.month, then=self._show_list)
        self.load(views.year_view, self.unit_id, self.month, self._cadre(), then=self._show_year)
        if runs_unit(self.office.login):
            years = (self.month.year,)
            self.load(waiting_targets, self.unit_id, years, then=self._show_county, key="county targets")
        if self._cadre():
            self.load(plan_views.plan_sheet, self.unit_id, self._cadre(), self.month, then=self._show_plan)

    def open(self, record: object) -> None:
        """Show one cadre's plan, or the year (`year`)."""
        if str(record) == "year":
            self.turn_to(year=True)
        else:
            self.turn_to(year=False)
            self.settled(lambda: self._choose(str(record)))

    def turn_to(self, *, year: bool) -> None:
        """Bring the year or the month to the front, what is typed being saved first."""
        self.settled(lambda: self._turn(year=year))

    # showing

    def _turn(self, *, year: bool) -> None:
        self._on_year = year
        self._show_pages()

    def _show_pages(self) -> None:
        one = self._cadre() is not None
        self.pages.setCurrentWidget(self.year if self._on_year else self.plan if one else self.unit)
        for button, checked in zip(self.tabs, (not self._on_year, self._on_year), strict=True):
            button.setChecked(checked)
        self.side.setVisible(not self._on_year and one)
        for piece in (self.copy_year, self.files):
            piece.setVisible(self._on_year and runs_unit(self.office.login))
        self.take_over.setVisible(self._on_year and bool(self._county))
        self.preview.setText("预览分解表" if self._on_year else "预览计划表")

    def _cadre(self) -> str | None:
        return None if self._wanted == EVERYBODY else self._wanted

    def _choose(self, who: str) -> None:
        self._wanted = who
        self.list.choose(who)
        self._show_pages()
        self.reload()

    def _show_list(self, plans: PlanList) -> None:
        counted = [line for line in plans.lines if line.duty.due or line.settled_on]
        settled = sum(line.settled_on is not None or line.state is PlanState.CLOSED for line in counted)
        tally = f"{settled}/{len(counted)}"
        people = [Person(EVERYBODY, "全单位", self.month.label, tally, Tone.STEP)]
        people += [
            Person(line.cadre_id, line.name, line.title, line.state.label, TONES[line.state])
            for line in plans.lines
        ]
        self.list.show_people(people, f"已确定 {settled} 人 · 共 {len(counted)} 人")
        if not self.list.choose(self._wanted):
            self._choose(EVERYBODY)
        self.unit.show_plans(plans)

    def _show_county(self, waiting: tuple[CountyTargetCard, ...]) -> None:
        self._county = waiting
        self.take_over.setText(f"接收县下达目标 {len(waiting)} 项…")
        self._show_pages()

    def _own(self) -> str:
        """Return the cadre of an account that works only on the own plan."""
        login = self.office.login
        return "" if runs_unit(login) else login.cadre_id or ""

    def _show_year(self, view: views.YearView) -> None:
        for page in (self.year, self.plan):
            page.people = view.people
            page.phrases = view.phrases
        self.year.show_grid(view.grid, view.hints, self._cadre() or "")
        self.copy_year.setEnabled(self._cadre() is None)

    def _show_plan(self, plan: PlanSheet) -> None:
        self.plan.show_plan(plan)
        self.side.fill(side_sections(self, plan, self.plan.add_task))
        self.history.show_record("plan", plan.plan_id, f"{plan.month.label}{plan.member.name}月计划")

    # slots

    def _copy_year(self) -> None:
        args = (self.unit_id, self.month.year)
        self.load(views.copy_preview, *args, then=self._start_year, beside=True)

    def _start_year(self, lines: tuple[views.CopyLine, ...]) -> None:
        year = self.month.year
        if not lines:
            self.problems.tell(f"{year - 1}年没有可复制的目标，请直接新增或导入。", Tone.QUIET)
        elif all(line.present for line in lines):
            self._tell_copied(0)
        else:
            dialog = StartYear(self, self.unit_id, year, lines)
            dialog.saved.connect(self._tell_copied)
            dialog.open()

    def _take_over(self) -> None:
        waiting = self._county
        ConfirmNames(
            self,
            "接收后列入本单位年度目标，来源为县下达；再确定责任人并按月分解。",
            {f"{self.month.year}年": [one.title for one in waiting]},
            ok="接收",
            then=lambda: self.perform(
                "接收县下达目标", take_over_county_targets, [one.id for one in waiting], then=self._tell_taken
            ),
        )

    def _tell_taken(self, taken: tuple[str, ...]) -> None:
        self.problems.tell(f"已接收 {len(taken)} 项县下达目标，请确定责任人并按月分解。", Tone.QUIET)

    def _tell_copied(self, count: int) -> None:
        words = f"已复制 {count} 项目标，请逐项核对。" if count else "上年的目标都已在本年，没有新增。"
        self.problems.tell(words, Tone.QUIET)

    def _preview(self) -> None:
        self.settled(self._make_paper)

    def _make_paper(self) -> None:
        unit_id, month, cadre_id, year = self.unit_id, self.month, self._cadre(), self._on_year

        def filled(view: Callable[..., T], *args: object) -> T:
            with self.office.read() as reader:
                return view(reader, unit_id, *args)

        def job(_progress: Progress) -> tuple[str, bytes]:
            if year:
                split = filled(forms.split_form, month.year)
                return file_name(split.unit, f"{month.year}年目标任务分解表"), split_paper(split)
            if cadre_id:
                plan = filled(forms.plan_form, cadre_id, month)
                return file_name(plan.name, f"{month.label}计划表"), plan_paper(plan)
            return file_name(f"{month.label}计划表"), plan_papers(filled(forms.plan_forms, month))

        self.export("生成表册", job, lambda made: PaperDialog(self, self.errands, *made).open())
