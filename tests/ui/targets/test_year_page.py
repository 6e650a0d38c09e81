"""The year's targets by clicks and keys."""

from decimal import Decimal

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.targets import actions, views
from app.targets.entries import TargetEntry
from app.vocabulary import Part, Role, TargetSource
from ui.history.record import RecordHistory
from ui.people.import_dialog import ImportDialog
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.targets.dialogs import AssignHolders, DropTarget, RepeatTask, TargetDialog
from ui.targets.start_year import StartYear
from ui.targets.year_page import PROGRESS

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot, stage, settle):
    qtbot.mouseClick(stage.tabs[1], LEFT)
    settle()
    return stage.year


@pytest.fixture
def rows(office):
    return lambda year=2026: office.see(views.target_grid, office.unit_id, year).rows


def titles(rows):
    return [row.entry.title for row in rows]


def save(qtbot, form):
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)


def go_to(page, target_id, key):
    assert page.sheet.go_to(target_id, key)


def test_the_year_shows_twelve_months_and_what_is_missing(page, office, stage):
    model = page.sheet.model
    assert [column.title for column in model.columns][2:14] == [f"{month}月" for month in range(1, 13)]
    assert model.index(0, 4).data() == "开工15户"
    assert "演示甲、演示乙没有承担目标任务。" in page.hint.text()
    assert not stage.side.isVisible()


def test_typing_into_a_month_is_saved_and_moves_on(qtbot, page, settle, office, rows):
    go_to(page, office.targets["危房改造"], "month2")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_G)
    editor = page.sheet.view.findChild(QPlainTextEdit)
    editor.insertPlainText("ongshi")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    settle()
    assert rows()[0].tasks[1] == "gongshi"
    assert page.sheet.view.currentIndex().column() == 4


def test_a_block_copied_from_a_spreadsheet_fills_several_months_at_once(qtbot, page, settle, office, rows):
    QGuiApplication.clipboard().setText("四月一\t五月一\n四月二\t五月二")
    go_to(page, office.targets["危房改造"], "month4")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert [row.tasks[3:5] for row in rows()] == [("四月一", "五月一"), ("四月二", "五月二")]


def test_a_cell_too_long_is_marked_and_keeps_what_was_typed(qtbot, page, settle, office, rows, stage):
    go_to(page, office.targets["森林防火"], "month5")
    QGuiApplication.clipboard().setText("长" * 301)
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert "最多 300 字" in stage.problems.text
    assert page.sheet.view.currentIndex().data() == "长" * 301
    assert rows()[1].tasks[4] == ""


def test_a_title_typed_into_the_last_row_is_a_new_target(qtbot, page, settle, rows):
    page.sheet.go_to("", "title")
    QGuiApplication.clipboard().setText("垃圾清运")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert titles(rows()) == ["危房改造", "森林防火", "垃圾清运"]
    assert page.sheet.model.rowCount() == 4


def test_a_target_is_added_with_its_holders(qtbot, page, settle, dialog, office, rows):
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    form = dialog(TargetDialog)
    qtbot.keyClicks(form.focusWidget(), "Chaye")
    form.fields.show({"source": TargetSource.COUNTY, "due": "2026年9月", "key_project": True})
    qtbot.mouseClick(form.picker.buttons[office.team["演示甲"]], LEFT)
    qtbot.mouseClick(form.picker.buttons[office.team["演示乙"]], LEFT)
    qtbot.keyClick(form.picker.buttons[office.team["演示乙"]], Qt.Key.Key_Space)
    save(qtbot, form)
    settle()
    row = rows()[-1]
    assert (row.entry.title, str(row.entry.due), row.entry.key_project) == ("Chaye", "2026-09-30", True)
    assert row.holder_names == "演示甲（协办：演示乙）"


def test_weights_are_typed_and_what_they_add_up_to_is_told(qtbot, page, settle, office, rows, stage):
    QGuiApplication.clipboard().setText("60\n很重")
    go_to(page, office.targets["危房改造"], "weight")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert "“权重”应是不小于 0 的数字" in stage.problems.text
    QGuiApplication.clipboard().setText("60%\n30")
    go_to(page, office.targets["危房改造"], "weight")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert [row.weight for row in rows()] == [60, 30]
    assert "权重合计 90%，应为 100%，请核对。" in page.hint.text()


def test_beside_one_cadre_the_weights_are_the_cadres_own(qtbot, page, settle, office, rows, stage):
    stage._choose(office.team["演示丁"])
    settle()
    QGuiApplication.clipboard().setText("70\n30")
    go_to(page, office.targets["危房改造"], "weight")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_V, CTRL)
    settle()
    assert page.hint.text() == "权重合计 100%。"
    assert [row.weight for row in rows()] == [None, None]


def test_a_goal_is_entered_with_its_unit_and_shown_with_what_is_reached(
    qtbot, page, settle, dialog, office, rows
):
    assert page.sheet.view.isColumnHidden(PROGRESS)
    go_to(page, office.targets["危房改造"], "title")
    qtbot.keyClick(page, Qt.Key.Key_F4)
    form = dialog(TargetDialog)
    form.fields.show({"amount_goal": "42"})
    save(qtbot, form)
    settle()
    assert form._marks["amount_unit"].text() == "请填写“计量单位”。例如 户、公里、万元。"
    form.fields.show({"amount_unit": "户", "amount_start": "2", "weight": "12.5"})
    save(qtbot, form)
    settle()
    [row, _] = rows()
    assert (row.figures.words, row.weight, row.standing.pace.label) == ("2/42户", Decimal("12.5"), "滞后")
    assert not page.sheet.view.isColumnHidden(PROGRESS)
    assert page.sheet.model.index(0, PROGRESS).data() == "2/42户"
    qtbot.mouseClick(page.buttons["edit"], LEFT)
    again = dialog(TargetDialog)
    assert again.fields.values()["weight"] == "12.5"
    again.fields.show({"amount_goal": "很多"})
    save(qtbot, again)
    assert "数字" in again._marks["amount_goal"].text()


def test_a_time_limit_that_is_none_is_marked_in_the_form(qtbot, page, dialog, settle):
    qtbot.mouseClick(page.add, LEFT)
    form = dialog(TargetDialog)
    form.fields.show({"title": "茶叶", "due": "年底"})
    save(qtbot, form)
    settle()
    assert "不是日期" in form._marks["due"].text()
    form.fields.show({"due": ""})
    save(qtbot, form)
    settle()


def test_a_target_is_edited_with_its_holders(qtbot, page, settle, dialog, office, rows):
    go_to(page, office.targets["危房改造"], "title")
    qtbot.mouseClick(page.buttons["edit"], LEFT)
    form = dialog(TargetDialog)
    form.fields.show({"measure": "42户"})
    qtbot.mouseClick(form.picker.buttons[office.team["演示丁"]], LEFT)
    save(qtbot, form)
    settle()
    assert (rows()[0].entry.measure, rows()[0].holder_names) == ("42户", "演示丙")
    assert "标准：42户" in page.about.text()


def test_several_targets_go_to_many_people_at_once(qtbot, page, settle, dialog, office, rows):
    go_to(page, office.targets["危房改造"], "month3")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_M, CTRL)
    form = dialog(AssignHolders)
    for name in ("演示甲", "演示乙"):
        for _ in range(2):
            qtbot.mouseClick(form.picker.buttons[office.team[name]], LEFT)
    save(qtbot, form)
    settle()
    helpers = [[one.name for one in row.holders if one.part is Part.ASSIST] for row in rows()]
    assert helpers == [["演示甲", "演示乙", "演示丁"], ["演示甲", "演示乙"]]


def test_one_text_goes_into_the_rest_of_the_year(qtbot, page, settle, dialog, office, rows):
    go_to(page, office.targets["森林防火"], "month3")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_R, CTRL)
    form = dialog(RepeatTask)
    assert form.fields.values()["task"] == "巡山"
    assert [check.isChecked() for check in form.months] == [False] * 2 + [True] * 10
    for check in form.months[4:10]:
        check.setFocus()
        qtbot.keyClick(check, Qt.Key.Key_Space)
    save(qtbot, form)
    settle()
    assert rows()[1].tasks == ("", "宣传", "巡山", "巡山", *[""] * 6, "巡山", "巡山")


def test_a_target_is_dropped_with_a_reason_and_stands_again(qtbot, page, settle, dialog, office, rows):
    go_to(page, office.targets["森林防火"], "title")
    qtbot.mouseClick(page.buttons["drop"], LEFT)
    form = dialog(DropTarget)
    save(qtbot, form)
    settle()
    assert "请填写“撤销原因”" in form._marks["reason"].text()
    qtbot.keyClicks(form.findChild(QLineEdit), "adjusted")
    save(qtbot, form)
    settle()
    assert (rows()[1].number, page.pill.text()) == (None, "已撤销")
    assert page.buttons["drop"].text() == "恢复"
    qtbot.mouseClick(page.buttons["drop"], LEFT)
    settle()
    assert rows()[1].number == 2


def test_targets_change_places_and_mistakes_are_removed(qtbot, page, settle, dialog, office, rows):
    go_to(page, office.targets["森林防火"], "title")
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_Up, CTRL)
    settle()
    assert titles(rows()) == ["森林防火", "危房改造"]
    qtbot.mouseClick(page.buttons["down"], LEFT)
    settle()
    assert titles(rows()) == ["危房改造", "森林防火"]
    qtbot.mouseClick(page.buttons["remove"], LEFT)
    qtbot.mouseClick(dialog(ConfirmNames).ok, LEFT)
    settle()
    assert titles(rows()) == ["危房改造"]


def test_the_list_narrows_the_year_to_one_person(page, stage, settle, office):
    stage.open(office.team["演示丙"])
    settle()
    stage.turn_to(year=True)
    settle()
    model = page.sheet.model
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["危房改造"]


def test_next_year_starts_with_the_ticked_targets_of_last_year(qtbot, page, stage, settle, dialog, rows):
    stage.set_month(stage.month.plus(12))
    settle()
    assert titles(rows(2027)) == []
    qtbot.mouseClick(stage.copy_year, LEFT)
    settle()
    form = dialog(StartYear)
    assert [tick.text() for tick in form.ticks.values()] == ["危房改造", "森林防火"]
    for tick in form.ticks.values():
        qtbot.mouseClick(tick, LEFT, pos=QPoint(8, 8))
    qtbot.mouseClick(form.ok, LEFT)
    assert form._marks["with_split"].text() == "请至少勾选一项目标。"
    last = list(form.ticks.values())[-1]
    qtbot.mouseClick(last, LEFT, pos=QPoint(8, 8))
    assert form.ok.text() == "列入 1 项（Ctrl+Enter）"
    qtbot.mouseClick(form.ok, LEFT)
    settle()
    assert titles(rows(2027)) == ["森林防火"]
    assert rows(2027)[0].tasks[1] == "宣传"
    assert "已复制 1 项目标" in stage.problems.text


def test_what_the_year_has_already_is_not_offered_again(qtbot, page, stage, settle, dialog, rows, office):
    stage.set_month(stage.month.plus(12))
    office.do(actions.add_target, office.unit_id, 2027, TargetEntry("危房改造"))
    qtbot.mouseClick(stage.copy_year, LEFT)
    settle()
    form = dialog(StartYear)
    assert [tick.isEnabled() for tick in form.ticks.values()] == [False, True]
    qtbot.mouseClick(form.ok, LEFT)
    settle()
    assert titles(rows(2027)) == ["危房改造", "森林防火"]
    qtbot.mouseClick(stage.copy_year, LEFT)
    settle()
    assert "没有新增" in stage.problems.text


def test_a_year_after_an_empty_one_is_told_to_begin_anew(qtbot, page, stage, settle):
    qtbot.mouseClick(stage.copy_year, LEFT)
    settle()
    assert stage.problems.text == "2025年没有可复制的目标，请直接新增或导入。"


def test_a_table_from_excel_is_looked_at_and_taken_over(qtbot, page, stage, settle, dialog, tmp_path, rows):
    workbook = Workbook()
    for row in (
        ["目标任务", "衡量标准", "责任人", "3月"],
        ["危房改造", "42户", None, None],
        ["垃圾清运", "9个村", "演示甲", "7个村"],
        ["防汛", None, "没有此人", None],
        ["森林防火", None, None, "巡山"],
    ):
        workbook.active.append(row)
    path = tmp_path / "目标.xlsx"
    workbook.save(path)
    stage.files.preview_file(path)
    settle()
    form = dialog(ImportDialog)
    model = form.sheet.model
    assert [model.index(row, 3).data() for row in range(4)] == [
        "衡量标准 空 → 42户",
        "9个村",
        "“责任人”：“没有此人”不在人员名单中。",
        "与表中一致。",
    ]
    form.choice.setCurrentIndex(1)
    form.choice.setCurrentIndex(0)
    save(qtbot, form)
    settle()
    assert titles(rows()) == ["危房改造", "森林防火", "垃圾清运"]
    assert rows()[0].entry.measure == "42户"
    stage.files.export_list(tmp_path / "导出.xlsx")
    stage.files.save_template(tmp_path / "模板.xlsx")
    settle()
    assert (tmp_path / "导出.xlsx").stat().st_size > 1000


def test_the_years_table_is_previewed_for_print(qtbot, page, stage, settle, dialog):
    qtbot.mouseClick(stage.preview, LEFT)
    settle()
    assert "目标任务分解表" in dialog(PaperDialog).windowTitle()


def test_a_cadre_account_sees_the_year_but_cannot_change_it(qtbot, open_stage, office, settle):
    office.as_(Role.CADRE, cadre_id=office.team["演示丙"])
    stage = open_stage()
    stage.turn_to(year=True)
    stage._choose("everybody")
    settle()
    page = stage.year
    assert not page.add.isVisible()
    assert not stage.files.isVisible()
    index = page.sheet.model.index(0, 4)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert page.sheet.model.rowCount() == 2


def test_a_change_elsewhere_is_shown_at_once(page, settle, office):
    office.do(actions.edit_target, office.targets["危房改造"], TargetEntry("农村危房改造"))
    settle()
    assert page.sheet.model.index(0, 1).data() == "农村危房改造"


def test_the_history_of_the_target_at_the_cursor_can_be_read(qtbot, page, settle, office, stage):
    go_to(page, office.targets["危房改造"], "month2")
    settle()
    assert page.history.text().startswith("修改记录")
    qtbot.waitUntil(stage.isActiveWindow)
    qtbot.keyClick(stage, Qt.Key.Key_H, CTRL)
    assert stage.findChild(RecordHistory).windowTitle() == "修改记录：危房改造"
