"""实绩信息库 by clicks: find a cadre, see the months, look at the printed record (D27, D77b)."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.vocabulary import ReportState, Role
from tests.builders import TestOffice
from tests.ui.desk import CTRL, MARCH, Desk
from ui.main_window import StageEntry
from ui.record.stage import RecordStage
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def place(tmp_path):
    made = TestOffice(tmp_path, date(2026, 4, 8))
    made.team = made.add_team()
    made.add_report(made.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=date(2026, 3, 29))
    yield made
    made.close()


@pytest.fixture
def desk_of(qtbot):
    opened = []

    def at(place):
        desk = Desk(qtbot, place, entries=(StageEntry("record", "实绩信息库", RecordStage),))
        opened.append(desk)
        desk.settle()
        desk.page = desk.window.stage()
        return desk

    yield at
    for desk in opened:
        desk.close()


def test_a_chosen_cadre_shows_the_years_and_is_printed(place, desk_of):
    desk = desk_of(place)
    assert not desk.page.print.isEnabled()
    desk.page.open(place.team["演示丙"])
    desk.settle()
    assert desk.page.shown.currentWidget() is desk.page.view
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    desk.dialog(PaperDialog).reject()


def test_a_cadre_sees_only_the_own_record(place, desk_of):
    place.as_(Role.CADRE, cadre_id=place.team["演示丙"], name="演示丙")
    desk = desk_of(place)
    assert not desk.page.found.isVisible()
    assert desk.page.shown.currentWidget() is desk.page.view
