"""Choosing files without stopping the window: to save to, to open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.documents.files import save
from app.later import later
from ui.shared.columns import Shown
from ui.shared.grid import to_tsv
from ui.shared.widgets import Button, label

PICTURES = "图片 (*.jpg *.jpeg *.png)"
SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png)"

write_table = later("app.documents.workbook_writing:write_table")


def save_table(target: Path, title: str, shown: Shown) -> Path:
    """Write a table as it stands on the screen to an Excel file."""
    return save(target, write_table(title, shown.headers, shown.rows))


def copy_table(shown: Shown) -> None:
    """Put a table on the clipboard as spreadsheets take it."""
    rows = [list(shown.headers), *([str(value) for value in row] for row in shown.rows)]
    QGuiApplication.clipboard().setText(to_tsv(rows))


def choose_file(
    parent: QWidget, title: str, name: str, then: Callable[[Path], object], kinds: str = ""
) -> None:
    """Ask where to save (an existing file is asked about); `name` with its suffix is proposed."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    suffix = Path(name).suffix
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    if kinds or suffix:
        dialog.setNameFilter(kinds or f"*{suffix}")
    dialog.selectFile(name)
    _ask(dialog, then)


def open_file(parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]) -> None:
    """Ask for one existing file; `kinds` as `Excel 文件 (*.xlsx)`."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    _ask(dialog, then)


def choose_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> None:
    """Ask for an existing folder, e.g. a stick."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _ask(dialog, then)


class FilePicker(QWidget):
    """Chooses one optional file; `path` is None without one."""

    chosen = Signal()

    def __init__(self, what: str, kinds: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self._what, self._kinds = what, kinds
        self.choose = Button(f"选择{what}…", on=self._choose, kind="small")
        self._name = label(f"没有{what}（可不附）", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choose)
        row.addWidget(self._name, 1)
        self.setFocusProxy(self.choose)

    def value(self) -> Path | None:
        """Return the file that was chosen."""
        return self.path

    def set_value(self, path: Path | None) -> None:
        """Use this file, or none."""
        self.path = path
        self._name.setText(path.name if path else f"没有{self._what}（可不附）")
        self.chosen.emit()

    def _choose(self) -> None:
        open_file(self, f"选择{self._what}", self._kinds, self.set_value)


def _ask(dialog: QFileDialog, then: Callable[[Path], object]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
