"""月公示 in the window: an interrupted notice hangs again as it was, or its forms go up anew."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.notices import actions
from app.notices.actions import PostingForm
from app.notices.views import notice_board
from app.vocabulary import PostingState, ReportState
from db.tables.monthly import Report
from tests.builders import TestOffice
from tests.ui.desk import CTRL, MARCH, with_calendar
from ui.notices.dialogs import PutUp
from ui.notices.stage import NEW

UP = PostingForm("镇政府公示栏", date(2026, 4, 1))


@pytest.fixture
def town(tmp_path):
    office = TestOffice(tmp_path, today=date(2026, 4, 2))
    with_calendar(office)
    team = office.add_team()
    office.reports = [office.add_report(team[name], MARCH) for name in ("演示丙", "演示丁")]
    office.hung = office.do(actions.post_notice, office.unit_id, MARCH, office.reports, UP)
    office.do(actions.interrupt, office.hung, date(2026, 4, 2), "被风雨损毁")
    yield office
    office.close()


def hanging(town):
    cards = town.see(notice_board, town.unit_id, MARCH).postings
    return [card.names for card in cards if card.state is PostingState.POSTED]


def put_up(desk):
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.dialog(PutUp)
    desk.write("镇政府公示栏")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()


def test_an_interrupted_notice_hangs_again_as_it_was(desk, town):
    stage = desk.stage("notices")
    desk.settle()
    assert stage.buttons["again"].isVisible()
    assert stage.fresh_ids() == ()
    put_up(desk)
    assert hanging(town) == [("演示丙", "演示丁")]


def test_once_a_form_of_it_was_corrected_the_others_go_up_under_a_new_notice(desk, town):
    with town.office.write("更正") as work:
        work.session.get_one(Report, town.reports[1]).state = ReportState.SUPERSEDED
    stage = desk.stage("notices")
    desk.settle()
    stage.list.choose(town.hung)
    assert not stage.buttons["again"].isVisible()
    stage.list.choose(NEW)
    stage._choose(NEW)
    assert stage.fresh_ids() == (town.reports[0],)
    put_up(desk)
    assert hanging(town) == [("演示丙",)]
