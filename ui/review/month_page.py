"""One unit's month at the county: who sent what, and where each form stands (D26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.review.actions import file_month
from app.review.rules import TO_REVIEW
from app.review.views import FormLine, UnitMonth
from ui.review.words import TONES, figure_words
from ui.shared.columns import Align, Column
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, label

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage

COLUMNS: tuple[Column[FormLine], ...] = (
    Column("姓名", lambda r: r.name, width=90),
    Column("职务", lambda r: r.title),
    Column("自评", lambda r: r.self_grade.label if r.self_grade else "", 60, Align.CENTRE),
    Column("评定", lambda r: r.grade.label if r.grade else "", 60, Align.CENTRE),
    Column("版本", lambda r: r.version, 64, Align.CENTRE),
    Column(
        "审核",
        lambda r: "未报" if r.missing else r.state.label,
        100,
        Align.CENTRE,
        pill=True,
        tone=lambda r: Tone.MISSING if r.missing else TONES[r.state],
    ),
    Column("备案号", lambda r: r.number, width=120),
    Column("备注", lambda r: "迟报" if r.late else r.reason if r.exempt else "", width=150),
)


class MonthPage(Card):
    """The list of a unit's month, with everything that is done to all of it at once."""

    opened = Signal(str)
    """The report whose form is wanted."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("单位")
        self.stage = stage
        self.found: UnitMonth | None = None
        self.pill = Pill()
        self.figures = label("", "caption")
        self.list: Sheet[FormLine] = Sheet(
            COLUMNS, lambda row: row.cadre_id, name="登记表名单", exporting=True
        )
        self.look = Button("审阅登记表", "Ctrl+O", self._open)
        self.returned = Button("退回单", "Ctrl+Shift+P", lambda: stage.papers.returned(self._unit()))
        self.receipt = Button("备案回执", "Ctrl+P", lambda: stage.papers.receipt(self._unit()))
        self.file_all = Button("全部备案", "Ctrl+Shift+Return", self._ask_all, kind="primary")
        self.head.insertWidget(1, self.pill)
        self.column.addWidget(self.figures)
        self.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        for button in (self.look, self.returned, self.receipt):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.file_all)
        self.column.addLayout(foot)
        self.list.opened.connect(lambda _row: self._open())
        self.list.chosen.connect(lambda _row: self._show_buttons())
        self.list.export_wanted.connect(
            lambda shown: stage.export_table(f"{self._unit()}{stage.month.label}审核情况", shown)
        )

    def show_month(self, found: UnitMonth, words: str, tone: Tone, *, only_waiting: bool) -> None:
        """Show a unit's month, or only what waits."""
        self.found = found
        count = found.tally
        self.title.setText(f"{found.unit.name} · {found.month.label}")
        self.pill.tell(words, tone)
        self.figures.setText(figure_words(count))
        lines = [line for line in found.lines if not only_waiting or line.state in TO_REVIEW]
        self.list.set_rows(lines)
        if lines and self.list.current() is None:
            waiting = (line for line in lines if line.state in TO_REVIEW)
            self.list.go_to(next(waiting, lines[0]).cadre_id)
        self._show_buttons()

    def open_of(self, cadre_id: str) -> None:
        """Open a cadre's form, or say why there is none."""
        if self.found and cadre_id in {line.cadre_id for line in self.found.lines}:
            self.list.go_to(cadre_id)
            self._open()
        else:
            self.stage.problems.tell("该同志本月在这个单位不应报，没有登记表。", Tone.QUIET)

    def waiting(self) -> list[FormLine]:
        """Return the forms that wait, in board order."""
        return [line for line in self.found.lines if line.state in TO_REVIEW] if self.found else []

    def waiting_after(self, report_id: str) -> str | None:
        """Return the next form that waits after this one in board order, round the end; None without one."""
        lines = list(self.found.lines) if self.found else []
        place = next((at for at, line in enumerate(lines) if line.report_id == report_id), -1)
        following = [*lines[place + 1 :], *lines[: max(place, 0)]]
        waiting = (line.report_id for line in following if line.state in TO_REVIEW)
        return next((one for one in waiting if one and one != report_id), None)

    def _unit(self) -> str:
        return self.found.unit.name if self.found else ""

    def _show_buttons(self) -> None:
        row, count = self.list.current(), self.found.tally if self.found else None
        self.look.setEnabled(bool(row and row.report_id))
        self.returned.setVisible(bool(count and count.returned))
        self.receipt.setVisible(bool(count and count.filed))
        self.file_all.setVisible(len(self.waiting()) > 0)

    def _open(self) -> None:
        row = self.list.current()
        if row is None:
            return
        if row.report_id:
            self.opened.emit(row.report_id)
        else:
            nothing = f"本月免报：{row.reason}" if row.exempt else "的登记表还没有报来，不能审阅。"
            self.stage.problems.tell(f"{row.name}{nothing}", Tone.QUIET)

    def _ask_all(self) -> None:
        waiting = self.waiting()
        names: dict[str, list[str]] = {}
        for line in waiting:
            names.setdefault(f"评定“{line.grade.label}”" if line.grade else "未评定", []).append(line.name)
        ConfirmNames(
            self.stage,
            f"{self._unit()}{self.stage.month.label} {len(waiting)} 份登记表一并备案，逐份编号。请核对姓名：",
            names,
            "全部备案",
            lambda: self._file_all(waiting),
        )

    def _file_all(self, lines: list[FormLine]) -> None:
        seen = {line.report_id: line.revision for line in lines if line.report_id}
        self.stage.decide(
            "全部备案",
            file_month,
            self.stage.unit_id,
            self.stage.month,
            seen,
            then=lambda count: self.stage.problems.tell(f"已备案 {count} 份。", Tone.QUIET),
        )
