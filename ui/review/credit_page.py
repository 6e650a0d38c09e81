"""共同实绩: results that several claim, across units and months, and whose they are (D61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.review.hints import ClaimSide, SharedResult, shared_results
from ui.review.dialogs import DecideCredit
from ui.shared.columns import Align, Column
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage


def _side(side: ClaimSide) -> str:
    return f"{side.unit} {side.name} {side.month.label}第 {side.number} 条\n{side.text}"


def _decided(row: SharedResult) -> str:
    card = row.decision
    if card is None:
        return "待认定"
    lead = next((one.name for one in (row.left, row.right) if one.cadre_id == card.lead_cadre_id), "")
    return f"{card.verdict.label} {lead}".rstrip()


def _why(row: SharedResult) -> str:
    card = row.decision
    return f"{card.reason}\n{card.decided_by} {card.decided_on}" if card else ""


COLUMNS: tuple[Column[SharedResult], ...] = (
    Column("相近", lambda r: f"{r.percent}%", 56, Align.RIGHT, sort_key=lambda r: r.percent),
    Column("本月实绩", lambda r: _side(r.left), hint=lambda r: "\n".join(r.reasons)),
    Column("相近的实绩", lambda r: _side(r.right), hint=lambda r: "\n".join(r.reasons)),
    Column(
        "认定",
        _decided,
        130,
        Align.CENTRE,
        pill=True,
        tone=lambda r: Tone.QUIET if r.decision else Tone.DUE,
    ),
    Column("理由", _why, width=190),
)


class CreditPage(Card):
    """The pairs of the month; deciding on one is kept and changes no form."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("共同实绩")
        self.stage = stage
        self.pill = Pill()
        self.list: Sheet[SharedResult] = Sheet(
            COLUMNS, lambda row: row.key, name="共同实绩", exporting=True, wrap=True
        )
        self.empty = EmptyState("没有相近的实绩", "本月的条款与各单位两年内的条款逐条比对，相近的列在这里。")
        self.go = Button("看登记表", "Ctrl+O", self._go)
        self.decide = Button("认定…", "Ctrl+Return", self._decide, kind="primary")
        self.head.insertWidget(1, self.pill)
        words = "文字相近不等于一绩多用：由人核实后认定共同完成、归一人，或不是同一实绩；均写明理由。"
        self.column.addWidget(label(words, "caption", wrap=True))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.decide)
        self.column.addLayout(foot)
        self.list.opened.connect(lambda _row: self._decide())
        self.list.export_wanted.connect(
            lambda shown: stage.export_table(f"{stage.month.label}共同实绩", shown)
        )

    def reload(self) -> None:
        """Load the pairs of the month."""
        self.pill.tell("正在比对…", Tone.QUIET)
        self.stage.load(shared_results, self.stage.month, then=self._show, key="credit")

    def _show(self, found: tuple[SharedResult, ...]) -> None:
        self.title.setText(f"{self.stage.month.label}共同实绩")
        self.list.set_rows(found)
        if found and self.list.current() is None:
            self.list.go_to(found[0].key)
        waiting = sum(row.decision is None for row in found)
        words = f"{waiting} 条待认定" if waiting else "都已认定" if found else ""
        self.pill.tell(words, Tone.DUE if waiting else Tone.DONE)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        for button in (self.go, self.decide):
            button.setVisible(bool(found))

    def _go(self) -> None:
        row = self.list.current()
        if row:
            self.stage.open_form(row.left.report_id)

    def _decide(self) -> None:
        row = self.list.current()
        if row:
            DecideCredit(self.stage, row).open()
