"""The files that support one clause: add, save a copy, take off (D9, D19)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.documents.files import save
from app.monthly import actions_evidence
from app.monthly.cards import EvidenceLine
from app.monthly.views_sheet import ReportSheet, report_sheet
from app.progress import Progress
from ui.shared.columns import Align, Column
from ui.shared.files import choose_file, open_file
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone, fit
from ui.shared.problems import ProblemBar
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

KINDS = " ".join(f"*.{ending}" for ending in actions_evidence.KINDS)
COLUMNS: tuple[Column[EvidenceLine], ...] = (
    Column("文件名", lambda r: r.name, hint=lambda r: r.name),
    Column("大小", lambda r: _size(r.size), 90, Align.RIGHT),
)


def _size(count: int) -> str:
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(count // 1024, 1)} KB"


class EvidenceDialog(QDialog):
    """Lists the files of one clause; every step is stored at once."""

    def __init__(self, stage: Stage, sheet: ReportSheet, place: int, *, may_edit: bool) -> None:
        super().__init__(stage)
        clause = sheet.saved.clauses[place]
        self.errands = stage.errands
        self._clause_id = clause.id or ""
        self._report_id = sheet.report.id if sheet.report else ""
        self.setWindowTitle(f"佐证材料：第 {place + 1} 条")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 520, 340)
        self.problems = ProblemBar()
        self.files: Sheet[EvidenceLine] = Sheet(COLUMNS, name="佐证材料", sorting=False)
        self.none = label(
            "还没有佐证材料。可不附；需要时添加 PDF、图片或办公文档，每个不超过 20 MB。", "caption", wrap=True
        )
        self.add = Button("添加文件…", "Ctrl+Return", self._add, kind="primary")
        self.copy = Button("另存为…", "Ctrl+S", self._save)
        self.remove = Button("移除", "Delete", self._remove)
        self.away = Button("关闭", on=self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(label(clause.task, "strong", wrap=True))
        for piece in (self.problems, self.none):
            column.addWidget(piece)
        column.addWidget(self.files, 1)
        foot = QHBoxLayout()
        for button in (self.copy, self.remove):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.away, self.add):
            foot.addWidget(button)
        column.addLayout(foot)
        for button in (self.remove, self.add):
            button.setVisible(may_edit)
        self.files.opened.connect(lambda _row: self._save())
        self._show(sheet)

    def _show(self, sheet: ReportSheet) -> None:
        lines = [line for line in sheet.evidence if line.clause_id == self._clause_id]
        self.files.set_rows(lines)
        if lines and self.files.current() is None:
            self.files.go_to(lines[0].id)
        self.none.setVisible(not lines)
        for button in (self.copy, self.remove):
            button.setEnabled(bool(lines))

    def _reload(self, _: object = None) -> None:
        self.errands.load(self, report_sheet, self._report_id, then=self._show)

    def _add(self) -> None:
        open_file(self, "选择佐证材料", f"佐证材料 ({KINDS})", self._attach)

    def _attach(self, path: Path) -> None:
        self.problems.clear()
        args = (self._clause_id, path)
        self.errands.perform(self, "添加佐证材料", actions_evidence.attach_file, *args, then=self._reload)

    def _remove(self) -> None:
        line = self.files.current()
        if line is not None:
            remove = actions_evidence.remove_evidence
            ConfirmNames(
                self,
                "从这一条移除这份佐证材料？",
                {"文件": [line.name]},
                "移除",
                lambda: self.errands.perform(self, "移除佐证材料", remove, line.id, then=self._reload),
                danger=True,
            )

    def _save(self) -> None:
        line = self.files.current()
        if line is not None:
            choose_file(self, "另存佐证材料", line.name, lambda path: self._write(line.id, path))

    def _write(self, evidence_id: str, path: Path) -> None:
        office = self.errands.office

        def job(_: Progress) -> Path:
            with office.read() as reader:
                file = actions_evidence.evidence_file(reader, evidence_id)
            return save(path, file.content)

        self.errands.export(self, "保存佐证材料", job, self._saved)

    def _saved(self, path: Path) -> None:
        self.problems.tell(f"已保存到 {path}", Tone.QUIET)
