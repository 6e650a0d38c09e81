"""A whole month without a mouse, and the keyboard always where the work goes on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.monthly.booklets import booklets
from app.monthly.views import month_list
from app.notices.views import notice_board
from app.targets.views import year_view
from app.vocabulary import Month, PostingState, ReportState, Role
from tests.builders import TestOffice
from tests.ui.desk import ALT, CTRL, MARCH, Desk, day, with_calendar
from tests.ui.monthly.conftest import handed_in, text_of
from ui.stages import pages_of

KEY = Qt.Key
RESULTS = {
    "演示甲": "党建述职会开到 12 个村，整改问题 9 条",
    "演示乙": "危房改造开工 16 户，验收 2 户",
    "演示丙": "硬化通组路 1.2 公里，完成招标",
    "演示丁": "巡山排班 12 人次，劝返用火 9 起",
}


class Keys:
    """Hands on the keyboard of a window with all its tabs."""

    def __init__(self, qtbot, town):
        stages, pages = pages_of(town.office.login, town.office.station.kind)
        self.desk = Desk(qtbot, town, entries=(*stages, *pages))

    def press(self, *keys):
        """Press one after the other; a tuple is a key with its modifier, a text is typed."""
        for key in keys:
            if isinstance(key, str):
                self.desk.write(key)
            elif isinstance(key, tuple):
                self.desk.key(*key)
                self.desk.settle()
            else:
                self.desk.key(key)

    def settle(self):
        self.desk.settle()

    def tab_to(self, name):
        """Press Tab until the input of that name has the keyboard."""
        for _ in range(40):
            if self.focus().accessibleName().startswith(name):
                return
            self.press(KEY.Key_Tab)
        pytest.fail(f"{name} is not reached by Tab")

    def focus(self):
        here = QApplication.focusWidget()
        assert here is not None, "the keyboard is nowhere"
        return here

    @property
    def told(self):
        return self.desk.window.stage().problems.text


def go(number):
    return (KEY.Key_0 + number, ALT)


def turn(number):
    return (KEY.Key_0 + number, CTRL)


NEW, OK, NEXT = (KEY.Key_N, CTRL), (KEY.Key_Return, CTRL), KEY.Key_F8


@pytest.fixture
def town(tmp_path):
    made = with_calendar(TestOffice(tmp_path, today=day(3, 28))).as_(Role.CLERK)
    made.team = made.add_team()
    return made


@pytest.fixture
def keys(qtbot, town):
    made = Keys(qtbot, town)
    yield made
    made.desk.close()


def counts(town):
    return town.see(month_list, town.unit_id, MARCH).counts


def set_a_target(keys):
    keys.press(go(2), turn(2), NEW, "农村危房改造")
    keys.tab_to("演示乙")
    keys.press(KEY.Key_Space, OK)
    keys.press(turn(1), OK)


def report(keys):
    keys.press(go(3))
    for name, result in RESULTS.items():
        keys.press(OK, NEW, f"{name}的重点工作", KEY.Key_Tab, result, KEY.Key_Return)
        keys.press("本月重点任务按期推进，群众满意。", KEY.Key_Tab, KEY.Key_2, OK, NEXT)
        keys.settle()


def hold_the_meeting(keys, *grades):
    keys.press(turn(2), "镇三楼会议室")
    keys.tab_to("记录人")
    keys.press("演示经办人")
    keys.tab_to("评价表")
    keys.press((KEY.Key_T, CTRL), KEY.Key_Tab, *grades, OK, OK)


def sign_everything(keys):
    keys.press(turn(3), OK, OK)
    keys.press(OK)
    assert keys.told == "请填写签字人姓名。"
    keys.press("演示县领导", OK)
    assert keys.told == "请填写签字人职务。"
    keys.press("县委常委", OK, OK)


def test_a_clerk_brings_a_month_from_target_to_taken_down_notice_without_a_mouse(keys, town):
    set_a_target(keys)
    rows = town.see(year_view, town.unit_id, MARCH, None).grid.rows
    assert [row.entry.title for row in rows] == ["农村危房改造"]
    report(keys)
    assert counts(town).handed_in == 4
    hold_the_meeting(keys, KEY.Key_2, KEY.Key_1, KEY.Key_2, KEY.Key_2)
    assert keys.told == "评价已记录。下一步：负责人签定（Ctrl+3）。"
    sign_everything(keys)
    assert counts(town).signed == 4
    keys.press(turn(4), OK)
    assert keys.told == "两份装订册已生成。下一步：签署，打印。"
    for _copy in range(2):
        keys.press((KEY.Key_M, CTRL), "演示甲", OK, KEY.Key_Down)
    assert all(card.method for card in town.see(booklets, town.unit_id, MARCH))
    keys.press(go(4), OK, OK)
    take_down = keys.desk.window.stage().buttons["take_down"]
    assert take_down.property("kind") == "normal"
    town.at(day(4, 9))
    keys.desk.window.stage().refresh()
    keys.settle()
    assert take_down.property("kind") == "primary"
    keys.press(OK, OK)
    (posting,) = town.see(notice_board, town.unit_id, MARCH).postings
    assert posting.state is PostingState.TAKEN_DOWN
    keys.press((KEY.Key_Right, ALT), go(1))
    assert keys.desk.window.month == Month(2026, 4)
    assert keys.focus().accessibleName().startswith("去确定：4 月计划")


def test_a_cadre_fills_in_the_own_report_only_without_a_mouse(qtbot, town):
    own = town.team["演示丙"]
    town.as_(Role.CADRE, cadre_id=own, name="演示丙")
    keys = Keys(qtbot, town)
    try:
        keys.press(go(3), OK, NEW, "硬化通组路", KEY.Key_Tab, RESULTS["演示丙"], KEY.Key_Return)
        keys.press("本月重点任务按期推进，群众满意。", KEY.Key_Tab, KEY.Key_2, OK)
        assert keys.told == "已提交。"
        assert keys.desk.monthly.form.sheet.report.state is ReportState.SUBMITTED
        for number in range(1, 6):
            keys.press(turn(number))
        assert keys.desk.monthly.front == "form"
        assert [line.cadre_id for line in keys.desk.monthly._lines] == [own]
    finally:
        keys.desk.close()


def test_a_head_judges_and_signs_all_but_the_own_form_without_a_mouse(qtbot, town):
    for name, result in RESULTS.items():
        handed_in(town, name, text=text_of(result))
    town.as_(Role.HEAD, name="演示甲", cadre_id=town.team["演示甲"])
    keys = Keys(qtbot, town)
    try:
        keys.press(go(3))
        hold_the_meeting(keys, KEY.Key_2, KEY.Key_1, KEY.Key_2)
        keys.press(turn(3), OK, OK)
        assert (counts(town).signed, counts(town).to_evaluate) == (3, 1)
    finally:
        keys.desk.close()
