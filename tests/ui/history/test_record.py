from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.history.actions import undo
from app.vocabulary import ReportState, Role
from db.tables.monthly import Clause
from db.tables.people import Cadre
from tests.ui.history.conftest import MARCH, settle
from ui.history.lines import MOST
from ui.history.record import KEYS, HistoryLink, RecordHistory
from ui.shared.panels import SidePanel
from ui.shared.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


class Paper(Stage):
    """Shows one record with the link beside it."""

    def __init__(self, errands, month):
        super().__init__(errands, month)
        self.history = HistoryLink(self)
        self.side = SidePanel()
        self.side.add_link(self.history)
        self.set_content(self.side)


@pytest.fixture
def report_id(town):
    """A report whose only clause was corrected by the head on the 2nd of April."""
    made = town.as_(Role.CLERK).add_report(town.add_cadre("演示乙"), MARCH, ReportState.DRAFT)
    town.at(date(2026, 4, 2), 15).as_(Role.HEAD, name="演示甲")
    with town.office.write("填写月报告") as work:
        work.session.query(Clause).one().percent = 85
        work.describe("2026年3月 演示乙")
    return made


def open_history(qtbot, stage):
    qtbot.mouseClick(stage.history, Qt.MouseButton.LeftButton)
    (dialog,) = stage.findChildren(RecordHistory)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def cells(dialog):
    model = dialog.list.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_link_counts_what_was_done_to_a_record_and_its_parts(qtbot, town, show, report_id):
    stage = show(Paper)
    assert not stage.history.isVisible()
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    assert stage.history.text() == "修改记录 2 条 ›"
    stage.history.show_record("report", None, "")
    assert not stage.history.isVisible()


def test_a_history_that_arrives_late_is_not_taken_for_the_record_in_front(qtbot, town, show, report_id):
    other = town.add_cadre("演示丙")
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    stage.history.show_record("cadre", other, "演示丙")
    settle(qtbot, stage)
    assert stage.history.text() == "修改记录 1 条 ›"
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    assert not stage.history.isVisible()
    stage.history.show_record("report", None, "")
    settle(qtbot, stage)
    assert not stage.history.isVisible()


def test_the_history_says_who_when_and_from_what_to_what(qtbot, town, show, report_id):
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    dialog = open_history(qtbot, stage)
    newest, oldest = cells(dialog)
    assert dialog.windowTitle() == "修改记录：2026年3月 演示乙"
    assert newest == [
        "2026-04-02 15:41",
        "演示甲（yanshi）\n主要负责人",
        "填写月报告\n2026年3月 演示乙",
        "工作实绩第 1 条 · 完成率（%）：107 → 85",
    ]
    assert "新增工作实绩第 1 条：序号：1；任务来源：年度；任务：农村危房改造 15 户" in oldest[3]


def test_the_history_opens_by_key_and_closes_by_escape(qtbot, town, show, report_id):
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    assert KEYS == "Ctrl+H"
    qtbot.keyClick(stage.side, Qt.Key.Key_H, CTRL)
    (dialog,) = stage.findChildren(RecordHistory)
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_folded_panel_hides_the_link(qtbot, show, report_id):
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    qtbot.keyClick(stage.side, Qt.Key.Key_F9)
    assert not stage.history.isVisible()
    qtbot.keyClick(stage.side, Qt.Key.Key_F9)
    assert stage.history.isVisible()


def test_words_narrow_the_history_and_what_is_shown_goes_into_a_spreadsheet(
    qtbot, town, show, report_id, tmp_path
):
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    dialog = open_history(qtbot, stage)
    qtbot.keyClicks(dialog.list.filter, "107")
    qtbot.waitUntil(lambda: dialog.list.filter.text() == "107")
    dialog.list.filter.insert(" →")
    qtbot.waitUntil(lambda: dialog.list.model.rowCount() == 1)
    target = tmp_path / "修改记录.xlsx"
    dialog.list.export_wanted.disconnect()
    dialog.list.export_wanted.connect(lambda shown: dialog.write(shown, target))
    qtbot.keyClick(dialog, Qt.Key.Key_E, CTRL)
    settle(qtbot, stage)
    assert dialog.problems.text == f"已导出到 {target}"
    rows = [*load_workbook(target).active.values]
    assert rows[1][0] == "时间"
    assert rows[2][3] == "工作实绩第 1 条 · 完成率（%）：107 → 85"


def test_what_was_taken_back_says_so(qtbot, town, show):
    cadre_id = town.as_(Role.CLERK).add_cadre("演示乙")
    with town.office.write("修改人员") as work:
        from db.tables.people import Cadre

        work.session.get_one(Cadre, cadre_id).note = "笔误"
    town.do(undo, 4)
    stage = show(Paper)
    stage.history.show_record("cadre", cadre_id, "演示乙")
    settle(qtbot, stage)
    taking_back, taken_back, _ = cells(open_history(qtbot, stage))
    assert taking_back[3] == "干部 · 备注：笔误 → 空"
    assert taken_back[2] == "修改人员\n（后来已撤销）"


def test_of_an_import_the_first_changes_are_listed_and_the_rest_counted(town):
    from app.history.wording import ChangeKind, RowChange
    from ui.history.lines import changes_in_words

    words = changes_in_words([RowChange("干部", ChangeKind.ADDED, ())] * (MOST + 7)).splitlines()
    assert len(words) == MOST + 1
    assert words[0] == "新增干部"
    assert words[-1] == "……另有 7 处改动"


def test_a_step_of_another_day_is_taken_back_from_the_history(qtbot, town, show):
    cadre_id = town.add_cadre("演示乙")
    with town.office.write("修改人员") as work:
        work.session.get_one(Cadre, cadre_id).note = "笔误"
    town.at(date(2026, 4, 5), 9)
    stage = show(Paper)
    stage.history.show_record("cadre", cadre_id, "演示乙")
    settle(qtbot, stage)
    dialog = open_history(qtbot, stage)
    assert dialog.list.current().entry.action == "修改人员"
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    assert town.see(lambda reader: reader.session.get_one(Cadre, cadre_id).note) == ""


def test_what_cannot_be_taken_back_says_why_in_the_history(qtbot, town, show, report_id):
    town.as_(Role.CLERK)
    stage = show(Paper)
    stage.history.show_record("report", report_id, "2026年3月 演示乙")
    settle(qtbot, stage)
    dialog = open_history(qtbot, stage)
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, stage)
    assert dialog.problems.text == "只能撤销自己的操作。其他人的操作由主要负责人撤销。"
