"""Errands: off the GUI thread and back, in order, superseded, cancelled, drained."""

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from app.errors import Cancelled, UserError


@pytest.fixture
def owner():
    return QObject()


def all_rows(reader):
    return dict(reader.rows)


def put(work, name, value):
    work.rows[name] = value
    return value


def test_a_load_runs_elsewhere_and_its_result_comes_back_to_the_gui_thread(qtbot, errands, office, owner):
    office.rows["cadre"] = 1
    seen = []

    def view(reader):
        return threading.current_thread(), reader.rows

    errands.load(owner, view, then=lambda value: seen.append((threading.current_thread(), *value)))
    qtbot.waitUntil(lambda: bool(seen))
    here, there, rows = seen[0]
    assert here is threading.main_thread()
    assert there is not threading.main_thread()
    assert rows == {"cadre": 1}


def test_writes_land_in_the_order_they_were_asked_for(qtbot, errands, office, owner):
    for number in range(20):
        errands.perform(owner, f"第{number}次", put, "report", number)
    with qtbot.waitSignal(errands.landed):
        pass
    qtbot.waitUntil(lambda: not errands.underway)
    assert office.log == [f"第{number}次" for number in range(20)]
    assert office.rows == {"report": 19}


def test_the_changed_tables_are_told_before_the_result(qtbot, errands, owner):
    told = []
    errands.changed.connect(told.append)
    errands.perform(owner, "填写", put, "report", 1, then=told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [frozenset({"report"}), 1]


def test_a_newer_load_supersedes_the_older_one(qtbot, errands, owner):
    gate = threading.Event()
    seen = []

    def slow(reader, number):
        gate.wait(5)
        return number

    for number in range(5):
        errands.load(owner, slow, number, then=seen.append)
    gate.set()
    qtbot.waitUntil(lambda: not errands.underway)
    assert seen == [4]


def test_loads_with_different_keys_do_not_supersede_each_other(qtbot, errands, owner):
    seen = []
    errands.load(owner, all_rows, then=lambda _: seen.append("list"), key="list")
    errands.load(owner, all_rows, then=lambda _: seen.append("detail"), key="detail")
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert sorted(seen) == ["detail", "list"]


def test_a_result_for_a_destroyed_widget_is_dropped(qtbot, errands):
    gate = threading.Event()
    owner, seen = QObject(), []
    errands.load(owner, lambda reader: gate.wait(5), then=seen.append)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not errands.underway)
    assert seen == []


def test_a_failed_write_of_a_destroyed_widget_is_still_told(qtbot, office):
    from ui.shared.errands import Errands

    told = []
    errands = Errands(office, lambda owner, error: told.append((owner, str(error))))
    owner = QObject()

    def refuse(work):
        raise UserError("磁盘满了。")

    errands.perform(owner, "保存", refuse)
    delete(owner)
    qtbot.waitUntil(lambda: not errands.underway)
    errands.close()
    assert told == [(None, "磁盘满了。")]


def test_an_error_goes_to_failed_and_nothing_is_written(qtbot, errands, office, owner):
    def half(work):
        work.rows["report"] = 1
        raise UserError("第 2 条没有填写。")

    told = []
    errands.perform(owner, "提交", half, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert str(told[0]) == "第 2 条没有填写。"
    assert office.rows == {}


def test_cancel_is_heeded_at_the_next_step_of_an_export(qtbot, errands, owner):
    started, go_on, told = threading.Event(), threading.Event(), []

    def job(progress):
        progress.step(1, 3, "第 1 页")
        started.set()
        go_on.wait(5)
        progress.step(2, 3, "第 2 页")

    errands.export(owner, "装订册", job, failed=told.append)
    qtbot.waitUntil(started.is_set)
    assert errands.underway[0].progress.seen == (1, 3, "第 1 页")
    errands.underway[0].progress.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Cancelled)


def test_an_action_with_progress_is_given_one(qtbot, errands, owner):
    def bring_in(work, file, progress):
        progress.step(1, 1, file)
        return file

    seen = []
    errands.perform(owner, "导入", bring_in, "a.xlsx", then=seen.append, progress=True)
    qtbot.waitUntil(lambda: seen == ["a.xlsx"])


def test_close_finishes_every_accepted_write(qtbot, office, owner):
    from ui.shared.errands import Errands

    errands = Errands(office, lambda *_: None)
    for number in range(30):
        errands.perform(owner, "填写", put, "report", number)
    errands.close()
    assert office.rows == {"report": 29}
    errands.perform(owner, "太晚", put, "report", 99)
    assert office.rows == {"report": 29}
    assert office.listeners == []


def test_when_idle_waits_for_writes_but_not_for_reads(qtbot, errands, owner):
    gate, told = threading.Event(), []
    errands.load(owner, lambda reader: gate.wait(5), then=lambda _: None)
    errands.perform(owner, "填写", put, "report", 1, then=lambda _: told.append("landed"))
    errands.when_idle(lambda: told.append("idle"))
    qtbot.waitUntil(lambda: "idle" in told)
    gate.set()
    assert told == ["landed", "idle"]
