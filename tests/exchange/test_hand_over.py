"""Whose people and rules are after the hand-over: the county's, and a unit asks (exchange.md §1)."""

import pytest

from app.errors import NotAllowed, UserError
from app.exchange import enrolment, people_requests
from app.people import actions as people
from app.people.entries import CadreEntry, PostEntry
from app.rulebook import publish_rulebook
from app.vocabulary import RequestVerdict
from tests.exchange.world import ON_BOTH, TODAY, names_at


def test_after_the_hand_over_a_change_of_people_is_asked_for_and_counts_meanwhile(world, town):
    town.do(people.add_cadre, town.unit_id, CadreEntry("演示新"), PostEntry("副镇长", TODAY))
    world.trip(town)
    assert "演示新" in names_at(world.county.office)
    asked = world.county.see(people_requests.person_requests)
    assert {line.table for line in asked} == {"cadre", "post"}
    assert all(line.verdict is None for line in asked)
    for line in asked:
        world.county.do(people_requests.decide_request, line.request_id, RequestVerdict.CONFIRMED)
    town.take(world.county.give(town))
    assert all(line.verdict for line in town.see(people_requests.person_requests))
    assert "演示新" in names_at(town.office)


@ON_BOTH
def test_a_refused_change_of_people_is_taken_back_at_the_unit(world, town):
    cadre = town.team["演示丙"]
    town.do(people.edit_cadre, cadre, CadreEntry("演示丙丙", party="中共党员"))
    world.trip(town)
    assert "演示丙丙" in names_at(world.county.office)
    (asked,) = world.county.see(people_requests.person_requests)
    with pytest.raises(UserError, match="理由"):
        world.county.do(people_requests.decide_request, asked.request_id, RequestVerdict.REFUSED)
    world.county.do(
        people_requests.decide_request, asked.request_id, RequestVerdict.REFUSED, "与干部档案不符"
    )
    assert names_at(town.office) >= {"演示丙丙"}
    town.take(world.county.give(town))
    assert "演示丙" in names_at(town.office)
    assert "演示丙丙" not in names_at(town.office)


@ON_BOTH
def test_the_county_corrects_people_and_the_unit_follows(world, town):
    world.county.do(people.edit_cadre, town.team["演示丁"], CadreEntry("演示丁丁", party="中共党员"))
    town.take(world.county.give(town))
    assert "演示丁丁" in names_at(town.office)


def test_the_county_waits_for_the_hand_over_before_it_changes_people(world):
    town = world.town()
    world.county.take(enrolment.write_application(world.town(enrolled=False).office, world.stick).path)
    with pytest.raises(NotAllowed, match="还没有移交"):
        world.county.do(people.add_cadre, town.unit_id, CadreEntry("演示新"), PostEntry("副镇长", TODAY))


@ON_BOTH
def test_rules_come_from_the_county_once_a_unit_is_tied(world, town):
    with pytest.raises(NotAllowed, match="由县考核办统一发布"):
        town.do(publish_rulebook, {}, effective_from=TODAY, reason="换号")
    world.county.do(publish_rulebook, {"hotline": "0855-1234567"}, effective_from=TODAY, reason="换号")
    town.take(world.county.give(town))
    with town.office.read() as reader:
        assert reader.rulebook(TODAY).hotline == "0855-1234567"
