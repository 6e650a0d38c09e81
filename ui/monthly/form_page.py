"""The registration form on the screen: clauses in the paper's order, the texts, the own grade (D15–D21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from app.monthly.rules import Reach
from app.monthly.text import LIMITS, ClauseText, ReportText
from app.monthly.views_sheet import ReportSheet
from app.vocabulary import Grade, ReportMove, ReportState, TaskSource
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.fields import Fields
from ui.shared.inputs import AutoGrowText, ChoiceBox, Line
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, Steps, label

STATE_TONES = {
    ReportState.DRAFT: Tone.QUIET,
    ReportState.SUBMITTED: Tone.STEP,
    ReportState.RETURNED: Tone.DUE,
    ReportState.EVALUATED: Tone.STEP,
    ReportState.SIGNED: Tone.DONE,
    ReportState.SUPERSEDED: Tone.QUIET,
}
FULL = 100


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One line of the clause table; `id` is its place in the form."""

    id: int
    clause: ClauseText
    files: int
    open: bool


COLUMNS: tuple[Column[ClauseRow], ...] = (
    Column("来源", lambda r: r.clause.source.label, width=52, align=Align.CENTRE, tone=lambda _r: Tone.QUIET),
    Column(
        "工作任务",
        lambda r: r.clause.task,
        width=190,
        key="task",
        edit=Edit.TEXT,
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
        width=58,
        align=Align.RIGHT,
        key="percent",
        edit=Edit.NUMBER,
        editable=lambda r: r.open,
        tone=lambda r: Tone.DUE if (r.clause.percent or FULL) < FULL else None,
    ),
    Column(
        "未完成原因",
        lambda r: r.clause.reason,
        width=130,
        key="reason",
        edit=Edit.TEXT,
        placeholder="请写明原因",
        editable=lambda r: r.open and r.clause.percent is not None and r.clause.percent < FULL,
    ),
    Column(
        "共同完成",
        lambda r: f"{r.clause.part.label} {len(r.clause.partners) + 1}人" if r.clause.partners else "",
        width=72,
        align=Align.CENTRE,
    ),
    Column("佐证", lambda r: r.files or "", width=44, align=Align.CENTRE),
)


class FormPage(Card):
    """Shows one report and composes what is typed; the stage saves it."""

    typed = Signal()

    def __init__(self, fields: Fields, buttons: Mapping[str, Button]) -> None:
        super().__init__("月实绩报告")
        self._text = ReportText()
        self._sheet: ReportSheet | None = None
        self.fields = fields
        self.pill = Pill()
        self.due = label("", "due")
        self.steps = Steps(["计划", "填报", "会议评价", "负责人签定", "公示", "报县备案"])
        self.told = label("", "hint", wrap=True)
        self.clauses: Sheet[ClauseRow] = Sheet(COLUMNS, name="条款", sorting=False, wrap=True)
        self.nothing = QCheckBox("本月无应报告事项（须说明原因）")
        self.nothing_reason = Line("例如：全月脱产学习", LIMITS["nothing_reason"][1])
        self.unfinished = Line("其他需要说明的未完成情况（可不填）", LIMITS["unfinished"][1])
        self.next_month = Line("下月主要打算（可不填）", LIMITS["next_month"][1])
        self.appraisal = AutoGrowText("对照分工和计划，实事求是地写几句", limit=LIMITS["self_appraisal"][1])
        self.grade = ChoiceBox.of(Grade, empty="未选")
        self.still = label("", "caption")
        self._arrange(buttons)
        for name, widget in {
            "nothing_to_report": self.nothing,
            "nothing_reason": self.nothing_reason,
            "unfinished": self.unfinished,
            "next_month": self.next_month,
            "self_appraisal": self.appraisal,
            "self_grade": self.grade,
        }.items():
            fields.add(name, widget)
        self.nothing.toggled.connect(self._show_nothing)

    def _arrange(self, buttons: Mapping[str, Button]) -> None:
        self.head.insertWidget(1, self.pill)
        self.head.addWidget(self.due)
        self.column.addWidget(self.steps)
        self.column.addWidget(self.told)
        self.column.addWidget(self.clauses, 1)
        self.column.addLayout(self._texts())
        foot = QHBoxLayout()
        for name in ("adhoc", "carry", "share", "evidence", "preview"):
            foot.addWidget(buttons[name])
        foot.addStretch(1)
        foot.addWidget(self.still)
        for name in ("withdraw", "return", "correct", "open", "submit"):
            foot.addWidget(buttons[name])
        self.column.addLayout(foot)

    def _texts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        nothing = QHBoxLayout()
        nothing.addWidget(self.nothing)
        nothing.addWidget(self.nothing_reason, 1)
        grid.addLayout(nothing, 0, 0, 1, 4)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("未完成说明", self.unfinished),
            ("下月打算", self.next_month),
            ("自我鉴定", self.appraisal),
        )
        for row, (words, widget) in enumerate(rows, 1):
            grid.addWidget(label(words, "label"), row, 0)
            grid.addWidget(widget, row, 1, 1, 1 if widget is self.appraisal else 3)
            widget.setAccessibleName(words)
        grid.addWidget(label("自评等次", "label"), 3, 2)
        grid.addWidget(self.grade, 3, 3)
        self.grade.setAccessibleName("自评等次")
        grid.setColumnStretch(1, 1)
        return grid

    # showing

    def show_sheet(self, sheet: ReportSheet) -> None:
        """Show a report as it stands, the restored draft included."""
        self._sheet = sheet
        self._text = sheet.text
        person = sheet.person
        version = f" · {sheet.report.label}" if sheet.report and sheet.report.label else ""
        self.title.setText(f"{person.name} · {person.title} · {sheet.month.month}月实绩报告{version}")
        state = sheet.report.state if sheet.report else None
        self.pill.tell(state.label if state else "未开始", STATE_TONES[state] if state else Tone.QUIET)
        self._show_due(sheet)
        steps = [step.reach for step in sheet.chain]
        self.steps.tell(steps.index(Reach.NOW) if Reach.NOW in steps else len(steps))
        self._show_told(sheet)
        self._show_rows()
        text = sheet.text
        self.fields.show(
            {
                "nothing_to_report": text.nothing_to_report,
                "nothing_reason": text.nothing_reason,
                "unfinished": text.unfinished,
                "next_month": text.next_month,
                "self_appraisal": text.self_appraisal,
                "self_grade": text.self_grade,
            }
        )
        self._show_nothing()
        for widget in (self.nothing, self.nothing_reason, self.unfinished, self.next_month, self.appraisal):
            widget.setEnabled(self.may_edit)
        self.grade.setEnabled(self.may_edit)
        self.show_lacks(sheet)

    @property
    def may_edit(self) -> bool:
        """Whether the account may type into this report now."""
        return self._sheet is not None and ReportMove.EDIT in self._sheet.moves

    def _show_due(self, sheet: ReportSheet) -> None:
        due = sheet.deadline.due
        words = f"{due.month} 月 {due.day} 日前提交"
        if sheet.duty.exempt:
            words = sheet.duty.reason
        elif sheet.late:
            words = f"{words}（迟报）"
        elif sheet.report and sheet.report.submitted_on:
            day = sheet.report.submitted_on
            words = f"{day.month} 月 {day.day} 日提交"
        self.due.setText(words)

    def _show_told(self, sheet: ReportSheet) -> None:
        told = []
        if sheet.report and sheet.report.return_reason and self.may_edit:
            told.append(f"退回原因：{sheet.report.return_reason}")
        if sheet.report and sheet.report.correction_reason:
            told.append(f"更正原因：{sheet.report.correction_reason}")
        if sheet.draft_at:
            told.append(f"已恢复 {sheet.draft_at:%m-%d %H:%M} 自动保存的内容。")
        if sheet.report is None and not sheet.may_open:
            told.append(sheet.duty.reason)
        self.told.setText("\n".join(told))
        self.told.setVisible(bool(told))

    def show_lacks(self, sheet: ReportSheet) -> None:
        """Say what still hinders handing in."""
        first = sheet.lacks[0].sentence if sheet.lacks else ""
        more = f"（共 {len(sheet.lacks)} 处）" if len(sheet.lacks) > 1 else ""
        self.still.setText(f"{first}{more}" if self.may_edit else "")

    def _show_rows(self) -> None:
        sheet = self._sheet
        files: dict[str | None, int] = {}
        for line in sheet.evidence if sheet else ():
            files[line.clause_id] = files.get(line.clause_id, 0) + 1
        self.clauses.set_rows(
            [
                ClauseRow(place, clause, files.get(clause.id, 0) if clause.id else 0, self.may_edit)
                for place, clause in enumerate(self._text.clauses)
            ]
        )

    def _show_nothing(self) -> None:
        self.nothing_reason.setVisible(self.nothing.isChecked())

    # typing

    def text(self) -> ReportText:
        """Return the whole form as it is typed now."""
        return replace(self._text, **self.fields.values())  # type: ignore[arg-type]

    def take_cells(self, edits: tuple[CellEdit[ClauseRow], ...]) -> None:
        """Take what was typed into clauses; a result of an unrated clause counts as fully done."""
        clauses = list(self._text.clauses)
        for edit in edits:
            clause = replace(clauses[edit.row.id], **{edit.key: edit.value})  # type: ignore[arg-type]
            if edit.key == "result" and edit.value and clause.percent is None:
                clause = replace(clause, percent=FULL)
            clauses[edit.row.id] = clause
        self.change_clauses(lambda _: tuple(clauses))

    def change_clauses(self, change: Callable[[tuple[ClauseText, ...]], tuple[ClauseText, ...]]) -> None:
        """Change the list of clauses and tell that something was typed."""
        self._text = replace(self._text, clauses=change(self._text.clauses))
        self._show_rows()
        self.typed.emit()

    def add_adhoc(self) -> None:
        """Add an empty clause for an ad-hoc task and go to it (D13)."""
        self.change_clauses(lambda clauses: (*clauses, ClauseText(TaskSource.ADHOC, "")))
        self.clauses.go_to(len(self._text.clauses) - 1, "task")
        self.clauses.view.setFocus()

    def current_place(self) -> int | None:
        """Return the place of the clause the cursor is in."""
        row = self.clauses.current()
        return row.id if row else None

    def clause(self, place: int) -> ClauseText:
        """Return the clause at a place as it is typed now."""
        return self._text.clauses[place]

    def current_clause(self) -> ClauseText | None:
        """Return the clause the cursor is in."""
        row = self.clauses.current()
        return row.clause if row else None
