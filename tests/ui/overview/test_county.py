"""总览 at the county: lights of all units, one unit alone, and a light that opens the person's form."""

from PySide6.QtCore import Qt

from tests.ui.desk import CTRL, MARCH
from ui.shared.widgets import TodoLine

UNIT, NAME = 0, 1


def shown(desk, column=NAME):
    model = desk.stage("overview").lights.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def press_light(desk, row, column):
    grid = desk.stage("overview").lights
    desk.click(grid.viewport(), grid.visualRect(grid.model().index(row, column)).center())
    desk.settle()


def test_the_lights_name_the_unit_and_one_unit_alone_can_be_chosen_by_keys(desk):
    assert shown(desk, UNIT) == ["丹江镇", "丹江镇", "西江镇"]
    desk.key(Qt.Key.Key_U, CTRL)
    desk.key(Qt.Key.Key_2)
    desk.settle()
    assert shown(desk) == ["演示丙"]


def figures(desk):
    return [
        desk.stage("overview").figures[name]._number.text() for name in ("due", "handed_in", "outstanding")
    ]


def test_the_figures_above_the_lights_are_those_of_the_unit_chosen_and_lead_to_it(desk, county):
    assert figures(desk) == ["3", "2", "1"]
    desk.key(Qt.Key.Key_U, CTRL)
    desk.key(Qt.Key.Key_2)
    desk.settle()
    assert figures(desk) == ["1", "0", "1"]
    desk.click(desk.stage("overview").figures["outstanding"])
    desk.settle()
    assert desk.window.stage().unit_id == county.units["西江镇"]


def test_a_click_on_a_light_opens_that_persons_form(desk, county):
    press_light(desk, 1, 2 + MARCH.month)
    review = desk.window.stage()
    assert review.unit_id == county.unit_id
    assert review.form.found.sheet.person.name == "演示乙"
    assert review.front.currentWidget() is review.forms


def test_enter_on_a_missing_light_shows_the_unit_and_says_that_nothing_came(desk, county):
    grid = desk.stage("overview").lights
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(2, 2 + MARCH.month))
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    review = desk.window.stage()
    assert review.unit_id == county.units["西江镇"]
    assert review.form.report_id == ""
    assert review.month_page.list.current().name == "演示丙"
    assert "演示丙的登记表还没有报来" in review.problems.text


def test_the_next_light_opens_its_own_form_although_only_waiting_ones_were_listed(desk, county):
    press_light(desk, 0, 2 + MARCH.month)
    review = desk.window.stage()
    review.only_waiting.setChecked(True)
    desk.settle()
    desk.go("overview")
    press_light(desk, 1, 2 + MARCH.month)
    assert review.form.found.sheet.person.name == "演示乙"
    assert review.month_page.list.current().name == "演示乙"


def press_line(desk, title):
    lines = desk.stage("overview").todo.findChildren(TodoLine)
    desk.click(next(line.button for line in lines if line.button.accessibleName().endswith(title)))
    desk.settle()


def test_each_line_goes_where_its_work_is_done(desk):
    press_line(desk, "催报 3 月实绩报告")
    review = desk.window.stage()
    assert review.front.currentWidget() is review.pages["asking"]
    press_line(desk, "呈阅 3 月审核汇总表")
    assert desk.window._word == "digest"
