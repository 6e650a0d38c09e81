"""Tables: quick at a million rows, sorted, filtered, copied, pasted, typed into like a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.shared.columns import Align, Column, Edit
from ui.shared.grid import from_tsv, to_tsv
from ui.shared.sheet import Sheet
from ui.shared.tables import RowsModel

DISPLAY = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    task: str
    done: str = ""
    percent: int | None = None
    grade: str | None = None


COLUMNS = (
    Column("工作任务", lambda row: row.task, width=200, key="task"),
    Column("完成情况", lambda row: row.done, key="done", edit=Edit.TEXT, placeholder="在此填写…"),
    Column("完成", lambda row: row.percent, width=70, align=Align.RIGHT, key="percent", edit=Edit.NUMBER),
    Column(
        "等次", lambda row: row.grade, width=80, key="grade", edit=Edit.CHOICE,
        choices=(("good", "好"), ("fair", "较好")),
    ),
)  # fmt: skip
ITEMS = (Item(1, "危房改造", "开工 16 户", 107), Item(2, "通组路"), Item(3, "垃圾清运", "新增 3 个村", 78))


@pytest.fixture
def sheet(qtbot):
    made = Sheet(COLUMNS, name="条款", filtering=True, exporting=True)
    made.resize(900, 300)
    qtbot.addWidget(made)
    made.set_rows(ITEMS)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def heard(sheet):
    edits = []
    sheet.edited.connect(lambda cells: edits.extend((cell.row.id, cell.key, cell.value) for cell in cells))
    return edits


def column_of(model, number):
    return [model.index(row, number).data() for row in range(model.rowCount())]


class Counted(Sequence):
    def __init__(self, length):
        self.length, self.asked = length, 0

    def __len__(self):
        return self.length

    def __getitem__(self, number):
        self.asked += 1
        return Item(number, f"任务{number}")


def test_a_million_rows_are_shown_while_only_a_few_are_looked_at(qtbot):
    rows = Counted(1_000_000)
    sheet = Sheet(COLUMNS)
    qtbot.addWidget(sheet)
    sheet.set_rows(rows)
    with qtbot.waitExposed(sheet):
        sheet.show()
    assert rows.asked < 3_000
    assert sheet.model.canFetchMore()


def test_scrolling_down_fetches_the_next_page_from_the_loader_and_stops_at_the_end():
    asked = []

    def fetch(wanted, then):
        asked.append((wanted.offset, wanted.sort, wanted.descending, wanted.text))
        then(
            [Item(number, "任务") for number in range(wanted.offset, min(wanted.offset + wanted.limit, 450))]
        )

    model = RowsModel(COLUMNS)
    model.set_pages(fetch)
    while model.canFetchMore():
        model.fetchMore()
    assert model.rowCount() == 450
    assert [offset for offset, *_ in asked] == [0, 200, 400]
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_filter("路")
    assert asked[-1] == (0, "task", True, "路")


def test_a_page_that_comes_after_the_filter_changed_is_dropped():
    waiting = []
    model = RowsModel(COLUMNS)
    model.set_pages(lambda wanted, then: waiting.append(then))
    model.set_filter("新")
    waiting[0]([Item(1, "旧")])
    assert model.rowCount() == 0
    waiting[1]([Item(2, "新")])
    assert column_of(model, 0) == ["新"]


def test_sorting_is_by_pinyin_with_empty_cells_last(sheet):
    sheet.model.sort(0)
    assert column_of(sheet.model, 0) == ["垃圾清运", "通组路", "危房改造"]
    sheet.model.sort(2)
    assert column_of(sheet.model, 2) == ["78", "107", ""]
    sheet.model.sort(-1)
    assert column_of(sheet.model, 0) == ["危房改造", "通组路", "垃圾清运"]


def test_a_click_on_a_heading_sorts(qtbot, sheet):
    header = sheet.view.horizontalHeader()
    qtbot.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().center() * 0.2
    )
    assert column_of(sheet.model, 0)[0] == "垃圾清运"


def test_the_filter_line_finds_words_in_any_column(qtbot, sheet):
    qtbot.keyClick(sheet.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert sheet.filter.hasFocus()
    sheet.filter.setText("新增")
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 1)
    assert column_of(sheet.model, 0) == ["垃圾清运"]


def test_typing_fills_the_cell_and_enter_goes_down(qtbot, sheet, heard):
    sheet.go_to(2, "done")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "bc")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard == [(2, "done", "abc")]
    assert sheet.model.index(1, 1).data() == "abc"
    assert (sheet.view.currentIndex().row(), sheet.view.currentIndex().column()) == (2, 1)


def test_alt_enter_breaks_the_line_in_a_clause(qtbot, sheet, heard):
    sheet.go_to(2, "done")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    editor = QApplication.focusWidget()
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor, "b")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard == [(2, "done", "a\nb")]


def test_tab_takes_the_cell_and_goes_to_the_next_one_to_fill(qtbot, sheet, heard):
    sheet.go_to(2, "done")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert sheet.view.currentIndex().column() == 2
    qtbot.keyClicks(sheet.view, "9")
    qtbot.keyClicks(QApplication.focusWidget(), "5x")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert heard == [(2, "done", "a"), (2, "percent", 95)]
    assert sheet.view.currentIndex().column() == 3


def test_escape_leaves_the_cell_as_it_was(qtbot, sheet, heard):
    sheet.go_to(1, "done")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "x")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert heard == []
    assert sheet.model.index(0, 1).data() == "开工 16 户"


def test_a_click_elsewhere_keeps_what_was_typed(qtbot, sheet, heard):
    sheet.go_to(2, "done")
    sheet.view.setFocus()
    qtbot.keyClicks(sheet.view, "a")
    sheet.filter.setFocus()
    assert heard == [(2, "done", "a")]


def test_a_block_from_a_spreadsheet_fills_only_cells_that_can_be_filled(qtbot, sheet, heard):
    block = '改名\t"第一行\n第二行"\t９５%\t较好\n\t丙\t很多\t差\n'
    QGuiApplication.clipboard().setText(block)
    sheet.go_to(1, "task")
    qtbot.keyClick(sheet.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard == [
        (1, "done", "第一行\n第二行"),
        (1, "percent", 95),
        (1, "grade", "fair"),
        (2, "done", "丙"),
    ]
    assert sheet.model.index(0, 0).data() == "危房改造"


def test_copying_rows_gives_a_spreadsheet_its_cells(qtbot, sheet):
    sheet.view.selectAll()
    qtbot.keyClick(sheet.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "危房改造\t开工 16 户\t107\t"


@pytest.mark.parametrize(
    "cells",
    [[["甲", "乙"], ["丙", "丁"]], [["一\n二", '他说"好"'], ["", "x"]], [["甲"]], [["甲", ""], ["", ""]]],
)
def test_what_is_copied_can_be_pasted_back(cells):
    assert from_tsv(to_tsv(cells)) == cells


HOSTILE = ["", "\n", '"', '"\t"', "\0", "a\tb\r\nc", "\u202e甲\u200b", "x" * 300_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_clipboard_content_breaks_the_paste(text):
    assert all(isinstance(cell, str) for line in from_tsv(text) for cell in line)


def test_delete_empties_the_chosen_cells(qtbot, sheet, heard):
    sheet.go_to(1, "percent")
    qtbot.keyClick(sheet.view, Qt.Key.Key_Delete)
    assert heard == [(1, "percent", None)]


def test_a_cell_that_could_not_be_saved_keeps_what_was_typed_over_a_refresh(sheet):
    edits = []
    sheet.edited.connect(edits.extend)
    sheet.model.type_in({(1, 1): "坏"})
    sheet.give_back(edits, "“坏”不能写在这里。", "done")
    sheet.set_rows(ITEMS)
    index = sheet.model.index(1, 1)
    assert index.data() == "坏"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "“坏”不能写在这里。"
    assert [(cell.row.id, cell.value) for cell in sheet.take()] == [(2, "坏")]


def test_the_current_cell_stays_at_its_row_when_the_rows_change(sheet):
    sheet.go_to(3, "done")
    sheet.set_rows((Item(9, "新任务"), *ITEMS))
    assert sheet.current().id == 3
    assert sheet.view.currentIndex().column() == 1


def test_export_gives_title_row_and_rows_as_shown(qtbot, sheet):
    sheet.model.sort(0)
    with qtbot.waitSignal(sheet.export_wanted) as told:
        QTest.keyClick(sheet.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    shown = told.args[0]
    assert shown.headers == ("工作任务", "完成情况", "完成", "等次")
    assert shown.rows[0] == ("垃圾清运", "新增 3 个村", 78, "")


def test_enter_opens_a_row_of_a_table_that_is_only_read(qtbot):
    sheet = Sheet((COLUMNS[0],))
    qtbot.addWidget(sheet)
    sheet.set_rows(ITEMS)
    sheet.go_to(2)
    with qtbot.waitSignal(sheet.opened) as told:
        qtbot.keyClick(sheet.view, Qt.Key.Key_Return)
    assert told.args[0].id == 2


def test_cells_are_read_out_with_their_heading(sheet):
    index = sheet.model.index(1, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "完成情况：空"
