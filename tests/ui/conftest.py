"""Fixtures of the window's tests: the dressed application, a pretended office and its errands."""

import gc

import pytest
from PySide6.QtWidgets import QApplication

from app import collector
from tests.ui.fakes import FakeOffice
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.look import dress


def pytest_collection_modifyitems(items):
    """Without a screen Qt says that it cannot size and raise windows: that is known."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def _dressed(qapp):
    dress(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _no_window_left(_dressed, qtbot):
    collector.rest()
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    _dressed.sendPostedEvents(None, 52)
    collector.collect_due()
    gc.enable()


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def errands(qtbot, office):
    made = Errands(office, problems.show)
    yield made
    made.close()
