"""The leadership meeting: its record, and per report whether it is true and which grade (D22–D23)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from app.monthly import actions_meeting
from app.monthly.actions_meeting import MeetingForm, MeetingRecorded
from app.monthly.forms import minutes_forms, month_file
from app.monthly.handing_in import hold_meeting
from app.monthly.meeting_rules import Judgement
from app.monthly.papers import minutes
from app.monthly.views_meeting import GradeNames, MeetingItem, MeetingSheet, confirm_names, meeting_sheet
from app.progress import Progress
from app.vocabulary import Grade, ReportMove
from ui.monthly.dialogs import Reason
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.fields import Fields
from ui.shared.forms import ConfirmNames
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

TRUTHFUL = ((True, "属实"), (False, "不属实"))
UNANIMOUS = ((True, "一致"), (False, "未一致"))


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One report before the meeting with what was chosen so far; nothing is preset."""

    item: MeetingItem
    truthful: bool | None
    grade: Grade | None
    unanimous: bool
    note: str

    @property
    def id(self) -> str:
        """The report's id."""
        return self.item.report_id

    @property
    def open(self) -> bool:
        """Whether the meeting may still judge it."""
        return ReportMove.EVALUATE in self.item.moves

    @property
    def explains(self) -> bool:
        """Whether a note belongs to it: dissent, doubt, or one of the outer grades."""
        return not self.unanimous or self.truthful is False or self.grade in {Grade.GOOD, Grade.POOR}

    @property
    def judgement(self) -> Judgement:
        """The row as an action takes it: the note is dissent without agreement, else the facts."""
        if self.truthful is None or self.grade is None:
            raise ValueError("the row is not judged")
        return Judgement(
            report_id=self.id,
            truthful=self.truthful,
            grade=self.grade,
            unanimous=self.unanimous,
            dissent="" if self.unanimous else self.note,
            facts=self.note if self.unanimous else "",
        )


def _new_row(item: MeetingItem) -> JudgementRow:
    found = item.evaluation
    if found is None:
        return JudgementRow(item, None, None, unanimous=True, note="")
    return JudgementRow(item, found.truthful, found.grade, found.unanimous, found.dissent or found.facts)


COLUMNS: tuple[Column[JudgementRow], ...] = (
    Column("姓名", lambda r: r.item.name, width=76),
    Column("职务", lambda r: r.item.title, width=96),
    Column("实绩", lambda r: r.item.nothing_reason or "；".join(c.result for c in r.item.clauses)),
    Column("自评", lambda r: r.item.self_grade.label if r.item.self_grade else "", 48, Align.CENTRE),
    Column("上月", lambda r: r.item.last_grade.label if r.item.last_grade else "", 48, Align.CENTRE),
    Column(
        "提示",
        lambda r: len(r.item.findings) or "",
        44,
        Align.CENTRE,
        hint=lambda r: "\n".join(reason for finding in r.item.findings for reason in finding.reasons),
        tone=lambda _r: Tone.DUE,
    ),
    Column(
        "是否属实",
        lambda r: r.truthful,
        74,
        Align.CENTRE,
        key="truthful",
        edit=Edit.CHOICE,
        choices=TRUTHFUL,
        editable=lambda r: r.open,
    ),
    Column(
        "评定等次",
        lambda r: r.grade,
        74,
        Align.CENTRE,
        key="grade",
        edit=Edit.CHOICE,
        choices=tuple((grade, grade.label) for grade in Grade),
        editable=lambda r: r.open,
    ),
    Column(
        "意见",
        lambda r: r.unanimous,
        64,
        Align.CENTRE,
        key="unanimous",
        edit=Edit.CHOICE,
        choices=UNANIMOUS,
        editable=lambda r: r.open,
    ),
    Column(
        "分歧或事实依据",
        lambda r: r.note,
        150,
        key="note",
        edit=Edit.TEXT,
        editable=lambda r: r.open and r.explains,
        placeholder="未一致、不属实或“差”须写明",
    ),
)


class MeetingPage(Card):
    """Records the meeting, then judges every report that was handed in."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("班子会议评价")
        self.stage = stage
        self._sheet: MeetingSheet | None = None
        self._chosen: dict[str, JudgementRow] = {}
        self.pill = Pill()
        self.told = label("", "hint", wrap=True)
        self.fields = Fields(lambda: None, self)
        self.present: dict[str, QCheckBox] = {}
        self.attendance = QHBoxLayout()
        self.chair = ChoiceBox([(None, "请选择")])
        self.items: Sheet[JudgementRow] = Sheet(COLUMNS, name="评价表", sorting=False, wrap=True)
        self.still = label("", "caption")
        self.all_true = Button("未填的都填“属实”", "Ctrl+T", self._all_true)
        self.keep = Button("保存会议记录", "Ctrl+S", self._keep_meeting)
        self.again = Button("重新评价", on=self._reopen)
        self.paper = Button("预览会议记录", "Ctrl+P", self._preview)
        self.judge = Button("完成评价", "Ctrl+Return", self._confirm, kind="primary")
        self._arrange()
        self.items.edited.connect(self._take)

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        self.column.addWidget(self.told)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        inputs: tuple[tuple[str, str, QWidget, int, int], ...] = (
            ("held_on", "会议日期", DateBox(self.stage.office.clock.today()), 0, 0),
            ("place", "地点", Line("例如：镇三楼会议室", 100), 0, 2),
            ("body", "会议名称", Line("党委会", 60), 0, 4),
            ("chair_id", "主持人", self.chair, 1, 0),
            ("recorder", "记录人", Line("", 40), 1, 2),
            ("absentees", "缺席及原因", Line("无", 500), 1, 4),
            ("observers", "列席", Line("无", 500), 2, 0),
        )
        for name, words, widget, row, column in inputs:
            grid.addWidget(label(words, "label"), row, column)
            grid.addWidget(widget, row, column + 1)
            widget.setAccessibleName(words)
            self.fields.add(name, widget)
        notes = AutoGrowText("会议记录要点（可不填，也可会后补）", limit=20_000)
        self.fields.add("minutes", notes)
        grid.addWidget(label("会议记录", "label"), 2, 2)
        grid.addWidget(notes, 2, 3, 1, 3)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)
        people = QWidget()
        people.setLayout(self.attendance)
        self.attendance.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(label("到会人员", "label"), 3, 0)
        grid.addWidget(people, 3, 1, 1, 5)
        self.column.addLayout(grid)
        self.column.addWidget(self.items, 1)
        foot = QHBoxLayout()
        for button in (self.keep, self.paper, self.all_true, self.again):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.still)
        foot.addWidget(self.judge)
        self.column.addLayout(foot)

    # showing

    def reload(self) -> None:
        """Load the month's meeting."""
        self.stage.load(meeting_sheet, self.stage.unit_id, self.stage.month, then=self.show_sheet)

    def show_sheet(self, sheet: MeetingSheet) -> None:
        """Show the meeting; what was chosen and not yet stored stays chosen."""
        if self._sheet is not None and (self._sheet.month, self._sheet.unit_id) != (
            sheet.month,
            sheet.unit_id,
        ):
            self._chosen = {}
            self.fields.forget()
        self._sheet = sheet
        by = sheet.meeting_by
        self.title.setText(f"{sheet.month.label}实绩班子会议评价")
        held = sheet.meetings[-1] if sheet.meetings else None
        words, tone = ("已开会", Tone.DONE) if held else (f"{by.month} 月 {by.day} 日前开会", Tone.DUE)
        self.pill.tell(words, tone)
        self.told.setText("\n".join(held.warnings) if held else "")
        self.told.setVisible(bool(held and held.warnings))
        self._show_team(sheet)
        if not self.fields.changed():
            self._show_meeting(sheet)
        self._show_rows()

    def _show_team(self, sheet: MeetingSheet) -> None:
        if list(self.present) == [line.cadre_id for line in sheet.team]:
            return
        while self.attendance.count():
            old = self.attendance.takeAt(0).widget()
            if old is not None:
                old.deleteLater()
        self.present = {}
        for line in sheet.team:
            box = QCheckBox(line.name)
            box.setChecked(line.on_team)
            box.setToolTip(line.title)
            self.present[line.cadre_id] = box
            self.attendance.addWidget(box)
        self.attendance.addStretch(1)
        self.chair.set_choices([(None, "请选择"), *((line.cadre_id, line.name) for line in sheet.team)])

    def _show_meeting(self, sheet: MeetingSheet) -> None:
        if not sheet.meetings:
            head = next((line.cadre_id for line in sheet.team if line.heads_unit), None)
            self.fields.show({"body": f"{sheet.body}会议", "chair_id": head})
            return
        held = sheet.meetings[-1]
        names = ("held_on", "place", "body", "chair_id", "recorder", "absentees", "observers", "minutes")
        self.fields.show({name: getattr(held, name) for name in names})
        for cadre_id, box in self.present.items():
            box.setChecked(cadre_id in held.attendees)

    def _rows(self) -> list[JudgementRow]:
        items = self._sheet.items if self._sheet else ()
        rows = [_new_row(item) for item in items]
        return [
            replace(self._chosen[row.id], item=row.item) if row.open and row.id in self._chosen else row
            for row in rows
        ]

    def _show_rows(self) -> None:
        rows = self._rows()
        self.items.set_rows(rows)
        ready = [row for row in rows if row.open and row.truthful is not None and row.grade is not None]
        waiting = sum(row.open for row in rows) - len(ready)
        self.still.setText(f"还有 {waiting} 人未评" if waiting else "")
        self.judge.setEnabled(bool(ready))
        self.again.setVisible(any(ReportMove.REOPEN in row.item.moves for row in rows))

    # slots

    def _take(self, edits: tuple[CellEdit[JudgementRow], ...]) -> None:
        rows = {row.id: row for row in self._rows()}
        for edit in edits:
            rows[edit.row.id] = replace(rows[edit.row.id], **{edit.key: edit.value})  # type: ignore[arg-type]
            self._chosen[edit.row.id] = rows[edit.row.id]
        self._show_rows()

    def _all_true(self) -> None:
        for row in self._rows():
            if row.open and row.truthful is None:
                self._chosen[row.id] = replace(row, truthful=True)
        self._show_rows()

    def _form(self) -> MeetingForm:
        present = tuple(cadre_id for cadre_id, box in self.present.items() if box.isChecked())
        values = self.fields.values()
        chair = str(values.pop("chair_id") or "")
        return MeetingForm(
            unit_id=self.stage.unit_id,
            month=self.stage.month,
            chair_id=chair,
            attendees=present,
            **values,  # type: ignore[arg-type]
        )

    def _meeting_id(self) -> str | None:
        meetings = self._sheet.meetings if self._sheet else ()
        return meetings[-1].id if meetings and not meetings[-1].locked else None

    def _keep_meeting(self) -> None:
        args = (self._form(), self._meeting_id())
        self.stage.perform(
            "记录班子会议", actions_meeting.record_meeting, *args, then=self._kept, by=self.keep
        )

    def _kept(self, recorded: MeetingRecorded) -> None:
        self.fields.take()
        for warning in recorded.warnings:
            self.stage.problems.tell(warning, Tone.DUE)

    def _ready(self) -> tuple[Judgement, ...]:
        rows = [row for row in self._rows() if row.open]
        return tuple(row.judgement for row in rows if row.truthful is not None and row.grade is not None)

    def _confirm(self) -> None:
        judgements = self._ready()
        self.stage.load(confirm_names, judgements, then=self._ask)

    def _ask(self, found: tuple[GradeNames, ...]) -> None:
        names = {grade.label: list(grade.names) for grade in found}
        count = sum(len(people) for people in names.values())
        what = f"记录{self.stage.month.label}班子会议对 {count} 人的评价。负责人签定前可以重新评价。"
        ConfirmNames(self.stage, what, names, ok=f"完成评价 {count} 人", then=self._evaluate)

    def _evaluate(self) -> None:
        form, meeting_id, judgements = self._form(), self._meeting_id(), self._ready()
        self.stage.perform("班子会议评价", hold_meeting, form, meeting_id, judgements, then=self._done)

    def _done(self, _: object) -> None:
        self._chosen = {}
        self.fields.take()

    def _reopen(self) -> None:
        row = self.items.current()
        if row is None or ReportMove.REOPEN not in row.item.moves:
            self.stage.problems.tell("请先在表中选中一位已评价、未签定的人员。", Tone.DUE)
            return
        Reason(self.stage, ReportMove.REOPEN, row.id, row.item.name).open()

    def _preview(self) -> None:
        unit_id, month, office = self.stage.unit_id, self.stage.month, self.stage.office

        def job(_: Progress) -> bytes | None:
            with office.read() as reader:
                forms = minutes_forms(month_file(reader, unit_id, month))
            return minutes(forms[-1]) if forms else None

        self.stage.export("生成会议记录", job, self._show_paper)

    def _show_paper(self, pdf: bytes | None) -> None:
        if pdf is None:
            self.stage.problems.tell("还没有保存会议记录。", Tone.DUE)
        else:
            title = f"{self.stage.month.label}班子会议评价记录"
            PaperDialog(self.stage, self.stage.errands, title, pdf).open()
