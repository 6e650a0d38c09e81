"""人员与机构 by clicks and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.people import actions, cards, exemptions
from app.people.cards import Standing
from app.people.entries import ExemptionEntry
from app.vocabulary import ExemptionKind, Month, PostEnd, PostKind, Role
from ui.history.record import RecordHistory
from ui.people.dialogs import AddCadre, AddPost, ChangePost, CorrectPost, EndPost, ExemptionDialog
from ui.people.stage import EVERYBODY, GONE
from ui.shared.forms import ConfirmNames

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
MARCH = Month(2026, 3)


@pytest.fixture
def stage(open_stage):
    return open_stage()


def names(stage):
    model = stage.list.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def side_words(stage):
    return " ".join(label.text() for label in stage.side.findChildren(type(stage.card.title)) if label.text())


def press(qtbot, parent, words):
    button = next(b for b in parent.findChildren(QPushButton) if b.text().startswith(words))
    qtbot.mouseClick(button, LEFT)


def save(qtbot, form):
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)


def choose(qtbot, stage, row, settle):
    index = stage.list.view.model().index(row, 0)
    qtbot.mouseClick(stage.list.view.viewport(), LEFT, pos=stage.list.view.visualRect(index).center())
    settle()


def test_the_page_opens_with_the_first_of_the_board(stage):
    assert names(stage) == ["演示甲", "演示乙", "演示丙", "演示丁"]
    assert stage.card.title.text() == "演示甲"
    assert stage.card.posts.model.rowCount() == 1
    assert "领导班子：党委" in side_words(stage)


def test_a_person_is_added_by_keyboard_alone(qtbot, stage, settle, dialog, office):
    qtbot.keyClick(stage, Qt.Key.Key_N, CTRL)
    form = dialog(AddCadre)
    qtbot.keyClicks(form.focusWidget(), "Ayguli")
    form.fields.show({"title": "副镇长", "since": date(2026, 3, 2)})
    save(qtbot, form)
    settle()
    assert names(stage)[-1] == "Ayguli"
    assert stage.card.title.text() == "Ayguli"


def test_a_wrong_entry_is_marked_at_its_field_and_nothing_is_lost(qtbot, stage, settle, dialog):
    qtbot.mouseClick(stage.buttons["add"], LEFT)
    form = dialog(AddCadre)
    form.fields.show({"name": "演示戊", "title": "副镇长", "born": "1980.1"})
    save(qtbot, form)
    settle()
    assert form.isVisible()
    assert "分不清是1月还是10月" in form._marks["born"].text()
    assert form.focusWidget().property("field") == "born"
    form.fields.show({"born": "1980.01"})
    save(qtbot, form)
    settle()
    assert names(stage)[-1] == "演示戊"


def test_a_change_of_posts_keeps_the_history_on_the_card(qtbot, stage, settle, dialog, office):
    choose(qtbot, stage, 2, settle)
    qtbot.keyClick(stage, Qt.Key.Key_F5)
    form = dialog(ChangePost)
    form.fields.show({"title": "党委委员、副镇长", "since": date(2026, 3, 20)})
    save(qtbot, form)
    settle()
    shown = [
        (p.entry.title, p.entry.ended) for p in office.see(cards.cadre_card, office.team["演示丙"]).posts
    ]
    assert shown == [("党委委员、副镇长", None), ("副镇长", PostEnd.CHANGED)]
    assert stage.card.posts.model.rowCount() == 2


def test_who_leaves_moves_to_the_list_of_those_gone(qtbot, stage, settle, dialog):
    choose(qtbot, stage, 3, settle)
    qtbot.keyClick(stage, Qt.Key.Key_F7)
    form = dialog(EndPost)
    form.fields.show({"on": date(2026, 3, 20), "remark": "调县林业局"})
    save(qtbot, form)
    settle()
    assert names(stage) == ["演示甲", "演示乙", "演示丙"]
    stage.scope.set_value(GONE)
    settle()
    assert names(stage) == ["演示丁"]
    assert stage.card.pill.text() == "调任"
    assert not stage.buttons["end"].isEnabled()


def test_a_concurrent_post_and_a_correction(qtbot, stage, settle, dialog, office):
    qtbot.keyClick(stage, Qt.Key.Key_F6)
    form = dialog(AddPost)
    assert form.fields.values()["kind"] is PostKind.CONCURRENT
    form.fields.show({"title": "人武部第一政委", "since": date(2025, 1, 1)})
    save(qtbot, form)
    settle()
    assert stage.card.posts.model.rowCount() == 2
    qtbot.mouseClick(stage.buttons["correct"], LEFT)
    form = dialog(CorrectPost)
    form.fields.show({"title": "第一政委", "until": "2025-12-31"})
    save(qtbot, form)
    settle()
    entries = [post.entry for post in office.see(cards.cadre_card, office.team["演示甲"]).posts]
    assert (entries[0].title, entries[0].until) == ("第一政委", date(2025, 12, 31))


def test_the_end_of_a_post_is_corrected(qtbot, stage, settle, dialog, office):
    post = office.see(cards.cadre_card, office.team["演示丁"]).posts[0].post_id
    office.do(actions.end_post, post, date(2026, 3, 1), PostEnd.TRANSFER)
    settle()
    stage.show_record(office.team["演示丁"])
    settle()
    qtbot.mouseClick(stage.buttons["correct"], LEFT)
    form = dialog(CorrectPost)
    form.fields.show({"ended": PostEnd.RETIRED, "until": "2026-03-15"})
    save(qtbot, form)
    settle()
    [line] = office.see(cards.cadre_card, office.team["演示丁"]).posts
    assert (line.entry.ended, line.entry.until) == (PostEnd.RETIRED, date(2026, 3, 15))


def test_personal_data_is_edited(qtbot, stage, settle, dialog):
    qtbot.keyClick(stage, Qt.Key.Key_F4)
    form = dialog()
    form.fields.show({"name": "演示甲甲", "note": "兼任县委委员"})
    save(qtbot, form)
    settle()
    assert stage.card.title.text() == "演示甲甲"


def test_the_board_is_reordered_by_keys(qtbot, stage, settle):
    qtbot.keyClick(stage.list.view, Qt.Key.Key_Down, CTRL)
    settle()
    assert names(stage)[:2] == ["演示乙", "演示甲"]
    qtbot.keyClick(stage.list.view, Qt.Key.Key_Up, CTRL)
    settle()
    qtbot.keyClick(stage.list.view, Qt.Key.Key_Up, CTRL)
    settle()
    assert names(stage)[:2] == ["演示甲", "演示乙"]


def test_a_leave_is_granted_shown_and_withdrawn(qtbot, stage, settle, dialog):
    choose(qtbot, stage, 2, settle)
    qtbot.keyClick(stage, Qt.Key.Key_M, CTRL)
    form = dialog(ExemptionDialog)
    form.fields.show({"kind": ExemptionKind.SICK, "reason": "住院", "approved_by": "演示甲"})
    save(qtbot, form)
    settle()
    assert "演示丙 2026年3月 病假：住院（演示甲批准）" in side_words(stage)
    press(qtbot, stage.side, "修改")
    form = dialog(ExemptionDialog)
    form.fields.show({"last": Month(2026, 4)})
    save(qtbot, form)
    settle()
    assert "2026年3月至2026年4月" in side_words(stage)
    press(qtbot, stage.side, "撤销")
    qtbot.mouseClick(dialog(ConfirmNames).ok, LEFT)
    settle()
    assert "没有登记免报" in side_words(stage)


def test_a_wrongly_entered_person_is_removed_after_asking(qtbot, stage, settle, dialog):
    choose(qtbot, stage, 3, settle)
    qtbot.mouseClick(stage.buttons["remove"], LEFT)
    qtbot.mouseClick(dialog(ConfirmNames).ok, LEFT)
    settle()
    assert names(stage) == ["演示甲", "演示乙", "演示丙"]


def test_the_units_card_is_edited(qtbot, stage, settle, dialog):
    press(qtbot, stage.side, "编辑机构")
    form = dialog()
    form.fields.show({"notice_place": "镇政府大门公示栏"})
    save(qtbot, form)
    settle()
    assert "公示地点：镇政府大门公示栏" in side_words(stage)


def test_typing_narrows_the_list_and_an_empty_list_says_so(qtbot, stage, settle):
    qtbot.keyClick(stage, Qt.Key.Key_F, CTRL)
    assert stage.search.hasFocus()
    stage.search.insert("武装")
    settle()
    assert names(stage) == ["演示丁"]
    assert stage.card.title.text() == "演示丁"
    stage.search.insert("没有")
    settle()
    assert stage.card.empty.isVisible()
    assert not stage.buttons["edit"].isVisible()


def test_a_change_elsewhere_is_shown_at_once(stage, settle, office):
    entry = ExemptionEntry(
        office.team["演示甲"], MARCH, MARCH, ExemptionKind.LEAVE, "事假", "县委", date(2026, 3, 2)
    )
    office.do(exemptions.grant_exemption, office.unit_id, entry)
    settle()
    assert "事假" in side_words(stage)


def test_a_record_is_opened_whatever_the_list_shows(stage, settle, office):
    post = office.see(cards.cadre_card, office.team["演示丁"]).posts[0].post_id
    office.do(actions.end_post, post, date(2026, 3, 1), PostEnd.RETIRED)
    settle()
    stage.show_record(office.team["演示丁"])
    settle()
    assert stage.scope.value() == EVERYBODY
    assert stage.card.title.text() == "演示丁"


def test_a_cadre_account_only_looks(open_stage, office):
    office.as_(Role.CADRE, cadre_id=office.team["演示丙"])
    stage = open_stage()
    shown = [button.text() for button in stage.findChildren(QPushButton) if button.isVisible()]
    looking = ("收起", "修改记录")
    assert [words for words in shown if words and not words.startswith(looking)] == []
    assert stage.card.title.text() == "演示甲"
    assert Standing.IN_POST.label == stage.card.pill.text()


def test_the_history_of_the_person_shown_is_counted_and_opened_by_key(qtbot, open_stage):
    stage = open_stage()
    assert stage.side.history.text() == "修改记录 1 条 ›"
    qtbot.waitUntil(stage.isActiveWindow)
    qtbot.keyClick(stage, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert stage.findChild(RecordHistory).windowTitle() == "修改记录：演示甲"
