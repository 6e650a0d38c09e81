"""Cells: choices open at once, rows grow with their text, pills and placeholders are painted."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QHeaderView

from app.vocabulary import Grade
from ui.shared.cells import number_of
from ui.shared.columns import Align, Column, Edit
from ui.shared.inputs import ChoiceBox
from ui.shared.look import Tone
from ui.shared.sheet import Sheet


@dataclass(frozen=True)
class Item:
    id: int
    clause: str
    grade: Grade | None
    state: str


COLUMNS = (
    Column("条款", lambda row: row.clause, key="clause", edit=Edit.TEXT, placeholder="在此填写…"),
    Column(
        "等次",
        lambda row: row.grade,
        width=90,
        key="grade",
        edit=Edit.CHOICE,
        choices=[(grade, grade.label) for grade in Grade],
    ),
    Column(
        "状态", lambda row: row.state, width=90, align=Align.CENTRE, pill=True, tone=lambda _row: Tone.DUE
    ),
)
ITEMS = (Item(1, "开工 16 户，" * 30, Grade.FAIR, "退回"), Item(2, "", None, ""))


@pytest.fixture
def sheet(qtbot):
    made = Sheet(COLUMNS, name="条款", wrap=True)
    made.resize(500, 400)
    qtbot.addWidget(made)
    made.set_rows(ITEMS)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_row_is_as_high_as_its_text(sheet):
    assert sheet.view.rowHeight(0) > 2 * sheet.view.rowHeight(1)


def test_no_line_of_a_cell_begins_with_a_full_stop_or_comma(sheet):
    two_characters = 2 * sheet.view.fontMetrics().horizontalAdvance("字") + 14
    sheet.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    sheet.view.setColumnWidth(0, two_characters)
    sheet.set_rows([Item(1, "一二；三四；五六。", None, ""), Item(2, "一\n二\n三\n四\n五\n六", None, "")])
    sheet.view.resizeRowsToContents()
    assert sheet.view.rowHeight(0) == sheet.view.rowHeight(1)


def test_an_empty_cell_to_be_filled_stands_on_a_tint_and_a_state_on_its_own(qtbot, sheet):
    picture = sheet.view.viewport().grab().toImage()
    empty = sheet.view.visualRect(sheet.model.index(1, 0))
    state = sheet.view.visualRect(sheet.model.index(0, 2))
    assert picture.pixelColor(empty.right() - 4, empty.center().y()) == QColor("#fff9e6")
    assert picture.pixelColor(state.center().x() - 20, state.center().y()) == QColor(Tone.DUE.tint)


def test_a_choice_opens_at_once_and_is_taken_by_a_click(qtbot, sheet):
    told = []
    sheet.edited.connect(told.extend)
    sheet.go_to(2, "grade")
    sheet.view.edit(sheet.view.currentIndex())
    box = sheet.view.findChild(ChoiceBox)
    qtbot.waitUntil(lambda: box.view().isVisible())
    place = box.view().visualRect(box.model().index(0, 0)).center()
    qtbot.mouseClick(box.view().viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].value is Grade.GOOD
    assert sheet.model.index(1, 1).data() == "好"
    assert not sheet.editing()


def test_shift_tab_goes_back_to_the_cell_before(qtbot, sheet):
    sheet.go_to(2, "clause")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (0, 1)


def test_tab_after_the_last_cell_leaves_the_table(qtbot, sheet):
    sheet.go_to(2, "grade")
    assert not sheet.view.step(1)
    assert sheet.view.step(-1)


@pytest.mark.parametrize(
    ("words", "number"),
    [("95", 95), ("９５％", 95), (" 1,200 ", 1200), ("-3", -3), ("", None), ("三", None), ("9" * 40, None)],
)
def test_figures_are_read_as_people_write_them(words, number):
    assert number_of(words) == number


def test_a_figure_in_a_cell_of_choices_takes_that_choice_and_goes_down(qtbot, sheet):
    sheet.go_to(1, "grade")
    sheet.view.setFocus()
    with qtbot.waitSignal(sheet.edited) as told:
        qtbot.keyClick(sheet.view, Qt.Key.Key_4)
    assert told.args[0][0].value is Grade.POOR
    assert (sheet.current().id, sheet.view.currentIndex().column()) == (2, 1)
    with qtbot.assertNotEmitted(sheet.edited):
        qtbot.keyClick(sheet.view, Qt.Key.Key_7)


def test_enter_opens_the_text_below_where_texts_open_at_once_and_the_end_is_told(qtbot, sheet):
    sheet.view.be_eager()
    sheet.view.enter_to = "clause"
    sheet.go_to(1, "grade")
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return)
    assert sheet.editing()
    assert (sheet.current().id, sheet.view.currentIndex().column()) == (2, 0)
    with qtbot.waitSignal(sheet.view.ended):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not sheet.editing()


def test_a_line_broken_at_the_end_of_a_text_stays_while_one_pauses(qtbot, sheet):
    sheet.go_to(2, "clause")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    editor = QApplication.focusWidget()
    with qtbot.waitSignal(sheet.edited):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor, "b")
    assert editor.toPlainText() == "a\nb"
