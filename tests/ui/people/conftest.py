"""The page of people on a real office, shown and loaded."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.vocabulary import Month
from tests.builders import TestOffice
from ui.people.stage import PeopleStage
from ui.shared import problems
from ui.shared.errands import Errands


@pytest.fixture
def office(tmp_path):
    built = TestOffice(tmp_path)
    built.team = built.add_team()
    yield built
    built.close()


@pytest.fixture
def errands(qtbot, office):
    made = Errands(office.office, problems.show)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot, errands):
    """Wait until nothing is under way."""

    def wait():
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not errands.underway)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not errands.underway)

    return wait


@pytest.fixture
def open_stage(qtbot, errands, settle):
    def show(kind=PeopleStage):
        stage = kind(errands, Month(2026, 3))
        qtbot.addWidget(stage)
        stage.resize(1366, 680)
        stage.show()
        qtbot.waitExposed(stage)
        settle()
        return stage

    return show


@pytest.fixture
def dialog(qtbot, settle):
    """Return the dialog that is open."""

    def find(kind=QDialog):
        def found():
            return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

        qtbot.waitUntil(lambda: bool(found()))
        return found()[-1]

    return find
