"""Handing in, meeting, signature: each on or after the day of the one before."""

from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions import correct_report, redate_report
from app.monthly.actions_meeting import evaluate, record_meeting
from app.monthly.meeting_rules import Judgement
from app.monthly.views_sheet import cadre_sheet
from app.vocabulary import Grade, Role
from db.tables.journal import JournalEntry
from tests.monthly.builders import MARCH, evaluated, meeting_form, met, report, signed, submitted

LATE = date(2026, 4, 2)


@pytest.fixture
def late(town):
    """A form of March that was typed in on the 2nd of April."""
    return submitted(town.at(LATE), "演示丙")


def judge(report_id):
    return [Judgement(report_id, truthful=True, grade=Grade.FAIR)]


def test_a_meeting_does_not_judge_what_came_after_it(town, late):
    meeting = met(town, held_on=date(2026, 4, 1))
    with pytest.raises(UserError, match="演示丙的报告 2026-04-02 提交，晚于班子会议") as refusal:
        town.do(evaluate, meeting, judge(late))
    assert "改提交日期" in refusal.value.next_step


def test_a_meeting_is_not_moved_before_what_it_judged(town):
    evaluated(town.at(LATE), "演示丙")
    sheet = town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH)
    earlier = meeting_form(town, held_on=date(2026, 4, 1))
    with pytest.raises(UserError, match="演示丙的报告") as refusal:
        town.do(record_meeting, earlier, sheet.evaluation.meeting_id)
    assert refusal.value.field == "held_on"


def test_a_form_that_came_on_paper_in_time_is_not_late(town, late):
    assert town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH).late
    town.do(redate_report, late, date(2026, 3, 30), "纸质报告 30 日已交")
    assert not town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH).late
    town.do(evaluate, met(town, held_on=date(2026, 4, 1)), judge(late))
    with town.office.read() as reader:
        subjects = [
            entry.subject for entry in reader.session.query(JournalEntry).order_by(JournalEntry.seq).all()
        ]
    assert "2026年3月 演示丙：2026-03-30，纸质报告 30 日已交" in subjects


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2026, 4, 3), "不能晚于今天"), (date(2026, 2, 28), "早于2026年3月")]
)
def test_a_form_came_neither_before_its_month_nor_tomorrow(town, late, day, sentence):
    with pytest.raises(UserError, match=sentence) as refusal:
        town.do(redate_report, late, day, "纸质报告早已收到")
    assert refusal.value.field == "came_on"
    assert report(town, late).submitted_on == LATE


def test_a_form_did_not_come_after_the_meeting_that_judged_it(town):
    report_id = evaluated(town, "演示丙")
    with pytest.raises(UserError, match="晚于班子会议"):
        town.at(LATE).do(redate_report, report_id, LATE, "之后才收到")


def test_the_day_is_the_clerks_to_tell_and_says_why(town, late):
    with pytest.raises(UserError, match="原因"):
        town.do(redate_report, late, date(2026, 3, 30), " ")
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    with pytest.raises(NotAllowed, match="经办人"):
        town.do(redate_report, late, date(2026, 3, 30), "早已交了")


def test_signed_forms_and_corrections_keep_their_day(town):
    report_id = signed(town, "演示丙")
    with pytest.raises(NotAllowed, match="不能“改提交日期”"):
        town.do(redate_report, report_id, date(2026, 3, 27), "记错")
    correction = town.do(correct_report, report_id, "数字有误")
    with pytest.raises(NotAllowed, match="沿用原登记表的提交日期"):
        town.do(redate_report, correction, date(2026, 3, 27), "记错")
