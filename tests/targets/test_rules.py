"""Pure rules on targets and plans."""

from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.targets import rules
from app.targets.rules import Holding, Pace, standing
from app.vocabulary import Month, Part, ReportState, TaskSource
from app.workdays import Calendar, seed

JAN, FEB, MARCH, APRIL = (Month(2026, month) for month in range(1, 5))
TODAY = date(2026, 3, 28)


def pace(months, percents=None, due=None, dropped=""):
    return standing(months, percents or {}, due, dropped, TODAY)


@pytest.mark.parametrize(
    ("facts", "expected", "reason"),
    [
        ({"months": [JAN], "dropped": "政策调整"}, Pace.DROPPED, "已撤销：政策调整"),
        ({"months": []}, Pace.UNSPLIT, "还没有分解到月。"),
        ({"months": [APRIL]}, Pace.COMING, "2026年4月起推进。"),
        ({"months": [MARCH]}, Pace.COMING, "2026年3月起推进。"),
        ({"months": [APRIL, FEB]}, Pace.BEHIND, "2026年2月起应推进，尚无完成情况。"),
        ({"months": [APRIL], "due": date(2026, 3, 1)}, Pace.BEHIND, "时限 2026年3月1日 已过，尚无完成情况。"),
        ({"months": [FEB, APRIL], "percents": {FEB: 67}}, Pace.BEHIND, "2026年2月完成 67%。"),
        ({"months": [FEB, APRIL], "percents": {JAN: 67, FEB: 100}}, Pace.ON_TRACK, "2026年2月完成 100%。"),
        (
            {"months": [FEB, APRIL], "percents": {FEB: 100}, "due": date(2026, 3, 1)},
            Pace.BEHIND,
            "2026年2月完成 100%；时限 2026年3月1日 已过，还有月份未报告。",
        ),
        (
            {"months": [FEB, APRIL], "percents": {FEB: 100}, "due": date(2026, 12, 1)},
            Pace.ON_TRACK,
            "2026年2月完成 100%。",
        ),
        ({"months": [FEB], "percents": {MARCH: 107}}, Pace.DONE, "2026年3月完成 107%，各月任务均已报告。"),
    ],
)
def test_a_target_stands_by_what_was_reported_with_the_reason(facts, expected, reason):
    stands = pace(**facts)
    assert (stands.pace, stands.reason) == (expected, reason)


def test_targets_are_numbered_without_those_dropped():
    assert rules.numbers([False, True, False]) == (1, None, 2)
    assert rules.numbers([]) == ()


def test_a_plan_gets_what_it_lacks_and_nothing_twice():
    holdings = [
        Holding("a", "核实对象", "42户", date(2026, 3, 15), Part.LEAD, ("x",)),
        Holding("b", "开工15户", "", date(2026, 12, 31), Part.ASSIST, ()),
        Holding("c", "巡查", "", None, Part.LEAD, ()),
    ]
    new = rules.items_for(MARCH, holdings, ["c", None])
    assert [(item.target_id, item.due) for item in new] == [("a", date(2026, 3, 15)), ("b", None)]
    assert new[0].source is TaskSource.ANNUAL
    assert (new[0].standard, new[0].partners, new[1].part) == ("42户", ("x",), Part.ASSIST)


def test_one_text_goes_into_the_chosen_months():
    assert rules.repeated("巡查", 2026, [3, 1]) == {MARCH: "巡查", JAN: "巡查"}
    with pytest.raises(UserError, match="至少选择一个月份"):
        rules.repeated("巡查", 2026, [])


def test_a_plan_is_due_on_the_third_workday_of_its_month():
    calendar = Calendar.of(seed([2025, 2026]))
    assert rules.plan_deadline(MARCH, 3, calendar) == date(2026, 3, 4)
    assert rules.plan_deadline(JAN, 3, calendar) == date(2026, 1, 6)


def test_a_signed_month_closes_the_plan():
    rules.check_open("演示甲", MARCH, [ReportState.SUBMITTED])
    with pytest.raises(NotAllowed, match="演示甲2026年3月的报告已签定"):
        rules.check_open("演示甲", MARCH, [ReportState.SUPERSEDED, ReportState.DRAFT])


def test_a_settled_plan_keeps_its_tasks():
    rules.check_unsettled(None)
    with pytest.raises(NotAllowed, match="计划已于 2026年3月3日 确定"):
        rules.check_unsettled(date(2026, 3, 3))
