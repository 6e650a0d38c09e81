"""领导批示: what the county's leaders remarked that concerns this unit; nothing here can be changed (D39)."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.review.digest_board import RemarkCard, remarks_for
from app.vocabulary import Month
from ui.shared.columns import Align, Column
from ui.shared.errands import Errands
from ui.shared.sheet import Sheet
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Button, Card, EmptyState, label

TITLE = "领导批示"
HINT = "县领导在月度审核汇总表上的批示，随县里的回执传来；如有疑问请与县考核办联系。"


def concerned(card: RemarkCard) -> str:
    """Say whom a remark concerns, without naming other units."""
    if not card.unit_ids:
        return "全部单位"
    return "本单位" if len(card.unit_ids) == 1 else f"本单位等 {len(card.unit_ids)} 个单位"


COLUMNS: tuple[Column[RemarkCard], ...] = (
    Column("月份", lambda row: str(row.month), 76, Align.CENTRE),
    Column("批示日期", lambda row: row.given_on.isoformat(), 96, Align.CENTRE),
    Column("领导", lambda row: row.leader, 96, hint=lambda row: row.leader),
    Column("职务", lambda row: row.title, 180, hint=lambda row: row.title),
    Column("批示内容", lambda row: row.text, hint=lambda row: row.text),
    Column("涉及", concerned, 140),
)


class RemarksStage(Stage):
    """The unit's page of remarks, the newest on top."""

    tables = frozenset({"leader_remark", "unit"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.list: Sheet[RemarkCard] = Sheet(
            COLUMNS, lambda row: row.id, name=TITLE, filtering=True, exporting=True, wrap=True
        )
        self.report = Button("看这个月的月报告", "Ctrl+Return", self._report, kind="primary")
        self.empty = EmptyState("还没有传来领导批示", HINT)
        card = Card(TITLE)
        card.column.addWidget(label(HINT, "caption", wrap=True))
        card.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.report)
        card.column.addLayout(foot)
        self.whole = QStackedWidget()
        self.whole.addWidget(card)
        self.whole.addWidget(self.empty)
        self.set_content(self.whole)
        self.list.export_wanted.connect(partial(self.export_table, TITLE))

    def reload(self) -> None:
        """Load what has been passed back to this unit."""
        self.load(remarks_for, self.office.station.unit_id or "", then=self._show_remarks)

    def open(self, record: object) -> None:
        """Show one remark."""
        self.list.go_to(record)

    def _show_remarks(self, remarks: tuple[RemarkCard, ...]) -> None:
        self.list.set_rows(remarks)
        if remarks and self.list.current() is None:
            self.list.go_to(remarks[0].id)
        self.whole.setCurrentIndex(0 if remarks else 1)

    def _report(self) -> None:
        row = self.list.current()
        if row is not None:
            self.go.emit(Place("monthly", None, row.month))
