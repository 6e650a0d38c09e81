"""A list as a file: import with a last look, export, the blank template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.documents.files import file_name, save
from app.office import Reader
from ui.people.import_dialog import Decidable, ImportDialog, ImportLine, Written
from ui.shared.files import choose_file, open_file
from ui.shared.look import Tone
from ui.shared.stage import Stage
from ui.shared.widgets import Button

P = TypeVar("P", bound=Decidable)
SPREADSHEETS = "表格文件 (*.xlsx *.xlsm *.csv)"


@dataclass(frozen=True, slots=True)
class ListKind(Generic[P]):
    """What a list is called and how it is previewed, written, exported; `name` names the exported file."""

    what: str
    name: Callable[[], str]
    preview: Callable[[Reader, Path], P]
    lines: Callable[[P], Sequence[ImportLine]]
    notes: Callable[[P], Sequence[str]]
    write: Callable[..., Written]
    export: Callable[[Reader], bytes]
    template: Callable[[], bytes]


class ListFiles(QWidget, Generic[P]):
    """Three buttons: import, export, template."""

    def __init__(self, stage: Stage, kind: ListKind[P]) -> None:
        super().__init__()
        self._stage = stage
        self._kind = kind
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for words, keys, on in (
            ("导入", "Ctrl+I", self._choose_import),
            ("导出", "Ctrl+E", self._choose_export),
            ("模板", "Ctrl+T", self._choose_template),
        ):
            row.addWidget(Button(words, keys, on, kind="small"), 1)

    def preview_file(self, path: Path) -> None:
        """Read a file and show what it would change."""
        self._stage.load(self._kind.preview, path, then=self._show_preview, key="preview", beside=True)

    def export_list(self, target: Path) -> None:
        """Save the list as it is."""

        def job(_progress: object) -> Path:
            with self._stage.office.read() as reader:
                content = self._kind.export(reader)
            return save(target, content)

        self._stage.export(f"导出{self._kind.what}", job, partial(self._saved, "已导出到"))

    def save_template(self, target: Path) -> None:
        """Save the blank list to fill in."""

        def job(_progress: object) -> Path:
            return save(target, self._kind.template())

        self._stage.export("下载模板", job, partial(self._saved, "模板已存到"))

    def _show_preview(self, preview: P) -> None:
        kind = self._kind
        title = f"导入{kind.what}"
        dialog = ImportDialog(self._stage, title, preview, kind.lines, kind.write, kind.notes(preview))
        dialog.written.connect(self._tell)
        dialog.open()

    def _choose_import(self) -> None:
        open_file(self._stage, f"导入{self._kind.what}", SPREADSHEETS, self.preview_file)

    def _choose_export(self) -> None:
        name = file_name(self._kind.name(), suffix=".xlsx")
        choose_file(self._stage, f"导出{self._kind.what}", name, self.export_list)

    def _choose_template(self) -> None:
        name = file_name(f"{self._kind.what}模板", suffix=".xlsx")
        choose_file(self._stage, "下载模板", name, self.save_template)

    def _saved(self, words: str, path: Path) -> None:
        self._tell(f"{words} {path}")

    def _tell(self, words: str) -> None:
        self._stage.problems.tell(words, Tone.QUIET)
