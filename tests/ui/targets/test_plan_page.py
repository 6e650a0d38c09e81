"""A month's plans by clicks and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from app.targets import plan_views, planning
from app.vocabulary import Month, Part, ReportState, Role, TaskSource
from db.tables.monthly import Clause, Report
from ui.history.record import RecordHistory
from ui.shared.paper_view import PaperDialog
from ui.targets.dialogs import TaskDialog, TaskPeople

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
MARCH = Month(2026, 3)


@pytest.fixture
def plan(office):
    return lambda name="演示丙": office.see(plan_views.plan_sheet, office.unit_id, office.team[name], MARCH)


@pytest.fixture
def choose(qtbot, stage, settle):
    """Click a name in the list."""

    def click(name):
        view = stage.list.view
        model = view.model()
        row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)
        qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(model.index(row, 0)).center())
        settle()

    return click


@pytest.fixture
def drawn_up(choose, office, settle, stage):
    """演示丙's plan is drawn up and in front."""
    office.do(planning.open_plan, office.unit_id, office.team["演示丙"], MARCH)
    settle()
    choose("演示丙")
    return stage.plan


@pytest.fixture
def last_month(office):
    with office.office.write("上月") as work:
        report = Report(
            cadre_id=office.team["演示丙"],
            unit_id=office.unit_id,
            month=MARCH.previous,
            state=ReportState.SUBMITTED,
            post_title="副镇长",
            rulebook_number=0,
            next_month="三月完成路面",
        )
        work.session.add(report)
        work.session.flush()
        for position, (task, percent) in enumerate((("通组路硬化", 67), ("垃圾清运", 100)), 1):
            work.session.add(
                Clause(
                    report_id=report.id,
                    position=position,
                    source=TaskSource.ANNUAL,
                    task=task,
                    percent=percent,
                    result="x",
                )
            )


def tasks(sheet):
    return [item.entry.task for item in sheet.items]


def side_words(stage):
    return " ".join(label.text() for label in stage.side.findChildren(QLabel))


def save(qtbot, form):
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)


def test_the_tab_opens_with_the_whole_units_month(stage):
    assert stage.pages.currentWidget() is stage.unit
    assert stage.unit.due.text() == "3 月 4 日前确定"
    assert [line.state.label for line in stage.unit.shown.lines] == ["未拟"] * 4


def test_all_plans_are_drawn_up_and_settled_in_two_steps(qtbot, stage, settle, office, plan):
    qtbot.keyClick(stage, Qt.Key.Key_Return, CTRL)
    settle()
    assert "已为 2 人列入任务" in stage.problems.text
    assert tasks(plan("演示丁")) == ["开工15户", "巡山"]
    assert stage.unit.settle.text() == "全部确定（2 人）"
    qtbot.mouseClick(stage.unit.settle, LEFT)
    settle()
    assert plan("演示丁").settled_on == date(2026, 3, 2)
    qtbot.mouseClick(stage.unit.draw_up, LEFT)
    settle()
    assert "都已按年度分解列全" in stage.problems.text


def test_a_month_without_split_tasks_says_where_tasks_come_from(qtbot, stage, settle):
    stage.set_month(Month(2026, 4))
    settle()
    qtbot.mouseClick(stage.unit.draw_up, LEFT)
    settle()
    assert "没有按年度分解的任务可列入" in stage.problems.text


def test_enter_on_a_line_opens_that_plan(qtbot, stage, settle):
    view = stage.unit.sheet.view
    view.setFocus()
    view.setCurrentIndex(stage.unit.sheet.model.index(2, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle()
    assert stage.pages.currentWidget() is stage.plan
    assert stage.plan.title.text() == "演示丙 · 副镇长 · 3 月计划"
    assert "按年度分解列入 1 项任务" in stage.plan.empty._next.text()


def test_a_plan_is_drawn_up_typed_into_and_settled_by_keyboard(qtbot, stage, choose, settle, plan):
    choose("演示丙")
    qtbot.keyClick(stage, Qt.Key.Key_Return, CTRL)
    settle()
    assert tasks(plan()) == ["开工15户"]
    stage.plan.sheet.go_to(plan().items[0].item_id, "due")
    qtbot.keyClicks(stage.plan.sheet.view, "2")
    editor = stage.plan.sheet.view.viewport().findChildren(type(stage.unit.sheet.filter))[-1]
    qtbot.keyClicks(editor, "0")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert plan().items[0].entry.due == date(2026, 3, 20)
    qtbot.keyClick(stage, Qt.Key.Key_Return, CTRL)
    settle()
    assert plan().settled_on == date(2026, 3, 2)
    assert stage.plan.pill.text() == "已确定"
    assert not stage.plan.settle.isVisible()
    qtbot.mouseClick(stage.plan.reopen, LEFT)
    settle()
    assert plan().settled_on is None


def test_what_is_typed_last_is_saved_before_settling(qtbot, drawn_up, stage, settle, plan):
    stage.plan.sheet.go_to(plan().items[0].item_id, "standard")
    qtbot.keyClick(stage.plan.sheet.view, Qt.Key.Key_Z)
    stage.plan.sheet.view.findChild(QPlainTextEdit).insertPlainText("ero")
    qtbot.mouseClick(stage.plan.settle, LEFT)
    settle()
    assert (plan().items[0].entry.standard, plan().settled_on) == ("zero", date(2026, 3, 2))


def test_a_wrong_time_limit_is_marked_in_its_cell(qtbot, drawn_up, stage, settle, plan):
    stage.plan.sheet.go_to(plan().items[0].item_id, "due")
    qtbot.keyClicks(stage.plan.sheet.view, "9")
    editor = stage.plan.sheet.view.viewport().findChildren(type(stage.unit.sheet.filter))[-1]
    qtbot.keyClicks(editor, "9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert "“99”不是日期" in stage.problems.text
    assert plan().items[0].entry.due is None
    stage.discard()
    settle()


def test_one_key_carries_over_what_last_month_left(qtbot, last_month, drawn_up, stage, settle, plan):
    assert stage.plan.buttons["carry"].text() == "结转上月 1 项"
    assert "通组路硬化（67%，未结转）" in side_words(stage)
    assert "垃圾清运（100%）" in side_words(stage)
    qtbot.keyClick(stage, Qt.Key.Key_J, CTRL)
    settle()
    assert tasks(plan()) == ["开工15户", "通组路硬化"]
    assert not stage.plan.buttons["carry"].isVisible()


def test_what_was_intended_becomes_a_task(qtbot, last_month, drawn_up, stage, settle, dialog, plan):
    button = next(b for b in stage.side.findChildren(QPushButton) if b.text() == "转为本月任务")
    qtbot.mouseClick(button, LEFT)
    form = dialog(TaskDialog)
    assert form.fields.values()["task"] == "三月完成路面"
    save(qtbot, form)
    settle()
    assert tasks(plan())[-1] == "三月完成路面"


def test_a_task_goes_to_many_people_at_once(qtbot, drawn_up, stage, settle, dialog, office, plan):
    qtbot.keyClick(stage, Qt.Key.Key_N, CTRL)
    form = dialog(TaskDialog)
    qtbot.keyClicks(form.focusWidget(), "Fanghuo")
    form.fields.show({"source": TaskSource.COUNTY, "due": "5日"})
    for _ in range(2):
        qtbot.mouseClick(form.picker.buttons[office.team["演示丁"]], LEFT)
    save(qtbot, form)
    settle()
    own, other = plan("演示丙").items[-1], plan("演示丁").items[-1]
    assert (own.entry.task, own.entry.part, own.entry.due) == ("Fanghuo", Part.LEAD, date(2026, 3, 5))
    assert (other.entry.part, other.partner_names) == (Part.ASSIST, ("演示丙",))


def test_a_task_for_nobody_is_refused(qtbot, drawn_up, stage, dialog, office, settle):
    qtbot.mouseClick(stage.plan.buttons["add"], LEFT)
    form = dialog(TaskDialog)
    for _ in range(2):
        qtbot.mouseClick(form.picker.buttons[office.team["演示丙"]], LEFT)
    form.fields.show({"task": "x"})
    save(qtbot, form)
    assert "请选择至少一人" in form.problems.text
    form.fields.show({"task": ""})
    qtbot.keyClick(form, Qt.Key.Key_Escape)


def test_tasks_change_places_partners_and_are_removed(qtbot, drawn_up, stage, settle, dialog, office, plan):
    from app.targets.entries import ItemEntry

    office.do(planning.add_item, stage.plan.shown.plan_id, ItemEntry("迎检"))
    settle()
    stage.plan.sheet.go_to(plan().items[1].item_id, "task")
    qtbot.keyClick(stage.plan.sheet.view, Qt.Key.Key_Up, CTRL)
    settle()
    assert tasks(plan()) == ["迎检", "开工15户"]
    qtbot.mouseClick(stage.plan.buttons["people"], LEFT)
    form = dialog(TaskPeople)
    for _ in range(2):
        qtbot.mouseClick(form.picker.buttons[office.team["演示甲"]], LEFT)
    save(qtbot, form)
    settle()
    assert plan().items[0].partner_names == ("演示甲",)
    qtbot.mouseClick(stage.plan.buttons["down"], LEFT)
    settle()
    assert tasks(plan()) == ["开工15户", "迎检"]
    qtbot.mouseClick(stage.plan.buttons["remove"], LEFT)
    settle()
    assert tasks(plan()) == ["开工15户"]


def test_the_plans_are_previewed_for_print_one_or_all(qtbot, drawn_up, stage, choose, settle, dialog):
    qtbot.mouseClick(stage.preview, LEFT)
    settle()
    one = dialog(PaperDialog)
    assert "演示丙" in one.windowTitle()
    one.close()
    choose("全单位")
    qtbot.mouseClick(stage.preview, LEFT)
    settle()
    assert "计划表" in dialog(PaperDialog).windowTitle()


def test_printing_without_any_plan_says_what_to_do(qtbot, stage, settle):
    qtbot.mouseClick(stage.preview, LEFT)
    settle()
    assert "还没有可打印的计划。请先拟定计划。" in stage.problems.text


def test_another_month_is_another_plan(drawn_up, stage, settle):
    stage.set_month(Month(2026, 1))
    settle()
    assert stage.plan.title.text() == "演示丙 · 副镇长 · 1 月计划"
    assert stage.plan.shown.missing == ("核实",)


def test_a_signed_month_is_only_looked_at(office, drawn_up, stage, settle):
    with office.office.write("签定") as work:
        work.session.add(
            Report(
                cadre_id=office.team["演示丙"],
                unit_id=office.unit_id,
                month=MARCH,
                state=ReportState.SIGNED,
                post_title="副镇长",
                rulebook_number=0,
            )
        )
    settle()
    assert stage.plan.pill.text() == "已签定"
    shown = [button.text() for button in stage.plan.findChildren(QPushButton) if button.isVisible()]
    assert shown == []
    assert "计划不再改动" in side_words(stage)


def test_a_cadre_comes_to_the_own_plan_and_adds_to_it(qtbot, open_stage, office, settle, dialog, plan):
    office.as_(Role.CADRE, cadre_id=office.team["演示丙"])
    stage = open_stage()
    assert stage.plan.title.text().startswith("演示丙")
    qtbot.mouseClick(stage.plan.open_plan, LEFT)
    settle()
    qtbot.mouseClick(stage.plan.buttons["add"], LEFT)
    form = dialog(TaskDialog)
    assert list(form.picker.buttons) == [office.team["演示丙"]]
    form.fields.show({"task": "走访"})
    save(qtbot, form)
    settle()
    assert tasks(plan()) == ["开工15户", "走访"]
    stage.open(office.team["演示丁"])
    settle()
    assert not stage.plan.open_plan.isVisible()
    stage._choose("everybody")
    settle()
    assert not stage.unit.draw_up.isVisible()


def test_the_history_of_the_plan_in_front_can_be_read(qtbot, drawn_up, settle, stage):
    settle()
    assert stage.history.text() == "修改记录 1 条 ›"
    qtbot.mouseClick(stage.history, LEFT)
    assert stage.findChild(RecordHistory).windowTitle() == "修改记录：2026年3月演示丙月计划"
