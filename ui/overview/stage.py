"""总览: what must be done today and by whom, and the lights of every cadre and month (D71, D77)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.overview.board import MonthBoard, month_board
from app.overview.rules import TodoLine as Line
from app.overview.views import Figures, Today, figures, today
from app.vocabulary import Month
from ui.shared.columns import Wanted
from ui.shared.errands import Errands
from ui.shared.lights import Legend, LightsGrid, LightsRow
from ui.shared.look import Tone, px
from ui.shared.panels import Columns, ScrollColumn
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Card, EmptyState, Figure, TodoLine


class OverviewStage(Stage):
    """The first tab: things to do on the left, figures and lights on the right."""

    tables = frozenset(
        {"report", "evaluation", "opinion", "meeting", "plan", "posting", "booklet", "finding_decision"}
        | {"cadre", "post", "exemption", "calendar_year", "calendar_day", "rulebook_version", "unit"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.todo = ScrollColumn()
        self.figures = {
            "due": Figure("应报"),
            "handed_in": Figure("已提交", Tone.DONE, linked=True),
            "exempt": Figure("免报", Tone.QUIET),
            "outstanding": Figure("未提交", Tone.MISSING, linked=True),
            "posting_days_left": Figure("公示剩余工作日", Tone.STEP, linked=True),
        }
        self.lights = LightsGrid(month)
        self._arrange()
        self.lights.opened.connect(self._open_light)
        for name in ("handed_in", "outstanding"):
            self.figures[name].opened.connect(partial(self._go, "monthly"))
        self.figures["posting_days_left"].opened.connect(partial(self._go, "notices"))

    def _arrange(self) -> None:
        left = Card("今天要做的事")
        left.column.addWidget(self.todo, 1)
        figures_row = QHBoxLayout()
        figures_row.setSpacing(14)
        for figure in self.figures.values():
            figures_row.addWidget(figure, 1)
        board = Card("每人每月")
        board.head.addWidget(Legend())
        board.column.addWidget(self.lights, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(figures_row)
        column.addWidget(board, 1)
        left.setMinimumWidth(px(380))
        self.set_content(Columns(left, right, widths=(480, 0)))

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    def reload(self) -> None:
        """Load what is to be done, the month's figures and the year's lights."""
        self.load(today, self.unit_id, then=self._show_today)
        self.load(figures, self.unit_id, self.month, then=self._show_figures)
        self.lights.show_pages(self._fetch, self.month)

    def _fetch(self, wanted: Wanted, then: Callable[[Sequence[LightsRow]], object]) -> None:
        self.load(
            month_board,
            self.unit_id or None,
            self.month.year,
            wanted.offset,
            wanted.limit,
            then=lambda board: then(_rows(board)),
            key="board",
            beside=True,
        )

    def _show_today(self, found: Today) -> None:
        if found.lines:
            self.todo.fill([self._line(line) for line in found.lines])
            return
        steps = "\n".join(f"{one.when.month} 月 {one.when.day} 日：{one.title}" for one in found.next_up)
        self.todo.fill([EmptyState("今天没有要办的事", steps or "有新的任务时会列在这里。")])

    def _line(self, line: Line) -> TodoLine:
        piece = TodoLine(line.title, line.pill, Tone[line.urgency.name], line.why, line.button)
        piece.pressed.connect(lambda: self.go.emit(Place(line.stage, line.target, line.month)))
        return piece

    def _show_figures(self, found: Figures) -> None:
        for name, figure in self.figures.items():
            number = getattr(found, name)
            figure.tell("–" if number is None else number)

    def _open_light(self, cadre_id: str, month: Month) -> None:
        self.go.emit(Place("monthly", cadre_id, month))

    def _go(self, word: str) -> None:
        self.go.emit(Place(word, None, self.month))


def _rows(board: MonthBoard) -> list[LightsRow]:
    return [
        LightsRow(row.cadre_id, row.name, row.title, tuple(cell.light for cell in row.cells))
        for row in board.rows
    ]
