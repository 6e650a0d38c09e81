import pytest

from app.accounts import keyring
from tests.crash.every import SCENARIOS
from tests.crash.killing import Nursery, kill_often
from tests.installations import QUICK

KILLS = 4
SEED = 20260328


@pytest.fixture(scope="module")
def nursery():
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_at_any_moment_nothing_promised_is_lost_and_nothing_is_half(
    nursery, name, tmp_path, monkeypatch
):
    monkeypatch.setattr(keyring, "COST", QUICK)

    kill_often(nursery, name, SCENARIOS[name], tmp_path / "shijibu", KILLS, SEED)
