"""One form as a clerk works it: begin, clauses by keyboard, sharing, evidence, hand in, steps back."""

from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.monthly import actions
from app.monthly.views_sheet import cadre_sheet
from app.targets import actions as targets
from app.targets import planning
from app.targets.entries import Holder, TargetEntry
from app.vocabulary import Month, Part, ReportState, TaskSource
from tests.ui.desk import ALT, CTRL, MARCH, SHIFT, day
from tests.ui.monthly.conftest import FEBRUARY, handed_in, plan, text_of
from ui.history.record import RecordHistory
from ui.monthly.clause_table import AMOUNT, REASON, REMARK
from ui.monthly.dialogs import Reason, ShareResult
from ui.monthly.evidence import EvidenceDialog
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import Button


def at(desk_of, town, name="演示丙", month=MARCH):
    desk = desk_of(town)
    desk.go("monthly", town.team[name], month)
    return desk


def sheet_of(town, name="演示丙", month=MARCH):
    return town.see(cadre_sheet, town.unit_id, town.team[name], month)


def begun(town, name="演示丙", *tasks):
    plan(town, name, *(tasks or ("危房改造 15 户", "清明森林防火值守")))
    return town.do(actions.open_report, town.unit_id, town.team[name], MARCH)


def button(desk, name):
    return desk.monthly.form.buttons[name]


def test_before_a_form_is_begun_its_plan_and_the_next_step_are_shown(town, desk_of):
    plan(town, "演示丙", "危房改造 15 户")
    desk = at(desk_of, town)
    form = desk.monthly.form
    assert form.heading.pill.text() == "未开始"
    assert form.heading.told.text() == "还没有开始填报。月计划 1 项会自动带入。3 月 30 日前提交。"
    assert [clause.task for clause in form.paper.table.clauses] == ["危房改造 15 户"]
    assert not button(desk, "submit").isVisible()
    assert not form.paper.inputs["self_appraisal"].isVisible()
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert form.heading.pill.text() == "草稿"
    assert form.paper.table.editing()  # the cursor stands in the first result


def test_an_empty_plan_and_last_months_rest_are_told_where_nothing_was_begun(town, desk_of):
    handed_in(town, "演示丙", FEBRUARY, text_of("路基 0.4 公里", percents=[40]))
    desk = at(desk_of, town)
    words = (
        "月计划还没有任务，可先到“目标计划”拟定，也可直接开始，再添加临时任务。"
        "上月有 1 项未完成，可以一并结转（Ctrl+J）。3 月 30 日前提交。"
    )
    assert desk.monthly.form.empty._next.text() == words
    assert button(desk, "carry").text() == "结转 1 项并开始填报"
    desk.click(button(desk, "begin"))
    desk.settle()
    desk.click(button(desk, "carry"))
    desk.settle()
    assert desk.monthly.problems.text == "已结转 1 项上月未完成的工作。"
    assert [clause.source for clause in sheet_of(town).text.clauses] == [TaskSource.CARRIED]
    assert not button(desk, "carry").isVisible()


def test_a_month_to_come_says_when_it_begins(town, desk_of):
    desk = at(desk_of, town, month=MARCH.next)
    assert desk.monthly.form.empty._title.text() == "4 月还没有开始"
    assert not button(desk, "begin").isVisible()


def test_a_clause_is_added_moved_and_taken_out_by_keys(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    table = desk.monthly.form.paper.table
    desk.key(Qt.Key.Key_N, CTRL)
    desk.write("迎接卫生镇复审")
    desk.key(Qt.Key.Key_Tab)
    desk.write("材料 3 册")
    desk.key(Qt.Key.Key_Up, ALT)
    desk.key(Qt.Key.Key_Up, ALT)
    assert [clause.task for clause in table.clauses] == [
        "迎接卫生镇复审",
        "危房改造 15 户",
        "清明森林防火值守",
    ]
    assert table.current().id == 0
    desk.key(Qt.Key.Key_Down, ALT)
    desk.key(Qt.Key.Key_D, CTRL | SHIFT)
    box = desk.dialog(ConfirmNames)
    assert box.windowTitle() == "请核对"
    desk.click(box.ok)
    desk.settle()
    assert [clause.task for clause in table.clauses] == ["危房改造 15 户", "清明森林防火值守"]
    desk.key(Qt.Key.Key_D, CTRL | SHIFT)
    assert "来自月计划，不能删除；没有做的请填 0% 并说明原因" in desk.monthly.problems.text
    assert len(table.clauses) == 2


def test_enter_goes_from_a_new_tasks_name_to_its_own_result_and_only_then_on(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    table = desk.monthly.form.paper.table
    desk.click(button(desk, "adhoc"))
    desk.write("迎接卫生镇复审")
    desk.key(Qt.Key.Key_Return)
    assert table.editing()
    desk.write("材料 3 册")
    desk.key(Qt.Key.Key_Return)
    added = table.clauses[-1]
    assert (added.task, added.result, added.percent) == ("迎接卫生镇复审", "材料 3 册", 100)
    assert desk.monthly.form.paper.inputs["self_appraisal"].hasFocus()


def test_what_was_done_on_the_31st_is_added_in_the_next_months_form(town, desk_of):
    april = Month(2026, 4)
    town.at(day(4, 8))
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], april)
    desk = at(desk_of, town, month=april)
    added = button(desk, "supplement")
    assert added.text() == "补记 3 月 31 日"
    desk.click(added)
    desk.write("河道清淤验收")
    desk.key(Qt.Key.Key_Return)
    desk.write("验收 1.2 公里")
    desk.key(Qt.Key.Key_Return)
    clause = desk.monthly.form.paper.table.clauses[-1]
    assert (clause.source, clause.task, clause.result) == (
        TaskSource.ADHOC,
        "（补记 3 月 31 日）河道清淤验收",
        "验收 1.2 公里",
    )
    desk.go("monthly", town.team["演示丙"], MARCH)
    assert not button(desk, "supplement").isVisible()
    assert "3 月 31 日的实绩在下月报告中补记" in desk.monthly.form.heading.due.toolTip()


def test_a_text_that_is_too_long_stays_marked_and_is_told_before_handing_in(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    form = desk.monthly.form
    appraisal = form.paper.inputs["self_appraisal"]
    desk.click(appraisal)
    desk.write("本月按计划推进。" * 150)
    desk.settle()
    assert appraisal.property("fault") == "true"
    assert "“自我鉴定”超过 200 字，请精简" in [lack.sentence for lack in form.paper.lacks()]
    desk.key(Qt.Key.Key_A, CTRL)
    desk.write("本月按计划推进。")
    desk.settle()
    assert appraisal.property("fault") == "false"


def test_no_plan_is_ticked_where_none_was_settled(town, desk_of):
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    steps = at(desk_of, town).monthly.form.heading.steps
    assert "✓" not in steps.text()
    assert "❷ 填报" in steps.text()


def test_earlier_months_are_turned_beside_the_form_and_stay_while_it_is_written(town, desk_of):
    for month, result in ((Month(2026, 1), "宣传 6 场"), (FEBRUARY, "路基 0.4 公里")):
        handed_in(town, "演示丙", month, text_of(result))
    begun(town)
    desk = at(desk_of, town)

    def beside():
        return " ".join(one.text() for one in desk.monthly.side.findChildren(QLabel) if one.isVisible())

    assert "路基 0.4 公里" in beside()
    desk.click(next(one for one in desk.monthly.side.findChildren(Button) if one.text() == "‹ 1 月"))
    desk.settle()
    assert "宣传 6 场" in beside()
    desk.click_cell(desk.monthly.form.paper.table, 0, 2)
    desk.write("开工 16 户")
    desk.key(Qt.Key.Key_Return)
    desk.monthly.refresh()
    desk.settle()
    assert "宣传 6 场" in beside()
    desk.click(next(one for one in desk.monthly.side.findChildren(Button) if one.text() == "2 月 ›"))
    desk.settle()
    assert "路基 0.4 公里" in beside()


def test_a_result_counts_as_done_and_asks_for_a_reason_only_below_a_hundred(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    table = desk.monthly.form.paper.table
    assert table.view.isColumnHidden(REASON)
    desk.click_cell(table, 0, 2)
    desk.write("开工 16 户")
    desk.key(Qt.Key.Key_Tab)
    assert table.clauses[0].percent == 100
    desk.qtbot.keyClicks(QApplication.focusWidget(), "6")
    desk.qtbot.keyClicks(QApplication.focusWidget(), "7")
    desk.key(Qt.Key.Key_Tab)
    assert not table.view.isColumnHidden(REASON)
    desk.write("连续降雨")
    desk.key(Qt.Key.Key_Return)
    assert table.clauses[0].reason == "连续降雨"
    desk.click_cell(table, 0, 2)
    desk.key(Qt.Key.Key_A, CTRL)
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_Return)
    assert (table.clauses[0].result, table.clauses[0].percent) == ("", 67)


def houses(town, name="演示丙"):
    """A target of 42 houses, 15 of them in March, in somebody's report."""
    entry = TargetEntry("危房改造", amount_unit="户", amount_goal=Decimal(42))
    target = town.do(targets.add_target, town.unit_id, 2026, entry, [Holder(town.team[name])])
    town.do(targets.split_by_month, {(target, MARCH): "开工15户"})
    town.do(planning.open_plan, town.unit_id, town.team[name], MARCH)
    town.do(actions.open_report, town.unit_id, town.team[name], MARCH)
    return target


def test_the_months_number_is_asked_where_the_target_has_a_goal(town, desk_of):
    houses(town)
    desk = at(desk_of, town)
    table = desk.monthly.form.paper.table
    desk.key(Qt.Key.Key_N, CTRL)
    desk.write("清明防火值守")
    desk.key(Qt.Key.Key_Return)
    assert not table.view.isColumnHidden(AMOUNT)
    desk.click_cell(table, 0, AMOUNT)
    desk.keys("1")
    desk.write("６")
    desk.key(Qt.Key.Key_Return)
    desk.choose_person(town.team["演示丁"])
    desk.choose_person(town.team["演示丙"])
    assert sheet_of(town).saved.clauses[0].amount == "16"
    assert [(row.clause.amount, row.clause.amount_unit, row.counts) for row in table._rows()] == [
        ("16", "户", True),
        ("", "", False),
    ]


def test_a_number_that_is_none_is_marked_and_kept(town, desk_of):
    houses(town)
    desk = at(desk_of, town)
    table = desk.monthly.form.paper.table
    desk.click_cell(table, 0, AMOUNT)
    desk.keys("1")
    desk.write("6户")
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    desk.choose_person(town.team["演示丁"])
    desk.qtbot.waitUntil(lambda: "应是不小于 0 的数字" in desk.monthly.problems.text)
    assert "第 1 条本月完成数量”" in desk.monthly.problems.text
    assert desk.monthly.form.cadre_id == town.team["演示丙"]
    assert table.view.currentIndex().column() == AMOUNT
    assert table.clauses[0].amount == "16户"
    desk.keys("16")
    desk.key(Qt.Key.Key_Return)
    desk.choose_person(town.team["演示丁"])
    assert sheet_of(town).saved.clauses[0].amount == "16"


def test_a_report_without_goals_shows_no_column_for_numbers(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    assert desk.monthly.form.paper.table.view.isColumnHidden(AMOUNT)


def test_what_hinders_handing_in_is_told_and_gone_to(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    form = desk.monthly.form
    assert form.still.text() == "还有 2 条未填（共 3 处）"
    desk.click(form.still)
    assert (form.paper.table.current().id, form.paper.table.view.currentIndex().column()) == (0, 2)
    for result in ("开工 16 户", "排班 12 人次"):
        desk.click_cell(form.paper.table, form.paper.table.current_place(), 2)
        desk.write(result)
        desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert form.still.text() == "请填写自我鉴定（共 2 处）"
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.monthly.problems.text == "请填写自我鉴定。"
    assert QApplication.focusWidget() is form.paper.inputs["self_appraisal"]
    assert sheet_of(town).report.state is ReportState.DRAFT


def test_a_month_without_results_is_declared_with_its_reason(town, desk_of):
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    desk = at(desk_of, town)
    paper = desk.monthly.form.paper
    assert not paper.inputs["nothing_reason"].isVisible()
    desk.click(paper.nothing, QPoint(8, 8))
    desk.click(paper.inputs["nothing_reason"])
    desk.write("全月脱产学习")
    desk.click(paper.inputs["self_appraisal"])
    desk.write("参加县委党校学习。")
    desk.key(Qt.Key.Key_Tab)
    desk.key("2")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    sheet = sheet_of(town)
    assert (sheet.report.state, sheet.saved.nothing_reason) == (ReportState.SUBMITTED, "全月脱产学习")


def test_taking_back_and_giving_back_ask_for_the_reason_and_show_it(town, desk_of):
    handed_in(town, "演示丙")
    desk = at(desk_of, town)
    desk.click(button(desk, "return"))
    box = desk.dialog(Reason)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "请填写“原因”" in box._marks["reason"].text()
    desk.write("缺少验收日期")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.monthly.form.heading.told.text() == "退回原因：缺少验收日期"
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.key(Qt.Key.Key_W, CTRL | SHIFT)
    desk.dialog(Reason)
    desk.write("数字有误")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.monthly.form.heading.told.text() == "退回原因：撤回：数字有误"
    assert sheet_of(town).report.state is ReportState.DRAFT


def test_a_shared_result_names_partners_and_part(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    desk.click_cell(desk.monthly.form.paper.table, 0, 2)
    desk.key(Qt.Key.Key_G, CTRL)
    box = desk.dialog(ShareResult)
    assert town.team["演示丙"] not in box.boxes
    desk.click(box.boxes[town.team["演示乙"]], QPoint(8, 8))
    box.fields._inputs["part"].set_value(Part.ASSIST)
    desk.click(box.ok)
    table = desk.monthly.form.paper.table
    assert table.model.data(table.model.index(0, REMARK)) == "协办，与演示乙"
    desk.choose_person(town.team["演示丁"])
    clause = sheet_of(town).saved.clauses[0]
    assert (clause.part, clause.partners) == (Part.ASSIST, (town.team["演示乙"],))


def test_evidence_is_added_saved_and_removed(town, desk_of, tmp_path):
    begun(town)
    photo = tmp_path / "验收单.pdf"
    photo.write_bytes(b"%PDF-1.4 demo")
    desk = at(desk_of, town)
    desk.click_cell(desk.monthly.form.paper.table, 0, 2)
    desk.write("开工 16 户")
    desk.key(Qt.Key.Key_B, CTRL)
    desk.settle()
    box = desk.dialog(EvidenceDialog)
    assert box.none.isVisible()
    desk.click(box.add)
    desk.pick_file(photo)
    assert [line.name for line in sheet_of(town).evidence] == ["验收单.pdf"]
    assert box.files.current().name == "验收单.pdf"

    copy = tmp_path / "copy.pdf"
    desk.click(box.copy)
    desk.pick_file(copy)
    assert copy.read_bytes() == photo.read_bytes()
    assert box.problems.text == f"已保存到 {copy}"

    bad = tmp_path / "program.exe"
    bad.write_bytes(b"MZ")
    desk.click(box.add)
    desk.pick_file(bad)
    assert "不能添加这种文件" in box.problems.text

    desk.click(box.remove)
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    assert sheet_of(town).evidence == ()
    assert box.none.isVisible()
    desk.click(box.away)


def test_evidence_of_a_new_clause_can_be_added_at_once(town, desk_of, tmp_path):
    begun(town)
    photo = tmp_path / "照片.pdf"
    photo.write_bytes(b"%PDF-1.4 demo")
    desk = at(desk_of, town)
    desk.key(Qt.Key.Key_N, CTRL)
    desk.write("迎接卫生镇复审")
    desk.key(Qt.Key.Key_B, CTRL)
    desk.settle()
    box = desk.dialog(EvidenceDialog)
    desk.click(box.add)
    desk.pick_file(photo)
    sheet = sheet_of(town)
    assert sheet.evidence[0].clause_id == sheet.saved.clauses[2].id
    table = desk.monthly.form.paper.table
    desk.click(box.away)
    desk.settle()
    assert table.model.data(table.model.index(2, REMARK)) == "佐证 1"


def test_a_signed_form_is_read_only_and_its_evidence_can_still_be_saved(town, desk_of):
    town.add_report(town.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=day(3, 28))
    desk = at(desk_of, town)
    paper = desk.monthly.form.paper
    assert paper.inputs["self_appraisal"].isReadOnly()
    assert not paper.inputs["next_month"].isVisible()
    assert not button(desk, "adhoc").isVisible()
    desk.click_cell(paper.table, 0, 2)
    assert not paper.table.editing()
    desk.key(Qt.Key.Key_B, CTRL)
    desk.settle()
    box = desk.dialog(EvidenceDialog)
    assert not box.add.isVisible()
    assert not box.remove.isVisible()


def test_correcting_begins_a_new_version_and_the_old_one_stays_readable(town, desk_of):
    town.add_report(town.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=day(3, 28))
    desk = at(desk_of, town)
    desk.click(button(desk, "correct"))
    desk.dialog(Reason)
    desk.write("公里数有误")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    form = desk.monthly.form
    assert form.heading.title.text() == "演示丙 · 副镇长 · 3 月实绩报告 · 更正1"
    assert form.heading.told.text() == "更正原因：公里数有误"
    assert form.paper.may_edit
    links = [
        one for one in desk.monthly.side.findChildren(type(form.still)) if one.text() == "原件：已签定 ›"
    ]
    desk.click(links[0])
    desk.settle()
    assert form.heading.told.text() == "这是原件，只供查看；现行的是更正1。"
    assert not form.paper.may_edit
    desk.click(button(desk, "preview"))
    desk.settle()
    assert "演示丙" in desk.dialog(PaperDialog).windowTitle()


def test_the_form_is_printed_as_typed(town, desk_of):
    begun(town)
    desk = at(desk_of, town)
    desk.click_cell(desk.monthly.form.paper.table, 0, 2)
    desk.write("开工 16 户")
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "2026年3月演示丙登记表"
    assert sheet_of(town).saved.clauses[0].result == "开工 16 户"


def test_f8_and_f7_go_to_the_next_and_the_last_person(town, desk_of):
    desk = at(desk_of, town, "演示乙")
    desk.key(Qt.Key.Key_F8)
    desk.settle()
    assert desk.monthly.form.cadre_id == town.team["演示丙"]
    desk.key(Qt.Key.Key_F7)
    desk.key(Qt.Key.Key_F7)
    desk.settle()
    assert desk.monthly.people.current() == town.team["演示甲"]


def test_the_history_says_who_changed_what(town, desk_of):
    handed_in(town, "演示丙")
    desk = at(desk_of, town)
    desk.key(Qt.Key.Key_H, CTRL)
    desk.settle()
    box = desk.dialog(RecordHistory)
    assert desk.monthly.history.text() == f"修改记录 {box.list.model.rowCount()} 条 ›"
    assert "状态：草稿 → 已提交" in "\n".join(str(row[3]) for row in box.list.model.shown().rows)


def test_a_person_not_on_the_list_of_a_month_is_said_so(town, desk_of):
    late = town.add_cadre("演示辛", "副镇长", since=day(3, 10), position=9)
    desk = at(desk_of, town, "演示乙")
    desk.go("monthly", late, FEBRUARY)
    assert desk.monthly.problems.text == "2026年2月名单上没有这一位。"
    assert desk.monthly.form.cadre_id == town.team["演示乙"]


def test_tables_and_list_are_exported_as_shown_and_copied(town, desk_of, tmp_path):
    from openpyxl import load_workbook

    handed_in(town, "演示丙")
    desk = at(desk_of, town)
    for keys, name in ((CTRL, "clauses.xlsx"), (CTRL | SHIFT, "people.xlsx")):
        desk.key(Qt.Key.Key_E, keys)
        desk.dialog(QFileDialog)
        desk.pick_file(tmp_path / name)
    rows = list(load_workbook(tmp_path / "people.xlsx").active.values)
    assert any("演示丙" in row and "待评价" in row for row in rows)
    rows = list(load_workbook(tmp_path / "clauses.xlsx").active.values)
    assert any("硬化道路 1.2 公里" in row for row in rows)
    desk.monthly.people.view.setFocus()
    desk.key(Qt.Key.Key_C, CTRL)
    assert "演示丙\t副镇长\t待评价\t应报" in QGuiApplication.clipboard().text()
