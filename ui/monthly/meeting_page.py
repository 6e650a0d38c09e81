"""班子会议评价: the record of the meeting, then every report that was handed in (D22–D23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from app.drafts import Typing, kept_typing
from app.monthly import actions_meeting
from app.monthly.actions_meeting import MeetingRecorded
from app.monthly.forms import minutes_forms, month_file
from app.monthly.handing_in import hold_meeting
from app.monthly.meeting_rules import Judgement
from app.monthly.minutes_paper import minutes
from app.monthly.views_meeting import GradeNames, MeetingCard, MeetingSheet, confirm_names, meeting_sheet
from app.office import Reader
from app.progress import Progress
from app.vocabulary import Month, ReportMove
from ui.monthly.dialogs import Reason
from ui.monthly.form_paper import LEAST_TABLE
from ui.monthly.form_words import day_words
from ui.monthly.judgement_table import JudgementTable
from ui.monthly.meeting_record import MeetingRecord
from ui.monthly.page_typing import KEEP_AFTER_MS, PageTyping
from ui.monthly.side import item_sections
from ui.shared.columns import Shown
from ui.shared.foot import Foot
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone, px
from ui.shared.panels import ScrollColumn
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

KEYS = "在格内按数字：是否属实 1 属实 2 不属实　评定等次 1 好 2 较好 3 一般 4 差　意见 1 一致 2 未一致"


def _page(unit_id: str, month: Month) -> str:
    return f"meeting:{unit_id}:{month}"


def _read(reader: Reader, unit_id: str, month: Month) -> tuple[MeetingSheet, Typing | None]:
    return meeting_sheet(reader, unit_id, month), kept_typing(reader, _page(unit_id, month))


class MeetingPage(Card):
    """Records the meeting and judges every report; typing is kept until the step is done."""

    typed = Signal(int)
    """Something was typed; keep it after so many milliseconds."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("班子会议评价")
        self.stage = stage
        self._sheet: MeetingSheet | None = None
        self.pill = Pill()
        self.told = label("", "hint", wrap=True)
        self.record = MeetingRecord(stage.office.clock.today())
        self.items = JudgementTable()
        self.typing = PageTyping(stage, self.items, self._body, self._put)
        self.keys = label(KEYS, "caption", wrap=True)
        self.empty = EmptyState("", "")
        self.still = Button("", on=self.items.go_to_waiting, kind="link")
        self.all_true = Button("未填的都填“属实”", "Ctrl+T", self.items.fill_true)
        self.keep = Button("保存会议记录", "Ctrl+S", self._keep_meeting)
        self.again = Button("重新评价…", "Ctrl+Shift+B", self._reopen)
        self.paper = Button("预览会议记录", "Ctrl+P", self._preview)
        self.judge = Button("完成评价", "Ctrl+Return", self._confirm, kind="primary")
        self._arrange()
        self.record.typed.connect(lambda: self.typed.emit(KEEP_AFTER_MS))
        self.items.written.connect(self._written)
        self.items.chosen.connect(lambda row: stage.fill_side(item_sections(stage, row.item)))

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        self.items.setMinimumHeight(px(LEAST_TABLE))
        self.sheets = ScrollColumn()
        self.sheets.column.setSpacing(8)
        for piece in (self.told, self.record):
            self.sheets.column.addWidget(piece)
        self.sheets.column.addWidget(self.items, 1)
        self.column.addWidget(self.sheets, 1)
        self.column.addWidget(self.keys)
        self.column.addWidget(self.empty, 1)
        foot = Foot()
        for button in (self.keep, self.paper, self.all_true, self.again):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self.still)
        foot.addWidget(self.judge)
        self.column.addLayout(foot)

    # showing

    def reload(self) -> None:
        """Load the month's meeting and what was typed of it."""
        self.stage.load(_read, self.stage.unit_id, self.stage.month, then=self._show, key="meeting")

    def table(self) -> tuple[str, Shown]:
        """Return the table of judgements."""
        return f"{self.stage.month.label}班子会议评价", self.items.model.shown()

    def _show(self, found: tuple[MeetingSheet, Typing | None]) -> None:
        sheet, kept = found
        self._sheet = sheet
        self.items.show_items(sheet.items, sheet.grades)
        held = self._held()
        self.title.setText(f"{sheet.month.label}实绩 · 班子会议评价")
        self._show_pill(sheet)
        self.record.show_meeting(sheet, held, self.stage.office.clock.today())
        sentence = self.typing.begin(_page(sheet.unit_id, sheet.month), kept)
        told = [*([sentence] if sentence else []), *(held.warnings if held else ())]
        self.told.setText("\n".join(told))
        self.told.setVisible(bool(told))
        self._show_rows()

    def _show_pill(self, sheet: MeetingSheet) -> None:
        waiting = sum(ReportMove.EVALUATE in item.moves for item in sheet.items)
        if waiting and sheet.meetings and sheet.meetings[-1].locked:
            self.pill.tell(f"再次开会，{waiting} 份待评", Tone.DUE)
        elif waiting:
            self.pill.tell(f"{day_words(sheet.meeting_by)}前开会，{waiting} 份待评", Tone.DUE)
        elif sheet.items:
            self.pill.tell("已评价", Tone.DONE)
        else:
            self.pill.tell("待提交", Tone.QUIET)
        title, following = "还没有已提交的报告", "干部提交后在这里逐人评价：是否属实、评定等次。"
        self.empty.tell(title, f"{following}会议请在 {day_words(sheet.meeting_by)}前召开。")
        filled = bool(sheet.items)
        if not filled:
            self.stage.fill_side(())
        for piece in (self.record, self.items, self.keys):
            piece.setVisible(filled)
        self.sheets.setVisible(filled)
        self.empty.setVisible(not filled)

    def _held(self) -> MeetingCard | None:
        """Return the meeting shown: the last one, unless it is locked and a further one is needed."""
        sheet = self._sheet
        if sheet is None or not sheet.meetings:
            return None
        last = sheet.meetings[-1]
        waiting = any(ReportMove.EVALUATE in item.moves for item in sheet.items)
        return None if last.locked and waiting else last

    def _show_rows(self) -> None:
        self.items.show_rows()
        self._show_buttons()

    def _show_buttons(self) -> None:
        rows, waiting, held = self.items.rows(), len(self.items.waiting()), self._held()
        open_ = any(row.open for row in rows)
        self.still.setText(f"还有 {waiting} 人未评" if waiting else "")
        self.judge.setVisible(open_)
        self.judge.setEnabled(bool(self.items.ready()))
        self.all_true.setVisible(open_)
        self.keys.setVisible(open_)
        self.keep.setVisible(bool(rows) and not (held and held.locked))
        self.paper.setVisible(bool(self._sheet and self._sheet.meetings))
        self.again.setVisible(any(ReportMove.REOPEN in row.item.moves for row in rows))
        self.record.set_editable(may_edit=not (held and held.locked))

    # typing

    def _body(self) -> dict[str, Any]:
        parts = (("record", self.record.typing()), ("chosen", self.items.typing()))
        return {name: part for name, part in parts if part}

    def _put(self, body: Mapping[str, Any]) -> None:
        self.record.put(body.get("record", {}))
        self.items.put(body.get("chosen", {}))

    def _written(self) -> None:
        self._show_buttons()
        self.typed.emit(KEEP_AFTER_MS)

    # steps

    def _meeting_id(self) -> str | None:
        held = self._held()
        return held.id if held and not held.locked else None

    def _keep_meeting(self) -> None:
        args = (self.record.form(self.stage.unit_id, self.stage.month), self._meeting_id())
        self.stage.perform(
            "记录班子会议", actions_meeting.record_meeting, *args, then=self._kept, by=self.keep
        )

    def _kept(self, recorded: MeetingRecorded) -> None:
        self.record.taken()
        self._tell(recorded, "会议记录已保存。")

    def _tell(self, recorded: MeetingRecorded, words: str) -> None:
        tone = Tone.DUE if recorded.warnings else Tone.QUIET
        sentences = "\n".join((*recorded.warnings, words))
        self.typing.settle(lambda: self.stage.problems.tell(sentences, tone))

    def _confirm(self) -> None:
        self.items.take()
        self.stage.keep_now()
        fault = self.items.fault()
        if fault:
            self.stage.problems.tell(fault, Tone.DUE)
        else:
            judgements = tuple(row.judgement() for row in self.items.ready())
            self.stage.load(confirm_names, judgements, then=self._ask, beside=True)

    def _ask(self, found: Sequence[GradeNames]) -> None:
        ready = self.items.ready()
        names: dict[str, Sequence[str]] = {grade.label: grade.names for grade in found}
        marked = {
            "不属实": [row.item.name for row in ready if not row.truthful],
            "未形成一致意见": [row.item.name for row in ready if not row.unanimous],
        }
        names |= {words: people for words, people in marked.items() if people}
        what = f"记录{self.stage.month.label}班子会议对 {len(ready)} 人的评价。负责人签定前可以重新评价。"
        ConfirmNames(self.stage, what, names, ok=f"完成评价 {len(ready)} 人", then=self._evaluate)

    def _evaluate(self) -> None:
        form = self.record.form(self.stage.unit_id, self.stage.month)
        judgements: tuple[Judgement, ...] = tuple(row.judgement() for row in self.items.ready())
        args = (form, self._meeting_id(), judgements)
        self.stage.perform("班子会议评价", hold_meeting, *args, then=self._done, by=self.judge)

    def _done(self, recorded: MeetingRecorded) -> None:
        self.items.clear()
        self.record.taken()
        self._tell(recorded, "评价已记录。下一步：负责人签定（Ctrl+3）。")
        self.stage.begin_work()

    def _reopen(self) -> None:
        row = self.items.current()
        if row is None or ReportMove.REOPEN not in row.item.moves:
            self.stage.problems.tell("请先在表中选中一位已评价、未签定的人员。", Tone.DUE)
            return
        Reason(self.stage, ReportMove.REOPEN, row.id, row.item.name).open()

    def _preview(self) -> None:
        """Show the record as it is typed: it is stored first."""
        if self.record.typing() and self.keep.isVisible():
            args = (self.record.form(self.stage.unit_id, self.stage.month), self._meeting_id())
            self.stage.perform("记录班子会议", actions_meeting.record_meeting, *args, then=self._print)
        else:
            self._print()

    def _print(self, _: object = None) -> None:
        unit_id, month, office = self.stage.unit_id, self.stage.month, self.stage.office

        def job(_: Progress) -> bytes | None:
            with office.read() as reader:
                forms = minutes_forms(month_file(reader, unit_id, month))
            return minutes(forms[-1]) if forms else None

        self.record.taken()
        self.typing.settle(lambda: self.stage.export("生成会议记录", job, self._show_paper))

    def _show_paper(self, pdf: bytes | None) -> None:
        if pdf is not None:
            title = f"{self.stage.month.label}班子会议评价记录"
            PaperDialog(self.stage, self.stage.errands, title, pdf).open()
