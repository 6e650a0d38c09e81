"""The link to the history where it stands in the stages."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.notices.actions import PostingForm, add_remark, post_notice
from app.vocabulary import Channel, Role
from tests.ui.history.conftest import MARCH, settle
from ui.history.record import RecordHistory
from ui.notices.stage import NEW, NoticesStage

CTRL = Qt.KeyboardModifier.ControlModifier
APRIL = date(2026, 4, 1)


@pytest.fixture
def posting_id(town):
    """A notice of one report, with a remark; a second report waits to go up."""
    town.at(APRIL).as_(Role.CLERK)
    report, waiting = (town.add_report(town.add_cadre(name), MARCH) for name in ("演示乙", "演示丙"))
    assert waiting
    form = PostingForm("政府大院公示栏", APRIL, dates_confirmed=True)
    posted = town.do(post_notice, town.unit_id, MARCH, [report], form)
    town.do(add_remark, posted, APRIL, Channel.PHONE, "数字不实")
    return posted


def test_the_history_of_a_notice_holds_its_remarks(qtbot, show, posting_id):
    stage = show(NoticesStage)
    stage.open(posting_id)
    settle(qtbot, stage)
    assert stage.history.text() == "修改记录 2 条 ›"
    qtbot.keyClick(stage, Qt.Key.Key_H, CTRL)
    dialog = stage.findChild(RecordHistory)
    assert dialog.windowTitle() == "修改记录：2026年3月公示 4 月 1 日张贴"
    assert "新增公示期间意见：" in dialog.list.model.index(0, 3).data()


def test_a_notice_that_is_still_to_go_up_has_no_history(qtbot, show, posting_id):
    stage = show(NoticesStage)
    stage.open(NEW)
    settle(qtbot, stage)
    assert not stage.history.isVisible()


def test_a_cadre_does_not_read_remarks_in_the_history(qtbot, town, show, posting_id):
    town.as_(Role.CADRE)
    stage = show(NoticesStage)
    stage.open(posting_id)
    settle(qtbot, stage)
    assert not stage.history.isVisible()
