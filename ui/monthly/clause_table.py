"""The clauses of a form as a table: filled cell by cell, Enter goes to the next result (D19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from app.monthly.text import ClauseText
from app.vocabulary import Part, TaskSource
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.look import Tone
from ui.shared.sheet import Sheet

FULL = 100


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One line of the table; `id` is its place in the form, `names` the partners' names."""

    id: int
    clause: ClauseText
    names: str
    files: int
    open: bool
    county: str = ""
    """What the county remarked on it."""

    @property
    def unfinished(self) -> bool:
        """Whether it asks for a reason."""
        return self.clause.percent is not None and self.clause.percent < FULL

    @property
    def counts(self) -> bool:
        """Whether it asks for a number: of a shared result only the 主办 counts it (D61)."""
        return bool(self.clause.amount_unit) and self.clause.part is Part.LEAD

    @property
    def about_amount(self) -> str:
        """What the number is for."""
        if not self.clause.amount_unit:
            return ""
        return "计入年度目标的累计数量，可不填" if self.counts else "协办的数量由主办填报，不重复计算"

    @property
    def remark(self) -> str:
        """What is noted beside it: with whom it was done, how many files support it."""
        shared = f"{self.clause.part.label}，与{self.names}" if self.names else ""
        return "\n".join(part for part in (shared, f"佐证 {self.files}" if self.files else "") if part)


COLUMNS: tuple[Column[ClauseRow], ...] = (
    Column("来源", lambda r: r.clause.source.label, width=52, align=Align.CENTRE, tone=lambda _r: Tone.QUIET),
    Column(
        "工作任务",
        lambda r: r.clause.task,
        width=210,
        key="task",
        edit=Edit.TEXT,
        placeholder="写明任务，或删除本条",
        editable=lambda r: r.open and not r.clause.planned,
    ),
    Column(
        "完成情况（条款）",
        lambda r: r.clause.result,
        key="result",
        edit=Edit.TEXT,
        placeholder="在此填写完成情况…",
        editable=lambda r: r.open,
    ),
    Column(
        "完成%",
        lambda r: r.clause.percent,
        width=60,
        align=Align.RIGHT,
        key="percent",
        edit=Edit.NUMBER,
        editable=lambda r: r.open,
        tone=lambda r: Tone.DUE if r.unfinished else None,
    ),
    Column(
        "本月数量",
        lambda r: r.clause.amount,
        width=78,
        align=Align.RIGHT,
        key="amount",
        edit=Edit.LINE,
        placeholder="几",
        editable=lambda r: r.open and r.counts,
        optional=True,
        hint=lambda r: r.about_amount,
    ),
    Column("单位", lambda r: r.clause.amount_unit, width=48, tone=lambda _r: Tone.QUIET),
    Column(
        "未完成原因",
        lambda r: r.clause.reason,
        width=140,
        key="reason",
        edit=Edit.TEXT,
        placeholder="请写明原因",
        editable=lambda r: r.open and r.unfinished,
    ),
    Column("附注", lambda r: r.remark, width=96, tone=lambda _r: Tone.QUIET),
    Column("县审核意见", lambda r: r.county, width=150, tone=lambda _r: Tone.DUE),
)
AMOUNT, UNIT, REASON, REMARK, COUNTY = 4, 5, 6, 7, 8
TYPED = ("task", "result", "percent", "amount", "reason")
"""Keys of the cells."""


class ClauseTable(Sheet[ClauseRow]):
    """The table with what is typed into it; columns that nobody needs this month are not shown."""

    written = Signal()
    """The clauses are no longer what they were."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, name="条款", sorting=False, wrap=True)
        self.clauses: tuple[ClauseText, ...] = ()
        self._names: Mapping[str, str] = {}
        self._files: Mapping[str, int] = {}
        self._county: Mapping[str, str] = {}
        self._open = False
        self.view.be_eager()
        self.view.enter_to = "result"
        self.edited.connect(self._take_cells)
        self.rested.connect(self._show_rows)

    # showing

    def show_clauses(
        self,
        clauses: tuple[ClauseText, ...],
        names: Mapping[str, str],
        files: Mapping[str, int],
        county: Mapping[str, str],
        *,
        may_edit: bool,
    ) -> None:
        """Show these clauses; `names` of colleagues by cadre, `files` and the county's remarks by clause."""
        self.clauses, self._names, self._files, self._open = clauses, names, files, may_edit
        self._county = county
        self.forget()
        self._show_rows()

    def go_to_empty(self) -> bool:
        """Go to the first result still to be written, ready to type; False when there is none."""
        empty = (place for place, clause in enumerate(self.clauses) if self._open and not clause.result)
        place = next(empty, None)
        if place is not None:
            self.enter(place, "result")
        return place is not None

    def enter(self, place: int, key: str) -> None:
        """Go to a cell, ready to type."""
        self.go_to(place, key)
        self.view.setFocus()
        self.view.open_text()

    def current_place(self) -> int | None:
        """Return the place of the clause the cursor is in."""
        row = self.current()
        return row.id if row else None

    # typing

    def finish(self) -> None:
        """Take what is being typed into a cell and close it."""
        self.take()

    def add_adhoc(self, task: str = "") -> None:
        """Add a clause for an ad-hoc task, its words begun or empty, and go to it (D13)."""
        self.finish()
        self.put((*self.clauses, ClauseText(TaskSource.ADHOC, task)))
        self.enter(len(self.clauses) - 1, "task")

    def delete(self, place: int) -> None:
        """Take a clause out."""
        self.finish()
        self.put((*self.clauses[:place], *self.clauses[place + 1 :]))
        self.go_to(min(place, len(self.clauses) - 1), "result")
        self.view.setFocus()

    def shift(self, place: int, way: int) -> None:
        """Move a clause up (-1) or down (1), the cursor with it."""
        self.finish()
        if 0 <= place + way < len(self.clauses):
            changed = list(self.clauses)
            changed[place], changed[place + way] = changed[place + way], changed[place]
            self.put(tuple(changed))
            self.go_to(place + way, "result")
            self.view.setFocus()

    def change(self, place: int, clause: ClauseText) -> None:
        """Put another clause into a place."""
        self.put((*self.clauses[:place], clause, *self.clauses[place + 1 :]))

    def put(self, clauses: tuple[ClauseText, ...]) -> None:
        """Have these clauses instead; what was marked is no longer meant."""
        self.clauses = clauses
        if not self.editing():
            self.forget()
            self._show_rows()
        self.written.emit()

    # marking

    def mark(self, place: int, key: str, sentence: str) -> None:
        """Mark a cell with what is wrong with it and go there."""
        self._mark(place, key, sentence)
        self.go_to(place, key)
        self.view.setFocus()

    def mark_unsaved(self, stored: Sequence[ClauseText], sentence: str) -> None:
        """Mark every cell that differs from what is stored."""
        known = {clause.id: clause for clause in stored}
        for place, clause in enumerate(self.clauses):
            before = known.get(clause.id, ClauseText(clause.source, ""))
            for key in TYPED:
                if getattr(before, key) != getattr(clause, key):
                    self._mark(place, key, sentence)

    def _mark(self, place: int, key: str, sentence: str) -> None:
        row = next((row for row in self._rows() if row.id == place), None)
        if row is not None:
            self.give_back((CellEdit(row, key, getattr(row.clause, key, None)),), sentence, None)

    # private

    def _rows(self) -> list[ClauseRow]:
        rows = []
        for place, clause in enumerate(self.clauses):
            names = "、".join(self._names.get(partner, "") for partner in clause.partners)
            id_ = clause.id or ""
            files, county = self._files.get(id_, 0), self._county.get(id_, "")
            rows.append(ClauseRow(place, clause, names, files, self._open, county))
        return rows

    def _show_rows(self) -> None:
        rows = self._rows()
        for column in (AMOUNT, UNIT):
            self.view.setColumnHidden(column, not any(row.clause.amount_unit for row in rows))
        self.view.setColumnHidden(REASON, not any(row.unfinished or row.clause.reason for row in rows))
        self.view.setColumnHidden(REMARK, not any(row.remark for row in rows))
        self.view.setColumnHidden(COUNTY, not any(row.county for row in rows))
        self.set_rows(rows)
        if self.view.currentIndex().isValid():
            self.view.scrollTo(self.view.currentIndex())

    def _take_cells(self, edits: tuple[CellEdit[ClauseRow], ...]) -> None:
        clauses = list(self.clauses)
        for edit in edits:
            clauses[edit.row.id] = _typed(clauses[edit.row.id], edit.key, edit.value)
        self.put(tuple(clauses))


def _typed(clause: ClauseText, key: str, value: object) -> ClauseText:
    """Return the clause with one cell typed; a result of an unrated clause counts as fully done."""
    typed = replace(clause, **{key: value})  # type: ignore[arg-type]
    if key != "result":
        return typed
    if value and clause.percent is None:
        return replace(typed, percent=FULL)
    return replace(typed, percent=None) if not value and clause.percent == FULL else typed
