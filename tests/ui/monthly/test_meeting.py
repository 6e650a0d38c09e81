"""The meeting at the clerk's desk: the record, two findings a person, what they need, and what follows."""

import pytest
from PySide6.QtCore import Qt

from app.monthly import actions, actions_meeting
from app.monthly.views_meeting import meeting_sheet
from app.vocabulary import Grade, ReportState, Role
from tests.ui.desk import CTRL, MARCH, SHIFT, day
from tests.ui.monthly.conftest import handed_in
from ui.monthly.dialogs import Reason
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def ready(town):
    """Four reports are handed in; it is 1 April."""
    for name in town.team:
        handed_in(town, name)
    town.at(day(4, 1))
    return town


def at_meeting(desk_of, town):
    desk = desk_of(town)
    desk.go("monthly", "meeting", MARCH)
    return desk, desk.monthly.meeting


def fill_in(desk, page):
    """Type place and recorder."""
    for name, words in (("place", "镇三楼会议室"), ("recorder", "演示经办人")):
        desk.click(page.record._inputs[name])
        desk.write(words)


def judge(desk, page, truthful="1111", grades="1222"):
    """Press the figures down both columns."""
    for key, figures in (("truthful", truthful), ("grade", grades)):
        page.items.go_to(page.items.rows()[0].id, key)
        page.items.view.setFocus()
        desk.keys(figures)


def sheet_of(town):
    return town.see(meeting_sheet, town.unit_id, MARCH)


def test_without_reports_the_page_says_what_comes_first(town, desk_of):
    _, page = at_meeting(desk_of, town)
    assert page.empty._title.text() == "还没有已提交的报告"
    assert "4 月 2 日前" in page.empty._next.text()
    assert not page.judge.isVisible()
    assert not page.record.isVisible()


def test_nothing_is_preset_and_the_box_before_storing_lists_the_names(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    assert [(row.truthful, row.grade) for row in page.items.rows()] == [(None, None)] * 4
    assert not page.judge.isEnabled()
    assert page.record.fields.values()["chair_id"] == ready.team["演示甲"]
    assert len(page.record.attendance.present()) == 4
    fill_in(desk, page)
    judge(desk, page)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    box = desk.dialog(ConfirmNames)
    words = [label.text() for label in box.findChildren(type(page.told))]
    assert "好（1）" in words
    assert "演示甲" in words
    assert "演示乙、演示丙、演示丁" in words
    desk.click(box.ok)
    desk.settle()
    assert desk.monthly.problems.text == "评价已记录。下一步：负责人签定（Ctrl+3）。"
    items = sheet_of(ready).items
    assert [item.evaluation.grade.grade for item in items] == [Grade.GOOD, *[Grade.FAIR] * 3]
    assert items[0].evaluation.chair == "演示乙"  # whoever chairs leaves the seat for the own item
    assert not page.judge.isVisible()
    assert desk.monthly.tabs["signing"].text() == "负责人签定 · 4"


def test_a_poor_grade_doubt_and_dissent_must_be_written_out(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    fill_in(desk, page)
    judge(desk, page, truthful="1211", grades="2224")
    page.items.go_to(page.items.rows()[2].id, "unanimous")
    page.items.view.setFocus()
    desk.keys("2")
    for name, field, words in (
        ("演示乙", "facts", "公里数与现场不符"),
        ("演示丙", "dissent", "多数认为较好，两人认为一般"),
        ("演示丁", "facts", "三项任务均未启动"),
    ):
        desk.key(Qt.Key.Key_Return, CTRL)
        desk.settle()
        assert name in desk.monthly.problems.text
        assert page.items.current().item.name == name
        assert page.items.model.columns[page.items.view.currentIndex().column()].key == field
        desk.key(Qt.Key.Key_F2)
        desk.write(words)
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    found = {item.name: item.evaluation for item in sheet_of(ready).items}
    assert (found["演示乙"].truthful, found["演示乙"].facts) == (False, "公里数与现场不符")
    assert (found["演示丙"].unanimous, found["演示丙"].dissent) == (False, "多数认为较好，两人认为一般")
    assert (found["演示丁"].grade.grade, found["演示丁"].facts) == (Grade.POOR, "三项任务均未启动")


def test_what_was_chosen_and_typed_survives_a_kill_and_another_month(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    fill_in(desk, page)
    desk.click(page.record.attendance.boxes[ready.team["演示丁"]])
    judge(desk, page, truthful="11", grades="2")
    desk.settle()
    desk.kill()
    again, page = at_meeting(desk_of, ready)
    assert "已恢复 04-01 09:41 自动保存的内容。" in page.told.text()
    assert page.record.fields.values()["place"] == "镇三楼会议室"
    assert ready.team["演示丁"] not in page.record.attendance.present()
    assert [row.truthful for row in page.items.rows()] == [True, True, None, None]
    assert page.items.rows()[0].grade is Grade.FAIR
    again.click(again.window.header.month.back)
    again.settle()
    assert not page.record.isVisible()
    again.click(again.window.header.month.on)
    again.settle()
    assert [row.truthful for row in page.items.rows()] == [True, True, None, None]


def test_few_who_came_are_told_and_hinder_nothing(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    fill_in(desk, page)
    for name in ("演示乙", "演示丙", "演示丁"):
        desk.click(page.record.attendance.boxes[ready.team[name]])
    desk.key(Qt.Key.Key_S, CTRL)
    desk.settle()
    assert "班子成员应到 4 人，到会 1 人" in desk.monthly.problems.text
    assert sheet_of(ready).meetings[0].attendees == (ready.team["演示甲"],)
    assert page.paper.isVisible()


def test_a_missing_place_is_pointed_at(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    desk.key(Qt.Key.Key_S, CTRL)
    desk.settle()
    assert "会议地点" in desk.monthly.problems.text
    assert page.record._inputs["place"].property("fault") == "true"


def test_one_key_fills_true_for_the_rest_and_the_link_goes_to_who_waits(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    judge(desk, page, truthful="2", grades="2")
    desk.key(Qt.Key.Key_T, CTRL)
    assert [row.truthful for row in page.items.rows()] == [False, True, True, True]
    assert page.still.text() == "还有 3 人未评"
    desk.click(page.still)
    assert page.items.current().item.name == "演示乙"


def test_an_evaluation_is_taken_back_with_its_reason(ready, desk_of):
    desk, page = at_meeting(desk_of, ready)
    fill_in(desk, page)
    judge(desk, page)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    page.items.go_to(page.items.rows()[1].id, "grade")
    desk.key(Qt.Key.Key_B, CTRL | SHIFT)
    desk.dialog(Reason)
    desk.write("等次登记有误")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    states = {item.name: item.state for item in sheet_of(ready).items}
    assert states["演示乙"] is ReportState.SUBMITTED
    assert page.pill.text().endswith("1 份待评")
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "2026年3月班子会议评价记录"


def test_a_correction_needs_a_further_meeting_with_today_as_its_day(ready, desk_of):
    from tests.ui.monthly.test_signing import evaluated, signed

    evaluated(ready)
    signed(ready)
    ready.at(day(4, 8))
    report = next(item.report_id for item in sheet_of(ready).items if item.name == "演示丙")
    made = ready.do(actions.correct_report, report, "公里数有误")
    ready.do(actions.submit_report, made)
    desk, page = at_meeting(desk_of, ready)
    assert page.pill.text() == "再次开会，1 份待评"
    assert page.items.current().item.name == "演示丙"
    assert page.record.fields.values()["held_on"] == day(4, 8)
    assert page.record.fields.values()["place"] == "镇三楼会议室"
    page.items.view.setFocus()
    desk.keys("1")
    page.items.go_to(made, "grade")
    desk.keys("2")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    assert len(sheet_of(ready).meetings) == 2


def test_the_head_judges_everybody_but_not_the_own_report(ready, desk_of):
    ready.as_(Role.HEAD, cadre_id=ready.team["演示甲"], name="演示甲")
    _, page = at_meeting(desk_of, ready)
    assert [row.open for row in page.items.rows()] == [False, True, True, True]
    assert page.judge.isVisible()


def test_a_stored_meeting_can_be_changed_until_somebody_signs(ready, desk_of):
    form = actions_meeting.MeetingForm(
        ready.unit_id,
        MARCH,
        "党委会",
        day(4, 1),
        "三楼",
        ready.team["演示甲"],
        "甲",
        tuple(ready.team.values()),
    )
    ready.do(actions_meeting.record_meeting, form)
    desk, page = at_meeting(desk_of, ready)
    desk.click(page.record._inputs["place"])
    desk.key(Qt.Key.Key_A, CTRL)
    desk.write("二楼会议室")
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    assert [meeting.place for meeting in sheet_of(ready).meetings] == ["二楼会议室"]
