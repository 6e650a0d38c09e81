"""What is noticed across units: figures and reasons, never a grade (D4, D61, domain.md §2c)."""

from dataclasses import replace
from datetime import date

from app.monthly.findings import ClauseFacts, ReportFacts
from app.review.hint_rules import (
    ClaimFacts,
    GradeRun,
    Hint,
    HintDecided,
    UnitGrades,
    UnitReturns,
    alike_claims,
    credit_key,
    good_share,
    hint_cases,
    hint_key,
    return_rate,
    same_grade,
)
from app.rulebook import DEFAULTS
from app.vocabulary import Grade, HintRule, HintVerdict, Month, Part

MARCH = Month(2026, 3)
RULES = replace(DEFAULTS, hint_least_forms=4, good_share_gap=30, same_grade_months=3, return_percent=30)
RESULT = "组织通组路硬化 3.2 公里，惠及南屏村 126 户"


def test_a_share_of_good_far_above_the_county_is_a_hint_with_both_figures():
    units = [
        UnitGrades("a", "丹江镇", 4, 5),
        UnitGrades("b", "西江镇", 1, 15),
        UnitGrades("c", "财政局", 3, 3),
    ]
    (hint,) = good_share(units, MARCH, RULES)
    assert (hint.rule, hint.unit_id) == (HintRule.GOOD_SHARE, "a")
    assert hint.reasons == (
        "2026年3月评定 5 份，“好” 4 份，占 80%；全县 23 份中“好” 8 份，占 35%，高出 45 个百分点。",
        "本提示只供核对，不定等次。",
    )


def test_a_share_just_at_the_threshold_counts_and_just_below_does_not():
    at = [UnitGrades("a", "丹江镇", 4, 5), UnitGrades("b", "西江镇", 1, 5)]
    assert len(good_share(at, MARCH, RULES)) == 1
    assert good_share(at, MARCH, replace(RULES, good_share_gap=31)) == ()


def test_without_grades_there_is_nothing_to_compare():
    assert good_share([], MARCH, RULES) == ()
    assert good_share([UnitGrades("a", "丹江镇", 0, 0)], MARCH, RULES) == ()


def run(name, *grades, unit="丹江镇"):
    return GradeRun(f"id-{name}", name, unit, unit, grades)


def test_one_grade_three_months_running_is_told_once_a_unit_by_grade():
    runs = [
        run("演示甲", Grade.GOOD, Grade.GOOD, Grade.GOOD),
        run("演示乙", Grade.GOOD, Grade.GOOD, Grade.GOOD),
        run("演示丙", Grade.FAIR, Grade.FAIR, Grade.FAIR),
        run("演示丁", Grade.FAIR, Grade.GOOD, Grade.FAIR),
        run("演示戊", None, None, None),
        run("演示己", Grade.GOOD, Grade.GOOD),
    ]
    (hint,) = same_grade(runs, MARCH, RULES)
    assert hint.reasons == (
        "2026年1月至2026年3月连续 3 个月均评定“好”：演示甲、演示乙。",
        "2026年1月至2026年3月连续 3 个月均评定“较好”：演示丙。",
        "本提示只供核对，不定等次。",
    )
    assert hint.cadre_ids == ("id-演示甲", "id-演示乙", "id-演示丙")


def test_a_unit_whose_forms_often_came_back_is_named_with_the_rate():
    units = [
        UnitReturns("a", "丹江镇", 10, 3),
        UnitReturns("b", "西江镇", 10, 2),
        UnitReturns("c", "财政局", 3, 3),
    ]
    (hint,) = return_rate(units, MARCH, RULES)
    assert hint.reasons[0] == "2026年县级审核 10 份，退回更正 3 份，占 30%。"


def claim(id_, name, text=RESULT, *, month=MARCH, unit="丹江镇", form=None, **clause):
    report = ReportFacts(form or f"form-{id_}", unit, name, name, month)
    return ClaimFacts(id_, ClauseFacts(1, text, **clause), report, unit)


def alike(*claims):
    known = {one.clause_id: one for one in claims}
    return alike_claims([one for one in claims if one.report.month == MARCH], known, RULES)


def test_a_result_claimed_in_two_units_and_months_is_a_pair_with_its_reasons():
    (pair,) = alike(claim("a", "演示甲"), claim("b", "演示乙", month=Month(2025, 6), unit="西江镇"))
    assert pair.key == "a+b" == credit_key(["b", "a", "b"])
    assert pair.percent == 100
    assert pair.reasons == (
        "丹江镇演示甲2026年3月第 1 条与西江镇演示乙2025年6月第 1 条相近 100%。",
        "若为共同完成，请认定主办和协办；不是同一实绩的，也请写明理由。",
        "本提示只供核对，不定等次。",
    )


def test_the_same_cadre_is_asked_for_the_months_own_progress():
    (pair,) = alike(claim("a", "演示甲"), claim("b", "演示甲", month=Month(2026, 2)))
    assert "请核对本月的新进展" in pair.reasons[1]


def test_clauses_of_one_form_are_not_compared():
    assert alike(claim("a", "演示甲", form="f"), claim("b", "演示甲", form="f")) == ()


def test_a_result_shared_in_order_is_no_hint_but_claimed_again_later_it_is():
    lead = {"part": Part.LEAD, "partners": frozenset({"演示乙"})}
    assist = {"part": Part.ASSIST, "partners": frozenset({"演示甲"})}
    assert alike(claim("a", "演示甲", **lead), claim("b", "演示乙", **assist)) == ()
    later = claim("b", "演示乙", month=Month(2026, 2), **assist)
    assert len(alike(claim("a", "演示甲", **lead), later)) == 1


def noticed(rule, *reasons):
    return Hint(rule, "a", "丹江镇", MARCH, reasons)


def done(*facts):
    return HintDecided(1, HintVerdict.NOTED, "已了解", "演示县经办", date(2026, 4, 8), facts)


def test_open_hints_come_first_then_decided_ones_then_those_that_have_gone():
    key = {rule: hint_key(rule, "a", MARCH) for rule in HintRule}
    live = [
        noticed(HintRule.GOOD_SHARE, "甲"),
        noticed(HintRule.SAME_GRADE, "乙"),
        noticed(HintRule.ALIKE, "丙"),
    ]
    decided = {
        key[HintRule.GOOD_SHARE]: done("甲"),
        key[HintRule.SAME_GRADE]: done("原来的情况"),
        key[HintRule.RETURN_RATE]: done("丁"),
    }
    gone = {key[HintRule.RETURN_RATE]: noticed(HintRule.RETURN_RATE, "丁"), key[HintRule.GOOD_SHARE]: live[0]}
    cases = hint_cases(live, decided, gone)
    assert [(case.hint.rule, case.open, case.outdated, case.gone) for case in cases] == [
        (HintRule.SAME_GRADE, True, True, False),
        (HintRule.ALIKE, True, False, False),
        (HintRule.GOOD_SHARE, False, False, False),
        (HintRule.RETURN_RATE, False, True, True),
    ]
