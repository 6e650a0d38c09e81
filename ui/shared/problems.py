"""The one place that shows problems: the user's, the environment's, and ours."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app import logs
from app.errors import Cancelled, Conflict, ShijibuError, UserError
from ui.shared.fields import change_signal
from ui.shared.look import Tone, fit, restyle
from ui.shared.widgets import Button


class ProblemBar(QFrame):
    """One line at the top of a stage or form: what is wrong and what to do next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemBar")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._offer = Button("", kind="link")
        self._offer.hide()
        away = Button("知道了", on=self.clear, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._offer)
        row.addWidget(away)
        self._marked: QWidget | None = None
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on the bar, empty when it is hidden."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, sentence: str, tone: Tone = Tone.DUE) -> None:
        """Show one sentence."""
        self._text.setText(sentence)
        self._offer.hide()
        self.setAccessibleName(sentence)
        restyle(self, tone=tone.name)
        self.show()

    def offer(self, words: str, then: Callable[[], object]) -> None:
        """Offer a way out beside the sentence."""
        self._offer.deleteLater()
        self._offer = Button(words, on=then, kind="link")
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(1, self._offer)

    def point_at(self, widget: QWidget) -> None:
        """Mark and focus the input that is meant, until it is changed or the bar is cleared."""
        self._unmark()
        self._marked = widget
        restyle(widget, fault="true")
        widget.setToolTip(self._text.text())
        _scroll_to(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        changed = change_signal(widget)
        if changed is not None:
            changed.connect(self._unmark, Qt.ConnectionType.SingleShotConnection)

    def clear(self) -> None:
        """Take the line and the mark away."""
        self._unmark()
        self.hide()

    def _unmark(self, *_: object) -> None:
        if self._marked is not None and isValid(self._marked):
            restyle(self._marked, fault="false")
            self._marked.setToolTip("")
        self._marked = None


class CrashReport(QDialog):
    """Our own mistake: what happened in general words, and a report without personal data to pass on."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错了")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 620, 360)
        words = QLabel(
            "这是程序的错误，不是您的错。已保存的内容都在；请把下面的报告（不含个人信息）交给维护人员。"
        )
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report, readOnly=True)
        copy = Button("复制报告", on=lambda: QGuiApplication.clipboard().setText(report), kind="primary")
        away = Button("继续工作", on=self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(away)
        buttons.addWidget(copy)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.report, 1)
        column.addLayout(buttons)


class _FromAnyThread(QObject):
    """Carries errors of other threads to the GUI thread."""

    error = Signal(object)


_carrier: _FromAnyThread | None = None


def show(owner: QObject | None, error: BaseException) -> None:
    """Show `error` where `owner` lives: in the nearest problem bar, or as a crash report when it is ours."""
    if not isinstance(error, ShijibuError):
        _log_bug(error)
        _show_bug(error)
        return
    bar = _nearest_bar(owner)
    if bar is None:
        logs.LOG.warning("a %s had nowhere to be shown", type(error).__name__)
        return
    bar.tell(str(error), _tone_of(error))
    if isinstance(error, UserError) and error.field:
        field = find_field(bar.parentWidget(), error.field)
        if field is not None:
            bar.point_at(field)


def compare(
    owner: QWidget, conflict: Conflict, mine: Callable[[], object], theirs: Callable[[], object]
) -> None:
    """Show both versions of what two people changed; `mine` writes one's own over it, `theirs` gives it up.

    Whoever does neither goes on typing where they were.
    """
    from ui.shared.comparison import Comparison  # noqa: PLC0415 - it is itself made of what stands here

    show(owner, conflict)
    Comparison(owner, conflict, mine, theirs).open()


def watch_everything(data_folder: Path) -> None:
    """Keep a log in the data folder; tell uncaught errors of all threads there and on the screen."""
    global _carrier  # noqa: PLW0603 - one per process, like the hooks it serves
    logs.start(data_folder)
    if sys.stderr is not None:
        logs.LOG.addHandler(logging.StreamHandler())
    _carrier = _FromAnyThread()
    _carrier.error.connect(_show_bug, Qt.ConnectionType.QueuedConnection)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    qInstallMessageHandler(_qt_says)


def find_field(root: QWidget | None, name: str) -> QWidget | None:
    """Return the input whose object name or `field` property is `name`."""
    if root is None:
        return None
    found: QWidget | None = root.findChild(QWidget, name)
    if found is not None:
        return found
    return next((widget for widget in root.findChildren(QWidget) if widget.property("field") == name), None)


def _uncaught(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.exit(1)
    told = error or kind()
    _log_bug(told)
    if _carrier is not None:
        _carrier.error.emit(told)


def _qt_says(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(
        kind, logging.WARNING
    )
    logs.LOG.log(level, "Qt: %s", message)


def _log_bug(error: BaseException) -> None:
    logs.LOG.error("%s", logs.crash_report(error))


def _show_bug(error: BaseException) -> None:
    windows = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashReport)]
    if any(window.isVisible() for window in windows):
        return
    CrashReport(logs.crash_report(error), QApplication.activeWindow()).open()


def _tone_of(error: ShijibuError) -> Tone:
    if isinstance(error, Cancelled):
        return Tone.QUIET
    return Tone.DUE if isinstance(error, UserError) else Tone.MISSING


def _nearest_bar(owner: QObject | None) -> ProblemBar | None:
    here = owner
    while here is not None:
        bar = getattr(here, "problems", None)
        if isinstance(bar, ProblemBar):
            return bar
        here = here.parent()
    windows = [QApplication.activeWindow(), *QApplication.topLevelWidgets()]
    bars = (getattr(window, "problems", None) for window in windows)
    return next((bar for bar in bars if isinstance(bar, ProblemBar)), None)


def _scroll_to(widget: QWidget) -> None:
    here = widget.parentWidget()
    while here is not None:
        if isinstance(here, QScrollArea):
            here.ensureWidgetVisible(widget)
        here = here.parentWidget()
