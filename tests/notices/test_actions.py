from datetime import date

import pytest
from PIL import Image

from app import blobs
from app.documents.letter import Imprint
from app.errors import EnvironmentProblem, NotAllowed, UserError
from app.notices import actions
from app.notices.actions import PostingForm
from app.notices.forms import posted_notice
from app.notices.views import notice_board
from app.settings import change_settings
from app.vocabulary import Channel, Month, PostingState, ReportState, Role
from app.workdays import seed
from db.tables.office import CalendarDay, CalendarYear
from tests.builders import TestOffice

MARCH = Month(2026, 3)
UP = PostingForm(place="镇政府一楼公示栏", posted_on=date(2026, 4, 1))


@pytest.fixture
def town(tmp_path, both_engines):
    office = TestOffice(tmp_path, today=date(2026, 4, 1))
    rows = seed([2026])
    with office.office.write("工作日表") as work:
        work.session.add_all(CalendarYear(year=y.year, status=y.status.value) for y in rows.years)
        work.session.add_all(CalendarDay(day=d.day, kind=d.kind.value, label=d.label) for d in rows.days)
    office.team = office.add_team()
    yield office
    office.close()


@pytest.fixture
def posted(town):
    """A notice of one signed report, up since 1 April."""
    report = town.add_report(town.team["演示丙"], MARCH)
    return town.do(actions.post_notice, town.unit_id, MARCH, [report], UP)


def board(town):
    return town.see(notice_board, town.unit_id, MARCH)


def test_a_signed_report_goes_up_for_seven_workdays_over_qingming(town, posted):
    (card,) = board(town).postings
    assert (card.first_day, card.last_day, card.names) == (date(2026, 4, 2), date(2026, 4, 13), ("演示丙",))
    assert card.calendar_confirmed == ""


def test_the_board_tells_who_is_ready_and_why_others_are_not(town):
    signed = town.add_report(town.team["演示丙"], MARCH)
    town.add_report(town.team["演示丁"], MARCH, ReportState.SUBMITTED)
    seen = board(town)
    assert [line.report_id for line in seen.ready] == [signed]
    assert {line.name: line.reason for line in seen.waiting} == {
        "演示甲": "尚未填报",
        "演示乙": "尚未填报",
        "演示丁": "报告处于“已提交”，签定后才能公示",
    }


def test_the_board_names_missing_public_contacts(town):
    assert any("举报电话" in gap for gap in board(town).gaps)


def test_a_report_that_is_not_signed_cannot_go_up(town):
    report = town.add_report(town.team["演示丙"], MARCH, ReportState.EVALUATED)
    with pytest.raises(UserError, match="已签定"):
        town.do(actions.post_notice, town.unit_id, MARCH, [report], UP)


def test_a_report_of_another_month_cannot_go_up(town):
    report = town.add_report(town.team["演示丙"], Month(2026, 2))
    with pytest.raises(UserError, match="不属于"):
        town.do(actions.post_notice, town.unit_id, MARCH, [report], UP)


def test_nothing_to_post_is_one_sentence(town):
    with pytest.raises(UserError, match="还没有已签定"):
        town.do(actions.post_notice, town.unit_id, MARCH, [], UP)


def test_a_report_hangs_once(town, posted):
    (card,) = board(town).postings
    with pytest.raises(UserError, match="已经公示过"):
        town.do(actions.post_notice, town.unit_id, MARCH, card.report_ids, UP)


def test_an_unpublished_calendar_asks_a_person_and_keeps_the_name(town):
    report = town.add_report(town.team["演示丙"], Month(2026, 12))
    town.at(date(2027, 1, 4))
    with pytest.raises(UserError, match="尚未公布") as refusal:
        town.do(
            actions.post_notice,
            town.unit_id,
            Month(2026, 12),
            [report],
            PostingForm("公示栏", date(2027, 1, 4)),
        )
    assert refusal.value.field == "dates_confirmed"
    form = PostingForm("公示栏", date(2027, 1, 4), dates_confirmed=True)
    town.do(actions.post_notice, town.unit_id, Month(2026, 12), [report], form)
    (card,) = town.see(notice_board, town.unit_id, Month(2026, 12)).postings
    assert card.calendar_confirmed == "演示经办人"


def test_a_notice_comes_down_on_its_last_day(town, posted):
    town.at(date(2026, 4, 13)).do(actions.take_down, posted, date(2026, 4, 13))
    (card,) = board(town).postings
    assert (card.state, card.ended_on, card.breach) == (PostingState.TAKEN_DOWN, date(2026, 4, 13), "")


def test_taking_down_early_is_refused_and_the_notice_still_hangs(town, posted):
    town.at(date(2026, 4, 10))
    with pytest.raises(UserError, match="不能提前撤下"):
        town.do(actions.take_down, posted, date(2026, 4, 10))
    assert board(town).postings[0].state is PostingState.POSTED


def test_taking_down_early_can_be_recorded_as_a_breach(town, posted):
    town.at(date(2026, 4, 10)).do(actions.take_down, posted, date(2026, 4, 10), "公示栏拆迁")
    assert board(town).postings[0].breach == "公示栏拆迁"


def test_an_interrupted_notice_hangs_anew_for_the_full_period(town, posted):
    town.at(date(2026, 4, 8)).do(actions.interrupt, posted, date(2026, 4, 7), "被风雨损毁")
    again = PostingForm("镇政府一楼公示栏", date(2026, 4, 8))
    town.do(actions.restart, posted, again)
    first, second = board(town).postings
    assert (first.state, first.interruption, first.restarted) == (
        PostingState.INTERRUPTED,
        "被风雨损毁",
        True,
    )
    assert (second.restarts_id, second.last_day) == (posted, date(2026, 4, 17))
    with pytest.raises(UserError, match="已经重新张贴"):
        town.do(actions.restart, posted, again)


def test_an_interruption_needs_a_day_within_the_posting_and_a_reason(town, posted):
    with pytest.raises(UserError, match="中断日期"):
        town.do(actions.interrupt, posted, date(2026, 3, 31), "丢失")
    with pytest.raises(UserError, match="中断原因"):
        town.do(actions.interrupt, posted, date(2026, 4, 1), " ")


def test_a_restart_before_the_interruption_is_refused(town, posted):
    town.at(date(2026, 4, 8)).do(actions.interrupt, posted, date(2026, 4, 7), "被风雨损毁")
    with pytest.raises(UserError, match="早于中断日期"):
        town.do(actions.restart, posted, PostingForm("公示栏", date(2026, 4, 3)))


def test_a_remark_is_kept_without_who_made_it(town, posted):
    remark = town.do(actions.add_remark, posted, date(2026, 4, 1), Channel.BOX, "第二条的公里数与现场不符")
    town.do(actions.answer_remark, remark, "已报县考核办核实")
    (line,) = board(town).postings[0].remarks
    assert (line.channel, line.content, line.handling) == (
        Channel.BOX,
        "第二条的公里数与现场不符",
        "已报县考核办核实",
    )


def test_a_remark_from_before_the_posting_is_refused(town, posted):
    with pytest.raises(UserError, match="收到日期"):
        town.do(actions.add_remark, posted, date(2026, 3, 31), Channel.BOOK, "意见")


def test_a_file_that_is_no_picture_is_refused_in_one_sentence(town, tmp_path):
    report = town.add_report(town.team["演示丙"], MARCH)
    (tmp_path / "a.jpg").write_bytes(b"GIF89a nothing")
    form = PostingForm("公示栏", date(2026, 4, 1), photo=tmp_path / "a.jpg")
    with pytest.raises(UserError, match="照片无法识别"):
        town.do(actions.post_notice, town.unit_id, MARCH, [report], form)


@pytest.mark.parametrize("role", [Role.CADRE, Role.ADMIN, Role.AUDITOR])
def test_others_may_not_move_a_posting(town, posted, role):
    town.as_(role)
    with pytest.raises(NotAllowed):
        town.do(actions.take_down, posted, date(2026, 4, 1), "x")
    with pytest.raises(NotAllowed):
        town.do(actions.post_notice, town.unit_id, MARCH, ["x"], UP)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_admin_and_auditor_do_not_see_the_board(town, posted, role):
    town.as_(role)
    with pytest.raises(NotAllowed):
        board(town)


def test_a_photo_is_kept_with_the_posting(town, tmp_path):
    report = town.add_report(town.team["演示丙"], MARCH)
    Image.new("RGB", (40, 30), "white").save(tmp_path / "现场.png")
    town.do(
        actions.post_notice,
        town.unit_id,
        MARCH,
        [report],
        PostingForm("公示栏", date(2026, 4, 1), photo=tmp_path / "现场.png"),
    )
    digest = board(town).postings[0].photo_digest
    assert town.see(blobs.content, digest) == (tmp_path / "现场.png").read_bytes()


def test_a_photo_that_is_gone_says_so(town, tmp_path):
    report = town.add_report(town.team["演示丙"], MARCH)
    form = PostingForm("公示栏", date(2026, 4, 1), photo=tmp_path / "无.png")
    with pytest.raises(EnvironmentProblem, match="打不开"):
        town.do(actions.post_notice, town.unit_id, MARCH, [report], form)


def test_the_notice_names_who_gets_a_copy_only_where_the_setting_does(town, posted):
    assert town.see(posted_notice, town.unit_id, MARCH, posted).imprint is None
    town.do(change_settings, {"copies_to": "县委组织部、 县考核办，县委组织部"})
    imprint = town.see(posted_notice, town.unit_id, MARCH, posted).imprint
    assert imprint == Imprint(("县委组织部", "县考核办"), "丹江镇（演示）", date(2026, 4, 1))
