"""Nothing typed is lost: a kill, another person, tab or month, locking, closing, a full disk."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.errors import EnvironmentProblem
from app.monthly import actions
from app.monthly.views_sheet import cadre_sheet
from tests.ui.desk import ALT, CTRL, MARCH, SHIFT
from tests.ui.monthly.conftest import FEBRUARY, plan
from ui.shared.cells import SAVE_OPEN_CELL_MS
from ui.shared.look import Tone


@pytest.fixture
def begun(town):
    """演示丙 has begun March with two planned tasks."""
    plan(town, "演示丙", "危房改造 15 户", "清明森林防火值守")
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    return town


def stored(town):
    """What everybody sees of 演示丙's form."""
    return town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH).saved


def at_form(desk_of, town):
    desk = desk_of(town)
    desk.go("monthly", town.team["演示丙"])
    return desk, desk.monthly.form.paper


def type_result(desk, paper, text="开工 16 户"):
    desk.click_cell(paper.table, 0, 2)
    desk.write(text)


def results(text):
    return [clause.result for clause in text.clauses]


def test_typing_in_an_open_cell_survives_a_kill_and_says_that_it_was_restored(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    type_result(desk, paper)
    assert SAVE_OPEN_CELL_MS <= 1000
    desk.qtbot.waitUntil(lambda: paper.text().clauses[0].result != "")
    desk.settle()
    assert paper.table.editing()  # keeping never takes the cell away from who types
    desk.kill()
    assert results(stored(begun)) == ["", ""]  # nobody else sees a draft

    again, paper = at_form(desk_of, begun)
    assert results(paper.text()) == ["开工 16 户", ""]
    assert "已恢复 03-28 09:41 自动保存的内容。" in again.monthly.form.heading.told.text()
    again.click(again.monthly.form.heading.give_up)
    again.settle()
    assert results(paper.text()) == ["", ""]
    assert again.monthly.form.heading.told.isHidden()


def test_typing_in_a_text_below_the_table_survives_a_kill(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    desk.click(paper.inputs["self_appraisal"])
    desk.write("本月按期推进。")
    desk.settle()
    desk.kill()
    _, paper = at_form(desk_of, begun)
    assert paper.text().self_appraisal == "本月按期推进。"


def test_another_person_another_tab_and_another_month_store_the_typing_for_everybody(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    type_result(desk, paper, "开工 16 户")
    desk.choose_person(begun.team["演示丁"])
    assert results(stored(begun)) == ["开工 16 户", ""]
    assert desk.monthly.form.cadre_id == begun.team["演示丁"]

    desk.choose_person(begun.team["演示丙"])
    type_result(desk, paper, "，验收 2 户")
    desk.key(Qt.Key.Key_2, CTRL)
    desk.settle()
    assert results(stored(begun))[0] == "开工 16 户，验收 2 户"

    desk.key(Qt.Key.Key_1, CTRL)
    desk.settle()
    desk.click(paper.inputs["next_month"])
    desk.write("完成验收")
    desk.click(desk.window.header.month.back)
    desk.settle()
    assert desk.monthly.month == FEBRUARY
    assert stored(begun).next_month == "完成验收"

    desk.go("monthly", begun.team["演示丙"], MARCH)
    desk.click(paper.inputs["unfinished"])
    desk.write("无")
    desk.key(Qt.Key.Key_1, ALT)
    desk.settle()
    assert stored(begun).unfinished == "无"


def test_closing_and_locking_store_the_typing(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    type_result(desk, paper)
    desk.window.stage().flush()  # what the window calls before it locks
    desk.settle()
    assert results(stored(begun)) == ["开工 16 户", ""]
    type_result(desk, paper, "，验收 2 户")
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible())
    desk.errands.close()
    assert results(stored(begun))[0] == "开工 16 户，验收 2 户"


def test_merely_looking_stores_nothing(begun, desk_of):
    desk, _ = at_form(desk_of, begun)
    before = _titles(begun)
    for name in ("演示丁", "演示丙", "演示甲"):
        desk.choose_person(begun.team[name])
    desk.key(Qt.Key.Key_2, CTRL)
    desk.settle()
    assert _titles(begun) == before


def _titles(town):
    from sqlalchemy import select

    from db.tables.journal import JournalEntry

    return town.see(lambda reader: list(reader.session.scalars(select(JournalEntry.action))))


def test_an_unnamed_task_is_kept_as_a_draft_and_lets_one_leave_and_come_back(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    desk.key(Qt.Key.Key_N, CTRL)
    desk.key(Qt.Key.Key_Tab)
    desk.write("整改 11 处")
    desk.choose_person(begun.team["演示丁"])
    assert desk.monthly.form.cadre_id == begun.team["演示丁"]
    assert results(stored(begun)) == ["", ""]
    desk.choose_person(begun.team["演示丙"])
    assert results(paper.text()) == ["", "", "整改 11 处"]
    assert desk.monthly.form.still.text().startswith("第 3 条还没有写工作任务")

    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "第 3 条还没有写工作任务。补写任务，或按 Ctrl+Shift+D 删除这一条。" in desk.monthly.problems.text
    desk.key(Qt.Key.Key_D, CTRL | SHIFT)
    desk.click(desk.dialog().ok)
    desk.settle()
    desk.choose_person(begun.team["演示丁"])
    assert results(stored(begun)) == ["", ""]


def test_an_empty_task_added_by_mistake_goes_away_by_itself(begun, desk_of):
    desk, _ = at_form(desk_of, begun)
    desk.key(Qt.Key.Key_N, CTRL)
    desk.choose_person(begun.team["演示丁"])
    assert len(stored(begun).clauses) == 2
    assert desk.monthly.problems.isHidden()


def test_a_full_disk_marks_what_is_not_saved_and_holds_one_back(begun, desk_of, monkeypatch):
    desk, paper = at_form(desk_of, begun)
    monkeypatch.setattr(type(begun.office), "write", _failing, raising=True)
    type_result(desk, paper)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert "磁盘空间不足" in desk.monthly.problems.text
    cell = paper.table.model.index(0, 2)
    ground = paper.table.model.data(cell, Qt.ItemDataRole.BackgroundRole)
    assert ground.color().name() == Tone.MISSING.tint
    assert "磁盘空间不足" in paper.table.model.data(cell, Qt.ItemDataRole.ToolTipRole)

    desk.click(paper.inputs["self_appraisal"])
    desk.write("按期推进。")
    desk.settle()
    assert paper.inputs["self_appraisal"].property("fault") == "true"

    desk.choose_person(begun.team["演示丁"])
    assert desk.monthly.form.cadre_id == begun.team["演示丙"]  # one stays with what is not saved
    assert desk.monthly.people.current() == begun.team["演示丙"]

    monkeypatch.undo()
    desk.choose_person(begun.team["演示丁"])
    assert desk.monthly.form.cadre_id == begun.team["演示丁"]
    assert results(stored(begun)) == ["开工 16 户", ""]
    assert stored(begun).self_appraisal == "按期推进。"


def _failing(*_):
    raise EnvironmentProblem("磁盘空间不足，未能保存。")


def test_what_cannot_be_stored_can_be_given_up(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    desk.click(paper.inputs["self_appraisal"])
    desk.write("长" * 1001)
    desk.settle()
    desk.choose_person(begun.team["演示丁"])
    assert "最多 1000 字" in desk.monthly.problems.text
    assert QApplication.focusWidget() is paper.inputs["self_appraisal"]
    desk.click(desk.monthly.problems._offer)
    desk.settle()
    assert paper.text().self_appraisal == ""
    desk.choose_person(begun.team["演示丁"])
    assert desk.monthly.form.cadre_id == begun.team["演示丁"]


def test_a_change_elsewhere_does_not_overwrite_what_is_being_typed(begun, desk_of):
    desk, paper = at_form(desk_of, begun)
    type_result(desk, paper)
    report = desk.monthly.form.sheet.report.id
    desk.errands.perform(desk.window, "别处", actions.add_adhoc, report, "迎接检查")
    desk.settle()
    assert paper.table.editing()
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert results(paper.text())[0] == "开工 16 户"
