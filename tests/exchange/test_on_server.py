"""A county on PostgreSQL takes the same files in as one on its own file, with the same state roots."""

from datetime import date

import pytest
from sqlalchemy import text

from app.doctor_received import look_at_received
from app.exchange import people_requests
from app.people import actions as people
from app.people.entries import CadreEntry, PostEntry
from app.review.actions import file_report
from app.review.views import unit_month
from app.vocabulary import ArrivalState, RequestVerdict, ReviewState
from db.engine import writing
from tests import builders, postgres
from tests.exchange.world import MARCH, TODAY, World


@pytest.fixture
def world(tmp_path, monkeypatch):
    """The county's rows lie on the server, the units' in files of their own."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    cluster = postgres.cluster()
    monkeypatch.setattr(builders, "lend", cluster.lend)
    made = World(tmp_path)
    monkeypatch.setattr(builders, "lend", None)
    yield made
    made.close()
    cluster.take_back()


@pytest.fixture
def town(world):
    made = world.town(enrolled=False)
    made.team = made.add_team()
    made.report = made.add_report(made.team["演示丙"], MARCH, submitted_on=date(2026, 3, 29))
    world.enrol(made)
    world.trip(made)
    return made


def test_the_round_trip_ends_in_equal_state_roots(world, town):
    town.add_report(town.team["演示丁"], MARCH)
    (result,) = world.trip(town)
    assert result.state is ArrivalState.APPLIED
    assert world.county.root(town) == town.root()
    assert look_at_received(world.county.office.engine).endswith("与报来时一致。")


def test_a_check_changes_nothing_and_a_whole_file_puts_right(world, town):
    town.add_report(town.team["演示丁"], MARCH)
    before = world.county.root(town)
    (file,) = town.push()
    assert world.county.take(file, check=True)[0].state is ArrivalState.APPLIED
    assert world.county.root(town) == before
    assert world.county.take(*town.whole())[0].taken
    assert world.county.root(town) == town.root()


def test_people_are_asked_for_and_answered(world, town):
    town.do(people.add_cadre, town.unit_id, CadreEntry("演示新"), PostEntry("副镇长", TODAY))
    world.trip(town)
    for line in world.county.see(people_requests.person_requests):
        world.county.do(people_requests.decide_request, line.request_id, RequestVerdict.CONFIRMED)
    town.take(world.county.give(town))
    assert all(line.verdict for line in town.see(people_requests.person_requests))


def test_a_form_is_filed_and_the_unit_hears_of_it(world, town):
    (line,) = [
        one for one in world.county.see(unit_month, town.unit_id, MARCH).lines if one.report_id == town.report
    ]
    assert line.state is ReviewState.WAITING
    world.county.do(file_report, town.report, line.revision)
    town.take(world.county.give(town))
    from db.tables.review import Review

    with town.office.read() as reader:
        assert reader.session.query(Review).one().report_id == town.report


def test_received_entries_cannot_be_changed_there_either(world, town):
    with pytest.raises(Exception, match="append-only"), writing(world.county.office.engine).begin() as link:
        link.execute(text("DELETE FROM received_entry"))
