"""The head's opinion and signature on every evaluated report (D24; domain.md §2.14–2.15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.monthly import actions_meeting
from app.monthly.actions_meeting import OpinionForm, Signature
from app.monthly.meeting_rules import Signer
from app.monthly.views_meeting import MeetingItem, MeetingSheet, meeting_sheet
from app.vocabulary import ReportMove, ReportState, SignerKind, SignMethod
from ui.monthly.dialogs import Reason
from ui.monthly.form_page import STATE_TONES
from ui.shared.columns import Align, CellEdit, Column, Edit
from ui.shared.fields import Fields
from ui.shared.forms import ConfirmNames
from ui.shared.inputs import ChoiceBox, DateBox, Line
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

USUAL_OPINION = "同意班子会议评价意见。"
METHODS = (
    (SignMethod.HAND, "手写签名（打印登记表签字）"),
    (SignMethod.DIGITAL, "电子签名（在装订册封面签）"),
)


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One report before the head, with the opinion typed so far."""

    item: MeetingItem
    text: str

    @property
    def id(self) -> str:
        """The report's id."""
        return self.item.report_id

    @property
    def open(self) -> bool:
        """Whether it waits for its signature."""
        return ReportMove.SIGN in self.item.moves


COLUMNS: tuple[Column[OpinionRow], ...] = (
    Column("姓名", lambda r: r.item.name, width=84),
    Column("职务", lambda r: r.item.title, width=110),
    Column("自评", lambda r: r.item.self_grade.label if r.item.self_grade else "", 52, Align.CENTRE),
    Column("属实", lambda r: _truthful(r.item), 60, Align.CENTRE),
    Column("评定", lambda r: r.item.evaluation.grade.label if r.item.evaluation else "", 60, Align.CENTRE),
    Column(
        "审核意见",
        lambda r: r.text,
        key="text",
        edit=Edit.TEXT,
        editable=lambda r: r.open,
        placeholder="写审核意见…",
    ),
    Column("签字人", lambda r: _signer(r.item), width=150),
    Column(
        "状态",
        lambda r: r.item.state.label,
        80,
        Align.CENTRE,
        pill=True,
        tone=lambda r: STATE_TONES[r.item.state],
    ),
)


def _truthful(item: MeetingItem) -> str:
    if item.evaluation is None:
        return ""
    return "属实" if item.evaluation.truthful else "不属实"


def _signer(item: MeetingItem) -> str:
    if item.opinion:
        return f"{item.opinion.signer_title} {item.opinion.signer}"
    return _name(item.signers[0]) if item.signers else ""


def _name(signer: Signer) -> str:
    return f"{signer.title} {signer.name}".strip() or signer.kind.label


class SigningPage(Card):
    """Signs for one signer at a time: first everybody's, then the head's own by who stands in."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("负责人签定")
        self.stage = stage
        self._sheet: MeetingSheet | None = None
        self._typed: dict[str, str] = {}
        self.pill = Pill()
        self.fields = Fields(lambda: None, self)
        self.signer = ChoiceBox()
        self.method = ChoiceBox(METHODS)
        self.signed_on = DateBox(stage.office.clock.today())
        self.leader_name = Line("县分管领导姓名", 40)
        self.leader_title = Line("职务", 60)
        self.items: Sheet[OpinionRow] = Sheet(COLUMNS, name="签定表", sorting=False, wrap=True)
        self.still = label("", "caption")
        self.again = Button("退回重新评价", on=self._reopen)
        self.sign = Button("签定", "Ctrl+Return", self._confirm, kind="primary")
        self._arrange()
        self.fields.show({"method": SignMethod.HAND})
        self.items.edited.connect(self._take)
        self.signer.currentIndexChanged.connect(lambda _index: self._show_rows())

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        hint = "签定后锁定，不能再改；有误时用“更正”另出一版。主要负责人本人的报告由他人签定。"
        self.column.addWidget(label(hint, "caption", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        inputs: tuple[tuple[str, str, QWidget], ...] = (
            ("signer", "签字人", self.signer),
            ("signed_on", "签定日期", self.signed_on),
            ("method", "方式", self.method),
        )
        for place, (name, words, widget) in enumerate(inputs):
            grid.addWidget(label(words, "label"), 0, 2 * place)
            grid.addWidget(widget, 0, 2 * place + 1)
            widget.setAccessibleName(words)
            self.fields.add(name, widget)
            grid.setColumnStretch(2 * place + 1, 1)
        leader = QHBoxLayout()
        for name, widget in (("signer_name", self.leader_name), ("signer_title", self.leader_title)):
            leader.addWidget(widget)
            self.fields.add(name, widget)
        grid.addLayout(leader, 1, 1, 1, 5)
        self.column.addLayout(grid)
        self.column.addWidget(self.items, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addStretch(1)
        foot.addWidget(self.still)
        foot.addWidget(self.sign)
        self.column.addLayout(foot)

    # showing

    def reload(self) -> None:
        """Load what waits for a signature."""
        self.stage.load(meeting_sheet, self.stage.unit_id, self.stage.month, then=self.show_sheet, key="sign")

    def show_sheet(self, sheet: MeetingSheet) -> None:
        """Show the month's evaluated reports."""
        self._sheet = sheet
        waiting = [item for item in sheet.items if ReportMove.SIGN in item.moves]
        signed = [item for item in sheet.items if item.state is ReportState.SIGNED]
        self.title.setText(f"{sheet.month.label}实绩 · 负责人签定")
        if waiting:
            self.pill.tell(f"待签定 {len(waiting)} 份", Tone.STEP)
        elif signed:
            self.pill.tell(f"已签定 {len(signed)} 份", Tone.DONE)
        else:
            self.pill.tell("班子会议评价后在这里签定", Tone.QUIET)
        before = self.signer.value()
        choices = list(dict.fromkeys(signer for item in waiting for signer in item.signers))
        usual = [item.signers[0] for item in waiting if item.signers]
        choices.sort(key=lambda signer: -usual.count(signer))
        self.signer.set_choices([(signer, _name(signer)) for signer in choices])
        if before in choices:
            self.signer.set_value(before)
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = self.signer.value()
        outside = isinstance(chosen, Signer) and chosen.kind is SignerKind.COUNTY_LEADER
        for widget in (self.leader_name, self.leader_title):
            widget.setVisible(outside)
        items = self._sheet.items if self._sheet else ()
        rows = [
            OpinionRow(
                item, item.opinion.text if item.opinion else self._typed.get(item.report_id, USUAL_OPINION)
            )
            for item in items
            if item.evaluation or item.opinion
        ]
        self.items.set_rows(rows)
        count = len(self._mine())
        self.sign.setEnabled(bool(count))
        self.still.setText(f"该签字人可签 {count} 份" if count else "没有待签定的登记表")

    def _mine(self) -> list[OpinionRow]:
        chosen = self.signer.value()
        items = self._sheet.items if self._sheet else ()
        return [
            OpinionRow(item, self._typed.get(item.report_id, USUAL_OPINION))
            for item in items
            if ReportMove.SIGN in item.moves and chosen in item.signers and self._is_usual(item, chosen)
        ]

    def _is_usual(self, item: MeetingItem, chosen: object) -> bool:
        """Whether the signer is the item's own, or an outside or next-ranked one chosen for heads only."""
        return item.signers[0] == chosen or len(item.signers) > 1

    # slots

    def _take(self, edits: tuple[CellEdit[OpinionRow], ...]) -> None:
        for edit in edits:
            self._typed[edit.row.id] = str(edit.value)
        self._show_rows()

    def _confirm(self) -> None:
        rows = self._mine()
        names: dict[str, list[str]] = {}
        for row in rows:
            grade = row.item.evaluation.grade.label if row.item.evaluation else "未评"
            names.setdefault(grade, []).append(row.item.name)
        what = f"签定{self.stage.month.label}实绩登记表 {len(rows)} 份。签定后锁定，有误只能更正。"
        ConfirmNames(self.stage, what, names, ok=f"签定 {len(rows)} 份", then=self._sign)

    def _sign(self) -> None:
        values = self.fields.values()
        signer = values["signer"]
        if not isinstance(signer, Signer):
            return
        if signer.kind is SignerKind.COUNTY_LEADER:
            signer = replace(signer, name=str(values["signer_name"]), title=str(values["signer_title"]))
        opinions = tuple(OpinionForm(row.id, row.text) for row in self._mine())
        signature = Signature(signer, SignMethod(str(values["method"])), values["signed_on"])  # type: ignore[arg-type]
        self.stage.perform(
            "签定月实绩", actions_meeting.sign_reports, opinions, signature, then=self._done, by=self.sign
        )

    def _done(self, _: object) -> None:
        self._typed = {}
        self.stage.problems.tell("已签定。下一步：装订成册、张贴公示。", Tone.QUIET)

    def _reopen(self) -> None:
        row = self.items.current()
        if row is None or ReportMove.REOPEN not in row.item.moves:
            self.stage.problems.tell("请先在表中选中一份待签定的登记表。", Tone.DUE)
            return
        Reason(self.stage, ReportMove.REOPEN, row.id, row.item.name).open()
