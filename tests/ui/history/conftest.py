import pytest

from app.vocabulary import Month
from tests.builders import TestOffice
from ui.shared import problems
from ui.shared.errands import Errands

MARCH = Month(2026, 3)


@pytest.fixture
def town(tmp_path):
    made = TestOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def show(qtbot, town):
    """Show a stage for the account at work and wait until it has come to rest."""
    opened = []

    def made(kind):
        errands = Errands(town.office, problems.show)
        opened.append(errands)
        stage = kind(errands, MARCH)
        qtbot.addWidget(stage)
        stage.resize(1366, 640)
        stage.show()
        qtbot.waitUntil(stage.isActiveWindow)
        settle(qtbot, stage)
        return stage

    yield made
    for errands in opened:
        errands.close()


def settle(qtbot, stage):
    qtbot.waitUntil(lambda: not stage.errands.underway)
