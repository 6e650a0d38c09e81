"""What the tests of accounts share: quick derivations, a clock that goes on, a founded installation."""

from datetime import date, datetime, timedelta

import pytest

from app.accounts import keyring
from app.clock import SetClock
from tests.builders import moment
from tests.installations import QUICK, install


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def clock():
    return Ticking(moment(date(2026, 3, 28)))


class Ticking(SetClock):
    """A set clock that can be told to go on."""

    def go_on(self, seconds: float) -> datetime:
        self.moment += timedelta(seconds=seconds)
        return self.moment


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "shijibu"


@pytest.fixture
def founded(folder):
    """A founded installation, closed."""
    return install(folder)
