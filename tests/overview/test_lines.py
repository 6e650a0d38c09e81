from dataclasses import replace
from datetime import date

import pytest

from app.monthly.lights import Urgency
from app.monthly.rules import deadline
from app.overview.lines import calendar_line, county_target_line, leader_lines, own_todo, todo
from app.overview.rules import Hanging, MonthStanding, Person, Reminded, upcoming
from app.review.digest_board import RemarkCard
from app.rulebook import Rulebook
from app.vocabulary import Month
from app.workdays import Calendar, seed

CALENDAR = Calendar.of(seed([2026]))
MARCH, FEBRUARY = Month(2026, 3), Month(2026, 2)
A, B, C, D, E = (Person(key, f"演示{key}") for key in "甲乙丙丁戊")
TODAY = date(2026, 3, 28)


def standing(month=MARCH, rulebook=None, **values):
    return MonthStanding(
        month=month,
        deadline=deadline(month, rulebook or Rulebook(), CALENDAR),
        meeting_by=date(2026, 4, 2),
        post_by=date(2026, 4, 5),
        plan_by=date(2026, 3, 4),
        **values,
    )


def shown(today=TODAY, month=MARCH, rulebook=None, **values):
    return [
        (line.title, line.why, line.pill, line.urgency.value, line.button, line.stage)
        for line in todo([standing(month, rulebook, **values)], today)
    ]


def test_a_quiet_month_has_nothing_to_do():
    assert shown() == []


def test_two_misses_wait_for_a_decision_first_of_all():
    found = todo([standing(missed_twice=((C, FEBRUARY),), to_evaluate=3, outstanding=(A,))], TODAY)
    assert (found[0].title, found[0].why, found[0].pill, found[0].target) == (
        "演示丙 连续两次未上报",
        "2 月、3 月；请其说明理由并作认定",
        "需认定",
        "丙",
    )
    assert [line.urgency for line in found] == [Urgency.MISSING, Urgency.DUE, Urgency.STEP]


def test_what_the_county_returned_is_to_be_corrected_and_each_sees_the_own_form():
    (line,) = todo([standing(county_returned=(C,))], TODAY)
    assert (line.title, line.button, line.target) == ("县里退回了 演示丙的 3 月登记表", "去更正", "丙")
    (both,) = todo([standing(county_returned=(C, D))], TODAY)
    assert both.title == "县里退回了 2 人的 3 月登记表"
    assert both.why.startswith("演示丙、演示丁；请按审核意见更正")
    (own,) = own_todo([standing(county_returned=(C, D))], "丁", TODAY)
    assert own.title == "县里退回了 本人的 3 月登记表"


def test_a_reminder_of_the_county_opens_the_first_report_that_is_missing():
    (line,) = todo([standing(reminded=(Reminded((C, D), 2, date(2026, 4, 13)),))], date(2026, 4, 8))
    assert (line.title, line.pill, line.target) == ("县里催报 3 月实绩报告：2 人", "县催报", "丙")
    assert line.why == "演示丙、演示丁；第 2 次催报，4 月 13 日前补报并书面说明理由，请按期补报"
    assert line.when == date(2026, 4, 13)
    over = todo([standing(reminded=(Reminded((C,), 1, date(2026, 4, 13)),))], date(2026, 4, 15))
    assert over[0].why.endswith("已过 2 天")


def test_a_cadre_is_told_of_the_own_reminder_alone():
    both = standing(reminded=(Reminded((C, D), 1, TODAY), Reminded((A,), 2, TODAY)))
    (own,) = own_todo([both], "丁", TODAY)
    assert (own.title, own.target) == ("县里催报 3 月实绩报告：本人", "丁")


@pytest.mark.parametrize(
    ("today", "title", "why", "pill", "urgency"),
    [
        (
            date(2026, 3, 28),
            "3 月实绩报告：2 人未提交",
            "演示甲、演示乙；3 月 30 日（星期一）前 · 还有 2 天",
            "临近",
            "due",
        ),
        (
            date(2026, 3, 30),
            "3 月实绩报告：2 人未提交",
            "演示甲、演示乙；3 月 30 日（星期一）前 · 今天截止",
            "临近",
            "due",
        ),
        (
            date(2026, 4, 2),
            "3 月实绩报告：2 人未报",
            "演示甲、演示乙；应于 3 月 30 日前提交，已过 3 天",
            "未报",
            "missing",
        ),
    ],
)
def test_missing_reports_turn_from_near_to_overdue(today, title, why, pill, urgency):
    found = shown(today, outstanding=(A, B))
    assert found == [(title, why, pill, urgency, "去催报", "monthly")]


def test_reports_are_not_asked_for_long_before_they_are_due():
    assert shown(date(2026, 3, 19), outstanding=(A, B)) == []
    assert shown(date(2026, 3, 20), outstanding=(A, B)) != []


def test_one_name_stands_in_the_title_and_many_are_cut_short():
    assert shown(outstanding=(A,))[0][0] == "3 月实绩报告：演示甲未提交"
    assert todo([standing(outstanding=(A,))], TODAY)[0].target == "asking"
    assert own_todo([standing(outstanding=(A,))], "甲", TODAY)[0].target == "甲"
    assert "演示甲、演示乙、演示丙、演示丁等；" in shown(outstanding=(A, B, C, D, E))[0][1]


def test_a_due_day_off_advises_an_earlier_day_and_grace_is_told():
    may = Month(2026, 5)
    assert "当日休息，建议 5 月 29 日前提交" in shown(date(2026, 5, 27), may, outstanding=(A,))[0][1]
    grace = shown(date(2026, 4, 1), rulebook=Rulebook(grace_days=3), outstanding=(A,))
    assert grace[0][1] == "已过 3 月 30 日，宽限至 4 月 2 日"


def test_a_plan_not_settled_is_near_and_then_overdue():
    assert shown(date(2026, 2, 27), unplanned=(A, B)) == []
    near, over = (shown(day, unplanned=(A, B))[0] for day in (date(2026, 3, 4), date(2026, 3, 5)))
    assert near == (
        "3 月计划：2 人未确定",
        "演示甲、演示乙；3 月 4 日前",
        "临近",
        "due",
        "去确定",
        "targets",
    )
    assert over[2] == "已过期"


def test_what_came_waits_for_the_meeting_then_for_the_head():
    assert shown(to_evaluate=6, to_sign=2) == [
        (
            "班子会议评价 3 月实绩",
            "6 份已提交，待会议评价；4 月 2 日前",
            "下一步",
            "step",
            "开始评价",
            "monthly",
        ),
        (
            "负责人签定 3 月实绩",
            "2 份班子已评，待签定；主要负责人本人的由他人签定",
            "下一步",
            "step",
            "去签定",
            "monthly",
        ),
    ]
    assert shown(date(2026, 4, 3), to_evaluate=6)[0][2:4] == ("已过期", "due")


def test_a_returned_report_waits_for_its_cadre():
    assert shown(returned=(C,))[0][:3] == (
        "3 月实绩报告：演示丙待修改",
        "已退回或撤回，改好后重新提交",
        "退回",
    )


def test_posting_and_binding_follow_when_nothing_waits_any_more():
    titles = [line[0] for line in shown(unposted=8, unbound=8)]
    assert titles == ["3 月实绩公示待张贴", "3 月实绩报告待装订"]
    for waiting in ({"to_evaluate": 1}, {"to_sign": 1}, {"returned": (A,)}):
        assert len(shown(unposted=8, unbound=8, **waiting)) == 1


def test_an_overdue_posting_is_asked_for_in_any_case():
    found = shown(date(2026, 4, 6), unposted=7, to_evaluate=1)
    assert ("3 月实绩公示待张贴", "已过期") in [(line[0], line[2]) for line in found]


def test_a_notice_is_taken_down_on_its_last_day():
    notice = Hanging("p", date(2026, 3, 6), date(2026, 3, 17), 7)
    assert shown(date(2026, 3, 16), FEBRUARY, hanging=(notice,)) == []
    found = todo([standing(FEBRUARY, hanging=(notice,))], date(2026, 3, 17))[0]
    assert (found.title, found.why, found.pill, found.urgency, found.button, found.target) == (
        "2 月公示今日期满",
        "3 月 6 日张贴 → 3 月 17 日，7 个工作日",
        "可撤下",
        Urgency.DONE,
        "登记撤下",
        "p",
    )
    later = todo([standing(FEBRUARY, hanging=(notice,))], date(2026, 3, 18))[0]
    assert (later.title, later.urgency) == ("2 月公示已期满", Urgency.DUE)


def test_hints_nobody_has_looked_at_come_last():
    assert shown(undecided=2) == [
        ("3 月有 2 条提示待阅", "只供核对，不定等次", "提示", "quiet", "去查看", "monthly")
    ]


def test_older_months_stand_before_newer_ones_of_the_same_urgency():
    found = todo(
        [standing(outstanding=(A,)), standing(FEBRUARY, outstanding=(A,))],
        date(2026, 4, 2),
    )
    assert [line.month for line in found] == [FEBRUARY, MARCH]


def test_a_cadre_sees_only_what_concerns_the_own_report():
    everything = standing(
        unplanned=(A, B),
        outstanding=(A, B),
        returned=(B,),
        missed_twice=((A, FEBRUARY), (B, FEBRUARY)),
        to_evaluate=3,
        unposted=2,
        undecided=4,
    )
    found = own_todo([everything], "甲", TODAY)
    assert [(line.title, line.button) for line in found] == [
        ("本人 连续两次未上报", "去填写"),
        ("3 月计划：本人未确定", "去填写"),
        ("3 月实绩报告：本人未提交", "去填写"),
    ]
    assert own_todo([everything], "丙", TODAY) == []


def test_an_unknown_year_of_days_off_is_a_thing_to_check():
    line = calendar_line(2027, MARCH)
    assert (line.title, line.stage, line.urgency) == ("2027年节假日安排未核对", "workdays", Urgency.QUIET)


def test_the_dates_ahead_stand_nearest_first():
    notice = Hanging("p", date(2026, 3, 20), date(2026, 3, 31), 7)
    found = upcoming([replace(standing(outstanding=(A,)), hanging=(notice,))], TODAY)
    assert [(one.when.isoformat(), one.title) for one in found] == [
        ("2026-03-30", "提交 3 月实绩报告"),
        ("2026-03-31", "3 月公示期满，登记撤下"),
        ("2026-04-02", "班子会议评价 3 月实绩"),
        ("2026-04-05", "张贴 3 月实绩公示"),
    ]


def test_no_date_is_named_for_what_is_done_or_owed_by_nobody():
    assert upcoming([standing()], TODAY) == []
    (posting,) = upcoming([standing(unposted=2)], TODAY)
    assert posting.title == "张贴 3 月实绩公示"
    judging = upcoming([standing(to_evaluate=1)], TODAY)
    assert [one.title for one in judging] == ["班子会议评价 3 月实绩", "张贴 3 月实绩公示"]


def test_a_cadre_is_told_the_dates_of_the_own_plan_and_report_only():
    notice = Hanging("p", date(2026, 3, 20), date(2026, 3, 31), 7)
    found = upcoming([replace(standing(), hanging=(notice,))], date(2026, 1, 1), own=True)
    assert {one.title for one in found} == {"确定 3 月计划", "提交 3 月实绩报告"}


def test_county_targets_wait_to_be_taken_over():
    line = county_target_line(2, MARCH)
    assert (line.title, line.stage, line.target) == ("2 项县下达目标待分解", "targets", "year")


def test_a_leaders_remark_stays_in_sight_for_a_month():
    card = RemarkCard("1", 1, MARCH, None, "演示县领导", "", "请抓紧。", date(2026, 4, 2), (), ())
    (line,) = leader_lines([card], date(2026, 5, 3))
    assert line.why == "演示县领导 4 月 2 日：请抓紧。"
    assert list(leader_lines([card], date(2026, 5, 4))) == []
