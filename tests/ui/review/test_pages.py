"""The other pages of 县级审核: hints, shared results, reminders and waivers, county targets."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.review.actions import file_report, return_report
from app.review.actions_reminding import issue_reminder
from app.review.hints import shared_results
from app.review.targets import county_targets
from app.review.views import waiver
from app.review.views_reminding import reminders
from app.vocabulary import CreditVerdict, Month
from tests.ui.desk import CTRL, MARCH
from ui.review.dialogs import (
    DecideCredit,
    DecideHint,
    Remind,
    SetTarget,
    Waive,
    WithdrawTarget,
    WithdrawWaiver,
)
from ui.review.words import hint_words
from ui.shared.paper_view import PaperDialog


def words(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def turn(desk, stage, key):
    desk.click(stage.tabs[key])
    desk.settle()
    return stage.pages[key]


def test_a_hint_leads_to_the_unit(desk, stage):
    desk.office.add_form("演示丙", Month(2026, 1), "清淤 3 公里", unit="西江镇")
    desk.office.add_form("演示丙", Month(2026, 2), "植树 300 亩", unit="西江镇")
    page = turn(desk, stage, "hints")
    assert page.list.current().hint.unit == "西江镇"
    desk.click(page.go)
    desk.settle()
    assert stage.unit_id == desk.office.units["西江镇"]
    assert stage.month_page.isVisible()


def test_a_hint_is_marked_with_a_reason_and_opens_again_when_its_facts_change(desk, stage):
    for number in (1, 2):
        desk.office.add_form("演示丙", Month(2026, number), f"事项{number}", unit="西江镇")
    page = turn(desk, stage, "hints")
    assert page.pill.text() == "1 条待了解"
    page.list.view.setFocus()
    desk.key(Qt.Key.Key_Return, CTRL)
    dialog = desk.dialog(DecideHint)
    desk.click(dialog.ok)
    desk.qtbot.waitUntil(lambda: "请填写“说明”。" in words(dialog))
    dialog.reason.setFocus()
    desk.write("已电话了解，确有任务")
    desk.click(dialog.ok)
    desk.settle()
    assert page.pill.text() == "都已了解"
    assert page.list.current().decided.reason == "已电话了解，确有任务"
    desk.office.add_leader("演示戊", "西江镇")
    for number in (1, 2, 3):
        desk.office.add_form("演示戊", Month(2026, number), f"别的事项{number}", unit="西江镇")
    stage.refresh()
    desk.settle()
    assert page.pill.text() == "1 条待了解"
    assert "针对原来的情况" in hint_words(page.list.current())


def test_without_a_hint_the_page_says_so(desk, stage):
    page = turn(desk, stage, "hints")
    assert page.empty.isVisible()
    assert "本月没有提示" in words(page)


def test_a_shared_result_is_decided_with_its_lead_and_reason(desk, stage):
    page = turn(desk, stage, "credit")
    assert page.pill.text() == "1 条待认定"
    desk.click(page.decide)
    dialog = desk.dialog(DecideCredit)
    desk.click(dialog.ok)
    assert "请选择认定结果。" in words(dialog)
    dialog.fields.show(
        {
            "verdict": CreditVerdict.SHARED,
            "lead_cadre_id": desk.office.cadres["演示甲"],
            "reason": "两镇共同实施",
        }
    )
    desk.click(dialog.ok)
    desk.settle()
    assert page.pill.text() == "都已认定"
    (found,) = desk.office.see(shared_results, MARCH)
    assert found.decision.reason == "两镇共同实施"
    desk.click(page.go)
    desk.settle()
    assert stage.form.isVisible()
    assert "已认定：共同完成" in words(stage.side)


def test_who_is_missing_is_reminded_and_the_letter_can_be_shown(desk, stage):
    page = turn(desk, stage, "asking")
    assert page.pill.text() == "待催 1 人"
    desk.click(page.remind)
    dialog = desk.dialog(Remind)
    desk.click(dialog.ok)
    desk.settle()
    (card,) = desk.office.see(reminders, MARCH)
    assert (card.number, card.names) == (1, ("演示丁",))
    assert page.pill.text() == "已催 1 人"
    assert "演示丁（已催，限" in page.missing.model.index(0, 1).data()
    desk.click(page.show_paper)
    desk.settle()
    desk.dialog(PaperDialog).close()


def test_who_was_reminded_is_not_ticked_again_until_the_day_has_passed(desk, stage):
    desk.office.add_leader("演示戊", "丹江镇")
    here, first = desk.office.unit_id, [desk.office.cadres["演示丁"]]
    desk.office.do(issue_reminder, here, MARCH, first, date(2026, 4, 10))
    page = turn(desk, stage, "asking")
    assert page.pill.text() == "待催 1 人　已催 1 人"
    desk.click(page.remind)
    dialog = desk.dialog(Remind)
    assert dialog.people.chosen() == (desk.office.cadres["演示戊"],)
    dialog.reject()
    desk.office.at(date(2026, 4, 11))
    stage.refresh()
    desk.settle()
    assert page.pill.text() == "待催 1 人　已催 1 人（逾期 1 人）"
    desk.click(page.remind)
    dialog = desk.dialog(Remind)
    assert len(dialog.people.chosen()) == 2
    dialog.reject()


def test_the_box_above_the_units_ticks_them_all_and_shows_when_only_some_are(desk, stage):
    page = turn(desk, stage, "targets")
    desk.click(page.set)
    ticks = desk.dialog(SetTarget).units
    first, second = ticks._boxes.values()
    assert ticks.all.checkState() is Qt.CheckState.Unchecked
    first.setChecked(True)
    assert ticks.all.checkState() is Qt.CheckState.PartiallyChecked
    assert ticks.all.text() == "全部单位（已选 1/2）"
    ticks.all.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert second.isChecked()
    assert ticks.all.checkState() is Qt.CheckState.Checked
    desk.key(Qt.Key.Key_Space)
    assert ticks.chosen() == ()
    desk.dialog(SetTarget).reject()


def test_a_month_is_waived_and_taken_back(desk, stage):
    page = turn(desk, stage, "asking")
    desk.click(page.waive)
    dialog = desk.dialog(Waive)
    desk.write("全县防汛救灾")
    desk.click(dialog.ok)
    desk.settle()
    assert page.pill.text() == "本月全县免报"
    assert not page.waive.isEnabled()
    desk.click(page.notice)
    desk.settle()
    desk.dialog(PaperDialog).close()
    desk.settle()
    desk.click(page.withdraw)
    dialog = desk.dialog(WithdrawWaiver)
    desk.write("误登")
    desk.click(dialog.ok)
    desk.settle()
    assert desk.office.see(waiver, MARCH) is None


def test_a_target_is_set_for_several_units_changed_and_withdrawn(desk, stage):
    page = turn(desk, stage, "targets")
    desk.click(page.set)
    dialog = desk.dialog(SetTarget)
    desk.write("农村危房改造")
    desk.click(dialog.ok)
    desk.settle()
    assert "请选择单位。" in words(dialog)
    dialog.units.all.setFocus()
    desk.key(Qt.Key.Key_Space)
    desk.click(dialog.ok)
    desk.settle()
    assert len(desk.office.see(county_targets, 2026)) == 2
    desk.click(page.change)
    dialog = desk.dialog(SetTarget)
    dialog.fields.show({"title": "农村危房改造", "measure": "全年改造 42 户"})
    desk.click(dialog.ok)
    desk.settle()
    assert "全年改造 42 户" in {card.measure for card in desk.office.see(county_targets, 2026)}
    desk.click(page.withdraw)
    dialog = desk.dialog(WithdrawTarget)
    desk.write("县里调整")
    desk.click(dialog.ok)
    desk.settle()
    assert {card.withdrawn for card in desk.office.see(county_targets, 2026)} == {"", "县里调整"}


def test_the_letters_of_a_units_month_are_shown(desk, stage):
    desk.office.do(return_report, desk.office.forms["演示甲"], 1, "请更正")
    desk.office.do(file_report, desk.office.forms["演示乙"], 1)
    stage.refresh()
    desk.settle()
    for button in (stage.month_page.returned, stage.month_page.receipt):
        desk.click(button)
        desk.settle()
        desk.dialog(PaperDialog).close()
        desk.settle()


def test_a_place_leads_to_a_page_a_unit_or_a_form(desk, stage):
    desk.go("review", "asking")
    assert stage.pages["asking"].isVisible()
    desk.go("review", desk.office.units["西江镇"])
    assert stage.unit_id == desk.office.units["西江镇"]
    desk.go("review", desk.office.forms["演示乙"])
    assert stage.form.isVisible()
    desk.go("review", None, Month(2026, 2))
    assert stage.month_page.isVisible()
