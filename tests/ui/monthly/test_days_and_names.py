"""The day on which a form on paper came, and the names of grades that a rule book changed."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt

from app.monthly.views_sheet import cadre_sheet
from app.rulebook import publish_rulebook
from tests.ui.desk import CTRL, MARCH, SHIFT, day
from tests.ui.monthly.conftest import handed_in
from ui.monthly.dialogs import HandedInDay
from ui.shared.inputs import AutoGrowText, DateBox


@pytest.fixture
def late(town):
    """A form of March that was typed in on the 2nd of April."""
    handed_in(town.at(day(4, 2)), "演示丙")
    return town


def test_the_clerk_sets_the_day_on_which_a_form_on_paper_came(late, desk_of):
    desk = desk_of(late)
    desk.go("monthly", late.team["演示丙"], MARCH)
    desk.key(Qt.Key.Key_T, CTRL | SHIFT)
    box = desk.dialog(HandedInDay)
    box.findChild(DateBox).setDate(QDate(2026, 3, 30))
    desk.click(box.findChild(AutoGrowText))
    desk.write("纸质报告 30 日已交")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    sheet = late.see(cadre_sheet, late.unit_id, late.team["演示丙"], MARCH)
    assert (sheet.report.submitted_on, sheet.late) == (day(3, 30), False)


def test_a_day_that_cannot_be_is_marked_and_the_typing_stays(late, desk_of):
    desk = desk_of(late)
    desk.go("monthly", late.team["演示丙"], MARCH)
    desk.click(desk.monthly.form.buttons["redate"])
    box = desk.dialog(HandedInDay)
    box.findChild(DateBox).setDate(QDate(2026, 2, 27))
    desk.click(box.findChild(AutoGrowText))
    desk.write("早已收到")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "提交日期早于2026年3月" in box._marks["came_on"].text()
    assert box.fields.values()["reason"] == "早已收到"


def test_the_meeting_chooses_among_the_names_of_the_rule_book(town, desk_of):
    handed_in(town, "演示丙")
    names = {"grade_good": "优秀", "grade_fair": "良好"}
    town.do(publish_rulebook, names, effective_from=date(2026, 1, 1), reason="县里统一名称")
    desk = desk_of(town.at(day(4, 1)))
    desk.go("monthly", "meeting", MARCH)
    table = desk.monthly.meeting.items
    table.go_to(table.rows()[0].id, "grade")
    table.view.setFocus()
    desk.keys("2")
    shown = table.model.shown()
    cells = dict(zip(shown.headers, shown.rows[0], strict=True))
    assert (cells["自评"], cells["评定等次"]) == ("较好", "良好")
