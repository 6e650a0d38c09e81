"""How much work a month is: keys and clicks besides the words themselves (D9: minutes, not hours)."""

from PySide6.QtCore import Qt

from app.monthly import actions
from app.monthly.views_sheet import cadre_sheet
from app.vocabulary import Grade, ReportState
from tests.ui.desk import CTRL, MARCH
from tests.ui.monthly.conftest import FEBRUARY, handed_in, plan, text_of

MOST = 12


def prepared(town):
    """Two tasks of February unfinished, four planned for March."""
    text = text_of("完成招标，路基 0.4 公里", "累计 4 个村", "入户核实 42 户", percents=[40, 45, 100])
    handed_in(town, "演示丙", FEBRUARY, text)
    plan(
        town, "演示丙", "危房改造 3 月开工 15 户", "县城南入口拆迁协议 5 户", "清明森林防火值守", "卫生镇复审"
    )


def sheet_of(town):
    return town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH)


RESULTS = (
    "开工 16 户，验收 2 户",
    "签订 5 户，无信访",
    "排班 12 人次，劝返 9 起",
    "材料 3 册，整改 11 处",
    "路基完成 1.2 公里",
    "新增 5 个村，累计 9 个村",
)


def test_carrying_over_and_reporting_six_items_takes_at_most_twelve_keys_and_clicks(town, desk_of):
    prepared(town)
    desk = desk_of(town)
    desk.go("monthly")
    desk.presses = 0
    desk.choose_person(town.team["演示丙"])
    desk.key(Qt.Key.Key_J, CTRL)  # carry two over and begin; the cursor stands in the first result
    desk.settle()
    for result in RESULTS:
        desk.write(result)
        desk.key(Qt.Key.Key_Return)  # after the last one the cursor stands in 自我鉴定
    desk.write("本月重点任务按期推进。")
    desk.key(Qt.Key.Key_Tab)
    desk.key("2")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    sheet = sheet_of(town)
    assert sheet.report.state is ReportState.SUBMITTED
    assert [clause.result for clause in sheet.text.clauses] == list(RESULTS)
    assert {clause.percent for clause in sheet.text.clauses} == {100}
    assert sheet.text.self_grade is Grade.FAIR
    assert desk.presses == 11 <= MOST


def test_an_unfinished_item_costs_two_keys_more(town, desk_of):
    prepared(town)
    desk = desk_of(town)
    desk.go("monthly")
    desk.presses = 0
    desk.choose_person(town.team["演示丙"])
    desk.key(Qt.Key.Key_J, CTRL)
    desk.settle()
    for result in RESULTS[:-1]:
        desk.write(result)
        desk.key(Qt.Key.Key_Return)
    desk.write(RESULTS[-1])
    desk.key(Qt.Key.Key_Tab)
    desk.qtbot.keyClicks(desk.monthly.form.paper.table.view, "7")
    desk.qtbot.keyClicks(desk.window.focusWidget(), "8")
    desk.key(Qt.Key.Key_Tab)
    desk.write("余下 2 村道路未通")
    desk.key(Qt.Key.Key_Return)
    desk.write("本月重点任务按期推进。")
    desk.key(Qt.Key.Key_Tab)
    desk.key("2")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    last = sheet_of(town).text.clauses[-1]
    assert (last.percent, last.reason) == (78, "余下 2 村道路未通")
    assert sheet_of(town).report.state is ReportState.SUBMITTED
    assert desk.presses == 13


def test_the_meeting_needs_two_figures_a_person_and_no_mouse(town, desk_of):
    for name in ("演示甲", "演示乙", "演示丙", "演示丁"):
        handed_in(town, name)
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    desk = desk_of(town)
    desk.go("monthly", "meeting")
    page = desk.monthly.meeting
    page.record.fields.show({"place": "镇三楼会议室", "recorder": "演示经办人"})
    page.items.go_to(page.items.rows()[0].id, "truthful")
    page.items.view.setFocus()
    desk.presses = 0
    desk.keys("1111")
    page.items.go_to(page.items.rows()[0].id, "grade")
    desk.keys("2122")
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.presses == 2 * 4 + 1
    assert [row.grade for row in page.items.rows()] == [Grade.FAIR, Grade.GOOD, Grade.FAIR, Grade.FAIR]
