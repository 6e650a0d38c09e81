"""What a number of files would change, before they are taken in; and what became of each afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.exchange.arrivals import FileResult
from app.vocabulary import ArrivalState
from ui.shared.columns import Align, Column
from ui.shared.look import Tone, px
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

BEFORE = {None: "没有变化", ArrivalState.APPLIED: "可以导入", ArrivalState.REFUSED: "不能导入"}
AFTER = {None: "没有变化", ArrivalState.APPLIED: "已导入", ArrivalState.REFUSED: "没有导入"}
TONES = {
    None: Tone.QUIET,
    ArrivalState.APPLIED: Tone.DONE,
    ArrivalState.HELD: Tone.DUE,
    ArrivalState.NEWER: Tone.DUE,
    ArrivalState.QUARANTINED: Tone.MISSING,
    ArrivalState.REFUSED: Tone.MISSING,
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file in the table."""

    id: int
    result: FileResult
    state: str


def counts_in_words(result: FileResult) -> str:
    """Say what a file changes, by kind of record: `月报告：新增 3、修改 1；计划任务：新增 5`."""
    kinds: dict[str, list[str]] = {}
    for table, way, number in result.counts:
        kinds.setdefault(table, []).append(f"{way} {number}")
    return "；".join(f"{table}：{'、'.join(ways)}" for table, ways in kinds.items())


class FilesDialog(QDialog):
    """A table of files with what each would do (`go_on` takes them in) or has done (`go_on` is None)."""

    def __init__(
        self,
        stage: Stage,
        results: Sequence[FileResult],
        go_on: Callable[[], object] | None,
        others: int = 0,
    ) -> None:
        super().__init__(stage)
        before = go_on is not None
        self.setWindowTitle("导入前核对" if before else "导入结果")
        self.resize(px(1060), px(540))
        words = BEFORE if before else AFTER
        self._lines = [
            FileLine(place, one, words.get(one.state) or one.state.label)  # type: ignore[union-attr]
            for place, one in enumerate(results)
        ]
        self._go_on = go_on
        self.tally = label(_tally(self._lines), "strong", wrap=True)
        self.sheet: Sheet[FileLine] = Sheet(COLUMNS, name="文件", sorting=False, wrap=True)
        self.detail = label("", "caption", wrap=True)
        self.away = Button("取消" if before else "关闭", on=self.reject)
        taken = sum(line.result.state not in (None, ArrivalState.REFUSED) for line in self._lines)
        self.ok = Button(f"导入 {taken} 个文件", "Ctrl+Return", self.accept, kind="primary")
        self.ok.setVisible(before)
        self.ok.setEnabled(taken > 0)
        self._arrange(others)
        self.sheet.chosen.connect(self._show_detail)
        self.sheet.set_rows(self._lines)
        self.sheet.go_to(0)
        self.finished.connect(self._finished)

    def _arrange(self, others: int) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.away)
        foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.tally)
        if others:
            column.addWidget(label(f"另有 {others} 个文件不是给本机的，没有列出。", "caption"))
        column.addWidget(self.sheet, 1)
        column.addWidget(self.detail)
        column.addLayout(foot)

    def _show_detail(self, line: FileLine) -> None:
        changes = counts_in_words(line.result)
        self.detail.setText(f"内容：{changes}" if changes else "")

    def _finished(self, code: int) -> None:
        self.deleteLater()
        if code == QDialog.DialogCode.Accepted and self._go_on is not None:
            self._go_on()


def _tally(lines: Sequence[FileLine]) -> str:
    states = dict.fromkeys(line.state for line in lines)
    counts = [f"{state} {sum(line.state == state for line in lines)} 个" for state in states]
    return "  ·  ".join(counts) or "没有找到给本机的交换文件。请核对 U 盘和文件夹。"


COLUMNS: tuple[Column[FileLine], ...] = (
    Column("文件", lambda line: line.result.file_name, width=250),
    Column("种类", lambda line: line.result.kind.label if line.result.kind else "", width=76),
    Column("来自", lambda line: line.result.sender, width=130),
    Column(
        "结果",
        lambda line: line.state,
        width=90,
        align=Align.CENTRE,
        pill=True,
        tone=lambda line: TONES[line.result.state],
    ),
    Column("说明", lambda line: line.result.sentence, width=260),
    Column("涉及内容", lambda line: counts_in_words(line.result)),
)
