"""Problems: the user's at the field, the environment's as a sentence, ours as a report without names."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import Qt, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app import logs
from app.errors import Cancelled, EnvironmentProblem, UserError
from ui.shared import problems
from ui.shared.inputs import Line
from ui.shared.look import Tone
from ui.shared.problems import CrashReport, ProblemBar
from ui.shared.widgets import Button


class Page(QWidget):
    def __init__(self):
        super().__init__()
        self.problems = ProblemBar()
        self.name = Line()
        self.name.setObjectName("name")
        self.other = Line()
        column = QVBoxLayout(self)
        for piece in (self.problems, self.other, self.name):
            column.addWidget(piece)


@pytest.fixture
def page(qtbot):
    made = Page()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def button(root, words):
    return next(found for found in root.findChildren(Button) if found.text() == words)


def reports():
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashReport)]


def test_the_users_error_stands_above_with_its_next_step_and_marks_the_field(qtbot, page):
    problems.show(page.other, UserError("姓名没有填写。", field="name", next_step="请按身份证填写。"))
    assert page.problems.text == "姓名没有填写。请按身份证填写。"
    assert page.problems.property("tone") == "DUE"
    assert page.name.hasFocus()
    assert page.name.property("fault") == "true"
    qtbot.keyClicks(page.name, "a")
    assert page.name.property("fault") == "false"


def test_a_field_that_does_not_exist_is_no_obstacle(page):
    problems.show(page, UserError("条款过长。", field="nowhere"))
    assert page.problems.text == "条款过长。"


def test_trouble_of_the_environment_is_red_and_cancelling_is_quiet(page):
    problems.show(page, EnvironmentProblem("U 盘已拔出。", next_step="请插回后重试。"))
    assert page.problems.property("tone") == Tone.MISSING.name
    problems.show(page, Cancelled())
    assert page.problems.property("tone") == Tone.QUIET.name


def test_a_problem_without_owner_is_shown_in_the_window(page):
    problems.show(None, EnvironmentProblem("磁盘已满。"))
    assert page.problems.text == "磁盘已满。"


def test_the_bar_goes_away_with_its_button_and_takes_the_mark_along(qtbot, page):
    problems.show(page, UserError("不对。", field="name"))
    away = next(
        b for b in page.problems.findChildren(QWidget) if getattr(b, "text", lambda: "")() == "知道了"
    )
    qtbot.mouseClick(away, Qt.MouseButton.LeftButton)
    assert page.problems.text == ""
    assert page.name.property("fault") == "false"


def break_down(secret):
    person = {"name": secret}
    try:
        return person["身份证 522601199001011234"]
    except KeyError as error:
        raise ValueError(f"no such key for {secret}") from error


def our_bug():
    try:
        break_down("张三")
    except ValueError as error:
        return error
    return None


def test_a_crash_report_names_types_and_places_but_no_values(page):
    report = logs.crash_report(our_bug())
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "tests/ui/shared/test_problems.py:" in report
    assert "break_down" in report
    assert "张三" not in report
    assert "522601" not in report


def test_our_own_error_is_logged_without_values_and_its_report_can_be_copied(qtbot, page, caplog):
    problems.show(page, our_bug())
    problems.show(page, our_bug())
    assert len(reports()) == 1
    assert "张三" not in caplog.text
    assert "break_down" in caplog.text
    caplog.clear()
    copy = next(
        b for b in reports()[0].findChildren(QWidget) if getattr(b, "text", lambda: "")() == "复制报告"
    )
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "builtins.ValueError" in QGuiApplication.clipboard().text()


@pytest.fixture
def watched(tmp_path):
    before = (sys.excepthook, threading.excepthook, logging.getLogger("shijibu").handlers[:])
    problems.watch_everything(tmp_path)
    yield tmp_path / "logs" / "shijibu.log"
    sys.excepthook, threading.excepthook = before[:2]
    for handler in set(logs.LOG.handlers) - set(before[2]):
        logs.LOG.removeHandler(handler)
        handler.close()
    qInstallMessageHandler(None)


def test_an_error_in_any_thread_reaches_the_log_and_the_screen(qtbot, page, watched, caplog):
    def work():
        raise our_bug()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(reports()) == 1)
    assert "break_down" in watched.read_text(encoding="utf-8")
    assert "张三" not in watched.read_text(encoding="utf-8")
    caplog.clear()


def test_qts_own_warnings_go_to_the_log(watched, caplog):
    qWarning("something odd")
    assert "Qt: something odd" in watched.read_text(encoding="utf-8")
    caplog.clear()
