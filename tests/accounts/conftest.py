"""What the tests of accounts share: quick derivations and a founded installation."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from app.accounts import first_run, keyring
from app.accounts.first_run import FirstRun, NewAccount
from app.accounts.keyring import KeyRing
from app.accounts.keyring_file import Cost
from app.clock import SetClock
from app.vocabulary import Role, UnitKind
from tests.builders import moment

QUICK = Cost(1, 8, 1)
ADMIN = NewAccount("guanli", "演示管", "Admin-2026")
CLERK = NewAccount("jingban", "演示经", "Clerk-2026")
HEAD = NewAccount("shuji", "演示甲", "Leader-2026", frozenset({Role.HEAD}))


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


def setup(**changes):
    values = {
        "unit_name": "丹江镇（演示）",
        "unit_kind": UnitKind.TOWNSHIP,
        "body": "党委",
        "admin": ADMIN,
        "clerk": CLERK,
        "others": (HEAD,),
        "rulebook": {"hotline": "0855-0000000"},
    }
    return FirstRun(**(values | changes))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "shijibu"


@dataclass(frozen=True)
class Installation:
    """What a test needs of a founded installation beside its folder."""

    keyring: KeyRing
    recovery_key: str


@pytest.fixture(scope="session")
def _template(tmp_path_factory):
    """One installation, founded once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("template") / "shijibu"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyring, "COST", QUICK)
        made = first_run.found(folder, setup(), SetClock(moment(date(2026, 3, 28))))
    made.office.close()
    return folder, made


@pytest.fixture
def founded(_template, folder):
    """A founded installation, closed."""
    template, made = _template
    shutil.copytree(template, folder)
    return Installation(KeyRing(folder, made.office.keyring.key), made.recovery_key)
