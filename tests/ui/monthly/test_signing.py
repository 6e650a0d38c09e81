"""The head's signature: who signs what, one signer at a time; the own report by somebody else (D24)."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.monthly import actions_meeting
from app.monthly.handing_in import hold_meeting
from app.monthly.meeting_rules import Judgement
from app.monthly.views_meeting import meeting_sheet
from app.vocabulary import Grade, ReportState, Role, SignerKind, SignMethod
from tests.ui.desk import CTRL, MARCH, SHIFT, day
from tests.ui.monthly import scans
from tests.ui.monthly.conftest import handed_in
from ui.monthly.dialogs import Reason
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.shared.picture import PictureDialog
from ui.shared.widgets import Button


def evaluated(town):
    """Hold the meeting on 1 April over everything handed in."""
    town.at(day(4, 1))
    items = town.see(meeting_sheet, town.unit_id, MARCH).items
    form = actions_meeting.MeetingForm(
        unit_id=town.unit_id,
        month=MARCH,
        body="党委会",
        held_on=day(4, 1),
        place="镇三楼会议室",
        chair_id=town.team["演示甲"],
        recorder="演示经办人",
        attendees=tuple(town.team.values()),
    )
    judgements = [Judgement(item.report_id, truthful=True, grade=Grade.FAIR) for item in items]
    town.do(hold_meeting, form, None, judgements)


def signed(town, on=None):
    """Sign everything evaluated by whoever usually does."""
    for item in town.see(meeting_sheet, town.unit_id, MARCH).items:
        if item.state is not ReportState.EVALUATED:
            continue
        signer = item.signers[0]
        if signer.kind is SignerKind.COUNTY_LEADER:
            signer = replace(signer, name="演示县领导", title="县委常委")
        opinion = actions_meeting.OpinionForm(item.report_id, "同意。")
        signature = actions_meeting.Signature(signer, SignMethod.HAND, on or day(4, 1))
        town.do(actions_meeting.sign_reports, [opinion], signature)


@pytest.fixture
def ready(town):
    """Four reports are evaluated."""
    for name in town.team:
        handed_in(town, name)
    evaluated(town)
    return town


def at_signing(desk_of, town):
    desk = desk_of(town)
    desk.go("monthly", "signing", MARCH)
    return desk, desk.monthly.signing


def states(town):
    return {item.name: item.state for item in town.see(meeting_sheet, town.unit_id, MARCH).items}


def confirm(desk):
    """Press the primary button and its confirmation."""
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()


def test_before_the_meeting_the_page_says_what_comes_first(town, desk_of):
    handed_in(town, "演示丙")
    _, page = at_signing(desk_of, town)
    assert page.empty._title.text() == "还没有班子会议评价过的报告"
    assert not page.sign.isVisible()


def test_the_head_signs_everybody_else_and_the_own_is_left_for_another_signer(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    assert page.box.signer.currentText() == "党委书记 演示甲（主要负责人）"
    assert page.still.text() == "本次签 3 份"
    confirm(desk)
    assert states(ready)["演示甲"] is ReportState.EVALUATED
    assert states(ready)["演示乙"] is ReportState.SIGNED
    assert desk.monthly.problems.text == "已签定。还有 1 份待签定。"

    assert page.box.signer.currentText() == "县分管领导（签主要负责人本人的报告）"
    assert page.box.signer.itemText(1) == "镇长 演示乙（代签主要负责人本人的报告）"
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.dialogs(ConfirmNames) == []
    assert desk.monthly.problems.text == "请填写签字人姓名。"
    assert page.box.name.property("fault") == "true"
    desk.click(page.box.name)
    desk.write("演示县领导")
    desk.click(page.box.post)
    desk.write("县委常委")
    confirm(desk)
    assert states(ready)["演示甲"] is ReportState.SIGNED
    assert page.pill.text() == "已签定 4 份"
    assert page.still.text() == "已全部签定并锁定，有误在登记表上“更正”。下一步：装订成册（Ctrl+4）"
    assert not page.sign.isVisible()


def test_the_box_before_signing_names_the_signer_and_everybody(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    desk.key(Qt.Key.Key_Return, CTRL)
    box = desk.dialog(ConfirmNames)
    words = "".join(label.text() for label in box.findChildren(type(page.told)))
    assert "由 党委书记 演示甲 签定2026年3月实绩 3 份。签定后锁定，有误只能更正。" in words
    assert "演示乙、演示丙、演示丁" in words


def test_somebody_can_be_left_out_and_an_opinion_written(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[2].id, "signs")
    page.items.view.setFocus()
    desk.keys("2")
    assert page.still.text() == "本次签 2 份"
    page.items.go_to(page.rows()[1].id, "text")
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_A, CTRL)
    desk.write("同意，望加快危房改造。")
    desk.key(Qt.Key.Key_Return)
    confirm(desk)
    assert states(ready)["演示丙"] is ReportState.EVALUATED
    item = ready.see(meeting_sheet, ready.unit_id, MARCH).items[1]
    assert item.opinion.text == "同意，望加快危房改造。"


def test_an_empty_opinion_is_pointed_at(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[1].id, "text")
    page.items.view.setFocus()
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.monthly.problems.text == "请填写演示乙的审核意见。"


def test_opinions_typed_survive_a_kill(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[1].id, "text")
    page.items.view.setFocus()
    desk.key(Qt.Key.Key_F2)
    desk.write("望再接再厉。")
    desk.qtbot.waitUntil(lambda: page.rows()[1].text.endswith("望再接再厉。"))
    desk.settle()
    desk.kill()
    _, page = at_signing(desk_of, ready)
    assert page.rows()[1].text == "同意班子会议评价意见。望再接再厉。"
    assert "已恢复" in page.told.text()


def test_a_scan_of_the_signed_sheet_is_kept_and_shown(ready, desk_of, tmp_path):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[1].id)
    assert not page.look.isVisible()
    desk.click(page.scan)
    desk.pick_file(scans.png(tmp_path))
    assert page.rows()[1].scanned
    confirm(desk)
    page.items.go_to(page.rows()[1].id)
    page.items.view.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert desk.dialog(PictureDialog).windowTitle() == "演示乙签字页"


def test_a_scan_may_be_a_pdf_and_is_opened_from_the_page_and_from_the_form(ready, desk_of, tmp_path):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[1].id)
    desk.click(page.scan)
    desk.pick_file(scans.pdf(tmp_path))
    desk.click(page.look)
    desk.settle()
    desk.dialog(PaperDialog).close()
    desk.settle()
    confirm(desk)
    page.items.go_to(page.rows()[1].id)
    desk.click(page.look)
    desk.settle()
    desk.dialog(PaperDialog).close()
    desk.settle()
    desk.go("monthly", ready.team["演示乙"])
    link = next(one for one in desk.monthly.side.findChildren(Button) if one.text() == "看签字扫描件")
    desk.click(link)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "演示乙签字页"


def test_what_is_no_scan_is_refused_in_one_sentence(ready, desk_of, tmp_path):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[1].id)
    for path, word in scans.unusable(tmp_path):
        desk.click(page.scan)
        desk.pick_file(path)
        assert word in desk.monthly.problems.text, path.name
        assert not page.rows()[1].scanned


def test_a_report_goes_back_to_the_meeting_with_its_reason(ready, desk_of):
    desk, page = at_signing(desk_of, ready)
    page.items.go_to(page.rows()[3].id)
    desk.key(Qt.Key.Key_B, CTRL | SHIFT)
    desk.dialog(Reason)
    desk.write("等次需再议")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert states(ready)["演示丁"] is ReportState.SUBMITTED


def test_the_heads_account_signs_others_and_is_told_who_records_the_own(ready, desk_of):
    ready.as_(Role.HEAD, cadre_id=ready.team["演示甲"], name="演示甲")
    desk, page = at_signing(desk_of, ready)
    confirm(desk)
    assert states(ready)["演示甲"] is ReportState.EVALUATED
    assert page.still.text() == "还有 1 份由他人签定，请经办人登记"
    assert not page.sign.isVisible()
