"""The application: Qt set up with the program's look, language and watch over errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import paths
from ui.shared import look, problems

NO_SCREEN = (
    "这里没有可用的图形界面，窗口打不开。请在桌面环境里打开（Linux 上还须装有 libxcb-cursor0），"
    "或用命令行，用法见 shijibu --help。"
)
CHINESE = QLocale(QLocale.Language.Chinese, QLocale.Country.China)


def prepare(argv: Sequence[str]) -> QApplication:
    """Return the one application, dressed, speaking Chinese, with every error watched."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    qInstallMessageHandler(_before_the_window)
    application = QApplication(list(argv))
    application.setApplicationName("shijibu")
    problems.watch_everything(paths.data_folder())
    speak_chinese(application)
    look.dress(application)
    return application


def _before_the_window(kind: QtMsgType, _context: QMessageLogContext, _message: str | None) -> None:
    """Say in one sentence that there is no screen: Qt would end the process with lines of its own."""
    if kind is not QtMsgType.QtFatalMsg:
        return
    if sys.stderr is not None:
        sys.stderr.write(f"{NO_SCREEN}\n")
        sys.stderr.flush()
    os._exit(1)


def speak_chinese(application: QApplication) -> None:
    """Let Qt's own buttons, menus and calendars speak Chinese."""
    QLocale.setDefault(CHINESE)
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)


def run(argv: Sequence[str], begin: Callable[[QApplication], object]) -> int:
    """Prepare the application, `begin(application)` (signing in, the main window), and work until the end.

    What `begin` returns is kept alive until then. Returns the exit code.
    """
    application = prepare(argv)
    kept = begin(application)
    code = application.exec()
    del kept
    return code
