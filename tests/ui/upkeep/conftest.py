from datetime import date

import pytest

from app.accounts import keyring
from app.accounts.entering import enter
from app.clock import SetClock
from app.vocabulary import Month
from tests.builders import moment
from tests.installations import CLERK, QUICK, install
from ui.shared import problems
from ui.shared.errands import Errands
from ui.upkeep.stage import UpkeepStage


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "data"
    install(made)
    return made


@pytest.fixture
def clock():
    return SetClock(moment(date(2026, 4, 2)))


@pytest.fixture
def office(folder, clock):
    opened = enter(folder, CLERK.username, CLERK.passphrase, clock)
    yield opened
    opened.close()


@pytest.fixture
def wanted():
    """The backups that somebody asked to take back."""
    return []


@pytest.fixture
def page(qtbot, office, wanted):
    errands = Errands(office, problems.show)
    stage = UpkeepStage(errands, Month(2026, 3), wanted.append)
    qtbot.addWidget(stage)
    stage.resize(1366, 640)
    stage.show()
    qtbot.waitUntil(stage.isActiveWindow)
    settle(qtbot, stage)
    yield stage
    errands.close()


def settle(qtbot, stage):
    qtbot.waitUntil(lambda: not stage.errands.underway)
