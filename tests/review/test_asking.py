"""免报月 and 催报单 (domain.md §2.41, §7b)."""

from datetime import date

import pytest

from app.errors import Conflict, UserError
from app.monthly.views_findings import findings
from app.people.views import roster
from app.review.actions_reminding import declare_waiver, issue_reminder, withdraw_waiver
from app.review.views import inbox, unit_month, waiver
from app.review.views_reminding import asking
from app.vocabulary import FindingRule, Month, ReviewState

MARCH = Month(2026, 3)


def test_a_month_that_the_county_waives_is_due_from_nobody(county):
    county.do(declare_waiver, MARCH, "防汛救灾期间")
    found = county.see(inbox, MARCH)
    assert found.waiver.reason == "防汛救灾期间"
    assert (found.total.due, found.total.exempt, found.total.missing) == (0, 3, 0)
    assert {line.pill for line in found.lines} == {"免报"}
    lines = county.see(unit_month, county.unit_id, MARCH).lines
    assert {(line.state, line.reason) for line in lines} == {(ReviewState.EXEMPT, "全县免报，经批准免报。")}


def test_a_waived_month_is_exempt_in_the_units_own_list_and_neither_counts_nor_resets_misses(county):
    county.do(declare_waiver, Month(2026, 2), "防汛救灾期间")
    county.at(date(2026, 4, 8))
    (member, _) = county.see(roster, county.unit_id, Month(2026, 2))
    assert member.duty.exempt
    rules = {(one.rule, one.cadre_id) for one in county.see(findings, county.unit_id, MARCH)}
    assert (FindingRule.MISSED_TWICE, county.cadres["演示甲"]) in rules


def test_a_waiver_taken_back_makes_the_month_due_again(county):
    waiver_id = county.do(declare_waiver, MARCH, "防汛救灾期间")
    with pytest.raises(UserError, match="2026年3月已是全县免报月。"):
        county.do(declare_waiver, MARCH, "重复")
    with pytest.raises(Conflict):
        county.do(withdraw_waiver, waiver_id, 9, "误登")
    county.do(withdraw_waiver, waiver_id, 1, "误登")
    assert county.see(waiver, MARCH) is None
    assert county.see(inbox, MARCH).total.due == 3


def test_who_is_missing_is_reminded_and_the_reminders_are_counted(county):
    county.add_form("演示甲", MARCH)
    page = county.see(asking, MARCH)
    assert [(one.unit, [line.name for line in one.people]) for one in page.missing] == [
        ("丹江镇（演示）", ["演示乙"]),
        ("西江镇（演示）", ["演示丙"]),
    ]
    assert page.due == date(2026, 4, 13)
    for _ in range(2):
        county.do(issue_reminder, county.unit_id, MARCH, [county.cadres["演示乙"]], page.due)
    page = county.see(asking, MARCH)
    assert [one.reminded for one in page.missing] == [2, 0]
    assert [(one.number, one.names) for one in page.reminders] == [(2, ("演示乙",)), (1, ("演示乙",))]


def test_nobody_is_reminded_who_reported_and_no_date_lies_in_the_past(county):
    county.add_form("演示甲", MARCH)
    reported, missing = county.cadres["演示甲"], county.cadres["演示乙"]
    with pytest.raises(Conflict, match="催报对象中有人已经上报"):
        county.do(issue_reminder, county.unit_id, MARCH, [reported], date(2026, 4, 13))
    with pytest.raises(UserError, match="“补报期限”不能早于今天。"):
        county.do(issue_reminder, county.unit_id, MARCH, [missing], date(2026, 4, 7))
    with pytest.raises(UserError, match="请选择催报对象。"):
        county.do(issue_reminder, county.unit_id, MARCH, [], date(2026, 4, 13))


def test_the_inbox_tells_due_received_late_and_missing_by_unit(county):
    county.add_form("演示甲", MARCH)
    county.add_form("演示丙", MARCH, unit="西江镇", submitted_on=date(2026, 4, 2))
    found = county.see(inbox, MARCH)
    by_unit = {line.unit_id: line for line in found.lines}
    town, other = by_unit[county.unit_id], by_unit[county.units["西江镇"]]
    assert (town.tally.due, town.tally.handed_in, town.tally.missing, town.pill) == (2, 1, 1, "待审 1")
    assert (other.tally.late, other.tally.waiting) == (1, 1)
    assert found.total.due == 3
