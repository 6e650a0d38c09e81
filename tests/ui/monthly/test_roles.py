"""What an account may not do is not offered."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.monthly import actions
from app.monthly.views_sheet import cadre_sheet
from app.vocabulary import ReportState, Role
from tests.ui.desk import CTRL, MARCH
from tests.ui.monthly.conftest import handed_in


def offered(page):
    return {name for name, button in page.buttons.items() if button.isVisible()}


def test_a_cadre_sees_and_writes_only_the_own_report(town, desk_of):
    handed_in(town, "演示乙")
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"], name="演示丙")
    desk = desk_of(town)
    desk.go("monthly")
    stage = desk.monthly
    assert [line.name for line in stage._lines] == ["演示丙"]
    assert not any(tab.isVisible() for tab in stage.tabs.values())
    assert not stage.export_list.isVisible()
    assert offered(stage.form) >= {"adhoc", "submit"}
    desk.key(Qt.Key.Key_2, CTRL)
    desk.settle()
    assert stage.front == "form"
    desk.go("monthly", "signing")
    assert stage.front == "form"
    desk.go("monthly", town.team["演示乙"])
    assert stage.form.cadre_id == town.team["演示丙"]


def test_a_cadre_hands_in_and_takes_back_but_returns_nothing(town, desk_of):
    handed_in(town, "演示丙")
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"], name="演示丙")
    desk = desk_of(town)
    desk.go("monthly")
    assert offered(desk.monthly.form) == {"clause", "preview", "withdraw"}


def test_an_account_without_its_cadre_is_told_what_to_do(town, desk_of):
    town.as_(Role.CADRE)
    desk = desk_of(town)
    desk.go("monthly")
    assert desk.monthly.empty._title.text() == "这个账户还没有对应的干部"
    assert desk.monthly.whole.currentWidget() is desk.monthly.empty


def test_a_month_without_people_says_where_to_enter_them(town, desk_of):
    desk = desk_of(town)
    from app.vocabulary import Month

    desk.go("monthly", None, Month(2020, 1))
    assert desk.monthly.empty._title.text() == "2020年1月名册上还没有人"
    desk.go("monthly", None, MARCH)
    assert desk.monthly.whole.currentWidget() is not desk.monthly.empty


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_see_nothing_of_the_work(town, desk_of, role):
    handed_in(town, "演示丙")
    town.as_(role)
    desk = desk_of(town)
    for word in ("overview", "monthly", "notices"):
        stage = desk.stage(word)
        empty = stage.empty if word == "monthly" else stage.nothing
        assert stage.whole.currentWidget() is empty
        assert stage.problems.isHidden()


def test_the_head_returns_and_corrects_others_but_leaves_the_own_to_the_clerk(town, desk_of):
    for name in ("演示甲", "演示丙"):
        handed_in(town, name)
    town.as_(Role.HEAD, cadre_id=town.team["演示甲"], name="演示甲")
    desk = desk_of(town)
    desk.go("monthly", town.team["演示丙"])
    assert offered(desk.monthly.form) == {"clause", "preview", "return"}
    desk.choose_person(town.team["演示甲"])
    assert offered(desk.monthly.form) == {"clause", "preview"}


def test_a_head_who_is_also_a_cadre_writes_the_own_report(town, desk_of):
    town.as_(Role.HEAD, Role.CADRE, cadre_id=town.team["演示甲"], name="演示甲")
    desk = desk_of(town)
    desk.go("monthly")
    assert desk.monthly.form.cadre_id == town.team["演示甲"]
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert town.see(cadre_sheet, town.unit_id, town.team["演示甲"], MARCH).report.state is ReportState.DRAFT
    desk.choose_person(town.team["演示丙"])
    assert offered(desk.monthly.form) == set()
    assert desk.monthly.form.empty._next.text().startswith("由本人或经办人填报")
    assert replace(town.office.login).cadre_id == town.team["演示甲"]
