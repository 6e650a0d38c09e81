"""月报告: from each cadre's form to the meeting, the signature and the bound booklet (D15–D26)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.monthly import actions_drafts, booklets
from app.monthly.booklets import BookletCard
from app.monthly.views import MonthLine, MonthList, month_list
from app.monthly.views_sheet import ReportSheet
from app.vocabulary import Month
from ui.history.record import HistoryLink
from ui.monthly.asking_dialog import ask_for_reports
from ui.monthly.binding_page import BindingPage
from ui.monthly.findings_page import FindingsPage
from ui.monthly.form_page import FormPage
from ui.monthly.form_paper import FormPaper
from ui.monthly.meeting_page import MeetingPage
from ui.monthly.month_table import shown_list
from ui.monthly.page_typing import PageTyping
from ui.monthly.pages import BESIDE, TABS, Page
from ui.monthly.past_months import PastMonths
from ui.monthly.side import Notes, side_sections
from ui.monthly.signing_page import SigningPage
from ui.shared.errands import Errands
from ui.shared.files import copy_table
from ui.shared.look import Tone, px
from ui.shared.panels import Columns, SidePanel
from ui.shared.people_list import Person, PersonList
from ui.shared.rights import runs_unit, sees_work
from ui.shared.stage import Place, Source, Stage
from ui.shared.widgets import Button, EmptyState

T = TypeVar("T")
Keep = Callable[[Any], object]


class MonthlyStage(Stage):
    """The tab: who on the left, the paper in the middle, last month and hints beside it."""

    tables = frozenset(
        {"report", "clause", "evidence", "meeting", "evaluation", "opinion", "plan", "plan_item", "post"}
        | {"cadre", "exemption", "finding_decision", "posting", "rulebook_version", "booklet", "unit"}
        | {"month_waiver", "review", "review_remark"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.runs_unit = runs_unit(self.office.login)
        self.names: dict[str, str] = {}
        self._lines: tuple[MonthLine, ...] = ()
        self._keep_later = QTimer(self, singleShot=True)
        self._keep_later.timeout.connect(self._keep)
        self.people = PersonList()
        self.side = SidePanel("参考")
        self.past = PastMonths(self)
        self.history = HistoryLink(self)
        self.side.add_link(self.history)
        self.form = FormPage(self)
        self.meeting = MeetingPage(self)
        self.signing = SigningPage(self)
        self.binding = BindingPage(self)
        self.findings = FindingsPage(self)
        self.pages: dict[str, Page] = {
            "form": self.form,
            "meeting": self.meeting,
            "signing": self.signing,
            "binding": self.binding,
            "findings": self.findings,
        }
        self.front = "form"
        self.tabs = {
            name: Button(words, f"Ctrl+{number}", partial(self.turn_to, name), kind="tab")
            for number, (name, words) in enumerate(TABS.items(), 1)
        }
        self.ask = Button("催报…", "Ctrl+Shift+U", partial(ask_for_reports, self), kind="tab")
        self.export_list = Button("导出名单", "Ctrl+Shift+E", self._export_list, kind="tab")
        self.export_page = Button("导出本表", "Ctrl+E", self._export_page, kind="tab")
        self.to_people = Button("去录入人员", on=lambda: self.go.emit(Place("people")))
        self.empty = EmptyState("", "", self.to_people)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self.tabs.values():
            button.setCheckable(True)
            bar.addWidget(button)
        bar.addStretch(1)
        for button in (self.ask, self.export_list, self.export_page):
            bar.addWidget(button)
        self.stack = QStackedWidget()
        for page in (self.form, self.meeting, self.signing, self.binding, self.findings):
            self.stack.addWidget(page)
        self.stack.setMinimumWidth(px(560))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(Columns(self.people, self.stack, self.side, widths=(238, 0, 258)), 1)
        self.whole = QStackedWidget()
        self.whole.addWidget(whole)
        self.whole.addWidget(self.empty)
        self.set_content(self.whole)
        for button in self.tabs.values():
            button.setVisible(self.runs_unit)
        self._show_front()

    def _connect(self) -> None:
        typing: tuple[tuple[Source, Keep, Keep], ...] = (
            (self.form.paper, self.form.keep, self.form.save),
            (self.meeting.typing, self.meeting.typing.keep, self.meeting.typing.keep),
            (self.signing.typing, self.signing.typing.keep, self.signing.typing.keep),
        )
        self._keeps = [(source, keep) for source, keep, _ in typing]
        self._sources += [(source, save) for source, _, save in typing]
        for signal in (self.form.paper.typed, self.meeting.typed, self.signing.typed):
            signal.connect(self._keep_later.start)
        for sheet in (self.form.paper.table, self.meeting.items, self.signing.items):
            sheet.rested.connect(lambda: QTimer.singleShot(0, self, self._reload_if_due))
        self.form.paper.refused.connect(lambda: self.people.choose(self.form.cadre_id))
        self.people.chosen.connect(lambda who: self.settled(lambda: self._show_person(who)))
        for keys, way in (("F8", 1), ("F7", -1)):
            QShortcut(QKeySequence(keys), self.people, partial(self._step, way))
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.people.view, self._copy_list)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    # hooks

    def reload(self) -> None:
        """Load the list, and what the page in front shows."""
        if not sees_work(self.office.login):
            self._say_empty("这个账户不办理实绩报告", "请用经办人、主要负责人或领导干部的账户登录。")
            return
        self.load(month_list, self.unit_id, self.month, then=self._show_list)
        if self.front != "form":
            self.pages[self.front].reload()

    def open(self, record: object) -> None:
        """Show one cadre's form, a page (`meeting`, …), who owes a report (`asking`), a booklet by its id."""
        name = str(record)
        if name in self.pages:
            self.turn_to(name)
        elif name == "asking":
            self.turn_to("form", then=partial(ask_for_reports, self))
        elif any(line.cadre_id == name for line in self._lines):
            self.turn_to("form", then=lambda: self._show_person(name))
        elif self.runs_unit:
            args = (self.unit_id, self.month)
            self.load(booklets.booklets, *args, then=lambda cards: self._open_booklet(name, cards))
        else:
            self.problems.tell("本人的账户只打开本人的报告。", Tone.QUIET)

    def _open_booklet(self, record: str, cards: Sequence[BookletCard]) -> None:
        if any(card.id == record for card in cards):
            self.turn_to("binding", then=lambda: self.binding.wish(record))
        else:
            self.problems.tell(f"{self.month.label}名单上没有这一位。", Tone.QUIET)

    def focus_work(self) -> None:
        """Begin in the list of people, or in what the page in front asks for first."""
        if self.front == "meeting" and self.meeting.record.begin():
            return
        if self.front == "form" and self.runs_unit:
            self.people.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().focus_work()

    def discard(self) -> None:
        """Give up what could not be saved, the draft of it too."""
        report = self.form.sheet.report if self.form.sheet else None
        if self.front == "form" and report and self.form.paper.may_edit:
            self.form.paper.forget()
            drop = actions_drafts.drop_draft
            self.perform("放弃草稿", drop, report.id, then=lambda _: super(MonthlyStage, self).discard())
        else:
            super().discard()

    # pages

    def turn_to(self, name: str, then: Callable[[], object] | None = None) -> None:
        """Bring a page to the front once what is typed is on disk; a cadre's account has only the form."""
        if self.runs_unit or name == "form":
            self.settled(lambda: self._turned(name, then))
        self._show_front()

    def _turned(self, name: str, then: Callable[[], object] | None) -> None:
        if name != self.front:
            self.problems.clear()
        self.front = name
        self._show_front()
        if then:
            then()
        self.pages[name].reload()
        self.begin_work()

    def _show_front(self) -> None:
        page = self.pages[self.front]
        if isinstance(page, QWidget):
            self.stack.setCurrentWidget(page)
        for name, button in self.tabs.items():
            button.setChecked(name == self.front)
        for piece, shown in ((self.people, self.front == "form"), (self.side, self.front in BESIDE)):
            if piece.isHidden() is shown:
                piece.setVisible(shown)
        if self.front != "form":
            self._show_history(None)
        self.export_page.setVisible(self.runs_unit or self.front == "form")
        self.export_list.setVisible(self.runs_unit)
        self.ask.setVisible(self.runs_unit)

    # showing

    def _show_list(self, found: MonthList) -> None:
        me = self.office.login.cadre_id
        self._lines = tuple(line for line in found.lines if self.runs_unit or line.cadre_id == me)
        self.names = {line.cadre_id: line.name for line in found.lines}
        if not self._lines:
            self._say_empty(*self._nobody(found))
            return
        self.whole.setCurrentIndex(0)
        counts = found.counts
        tally = f"应报 {counts.due} 人 · 已提交 {counts.handed_in} 人" if self.runs_unit else "我的报告"
        self.people.show_people([_person(line) for line in self._lines], tally)
        for name, waiting in (("meeting", counts.to_evaluate), ("signing", counts.to_sign)):
            self.tabs[name].setText(f"{TABS[name]} · {waiting}" if waiting else TABS[name])
        known = [line.cadre_id for line in self._lines]
        if self.form.cadre_id in known:
            self.people.choose(self.form.cadre_id)
            self.form.reload()
        else:
            self._show_person(me if me in known else known[0])

    def _nobody(self, found: MonthList) -> tuple[str, str]:
        if not found.lines:
            return f"{self.month.label}名册上还没有人", "请先在“人员与机构”（Ctrl+Shift+R）中录入人员和任职。"
        return "这个账户还没有对应的干部", "请系统管理员在“账户”中把它与本人对应起来。"

    def _say_empty(self, title: str, following: str) -> None:
        self.to_people.setVisible(self.runs_unit and not self.names)
        self.empty.tell(title, following)
        self.whole.setCurrentWidget(self.empty)

    def _show_person(self, cadre_id: str, version: str | None = None) -> None:
        self.people.choose(cadre_id)
        self.form.show_person(cadre_id, version)

    def show_side(self, sheet: ReportSheet) -> None:
        """Show what stands beside a form."""

        def show_version(report_id: str) -> None:
            newest = sheet.versions[-1].report_id
            version = None if report_id == newest else report_id
            self.settled(lambda: self._show_person(sheet.person.cadre_id, version))

        if self.front == "form":
            self._show_history(sheet)
            self.fill_side(side_sections(self, sheet, show_version, self.past.notes(sheet)))

    def fill_side(self, sections: Sequence[tuple[str, Notes]]) -> None:
        """Show sections beside the page in front."""
        self.side.fill(sections)

    def colleagues(self, cadre_id: str) -> list[tuple[str, str]]:
        """Return everybody of the month but one, for a shared result."""
        return [(other, name) for other, name in self.names.items() if other != cadre_id]

    # typing

    def hand_over(self, source: Source, taken: T, save: Callable[[T], object]) -> None:
        """Let `save` perform the saving of what a source handed over; it is given back should that fail."""
        self._hand(source, taken, save)

    def keep_now(self) -> None:
        """Keep what is typed at once, so that nothing said after it is wiped away by keeping."""
        self._keep_later.stop()
        self._keep()

    def _keep(self) -> None:
        for source, keep in self._keeps:
            if isinstance(source, FormPaper | PageTyping):
                self._hand(source, source.peek(), keep)

    # slots

    def _step(self, way: int) -> None:
        known = [line.cadre_id for line in self._lines]
        if self.front == "form" and self.form.cadre_id in known:
            place = known.index(self.form.cadre_id) + way
            if 0 <= place < len(known):
                self.settled(lambda: self._show_person(known[place]))

    def _show_history(self, sheet: ReportSheet | None) -> None:
        report = sheet.report if sheet else None
        title = f"{sheet.month.label}{sheet.person.name}月报告" if sheet else ""
        self.history.show_record("report", report.id if report else None, title)

    def _export_list(self) -> None:
        self.export_table(f"{self.month.label}实绩报告名单", shown_list(self._lines))

    def _export_page(self) -> None:
        self.export_table(*self.pages[self.front].table())

    def _copy_list(self) -> None:
        copy_table(shown_list(self._lines))


def _person(line: MonthLine) -> Person:
    return Person(line.cadre_id, line.name, line.title, line.pill, Tone[line.urgency.name])
