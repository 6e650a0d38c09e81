"""A sheet in a stage: cells are saved as they are left, failing ones stay with what was typed."""

from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from app.errors import UserError
from app.vocabulary import Month
from ui.shared.columns import Column, Edit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Item:
    id: int
    task: str
    done: str


COLUMNS = (
    Column("任务", lambda row: row.task, key="task"),
    Column("完成情况", lambda row: row.done, key="done", edit=Edit.TEXT),
)


def items_of(reader):
    return [Item(number, f"任务{number}", reader.rows.get(number, "")) for number in (1, 2, 3)]


def edit_items(work, edits):
    for item, text in edits:
        if text == "bad":
            raise UserError("“bad”不能写在这里。", field="done")
        work.rows[item] = text
    work.rows["item"] = work.rows.get("item", 0) + 1


def submit(work):
    work.rows["submitted"] = [work.rows.get(number, "") for number in (1, 2, 3)]


class Items(Stage):
    tables = frozenset({"item"})

    def __init__(self, errands):
        super().__init__(errands, Month(2026, 3))
        self.sheet = Sheet(COLUMNS, name="条款", exporting=True)
        self.submit = Button("提交", "Ctrl+Return", self._submit)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self.sheet)
        column.addWidget(self.submit)
        self.set_content(page)
        self.add_sheet(self.sheet, self._save_items)
        self.sheet.export_wanted.connect(partial(self.export_table, "条款"))

    def reload(self):
        self.load(items_of, then=self.sheet.set_rows)

    def _save_items(self, edits):
        self.perform("填写", edit_items, [(edit.row.id, edit.value) for edit in edits])

    def _submit(self):
        self.settled(lambda: self.perform("提交", submit))


@pytest.fixture
def stage(qtbot, errands):
    made = Items(errands)
    made.resize(700, 400)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    idle(qtbot, errands)
    return made


def idle(qtbot, errands):
    qtbot.waitUntil(lambda: not errands.underway)


def type_into(qtbot, stage, item, text):
    stage.sheet.go_to(item, "done")
    stage.sheet.view.setFocus()
    qtbot.keyClicks(stage.sheet.view, text[0])
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, text[1:])
    return editor


def test_a_cell_is_saved_when_it_is_left_and_the_place_is_kept(qtbot, stage, errands, office):
    editor = type_into(qtbot, stage, 1, "abc")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, errands)
    assert office.rows[1] == "abc"
    assert stage.sheet.current().id == 2
    assert not stage.has_unsaved()


def test_ctrl_enter_in_the_middle_of_a_cell_saves_it_and_then_submits(qtbot, stage, errands, office):
    editor = type_into(qtbot, stage, 1, "abc")
    qtbot.keyClick(editor, Qt.Key.Key_Return, CTRL)
    idle(qtbot, errands)
    idle(qtbot, errands)
    assert office.rows["submitted"] == ["abc", "", ""]
    assert office.log == ["填写", "提交"]


def test_a_change_elsewhere_never_closes_the_cell_being_typed_into(qtbot, stage, errands, office):
    editor = type_into(qtbot, stage, 1, "abc")
    errands.perform(stage, "别处", edit_items, [(2, "other")])
    idle(qtbot, errands)
    assert QApplication.focusWidget() is editor
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.sheet.model.index(1, 1).data() == "other")
    assert stage.sheet.model.index(0, 1).data() == "abc"


def test_a_long_clause_is_saved_while_it_is_still_being_typed(qtbot, stage, errands, office):
    editor = type_into(qtbot, stage, 1, "abc")
    stage.sheet.view.itemDelegate()._save_later.setInterval(0)
    qtbot.keyClicks(editor, "d")
    qtbot.waitUntil(lambda: office.rows.get(1) == "abcd")
    assert QApplication.focusWidget() is editor
    qtbot.keyClicks(editor, "e")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.rows.get(1) == "abcde")
    idle(qtbot, errands)


def test_a_cell_that_is_refused_stays_with_its_words_until_put_right(qtbot, stage, errands, office):
    editor = type_into(qtbot, stage, 1, "bad")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, errands)
    assert stage.problems.text == "“bad”不能写在这里。"
    assert stage.sheet.model.index(0, 1).data() == "bad"
    assert stage.has_unsaved()
    gone = []
    stage.settled(lambda: gone.append(1))
    idle(qtbot, errands)
    assert gone == []
    editor = type_into(qtbot, stage, 1, "good")
    editor.selectAll()
    qtbot.keyClicks(editor, "good")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, errands)
    idle(qtbot, errands)
    assert office.rows[1] == "good"
    assert not stage.has_unsaved()


def test_a_refused_cell_can_be_given_up(qtbot, stage, errands):
    editor = type_into(qtbot, stage, 1, "bad")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    idle(qtbot, errands)
    stage.discard()
    idle(qtbot, errands)
    assert stage.sheet.model.index(0, 1).data() == ""
    assert stage.problems.text == ""


def test_the_table_is_exported_as_it_stands(qtbot, stage, errands, tmp_path):
    from openpyxl import load_workbook

    qtbot.keyClick(stage.sheet.view, Qt.Key.Key_E, CTRL)
    dialog = stage.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("条款.xlsx")
    dialog.fileSelected.emit(str(tmp_path / "条款.xlsx"))
    dialog.reject()
    idle(qtbot, errands)
    assert stage.problems.text == f"已导出到 {tmp_path / '条款.xlsx'}"
    cells = list(load_workbook(tmp_path / "条款.xlsx").active.values)
    assert ("任务1", None) in cells or ("任务1", "") in cells
