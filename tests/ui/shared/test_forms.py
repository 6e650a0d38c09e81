"""Forms: the first input has the cursor, errors stand at their field, nothing closes on an error."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import EnvironmentProblem, UserError
from app.vocabulary import Grade
from ui.shared.forms import ConfirmNames, FormDialog
from ui.shared.inputs import ChoiceBox, Line

CTRL = Qt.KeyboardModifier.ControlModifier


def add_person(work, name, grade):
    if name == "坏":
        raise UserError("姓名不对。", field="name", next_step="请改正。")
    if name == "满":
        raise EnvironmentProblem("磁盘已满。")
    work.rows["cadre"] = (name, grade)
    return name


class AddPerson(FormDialog):
    def __init__(self, parent, errands):
        super().__init__(parent, errands, "新增人员", "保存人员", "按身份证填写。")
        self.name = Line()
        self.add("name", "姓名", self.name)
        self.add("grade", "等次", ChoiceBox.of(Grade, empty="未选"), "可以不选。")

    def save(self):
        values = self.fields.values()
        if not values["name"]:
            raise UserError("姓名没有填写。", field="name", next_step="请填写。")
        self.perform("新增人员", add_person, values["name"], values["grade"])


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


@pytest.fixture
def form(qtbot, parent, errands):
    made = AddPerson(parent, errands)
    made.open()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def marks(form):
    return [mark.text() for mark in form._marks.values() if mark.isVisible()]


def idle(qtbot, errands):
    qtbot.waitUntil(lambda: not errands.underway)


def test_the_cursor_is_in_the_first_input(form):
    assert form.name.hasFocus()
    assert form.name.property("fault") != "true"


def test_enter_saves_closes_and_tells_what_came_of_it(qtbot, form, errands, office):
    told = []
    form.saved.connect(told.append)
    qtbot.keyClicks(form.name, "abc")
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert office.rows == {"cadre": ("abc", None)}
    assert told == ["abc"]


def test_ctrl_enter_saves_too(qtbot, form, errands, office):
    form.name.setText("abc")
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(form.name, Qt.Key.Key_Return, CTRL)
    assert office.log == ["新增人员"]


def test_what_the_form_itself_finds_wrong_stands_at_the_field(qtbot, form):
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    assert marks(form) == ["姓名没有填写。请填写。"]
    assert form.name.hasFocus()
    assert form.name.property("fault") == "true"
    qtbot.keyClicks(form.name, "a")
    assert marks(form) == []
    assert form.name.property("fault") == "false"


def test_an_error_of_the_action_leaves_the_form_open_with_everything_in_it(qtbot, form, errands):
    form.name.setText("坏")
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    idle(qtbot, errands)
    assert form.isVisible()
    assert marks(form) == ["姓名不对。请改正。"]
    assert form.name.text() == "坏"
    assert form.ok.isEnabled()


def test_trouble_of_the_environment_stands_in_the_forms_bar(qtbot, form, errands):
    form.name.setText("满")
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    idle(qtbot, errands)
    assert form.isVisible()
    assert form.problems.text == "磁盘已满。"


def test_a_second_press_while_saving_saves_once(qtbot, form, errands, office):
    form.name.setText("abc")
    form.ok.click()
    form.ok.click()
    with qtbot.waitSignal(form.finished):
        pass
    assert office.log == ["新增人员"]


def test_esc_leaves_an_untouched_form_at_once(qtbot, form):
    qtbot.keyClick(form.name, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_esc_gives_up_typing_only_when_pressed_twice(qtbot, form):
    qtbot.keyClicks(form.name, "abc")
    qtbot.keyClick(form.name, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert "再按一次" in form.problems.text
    qtbot.keyClick(form.name, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_the_close_button_of_the_window_gives_up_typing_only_when_pressed_twice(qtbot, form):
    qtbot.keyClicks(form.name, "abc")
    form.close()
    assert form.isVisible()
    form.close()
    assert not form.isVisible()


def test_labels_lead_to_their_inputs_for_a_screen_reader(form):
    assert form.name.accessibleName() == "姓名"


def test_the_confirmation_lists_every_name_under_its_heading(qtbot, parent):
    from PySide6.QtWidgets import QLabel

    said = []
    names = {"好": ["演示甲", "演示乙"], "差": []}
    box = ConfirmNames(parent, "签定 2 份。", names, "签定 2 份", lambda: said.append(1))
    words = [label.text() for label in box.findChildren(QLabel)]
    assert words == ["签定 2 份。", "好（2）", "演示甲、演示乙", "差（0）", "无"]
    assert box.ok.text() == "签定 2 份（Ctrl+Enter）"
    assert said == []
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert said == [1]


def test_enter_alone_or_esc_confirms_nothing(qtbot, parent):
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        said = []
        box = ConfirmNames(
            parent, "签定 1 份。", {"好": ["演示甲"]}, "签定", lambda said=said: said.append(1)
        )
        box.activateWindow()
        qtbot.waitUntil(box.isActiveWindow)
        qtbot.keyClick(box.away, key)
        assert said == []
        box.close()


class Long(FormDialog):
    def __init__(self, parent, errands):
        super().__init__(parent, errands, "长表", "保存")
        for number in range(60):
            self.add(f"line{number}", f"第 {number} 项", Line())

    def save(self):
        raise UserError("最后一项没有填写。", field="line59", next_step="请填写。")


def test_a_form_longer_than_the_screen_scrolls_to_what_is_wrong_and_keeps_its_buttons(qtbot, parent, errands):
    form = Long(parent, errands)
    form.open()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    assert form.height() <= form.screen().availableGeometry().height()
    assert form.ok.geometry().bottom() <= form.height()
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    last = form.findChild(Line, "line59")
    assert last.hasFocus()
    assert (
        form._page.viewport()
        .rect()
        .intersects(last.rect().translated(last.mapTo(form._page.viewport(), last.rect().topLeft())))
    )
    form.hide()


def test_a_form_that_fits_shows_every_field(form):
    assert not form._page.verticalScrollBar().isVisible()


def test_a_form_with_a_wide_input_is_as_wide_as_it_and_keeps_its_margins(qtbot, parent, errands):
    form = AddPerson(parent, errands)
    wide = Line()
    wide.setMinimumWidth(520)
    form.add("wide", "责任人", wide)
    form.open()
    qtbot.waitUntil(form.isVisible)
    qtbot.waitUntil(lambda: form._page.geometry().right() <= form.rect().right() - 19)
    assert wide.width() >= 520


def test_a_small_form_is_not_narrower_than_its_sentences_need(form):
    assert form.width() >= 440
