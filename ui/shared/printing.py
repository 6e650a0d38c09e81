"""PrintRun: the pages of a PDF sent to a printer one by one, rendered off the GUI thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QMarginsF, QObject, QSizeF, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from app.documents.viewing import PagePicture, page_picture
from app.errors import EnvironmentProblem
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.paper_pages import image_of

FINEST = 300
"""Dots an inch: enough for text, and half the memory of 600."""


class PrintRun(QObject):
    """One printing of one paper."""

    moved = Signal(int)
    """The page now sent, 1-based."""
    ended = Signal(str)
    """A sentence: all sent, or stopped."""

    def __init__(self, errands: Errands, name: str, pdf: bytes, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._errands = errands
        self._name = name
        self._pdf = pdf
        self._count = count
        self._pages: list[int] = []
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._stopped = False

    @property
    def name(self) -> str:
        """The paper's name, also the print job's."""
        return self._name

    @property
    def count(self) -> int:
        """How many pages the paper has."""
        return self._count

    def send(self, printer: QPrinter) -> None:
        """Send the pages chosen in `printer` (all by default)."""
        first, last = printer.fromPage() or 1, printer.toPage() or self._count
        self._pages = list(range(first - 1, min(last, self._count)))
        self._printer = printer
        self._ask()

    def stop(self) -> None:
        """Send no further page."""
        self._stopped = True

    def _ask(self) -> None:
        if not self._pages or self._stopped:
            self._end()
            return
        page = self._pages.pop(0)
        self.moved.emit(page + 1)
        dots = min(self._printer.resolution() if self._printer else FINEST, FINEST)
        job = partial(page_picture, self._pdf, page, dots / 72)
        self._errands.compute(self, job, self._draw, self._fail, key="print")

    def _draw(self, picture: PagePicture) -> None:
        printer = self._printer
        if printer is None:
            return
        upright = picture.height >= picture.width
        turn = QPageLayout.Orientation
        printer.setPageOrientation(turn.Portrait if upright else turn.Landscape)
        if self._painter is None:
            self._painter = QPainter()
            if not self._painter.begin(printer):
                self._painter = None
                self._fail(
                    EnvironmentProblem("打印机没有接受任务。", next_step="请检查打印机是否开机、有纸。")
                )
                return
        else:
            printer.newPage()
        self._painter.drawImage(self._painter.viewport(), image_of(picture))
        self._ask()

    def _fail(self, error: BaseException) -> None:
        self._pages.clear()
        self._close()
        problems.show(self.parent(), error)
        self.deleteLater()

    def _end(self) -> None:
        self._close()
        self.ended.emit("已停止打印。" if self._stopped else f"《{self._name}》已全部送到打印机。")
        self.deleteLater()

    def _close(self) -> None:
        if self._painter is not None:
            self._painter.end()
        self._painter = self._printer = None


def choose_printer(parent: QWidget, run: PrintRun) -> None:
    """Ask for the printer and send the pages; both sides along the long edge where the printer can."""
    if not QPrinterInfo.availablePrinterNames():
        trouble = EnvironmentProblem(
            "这台电脑没有装打印机。", next_step="请装好打印机，或另存为 PDF 后到别处打印。"
        )
        problems.show(parent, trouble)
        return
    printer = ready_printer(run.name)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, run.count)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.finished.connect(lambda code: run.send(printer) if code == QDialog.DialogCode.Accepted else None)
    QDialog.open(dialog)


def ready_printer(name: str) -> QPrinter:
    """Return the default printer set for A4, whole sheet, duplex along the long edge when offered."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setFullPage(True)
    size = QPageSize(QSizeF(210, 297), QPageSize.Unit.Millimeter, "A4")
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    if QPrinter.DuplexMode.DuplexLongSide in QPrinterInfo(printer).supportedDuplexModes():
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    return printer
