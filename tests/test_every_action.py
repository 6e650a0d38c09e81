"""Every action of the program is done at least once, by everybody who may, and refused to everybody else.

A new action without a line in `TABLE` fails here.
"""

import inspect
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from app.accounts import keyring
from app.errors import NotAllowed, ShijibuError
from app.vocabulary import (
    Role,
    StationKind,
)
from db.journal import broken_links
from tests.every.discovery import PARTS, new_actions
from tests.every.month import (
    copied,
)
from tests.every.table import KEEPERS_AND_OWN, WRITERS
from tests.every.table_review import EVERY_ACTION as TABLE
from tests.every.table_review import NEEDS_NO_RECORD as NEED_NO_RECORD
from tests.installations import QUICK


def test_every_action_has_a_line_in_the_table():
    new = new_actions(TABLE)
    assert not new, f"give these actions a line in TABLE (or in PARTS, with the reason): {', '.join(new)}"


def test_nothing_is_both_an_action_and_a_part():
    assert not TABLE.keys() & PARTS.keys()


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def place(tmp_path, both_engines):
    """A copy of the month, for one action that succeeds."""
    opened = copied(tmp_path / "shijibu", server=both_engines == "server")
    yield opened
    opened.office.close()


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """One copy for all that is refused: nothing of it ever changes."""
    opened = copied(tmp_path_factory.mktemp("shijibu"))
    yield opened
    opened.office.close()


def at_work(place, action, role, own):
    """Let the role be at work, as the cadre concerned where it is a cadre's."""
    case = TABLE[action]
    station = replace(place.office.station, kind=StationKind.UNIT, unit_id=place.unit_id)
    county = replace(station, kind=StationKind.COUNTY, unit_id=None)
    place.office.station = county if case.at_county else station
    return place.as_(role, place.ids.cadres.get(own) if role is Role.CADRE else None)


def arguments(place, action, role):
    """The table's arguments; a last dictionary in its line holds what goes by name."""
    args = TABLE[action].call(place, role)
    if args and isinstance(args[-1], dict) and args[-1].keys() & {"reason", "source"}:
        return args[:-1], args[-1]
    return args, {}


def opens_its_own(action):
    return next(iter(inspect.signature(action).parameters)) == "office"


def run(place, action, role):
    args, named = arguments(place, action, role)
    if opens_its_own(action):
        return action(place.office, *args, **named)
    return place.do(action, *args, **named)


MAY = [(action, role) for action, case in TABLE.items() for role in Role if role in case.by]
MAY_NOT = [(action, role) for action, case in TABLE.items() for role in Role if role not in case.by]
OTHERS_MAY_NOT = [
    action for action, case in TABLE.items() if case.own and case.by in (WRITERS, KEEPERS_AND_OWN)
]


def names(pairs):
    return [f"{action.__name__}-{role.value}" for action, role in pairs]


@pytest.mark.parametrize(("action", "role"), MAY, ids=names(MAY))
def test_whoever_may_does_it_with_one_entry_in_the_journal(place, action, role):
    before = place.entries()
    run(at_work(place, action, role, TABLE[action].own), action, role)
    assert place.entries() - before == TABLE[action].entries
    if TABLE[action].entries:
        entry = place.last_entry()
        assert (entry.actor, entry.role) == (place.office.login.signature, role.value)
        assert entry.subject, "the journal does not say whom or what it concerned"
    with Session(place.office.engine) as session:
        assert broken_links(session) == []


@pytest.mark.parametrize(("action", "role"), MAY_NOT, ids=names(MAY_NOT))
def test_whoever_may_not_is_refused_and_nothing_changes(untouched, action, role):
    before = untouched.entries()
    with pytest.raises(NotAllowed) as refusal:
        run(at_work(untouched, action, role, TABLE[action].own), action, role)
    assert str(refusal.value).endswith("。")
    assert untouched.entries() == before


@pytest.mark.parametrize("action", OTHERS_MAY_NOT, ids=lambda action: action.__name__)
def test_a_cadre_does_it_for_nobody_else(untouched, action):
    before = untouched.entries()
    with pytest.raises(NotAllowed):
        run(at_work(untouched, action, Role.CADRE, "演示甲"), action, Role.CADRE)
    assert untouched.entries() == before


ON_RECORDS = [action for action in TABLE if action not in NEED_NO_RECORD and not opens_its_own(action)]


def gone(value):
    """The same names for records that are no more."""
    if isinstance(value, dict):
        return {key: gone(one) for key, one in value.items()}
    return "f" * 32 if isinstance(value, str) else value


@pytest.mark.parametrize("action", ON_RECORDS, ids=lambda action: action.__name__)
def test_a_record_that_is_gone_is_told_in_words(untouched, action, monkeypatch):
    role = Role.CLERK if Role.CLERK in TABLE[action].by else Role.ADMIN
    at_work(untouched, action, role, "")
    monkeypatch.setattr(untouched, "ids", SimpleNamespace(**gone(vars(untouched.ids))))
    args, named = arguments(untouched, action, role)
    with pytest.raises(ShijibuError) as told:
        untouched.do(action, *args, **named)
    assert str(told.value).endswith("。")
