from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions import correct_report
from app.monthly.past import past_month
from app.monthly.rules import Reach
from app.monthly.text import ReportText
from app.monthly.views_sheet import cadre_sheet, report_sheet
from app.vocabulary import FindingRule, Grade, PostingState, ReportMove, ReportState, Role
from db.tables.notices import Posting
from tests.monthly.builders import (
    APRIL,
    FEBRUARY,
    FULL,
    HALF_DONE,
    JANUARY,
    MARCH,
    WATCH,
    begun,
    planned,
    report,
    signed,
    submitted,
    written,
)

ROADS = replace(WATCH, task="通组路硬化", result="南屏村通组路硬化完成路基 1.2 公里，清理边沟 300 米")


def sheet(town, name, month=MARCH):
    return town.see(cadre_sheet, town.unit_id, town.team[name], month)


def reaches(found):
    return [step.reach.value for step in found.chain]


def test_a_month_not_begun_previews_its_plan(town):
    planned(town, "演示丙", "危房改造 15 户", "通组路硬化")
    found = sheet(town, "演示丙")
    assert (found.report, found.may_open, found.moves) == (None, True, frozenset())
    assert [clause.task for clause in found.text.clauses] == ["危房改造 15 户", "通组路硬化"]
    assert reaches(found) == ["done", "now", "later", "later", "later", "later"]
    assert (found.person.title, found.person.unit_name) == ("副镇长", "丹江镇（演示）")


def test_a_month_ahead_or_of_a_stranger_is_not_opened(town):
    assert not sheet(town, "演示丙", APRIL).may_open
    town.as_(Role.HEAD)
    assert not sheet(town, "演示丙").may_open
    with pytest.raises(UserError, match="不在本单位任职"):
        town.see(cadre_sheet, town.unit_id, "0" * 32, MARCH)


def test_a_draft_says_what_it_lacks_and_what_may_be_done(town):
    planned(town, "演示丙", "危房改造 15 户")
    begun(town, "演示丙")
    found = sheet(town, "演示丙")
    assert found.lacks[0].sentence == "还有 1 条未填"
    assert found.moves == {ReportMove.EDIT, ReportMove.SUBMIT}
    assert (found.report.state, found.deadline.days_left(date(2026, 3, 28))) == (ReportState.DRAFT, 2)


def test_the_lacks_are_those_of_what_is_typed(town):
    from app.monthly.actions_drafts import keep_draft

    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, FULL)
    assert sheet(town, "演示丙").lacks == ()


def test_last_month_stands_beside_with_both_grades(town):
    signed(town, "演示丙", Grade.PLAIN, FEBRUARY, replace(FULL, next_month="完成路面"))
    found = sheet(town, "演示丙").last_month
    assert (found.month, found.self_grade.grade, found.grade.grade, found.next_month) == (
        FEBRUARY,
        Grade.FAIR,
        Grade.PLAIN,
        "完成路面",
    )
    assert [clause.result for clause in found.clauses] == [WATCH.result]
    assert sheet(town, "演示丁").last_month is None


def test_every_earlier_month_can_stand_beside_newest_first(town):
    for month in (JANUARY, FEBRUARY):
        signed(town, "演示丙", Grade.PLAIN, month)
    written(town, "演示丙")
    assert sheet(town, "演示丙").past == (FEBRUARY, JANUARY)
    found = town.see(past_month, town.unit_id, town.team["演示丙"], JANUARY)
    assert (found.month, found.grade.grade) == (JANUARY, Grade.PLAIN)
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    with pytest.raises(NotAllowed):
        town.see(past_month, town.unit_id, town.team["演示丙"], JANUARY)


def test_a_hint_tells_the_writer_what_a_colleague_reports_too(town):
    submitted(town, "演示甲", replace(FULL, clauses=(HALF_DONE, ROADS)))
    written(town, "演示丙", replace(FULL, clauses=(WATCH, ROADS)))
    hints = [one for one in sheet(town, "演示丙").hints if one.rule is FindingRule.COPIED_COLLEAGUE]
    assert hints[0].reasons[0] == "第 2 条与演示甲2026年3月第 2 条相近 100%。"


def test_the_sheet_of_who_missed_twice_says_so(town):
    town.at(date(2026, 4, 2))
    found = sheet(town, "演示丁").hints
    assert [one.rule for one in found] == [FindingRule.MISSED_TWICE, FindingRule.MISSING]


def test_the_chain_follows_the_report_to_the_notice_board(town):
    report_id = signed(town, "演示丙")
    assert reaches(sheet(town, "演示丙")) == ["later", "done", "done", "done", "now", "now"]
    with town.office.write("公示") as work:
        work.session.add(
            Posting(
                unit_id=town.unit_id,
                month=MARCH,
                report_ids=[report_id],
                place="公示栏",
                posted_on=date(2026, 3, 28),
                posted_by="x",
                days=7,
                count_first_day=False,
                first_day=date(2026, 3, 30),
                last_day=date(2026, 4, 8),
                state=PostingState.TAKEN_DOWN,
                rulebook_number=0,
            )
        )
    assert sheet(town, "演示丙").chain[4].reach is Reach.DONE
    assert reaches(sheet(town, "演示丁"))[4] == "later"


def test_an_old_version_is_shown_as_it_was(town):
    report_id = signed(town, "演示丙")
    correction = town.do(correct_report, report_id, "数字有误")
    old = town.see(report_sheet, report_id)
    assert (old.report.id, old.moves, old.opinion.signer) == (report_id, frozenset(), "演示甲")
    assert [one.report_id for one in old.versions] == [report_id, correction]
    new = town.see(report_sheet, correction)
    assert (new.report.label, new.evaluation, new.opinion) == ("更正1", None, None)
    assert ReportMove.EDIT in new.moves


def test_a_late_report_is_marked_on_its_sheet(town):
    town.at(date(2026, 4, 2))
    submitted(town, "演示丙")
    assert sheet(town, "演示丙").late


def test_the_form_keeps_the_title_it_was_written_with(town):
    report_id = submitted(town, "演示丙")
    with town.office.write("更名") as work:
        from db.tables.people import Post

        work.session.query(Post).filter_by(cadre_id=town.team["演示丙"]).one().title = "党委副书记"
    assert town.see(report_sheet, report_id).person.title == "副镇长"


def test_a_damaged_link_is_one_sentence(town):
    with pytest.raises(UserError, match="已不存在"):
        town.see(report_sheet, "0" * 32)
    town.as_(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH)


def test_an_empty_report_is_shown_empty(town):
    report_id = begun(town, "演示丙")
    found = town.see(report_sheet, report_id)
    assert found.text == ReportText()
    assert report(town, report_id).revision == 1
