"""节假日: the table of working days, year by year; what nobody has checked says so (domain.md §2.5, §9)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from app.vocabulary import Month
from app.workday_import import ImportedDays
from app.workday_table import YearTable, read_days, table_years, year_table
from app.workdays import DayKind, SpecialDay, YearStatus
from ui.settings.dialogs import ChangeDay, ConfirmYear, TakeOverDays
from ui.shared.columns import Align, Column
from ui.shared.errands import Errands
from ui.shared.files import open_file
from ui.shared.look import Tone
from ui.shared.panels import Columns
from ui.shared.people_list import Person, PersonList
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, label

TONES = {
    YearStatus.OFFICIAL: Tone.DONE,
    YearStatus.ESTIMATED: Tone.DUE,
    YearStatus.UNPUBLISHED: Tone.MISSING,
}
WEEKDAYS = "一二三四五六日"
FILES = "节假日安排 (*.xlsx *.csv *.json)"


class WorkdaysStage(Stage):
    """Left the years, right the days of one that differ from the weekday rule."""

    tables = frozenset({"calendar_day", "calendar_year"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._year = month.year
        self.years = PersonList()
        self.card = Card(" ")
        self.pill = Pill()
        self.words = label("", "caption", wrap=True)
        self.warning = label("", "hint")
        self.days: Sheet[SpecialDay] = Sheet(COLUMNS, lambda day: day.day, name="特殊日子")
        self.change = Button("修改一天…", "F2", self._change_day)
        self.bring = Button("从文件导入…", "Ctrl+J", self._choose_file)
        self.confirm = Button("已核对…", "Ctrl+Return", self._confirm, kind="primary")
        self._may = runs_unit(self.office.login)
        for button in (self.change, self.bring, self.confirm):
            button.setVisible(self._may)
        self._arrange()
        self.years.chosen.connect(self._choose_year)
        self.days.opened.connect(self._open_day)

    def reload(self) -> None:
        """Load the years and the one chosen."""
        self.load(table_years, then=self._show_years, beside=True)
        self.load(year_table, self._year, then=self._show_table)

    def _arrange(self) -> None:
        self.card.head.insertWidget(1, self.pill)
        foot = QHBoxLayout()
        foot.addWidget(self.change)
        foot.addWidget(self.bring)
        foot.addStretch(1)
        foot.addWidget(self.confirm)
        for piece in (self.words, self.warning):
            self.card.column.addWidget(piece)
        self.card.column.addWidget(self.days, 1)
        self.card.column.addLayout(foot)
        self.set_content(Columns(self.years, self.card, widths=(238, 0)))

    # Showing

    def _show_years(self, known: dict[int, YearStatus]) -> None:
        years = known if self._year in known else known | {self._year: YearStatus.UNPUBLISHED}
        self.years.show_people([_line(year, years[year]) for year in sorted(years, reverse=True)])
        self.years.choose(str(self._year))

    def _show_table(self, table: YearTable) -> None:
        self.card.title.setText(f"{table.year} 年")
        self.pill.tell(table.status.label, TONES[table.status])
        checked = f"，{table.checked_by}已核对" if table.checked_by else ""
        source = f"来源：{table.source}{checked}。" if table.source else ""
        self.words.setText(f"全年 {table.workdays} 个工作日。{source}下面只列与星期不同的日子。")
        official = table.status is YearStatus.OFFICIAL
        self.warning.setText(
            f"{table.year} 年放假安排未公布或未核对：按本表推算的公示起止日期要逐次人工确认。"
            "国务院办公厅通知公布后（通常在上年 11 月），请导入或逐日修改，再按“已核对”。"
        )
        self.warning.setHidden(official)
        self.confirm.setVisible(self._may and not official)
        self.days.set_rows(table.days)

    # Doing

    def _choose_year(self, year: str) -> None:
        if int(year) != self._year:
            self._year = int(year)
            self.load(year_table, self._year, then=self._show_table)

    def _open_day(self, _day: SpecialDay) -> None:
        if self._may:
            self._change_day()

    def _change_day(self) -> None:
        day = self.days.current()
        if day is None:
            today = self.office.clock.today()
            ChangeDay(self, today.replace(year=self._year, day=1), DayKind.OFF, "").open()
        else:
            ChangeDay(self, day.day, day.kind, day.label).open()

    def _confirm(self) -> None:
        ConfirmYear(self, self._year).open()

    def _choose_file(self) -> None:
        open_file(self, "导入节假日安排", FILES, self.read_file)

    def read_file(self, file: Path) -> None:
        """Read a notice and ask whether to take it over."""
        self.errands.compute(self, lambda: read_days(file), self._ask)

    def _ask(self, read: ImportedDays) -> None:
        counted = {year: sum(day.day.year == year for day in read.days) for year in read.years}
        TakeOverDays(self, read, max(counted, key=lambda year: counted[year], default=self._year)).open()


def _line(year: int, status: YearStatus) -> Person:
    checked = status is YearStatus.OFFICIAL
    return Person(str(year), f"{year} 年", status.label, "" if checked else "待核对", TONES[status])


COLUMNS: tuple[Column[SpecialDay], ...] = (
    Column("日期", lambda day: day.day.isoformat(), width=130),
    Column("星期", lambda day: f"星期{WEEKDAYS[day.day.weekday()]}", width=90, align=Align.CENTRE),
    Column(
        "安排",
        lambda day: day.kind.label,
        width=80,
        align=Align.CENTRE,
        pill=True,
        tone=lambda day: Tone.QUIET if day.kind is DayKind.OFF else Tone.STEP,
    ),
    Column("名称", lambda day: day.label),
)
