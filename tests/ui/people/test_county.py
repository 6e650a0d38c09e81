"""人员与机构 at the county: the lists of all units, one chosen by keys, and changed there."""

import pytest
from PySide6.QtCore import Qt

from app.people.cards import cadre_card
from tests.county import CountyOffice
from tests.ui.desk import CTRL, Desk
from ui.people.dialogs import EditCadre
from ui.stages import PEOPLE


@pytest.fixture
def desk(tmp_path, qtbot):
    made = Desk(qtbot, CountyOffice(tmp_path), entries=(PEOPLE,))
    yield made
    made.close()


@pytest.fixture
def stage(desk):
    return desk.stage("people")


def names(stage):
    return [one.name for one in stage._matching()]


def test_the_first_units_people_are_shown_at_once(stage):
    assert stage.unit.isVisible()
    assert not stage.problems.text
    assert names(stage) == ["演示甲", "演示乙"]


def test_another_unit_is_chosen_by_keys_and_stays_chosen(desk, stage):
    desk.key(Qt.Key.Key_U, CTRL)
    desk.key(Qt.Key.Key_2)
    desk.settle()
    assert names(stage) == ["演示丙"]
    assert stage.side._page.unit.name == "西江镇（演示）"
    desk.click(stage.buttons["edit"])
    dialog = desk.dialog(EditCadre)
    dialog.fields.show({"name": "演示丙丙"})
    desk.click(dialog.ok)
    desk.settle()
    assert desk.office.see(cadre_card, desk.office.cadres["演示丙"]).entry.name == "演示丙丙"
    assert names(stage) == ["演示丙丙"]


def test_a_county_without_units_offers_nothing_that_fails(tmp_path, qtbot):
    desk = Desk(qtbot, CountyOffice(tmp_path, with_people=False), entries=(PEOPLE,))
    stage = desk.stage("people")
    assert not stage.problems.text
    assert not stage.buttons["add"].isEnabled()
    desk.close()
