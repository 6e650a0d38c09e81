"""操作记录: who did what when on this installation, and whether that is whole (domain.md §11.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QSignalBlocker, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from app.documents.files import file_name
from app.history.chain import ChainCheck, check_chain
from app.history.labels import TABLES
from app.history.views import (
    JournalFilter,
    JournalIndex,
    JournalLine,
    JournalPage,
    journal_entry,
    journal_index,
    journal_lines,
    journal_page,
)
from app.office import Office
from app.progress import Progress
from app.vocabulary import Month, Role
from ui.history.entry_card import EntryCard
from ui.shared import problems
from ui.shared.columns import Align, Column, Shown, Wanted
from ui.shared.errands import Errands
from ui.shared.fields import read
from ui.shared.files import choose_file, save_table
from ui.shared.inputs import ChoiceBox, DateBox
from ui.shared.look import Tone, px
from ui.shared.panels import Columns
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, label

TITLE = "操作记录"
EVERYBODY = "全部人员"
EVERYTHING = "全部内容"


class JournalStage(Stage):
    """The auditor's only tab and a page of the administrator: nothing here can be changed."""

    tables = frozenset(TABLES)

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._today: date | None = None
        self.actor = ChoiceBox([("", EVERYBODY)])
        self.table = ChoiceBox([("", EVERYTHING), *((table, words) for table, words in TABLES.items())])
        self.first = DateBox(self.office.clock.today())
        self.last = DateBox(self.office.clock.today())
        self.list: Sheet[JournalLine] = Sheet(
            COLUMNS, lambda line: line.seq, name=TITLE, filtering=False, sorting=False
        )
        self.total = label("", "caption")
        self.entry = EntryCard(hides_work=Role.ADMIN in self.office.login.roles)
        self.whole = Pill()
        self.finding = label("", "caption", wrap=True)
        self.check = Button("检查是否被改动", "Ctrl+Return", self._check, kind="primary")
        self.export_all = Button("导出", "Ctrl+E", self._ask_where)
        self._arrange()
        self._connect()

    def reload(self) -> None:
        """Load whom and since when, then the newest entries."""
        self.load(journal_index, then=self._show_index)

    # Arranging

    def _arrange(self) -> None:
        card = Card(TITLE)
        card.head.insertWidget(1, self.total)
        card.column.addLayout(self._filters())
        card.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.export_all)
        foot.addWidget(self.whole)
        foot.addWidget(self.finding, 1)
        foot.addWidget(self.check)
        card.column.addLayout(foot)
        self.set_content(Columns(card, self.entry, widths=(0, 380)))

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.list.filter.setPlaceholderText("搜索人员、操作、对象…  Ctrl+F")
        self.list.filter.setClearButtonEnabled(True)
        row.addWidget(self.list.filter, 1)
        for widget, words in ((self.actor, "人员"), (self.table, "涉及内容")):
            widget.setAccessibleName(words)
            widget.setFixedWidth(px(132))
            widget.set_value("")
            row.addWidget(widget)
        for day, words, caption in ((self.first, "起始日期", "自"), (self.last, "截止日期", "至")):
            day.setAccessibleName(words)
            row.addWidget(label(caption, "caption"))
            row.addWidget(day)
        return row

    def _connect(self) -> None:
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.list.filter.setFocus)
        for box in (self.actor, self.table):
            box.currentIndexChanged.connect(lambda _index: self._show_from_the_top())
        later = QTimer(self, singleShot=True, interval=300)
        later.timeout.connect(self._show_from_the_top)
        for day in (self.first, self.last):
            day.dateChanged.connect(lambda _day: later.start())
        self.list.chosen.connect(self._show_entry)

    # Showing

    def _show_index(self, index: JournalIndex) -> None:
        self.actor.set_choices([("", EVERYBODY), *((name, name) for name in index.actors)])
        self._show_days(index.first_day, self.office.clock.today())
        self._show_from_the_top()

    def _show_days(self, first_day: date, today: date) -> None:
        """Let the days span everything at first; later only move on with the calendar."""
        with QSignalBlocker(self.first), QSignalBlocker(self.last):
            if self._today is None:
                self.first.setDate(_qdate(first_day))
            if self._today in {None, read(self.last)}:
                self.last.setDate(_qdate(today))
        self._today = today

    def _show_from_the_top(self) -> None:
        self.problems.clear()
        if self.first.date() > self.last.date():
            self.problems.tell("起始日期晚于截止日期。请改其中一个。", Tone.DUE)
        self.list.model.set_pages(self._fetch)

    def _fetch(self, wanted: Wanted, then: Callable[[Sequence[JournalLine]], object]) -> None:
        def came(page: JournalPage) -> None:
            then(page.lines)
            self._show_total(page)

        conditions = self._conditions(wanted.text)
        self.load(journal_page, wanted.offset, wanted.limit, conditions, then=came, beside=True)

    def _conditions(self, text: str) -> JournalFilter:
        first, last = read(self.first), read(self.last)
        actor, table = str(self.actor.value()), str(self.table.value())
        return JournalFilter(text, actor, table, first, last)  # type: ignore[arg-type]

    def _show_total(self, page: JournalPage) -> None:
        self.total.setText(f"{page.total:,} 条，最近的在上" if page.total else "没有符合条件的记录")
        if self.list.current() is None:
            if page.lines:
                self.list.go_to(page.lines[0].seq)
            else:
                self.entry.show_entry(None)

    def _show_entry(self, line: JournalLine) -> None:
        self.load(journal_entry, line.seq, then=self.entry.show_entry, beside=True)

    # Doing

    def _check(self) -> None:
        self.check.setEnabled(False)
        self.whole.tell("", Tone.QUIET)
        self.finding.setText("正在逐条核对…")
        office = self.office
        self.export("检查操作记录", lambda _progress: _checked(office), self._show_check, self._not_checked)

    def _show_check(self, found: ChainCheck) -> None:
        self.check.setEnabled(True)
        self.whole.tell("对不上" if found.broken else "完整", Tone.MISSING if found.broken else Tone.DONE)
        self.finding.setText(found.sentence)

    def _not_checked(self, error: BaseException) -> None:
        self.check.setEnabled(True)
        self.finding.setText("")
        problems.show(self, error)

    def _ask_where(self) -> None:
        day = f"{self.office.clock.today():%Y%m%d}"
        name = file_name(self.office.station.name, TITLE, day, suffix=".xlsx")
        choose_file(self, "导出操作记录", name, self.write)

    def write(self, target: Path) -> None:
        """Write everything that passes the filter to a spreadsheet."""
        office, wanted = self.office, self._conditions(self.list.model.wanted().text)
        self.export("导出操作记录", lambda progress: _written(office, wanted, target, progress), self._told)

    def _told(self, target: Path) -> None:
        self.problems.tell(f"已导出到 {target}", Tone.QUIET)


def _checked(office: Office) -> ChainCheck:
    with office.read() as reader:
        return check_chain(reader)


def _written(office: Office, wanted: JournalFilter, target: Path, progress: Progress) -> Path:
    with office.read() as reader:
        rows = tuple(_row(line) for line in journal_lines(reader, wanted, progress))
    return save_table(target, TITLE, Shown(tuple(column.title for column in COLUMNS), rows))


def _row(line: JournalLine) -> tuple[object, ...]:
    return tuple(column.value(line) for column in COLUMNS)


def _tables(line: JournalLine) -> str:
    return "、".join(line.tables)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


COLUMNS: tuple[Column[JournalLine], ...] = (
    Column("序号", lambda line: line.seq, width=64, align=Align.RIGHT),
    Column("时间", lambda line: f"{line.at:%Y-%m-%d %H:%M}", width=128),
    Column("人员", lambda line: line.actor, width=150),
    Column("操作", lambda line: line.action, width=140),
    Column("对象", lambda line: line.subject, hint=lambda line: line.subject),
    Column(
        "涉及内容", lambda line: "、".join(line.tables), width=140, hint=lambda line: "、".join(line.tables)
    ),
)
