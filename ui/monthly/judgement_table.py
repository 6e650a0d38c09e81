"""What the meeting found, person by person; nothing is preset, everything goes by figures and Enter (D23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal

from app.errors import UserError
from app.monthly.meeting_rules import Judgement, check_judgement
from app.monthly.views_meeting import MeetingItem
from app.rulebook import DEFAULTS, NamedGrade
from app.vocabulary import Grade, ReportMove
from ui.monthly.clause_table import FULL
from ui.monthly.finding_words import reason_lines
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.look import Tone
from ui.shared.sheet import Sheet

TRUTHFUL = ((True, "属实"), (False, "不属实"))
UNANIMOUS = ((True, "一致"), (False, "未一致"))
CHOSEN = ("truthful", "grade", "unanimous", "dissent", "facts")
"""What is chosen or typed of a row."""


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One report before the meeting with what was chosen so far."""

    item: MeetingItem
    truthful: bool | None = None
    grade: Grade | None = None
    unanimous: bool = True
    dissent: str = ""
    facts: str = ""

    @property
    def id(self) -> str:
        """The report's id."""
        return self.item.report_id

    @property
    def open(self) -> bool:
        """Whether the meeting may still judge it."""
        return ReportMove.EVALUATE in self.item.moves

    @property
    def ready(self) -> bool:
        """Whether both findings are chosen."""
        return self.open and self.truthful is not None and self.grade is not None

    @property
    def wants_facts(self) -> bool:
        """Whether facts belong to it; 差 and an untrue report cannot do without."""
        return self.truthful is False or self.grade in {Grade.GOOD, Grade.POOR}

    def judgement(self) -> Judgement:
        """Return the row as an action takes it; raises `ValueError` before both findings are chosen."""
        if self.truthful is None or self.grade is None:
            raise ValueError("the row is not judged")
        return Judgement(
            report_id=self.id,
            truthful=self.truthful,
            grade=self.grade,
            unanimous=self.unanimous,
            dissent="" if self.unanimous else self.dissent,
            facts=self.facts,
        )


def row_of(item: MeetingItem) -> JudgementRow:
    """Return the row as it is stored."""
    found = item.evaluation
    if found is None:
        return JudgementRow(item)
    return JudgementRow(item, found.truthful, found.grade.grade, found.unanimous, found.dissent, found.facts)


def kept_body(row: JudgementRow) -> dict[str, Any]:
    """Return what was chosen as a JSON value."""
    return {name: getattr(row, name) for name in CHOSEN}


def restored(row: JudgementRow, body: Mapping[str, Any]) -> JudgementRow:
    """Return the row with what was kept by `kept_body`; anything else leaves it as it is."""
    try:
        values = {name: body[name] for name in CHOSEN}
        grade = None if values["grade"] is None else Grade(values["grade"])
        return replace(row, **{**values, "grade": grade})
    except (KeyError, TypeError, ValueError):
        return row


def _count(row: JudgementRow) -> str:
    clauses = row.item.clauses
    if not clauses:
        return row.item.nothing_reason or "无应报告事项"
    unfinished = sum(clause.percent is not None and clause.percent < FULL for clause in clauses)
    return f"{len(clauses)} 条，{unfinished} 条未完成" if unfinished else f"{len(clauses)} 条"


def _named(grades: Iterable[NamedGrade]) -> tuple[tuple[Grade, str], ...]:
    return tuple((named.grade, named.label) for named in grades)


def _grade(row: JudgementRow) -> Grade | str | None:
    """Return what can be chosen, or the name that the stored grade bears."""
    return row.grade if row.open or row.item.evaluation is None else row.item.evaluation.grade.label


def _choice(
    title: str,
    key: str,
    choices: tuple[tuple[object, str], ...],
    width: int = 72,
    value: Callable[[JudgementRow], object] | None = None,
) -> Column[JudgementRow]:
    return Column(
        title,
        value or (lambda r: getattr(r, key)),
        width,
        Align.CENTRE,
        key=key,
        edit=Edit.CHOICE,
        choices=choices,
        editable=lambda r: r.open,
    )


COLUMNS: tuple[Column[JudgementRow], ...] = (
    Column("姓名", lambda r: r.item.name, width=84),
    Column("职务", lambda r: r.item.title),
    Column("条款", _count, width=126),
    Column("自评", lambda r: r.item.self_grade.label if r.item.self_grade else "", 48, Align.CENTRE),
    Column("上月", lambda r: r.item.last_grade.label if r.item.last_grade else "", 48, Align.CENTRE),
    Column(
        "提示",
        lambda r: len(r.item.findings) or "",
        44,
        Align.CENTRE,
        hint=lambda r: "\n".join(line for finding in r.item.findings for line in reason_lines(finding)),
        tone=lambda _r: Tone.DUE,
    ),
    _choice("是否属实", "truthful", TRUTHFUL),
    _choice("评定等次", "grade", _named(DEFAULTS.grades()), value=_grade),
    _choice("意见", "unanimous", UNANIMOUS, 64),
    Column(
        "多数和不同意见",
        lambda r: r.dissent,
        130,
        key="dissent",
        edit=Edit.TEXT,
        editable=lambda r: r.open and not r.unanimous,
        placeholder="未一致的须写明",
    ),
    Column(
        "事实依据",
        lambda r: r.facts,
        150,
        key="facts",
        edit=Edit.TEXT,
        editable=lambda r: r.open and r.wants_facts,
        placeholder="写明事实",
    ),
)
DISSENT, FACTS = 9, 10


class JudgementTable(Sheet[JudgementRow]):
    """The table with what is chosen in it; notes have their columns only when needed."""

    written = Signal()
    """Something was chosen or typed."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, name="评价表", sorting=False, wrap=True)
        self._items: tuple[MeetingItem, ...] = ()
        self._chosen: dict[str, JudgementRow] = {}
        self._labels: dict[Grade, str] = {}
        self.edited.connect(self._take_cells)
        self.rested.connect(self.show_rows)

    def show_items(self, items: tuple[MeetingItem, ...], grades: Iterable[NamedGrade]) -> None:
        """Show the reports of a month as they are stored; call `put` and `show_rows` after it."""
        self._items, self._chosen = items, {}
        self._labels = dict(_named(grades))
        self.model.offer("grade", tuple(self._labels.items()))

    def rows(self) -> list[JudgementRow]:
        """Return the reports with what was chosen so far."""
        rows = [row_of(item) for item in self._items]
        return [self._chosen.get(row.id, row) if row.open else row for row in rows]

    def ready(self) -> list[JudgementRow]:
        """Return the rows that can be stored."""
        return [row for row in self.rows() if row.ready]

    def waiting(self) -> list[JudgementRow]:
        """Return the rows that are not judged yet."""
        return [row for row in self.rows() if row.open and not row.ready]

    def show_rows(self) -> None:
        """Show what is chosen; the cursor starts at the first report still to be judged."""
        rows = self.rows()
        self.view.setColumnHidden(DISSENT, all(row.unanimous for row in rows))
        self.view.setColumnHidden(FACTS, not any(row.wants_facts or row.facts for row in rows))
        self.set_rows(rows)
        if rows and self.current() is None:
            first = next((row for row in rows if row.open), rows[0])
            self.go_to(first.id, "truthful")

    def fill_true(self) -> None:
        """Choose 属实 wherever nothing is chosen."""
        for row in self.rows():
            if row.open and row.truthful is None:
                self._chosen[row.id] = replace(row, truthful=True)
        self.show_rows()
        self.written.emit()

    def go_to_waiting(self) -> None:
        """Go to the first cell still to be chosen."""
        for row in self.waiting()[:1]:
            self.go_to(row.id, "truthful" if row.truthful is None else "grade")
            self.view.setFocus()

    def fault(self) -> str:
        """Return the sentence on the first row that lacks its reason and show where; else nothing."""
        for row in self.ready():
            try:
                check_judgement(row.judgement(), row.item.name, self._labels[row.grade] if row.grade else "")
            except UserError as error:
                key = error.field or "facts"
                self.give_back((CellEdit(row, key, getattr(row, key)),), str(error), None)
                self.go_to(row.id, key)
                self.view.setFocus()
                return str(error)
        return ""

    def typing(self) -> dict[str, Any]:
        """Return what is chosen as a JSON value."""
        return {row.id: kept_body(row) for row in self._chosen.values() if row.open}

    def put(self, body: Mapping[str, Any]) -> None:
        """Choose what `typing` told."""
        for row in self.rows():
            if row.open and row.id in body:
                self._chosen[row.id] = restored(row, body[row.id])

    def clear(self) -> None:
        """Forget what was chosen: it is stored."""
        self._chosen = {}

    def _take_cells(self, edits: tuple[CellEdit[JudgementRow], ...]) -> None:
        rows = {row.id: row for row in self.rows()}
        for edit in edits:
            rows[edit.row.id] = replace(rows[edit.row.id], **{edit.key: edit.value})  # type: ignore[arg-type]
            self._chosen[edit.row.id] = rows[edit.row.id]
        if not self.editing():
            self.show_rows()
        self.written.emit()
