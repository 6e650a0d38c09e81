"""Papers keep the names of the grades that held when they were judged (domain.md §2.10)."""

from dataclasses import replace
from datetime import date

import pytest

from app.monthly.actions import correct_report, return_report, submit_report
from app.monthly.forms import form_of, minutes_forms, month_file
from app.monthly.views import month_list, versions
from app.monthly.views_meeting import meeting_sheet
from app.monthly.views_sheet import report_sheet
from app.notices.forms import planned_notice
from app.rulebook import publish_rulebook
from app.vocabulary import Grade, ReportState
from tests.monthly.builders import FULL, MARCH, begun, signed, submitted

RENAMED = {"grade_good": "优秀", "grade_fair": "良好"}


def rename(town):
    """Publish new names that hold for March too, dated back."""
    town.do(publish_rulebook, RENAMED, effective_from=date(2026, 1, 1), reason="县里统一名称")


def form(town, name):
    return town.see(form_of, town.unit_id, MARCH, town.team[name])


def test_a_signed_form_and_its_minutes_keep_the_names_they_were_signed_with(town):
    signed(town, "演示丙", Grade.GOOD)
    rename(town)
    kept = form(town, "演示丙")
    assert (kept.self_grade, kept.evaluation.grade) == ("较好", "好")
    file = town.see(month_file, town.unit_id, MARCH)
    assert [line.grade for minutes in minutes_forms(file) for line in minutes.lines] == ["好"]


def test_the_notice_shows_the_grades_as_the_forms_do(town):
    signed(town, "演示丙", Grade.GOOD)
    rename(town)
    notice = town.see(planned_notice, town.unit_id, MARCH, town.clock.today())
    assert [(one.self_grade, one.grade) for one in notice.entries] == [("较好", "好")]


def test_lists_and_sheets_show_the_names_that_the_form_bears(town):
    report_id = signed(town, "演示丙", Grade.GOOD)
    rename(town)
    line = next(one for one in town.see(month_list, town.unit_id, MARCH).lines if one.name == "演示丙")
    sheet = town.see(report_sheet, report_id)
    (item,) = town.see(meeting_sheet, town.unit_id, MARCH).items
    version = town.see(versions, town.unit_id, town.team["演示丙"], MARCH)[0]
    shown = (line.grade, sheet.evaluation.grade, item.evaluation.grade, version.grade)
    assert [one.label for one in shown] == ["好"] * 4
    assert item.self_grade.label == "较好"


def test_a_draft_and_what_is_judged_from_now_on_take_the_new_names(town):
    submitted(town, "演示丙")
    rename(town)
    report_id = begun(town, "演示丁")
    labels = ["优秀", "良好", "一般", "差"]
    assert [one.label for one in town.see(report_sheet, report_id).grades] == labels
    assert [one.label for one in town.see(meeting_sheet, town.unit_id, MARCH).grades] == labels
    signed(town, "演示丁", text=replace(FULL, self_grade=Grade.GOOD))
    assert form(town, "演示丁").self_grade == "优秀"


def test_handing_in_anew_takes_the_new_names(town):
    report_id = submitted(town, "演示丙")
    town.do(return_report, report_id, "请写明地点")
    rename(town)
    assert form(town, "演示丙").self_grade == "较好"
    town.do(submit_report, report_id)
    assert form(town, "演示丙").self_grade == "良好"


def test_a_correction_bears_the_new_names_and_the_original_its_own(town):
    original = signed(town, "演示丙", Grade.GOOD)
    rename(town)
    town.do(correct_report, original, "数字有误")
    found = town.see(versions, town.unit_id, town.team["演示丙"], MARCH)
    assert [(one.state, one.self_grade.label) for one in found] == [
        (ReportState.SIGNED, "较好"),
        (ReportState.DRAFT, "良好"),
    ]


@pytest.mark.parametrize("number", [1, 7])
def test_a_version_that_is_not_known_here_leaves_the_names_of_the_month(town, number):
    rename(town)
    with town.office.read() as reader:
        assert reader.rulebook_kept(number, MARCH).grade_good == "优秀"
