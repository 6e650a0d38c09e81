"""The first tab of a unit: what comes first where nothing was begun."""

import pytest

from app.vocabulary import Role
from tests.builders import TestOffice
from tests.ui.desk import Desk, day, with_calendar
from ui.shared.widgets import Button, TodoLine
from ui.stages import PEOPLE, WORK


@pytest.fixture
def new(tmp_path):
    """A unit as the first run leaves it, its clerk at work."""
    return with_calendar(TestOffice(tmp_path, today=day(3, 2))).as_(Role.CLERK)


@pytest.fixture
def desk(new, qtbot):
    """The tabs of a unit and its page of people."""
    made = Desk(qtbot, new, entries=(*WORK, PEOPLE))
    yield made
    made.close()


def todo_lines(desk):
    return desk.stage("overview").todo.findChildren(TodoLine)


def test_a_new_unit_is_led_to_its_people_and_then_to_its_targets(new, desk):
    (first,) = todo_lines(desk)
    assert first.button.text() == "去录入"
    desk.click(first.button)
    desk.settle()
    assert desk.window._word == "people"
    new.add_team()
    first = next(one for one in todo_lines(desk) if one.button.text() == "去录入")
    desk.click(first.button)
    desk.settle()
    assert desk.window._word == "targets"
    assert desk.window.stage().year.isVisible()


def test_no_tab_of_a_new_unit_is_empty_each_leads_to_its_people(desk):
    for word in ("targets", "monthly"):
        stage = desk.stage(word)
        desk.settle()
        way = next(one for one in stage.findChildren(Button) if one.text() == "去录入人员")
        desk.click(way)
        desk.settle()
        assert desk.window._word == "people"
