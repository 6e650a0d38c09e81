"""PaperView: a paper before it is printed, with printing and saving; PaperDialog: the same in a window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.documents.files import file_name, save
from app.documents.viewing import page_sizes
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.files import choose_file
from ui.shared.look import Tone, fit
from ui.shared.paper_pages import Pages, Sizes
from ui.shared.printing import PrintRun, choose_printer
from ui.shared.problems import ProblemBar
from ui.shared.widgets import Button, label

__all__ = ["PaperDialog", "PaperView", "choose_file"]


class PaperView(QWidget):
    """Preview of one PDF: 打印 (Ctrl+P), 另存为 (Ctrl+S), page number, zoom (Ctrl+加、减、0)."""

    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self._errands = errands
        self._pdf = b""
        self._name = ""
        self._run: PrintRun | None = None
        self.problems = ProblemBar()
        self.pages = Pages(errands)
        self.place = label("", "caption")
        self.print = Button("打印", "Ctrl+P", self._print, kind="primary")
        self.save = Button("另存为 PDF", "Ctrl+S", self._save)
        self.stop = Button("停止打印", on=self._stop)
        self.stop.hide()
        top = QHBoxLayout()
        top.addWidget(self.place)
        top.addStretch(1)
        for words, keys, way in (("缩小", "Ctrl+-", -1), ("适合宽度", "Ctrl+0", 0), ("放大", "Ctrl+=", 1)):
            top.addWidget(Button(words, keys, partial(self.pages.zoom, way), kind="small"))
        top.addSpacing(14)
        for button in (self.stop, self.save, self.print):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.problems)
        column.addWidget(self.pages, 1)
        self.pages.page_changed.connect(self._show_place)
        self._ready(ready=False)

    def show_pdf(self, name: str, pdf: bytes) -> None:
        """Show a paper; `name` without suffix is offered when saving."""
        self._name, self._pdf = name, pdf
        self._ready(ready=False)
        self.place.setText("正在打开…")
        self._errands.compute(self, lambda: page_sizes(pdf), self._opened, self._broken, key="open")

    def _opened(self, sizes: Sizes) -> None:
        self._ready(ready=True)
        self.pages.show_pdf(self._pdf, sizes)
        self.pages.setFocus()

    def _broken(self, error: BaseException) -> None:
        self.place.setText("")
        problems.show(self, error)

    def _ready(self, *, ready: bool) -> None:
        self.print.setEnabled(ready)
        self.save.setEnabled(ready)

    def _show_place(self, page: int) -> None:
        self.place.setText(f"第 {page + 1} / {self.pages.count} 页")

    def _save(self) -> None:
        name = file_name(self._name, suffix=".pdf")
        choose_file(self, "另存为 PDF", name, self._write)

    def _write(self, target: Path) -> None:
        pdf = self._pdf
        self._errands.export(self, "保存 PDF", lambda _progress: save(target, pdf), self._written)

    def _written(self, target: Path) -> None:
        self.problems.tell(f"已保存到 {target}", Tone.QUIET)

    def _print(self) -> None:
        run = PrintRun(self._errands, self._name, self._pdf, self.pages.count, self)
        run.moved.connect(lambda page: self.place.setText(f"正在送打印机：第 {page} / {self.pages.count} 页"))
        run.ended.connect(self._printed)
        self._run = run
        choose_printer(self, run)

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def _printed(self, sentence: str) -> None:
        self._run = None
        self.problems.tell(sentence, Tone.QUIET)


class PaperDialog(QDialog):
    """A paper in a window of its own; Esc closes. Open it by `open()`."""

    def __init__(self, parent: QWidget, errands: Errands, name: str, pdf: bytes) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 900, 700)
        self.view = PaperView(errands)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.addWidget(self.view)
        QShortcut(QKeySequence("Ctrl+W"), self, self.close)
        self.view.show_pdf(name, pdf)
