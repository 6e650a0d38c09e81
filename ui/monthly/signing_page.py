"""负责人签定: the opinion and signature on every evaluated report (D24; domain.md §2.14–2.15)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from app import blobs
from app.drafts import Typing, kept_typing
from app.monthly import actions_meeting
from app.monthly.actions_meeting import OpinionForm
from app.monthly.views_meeting import MeetingItem, MeetingSheet, meeting_sheet
from app.office import Reader
from app.vocabulary import Month, ReportMove, ReportState
from ui.monthly.dialogs import Reason
from ui.monthly.opinion_table import COLUMNS, SCAN, SIGNED, SIGNS, OpinionRow
from ui.monthly.page_typing import KEEP_AFTER_MS, PageTyping
from ui.monthly.scans import open_scan, show_scan
from ui.monthly.side import item_sections
from ui.monthly.signature_box import SignatureBox
from ui.shared.columns import CellEdit, Shown
from ui.shared.files import SCANS, open_file
from ui.shared.foot import Foot
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

USUAL_OPINION = "同意班子会议评价意见。"
SIGNED_ALL = "已全部签定并锁定，有误在登记表上“更正”。下一步：装订成册（Ctrl+4）"
NOTHING_YET = (
    "还没有班子会议评价过的报告",
    "先在“班子会议评价”（Ctrl+2）中评价，再由主要负责人在这里审核、签定；主要负责人本人的报告由他人签定。",
)


def _page(unit_id: str, month: Month) -> str:
    return f"signing:{unit_id}:{month}"


def _read(reader: Reader, unit_id: str, month: Month) -> tuple[MeetingSheet, Typing | None]:
    return meeting_sheet(reader, unit_id, month), kept_typing(reader, _page(unit_id, month))


class SigningPage(Card):
    """Signs for one signer at a time: first everybody's, then the head's own by who stands in."""

    typed = Signal(int)
    """Something was typed; keep it after so many milliseconds."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("负责人签定")
        self.stage = stage
        self._sheet: MeetingSheet | None = None
        self._texts: dict[str, str] = {}
        self._left_out: set[str] = set()
        self._scans: dict[str, bytes] = {}
        self.pill = Pill()
        self.told = label("", "hint", wrap=True)
        self.box = SignatureBox(stage.office.clock.today())
        self.items: Sheet[OpinionRow] = Sheet(COLUMNS, name="签定表", sorting=False, wrap=True)
        self.typing = PageTyping(stage, self.items, self._body, self._put)
        self.empty = EmptyState(*NOTHING_YET)
        self.still = label("", "caption")
        self.again = Button("退回重新评价…", "Ctrl+Shift+B", self._reopen)
        self.scan = Button("附签字扫描件…", "Ctrl+B", self._choose_scan)
        self.look = Button("看签字扫描件", "Ctrl+O", self._look)
        self.sign = Button("签定", "Ctrl+Return", self._confirm, kind="primary")
        self._arrange()
        self.items.edited.connect(self._take)
        self.items.rested.connect(self._show_rows)
        self.items.chosen.connect(self._show_chosen)
        self.items.opened.connect(self._show_scan)
        self.box.typed.connect(lambda: self.typed.emit(KEEP_AFTER_MS))
        self.box.chosen.connect(self._show_rows)

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        for piece in (self.told, self.box):
            self.column.addWidget(piece)
        self.column.addWidget(self.items, 1)
        self.column.addWidget(self.empty, 1)
        foot = Foot()
        for button in (self.again, self.scan, self.look):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self.still)
        foot.addWidget(self.sign)
        self.column.addLayout(foot)

    # showing

    def reload(self) -> None:
        """Load what waits for a signature."""
        self.stage.load(_read, self.stage.unit_id, self.stage.month, then=self._show, key="signing")

    def table(self) -> tuple[str, Shown]:
        """Return the table of opinions."""
        return f"{self.stage.month.label}负责人签定", self.items.model.shown()

    def _show(self, found: tuple[MeetingSheet, Typing | None]) -> None:
        sheet, kept = found
        if self._sheet is None or self._sheet.month != sheet.month:
            self._scans = {}
            self.box.begin(self.stage.office.clock.today())
        self._sheet, self._texts, self._left_out = sheet, {}, set()
        sentence = self.typing.begin(_page(sheet.unit_id, sheet.month), kept)
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
        self.title.setText(f"{sheet.month.label}实绩 · 负责人签定")
        waiting = [item for item in sheet.items if ReportMove.SIGN in item.moves]
        self._show_pill(sheet, len(waiting))
        self.box.offer(waiting)

    def _show_pill(self, sheet: MeetingSheet, waiting: int) -> None:
        signed = sum(item.state is ReportState.SIGNED for item in sheet.items)
        if waiting:
            self.pill.tell(f"待签定 {waiting} 份", Tone.STEP)
        elif signed:
            self.pill.tell(f"已签定 {signed} 份", Tone.DONE)
        else:
            self.pill.tell("待评价", Tone.QUIET)

    def rows(self) -> list[OpinionRow]:
        """Return the judged reports with what is typed so far."""
        items = self._sheet.items if self._sheet else ()
        return [self._row(item) for item in items if item.evaluation or item.opinion]

    def _row(self, item: MeetingItem) -> OpinionRow:
        opinion, report_id = item.opinion, item.report_id
        return OpinionRow(
            item=item,
            text=opinion.text if opinion else self._texts.get(report_id, USUAL_OPINION),
            may_sign=ReportMove.SIGN in item.moves and self.box.choice() in item.signers,
            signs=report_id not in self._left_out,
            scanned=report_id in self._scans or bool(opinion and opinion.scan_digest),
        )

    def _show_rows(self) -> None:
        rows = self.rows()
        waiting = any(row.open for row in rows)
        view = self.items.view
        view.setColumnHidden(SIGNS, not waiting)
        view.setColumnHidden(SCAN, not any(row.scanned for row in rows))
        view.setColumnHidden(SIGNED, not any(row.item.opinion for row in rows))
        self.items.set_rows(rows)
        if not rows:
            self.stage.fill_side(())
        elif self.items.current() is None:
            self.items.go_to(rows[0].id)
        for piece in (self.box, self.sign, self.scan):
            piece.setVisible(waiting)
        here = self.items.current()
        self.look.setVisible(here is not None and here.scanned)
        self.items.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.again.setVisible(any(ReportMove.REOPEN in row.item.moves for row in rows))
        count = len(self._mine())
        self.sign.setEnabled(bool(count))
        left = sum(row.item.state is ReportState.EVALUATED for row in rows)
        done = f"还有 {left} 份由他人签定，请经办人登记" if left else SIGNED_ALL
        self.still.setText(f"本次签 {count} 份" if waiting else done)
        self.still.setVisible(bool(rows))

    def _show_chosen(self, row: OpinionRow) -> None:
        self.stage.fill_side(item_sections(self.stage, row.item))
        self.look.setVisible(row.scanned)

    def _mine(self) -> list[OpinionRow]:
        return [row for row in self.rows() if row.may_sign and row.signs]

    # typing

    def _body(self) -> dict[str, Any]:
        body = {"texts": self._texts, "left_out": sorted(self._left_out), "leader": self.box.typing()}
        return {name: part for name, part in body.items() if part}

    def _put(self, body: Mapping[str, Any]) -> None:
        self._texts = dict(body.get("texts", {}))
        self._left_out = set(body.get("left_out", ()))
        self.box.put(body.get("leader", {}))

    def _take(self, edits: tuple[CellEdit[OpinionRow], ...]) -> None:
        for edit in edits:
            if edit.key == "text":
                self._texts = {**self._texts, edit.row.id: str(edit.value)}
            elif edit.value is False:
                self._left_out = {*self._left_out, edit.row.id}
            else:
                self._left_out = self._left_out - {edit.row.id}
        if not self.items.editing():
            self._show_rows()
        self.typed.emit(KEEP_AFTER_MS)

    # steps

    def _confirm(self) -> None:
        self.items.take()
        self.stage.keep_now()
        rows, signature = self._mine(), self.box.signature()
        empty = next((row for row in rows if not row.text.strip()), None)
        if signature is None:
            return
        lack = self.box.lack()
        if lack:
            self.stage.problems.tell(f"请填写{lack[1]}。", Tone.DUE)
            self.stage.problems.point_at(lack[0])
            return
        if empty:
            sentence = f"请填写{empty.item.name}的审核意见。"
            self.stage.problems.tell(sentence, Tone.DUE)
            self.items.give_back((CellEdit(empty, "text", ""),), sentence, None)
            self.items.go_to(empty.id, "text")
            return
        names: dict[str, list[str]] = {}
        for row in rows:
            found = row.item.evaluation
            names.setdefault(found.grade.label if found else "未评", []).append(row.item.name)
        who = f"{signature.signer.title} {signature.signer.name}".strip()
        what = f"由 {who} 签定{self.stage.month.label}实绩 {len(rows)} 份。签定后锁定，有误只能更正。"
        ConfirmNames(self.stage, what, names, ok=f"签定 {len(rows)} 份", then=self._sign)

    def _sign(self) -> None:
        signature, mine = self.box.signature(), self._mine()
        opinions = tuple(OpinionForm(row.id, row.text, self._scans.get(row.id)) for row in mine)
        waiting = sum(row.item.state is ReportState.EVALUATED for row in self.rows())
        done = partial(self._done, waiting - len(mine))
        self.stage.perform(
            "签定月实绩", actions_meeting.sign_reports, opinions, signature, then=done, by=self.sign
        )

    def _done(self, left: int, _: object) -> None:
        self._texts, self._left_out, self._scans = {}, set(), {}
        self.box.fields.take()
        then = f"还有 {left} 份待签定。" if left else "下一步：装订成册（Ctrl+4），并到“月公示”张贴。"
        self.typing.settle(lambda: self.stage.problems.tell(f"已签定。{then}", Tone.QUIET))
        self.stage.begin_work()

    def _reopen(self) -> None:
        row = self.items.current()
        if row is None or ReportMove.REOPEN not in row.item.moves:
            self.stage.problems.tell("请先在表中选中一份待签定的登记表。", Tone.DUE)
            return
        Reason(self.stage, ReportMove.REOPEN, row.id, row.item.name).open()

    # scans of hand-signed sheets

    def _choose_scan(self) -> None:
        row = self.items.current()
        if row is None or not row.open:
            self.stage.problems.tell("请先在表中选中一份待签定的登记表。", Tone.DUE)
            return
        title = f"选择{row.item.name}签字页的扫描件"
        open_file(self.stage, title, SCANS, lambda path: self._read_scan(row.id, path))

    def _read_scan(self, report_id: str, path: Path) -> None:
        job = partial(blobs.read_scan, path)
        self.stage.errands.compute(self.stage, job, lambda scan: self._attach(report_id, scan), key="scan")

    def _attach(self, report_id: str, scan: bytes) -> None:
        self._scans[report_id] = scan
        self._show_rows()

    def _show_scan(self, row: OpinionRow) -> None:
        title = f"{row.item.name}签字页"
        digest = row.item.opinion.scan_digest if row.item.opinion else None
        if digest:
            open_scan(self.stage, title, digest)
        elif row.id in self._scans:
            show_scan(self.stage, title, self._scans[row.id])

    def _look(self) -> None:
        row = self.items.current()
        if row:
            self._show_scan(row)
