"""总览 at the county: forms that wait, units to remind, files set apart, answers to give."""

from datetime import date

import pytest

from app.errors import NotAllowed
from app.monthly.lights import Urgency
from app.overview.county import county_figures, county_today
from app.overview.views import today
from app.review.actions import file_report
from app.review.actions_hints import decide_hint
from app.review.actions_reminding import issue_reminder
from app.review.digest_actions import RemarkEntry, make_digest, record_remark
from app.review.digest_form import Wording
from app.review.views_hints import hints_of
from app.rulebook import publish_rulebook
from app.vocabulary import ArrivalState, HintVerdict, Month, Role
from db.tables.exchange import Arrival
from db.tables.monthly import Report
from tests.builders import login, moment
from tests.exchange.world import MARCH, World
from tests.monthly.builders import signed


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
    assert titles(world)["催报 3 月实绩报告"].pill == "待催 3"


def test_whoever_was_reminded_is_counted_apart_from_whoever_is_to_be(world, town):
    world.county.do(issue_reminder, town.unit_id, MARCH, [town.team["演示甲"]], date(2026, 4, 20))
    line = titles(world)["催报 3 月实绩报告"]
    assert line.pill == "待催 2"
    assert "已催 1 人，未到补报期限。" in line.why


def test_a_reminder_still_running_asks_for_nothing_and_one_past_due_comes_back(world, town):
    for name in ("演示甲", "演示乙", "演示丁"):
        cadres = [town.team[name]]
        world.county.do(issue_reminder, town.unit_id, MARCH, cadres, date(2026, 4, 6))
    assert not any("催报" in title for title in titles(world))
    world.county.clock.moment = moment(date(2026, 4, 7))
    assert titles(world)["3 月催报单已过补报期限"].pill == "逾期 3"
    world.county.do(issue_reminder, town.unit_id, MARCH, [town.team["演示甲"]], date(2026, 4, 12))
    assert titles(world)["3 月催报单已过补报期限"].pill == "逾期 2"


def test_a_unit_sees_the_newest_reminder_of_each_who_is_missing(world, town):
    ask = [town.team[name] for name in ("演示甲", "演示乙")]
    world.county.do(issue_reminder, town.unit_id, MARCH, ask, date(2026, 4, 6))
    world.county.do(issue_reminder, town.unit_id, MARCH, ask[:1], date(2026, 4, 12))
    town.take(world.county.give(town))
    asked = [line for line in town.see(today, town.unit_id).lines if line.pill == "县催报"]
    assert [(line.title, line.target, line.when) for line in asked] == [
        ("县里催报 3 月实绩报告：演示乙", ask[1], date(2026, 4, 6)),
        ("县里催报 3 月实绩报告：演示甲", ask[0], date(2026, 4, 12)),
    ]
    town.add_report(ask[0], MARCH)
    assert [line.target for line in town.see(today, town.unit_id).lines if line.pill == "县催报"] == [ask[1]]


def test_a_report_that_came_late_is_told_until_it_is_decided_on(world, town):
    report_id = town.add_report(town.team["演示丁"], MARCH, submitted_on=date(2026, 4, 2))
    world.county.take(*town.push())
    line = titles(world)["核对 3 月迟报"]
    assert (line.pill, line.target) == ("迟报 1", town.unit_id)
    revision = world.county.see(lambda reader: reader.session.get_one(Report, report_id).revision)
    world.county.do(file_report, report_id, revision)
    assert "核对 3 月迟报" not in titles(world)


def test_the_digest_of_last_month_is_due_until_it_is_made(world, town):
    assert titles(world)["呈阅 3 月审核汇总表"].pill == "下一步"
    world.county.clock.moment = moment(date(2026, 4, 16))
    line = titles(world)["呈阅 3 月审核汇总表"]
    assert (line.pill, line.when, line.stage) == ("已过期", date(2026, 4, 15), "digest")
    make_digest(world.county.office, MARCH, Wording())
    assert "呈阅 3 月审核汇总表" not in titles(world)


def test_an_older_digest_is_asked_for_only_once_the_county_makes_digests(world, town):
    world.county.clock.moment = moment(date(2026, 5, 20))
    assert "呈阅 3 月审核汇总表" not in titles(world)
    make_digest(world.county.office, Month(2026, 2), Wording())
    assert "呈阅 3 月审核汇总表" in titles(world)


def test_the_day_of_the_digest_is_the_rule_books_and_lies_in_the_next_month(world, town):
    rules = {"digest_by_day": 31}
    world.county.do(publish_rulebook, rules, effective_from=date(2026, 1, 1), reason="推迟呈阅")
    assert world.county.see(county_today).next_up[0].when == date(2026, 5, 31)
    assert titles(world)["呈阅 3 月审核汇总表"].when == date(2026, 4, 30)


def test_open_hints_of_a_month_are_told_until_somebody_looked_into_them(world, town):
    for number in (1, 2, 3):
        signed(town, "演示丁", month=Month(2026, number))
    world.county.take(*town.push())
    line = titles(world)["3 月有 1 条县级提示待了解"]
    assert (line.stage, line.target, line.urgency) == ("review", "hints", Urgency.QUIET)
    (case,) = world.county.see(hints_of, MARCH)
    world.county.do(decide_hint, case.key, case.hint.reasons, 0, HintVerdict.NOTED, "已了解情况")
    assert not any("县级提示" in title for title in titles(world))


def test_an_application_waits_for_its_comparison(world, town):
    world.apply(world.town(enrolled=False))
    assert titles(world)["核对登记申请"].stage == "exchange"


def test_what_came_in_since_the_last_answer_has_to_be_answered(world, town):
    town.add_report(town.team["演示丁"], MARCH)
    world.county.take(*town.push())
    assert "给单位发回执" in titles(world)


def test_a_fork_comes_first(world, town):
    with world.county.office.write("试") as work:
        for row in work.session.query(Arrival):
            row.state = ArrivalState.QUARANTINED
    assert world.county.see(county_today).lines[0].title in {"处理数据分叉", "催报 3 月实绩报告"}


def test_the_figures_are_those_of_all_units_together(world, town):
    found = world.county.see(county_figures, MARCH)
    assert (found.due, found.handed_in, found.outstanding) == (4, 1, 3)


def test_the_figures_of_one_unit_are_its_own(world, town):
    empty = world.town()
    units = (town.unit_id, empty.unit_id)
    found = [world.county.see(county_figures, MARCH, unit_id) for unit_id in units]
    assert [(one.due, one.handed_in, one.outstanding) for one in found] == [(4, 1, 3), (0, 0, 0)]


def test_only_the_office_sees_it(world, town):
    world.county.office.login = login(Role.ADMIN)
    with pytest.raises(NotAllowed):
        world.county.see(county_today)


def test_an_empty_county_has_nothing_to_do(world):
    assert world.county.see(county_today).lines == ()


def test_a_leaders_remark_stands_in_the_units_list_for_some_weeks(world, town):
    digest = make_digest(world.county.office, MARCH, Wording())
    entry = RemarkEntry("演示县领导", "副县长", "请抓紧补报。", date(2026, 4, 2))
    world.county.do(record_remark, digest, entry)
    town.take(world.county.give(town))
    lines = {line.title: line for line in town.see(today, town.unit_id).lines}
    assert "请抓紧补报" in lines["县领导批示（3 月）"].why
    town.at(date(2026, 6, 1))
    assert "县领导批示（3 月）" not in {line.title for line in town.see(today, town.unit_id).lines}
