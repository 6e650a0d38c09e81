"""RecordView: one cadre's years as picture and tables; every number leads to its source (D27, D77b)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.people.cards import PostLine
from app.record.chart import trend_chart
from app.record.rules import Mean, compared, rounded
from app.record.views import CadreRecord, DecidedLine, HeardLine, MonthLine, PostingLine, YearLine
from ui.record.tables import FINDINGS, MONTHS, POSTINGS, POSTS, REMARKS
from ui.shared.charts import ChartView
from ui.shared.look import px
from ui.shared.panels import ScrollColumn
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, label

TABS = {"months": "逐月实绩", "posts": "任职经历", "findings": "提示与认定", "notices": "公示与意见"}
PICTURED = 3
"""Years in the picture; the others stand in the table."""
MOST_PICTURE = 200
"""Pixels for two years; a third is scrolled to."""


class RecordView(QWidget):
    """The middle of 实绩信息库."""

    form_wanted = Signal(object)
    """MonthLine whose form is wanted."""
    words_wanted = Signal(object)
    """MonthLine whose county decisions are wanted."""
    mean_wanted = Signal(object)
    """YearLine whose reckoning is wanted."""

    def __init__(self, *, with_remarks: bool) -> None:
        super().__init__()
        self._record: CadreRecord | None = None
        self.chart = ChartView()
        self.means = QHBoxLayout()
        self.months: Sheet[MonthLine] = Sheet(MONTHS, _place, name=TABS["months"], sorting=False, cells=True)
        self.posts: Sheet[PostLine] = Sheet(POSTS, lambda row: row.post_id, name=TABS["posts"])
        self.findings: Sheet[DecidedLine] = Sheet(FINDINGS, name=TABS["findings"], wrap=True)
        self.postings: Sheet[PostingLine] = Sheet(POSTINGS, name="公示情况")
        self.remarks: Sheet[HeardLine] = Sheet(REMARKS, name="公示期间收到的意见", wrap=True)
        self.heard = label("", "strong")
        self._with_remarks = with_remarks
        self.tabs = {
            name: Button(words, f"Ctrl+{number}", partial(self.turn_to, name), kind="tab")
            for number, (name, words) in enumerate(TABS.items(), 1)
        }
        self.stack = QStackedWidget()
        self._arrange()
        self.months.view.opened.connect(self._opened)
        self.months.view.clicked.connect(self._clicked)

    def _arrange(self) -> None:
        notices = QWidget()
        below = QVBoxLayout(notices)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.postings, 1)
        below.addWidget(self.heard)
        below.addWidget(self.remarks, 1)
        for page in (self.months, self.posts, self.findings, notices):
            self.stack.addWidget(page)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self.tabs.values():
            button.setCheckable(True)
            bar.addWidget(button)
        bar.addStretch(1)
        self.picture = ScrollColumn()
        self.picture.fill([self.chart])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self.means)
        column.addWidget(self.picture)
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        self.turn_to("months")

    def turn_to(self, name: str) -> None:
        """Bring a table to the front."""
        self.stack.setCurrentIndex(list(TABS).index(name))
        for word, button in self.tabs.items():
            button.setChecked(word == name)

    def show_record(self, record: CadreRecord) -> None:
        """Show a cadre's record; the comparison comes later by `compare`."""
        self._record = record
        self.chart.show_chart(partial(trend_chart, record.years[:PICTURED], record.grade_labels))
        self.picture.setFixedHeight(min(self.chart.sizeHint().height(), px(MOST_PICTURE)))
        self.months.set_rows([line for year in record.years for line in reversed(year.months)])
        self.posts.set_rows(tuple(reversed(record.card.posts)))
        self.findings.set_rows(record.findings)
        self.postings.set_rows(record.postings)
        self.remarks.set_rows(record.remarks)
        self.remarks.setVisible(self._with_remarks and bool(record.remarks))
        count = len(record.remarks)
        self.heard.setText(f"公示期间收到意见 {count} 条" if count else "公示期间没有收到意见")
        self.compare({}, "")

    def compare(self, means: dict[int, Mean], scope: str) -> None:
        """Show the means of the years, each beside the mean of `scope` where that is known."""
        while self.means.count():
            piece = self.means.takeAt(0).widget()
            if piece is not None:
                piece.hide()
                piece.deleteLater()
        for year in self._record.years[:PICTURED] if self._record else ():
            words = mean_words(year, means, scope)
            self.means.addWidget(Button(words, on=partial(self.mean_wanted.emit, year), kind="link"))
        self.means.addStretch(1)

    def _clicked(self, index: QModelIndex) -> None:
        """Open a number or a decision at one click; the form takes Enter or a double click."""
        if self.months.model.columns[index.column()].key != "form":
            self._opened(index)

    def _opened(self, index: QModelIndex) -> None:
        line, key = self.months.model.row(index), self.months.model.columns[index.column()].key
        if key == "words" and line.words:
            self.words_wanted.emit(line)
        elif (key == "findings" and line.findings) or (key == "notices" and line.postings):
            self.turn_to(key)
            sheets = (self.findings,) if key == "findings" else (self.postings, self.remarks)
            for sheet in sheets:
                _choose_month(sheet, line)
        elif key == "form":
            self.form_wanted.emit(line)


def _place(line: MonthLine) -> object:
    return line.month, line.unit_id


def _choose_month(sheet: Sheet[DecidedLine] | Sheet[PostingLine] | Sheet[HeardLine], line: MonthLine) -> None:
    """Make the first row of the month current."""
    for place in range(sheet.model.rowCount()):
        if sheet.model.row_at(place).month == line.month:
            sheet.view.setCurrentIndex(sheet.model.index(place, 0))
            return


def mean_words(year: YearLine, means: dict[int, Mean], scope: str) -> str:
    """Say a year's mean, and how it compares where that is known."""
    words = f"{year.year} 年月均 {rounded(year.mean.value)}"
    whole = means.get(year.year)
    if whole is None or whole.value is None or year.mean.value is None:
        return words
    return f"{words}（{scope} {rounded(whole.value)}，{compared(year.mean.value, whole.value)}）"
