"""Binding both copies, signing them by certificate or by hand, checking and saving (D25–D26)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.accounts.credentials import found_authority, issue_credential
from app.monthly import actions, booklets
from app.vocabulary import CredentialKind, ReportState, Role, SignMethod
from tests.ui.desk import CTRL, MARCH, SHIFT, day
from tests.ui.monthly import scans
from tests.ui.monthly.conftest import handed_in
from tests.ui.monthly.test_signing import evaluated, signed
from ui.monthly.booklet_dialogs import MarkSigned, SignBooklet, VerifiedDialog
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.shared.picture import PictureDialog

PASSPHRASE = "Qianming-2026"


@pytest.fixture
def ready(town):
    """Two reports are signed, two people have not reported."""
    for name in ("演示甲", "演示丙"):
        handed_in(town, name)
    evaluated(town)
    signed(town)
    return town


@pytest.fixture
def certified(ready):
    """The head and the unit have certificates."""
    roles = ready.office.login
    ready.as_(Role.ADMIN)
    ready.do(found_authority, "丹江镇（演示）")
    ready.do(issue_credential, CredentialKind.PERSON, PASSPHRASE, ready.team["演示甲"])
    ready.do(issue_credential, CredentialKind.STATION, PASSPHRASE)
    ready.office.login = roles
    return ready


def at_binding(desk_of, town):
    desk = desk_of(town)
    desk.go("monthly", "binding", MARCH)
    return desk, desk.monthly.binding


def bound(desk_of, town):
    desk, page = at_binding(desk_of, town)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    return desk, page


def cards(town):
    return town.see(booklets.booklets, town.unit_id, MARCH)


def test_nothing_is_bound_before_somebody_has_signed(town, desk_of):
    _, page = at_binding(desk_of, town)
    assert page.empty._title.text() == "还没有已签定的登记表"
    assert not page.bind.isEnabled()


def test_binding_makes_both_copies_and_says_who_is_missing(ready, desk_of):
    desk, page = at_binding(desk_of, ready)
    assert page.gaps.text() == "现在装订将缺：演示乙：未报；演示丁：未报"
    assert page.empty._title.text() == "2 份登记表已签定，可以装订"
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert [card.copy.label for card in cards(ready)] == ["单位留存公示", "报县考核办备案"]
    assert desk.monthly.problems.text == "两份装订册已生成。下一步：签署，打印。"
    assert page.pill.text() == "待签名"
    assert page.sign.isVisible()
    assert not page.bind.isVisible()
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "2026年3月实绩报告装订册（单位留存公示）"


def test_without_a_certificate_the_way_by_hand_is_told_and_works(ready, desk_of):
    desk, page = bound(desk_of, ready)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "还没有签名证书" in desk.monthly.problems.text
    for _ in range(2):
        desk.click(page.by_hand)
        desk.dialog(MarkSigned)
        desk.write("党委书记 演示甲")
        desk.key(Qt.Key.Key_Return, CTRL)
        desk.settle()
        page.list.go_to(cards(ready)[1].id)
    assert {card.method for card in cards(ready)} == {SignMethod.HAND}
    assert page.pill.text() == "两份已签"
    assert not page.sign.isVisible()
    assert not page.by_hand.isVisible()


def test_a_signed_booklet_is_bound_anew_only_after_a_question(ready, desk_of):
    desk, page = bound(desk_of, ready)
    for card in cards(ready):
        ready.do(booklets.mark_signed_by_hand, card.id, "党委书记 演示甲", ready.clock.today())
    desk.monthly.refresh()
    desk.settle()
    desk.click(page.again)
    desk.dialog(ConfirmNames)
    desk.key(Qt.Key.Key_Escape)
    desk.settle()
    assert {card.edition for card in cards(ready)} == {1}
    desk.click(page.again)
    desk.dialog(ConfirmNames)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert {card.edition for card in cards(ready)} == {1, 2}


def test_a_scan_of_the_hand_signed_booklet_is_kept_with_the_mark_and_opened_again(ready, desk_of, tmp_path):
    desk, page = bound(desk_of, ready)
    desk.click(page.by_hand)
    box = desk.dialog(MarkSigned)
    desk.write("党委书记 演示甲")
    picker = box.fields._inputs["scan"]
    for path, word in scans.unusable(tmp_path):
        desk.click(picker.choose)
        desk.pick_file(path)
        desk.click(box.ok)
        desk.settle()
        told = box._marks["scan"].text() + box.problems.text
        assert word in told, path.name
    assert {card.method for card in cards(ready)} == {None}
    desk.click(picker.choose)
    desk.pick_file(scans.pdf(tmp_path))
    desk.click(box.ok)
    desk.settle()
    card = next(card for card in cards(ready) if card.method is SignMethod.HAND)
    assert card.scan_digest
    page.list.go_to(card.id)
    assert not page.scan.isVisible()
    desk.click(page.look)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle().endswith("签字扫描件")


def test_a_scan_can_follow_a_mark_made_without_one(ready, desk_of, tmp_path):
    desk, page = bound(desk_of, ready)
    assert not page.scan.isVisible()
    desk.click(page.by_hand)
    desk.dialog(MarkSigned)
    desk.write("党委书记 演示甲")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert not page.look.isVisible()
    desk.click(page.scan)
    desk.pick_file(scans.png(tmp_path))
    desk.click(page.look)
    desk.settle()
    assert desk.dialog(PictureDialog).windowTitle().endswith("签字扫描件")


def test_one_passphrase_signs_both_copies_and_a_wrong_one_is_marked(certified, desk_of):
    desk, page = bound(desk_of, certified)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    box = desk.dialog(SignBooklet)
    assert box.both.isChecked()
    person = next(one for one in box._credentials.values() if one.kind is CredentialKind.PERSON)
    box.fields.show({"credential": person.credential_id})
    desk.click(box.fields._inputs["passphrase"])
    desk.qtbot.keyClicks(box.fields._inputs["passphrase"], "wrong")
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert box._marks["passphrase"].text() == "签名口令不正确。请重新输入。"
    box.fields._inputs["passphrase"].selectAll()
    desk.qtbot.keyClicks(box.fields._inputs["passphrase"], PASSPHRASE)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert {card.signers for card in cards(certified)} == {("党委书记 演示甲",)}
    assert page.pill.text() == "两份已签"
    assert desk.monthly.problems.text.startswith("已签署。下一步：双面打印")


def test_the_seal_follows_and_nobody_signs_twice(certified, desk_of):
    desk, page = bound(desk_of, certified)
    for kind, expected in ((CredentialKind.PERSON, 1), (CredentialKind.STATION, 2)):
        desk.key(Qt.Key.Key_G, CTRL) if page.seal.isVisible() else desk.key(Qt.Key.Key_Return, CTRL)
        desk.settle()
        box = desk.dialog(SignBooklet)
        chosen = next(one for one in box._credentials.values() if one.kind is kind)
        box.fields.show({"credential": chosen.credential_id})
        box.fields._inputs["passphrase"].setText(PASSPHRASE)
        desk.click(box.ok)
        desk.settle()
        assert {len(card.signers) for card in cards(certified)} == {expected}
    desk.key(Qt.Key.Key_G, CTRL)
    desk.settle()
    box = desk.dialog(SignBooklet)
    box.fields._inputs["passphrase"].setText(PASSPHRASE)
    desk.click(box.ok)
    assert box._marks["credential"].text().endswith("已经签过。请换一张证书。")


def test_another_leader_signs_the_signed_booklet_too_and_verifying_names_both(certified, desk_of, tmp_path):
    login = certified.office.login
    certified.as_(Role.ADMIN)
    certified.do(issue_credential, CredentialKind.PERSON, PASSPHRASE, certified.team["演示丙"])
    certified.office.login = login
    desk, page = bound(desk_of, certified)
    for name in ("演示甲", "演示丙"):
        desk.click(page.seal if page.seal.isVisible() else page.sign)
        desk.settle()
        box = desk.dialog(SignBooklet)
        chosen = next(one for one in box._credentials.values() if one.holder == name)
        box.fields._inputs["credential"].set_value(chosen.credential_id)
        desk.click(box.fields._inputs["passphrase"])
        desk.qtbot.keyClicks(box.fields._inputs["passphrase"], PASSPHRASE)
        desk.click(box.ok)
        desk.settle()
    assert {card.signers for card in cards(certified)} == {("党委书记 演示甲", "副镇长 演示丙")}
    saved = tmp_path / "册.pdf"
    desk.click(page.copy)
    desk.pick_file(saved)
    desk.click(page.check)
    desk.pick_file(saved)
    said = " ".join(one.text() for one in desk.dialog(VerifiedDialog).findChildren(type(page.gaps)))
    assert "共 2 个签名，全部有效" in said
    assert "演示甲" in said
    assert "演示丙" in said


def test_the_head_is_offered_first_and_the_seal_last(certified, desk_of):
    login = certified.office.login
    certified.as_(Role.ADMIN)
    certified.do(issue_credential, CredentialKind.PERSON, PASSPHRASE, certified.team["演示乙"])
    certified.office.login = login
    desk, page = bound(desk_of, certified)
    desk.click(page.sign)
    desk.settle()
    box = desk.dialog(SignBooklet)
    assert [one.holder for one in box._credentials.values()] == ["演示甲", "演示乙", "丹江镇（演示）"]
    assert box.fields.values()["credential"] == next(iter(box._credentials))


def test_a_saved_booklet_is_verified_and_a_changed_one_is_not(certified, desk_of, tmp_path):
    desk, page = bound(desk_of, certified)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    box = desk.dialog(SignBooklet)
    box.fields._inputs["passphrase"].setText(PASSPHRASE)
    desk.click(box.ok)
    desk.settle()
    saved = tmp_path / "册.pdf"
    desk.key(Qt.Key.Key_S, CTRL)
    desk.pick_file(saved)
    assert desk.monthly.problems.text == f"已保存到 {saved}"
    changed = tmp_path / "改过.pdf"
    data = bytearray(saved.read_bytes())
    data[len(data) // 3] ^= 1
    changed.write_bytes(data)
    for file, verdict in ((saved, "有效"), (changed, "不能采信")):
        desk.key(Qt.Key.Key_V, CTRL | SHIFT)
        desk.dialog(QFileDialog)
        desk.pick_file(file)
        box = desk.dialog(VerifiedDialog)
        assert verdict in [label.text() for label in box.findChildren(type(page.gaps))]
        box.accept()
        desk.settle()


def test_a_correction_asks_for_a_new_edition(ready, desk_of):
    desk, page = bound(desk_of, ready)
    ready.at(day(4, 8))
    report = next(line for line in cards(ready)).id
    assert report
    from app.monthly.views_meeting import meeting_sheet

    items = ready.see(meeting_sheet, ready.unit_id, MARCH).items
    made = ready.do(actions.correct_report, items[1].report_id, "公里数有误")
    ready.do(actions.submit_report, made)
    from dataclasses import replace

    from app.monthly import actions_meeting
    from app.monthly.handing_in import hold_meeting
    from app.monthly.meeting_rules import Judgement
    from app.vocabulary import Grade

    form = actions_meeting.MeetingForm(
        unit_id=ready.unit_id,
        month=MARCH,
        body="党委会",
        held_on=day(4, 8),
        place="三楼",
        chair_id=ready.team["演示甲"],
        recorder="甲",
        attendees=tuple(ready.team.values()),
    )
    ready.do(hold_meeting, form, None, [Judgement(made, truthful=True, grade=Grade.FAIR)])
    signed(ready, day(4, 8))
    desk.settle()
    page.reload()
    desk.settle()
    assert page.pill.text() == "有更正，须重新装订"
    assert page.bind.isVisible()
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert sorted(card.edition for card in cards(ready)) == [1, 1, 2, 2]
    assert replace(cards(ready)[0]).outdated is False
    assert ReportState.SIGNED in {item.state for item in ready.see(meeting_sheet, ready.unit_id, MARCH).items}


def test_the_search_opens_the_page_with_the_booklet(ready, desk_of):
    desk, page = bound(desk_of, ready)
    wanted = cards(ready)[1].id
    desk.go("overview")
    desk.go("monthly", wanted, MARCH)
    assert desk.monthly.front == "binding"
    assert page.list.current().id == wanted
