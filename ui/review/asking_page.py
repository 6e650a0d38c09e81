"""催报与免报: who has not reported, what was asked of the units, and the months nobody owes (§2.41, §7b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.review.views import WaiverCard
from app.review.views_reminding import Asking, MissingUnit, ReminderCard, asking
from ui.review.dialogs import Remind, Waive, WithdrawWaiver
from ui.review.words import asked_words
from ui.shared.columns import Align, Column
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, label

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage

MISSING: tuple[Column[MissingUnit], ...] = (
    Column("单位", lambda r: r.unit, width=180),
    Column("未报人员", lambda r: "、".join(line.name + asked_words(r, line) for line in r.people)),
    Column("待催", lambda r: len(r.unasked) or "", 56, Align.RIGHT),
    Column("已催", lambda r: len(r.asked) or "", 56, Align.RIGHT),
    Column("催报次数", lambda r: f"{r.reminded} 次" if r.reminded else "", 76, Align.CENTRE),
)
ISSUED: tuple[Column[ReminderCard], ...] = (
    Column("单位", lambda r: r.unit, width=180),
    Column("第几次", lambda r: f"第 {r.number} 次", 70, Align.CENTRE),
    Column("催报对象", lambda r: "、".join(r.names)),
    Column("补报期限", lambda r: r.due, 96, Align.CENTRE),
    Column("签发", lambda r: f"{r.issued_on} {r.issued_by}", width=180),
)
WAIVED: tuple[Column[WaiverCard], ...] = (
    Column("免报月", lambda r: r.month.label, width=96, sort_key=lambda r: r.month),
    Column("原因", lambda r: r.reason),
    Column("决定", lambda r: f"{r.declared_on} {r.declared_by}", width=180),
)


def _standing(found: Asking) -> tuple[str, Tone]:
    """Return how many are still to be reminded, apart from those who were."""
    unasked = sum(len(unit.unasked) for unit in found.missing)
    asked = sum(len(unit.asked) for unit in found.missing)
    over = sum(len(unit.over) for unit in found.missing)
    late = f"（逾期 {over} 人）" if over else ""
    words = (f"待催 {unasked} 人" if unasked else "", f"已催 {asked} 人{late}" if asked else "")
    shown = "　".join(one for one in words if one)
    return (shown, Tone.MISSING if unasked or over else Tone.DUE) if shown else ("没有未报", Tone.DONE)


class AskingPage(Card):
    """Reminding and waiving, three lists below each other."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("催报与免报")
        self.stage = stage
        self._found: Asking | None = None
        self.pill = Pill()
        self.missing: Sheet[MissingUnit] = Sheet(MISSING, lambda row: row.unit_id, name="未报单位")
        self.issued: Sheet[ReminderCard] = Sheet(ISSUED, name="已签发催报单")
        self.waived: Sheet[WaiverCard] = Sheet(WAIVED, name="免报月")
        self.remind = Button("签发催报单…", "Ctrl+Return", self._remind, kind="primary")
        self.show_paper = Button("预览催报单", "Ctrl+P", self._show_reminder)
        self.waive = Button("宣布本月免报…", "Ctrl+M", self._waive)
        self.withdraw = Button("撤销免报月…", "Ctrl+Shift+D", self._withdraw)
        self.notice = Button("预览免报通知", "Ctrl+Shift+P", self._show_waiver)
        self.head.insertWidget(1, self.pill)
        lists = (
            ("还没有报告的人员（截止日已过）", self.missing, (self.remind,)),
            ("本月已签发的催报单", self.issued, (self.show_paper,)),
            ("全县免报月", self.waived, (self.waive, self.withdraw, self.notice)),
        )
        for words, sheet, buttons in lists:
            row = QHBoxLayout()
            row.addWidget(label(words, "strong"))
            row.addStretch(1)
            for button in buttons:
                row.addWidget(button)
            self.column.addLayout(row)
            self.column.addWidget(sheet, 1)
        self.missing.opened.connect(lambda _row: self._remind())
        self.issued.opened.connect(lambda _row: self._show_reminder())
        self.waived.opened.connect(lambda _row: self._show_waiver())

    def reload(self) -> None:
        """Load who is missing, what was asked, what was waived."""
        self.stage.load(asking, self.stage.month, then=self._show, key="asking")

    def _show(self, found: Asking) -> None:
        self._found = found
        self.title.setText(f"{found.month.label}催报与免报")
        waived = any(card.month == found.month for card in found.waivers)
        if waived:
            self.pill.tell("本月全县免报", Tone.QUIET)
        else:
            self.pill.tell(*_standing(found))
        self.missing.set_rows(found.missing)
        self.issued.set_rows(found.reminders)
        self.waived.set_rows(found.waivers)
        if found.missing and self.missing.current() is None:
            self.missing.go_to(found.missing[0].unit_id)
        if found.reminders and self.issued.current() is None:
            self.issued.go_to(found.reminders[0].id)
        if found.waivers and self.waived.current() is None:
            self.waived.go_to(found.waivers[0].id)
        self.remind.setEnabled(bool(found.missing))
        self.show_paper.setEnabled(bool(found.reminders))
        self.waive.setEnabled(not waived)
        for button in (self.withdraw, self.notice):
            button.setEnabled(bool(found.waivers))

    def _remind(self) -> None:
        row = self.missing.current()
        if row and self._found:
            Remind(self.stage, self.stage.month, row, self._found.due).open()

    def _show_reminder(self) -> None:
        row = self.issued.current()
        if row:
            self.stage.papers.reminder(row.unit, row.id)

    def _waive(self) -> None:
        Waive(self.stage, self.stage.month).open()

    def _withdraw(self) -> None:
        row = self.waived.current()
        if row:
            WithdrawWaiver(self.stage, row).open()

    def _show_waiver(self) -> None:
        row = self.waived.current()
        if row:
            self.stage.papers.waiver(row.id)
