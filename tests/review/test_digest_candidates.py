"""What is offered for 突出事项 and 问题: each kind with its figures, its source and its place (D39, D71)."""

from datetime import date

import pytest

from app.errors import NotAllowed
from app.review.digest_candidates import candidates
from app.vocabulary import FindingRule, Grade, ReviewVerdict, Role, Verdict
from db.tables.monthly import FindingDecision
from tests.county_digest import FEBRUARY, MARCH, CountyOffice


@pytest.fixture
def county(tmp_path, both_engines):
    """Two units of two; everybody reported in February and in March, in time and well."""
    made = CountyOffice(tmp_path)
    made.unit("丹江镇", 2)
    made.unit("西江镇", 2)
    made.reports = {
        (name, month): made.report(name, month, truthful=True)
        for name in ("演示丹甲", "演示丹乙", "演示西甲")
        for month in (FEBRUARY, MARCH)
    }
    yield made
    made.close()


@pytest.fixture
def complete(county):
    """The fourth has reported too."""
    for month in (FEBRUARY, MARCH):
        county.report("演示西乙", month)
    return county


def texts(county, kind):
    return [one.text for one in county.see(candidates, MARCH) if one.kind == kind]


def test_a_quiet_month_offers_nothing(complete):
    assert complete.see(candidates, MARCH) == ()


def test_a_key_project_done_is_a_result_and_one_behind_a_problem_with_its_reason(complete):
    complete.key_project(complete.reports["演示丹甲", MARCH], 100)
    complete.key_project(complete.reports["演示西甲", MARCH], 60, reason="连续降雨。")
    done, behind = complete.see(candidates, MARCH)
    assert (done.notable, behind.notable) == (True, False)
    assert done.text == "丹江镇演示丹甲（党委书记）重点项目“西江旅游公路”：路基全部完成（完成率100%）。"
    assert behind.text.endswith("（完成率60%）；未完成原因：连续降雨。")
    assert behind.report_id == complete.reports["演示西甲", MARCH]


def test_quotation_marks_of_a_title_become_inner_ones(complete):
    complete.key_project(complete.reports["演示丹甲", MARCH], 100, title="“一事一议”通组路硬化")
    (done,) = complete.see(candidates, MARCH)
    assert "重点项目“‘一事一议’通组路硬化”：" in done.text


def test_a_key_project_without_a_share_is_not_offered(complete):
    complete.key_project(complete.reports["演示丹甲", MARCH], None)
    assert complete.see(candidates, MARCH) == ()


def test_two_misses_in_a_row_are_offered_for_judgement_and_not_as_a_verdict(county):
    (said,) = texts(county, FindingRule.MISSED_TWICE.label)
    assert said == "西江镇演示西乙（副镇长）2026年2月、2026年3月连续两次未上报，理由待核实认定。"


def test_who_is_missing_is_named_in_one_line_a_unit(county):
    county.unit("永乐镇", 2)
    county.report("演示永甲", FEBRUARY)
    assert texts(county, "未报") == [
        "西江镇：未报1人（演示西乙）。",
        "永乐镇：未报2人（演示永甲、演示永乙）。",
    ]


def test_a_late_report_is_offered_as_late_and_not_as_missing(complete):
    complete.unit("永乐镇", 1)
    for month in (FEBRUARY, MARCH):
        complete.report("演示永甲", month, submitted_on=date(2026, 4, 9))
    assert texts(complete, "迟报") == ["永乐镇：迟报1人（演示永甲）。"]
    assert texts(complete, "未报") == []


def test_an_untrue_report_and_the_lowest_grade_bring_the_facts_of_the_meeting(complete):
    complete.unit("永乐镇", 1)
    complete.report("演示永甲", FEBRUARY)
    complete.report("演示永甲", MARCH, Grade.POOR, truthful=False, facts="拆除进度与台账不符。")
    assert texts(complete, "报告不属实") == [
        "永乐镇演示永甲（党委书记）班子会议评价报告实绩不属实：拆除进度与台账不符。"
    ]
    assert texts(complete, "评定“差”") == [
        "永乐镇演示永甲（党委书记）本月评定等次为“差”：拆除进度与台账不符。"
    ]


def test_the_lowest_grade_of_a_returned_form_no_longer_counts(complete):
    complete.unit("永乐镇", 1)
    complete.report("演示永甲", FEBRUARY)
    complete.review(complete.report("演示永甲", MARCH, Grade.POOR, facts="无台账"))
    assert texts(complete, "评定“差”") == []
    assert texts(complete, "退回") == ["永乐镇演示永甲（党委书记）登记表被退回：数字与台账不符。"]


def test_a_filed_form_is_not_offered(complete):
    complete.review(complete.reports["演示丹甲", MARCH], ReviewVerdict.FILED)
    assert complete.see(candidates, MARCH) == ()


def test_a_returned_form_that_came_again_says_so(complete):
    returned = complete.reports["演示丹甲", MARCH]
    complete.review(returned, opinion="")
    complete.report("演示丹甲", MARCH, version=1, corrects_id=returned)
    assert texts(complete, "退回") == ["丹江镇演示丹甲（党委书记）登记表被退回；已重报。"]


@pytest.mark.parametrize(("name", "whom"), [("演示丹甲", "丹江镇演示丹甲"), (None, "丹江镇")])
def test_a_finding_that_was_upheld_is_offered_with_its_reason(complete, name, whom):
    with complete.office.write("认定") as work:
        row = FindingDecision(
            key="missed",
            rule=FindingRule.MISSED_TWICE,
            unit_id=complete.units["丹江镇"],
            month=MARCH,
            cadre_id=complete.cadres[name] if name else None,
            reasons={"reasons": ["两次未报"], "facts": {}},
            verdict=Verdict.UPHELD,
            reason="无正当理由。",
            decided_by="演示书记",
            decided_on=date(2026, 4, 9),
            rulebook_number=0,
        )
        work.session.add(row)
    label = FindingRule.MISSED_TWICE.label
    said = f"{whom}：{label}，{Verdict.UPHELD.label}（无正当理由）。"
    assert texts(complete, Verdict.UPHELD.label) == [said]


def test_a_notice_taken_down_early_is_offered_with_its_reason(complete):
    complete.posting("丹江镇", [complete.reports["演示丹甲", MARCH]])
    complete.posting("西江镇", [complete.reports["演示西甲", MARCH]], breach="雨淋脱落。")
    assert texts(complete, "公示未满期") == ["西江镇：公示未满7个工作日即撤下（雨淋脱落）。"]


def test_they_stand_as_on_the_boards_what_concerns_the_whole_unit_first(county):
    for name in ("演示西甲", "演示丹乙", "演示丹甲"):
        county.review(county.reports[name, MARCH])
    county.key_project(county.reports["演示西甲", MARCH], 100)
    offered = [(one.kind, one.cadre_id) for one in county.see(candidates, MARCH)]
    who = county.cadres
    assert offered == [
        ("重点项目完成", who["演示西甲"]),
        ("退回", who["演示丹甲"]),
        ("退回", who["演示丹乙"]),
        ("未报", None),
        ("退回", who["演示西甲"]),
        (FindingRule.MISSED_TWICE.label, who["演示西乙"]),
    ]


def test_only_the_countys_clerk_and_head_are_shown_them(complete):
    complete.as_(Role.ADMIN)
    with pytest.raises(NotAllowed):
        complete.see(candidates, MARCH)
