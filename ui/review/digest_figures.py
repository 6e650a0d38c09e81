"""The month's totals and charts before anything is printed; every number leads to its people (D38–D39)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.review.digest_chart import Behind, arrivals_chart, grades_chart
from app.review.digest_form import CadreLine, lines_behind
from app.review.digest_paper import summary
from app.review.digest_rules import Measure
from app.review.digest_views import MonthTotals
from app.vocabulary import Month
from ui.record.sources import SourcesDialog, show_form
from ui.review.digest_tables import BEHIND, MEANINGS, NumbersRow, number_columns
from ui.shared.charts import ChartView
from ui.shared.look import px
from ui.shared.panels import Columns, ScrollColumn
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Card, label

LABELS = {measure: measure.label for measure in Measure}
TOTALS_HEIGHT = 150
"""Of a head and three rows."""
HINT = "点一个数字或图上的一段（或用方向键选中后按 Enter），看是哪些人。"


class FiguresPage(QWidget):
    """Totals and units on the left, charts on the right."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._month = stage.month
        self.labels = LABELS
        self.summary = label("", wrap=True)
        self.totals: Sheet[NumbersRow] = Sheet(
            number_columns(LABELS, "全县"), lambda row: row.name, name="全县合计", sorting=False, cells=True
        )
        self.units: Sheet[NumbersRow] = Sheet(
            number_columns(LABELS, "单位"), lambda row: row.unit_id, name="各单位", cells=True
        )
        self.arrivals, self.grades = ChartView(), ChartView()
        self._arrange()
        for sheet in (self.totals, self.units):
            sheet.view.clicked.connect(partial(self._opened, sheet))
            sheet.view.opened.connect(partial(self._opened, sheet))
        for chart in (self.arrivals, self.grades):
            chart.opened.connect(self._open_behind)
        self.units.view.verticalScrollBar().rangeChanged.connect(self._stand_above)

    def _arrange(self) -> None:
        numbers, pictures = Card("本月数字"), Card("图表")
        numbers.head.addWidget(label(HINT, "caption"))
        self.totals.setFixedHeight(px(TOTALS_HEIGHT))
        numbers.column.addWidget(self.summary)
        numbers.column.addWidget(self.totals)
        numbers.column.addWidget(self.units, 1)
        charts = ScrollColumn()
        charts.column.setSpacing(8)
        grades, arrivals = "评定等次（份）", "各单位报送情况（实报/应报）"
        charts.fill([label(grades, "strong"), self.grades, label(arrivals, "strong"), self.arrivals])
        pictures.column.addWidget(charts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns(numbers, pictures, widths=(0, 520)))

    def show_month(self, found: MonthTotals) -> None:
        """Show the month's numbers and pictures."""
        self._month, self.labels = found.month, found.labels
        self.summary.setText(summary(found))
        for sheet, name in ((self.totals, "全县"), (self.units, "单位")):
            sheet.model.columns = number_columns(found.labels, name)
        now = NumbersRow("本月", found.month, None, found.county)
        before = NumbersRow("上月", found.month.previous, None, found.before)
        change = NumbersRow("增减", found.month, None, found.county, before=found.before)
        self.totals.set_rows((now, before, change) if found.before.of(Measure.DUE) else (now,))
        self.units.set_rows(
            tuple(NumbersRow(line.unit, found.month, line.unit_id, line.totals) for line in found.units)
        )
        self.arrivals.show_chart(partial(arrivals_chart, found.units))
        self.grades.show_chart(partial(grades_chart, found.month, found.county, found.before, found.labels))

    def _stand_above(self, least: int, most: int) -> None:
        """Keep the totals over the units' numbers, which give way to their scroll bar."""
        bar = self.units.view.verticalScrollBar().sizeHint().width()
        self.totals.setContentsMargins(0, 0, bar if most > least else 0, 0)

    def _opened(self, sheet: Sheet[NumbersRow], index: QModelIndex) -> None:
        key = sheet.model.columns[index.column()].key
        row = sheet.model.row(index)
        if key and row.leads_on(Measure(key)):
            self._open(row.name if row.unit_id else "全县", row.unit_id, row.month, Measure(key))

    def _open_behind(self, behind: Behind) -> None:
        month = self._month.plus(-behind.months_back)
        self._open(behind.unit, behind.unit_id, month, behind.measure)

    def _open(self, where: str, unit_id: str | None, month: Month, measure: Measure) -> None:
        """Show whom a number counts."""
        self._stage.load(
            lines_behind,
            month,
            measure,
            unit_id,
            then=partial(self._show_people, where, month, measure),
            key="behind",
            beside=True,
        )

    def _show_people(self, where: str, month: Month, measure: Measure, people: tuple[CadreLine, ...]) -> None:
        title = f"{where}{month.label}{self.labels[measure]} {len(people)} 人"
        SourcesDialog(
            self._stage,
            title,
            f"{title}。{MEANINGS.get(measure, '')}",
            BEHIND,
            people,
            ("看登记表", partial(self._show_form, month)),
            lambda person: person.report_id is not None,
        ).open()

    def _show_form(self, month: Month, person: CadreLine) -> None:
        show_form(self._stage, person.unit_id, month, person.cadre_id, person.report_id, person.name)
