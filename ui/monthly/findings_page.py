"""提示与认定: everything noticed about the month with its reasons, and what a person decided (D60–D61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.monthly.findings import Finding
from app.monthly.views_findings import findings
from app.vocabulary import FindingRule
from ui.monthly.dialogs import DecideFinding
from ui.monthly.finding_words import reason_lines
from ui.shared.columns import Align, Column, Shown
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage


def _tone(finding: Finding) -> Tone:
    if finding.decision:
        return Tone.QUIET
    return Tone.MISSING if finding.rule is FindingRule.MISSED_TWICE else Tone.DUE


def _decision(finding: Finding) -> str:
    found = finding.decision
    if found is None:
        return ""
    return "\n".join(part for part in (found.statement and f"陈述：{found.statement}", found.reason) if part)


COLUMNS: tuple[Column[Finding], ...] = (
    Column("姓名", lambda r: r.name or "全单位", width=84),
    Column("类别", lambda r: r.rule.label, width=130),
    Column("情况", lambda r: "\n".join(reason_lines(r)), hint=lambda r: "\n".join(r.reasons)),
    Column(
        "认定",
        lambda r: r.decision.verdict.label if r.decision else "待认定",
        88,
        Align.CENTRE,
        pill=True,
        tone=_tone,
    ),
    Column("陈述与理由", _decision, width=220),
    Column(
        "认定人",
        lambda r: f"{r.decision.decided_by}\n{r.decision.decided_on}" if r.decision else "",
        width=100,
    ),
)


class FindingsPage(Card):
    """The month's findings; deciding one changes no grade."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("提示与认定")
        self.stage = stage
        self.pill = Pill()
        self.list: Sheet[Finding] = Sheet(COLUMNS, lambda row: row.key, name="提示", wrap=True)
        self.empty = EmptyState("本月没有提示", "有迟报、未报、内容相近等情况时列在这里，由人核实认定。")
        self.go = Button("看登记表", "Ctrl+O", self._go)
        self.decide = Button("写认定意见…", "Ctrl+Return", self._decide, kind="primary")
        self.head.insertWidget(1, self.pill)
        hint = "提示只列事实和数字，不影响等次；认定由人作出，记入操作记录。"
        self.column.addWidget(label(hint, "caption", wrap=True))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.decide)
        self.column.addLayout(foot)
        self.list.chosen.connect(lambda _row: self._show_buttons())
        self.list.opened.connect(lambda _row: self._decide())

    def reload(self) -> None:
        """Load the month's findings."""
        self.stage.load(findings, self.stage.unit_id, self.stage.month, then=self._show, key="findings")

    def table(self) -> tuple[str, Shown]:
        """Return the list."""
        return f"{self.stage.month.label}提示与认定", self.list.model.shown()

    def _show(self, found: tuple[Finding, ...]) -> None:
        self.title.setText(f"{self.stage.month.label}提示与认定")
        self.list.set_rows(found)
        waiting = [one for one in found if one.decision is None]
        if found and self.list.current() is None:
            self.list.go_to((waiting or found)[0].key)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        if waiting:
            self.pill.tell(f"{len(waiting)} 条待认定", Tone.DUE)
        else:
            self.pill.tell("都已认定" if found else "", Tone.DONE)
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.list.current()
        self.go.setVisible(bool(row and row.cadre_id))
        self.decide.setVisible(row is not None)
        self.decide.setEnabled(row is not None and row.decision is None)

    def _go(self) -> None:
        row = self.list.current()
        if row and row.cadre_id:
            self.stage.open(row.cadre_id)

    def _decide(self) -> None:
        row = self.list.current()
        if row and row.decision is None:
            DecideFinding(self.stage, row).open()
