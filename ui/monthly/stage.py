"""月报告: from each cadre's form to the meeting, the signature and the bound booklet (D15–D26)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.monthly import actions, actions_drafts, actions_evidence, actions_sharing
from app.monthly.forms import form_of
from app.monthly.handing_in import hand_in
from app.monthly.papers import registration_form
from app.monthly.views import MonthList, month_list
from app.monthly.views_sheet import ReportSheet, cadre_sheet
from app.progress import Progress
from app.vocabulary import Month, ReportMove
from ui.monthly.binding_page import BindingPage
from ui.monthly.dialogs import Reason, ShareResult
from ui.monthly.form_page import FormPage
from ui.monthly.meeting_page import MeetingPage
from ui.monthly.side import side_sections
from ui.monthly.signing_page import SigningPage
from ui.shared.errands import Errands
from ui.shared.files import open_file
from ui.shared.look import Tone
from ui.shared.panels import Columns, SidePanel
from ui.shared.paper_view import PaperDialog
from ui.shared.people_list import Person, PersonList
from ui.shared.stage import Stage
from ui.shared.widgets import Button

EVIDENCE_KINDS = "佐证材料 (*.pdf *.jpg *.jpeg *.png *.docx *.xlsx *.pptx *.wps *.et)"


class MonthlyStage(Stage):
    """The tab: who on the left, the paper in the middle, last month and hints beside it."""

    tables = frozenset(
        {"report", "clause", "evidence", "meeting", "evaluation", "opinion", "plan", "plan_item", "post"}
        | {"cadre", "exemption", "finding_decision", "posting", "rulebook_version", "booklet", "unit"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._sheet: ReportSheet | None = None
        self._wanted = ""
        self._kept = False
        self._people: list[Person] = []
        self.people = PersonList()
        self.side = SidePanel("参考")
        self.buttons = self._make_buttons()
        self.form = FormPage(self.fields, self.buttons)
        self.meeting = MeetingPage(self)
        self.signing = SigningPage(self)
        self.binding = BindingPage(self)
        self.pages = QStackedWidget()
        for page in (self.form, self.meeting, self.signing, self.binding):
            self.pages.addWidget(page)
        self.form_columns = Columns(self.people, self.pages, self.side, widths=(238, 0, 258))
        self.tabs = [
            Button(words, keys, on, kind="tab")
            for words, keys, on in (
                ("登记表", "Ctrl+1", lambda: self.turn_to(self.form)),
                ("班子会议评价", "Ctrl+2", lambda: self.turn_to(self.meeting)),
                ("负责人签定", "Ctrl+3", lambda: self.turn_to(self.signing)),
                ("装订成册", "Ctrl+4", lambda: self.turn_to(self.binding)),
            )
        ]
        self._arrange()
        self.add_sheet(self.form.clauses, self.form.take_cells)
        self.form.typed.connect(self._keep_draft)
        self.people.chosen.connect(lambda who: self.settled(lambda: self._show_person(who)))

    def _make_buttons(self) -> dict[str, Button]:
        return {
            "adhoc": Button("添加临时任务", "Ctrl+N", self._add_adhoc),
            "carry": Button("结转未完成", "Ctrl+J", self._carry_over),
            "share": Button("共同完成…", "Ctrl+G", self._share),
            "evidence": Button("佐证…", "Ctrl+B", self._attach),
            "preview": Button("预览登记表", "Ctrl+P", self._preview),
            "withdraw": Button("撤回", on=lambda: self._ask(ReportMove.WITHDRAW)),
            "return": Button("退回修改", on=lambda: self._ask(ReportMove.RETURN)),
            "correct": Button("更正…", on=lambda: self._ask(ReportMove.CORRECT)),
            "open": Button("开始填报", "Ctrl+Return", self._open_report, kind="primary"),
            "submit": Button("提交", "Ctrl+Return", self._submit, kind="primary"),
        }

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self.tabs:
            button.setCheckable(True)
            bar.addWidget(button)
        bar.addStretch(1)
        self.tabs[0].setChecked(True)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.form_columns, 1)
        self.set_content(content)

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    # hooks

    def reload(self) -> None:
        """Load the list, and what the page in front shows."""
        self.load(month_list, self.unit_id, self.month, then=self._show_list)
        if self.pages.currentWidget() is not self.form:
            self._reload_page()

    def save(self, changed: Mapping[str, object]) -> None:
        """Keep what was typed into the texts as a draft."""
        del changed
        self._keep_draft()

    def open(self, record: object) -> None:
        """Show one cadre's form, or one of the pages `meeting`, `signing`, `binding`."""
        pages = {"meeting": self.meeting, "signing": self.signing, "binding": self.binding}
        if str(record) in pages:
            self.turn_to(pages[str(record)])
        else:
            self.turn_to(self.form)
            self.settled(lambda: self._show_person(str(record)))

    def set_month(self, month: Month) -> None:
        """Store the form in front before another month is shown."""
        self._store()
        super().set_month(month)

    def hideEvent(self, event: QHideEvent) -> None:
        """Store the form in front when the tab is left."""
        self._store()
        super().hideEvent(event)

    def turn_to(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self._store()
        self.pages.setCurrentWidget(page)
        for place, button in enumerate(self.tabs):
            button.setChecked(self.pages.indexOf(page) == place)
        on_form = page is self.form
        self.people.setVisible(on_form)
        self.side.setVisible(on_form)
        self._reload_page()

    def _reload_page(self) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, MeetingPage | SigningPage | BindingPage):
            page.reload()
        elif self._wanted:
            self._show_person(self._wanted)

    # showing

    def _show_list(self, found: MonthList) -> None:
        counts = found.counts
        people = [
            Person(line.cadre_id, line.name, line.title, line.pill, Tone[line.urgency.name])
            for line in found.lines
        ]
        self._people = people
        self.people.show_people(people, f"应报 {counts.due} 人 · 已提交 {counts.handed_in} 人")
        known = {person.id for person in people}
        if self._wanted not in known:
            self._wanted = self.office.login.cadre_id if self.office.login.cadre_id in known else ""
            self._wanted = self._wanted or (people[0].id if people else "")
        if self._wanted:
            self._show_person(self._wanted)

    def _show_person(self, cadre_id: str) -> None:
        if cadre_id != self._wanted:
            self._store()
        self._wanted = cadre_id
        self.people.choose(cadre_id)
        self.load(cadre_sheet, self.unit_id, cadre_id, self.month, then=self._show_sheet)

    def _show_sheet(self, sheet: ReportSheet) -> None:
        self._sheet = sheet
        self._kept = sheet.draft_at is not None
        self.form.show_sheet(sheet)
        self.side.fill(side_sections(self, sheet))
        edit, moves = self.form.may_edit, sheet.moves
        shown = {
            "adhoc": edit,
            "carry": edit or sheet.may_open,
            "share": edit,
            "evidence": edit,
            "preview": True,
            "withdraw": ReportMove.WITHDRAW in moves,
            "return": ReportMove.RETURN in moves,
            "correct": ReportMove.CORRECT in moves,
            "open": sheet.may_open and sheet.report is None,
            "submit": ReportMove.SUBMIT in moves,
        }
        for name, visible in shown.items():
            self.buttons[name].setVisible(visible)

    # slots

    def _keep_draft(self) -> None:
        if self._sheet and self._sheet.report and self.form.may_edit:
            self._kept = True
            self.perform("自动保存草稿", actions_drafts.keep_draft, self._sheet.report.id, self.form.text())

    def _store(self) -> None:
        """Store what was kept as a draft, for everybody and for the papers."""
        self.flush()
        if self._kept and self._sheet and self._sheet.report and self.form.may_edit:
            self._kept = False
            self.perform("填写月报告", actions.save_report, self._sheet.report.id, self.form.text())

    def _open_report(self) -> None:
        if self._sheet:
            args = (self.unit_id, self._sheet.person.cadre_id, self.month)
            self.perform("开始填报", actions.open_report, *args, by=self.buttons["open"])

    def _submit(self) -> None:
        self.settled(self._hand_in)

    def _hand_in(self) -> None:
        if self._sheet and self._sheet.report:
            self._kept = False
            args = (self._sheet.report.id, self.form.text())
            self.perform("提交月报告", hand_in, *args, by=self.buttons["submit"])

    def _add_adhoc(self) -> None:
        self.form.add_adhoc()

    def _carry_over(self) -> None:
        self._store()
        if self._sheet:
            args = (self.unit_id, self._sheet.person.cadre_id, self.month)
            self.settled(
                lambda: self.perform(
                    "结转未完成事项", actions_sharing.carry_over, *args, then=self._tell_carried
                )
            )

    def _tell_carried(self, count: int) -> None:
        words = f"已结转 {count} 项上月未完成的工作。" if count else "上月没有需要结转的未完成工作。"
        self.problems.tell(words, Tone.QUIET)

    def _ask(self, move: ReportMove) -> None:
        if self._sheet and self._sheet.report:
            Reason(self, move, self._sheet.report.id, self._sheet.person.name).open()

    def _share(self) -> None:
        place = self.form.current_place()
        if place is None:
            self.problems.tell("请先选中一条条款。", Tone.DUE)
        else:
            ShareResult(self, self.form, place, self._colleagues()).open()

    def _colleagues(self) -> list[tuple[str, str]]:
        return [(person.id, person.name) for person in self._people if person.id != self._wanted]

    def _attach(self) -> None:
        self._store()
        clause = self.form.current_clause()
        if clause is None or clause.id is None:
            self.problems.tell("请先选中一条已保存的条款。", Tone.DUE)
            return
        clause_id = clause.id
        open_file(self, "选择佐证材料", EVIDENCE_KINDS, lambda path: self._attach_file(clause_id, path))

    def _attach_file(self, clause_id: str, path: Path) -> None:
        self.perform("添加佐证材料", actions_evidence.attach_file, clause_id, path)

    def _preview(self) -> None:
        self._store()
        if self._sheet is None:
            return
        cadre_id, name, month, unit_id = self._wanted, self._sheet.person.name, self.month, self.unit_id

        def job(_: Progress) -> bytes:
            with self.office.read() as reader:
                form = form_of(reader, unit_id, month, cadre_id)
            return registration_form(form)

        title = f"{month.label}{name}实绩报告登记表"
        self.settled(
            lambda: self.export(
                "生成登记表", job, lambda pdf: PaperDialog(self, self.errands, title, pdf).open()
            )
        )
