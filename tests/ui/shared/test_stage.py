"""Stage: reloads when due, saves what is typed, never shows a result over unsaved typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError
from app.vocabulary import Month
from ui.shared.inputs import Line
from ui.shared.stage import Stage

MARCH = Month(2026, 3)


def remark_of(reader, month):
    return reader.rows.get(f"remark {month}", "")


def write_remark(work, month, changed):
    if changed["remark"] == "坏":
        raise UserError("“坏”不能写在这里。", field="remark", next_step="请改写。")
    work.rows[f"remark {month}"] = changed["remark"]
    work.rows["report"] = work.rows.get("report", 0) + 1


def touch(work, table):
    work.rows[table] = work.rows.get(table, 0) + 1


class Remarks(Stage):
    tables = frozenset({"report"})

    def __init__(self, errands):
        super().__init__(errands, MARCH)
        self.remark = Line()
        page = QWidget()
        QVBoxLayout(page).addWidget(self.remark)
        self.set_content(page)
        self.fields.add("remark", self.remark)
        self.reloads = 0

    def reload(self):
        self.reloads += 1
        self.load(remark_of, self.month, then=lambda text: self.fields.show({"remark": text}))

    def save(self, changed):
        self.perform("填写", write_remark, self.month, changed)


@pytest.fixture
def stage(qtbot, errands):
    made = Remarks(errands)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def shown(qtbot, stage, errands):
    with qtbot.waitExposed(stage):
        stage.show()
    qtbot.waitUntil(lambda: not errands.underway)
    return stage


def idle(qtbot, errands):
    qtbot.waitUntil(lambda: not errands.underway)


def test_a_hidden_stage_loads_nothing_until_it_is_shown(qtbot, stage, errands):
    errands.changed.emit(frozenset({"report"}))
    assert stage.reloads == 0
    with qtbot.waitExposed(stage):
        stage.show()
    idle(qtbot, errands)
    assert stage.reloads == 1


def test_a_visible_stage_reloads_when_its_tables_change_and_only_then(qtbot, shown, errands):
    errands.perform(shown, "别处", touch, "posting")
    idle(qtbot, errands)
    assert shown.reloads == 1
    errands.perform(shown, "别处", touch, "report")
    idle(qtbot, errands)
    assert shown.reloads == 2


def test_a_stage_hidden_meanwhile_reloads_once_when_shown_again(qtbot, shown, errands):
    shown.hide()
    for _ in range(3):
        errands.changed.emit(frozenset({"report"}))
    assert shown.reloads == 1
    shown.show()
    assert shown.reloads == 2
    idle(qtbot, errands)


def test_typing_is_saved_a_moment_later_by_itself(qtbot, shown, errands, office):
    qtbot.keyClicks(shown.remark, "abc")
    assert shown.has_unsaved()
    qtbot.waitUntil(lambda: office.rows.get("remark 2026-03") == "abc", timeout=3000)
    idle(qtbot, errands)
    assert shown.remark.text() == "abc"
    assert not shown.has_unsaved()


def test_a_change_elsewhere_never_overwrites_what_is_being_typed(qtbot, shown, errands, office):
    qtbot.keyClicks(shown.remark, "abc")
    errands.perform(shown, "别处", touch, "report")
    idle(qtbot, errands)
    assert shown.remark.text() == "abc"
    shown.flush()
    idle(qtbot, errands)
    assert office.rows["remark 2026-03"] == "abc"
    assert shown.remark.text() == "abc"


def test_settled_goes_on_only_after_the_typing_is_on_disk(qtbot, shown, errands, office):
    qtbot.keyClicks(shown.remark, "abc")
    seen = []
    shown.settled(lambda: seen.append(office.rows["remark 2026-03"]))
    assert seen == []
    qtbot.waitUntil(lambda: seen == ["abc"])
    shown.set_month(Month(2026, 4))
    idle(qtbot, errands)
    assert shown.remark.text() == ""


def test_a_refused_text_stays_marked_and_focused_with_the_sentence_above(qtbot, shown, errands):
    shown.remark.setText("坏")
    gone_on = []
    shown.settled(lambda: gone_on.append(1))
    idle(qtbot, errands)
    assert gone_on == []
    assert shown.problems.text == "“坏”不能写在这里。请改写。"
    assert shown.remark.property("fault") == "true"
    assert shown.remark.hasFocus()
    assert shown.has_unsaved()
    qtbot.keyClick(shown.remark, Qt.Key.Key_Backspace)
    assert shown.remark.property("fault") == "false"


def test_a_failed_save_gives_the_typing_back_and_tries_again_at_the_next_flush(qtbot, shown, errands, office):
    office_write, office.write = office.write, full_disk
    qtbot.keyClicks(shown.remark, "abc")
    shown.flush()
    idle(qtbot, errands)
    assert shown.problems.text.startswith("磁盘空间不足")
    office.write = office_write
    shown.flush()
    idle(qtbot, errands)
    assert office.rows["remark 2026-03"] == "abc"


def full_disk(*_):
    raise EnvironmentProblem("磁盘空间不足，未能保存。")


def test_a_button_rests_while_its_action_is_under_way(qtbot, shown, errands, office):
    from ui.shared.widgets import Button

    button = Button("提交")
    shown.layout().addWidget(button)
    shown.perform("提交", touch, "posting", by=button)
    assert not button.isEnabled()
    idle(qtbot, errands)
    assert button.isEnabled()
