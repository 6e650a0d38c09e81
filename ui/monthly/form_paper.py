"""What is typed into a registration form: the clauses, the texts, the own grade; and what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.monthly.rules import Lack, lacking
from app.monthly.text import LIMITS, ClauseText, ReportText
from app.monthly.views_sheet import ReportSheet
from app.rulebook import NamedGrade
from app.vocabulary import ReportMove
from ui.monthly.clause_table import ClauseTable
from ui.shared.fields import Fields
from ui.shared.inputs import AutoGrowText, ChoiceBox, Line
from ui.shared.look import px, restyle
from ui.shared.widgets import label

KEEP_AFTER_MS = 800
LEAST_TABLE = 148
"""Pixels that the clauses keep, whatever is written under them: the head and about three rows."""
LABELS = {
    "nothing_reason": "原因",
    "unfinished": "未完成说明",
    "next_month": "下月打算",
    "self_appraisal": "自我鉴定",
    "self_grade": "自评等次",
}
ROWS = (("nothing_reason",), ("unfinished", "next_month"), ("self_appraisal", "self_grade"))
"""The inputs under the table, line by line."""


class FormPaper(QWidget):
    """The inputs of one form; to its stage a source of typing that hands over a whole `ReportText`."""

    typed = Signal(int)
    """Something was typed; keep it after so many milliseconds."""
    refused = Signal()
    """What was typed could not be saved: one stays here."""

    def __init__(self) -> None:
        super().__init__()
        self._stored = ReportText()
        self._handed: ReportText | None = None
        self._drafted = False
        self.may_edit = False
        self.table = ClauseTable()
        self.nothing = QCheckBox("本月无应报告事项")
        self._grade = ChoiceBox()
        self.inputs = _inputs(self.nothing, self._grade)
        self.fields = Fields(lambda: self.typed.emit(KEEP_AFTER_MS), self)
        for name, widget in self.inputs.items():
            self.fields.add(name, widget)
        self._labels = {name: label(words, "label") for name, words in LABELS.items()}
        self._arrange()
        self.nothing.toggled.connect(self._show_inputs)
        self.table.written.connect(lambda: self.typed.emit(0))
        self.table.view.ended.connect(self.inputs["self_appraisal"].setFocus)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.table.setMinimumHeight(px(LEAST_TABLE))
        column.addWidget(self.table, 1)
        for names in ROWS:
            line = QHBoxLayout()
            line.setSpacing(8)
            for name in names:
                if name != "self_grade":
                    self._labels[name].setMinimumWidth(px(68))
                line.addWidget(self._labels[name])
                line.addWidget(self.inputs[name], 0 if name == "self_grade" else 1)
                self.inputs[name].setAccessibleName(LABELS[name])
            column.addLayout(line)
        order = (self.table.view, *(self.inputs[name] for names in ROWS for name in names))
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    # showing

    def show_sheet(self, sheet: ReportSheet, names: Mapping[str, str]) -> None:
        """Show a form as it stands, a restored draft included; `names` of the colleagues by id."""
        self.may_edit = ReportMove.EDIT in sheet.moves
        files = Counter(line.clause_id for line in sheet.evidence)
        remarks = sheet.county.remarks if sheet.county else {}
        self.table.show_clauses(sheet.text.clauses, names, files, remarks, may_edit=self.may_edit)
        self._offer(sheet.grades)
        self.fields.show({name: getattr(sheet.text, name) for name in self.inputs})
        self._mark_inputs(())
        self._handed = self.text()
        self._drafted = sheet.draft_at is not None
        self._stored = sheet.saved if self._drafted else self._handed
        for widget in self.inputs.values():
            if isinstance(widget, QLineEdit | AutoGrowText):
                widget.setReadOnly(not self.may_edit)
                restyle(widget)
            else:
                widget.setEnabled(self.may_edit)
        self._show_inputs()

    def _offer(self, grades: Sequence[NamedGrade]) -> None:
        self._grade.set_choices([(None, "未选"), *((one.grade, one.label) for one in grades)])
        self._grade.setToolTip(
            "按数字选：" + "　".join(f"{n} {one.label}" for n, one in enumerate(grades, 1))
        )

    def _show_inputs(self) -> None:
        """Leave out what is neither filled nor to be filled."""
        text = self.text()
        for name, caption in self._labels.items():
            shown = self.may_edit or bool(getattr(text, name))
            if name == "nothing_reason":
                shown = text.nothing_to_report
            caption.setVisible(shown)
            self.inputs[name].setVisible(shown)
        self.nothing.setVisible(self.may_edit or text.nothing_to_report)

    # what is typed

    def text(self) -> ReportText:
        """Return the whole form as it is typed now."""
        return ReportText(clauses=self.table.clauses, **self.fields.values())  # type: ignore[arg-type]

    def lacks(self) -> tuple[Lack, ...]:
        """Return what hinders handing in, an ad-hoc clause without its task first."""
        if not self.may_edit:
            return ()
        text = _without_blanks(self.text())
        return (*self._taskless(), *self._too_long(), *lacking(text))

    def drop_blanks(self) -> None:
        """Take clauses out into which nothing was written."""
        kept = tuple(clause for clause in self.table.clauses if not _is_blank(clause))
        if len(kept) < len(self.table.clauses):
            self.table.put(kept)

    def untold(self) -> Lack | None:
        """Return the clause that was written without its task: such a form cannot be stored."""
        return next(iter(self._taskless()), None)

    def _too_long(self) -> tuple[Lack, ...]:
        return tuple(
            Lack(name, f"“{LABELS[name]}”超过 {widget.over()} 字，请精简")
            for name, widget in self.inputs.items()
            if isinstance(widget, AutoGrowText) and widget.over()
        )

    def _taskless(self) -> tuple[Lack, ...]:
        return tuple(
            Lack(f"clauses.{place}.task", f"第 {place + 1} 条还没有写工作任务")
            for place, clause in enumerate(self.table.clauses)
            if not clause.task and not _is_blank(clause)
        )

    def point_at(self, field: str, sentence: str) -> None:
        """Mark the input or cell of a field and go there."""
        place, _, key = field.removeprefix("clauses.").partition(".")
        if place.isdigit():
            self.table.mark(int(place), key, sentence)
        elif field in self.inputs:
            self.inputs[field].setFocus(Qt.FocusReason.OtherFocusReason)

    # a source of typing

    def changed(self) -> bool:
        """Tell whether something is typed and not handed over."""
        return self.may_edit and (self.table.editing() or self.text() != self._handed)

    def peek(self) -> ReportText | None:
        """Hand over for keeping what is typed so far; the cell being typed into stays open."""
        if not self.may_edit or self.text() == self._handed:
            return None
        return self.hand_over()

    def take(self) -> ReportText | None:
        """Finish the cell being typed into and hand over what is not yet stored for everybody."""
        self.table.finish()
        if not self.may_edit:
            return None
        self.drop_blanks()
        text = self.text()
        by_now = self.untold() is None or text != self._handed
        wanted = self._drafted if text == self._stored else by_now
        self._handed = text
        return text if wanted else None

    def hand_over(self) -> ReportText:
        """Return what is typed and count it as handed over."""
        self._handed = self.text()
        return self._handed

    def is_stored(self, text: ReportText) -> bool:
        """Tell whether this is what everybody sees already."""
        return text == self._stored

    def kept(self) -> None:
        """Note that what was handed over last is on disk as a draft."""
        self._drafted = True
        self._saved()

    def stored(self, text: ReportText) -> None:
        """Note that `text` is on disk for everybody."""
        self._stored = text
        self._drafted = False
        self._saved()

    def give_back(self, _taken: ReportText, sentence: str, field: str | None) -> None:
        """Take it back because saving failed: mark the field meant, else everything not on disk."""
        self._handed = None
        if field is None:
            self.table.mark_unsaved(self._stored.clauses, sentence)
            text = self.text()
            self._mark_inputs(
                [name for name in self.inputs if getattr(text, name) != getattr(self._stored, name)]
            )
        else:
            self.point_at(field, sentence)
        self.refused.emit()

    def forget(self) -> None:
        """Give up what could not be saved."""
        self._handed = self.text()
        self._saved()

    # private

    def _saved(self) -> None:
        self._mark_inputs(())
        if not self.table.editing():
            self.table.forget()

    def _mark_inputs(self, names: tuple[str, ...] | list[str]) -> None:
        for name, widget in self.inputs.items():
            wrong = name in names or (isinstance(widget, AutoGrowText) and widget.over() > 0)
            if wrong != (widget.property("fault") == "true"):
                restyle(widget, fault="true" if wrong else "false")


def _without_blanks(text: ReportText) -> ReportText:
    return replace(text, clauses=tuple(clause for clause in text.clauses if not _is_blank(clause)))


def _is_blank(clause: ClauseText) -> bool:
    """Tell whether a clause was added and nothing written into it."""
    return not (clause.id or clause.task or clause.result or clause.reason or clause.partners)


def _inputs(nothing: QCheckBox, grade: ChoiceBox) -> dict[str, QWidget]:
    limits = {name: limit for name, (_, limit) in LIMITS.items()}
    return {
        "nothing_to_report": nothing,
        "nothing_reason": Line("例如：全月脱产学习", limits["nothing_reason"]),
        "unfinished": AutoGrowText("其他未完成情况（可不填）", 1, 3, limits["unfinished"]),
        "next_month": AutoGrowText("下月主要打算（可不填）", 1, 3, limits["next_month"]),
        "self_appraisal": AutoGrowText("对照分工和计划，实事求是地写几句", 2, 6, limits["self_appraisal"]),
        "self_grade": grade,
    }
