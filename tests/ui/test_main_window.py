"""The main window: tabs, months, search, undo, lock, help, closing; nothing typed is ever lost."""

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.errors import EnvironmentProblem, UserError
from app.vocabulary import Month
from ui.main_window import Command, Doors, MainWindow, Place, StageEntry
from ui.shared.forms import ConfirmNames, FormDialog
from ui.shared.inputs import Line
from ui.shared.stage import Stage

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def note_of(reader, month):
    return reader.rows.get(f"note {month}", "")


def write_note(work, month, text):
    work.rows[f"note {month}"] = text
    work.rows["note"] = work.rows.get("note", 0) + 1


class Notes(Stage):
    tables = frozenset({"note"})

    def __init__(self, errands, month):
        super().__init__(errands, month)
        self.text = Line()
        self.set_content(self.text)
        self.fields.add("text", self.text)
        self.opened = []

    def reload(self):
        self.load(note_of, self.month, then=lambda text: self.fields.show({"text": text}))

    def save(self, changed):
        self.perform("记事", write_note, self.month, changed["text"])

    def open(self, record):
        self.opened.append(record)


class Plain(Stage):
    pass


@dataclass(frozen=True)
class Hit:
    label: str
    detail: str
    stage: str
    id: str
    month: Month | None = None


@dataclass(frozen=True)
class Step:
    seq: int
    title: str


def last_step(reader):
    return Step(7, "记事（演示乙）") if "note" in reader.rows else None


def take_back(work, seq):
    work.rows.clear()


def check(passphrase):
    if passphrase != "right":
        raise UserError("口令不对。", next_step="请重新输入。")


def search(reader, text):
    return (
        [Hit("演示乙", "镇长", "notes", "乙"), Hit("演示丙", "人大主席", "nowhere", "丙")]
        if text == "ys"
        else []
    )


STAGES = (StageEntry("notes", "记事", Notes), StageEntry("plain", "空白", Plain))
PAGES = (StageEntry("people", "人员与机构", Plain, "Ctrl+Shift+R"),)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def window(qtbot, errands, tmp_path, ran):
    doors = Doors(
        search=search,
        undoable=last_step,
        undo=take_back,
        note=lambda reader: "县里已收至 2 月",
        unlock=check,
        commands=(Command("修改口令", lambda: ran.append("change")),),
        state_file=tmp_path / "window.ini",
    )
    made = MainWindow(errands, STAGES, PAGES, doors)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    idle(qtbot, errands)
    return made


def idle(qtbot, errands):
    qtbot.waitUntil(lambda: not errands.underway)


def test_the_window_starts_at_the_present_month_of_the_clock(window):
    assert window.header.month.label.text() == "2026 年 3 月"


def test_alt_and_a_number_goes_to_a_stage_which_is_made_only_then(qtbot, window):
    assert set(window._built) == {"notes"}
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    assert isinstance(window.stage(), Plain)
    assert window.row.bar.tabText(window.row.bar.currentIndex()) == "空白"


def test_a_click_on_a_tab_goes_there(qtbot, window):
    place = window.row.bar.tabRect(1).center()
    qtbot.mouseClick(window.row.bar, Qt.MouseButton.LeftButton, pos=place)
    assert isinstance(window.stage(), Plain)


def test_switching_the_month_saves_the_typing_to_the_month_it_was_typed_in(qtbot, window, errands, office):
    window.stage().text.setFocus()
    qtbot.keyClicks(window.stage().text, "abc")
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    idle(qtbot, errands)
    assert office.rows["note 2026-03"] == "abc"
    assert window.header.month.label.text() == "2026 年 4 月"
    assert window.stage().text.text() == ""
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    idle(qtbot, errands)
    assert window.stage().text.text() == "abc"


def test_a_month_chosen_from_the_list_is_shown(qtbot, window, errands):
    menu = window.header.month._menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "2026 年 9 月").trigger()
    idle(qtbot, errands)
    assert window.month == Month(2026, 9)


def test_switching_the_tab_waits_until_the_typing_is_on_disk(qtbot, window, errands, office):
    qtbot.keyClicks(window.stage().text, "abc")
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    idle(qtbot, errands)
    assert office.rows["note 2026-03"] == "abc"
    assert isinstance(window.stage(), Plain)


def test_when_saving_fails_one_stays_at_the_stage_with_the_problem(qtbot, window, errands, office):
    office.write = no_room
    qtbot.keyClicks(window.stage().text, "abc")
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    idle(qtbot, errands)
    assert isinstance(window.stage(), Notes)
    assert window.row.bar.currentIndex() == 0
    assert window.stage().problems.text == "磁盘空间不足。"
    del office.write


def no_room(*_):
    raise EnvironmentProblem("磁盘空间不足。")


def test_what_cannot_be_saved_can_be_given_up_by_name(qtbot, window, errands, office):
    office.write = no_room
    qtbot.keyClicks(window.stage().text, "abc")
    window.close()
    idle(qtbot, errands)
    assert window.isVisible()
    qtbot.mouseClick(window.stage().problems._offer, Qt.MouseButton.LeftButton)
    assert window.stage().problems._offer.text() == "放弃这些修改"
    idle(qtbot, errands)
    assert window.stage().text.text() == ""
    with qtbot.waitSignal(window.left):
        window.close()
    del office.write


def test_closing_saves_the_typing_first(qtbot, window, errands, office):
    qtbot.keyClicks(window.stage().text, "abc")
    with qtbot.waitSignal(window.left):
        window.close()
    assert office.rows["note 2026-03"] == "abc"
    assert not window.isVisible()


def test_closing_stops_a_running_export_at_its_next_step(qtbot, window, errands):
    started, stopped = threading.Event(), []

    def job(progress):
        started.set()
        while True:
            progress.step(1, 2, "")
            threading.Event().wait(0.01)

    window.stage().export("装订册", job, failed=stopped.append)
    qtbot.waitUntil(started.is_set)
    with qtbot.waitSignal(window.left):
        window.close()
    assert len(stopped) == 1


def test_ctrl_k_searches_and_enter_opens_the_result(qtbot, window, errands):
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.header.search.hasFocus()
    qtbot.keyClicks(window.header.search, "ys")
    qtbot.waitUntil(window.header.search._showing)
    assert [hit.label for hit in window.header.search._found] == ["演示乙"]
    qtbot.keyClick(window.header.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.header.search, Qt.Key.Key_Up)
    qtbot.keyClick(window.header.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.stage().opened == ["乙"])
    assert window.header.search.text() == ""
    assert not window.header.search._showing()


def test_a_search_without_result_says_so(qtbot, window, errands):
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.header.search, "zz")
    qtbot.waitUntil(window.header.search._showing)
    assert "没有找到“zz”" in window.header.search._nothing.text()
    qtbot.keyClick(window.header.search, Qt.Key.Key_Escape)
    assert not window.header.search._showing()


def test_the_status_bar_says_when_saved_and_what_undo_would_undo(qtbot, window, errands, office):
    assert window.status.undo.isHidden()
    qtbot.keyClicks(window.stage().text, "abc")
    window.stage().flush()
    idle(qtbot, errands)
    idle(qtbot, errands)
    assert window.status.saved.text() == "已自动保存 09:41"
    assert window.status.undo.text() == "可撤销：记事（演示乙）  Ctrl+Z"
    assert window.status.note.text() == "县里已收至 2 月"
    window.row.bar.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    idle(qtbot, errands)
    assert office.rows == {}
    assert office.log[-1] == "撤销：记事（演示乙）"


def test_ctrl_z_in_a_text_takes_back_the_typing_and_nothing_else(qtbot, window, errands, office):
    window.stage().text.setFocus()
    qtbot.keyClicks(window.stage().text, "abc")
    window.stage().flush()
    idle(qtbot, errands)
    QTest.keyClick(window.stage().text, Qt.Key.Key_Z, CTRL)
    assert window.stage().text.text() == ""
    assert not [action for action in office.log if action.startswith("撤销")]
    window.stage().flush()
    idle(qtbot, errands)


def test_the_lock_hides_the_work_and_keeps_what_is_being_typed(qtbot, window, errands):
    qtbot.keyClicks(window.stage().text, "abc")
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    assert window.locked()
    assert not window.stage().isVisible()
    lock = window._lock
    qtbot.keyClicks(lock.passphrase, "wrong")
    qtbot.keyClick(lock.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: lock.fault.text() == "口令不对。请重新输入。")
    assert window.locked()
    qtbot.keyClicks(lock.passphrase, "right")
    qtbot.mouseClick(lock.enter, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.locked())
    idle(qtbot, errands)
    assert window.stage().text.text() == "abc"


def test_keys_do_nothing_behind_the_lock(qtbot, window, errands):
    window.lock()
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    QTest.keyClick(window, Qt.Key.Key_PageDown, CTRL)
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.locked()
    assert isinstance(window.stage(), Notes)


class AddPerson(FormDialog):
    def __init__(self, stage):
        super().__init__(stage, stage.errands, "新增人员", "保存人员")
        self.add("name", "姓名", Line())


def test_a_half_filled_form_is_hidden_by_the_lock_and_comes_back_filled(qtbot, window, errands):
    form = AddPerson(window.stage())
    form.open()
    qtbot.keyClicks(form.findChild(Line, "name"), "abc")
    window.lock()
    assert not form.isVisible()
    qtbot.keyClicks(window._lock.passphrase, "right")
    qtbot.keyClick(window._lock.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.locked())
    assert form.isVisible()
    assert form.isModal()
    assert form.fields.values() == {"name": "abc"}


def test_a_confirmation_behind_the_lock_is_never_taken_for_a_yes(qtbot, window, errands):
    said = []
    ConfirmNames(window.stage(), "签定 2 份。", {"好": ["演示甲"]}, "签定 2 份", lambda: said.append(1))
    window.lock()
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    assert said == []


def test_idle_minutes_lock_the_window_and_typing_puts_them_off(qtbot, window, errands):
    window._idle.set_minutes(10)
    timer = window._idle._timer
    assert timer.interval() == 600_000
    timer.setInterval(40)
    timer.start()
    qtbot.waitUntil(window.locked)


def test_zero_idle_minutes_never_lock(window):
    window._idle.set_minutes(0)
    assert not window._idle._timer.isActive()


def test_somebody_typing_starts_the_idle_time_anew(qtbot, window):
    window._idle.set_minutes(10)
    window._idle._timer.stop()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert window._idle._timer.isActive()


def test_a_page_of_the_menu_has_a_tab_only_while_it_is_open(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_R, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.row.bar.tabText(2) == "人员与机构"
    assert window.row.bar.currentIndex() == 2
    QTest.keyClick(window, Qt.Key.Key_1, ALT)
    assert window.row.bar.count() == 2


def test_the_menu_offers_pages_commands_lock_and_help(qtbot, window, ran):
    actions = {action.text(): action for action in window.header._menu.actions() if action.text()}
    assert list(actions) == ["人员与机构", "修改口令", "锁定", "说明"]
    actions["修改口令"].trigger()
    assert ran == ["change"]


def test_f1_opens_and_closes_the_help_with_its_table_of_keys(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert "快捷键" in window.help.browser.toPlainText()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert not window.help.isVisible()


def test_a_stage_can_send_one_to_another_stage_record_and_month(qtbot, window, errands):
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    window.stage().go.emit(Place("notes", "乙", Month(2026, 2)))
    qtbot.waitUntil(lambda: window.stage().opened == ["乙"])
    assert window.month == Month(2026, 2)


def test_a_record_is_opened_only_after_the_stage_has_loaded_what_it_shows_first(qtbot, errands):
    order = []

    class Slow(Stage):
        def reload(self):
            self.load(lambda reader: 1, then=self.then_first, key="list")

        def then_first(self, _value):
            order.append("list")
            self.load(lambda reader: 2, then=lambda _: order.append("first"), key="detail")

        def open(self, record):
            order.append(record)

    window = MainWindow(errands, (STAGES[1], StageEntry("slow", "慢", Slow)))
    window.show()
    window.go_to(Place("slow", "乙"))
    qtbot.waitUntil(lambda: "乙" in order)
    assert order == ["list", "first", "乙"]


def test_the_size_of_the_window_is_remembered(qtbot, window, errands, office, tmp_path):
    window.resize(800, 650)
    with qtbot.waitSignal(window.left):
        window.close()
    again = MainWindow(errands, STAGES, (), Doors(state_file=tmp_path / "window.ini"))
    assert (again.width(), again.height()) == (800, 650)
    again.deleteLater()


def test_a_damaged_window_file_is_no_obstacle(qtbot, errands, tmp_path):
    (tmp_path / "window.ini").write_bytes(b"\0\xff[General]\ngeometry=@ByteArray(\x00oops")
    MainWindow(errands, STAGES, (), Doors(state_file=tmp_path / "window.ini")).deleteLater()


def test_long_work_shows_in_the_status_bar_and_can_be_cancelled_there(qtbot, window, errands):
    from ui.shared.status_bar import ProgressStrip

    strip, told = window.status.findChild(ProgressStrip), []

    def job(progress):
        for page in range(1, 10_000):
            progress.step(page, 10_000, f"第 {page} 页")
            threading.Event().wait(0.02)

    window.stage().export("装订册", job, failed=told.append)
    assert strip.isHidden()
    qtbot.waitUntil(strip.isVisible)
    assert strip.words.text().startswith("装订册：第 ")
    qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told))
    assert strip.isHidden()


def test_every_control_of_the_frame_has_words_for_a_screen_reader(window):
    from PySide6.QtWidgets import QAbstractButton

    silent = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and not (button.text() or button.accessibleName())
    ]
    assert silent == []
    assert QApplication.focusWidget() is not None


def test_an_undo_that_is_refused_says_why_and_is_offered_again(qtbot, window, errands, office):
    window.stage().perform("记事", write_note, Month(2026, 3), "abc")
    qtbot.waitUntil(lambda: window._step is not None)
    office.write = no_room
    qtbot.mouseClick(window.status.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.stage().problems.text == "磁盘空间不足。")
    qtbot.waitUntil(window.status.undo.isVisible)
    idle(qtbot, errands)
    del office.write


def test_a_window_in_which_nothing_is_under_way_closes_at_the_first_asking(qtbot, window, errands):
    idle(qtbot, errands)
    with qtbot.waitSignal(window.left):
        window.close()
    assert not window.isVisible()
