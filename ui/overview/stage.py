"""总览: what must be done today and by whom, and the lights of every cadre and month (D71, D77)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.later import later
from app.review.wanted import FormOf
from app.vocabulary import Month, StationKind
from ui.overview.tables import board_table, todo_table
from ui.shared.columns import Shown, Wanted
from ui.shared.errands import Errands
from ui.shared.files import copy_table
from ui.shared.inputs import ChoiceBox
from ui.shared.lights import Legend, LightsGrid, LightsRow
from ui.shared.look import Tone, px
from ui.shared.panels import Columns, ScrollColumn
from ui.shared.rights import runs_unit, sees_work
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Button, Card, EmptyState, Figure, TodoLine, label

if TYPE_CHECKING:
    from app.overview.board import MonthBoard
    from app.overview.rules import TodoLine as Line
    from app.overview.views import Figures, Today
    from app.people.views import UnitCard

month_board = later("app.overview.board:month_board")
figures, today = later("app.overview.views:figures"), later("app.overview.views:today")
county_figures = later("app.overview.county:county_figures")
county_today = later("app.overview.county:county_today")
units = later("app.people.views:units")

NEXT_SHOWN = 4
"""Dates ahead that are shown under the things to do."""
EVERYBODY = 1_000_000


class OverviewStage(Stage):
    """The first tab: things to do on the left, figures and lights on the right; a cadre sees the own ones."""

    tables = frozenset(
        {"report", "evaluation", "opinion", "meeting", "plan", "posting", "booklet", "finding_decision"}
        | {"review", "receipt", "arrival", "dispatch", "enrolled_station", "person_request", "reminder"}
        | {"cadre", "post", "exemption", "calendar_year", "calendar_day", "rulebook_version", "unit"}
        | {"month_waiver", "county_target", "target", "digest", "leader_remark", "hint_decision"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.runs_unit = runs_unit(self.office.login)
        self.at_county = self.office.station.kind is StationKind.COUNTY
        self._lines: tuple[Line, ...] = ()
        self.todo = ScrollColumn()
        self.figures = {
            "due": Figure("应报"),
            "handed_in": Figure("已提交", Tone.DONE, linked=True),
            "exempt": Figure("免报", Tone.QUIET),
            "outstanding": Figure("未提交", Tone.MISSING, linked=True),
            "posting_days_left": Figure("公示剩余工作日", Tone.STEP, linked=True),
        }
        self.lights = LightsGrid(month, with_units=self.at_county)
        self.only_unit = ChoiceBox([(None, "全部单位")])
        self.only_unit.setAccessibleName("只看一个单位")
        self.only_unit.setToolTip("只看一个单位（Ctrl+U）")
        self.only_unit.setMinimumWidth(px(136))
        self.only_unit.setMaximumWidth(px(170))
        self.export_todo = Button("导出 ›", "Ctrl+Shift+E", self._export_todo, kind="link")
        self.export_board = Button("导出 ›", "Ctrl+E", self._export_board, kind="link")
        self.export_todo.setAccessibleName("导出今天要做的事")
        self.export_board.setAccessibleName("导出每人每月")
        self.nothing = EmptyState("这个账户不办理实绩工作", "请用经办人、主要负责人或领导干部的账户登录。")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        left = Card("今天要做的事")
        left.head.addWidget(self.export_todo)
        left.column.addWidget(self.todo, 1)
        self.todo.column.setContentsMargins(0, 0, px(8), 0)
        figures_row = QHBoxLayout()
        figures_row.setSpacing(14)
        for figure in self.figures.values():
            figures_row.addWidget(figure, 1)
        board = Card("每人每月" if self.runs_unit else "我的每月")
        board.head.addWidget(self.only_unit)
        board.head.addWidget(Legend())
        board.head.addWidget(self.export_board)
        board.column.addWidget(self.lights, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(figures_row)
        column.addWidget(board, 1)
        left.setMinimumWidth(px(310))
        self.whole = QStackedWidget()
        self.whole.addWidget(Columns(left, right, widths=(480, 0)))
        self.whole.addWidget(self.nothing)
        self.set_content(self.whole)
        for figure in () if self.runs_unit else self.figures.values():
            figure.hide()
        self.only_unit.setVisible(self.at_county and self.runs_unit)
        if self.at_county:
            self.figures["posting_days_left"].hide()

    def _connect(self) -> None:
        self.lights.opened.connect(self._open_light)
        self.only_unit.currentIndexChanged.connect(lambda _index: self._show_unit())
        QShortcut(QKeySequence("Ctrl+U"), self.only_unit, self.only_unit.setFocus)
        for name in ("handed_in", "outstanding"):
            self.figures[name].opened.connect(partial(self._go, "review" if self.at_county else "monthly"))
        self.figures["posting_days_left"].opened.connect(partial(self._go, "notices"))
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.lights, lambda: self._with_board(copy_table))
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    @property
    def lit_unit(self) -> object:
        """The unit whose lights are shown; None for every unit."""
        return self.unit_id or self.only_unit.value()

    def reload(self) -> None:
        """Load what is to be done, the month's figures and the year's lights."""
        if not sees_work(self.office.login):
            self.whole.setCurrentWidget(self.nothing)
            return
        if self.at_county:
            self._reload_county()
        else:
            self.load(today, self.unit_id, then=self._show_today)
            if self.runs_unit:
                self.load(figures, self.unit_id, self.month, then=self._show_figures)
        self._show_lights()

    def _reload_county(self) -> None:
        if self.runs_unit:
            self.load(units, then=self._show_units, beside=True)
            self.load(county_today, then=self._show_today)
            self._load_figures()

    def _load_figures(self) -> None:
        args = (self.month, self.only_unit.value())
        self.load(county_figures, *args, then=self._show_figures, key="figures", beside=True)

    def focus_work(self) -> None:
        """Begin with the first thing to do."""
        top = self.todo.column.itemAt(0)
        first = top.widget() if top is not None else None
        if isinstance(first, TodoLine):
            first.button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().focus_work()

    def _show_units(self, found: Sequence[UnitCard]) -> None:
        self.only_unit.set_choices([(None, "全部单位"), *((card.id, card.short_name) for card in found)])

    def _show_unit(self) -> None:
        """Show the figures and lights of the unit chosen."""
        self._load_figures()
        self._show_lights()

    def _show_lights(self) -> None:
        self.lights.show_pages(self._fetch, self.month)

    def _fetch(self, wanted: Wanted, then: Callable[[Sequence[LightsRow]], object]) -> None:
        args = (self.lit_unit, self.month.year, wanted.offset, wanted.limit)
        self.load(month_board, *args, then=lambda board: then(self._rows(board)), key="board", beside=True)

    def _rows(self, board: MonthBoard) -> list[LightsRow]:
        me = self.office.login.cadre_id
        return [
            LightsRow(
                row.cadre_id,
                row.name,
                row.title,
                tuple(cell.light for cell in row.cells),
                row.unit_id,
                row.unit_name,
            )
            for row in board.rows
            if self.runs_unit or row.cadre_id == me
        ]

    def _show_today(self, found: Today) -> None:
        here = QApplication.focusWidget()
        self._fill(found)
        if here is not None and self.todo.isAncestorOf(here):
            self.focus_work()

    def _fill(self, found: Today) -> None:
        self._lines = found.lines
        self.export_todo.setVisible(bool(found.lines))
        dates = [f"{one.when.month} 月 {one.when.day} 日　{one.title}" for one in found.next_up[:NEXT_SHOWN]]
        if not found.lines:
            self.todo.fill([EmptyState("今天没有要办的事", "\n".join(dates) or "有新的任务时会列在这里。")])
            return
        pieces: list[QWidget] = [self._line(line) for line in found.lines]
        if dates:
            heading = label("接下来", "strong")
            heading.setContentsMargins(0, 12, 0, 4)
            pieces += [heading, *(label(words, "caption", wrap=True) for words in dates)]
        self.todo.fill(pieces)

    def _line(self, line: Line) -> TodoLine:
        piece = TodoLine(line.title, line.pill, Tone[line.urgency.name], line.why, line.button)
        piece.pressed.connect(lambda: self.go.emit(Place(line.stage, line.target, line.month)))
        return piece

    def _show_figures(self, found: Figures) -> None:
        for name, figure in self.figures.items():
            number = getattr(found, name)
            figure.tell("–" if number is None else number)

    def _open_light(self, row: LightsRow, month: Month) -> None:
        if not self.at_county:
            self.go.emit(Place("monthly", row.id, month))
        elif self.runs_unit:
            self.go.emit(Place("review", FormOf(row.unit_id, row.id), month))
        else:
            self.go.emit(Place("record", row.id, month))

    def _go(self, word: str) -> None:
        self.go.emit(Place(word, self.only_unit.value(), self.month))

    # export

    def _export_todo(self) -> None:
        self.export_table("今天要做的事", todo_table(self._lines))

    def _export_board(self) -> None:
        self._with_board(partial(self.export_table, f"{self.month.year}年每人每月"))

    def _with_board(self, then: Callable[[Shown], object]) -> None:
        """Call `then` with everybody's lights, not only those scrolled to."""
        args = (self.lit_unit, self.month.year, 0, EVERYBODY)
        self.load(
            month_board,
            *args,
            then=lambda board: then(board_table(self._rows(board), with_units=self.at_county)),
            key="whole board",
            beside=True,
        )
