"""总览 at the county: forms that wait, units to remind, files set apart, answers to give."""

import pytest

from app.errors import NotAllowed
from app.overview.county import county_figures, county_today
from app.vocabulary import Role
from tests.builders import login
from tests.exchange.world import MARCH, World


@pytest.fixture
def world(tmp_path, both_engines):
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def town(world):
    made = world.town(enrolled=False)
    made.team = made.add_team()
    made.add_report(made.team["演示丙"], MARCH)
    world.enrol(made)
    world.trip(made)
    return made


def titles(world):
    return {line.title: line for line in world.county.see(county_today).lines}


def test_forms_that_came_in_wait_for_review(world, town):
    line = titles(world)["审核 3 月登记表"]
    assert (line.pill, line.stage, line.month) == ("待审 1", "review", MARCH)


def test_whoever_has_not_reported_is_to_be_reminded(world, town):
    assert "未报 3" in titles(world)["催报 3 月实绩报告"].pill


def test_an_application_waits_for_its_comparison(world, town):
    world.apply(world.town(enrolled=False))
    assert titles(world)["核对登记申请"].stage == "exchange"


def test_what_came_in_since_the_last_answer_has_to_be_answered(world, town):
    town.add_report(town.team["演示丁"], MARCH)
    world.county.take(*town.push())
    assert "给单位发回执" in titles(world)


def test_a_fork_comes_first(world, town):
    from app.vocabulary import ArrivalState
    from db.tables.exchange import Arrival

    with world.county.office.write("试") as work:
        for row in work.session.query(Arrival):
            row.state = ArrivalState.QUARANTINED
    assert world.county.see(county_today).lines[0].title in {"处理数据分叉", "催报 3 月实绩报告"}


def test_the_figures_are_those_of_all_units_together(world, town):
    found = world.county.see(county_figures, MARCH)
    assert (found.due, found.handed_in, found.outstanding) == (4, 1, 3)


def test_only_the_office_sees_it(world, town):
    world.county.office.login = login(Role.ADMIN)
    with pytest.raises(NotAllowed):
        world.county.see(county_today)


def test_an_empty_county_has_nothing_to_do(world):
    assert world.county.see(county_today).lines == ()


def test_a_leaders_remark_stands_in_the_units_list_for_some_weeks(world, town):
    from datetime import date

    from app.overview.views import today
    from app.review.digest_actions import RemarkEntry, make_digest, record_remark
    from app.review.digest_form import Wording

    digest = make_digest(world.county.office, MARCH, Wording())
    entry = RemarkEntry("演示县领导", "副县长", "请抓紧补报。", date(2026, 4, 2))
    world.county.do(record_remark, digest, entry)
    town.take(world.county.give(town))
    lines = {line.title: line for line in town.see(today, town.unit_id).lines}
    assert "请抓紧补报" in lines["县领导批示（3 月）"].why
    town.at(date(2026, 6, 1))
    assert "县领导批示（3 月）" not in {line.title for line in town.see(today, town.unit_id).lines}
