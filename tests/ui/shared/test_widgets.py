"""Pieces: figures, things to do, steps, people, side notes; by mouse and by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.shared.look import Tone
from ui.shared.panels import Columns, Note, ScrollColumn, SidePanel
from ui.shared.people_list import Person, PersonList
from ui.shared.widgets import Button, Card, EmptyState, Figure, Pill, Steps, TodoLine

CTRL = Qt.KeyboardModifier.ControlModifier
PEOPLE = (
    Person("1", "演示甲", "书记", "已提交", Tone.DONE),
    Person("2", "演示乙", "镇长", "草稿"),
    Person("3", "演示丙", "副书记"),
)


class Page(QWidget):
    def __init__(self, qtbot):
        super().__init__()
        self.qtbot = qtbot
        QVBoxLayout(self)

    def put(self, widget):
        self.layout().addWidget(widget)
        self.qtbot.waitUntil(widget.isVisible)


@pytest.fixture
def page(qtbot):
    made = Page(qtbot)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_button_shows_its_key_and_obeys_it_with_either_enter(qtbot, page):
    pressed = []
    button = Button("提交", "Ctrl+Return", lambda: pressed.append(1), kind="primary")
    page.put(button)
    assert button.text() == "提交（Ctrl+Enter）"
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(page, Qt.Key.Key_Enter, CTRL)
    assert pressed == [1, 1]
    button.setEnabled(False)
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    assert pressed == [1, 1]


def test_the_key_of_a_hidden_button_does_nothing(qtbot, page):
    pressed = []
    button = Button("提交", "Ctrl+Return", lambda: pressed.append(1))
    page.put(button)
    button.hide()
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    assert pressed == []


def test_a_figure_that_leads_somewhere_opens_by_click_and_by_enter(qtbot, page):
    figure, opened = Figure("未提交", Tone.MISSING, linked=True), []
    figure.opened.connect(lambda: opened.append(1))
    figure.tell(2)
    page.put(figure)
    qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)
    figure.setFocus()
    qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert opened == [1, 1]
    assert figure.accessibleName() == "未提交 2"


def test_a_figure_that_leads_nowhere_is_not_pressed(qtbot, page):
    figure, opened = Figure("应报"), []
    figure.opened.connect(lambda: opened.append(1))
    page.put(figure)
    qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert opened == []


def test_a_thing_to_do_says_what_why_and_goes_there(qtbot, page):
    todo = TodoLine("2 人未提交", "临近", Tone.DUE, "3 月 30 日前", "去催报")
    page.put(todo)
    with qtbot.waitSignal(todo.pressed):
        qtbot.mouseClick(todo.button, Qt.MouseButton.LeftButton)
    assert todo.button.accessibleName() == "去催报：2 人未提交"


def test_steps_say_by_shape_what_is_done_and_what_is_now(page):
    steps = Steps(["计划", "填报", "会议评价"])
    steps.tell(1)
    assert "✓ 计划" in steps.text()
    assert "❷ 填报" in steps.text()
    assert "③ 会议评价" in steps.text()
    steps.tell(3)
    assert steps.accessibleName() == "步骤：全部完成"


def test_names_from_outside_are_never_taken_for_markup(page):
    pill = Pill("<b>粗</b>", Tone.DUE)
    steps = Steps(["<img src=x>"])
    assert pill.textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in steps.text()


def test_a_pill_without_words_is_not_seen_and_one_not_yet_placed_opens_no_window(page):
    pill = Pill("草稿", Tone.QUIET)
    assert not pill.isVisible()
    page.put(pill)
    pill.tell("", Tone.QUIET)
    assert not pill.isVisible()
    pill.tell("已提交", Tone.DONE)
    assert pill.isVisible()


def test_arrow_keys_move_through_the_people_and_tell_whom(qtbot, page):
    people, told = PersonList(), []
    page.put(people)
    people.chosen.connect(told.append)
    people.show_people(PEOPLE, "3 人")
    people.choose_first()
    qtbot.keyClick(people.view, Qt.Key.Key_Down)
    qtbot.mouseClick(
        people.view.viewport(), Qt.MouseButton.LeftButton,
        pos=people.view.visualRect(people.view.model().index(2, 0)).center(),
    )  # fmt: skip
    assert told == ["1", "2", "3"]


def test_the_chosen_person_stays_chosen_over_a_refresh_without_being_told_again(page):
    people, told = PersonList(), []
    people.show_people(PEOPLE)
    people.choose("2")
    people.chosen.connect(told.append)
    people.show_people(PEOPLE[1:])
    assert people.current() == "2"
    assert told == []
    people.show_people(PEOPLE[2:])
    assert people.current() is None


def test_people_are_read_out_with_post_and_state(page):
    people = PersonList()
    people.show_people(PEOPLE)
    index = people.view.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "演示甲，书记，已提交"


def test_the_side_panel_leaves_empty_sections_out_and_folds_by_key(qtbot, page):
    panel = SidePanel("参考")
    page.put(panel)
    panel.fill([("上月对照", [Note("较好")]), ("提示", []), ("县里意见", [Note("请写明", "note")])])
    titles = [label.text() for label in panel.findChildren(QLabel) if label.property("role") == "title"]
    assert [title for title in titles if title] == ["上月对照", "县里意见"]
    wide = panel.width()
    with qtbot.waitSignal(panel.folded):
        qtbot.keyClick(page, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: panel.width() < wide)
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert panel.findChild(ScrollColumn).isVisible()


def test_filling_a_column_anew_takes_the_old_pieces_away(qtbot, page):
    column = ScrollColumn()
    page.put(column)
    column.fill([QLabel("旧")])
    column.fill([QLabel("新")])
    qtbot.waitUntil(lambda: [label.text() for label in column.findChildren(QLabel)] == ["新"])
    assert column.findChild(QLabel).isVisible()


def test_the_middle_column_grows_and_the_sides_keep_their_width(qtbot, page):
    left, middle, right = Card(), Card(), Card()
    columns = Columns(left, middle, right, widths=(200, 0, 150))
    page.put(columns)
    qtbot.waitUntil(lambda: middle.width() > 300)
    before = (left.width(), right.width())
    page.resize(1100, 500)
    qtbot.waitUntil(lambda: middle.width() > 600)
    assert (left.width(), right.width()) == before


def test_an_empty_place_says_what_comes_next(qtbot, page):
    pressed = []
    empty = EmptyState("还没有公示", "签定之后从这里张贴。", Button("去月报告", on=lambda: pressed.append(1)))
    page.put(empty)
    qtbot.mouseClick(empty.findChild(Button), Qt.MouseButton.LeftButton)
    assert pressed == [1]
