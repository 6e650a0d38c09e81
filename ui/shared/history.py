"""修改记录: who changed a record when, from what to what (architecture.md §4)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout

from app.history.views import HistoryLine, record_history
from app.history.wording import ChangeKind, FieldChange
from ui.shared.columns import Column
from ui.shared.look import px
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage


def _changes(entry: HistoryLine) -> str:
    lines = []
    for change in entry.changes:
        fields = "；".join(_field(change.kind, field) for field in change.fields)
        lines.append(f"{change.kind.label}{change.title}　{fields}".rstrip())
    return "\n".join(lines)


def _field(kind: ChangeKind, field: FieldChange) -> str:
    """Return a field of a row that is new or gone with its only value, else from what to what."""
    if kind is ChangeKind.CHANGED:
        return field.sentence
    return f"{field.label}：{field.after or field.before}"


COLUMNS: tuple[Column[HistoryLine], ...] = (
    Column("时间", lambda r: f"{r.at:%Y-%m-%d %H:%M}", 130),
    Column("经手", lambda r: f"{r.actor}\n{'、'.join(r.roles)}", 160),
    Column("操作", lambda r: f"{r.action}\n{r.subject}".strip(), 190),
    Column("改动", _changes),
)


class HistoryDialog(QDialog):
    """Lists every change of one record and of its parts, newest first; Esc closes."""

    def __init__(self, stage: Stage, title: str, table: str, row_id: str) -> None:
        super().__init__(stage)
        self.setWindowTitle(f"修改记录：{title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(px(900), px(520))
        self.lines: Sheet[HistoryLine] = Sheet(
            COLUMNS, lambda row: row.seq, name="修改记录", filtering=True, exporting=True, wrap=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.lines)
        self.lines.export_wanted.connect(partial(stage.export_table, f"修改记录-{title}"))
        stage.errands.load(self, record_history, table, row_id, then=self.lines.set_rows)
