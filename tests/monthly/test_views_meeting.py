from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed
from app.monthly.actions import correct_report
from app.monthly.actions_meeting import evaluate
from app.monthly.meeting_rules import Judgement
from app.monthly.text import ReportText
from app.monthly.views_findings import findings
from app.monthly.views_meeting import confirm_names, meeting_sheet
from app.vocabulary import FindingRule, Grade, ReportMove, ReportState, Role, SignerKind
from tests.monthly.builders import FEBRUARY, FULL, MARCH, WATCH, met, signed, submitted, written


def sheet(town):
    return town.see(meeting_sheet, town.unit_id, MARCH)


def item(town, name):
    return next(one for one in sheet(town).items if one.name == name)


def test_the_sheet_holds_what_was_handed_in_and_presets_no_grade(town):
    submitted(town, "演示丙")
    submitted(town, "演示乙")
    written(town, "演示丁")
    found = sheet(town)
    assert [one.name for one in found.items] == ["演示乙", "演示丙"]
    assert all(one.evaluation is None for one in found.items)
    assert (found.body, found.meeting_by, found.meetings) == ("党委", date(2026, 4, 2), ())
    assert [(one.name, one.heads_unit) for one in found.team] == [
        ("演示甲", True),
        ("演示乙", True),
        ("演示丙", False),
        ("演示丁", False),
    ]


def test_an_item_shows_the_results_the_self_grade_and_last_months_grade(town):
    signed(town, "演示丙", Grade.GOOD, FEBRUARY)
    submitted(town, "演示丙")
    found = item(town, "演示丙")
    assert (found.self_grade.grade, found.last_grade.grade, found.state) == (
        Grade.FAIR,
        Grade.GOOD,
        ReportState.SUBMITTED,
    )
    assert [clause.result for clause in found.clauses] == [WATCH.result]
    clerks = {ReportMove.EVALUATE, ReportMove.RETURN, ReportMove.WITHDRAW, ReportMove.REDATE}
    assert found.moves == clerks


def test_a_month_without_results_shows_its_reason(town):
    submitted(town, "演示丙", ReportText(nothing_to_report=True, nothing_reason="全月党校学习"))
    assert item(town, "演示丙").nothing_reason == "全月党校学习"


def test_an_item_lists_who_may_sign_it(town):
    submitted(town, "演示甲")
    submitted(town, "演示丙")
    assert [one.kind for one in item(town, "演示甲").signers] == [
        SignerKind.COUNTY_LEADER,
        SignerKind.NEXT_RANK,
    ]
    assert [one.name for one in item(town, "演示丙").signers] == ["演示甲", "演示乙"]


def test_an_item_carries_what_was_noticed(town):
    submitted(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="认真抓落实"),)))
    assert [one.rule for one in item(town, "演示丙").findings] == [FindingRule.THIN]


def test_a_self_grade_above_the_meetings_is_noticed_after_the_meeting(town):
    first = submitted(town, "演示丙", replace(FULL, self_grade=Grade.GOOD))
    town.do(evaluate, met(town), [Judgement(first, truthful=True, grade=Grade.PLAIN)])
    assert FindingRule.SELF_ABOVE in [one.rule for one in item(town, "演示丙").findings]


def test_a_meeting_that_found_everybody_good_is_noticed_for_the_unit(town):
    ids = [submitted(town, name) for name in ("演示乙", "演示丙")]
    town.do(evaluate, met(town), [Judgement(id_, truthful=True, grade=Grade.GOOD) for id_ in ids])
    (found,) = [one for one in town.see(findings, town.unit_id, MARCH) if one.rule is FindingRule.ALL_GOOD]
    assert (found.cadre_id, found.reasons) == (
        None,
        ("2026年3月已评 2 人，全部为“好”，请核对是否拉开差距。",),
    )


def test_evaluation_and_opinion_stand_with_the_item(town):
    signed(town, "演示丙")
    found = item(town, "演示丙")
    assert (found.evaluation.grade.grade, found.evaluation.chair, found.opinion.signer) == (
        Grade.FAIR,
        "演示甲",
        "演示甲",
    )
    assert sheet(town).meetings[0].locked


def test_a_correction_comes_before_the_meeting_once_it_is_handed_in(town):
    from app.monthly.actions import submit_report

    report_id = signed(town, "演示丙")
    correction = town.do(correct_report, report_id, "数字有误")
    assert (item(town, "演示丙").report_id, item(town, "演示丙").moves) == (report_id, frozenset())
    town.do(submit_report, correction)
    found = item(town, "演示丙")
    assert (found.report_id, found.version, found.evaluation) == (correction, 1, None)
    assert sheet(town).meetings[0].locked


def test_the_names_stand_under_their_grades_before_anything_is_stored(town):
    ids = {name: submitted(town, name) for name in ("演示乙", "演示丙", "演示丁")}
    chosen = [
        Judgement(ids["演示乙"], truthful=True, grade=Grade.FAIR),
        Judgement(ids["演示丙"], truthful=True, grade=Grade.GOOD),
        Judgement(ids["演示丁"], truthful=True, grade=Grade.FAIR),
        Judgement("gone", truthful=True, grade=Grade.POOR),
    ]
    found = town.see(confirm_names, chosen)
    assert [(one.grade, one.label, one.names) for one in found] == [
        (Grade.GOOD, "好", ("演示丙",)),
        (Grade.FAIR, "较好", ("演示乙", "演示丁")),
    ]


def test_only_business_accounts_see_the_meeting(town):
    town.as_(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        sheet(town)
    with pytest.raises(NotAllowed):
        town.see(confirm_names, [])
