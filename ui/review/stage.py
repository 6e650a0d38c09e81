"""县级审核: what came in from the units, form by form, and what the county decides on it (D26, D38, D61)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.review.views import Inbox, UnitMonth, inbox, unit_month
from app.review.views_form import FormHints, FormSheet, form_hints
from app.review.wanted import FormOf, TargetOf
from app.vocabulary import Month
from ui.history.record import HistoryLink
from ui.review.asking_page import AskingPage
from ui.review.credit_page import CreditPage
from ui.review.form_page import FormPage
from ui.review.hints_page import HintsPage
from ui.review.month_page import MonthPage
from ui.review.papers import ReviewPapers
from ui.review.side import BookletCheck, side_sections
from ui.review.targets_page import TargetsPage
from ui.review.words import TABS, TONES, figure_words, unit_entry
from ui.shared import problems
from ui.shared.errands import Errands, Then
from ui.shared.look import Tone
from ui.shared.panels import Columns, SidePanel
from ui.shared.people_list import PersonList
from ui.shared.rights import runs_unit
from ui.shared.stage import Stage
from ui.shared.widgets import Button, EmptyState, label

T = TypeVar("T")


class ReviewStage(Stage):
    """The tab: units and the month of one of them; or one form, and beside it what to know of it."""

    tables = frozenset(
        {"report", "clause", "evidence", "evaluation", "opinion", "booklet", "review", "review_remark"}
        | {"month_waiver", "reminder", "credit_decision", "county_target", "target", "unit", "cadre", "post"}
        | {"exemption", "rulebook_version", "finding_decision", "hint_decision"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.unit_id = ""
        self._inbox: Inbox | None = None
        self._front = "forms"
        self._cadre_wanted = ""
        self._hints: FormHints | None = None
        self.booklets = BookletCheck(self, self._refill_side)
        self.papers = ReviewPapers(self)
        self.list = PersonList()
        self.month_page = MonthPage(self)
        self.form = FormPage(self)
        self.side = SidePanel("参考")
        self.history = HistoryLink(self)
        self.only_waiting = QCheckBox("只看待审（Ctrl+D）")
        self.total = label("", "caption")
        self.targets = TargetsPage(self)
        self.pages: dict[str, HintsPage | CreditPage | AskingPage | TargetsPage] = {
            "hints": HintsPage(self),
            "credit": CreditPage(self),
            "asking": AskingPage(self),
            "targets": self.targets,
        }
        self.tabs = {
            key: Button(words, f"Ctrl+{number}", lambda key=key: self.turn_to(key), kind="tab")  # type: ignore[misc]
            for number, (key, words) in enumerate(TABS.items(), 1)
        }
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self.tabs.values():
            button.setCheckable(True)
            bar.addWidget(button)
        bar.addSpacing(14)
        bar.addWidget(self.total)
        bar.addStretch(1)
        bar.addWidget(self.only_waiting)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.month_page)
        self.middle.addWidget(self.form)
        self.side.add_link(self.history)
        self.front = QStackedWidget()
        self.forms = Columns(self.list, self.middle, self.side, widths=(238, 0, 290))
        self.front.addWidget(self.forms)
        for page in self.pages.values():
            self.front.addWidget(page)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.front, 1)
        self.nothing = EmptyState("这个账户不办理县级审核", "请用经办人或主要负责人的账户登录。")
        self.whole = QStackedWidget()
        self.whole.addWidget(content)
        self.whole.addWidget(self.nothing)
        self.set_content(self.whole)
        self._show_front()
        self._close_form()

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.month_page.opened.connect(self._open_form)
        self.form.left.connect(self._leave_form)
        self.form.step.connect(self._step)
        self.form.shown.connect(self._show_side)
        self.form.filed.connect(self._filed)
        QShortcut(QKeySequence("Ctrl+D"), self.only_waiting, self.only_waiting.toggle)
        self.only_waiting.toggled.connect(lambda _on: self._show_lists())

    # hooks

    def reload(self) -> None:
        """Load the inbox, the unit's month and what the page in front shows."""
        if not runs_unit(self.office.login):
            self.whole.setCurrentWidget(self.nothing)
            return
        self.load(inbox, self.month, then=self._show_inbox, key="inbox")
        if self._front in self.pages:
            self.pages[self._front].reload()
        elif self.form.report_id:
            self.form.reload()

    def set_month(self, month: Month) -> None:
        """Show another month; a form that is open belongs to its own."""
        if month != self.month:
            self._close_form()
        super().set_month(month)

    def open(self, record: object) -> None:
        """Show somebody's form, a target, a page by its word, a unit by its id, or else a form by its id."""
        wanted = str(record)
        if isinstance(record, FormOf):
            self.turn_to("forms")
            self.only_waiting.setChecked(False)
            self._cadre_wanted = record.cadre_id
            self._choose(record.unit_id)
        elif isinstance(record, TargetOf):
            self.targets.wish(record.target_id)
            self.turn_to("targets")
        elif wanted in TABS:
            self.turn_to(wanted)
        elif self._inbox and wanted in {line.unit_id for line in self._inbox.lines}:
            self.turn_to("forms")
            self._choose(wanted)
        else:
            self.open_form(wanted)

    def open_form(self, report_id: str) -> None:
        """Show one form of this month, and its unit in the list."""
        self.turn_to("forms")
        self._open_form(report_id)

    def turn_to(self, key: str) -> None:
        """Bring a page to the front."""
        self._front = key
        self._show_front()
        self.reload()

    def decide(
        self,
        title: str,
        action: Callable[..., T],
        *args: Any,  # noqa: ANN401 - what the action takes
        then: Then[T] = None,
        by: QWidget | None = None,
    ) -> None:
        """Perform a decision; where the form has moved meanwhile, show it as it is now."""
        self.perform(title, action, *args, then=then, failed=self._refused, by=by)

    # showing

    def _refused(self, error: BaseException) -> None:
        problems.show(self, error)
        self.refresh()

    def _show_front(self) -> None:
        page = self.pages.get(self._front)
        self.front.setCurrentWidget(page or self.forms)
        for key, button in self.tabs.items():
            button.setChecked(key == self._front)
        self.only_waiting.setVisible(page is None)
        self.total.setVisible(page is None)

    def _show_inbox(self, found: Inbox) -> None:
        self._inbox = found
        known = [line.unit_id for line in found.lines]
        if self.unit_id not in known:
            waiting = (line.unit_id for line in found.lines if line.tally.waiting)
            self.unit_id = next(waiting, known[0] if known else "")
        waived = "　本月全县免报" if found.waiver else ""
        self.total.setText(f"全县：{figure_words(found.total)}{waived}")
        self._show_lists()

    def _show_lists(self) -> None:
        if self._inbox is None:
            return
        lines = [
            line
            for line in self._inbox.lines
            if line.tally.waiting or not self.only_waiting.isChecked() or line.unit_id == self.unit_id
        ]
        waiting = sum(line.tally.waiting > 0 for line in self._inbox.lines)
        self.list.show_people([unit_entry(line) for line in lines], f"{waiting} 个单位有待审")
        self.list.choose(self.unit_id)
        if self.unit_id:
            self.load(unit_month, self.unit_id, self.month, then=self._show_month, key="unit")

    def _show_month(self, found: UnitMonth) -> None:
        if self._inbox is None or found.unit.id != self.unit_id:
            return
        line = next((one for one in self._inbox.lines if one.unit_id == found.unit.id), None)
        if line is not None:
            only = self.only_waiting.isChecked()
            self.month_page.show_month(found, line.pill, TONES[line.state], only_waiting=only)
        wanted, self._cadre_wanted = self._cadre_wanted, ""
        if wanted:
            self.month_page.open_of(wanted)

    def _show_side(self, found: FormSheet) -> None:
        if found.sheet.unit_id != self.unit_id:
            self.unit_id = found.sheet.unit_id
            self._show_lists()
        self.load(
            form_hints,
            found.report_id,
            then=lambda hints: self._take_hints(found.report_id, hints),
            key="form hints",
            beside=True,
        )
        self._fill_side(found)
        title = f"{found.sheet.month.label}{found.sheet.person.name}月报告"
        self.history.show_record("report", found.report_id, title)

    def _take_hints(self, report_id: str, hints: FormHints) -> None:
        if self.form.found and self.form.found.report_id == report_id:
            self._hints = hints
            self._fill_side(self.form.found)

    def _fill_side(self, found: FormSheet) -> None:
        self.side.fill(side_sections(found, self._hints, self.booklets, self._open_form))

    # slots

    def _choose(self, unit_id: str) -> None:
        self.unit_id = unit_id
        self._close_form()
        self._show_lists()

    def _open_form(self, report_id: str) -> None:
        self._hints = None
        self.problems.clear()
        self.middle.setCurrentWidget(self.form)
        self.list.hide()
        self.side.show()
        self.form.show_form(report_id)

    def _close_form(self) -> None:
        self.form.show_form("")
        self.middle.setCurrentWidget(self.month_page)
        self.list.show()
        self.side.hide()

    def _leave_form(self) -> None:
        self._close_form()
        self.month_page.list.setFocus()

    def _step(self, way: int) -> None:
        found = self.month_page.found
        known = [line.report_id for line in found.lines if line.report_id] if found else []
        here = self.form.report_id
        if here in known and 0 <= known.index(here) + way < len(known):
            self._open_form(known[known.index(here) + way])

    def _filed(self, number: str) -> None:
        """Go on to the next form that waits, in board order, or back to the list."""
        report_id = self.month_page.waiting_after(self.form.report_id)
        if report_id:
            self._open_form(report_id)
            self.problems.tell(f"已备案，{number}。这是下一份待审的登记表。", Tone.QUIET)
        else:
            self._leave_form()
            self.problems.tell(f"已备案，{number}。本单位本月没有待审的登记表了。", Tone.QUIET)

    def _refill_side(self) -> None:
        if self.form.found:
            self._fill_side(self.form.found)
