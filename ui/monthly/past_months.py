"""往月对照: one earlier month beside the form, turned back and forth (peers.md row 20)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.monthly.cards import LastMonth
from app.monthly.past import past_month
from app.monthly.views_sheet import ReportSheet
from app.vocabulary import Month
from ui.monthly.side import percent_words
from ui.shared.panels import Note
from ui.shared.widgets import Button

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage


class PastMonths:
    """Which earlier month stands beside the form; it stays while the same form is being written."""

    def __init__(self, stage: MonthlyStage) -> None:
        self._stage = stage
        self._of: tuple[str, Month] | None = None
        self._shown: LastMonth | None = None

    def notes(self, sheet: ReportSheet) -> list[Note | QWidget]:
        """Return the month chosen, the last one to begin with, under the links to those beside it."""
        here = (sheet.person.cadre_id, sheet.month)
        if here != self._of:
            self._of, self._shown = here, sheet.last_month
        turning = self._turning(sheet)
        return [*([turning] if turning else []), *_words(self._shown)]

    def _turning(self, sheet: ReportSheet) -> QWidget | None:
        shown = self._shown.month if self._shown else sheet.month.previous
        older = next((month for month in sheet.past if month < shown), None)
        newer = next((month for month in reversed(sheet.past) if month > shown), None)
        if older is None and newer is None:
            return None
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        for month, words, keys in ((older, "‹ {}", "Alt+PgUp"), (newer, "{} ›", "Alt+PgDown")):
            if month:
                text = words.format(_name(month, sheet.month))
                line.addWidget(Button(text, keys, partial(self._turn, sheet, month), kind="link"))
            if month is older:
                line.addStretch(1)
        return row

    def _turn(self, sheet: ReportSheet, month: Month) -> None:
        args = (sheet.unit_id, sheet.person.cadre_id, month)
        self._stage.load(past_month, *args, then=self._show, beside=True)

    def _show(self, found: LastMonth | None) -> None:
        sheet = self._stage.form.sheet
        if sheet and self._of == (sheet.person.cadre_id, sheet.month):
            self._shown = found
            self._stage.show_side(sheet)


def _name(month: Month, beside: Month) -> str:
    return f"{month.month} 月" if month.year == beside.year else month.label


def _words(shown: LastMonth | None) -> list[Note]:
    if shown is None:
        return [Note("上月没有报告。")]
    grades = f"评定“{shown.grade.label}”" if shown.grade else "尚未评定"
    own = f"（自评“{shown.self_grade.label}”）" if shown.self_grade else ""
    lines = [Note(f"{shown.month.label}{grades}{own}")]
    lines += [Note(f"• {clause.task}：{clause.result}{percent_words(clause)}") for clause in shown.clauses]
    if shown.next_month:
        lines.append(Note(f"当时打算：{shown.next_month}"))
    return lines
