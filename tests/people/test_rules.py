"""Duties, posts over time, exemptions, hints and names."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.errors import UserError
from app.people import rules
from app.people.rules import ExemptionSpan, PostSpan, check_name, duty, hints, name_key, served, tidy_name
from app.vocabulary import ExemptionKind, Month, PostKind, UnitKind

MARCH = Month(2026, 3)


def post(since=date(2024, 1, 1), until=None, kind=PostKind.PRIMARY, *, reports=True, unit_id="u"):
    return PostSpan(unit_id, kind, reports, since, until)


def due(*args, exemptions=(), **kwargs):
    return duty(*args, exemptions, MARCH, first_report_day=15, **kwargs)


def test_a_report_is_due_from_who_holds_a_reporting_post():
    assert due(post()).due
    assert due(post()).reason == "应报。"


@pytest.mark.parametrize(
    ("span", "is_served"),
    [
        (post(date(2026, 3, 31)), True),
        (post(date(2026, 4, 1)), False),
        (post(until=date(2026, 3, 1)), True),
        (post(until=date(2026, 2, 28)), False),
    ],
)
def test_a_post_is_served_in_a_month_when_held_on_any_of_its_days(span, is_served):
    assert served(span, MARCH) is is_served


def test_nothing_is_due_without_a_post_in_the_month():
    assert due(None).reason == "2026年3月不在本单位任职。"
    assert not due(post(date(2026, 4, 1))).due


@pytest.mark.parametrize("span", [post(reports=False), post(kind=PostKind.CONCURRENT)])
def test_posts_that_do_not_report_owe_nothing(span):
    assert due(span).reason == "该职务不单独报告。"


def test_who_left_during_the_month_reports_to_the_new_unit():
    assert due(post(until=date(2026, 3, 30))).reason == "2026年3月内已离任，由新单位报告。"
    assert due(post(until=date(2026, 3, 31))).due


def test_who_comes_on_the_15th_or_later_reports_from_the_next_month():
    assert due(post(date(2026, 3, 14))).due
    assert due(post(date(2026, 3, 15))).reason == "2026年3月15日及以后到任，从下月起报告。"


def test_who_only_changes_posts_within_the_unit_late_in_the_month_still_reports():
    old, new = post(until=date(2026, 3, 19)), post(date(2026, 3, 20))
    assert due(new, others=[old]).due


def test_an_earlier_post_that_did_not_report_does_not_make_a_late_comer_due():
    observer = post(until=date(2026, 3, 19), reports=False)
    long_gone = post(until=date(2025, 12, 31))
    assert not due(post(date(2026, 3, 20)), others=[observer, long_gone]).due


def test_an_approved_exemption_covers_its_months_and_no_other():
    leave = ExemptionSpan(Month(2026, 2), MARCH, ExemptionKind.SICK, "住院")
    over = ExemptionSpan(Month(2026, 1), Month(2026, 2), ExemptionKind.LEAVE, "事假")
    decision = due(post(), exemptions=[over, leave])
    assert (decision.due, decision.exempt) == (False, True)
    assert decision.reason == "病假，经批准免报。"
    assert due(post(), exemptions=[over]).due


def test_a_post_may_not_end_before_it_begins():
    with pytest.raises(UserError, match="早于“任现职时间”") as problem:
        rules.check_span(post(date(2026, 3, 2), date(2026, 3, 1)), [])
    assert problem.value.field == "until"


def test_two_main_posts_at_once_in_one_unit_are_refused():
    with pytest.raises(UserError, match="时间重叠") as problem:
        rules.check_span(post(date(2026, 3, 1)), [post()])
    assert problem.value.field == "since"


@pytest.mark.parametrize(
    ("span", "other"),
    [
        (post(date(2026, 3, 1)), post(until=date(2026, 2, 28))),
        (post(until=date(2026, 2, 28)), post(date(2026, 3, 1))),
        (post(date(2026, 3, 1), kind=PostKind.CONCURRENT), post()),
        (post(date(2026, 3, 1)), post(kind=PostKind.SECONDED)),
        (post(date(2026, 3, 1)), post(unit_id="other")),
    ],
)
def test_posts_after_each_other_beside_each_other_or_elsewhere_are_life(span, other):
    rules.check_span(span, [other])


def test_a_post_ends_once_and_not_before_it_began():
    rules.check_end(date(2026, 3, 1), None, date(2026, 3, 1))
    with pytest.raises(UserError, match="已于2026年3月5日结束"):
        rules.check_end(date(2026, 3, 1), date(2026, 3, 5), date(2026, 3, 9))
    with pytest.raises(UserError, match="早于"):
        rules.check_end(date(2026, 3, 1), None, date(2026, 2, 28))


@pytest.mark.parametrize(
    ("first", "last", "kind", "whole_unit", "field"),
    [
        (MARCH, Month(2026, 2), ExemptionKind.LEAVE, False, "last"),
        (MARCH, Month(2029, 3), ExemptionKind.STUDY, False, "last"),
        (MARCH, MARCH, ExemptionKind.COUNTY_WIDE, False, "kind"),
        (MARCH, MARCH, ExemptionKind.SICK, True, "kind"),
    ],
)
def test_impossible_exemptions_are_refused_by_field(first, last, kind, whole_unit, field):
    with pytest.raises(UserError) as problem:
        rules.check_exemption(first, last, kind, whole_unit=whole_unit)
    assert problem.value.field == field


def test_a_leave_of_three_years_and_a_county_wide_month_are_taken():
    rules.check_exemption(MARCH, Month(2029, 2), ExemptionKind.STUDY, whole_unit=False)
    rules.check_exemption(MARCH, MARCH, ExemptionKind.COUNTY_WIDE, whole_unit=True)


@dataclass
class Line:
    name: str
    title: str
    heads_unit: bool = False
    on_team: bool = True


def test_a_usual_list_gives_no_hint():
    team = [
        Line("甲", "党委书记", heads_unit=True),
        Line("乙", "镇长", heads_unit=True),
        Line("丙", "副镇长"),
    ]
    assert hints([*team, Line("丁", "副镇长")], UnitKind.TOWNSHIP) == ()
    assert hints([], UnitKind.TOWNSHIP) == ()


def test_a_list_without_head_and_team_says_so():
    assert hints([Line("甲", "干事", on_team=False)], UnitKind.DEPARTMENT) == (
        "还没有指定主要负责人，报告无人签定。",
        "还没有班子成员，无法召开班子会议。",
    )


def test_two_secretaries_two_heads_and_namesakes_are_pointed_out():
    twins = [Line("张三", "党委书记", heads_unit=True), Line("张 三", "党委书记", heads_unit=True)]
    assert hints(twins, UnitKind.DEPARTMENT) == (
        "主要负责人有 2 人：张三、张 三。请核对。",
        "“党委书记”有 2 人。请核对。",
        "“张三”同名 2 人，请在备注中区分。",
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王　芳", "王芳"),
        (" 欧阳 建国 ", "欧阳建国"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("𬭎 䶮 堃", "𬭎䶮堃"),
    ],
)
def test_a_name_is_kept_with_one_kind_of_dot_and_no_inner_blank(typed, kept):
    assert tidy_name(typed) == kept


def test_spellings_of_one_name_have_one_key():
    assert name_key("ＡＢ 阿依古丽•买买提") == name_key("ab阿依古丽·买买提")


@pytest.mark.parametrize(
    "text", ["=1+1", "＝1+1", "+8613800000000", "-5", "@SUM(A1)", "12345", "？？", "👩", "—"]
)
def test_what_is_nobodys_name_is_refused_in_one_sentence(text):
    with pytest.raises(UserError, match="不是姓名") as refusal:
        check_name(text)
    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    "name", ["张三", "𬭎䶮堃", "𰻝", "阿依古丽·买买提", "John Smith", "演示1", "张三（示例）"]
)
def test_names_however_rare_are_taken(name):
    check_name(name)
