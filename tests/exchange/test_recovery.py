"""The county's PC dies: with the recovery file and the printed code it goes on as the same county."""

import pytest
from sqlalchemy import select

from app.errors import NotAllowed, UserError
from app.exchange import recovery
from app.vocabulary import ArrivalState, Role
from db.tables.people import Cadre
from tests.builders import login
from tests.exchange.world import MARCH, County


@pytest.fixture
def reborn(world, town, tmp_path):
    """A county set up anew with the recovery file of the old one."""
    kept = world.county.do(recovery.make_recovery)
    town.add_report(town.team["演示丙"], MARCH)
    town.take(world.county.give(town))
    world.trip(town)
    world.county.office.close()
    county = County(tmp_path / "new county", world.stick)
    recovery.recover_county(county.office, kept.content, kept.code)
    world.county = county
    return world


def test_units_go_on_with_the_reborn_county_and_send_everything_again(reborn, town):
    (refused,) = reborn.county.take(*send_something(town))
    assert "没有在县里登记" in refused.sentence
    from app.exchange import enrolment

    reborn.county.do(enrolment.admit, reborn.apply(town))
    (answer,) = town.take(reborn.county.give(town))
    assert answer.state is ArrivalState.APPLIED
    assert reborn.trip(town)[0].state is ArrivalState.APPLIED
    assert reborn.county.root(town) == town.root()
    with reborn.county.office.read() as reader:
        assert set(reader.session.scalars(select(Cadre.name))) == set(town.team)


def send_something(town):
    town.add_report(town.team["演示丁"], MARCH)
    return town.push()


def test_a_wrong_code_and_a_foreign_file_open_nothing(world, tmp_path):
    kept = world.county.do(recovery.make_recovery)
    other = County(tmp_path / "other", world.stick)
    wrong = other.do(recovery.make_recovery).code
    with pytest.raises(UserError, match="恢复码不对"):
        recovery.recover_county(other.office, kept.content, wrong)
    with pytest.raises(UserError, match="不是县级恢复文件"):
        recovery.recover_county(other.office, b"PK\x03\x04", kept.code)
    other.office.close()


def test_a_county_that_works_already_keeps_its_identity(world, town):
    kept = world.county.do(recovery.make_recovery)
    with pytest.raises(UserError, match="已登记了单位"):
        recovery.recover_county(world.county.office, kept.content, kept.code)


def test_only_the_administrator_makes_and_uses_it(world):
    world.county.office.login = login(Role.CLERK, Role.HEAD)
    with pytest.raises(NotAllowed):
        world.county.do(recovery.make_recovery)
    with pytest.raises(NotAllowed):
        recovery.recover_county(world.county.office, b"", "")


def test_what_was_made_is_dated_and_says_no_secret(world):
    assert world.county.see(recovery.recovery_made_at) is None
    kept = world.county.do(recovery.make_recovery)
    assert world.county.see(recovery.recovery_made_at).startswith("2026-04-02")
    assert kept.code not in repr(kept)
    assert b"AGE-SECRET-KEY" not in kept.content
