"""Inputs and fields: plain paste, growing texts, choices with values, what was typed since it was shown."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from app.vocabulary import Grade
from ui.shared.fields import Fields
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line, plain

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("  开工 16 户\r\n验收 2 户  ", "开工 16 户\n验收 2 户"),
        ("甲\u00a0乙\t丙", "甲 乙 丙"),
        ("零\u200b宽\ufeff与\u202e反向", "零宽与反向"),
        ("一\u2028二\u2029三", "一\n二\n三"),
        ("\0\x07铃", "铃"),
        ("𬭎镇 喆", "𬭎镇 喆"),
        ("孤\ud800代理", "孤代理"),
    ],
)
def test_what_is_pasted_becomes_plain(pasted, text):
    assert plain(pasted) == text


def test_a_line_takes_pasted_lines_as_one(qtbot):
    line = Line()
    qtbot.addWidget(line)
    QGuiApplication.clipboard().setText("张\n三\t丰")
    qtbot.keyClick(line, Qt.Key.Key_V, CTRL)
    assert line.text() == "张 三 丰"


def test_rich_text_is_pasted_plain(qtbot):
    text = AutoGrowText()
    qtbot.addWidget(text)
    data = QMimeData()
    data.setHtml("<b>粗</b>")
    data.setText("粗")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(text, Qt.Key.Key_V, CTRL)
    assert text.text() == "粗"


def test_a_text_grows_with_its_lines_and_is_marked_but_never_cut_beyond_its_limit(qtbot):
    text = AutoGrowText(limit=10)
    qtbot.addWidget(text)
    text.show()
    small = text.height()
    text.setPlainText("一\n二\n三\n四")
    assert text.height() > small
    text.setPlainText("字" * 12)
    assert text.property("fault") == "true"
    assert text.toolTip() == "最多 10 字，已超 2 字。"
    assert len(text.text()) == 12
    text.setPlainText("字")
    assert text.property("fault") == "false"


def test_tab_leaves_a_text_for_the_next_input(qtbot):
    page = QWidget()
    text, line = AutoGrowText(), Line()
    column = QVBoxLayout(page)
    column.addWidget(text)
    column.addWidget(line)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert line.hasFocus()


def test_a_choice_keeps_the_enumeration_itself(qtbot):
    box = ChoiceBox.of(Grade, empty="未选")
    qtbot.addWidget(box)
    assert box.value() is None
    box.set_value(Grade.FAIR)
    assert box.value() is Grade.FAIR
    assert box.currentText() == "较好"
    box.set_choices([(Grade.FAIR, "较好"), (Grade.GOOD, "好")])
    assert box.value() is Grade.FAIR


@pytest.fixture
def typed():
    return []


@pytest.fixture
def fields(qtbot, typed):
    page = QWidget()
    qtbot.addWidget(page)
    made = Fields(lambda: typed.append(1), page)
    inputs = {
        "name": Line(),
        "clause": AutoGrowText(),
        "grade": ChoiceBox.of(Grade, empty="未选"),
        "absent": QCheckBox(),
        "count": QSpinBox(),
        "day": DateBox(date(2026, 3, 1)),
    }
    column = QVBoxLayout(page)
    for name, widget in inputs.items():
        column.addWidget(widget)
        made.add(name, widget)
    made.page = page
    return made


FILLED = {
    "name": "演示甲",
    "clause": "开工 16 户",
    "grade": Grade.GOOD,
    "absent": True,
    "count": 3,
    "day": date(2026, 3, 28),
}


def test_filling_the_inputs_is_not_typing(fields, typed):
    fields.show(FILLED)
    assert fields.values() == FILLED
    assert fields.changed() == {}
    assert typed == []


def test_typing_is_noticed_and_typing_it_back_is_no_change(qtbot, fields, typed):
    fields.show(FILLED)
    line = fields.page.findChild(Line, "name")
    qtbot.keyClicks(line, "x")
    assert typed
    assert fields.changed() == {"name": "演示甲x"}
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert fields.changed() == {}


def test_what_is_taken_is_no_longer_unsaved_until_it_is_given_back(fields):
    fields.show(FILLED)
    fields.page.findChild(QSpinBox, "count").setValue(9)
    taken = fields.take()
    assert taken == {"count": 9}
    assert fields.changed() == {}
    fields.give_back(taken)
    assert fields.changed() == {"count": 9}
    fields.forget()
    assert fields.changed() == {}


def test_showing_the_same_text_again_leaves_the_cursor_where_it_is(fields):
    fields.show(FILLED)
    line = fields.page.findChild(Line, "name")
    line.setCursorPosition(1)
    fields.show(FILLED)
    assert line.cursorPosition() == 1
