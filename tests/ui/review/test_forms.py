"""Judging forms at the county by keyboard: file, go on, return, take back (D26)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from app.review.actions import file_report, return_report
from app.review.views import unit_month
from app.vocabulary import CreditVerdict, Month, ReviewState
from tests.ui.desk import ALT, CTRL, MARCH, SHIFT
from ui.review.dialogs import DecideCredit, DecideHint, ReturnForm, WithdrawReview
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import Button

ENTER = Qt.Key.Key_Return


def states(county, unit="丹江镇"):
    lines = county.see(unit_month, county.units[unit], MARCH).lines
    return {line.name: line.state for line in lines}


def words(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def look_at(desk, stage, name="演示甲"):
    stage.month_page.list.go_to(desk.office.cadres[name])
    stage.month_page.list.setFocus()
    desk.key(Qt.Key.Key_O, CTRL)
    desk.settle()


def people(stage):
    return {person.name: person.state for person in stage.list._model.people}


def test_the_units_stand_with_what_waits_and_the_figures_of_the_county(desk, stage):
    assert people(stage) == {"丹江镇（演示）": "待审 2", "西江镇（演示）": "待审 1"}
    assert "应报 4　实报 3　免报 0　迟报 0　未报 1　待审 3" in stage.total.text()
    assert stage.month_page.title.text() == "丹江镇（演示） · 2026年3月"


def test_only_what_waits_is_listed_when_asked(desk, stage):
    assert stage.month_page.list.model.rowCount() == 3
    desk.key(Qt.Key.Key_D, CTRL)
    desk.settle()
    assert stage.month_page.list.model.rowCount() == 2


def test_a_form_stands_beside_last_month_with_the_units_findings_and_the_countys_hints(desk, stage):
    look_at(desk, stage)
    form = words(stage.form)
    assert "组织南屏村通组路硬化 3.2 公里" in form
    assert "2026年2月（上月）" in form
    assert "班子会议评定：好" in form
    assert stage.form.title.text() == "丹江镇 · 演示甲 · 副镇长 · 2026年3月"
    assert not stage.list.isVisible()
    assert "走访联系户 12 户" in form
    side = words(stage.side)
    assert "与西江镇演示丙2026年3月第 1 条相近 100%" in side
    assert "属实，评定“好”，形成一致意见。" in side
    assert "装订册还没有报来。" in side


def test_a_hint_is_decided_on_beside_the_form(desk, stage):
    for number in (1, 2):
        desk.office.add_form("演示丙", Month(2026, number), f"事项{number}", unit="西江镇")
    desk.go("review", desk.office.forms["演示丙"])
    assert "2026年1月至2026年3月连续 3 个月均评定“较好”：演示丙。" in words(stage.side)
    desk.key(Qt.Key.Key_T, CTRL)
    dialog = desk.dialog(DecideHint)
    dialog.reason.setFocus()
    desk.write("已电话了解")
    desk.click(dialog.ok)
    desk.settle()
    assert "已了解：已电话了解" in words(stage.side)
    assert stage.form.report_id == desk.office.forms["演示丙"]
    desk.key(Qt.Key.Key_T, CTRL)
    assert desk.dialogs(DecideHint) == []


def test_a_result_that_another_claims_is_decided_on_beside_the_form(desk, stage):
    look_at(desk, stage)
    desk.key(Qt.Key.Key_G, CTRL)
    dialog = desk.dialog(DecideCredit)
    dialog.verdict.set_value(CreditVerdict.SHARED)
    dialog.lead.set_value(desk.office.cadres["演示甲"])
    dialog.findChildren(QPlainTextEdit)[0].setFocus()
    desk.write("两镇共同实施")
    desk.click(dialog.ok)
    desk.settle()
    assert "已认定：共同完成" in words(stage.side)


def test_one_key_files_a_form_and_opens_the_next_that_waits(desk, stage):
    look_at(desk, stage)
    desk.key(ENTER, CTRL)
    desk.settle()
    assert states(desk.office)["演示甲"] is ReviewState.FILED
    assert stage.form.report_id == desk.office.forms["演示乙"]
    assert "已备案，备〔2026〕1号。这是下一份待审的登记表。" in words(stage)
    desk.key(ENTER, CTRL)
    desk.settle()
    assert not stage.form.isVisible()
    assert "本单位本月没有待审的登记表了" in words(stage)
    assert people(stage)["丹江镇（演示）"] == "未报 1"


def test_the_next_form_is_one_key_away(desk, stage):
    look_at(desk, stage)
    desk.key(Qt.Key.Key_Down, ALT)
    desk.settle()
    assert stage.form.report_id == desk.office.forms["演示乙"]
    desk.key(Qt.Key.Key_Up, ALT)
    desk.settle()
    assert stage.form.report_id == desk.office.forms["演示甲"]
    desk.key(Qt.Key.Key_Escape)
    desk.settle()
    assert stage.month_page.isVisible()
    assert stage.list.isVisible()


def test_a_form_is_returned_with_a_remark_on_its_clause_that_then_stands_there(desk, stage):
    look_at(desk, stage)
    desk.key(Qt.Key.Key_R, CTRL)
    dialog = desk.dialog(ReturnForm)
    texts = dialog.findChildren(QPlainTextEdit)
    texts[0].setFocus()
    desk.write("请核实。")
    texts[2].setFocus()
    desk.write("请附验收名单。")
    desk.click(dialog.ok)
    desk.settle()
    assert states(desk.office)["演示甲"] is ReviewState.RETURNED
    assert "审核意见：请附验收名单。" in words(stage.form)
    assert stage.form.pill.text() == "已退回"


def test_a_return_without_a_word_stays_open_with_the_field_marked(desk, stage):
    look_at(desk, stage)
    desk.key(Qt.Key.Key_R, CTRL)
    dialog = desk.dialog(ReturnForm)
    desk.click(dialog.ok)
    desk.settle()
    assert dialog.isVisible()
    assert "请写明退回的原因。" in words(dialog)
    dialog.reject()


def test_a_decision_is_taken_back_with_a_reason(desk, stage):
    look_at(desk, stage)
    desk.key(ENTER, CTRL)
    desk.settle()
    desk.key(Qt.Key.Key_Up, ALT)
    desk.settle()
    desk.click(stage.form.withdraw)
    dialog = desk.dialog(WithdrawReview)
    desk.write("误点备案")
    desk.click(dialog.ok)
    desk.settle()
    assert states(desk.office)["演示甲"] is ReviewState.WAITING
    assert "（已撤回：误点备案）" in words(stage.side)


def test_all_forms_of_a_unit_are_filed_after_their_names_were_confirmed(desk, stage):
    desk.key(ENTER, CTRL | SHIFT)
    dialog = desk.dialog(ConfirmNames)
    assert "演示甲" in words(dialog)
    assert "演示乙" in words(dialog)
    desk.click(dialog.ok)
    desk.settle()
    assert states(desk.office) == {
        "演示甲": ReviewState.FILED,
        "演示乙": ReviewState.FILED,
        "演示丁": ReviewState.NOT_YET,
    }


def test_a_form_that_moved_meanwhile_is_shown_anew_instead_of_filed(desk, stage):
    look_at(desk, stage)
    seen = stage.form.found.revision
    desk.office.touch(desk.office.forms["演示甲"])
    stage.decide("备案", file_report, desk.office.forms["演示甲"], seen)
    desk.settle()
    assert "在您审核期间有了变动" in words(stage)
    assert "下月打算：补充。" in words(stage.form)
    assert states(desk.office)["演示甲"] is ReviewState.WAITING


def test_a_form_that_has_not_come_cannot_be_looked_at(desk, stage):
    stage.month_page.list.go_to(desk.office.cadres["演示丁"])
    assert not stage.month_page.look.isEnabled()
    stage.month_page.list.opened.emit(stage.month_page.list.current())
    assert "演示丁的登记表还没有报来" in words(stage)


def test_a_correction_waits_as_such_and_its_former_version_is_one_link_away(desk, stage):
    report_id = desk.office.forms["演示甲"]
    desk.office.do(return_report, report_id, 1, "请核实户数。")
    corrected = desk.office.correct(report_id, "危房改造开工 15 户，验收 2 户")
    stage.refresh()
    desk.settle()
    look_at(desk, stage)
    assert stage.form.report_id == corrected
    assert stage.form.pill.text() == "更正待审"
    assert "已退回" in words(stage.side)
    link = next(one for one in stage.side.findChildren(Button) if "原件" in one.text())
    desk.click(link)
    desk.settle()
    assert stage.form.pill.text() == "已更正"
    assert not stage.form.file.isVisible()


def test_an_attached_file_can_be_looked_at(desk, stage):
    desk.office.attach(desk.office.forms["演示甲"], "验收单.pdf")
    stage.refresh()
    desk.settle()
    look_at(desk, stage)
    link = next(one for one in stage.form.findChildren(Button) if "验收单.pdf" in one.text())
    desk.click(link)
    desk.settle()
    desk.dialog(PaperDialog).close()


def test_a_booklet_is_verified_beside_the_form(desk, stage):
    desk.office.bind(MARCH, list(desk.office.forms.values())[:2])
    stage.refresh()
    desk.settle()
    look_at(desk, stage)
    button = next(one for one in stage.side.findChildren(Button) if one.text() == "验证签名")
    desk.click(button)
    desk.qtbot.waitUntil(lambda: "文件里没有电子签名。" in words(stage.side), timeout=20_000)
