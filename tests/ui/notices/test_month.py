"""月公示 worked by a clerk: put up, remarked on, torn and up again, taken down in time or early, exported."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt

from app.notices.views import notice_board
from app.vocabulary import Channel, PostingState, ReportState
from tests.builders import TestOffice
from tests.ui.desk import CTRL, MARCH, day, with_calendar
from ui.notices.dialogs import AddRemark, AnswerRemark, Interrupt, PutUp, TakeDown
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def town(tmp_path):
    """Two forms of March are signed on 1 April, one is only handed in."""
    office = with_calendar(TestOffice(tmp_path, today=day(4, 1)))
    team = office.add_team()
    for name in ("演示丙", "演示丁"):
        office.add_report(team[name], MARCH)
    office.add_report(team["演示乙"], MARCH, ReportState.SUBMITTED)
    yield office
    office.close()


def cards(town):
    return town.see(notice_board, town.unit_id, MARCH).postings


def the_card(town):
    (card,) = cards(town)
    return card


def put_up(desk):
    """Put the notice up as a clerk does; return the tab."""
    stage = desk.stage("notices")
    desk.settle()
    desk.click(stage.buttons["put_up"])
    desk.dialog(PutUp)
    desk.settle()
    desk.key(Qt.Key.Key_A, CTRL)
    desk.write("镇政府一楼公示栏")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    return stage


def later(desk, town, month, number):
    """Come back on another day."""
    town.at(day(month, number))
    desk.stage("notices").refresh()
    desk.settle()


def test_what_is_signed_goes_up_and_the_strip_counts_seven_workdays(desk, town):
    stage = desk.stage("notices")
    desk.settle()
    assert stage.empty._title.text() == "2 份登记表已签定，可以公示"
    put_up(desk)
    card = the_card(town)
    assert (card.names, card.place) == (("演示丙", "演示丁"), "镇政府一楼公示栏")
    assert (card.first_day, card.last_day) == (day(4, 2), day(4, 13))
    assert stage.view.strip.accessibleName() == "公示进度：7 个工作日，已过 0 个"
    assert "公示到 4 月 13 日" in stage.view.sentence.text()
    assert not stage.buttons["put_up"].isVisible()


def test_a_notice_without_a_place_is_not_put_up_and_the_field_says_so(desk, town):
    stage = desk.stage("notices")
    desk.settle()
    desk.click(stage.buttons["put_up"])
    box = desk.dialog(PutUp)
    desk.settle()
    desk.key(Qt.Key.Key_A, CTRL)
    desk.key(Qt.Key.Key_Delete)
    desk.click(box.ok)
    desk.settle()
    assert "张贴地点" in box._marks["place"].text()
    assert cards(town) == ()


def test_the_paper_is_seen_before_it_goes_up(desk):
    stage = desk.stage("notices")
    desk.settle()
    desk.click(stage.buttons["paper"])
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "2026年3月工作实绩公示"


def test_a_torn_notice_hangs_again_for_the_full_seven_days(desk, town):
    stage = put_up(desk)
    later(desk, town, 4, 8)
    desk.click(stage.buttons["broken"])
    desk.dialog(Interrupt)
    box = desk.dialog(Interrupt)
    desk.click(box.fields._inputs["reason"])
    desk.write("公示栏被风雨损毁")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "须重新张贴，从头公示 7 个工作日" in stage.view.sentence.text()
    desk.click(stage.buttons["again"])
    box = desk.dialog(PutUp)
    desk.settle()
    assert box.fields.values()["place"] == "镇政府一楼公示栏"
    desk.click(box.ok)
    desk.settle()
    torn, again = sorted(cards(town), key=lambda card: card.posted_on)
    assert (torn.state, torn.interruption, torn.restarted) == (
        PostingState.INTERRUPTED,
        "公示栏被风雨损毁",
        True,
    )
    assert (again.state, again.first_day, again.last_day) == (PostingState.POSTED, day(4, 9), day(4, 17))


def test_a_notice_that_hung_its_days_comes_down_without_a_question(desk, town):
    stage = put_up(desk)
    later(desk, town, 4, 13)
    assert stage.pill.text() == "可撤下"
    desk.click(stage.buttons["take_down"])
    box = desk.dialog(TakeDown)
    assert not box.fields._inputs["breach"].isVisible()
    desk.click(box.ok)
    desk.settle()
    assert (the_card(town).state, the_card(town).breach) == (PostingState.TAKEN_DOWN, "")
    assert stage.pill.text() == "已满期"


def taking_down_early(desk, town, reason):
    """Begin to take the notice down on 7 April, with a reason."""
    stage = put_up(desk)
    later(desk, town, 4, 7)
    desk.click(stage.buttons["take_down"])
    box = desk.dialog(TakeDown)
    assert box.fields._inputs["breach"].isVisible()
    desk.click(box.fields._inputs["breach"])
    desk.write(reason)
    desk.click(box.ok)
    desk.settle()
    return stage, box


def test_taking_down_early_without_a_reason_is_refused(desk, town):
    _, box = taking_down_early(desk, town, "")
    assert "4 月 13 日才满期，不能提前撤下" in box._marks["breach"].text()
    assert the_card(town).state is PostingState.POSTED


def test_taking_down_early_is_recorded_only_after_a_question_with_its_consequence(desk, town):
    stage, _ = taking_down_early(desk, town, "上级检查要求腾空公示栏")
    asked = desk.dialog(ConfirmNames)
    said = " ".join(one.text() for one in asked.findChildren(type(stage.view.sentence)))
    assert "还差 4 个工作日" in said
    assert "未满期撤下" in said
    assert "演示丙、演示丁" in said
    desk.click(asked.away)
    desk.settle()
    assert the_card(town).state is PostingState.POSTED
    desk.click(desk.dialog(TakeDown).ok)
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    assert (the_card(town).state, the_card(town).breach) == (
        PostingState.TAKEN_DOWN,
        "上级检查要求腾空公示栏",
    )
    assert stage.pill.text() == "未满期撤下"


def test_taking_down_in_the_future_is_refused_at_the_day(desk, town):
    stage = put_up(desk)
    desk.click(stage.buttons["take_down"])
    box = desk.dialog(TakeDown)
    box.fields._inputs["ended_on"].setDate(QDate(2026, 4, 20))
    desk.click(box.ok)
    desk.settle()
    assert "不能晚于今天" in box._marks["ended_on"].text()


def test_a_remark_is_noted_without_its_author_and_then_answered(desk, town):
    stage = put_up(desk)
    later(desk, town, 4, 3)
    assert stage.view.tally.text() == "还没有收到意见"
    desk.click(stage.buttons["remark"])
    box = desk.dialog(AddRemark)
    assert set(box.fields.values()) == {"received_on", "channel", "content"}
    desk.click(box.fields._inputs["content"])
    desk.write("硬化公里数与现场不符")
    desk.click(box.ok)
    desk.settle()
    (remark,) = the_card(town).remarks
    assert (remark.received_on, remark.channel, remark.content) == (
        date(2026, 4, 3),
        Channel.BOOK,
        "硬化公里数与现场不符",
    )
    assert stage.view.tally.text() == "收到意见 1 条，1 条待处理"
    desk.click(stage.view.answer)
    desk.dialog(AnswerRemark)
    desk.write("经现场复核，已更正为 1.2 公里")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert stage.view.tally.text() == "收到意见 1 条"
    assert the_card(town).remarks[0].handling == "经现场复核，已更正为 1.2 公里"


def test_the_page_for_a_web_site_is_one_file_with_the_names_and_the_period(desk, tmp_path):
    stage = put_up(desk)
    desk.click(stage.buttons["page"])
    target = tmp_path / "公示.html"
    desk.pick_file(target)
    page = target.read_text(encoding="utf-8")
    assert "演示丙" in page
    assert "4月13日" in page
    assert "src=" not in page
    assert str(target) in stage.problems.text
