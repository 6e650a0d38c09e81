"""Who may exchange: clerk and head, the administrator to prepare; each side only its own."""

import pytest

from app.errors import NotAllowed, ShijibuError
from app.exchange import (
    certificates,
    conflicts,
    enrolment,
    outbox,
    people_requests,
    pushes,
    receiving,
    recovery,
    returns,
    snapshots,
    unit_desk,
)
from app.vocabulary import RequestVerdict, Role
from tests.builders import login
from tests.every.discovery import EXCHANGE

OFFICE = {Role.CLERK, Role.HEAD}
KEEPERS = OFFICE | {Role.ADMIN}
AT_COUNTY = {
    certificates.issue_certificates: (KEEPERS, lambda w, t: w.county.do(certificates.issue_certificates, [])),
    certificates.revoke_certificate: (
        KEEPERS,
        lambda w, t: w.county.do(certificates.revoke_certificate, "f" * 32, "遗失"),
    ),
    enrolment.admit: (KEEPERS, lambda w, t: w.county.do(enrolment.admit, "f" * 32)),
    enrolment.open_exchange: (KEEPERS, lambda w, t: w.county.do(enrolment.open_exchange)),
    enrolment.revoke: (KEEPERS, lambda w, t: w.county.do(enrolment.revoke, "f" * 32, "遗失")),
    people_requests.decide_request: (
        OFFICE,
        lambda w, t: w.county.do(people_requests.decide_request, "f" * 32, RequestVerdict.CONFIRMED),
    ),
    outbox.mark_lost: (OFFICE, lambda w, t: w.county.do(outbox.mark_lost, "f" * 32)),
    outbox.write_again: (OFFICE, lambda w, t: outbox.write_again(w.county.office, "f" * 32, w.stick)),
    recovery.make_recovery: ({Role.ADMIN}, lambda w, t: w.county.do(recovery.make_recovery)),
    recovery.recover_county: (
        {Role.ADMIN},
        lambda w, t: recovery.recover_county(w.county.office, b"", "f" * 32),
    ),
    receiving.receive: (OFFICE, lambda w, t: w.county.take()),
    returns.write_return: (OFFICE, lambda w, t: w.county.give(t)),
    returns.write_returns: (OFFICE, lambda w, t: returns.write_returns(w.county.office, w.stick)),
    snapshots.write_for_unit: (OFFICE, lambda w, t: w.county.snapshot(t)),
}
AT_UNIT = {
    conflicts.settle_conflict: (
        OFFICE,
        lambda w, t: t.do(conflicts.settle_conflict, "f" * 32, take_theirs=True),
    ),
    enrolment.begin_incarnation: (KEEPERS, lambda w, t: enrolment.begin_incarnation(t.office)),
    enrolment.open_exchange: (KEEPERS, lambda w, t: t.do(enrolment.open_exchange)),
    enrolment.write_application: (KEEPERS, lambda w, t: enrolment.write_application(t.office, w.stick)),
    outbox.mark_lost: (OFFICE, lambda w, t: t.do(outbox.mark_lost, "f" * 32)),
    outbox.write_again: (OFFICE, lambda w, t: outbox.write_again(t.office, "f" * 32, w.stick)),
    pushes.push: (OFFICE, lambda w, t: t.push()),
    receiving.receive: (OFFICE, lambda w, t: t.take()),
    snapshots.write_for_county: (OFFICE, lambda w, t: t.whole()),
    unit_desk.apply_again: (KEEPERS, lambda w, t: unit_desk.apply_again(t.office, w.stick)),
    unit_desk.confirm_county: (OFFICE, lambda w, t: unit_desk.confirm_county(t.office, "f" * 32)),
}


def only(these, others):
    """Actions of one side alone, in an order that every process shares."""
    return [action for action in these if action not in others]


def test_every_action_of_exchange_is_tried_here():
    assert AT_COUNTY.keys() | AT_UNIT.keys() == EXCHANGE


def tried(call, world, town):
    """Whether the role was let in: whatever else went wrong does not matter here."""
    try:
        call(world, town)
    except NotAllowed:
        return False
    except (ShijibuError, ValueError):
        return True
    return True


@pytest.mark.parametrize("action", AT_COUNTY, ids=lambda one: one.__name__)
def test_at_the_county_only_its_office_works(world, town, action):
    by, call = AT_COUNTY[action]
    for role in Role:
        world.county.office.login = login(role)
        assert tried(call, world, town) is (role in by), role


@pytest.mark.parametrize("action", AT_UNIT, ids=lambda one: one.__name__)
def test_at_the_unit_only_clerk_and_head_send_and_receive(world, town, action):
    by, call = AT_UNIT[action]
    for role in Role:
        town.office.login = login(role)
        assert tried(call, world, town) is (role in by), role


@pytest.mark.parametrize("action", only(AT_COUNTY, AT_UNIT), ids=lambda one: one.__name__)
def test_a_unit_does_nothing_of_the_countys(world, town, action):
    arguments = {
        certificates.issue_certificates: ([],),
        certificates.revoke_certificate: ("f" * 32, "遗失"),
        enrolment.admit: ("f" * 32,),
        enrolment.revoke: ("f" * 32, "遗失"),
        people_requests.decide_request: ("f" * 32, RequestVerdict.CONFIRMED),
        recovery.make_recovery: (),
    }

    def call():
        if action in arguments:
            return town.do(action, *arguments[action])
        if action is recovery.recover_county:
            return action(town.office, b"", "")
        where = (world.stick,) if action is returns.write_returns else (town.unit_id, world.stick)
        return action(town.office, *where)

    with pytest.raises(NotAllowed, match="县考核办"):
        call()


@pytest.mark.parametrize("action", only(AT_UNIT, AT_COUNTY), ids=lambda one: one.__name__)
def test_the_county_does_nothing_of_a_units(world, town, action):
    more = {enrolment.begin_incarnation: (), unit_desk.confirm_county: ("f" * 32,)}

    def call():
        if action is conflicts.settle_conflict:
            return world.county.do(action, "f" * 32, take_theirs=True)
        return action(world.county.office, *more.get(action, (world.stick,)))

    with pytest.raises(NotAllowed, match="单位的电脑"):
        call()
