"""Beside 操作记录: one entry, with all that it changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel

from app.history.views import HistoryLine
from ui.history.lines import changes_in_words
from ui.shared.look import px
from ui.shared.panels import ScrollColumn
from ui.shared.widgets import Card, label, line

UNSEEN = "改动的是实绩内容，系统管理员看不到，审计员可以看。"


class EntryCard(Card):
    """Who did it, when, in which role, and every field from what to what."""

    def __init__(self, *, hides_work: bool) -> None:
        """`hides_work`: the account may not see what was changed in the cadres' work."""
        super().__init__(" ")
        self.setMinimumWidth(px(380))
        self._hides_work = hides_work
        self._facts: dict[str, QLabel] = {}
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(4)
        for name in ("时间", "人员", "身份", "对象", "撤销"):
            self._facts[name] = label("", wrap=True)
            self._rows.addRow(label(name, "caption"), self._facts[name])
        self.changes = ScrollColumn()
        self.changes.column.setSpacing(6)
        self.column.addLayout(self._rows)
        self.column.addWidget(line())
        self.column.addWidget(self.changes, 1)
        self.show_entry(None)

    def show_entry(self, entry: HistoryLine | None) -> None:
        """Show an entry, or nothing."""
        self.title.setText(f"第 {entry.seq} 条：{entry.action}" if entry else "没有选中记录")
        facts = _facts(entry) if entry else {}
        for name, shown in self._facts.items():
            shown.setText(facts.get(name, ""))
            self._rows.setRowVisible(shown, bool(facts.get(name)))
        words = changes_in_words(entry.changes) if entry else ""
        pieces = [_selectable(row) for row in words.splitlines()]
        hidden = entry is not None and not pieces and self._hides_work
        self.changes.fill([label(UNSEEN, "note")] if hidden else pieces)


def _selectable(words: str) -> QLabel:
    made = label(words, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _facts(entry: HistoryLine) -> dict[str, str]:
    return {
        "时间": f"{entry.at:%Y-%m-%d %H:%M:%S}",
        "人员": entry.actor,
        "身份": "、".join(entry.roles),
        "对象": entry.subject,
        "撤销": f"撤销了第 {entry.undoes} 条" if entry.undoes else "",
    }
