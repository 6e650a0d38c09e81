import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt

from app import collector
from app.accounts import keyring
from app.backup import FOLDER
from app.clock import SetClock
from app.demo.stories import LAST_DAY
from app.demo.town import PASSPHRASE
from app.demo.trial import FOLDER as FOLDER_OF_DEMO
from app.office import Login
from app.vocabulary import Month, Role, StationKind
from tests.builders import moment
from tests.installations import ADMIN, CLERK, QUICK, install
from ui.shared.forms import ConfirmNames
from ui.shared.stage import Place
from ui.stages import ACCOUNTS, JOURNAL, PEOPLE, WORK, pages_of
from ui.start import Program


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    install(tmp_path)
    made = Program(qapp, tmp_path, SetClock(moment(date(2026, 3, 28))))
    yield made
    if made.window is not None:
        leave(qtbot, made)
    if made.entry is not None:
        made.entry.close()
    qapp.setQuitOnLastWindowClosed(True)
    made.deleteLater()


def come_in(qtbot, program, account):
    form = program.entry.login
    form.findChild(object, "username").setText(account.username)
    form.findChild(object, "passphrase").setText(account.passphrase)
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.window is not None)
    qtbot.waitUntil(lambda: not program.window.errands.underway)


def leave(qtbot, program):
    program.window.close()
    qtbot.waitUntil(lambda: program.window is None)


def test_the_clerk_comes_in_to_the_days_work_and_a_backup_is_made(qtbot, program, tmp_path):
    come_in(qtbot, program, CLERK)
    assert program.window.windowTitle() == "总览 · 丹江镇（演示） · 实绩簿"
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_circular_garbage_is_looked_for_by_the_window_alone(qtbot, qapp, tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(collector, "PAUSE_MS", 1)
    monkeypatch.setattr(collector, "collect_due", lambda: looked.append(threading.current_thread()))
    install(tmp_path)
    program = Program(qapp, tmp_path, SetClock(moment(date(2026, 3, 28))))
    qtbot.waitUntil(lambda: len(looked) > 1)
    assert set(looked) == {threading.main_thread()}
    program.entry.close()
    program.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


def test_the_administrator_sees_no_work(qtbot, program):
    come_in(qtbot, program, ADMIN)
    assert "账户" in program.window.windowTitle()
    assert not program.window.header.search.isVisible()


def test_another_account_comes_in_without_starting_again(qtbot, program):
    come_in(qtbot, program, CLERK)
    program._change_account()
    qtbot.waitUntil(lambda: program.entry is not None)
    come_in(qtbot, program, ADMIN)
    assert program.window.errands.office.login.username == "guanli"


def test_the_window_is_locked_and_opened_by_the_same_passphrase(qtbot, program):
    come_in(qtbot, program, CLERK)
    window = program.window
    window.lock()
    assert window.locked()
    qtbot.keyClicks(window._lock.passphrase, CLERK.passphrase)
    qtbot.keyClick(window._lock.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.locked())


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CLERK, WORK[0]),
        (Role.HEAD, WORK[0]),
        (Role.CADRE, WORK[0]),
        (Role.ADMIN, ACCOUNTS),
        (Role.AUDITOR, JOURNAL),
    ],
)
def test_an_account_gets_the_pages_of_its_role(role, first):
    stages, pages = pages_of(Login("1", "x", "x", frozenset({role})), StationKind.UNIT)
    assert stages[0] is first
    assert (PEOPLE in pages) is (first is WORK[0])


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.ADMIN])
def test_who_may_back_up_gets_the_page_for_it(role):
    stages, pages = pages_of(Login("1", "x", "x", frozenset({role})), StationKind.UNIT)
    assert "upkeep" in [entry.word for entry in (*stages, *pages)]


@pytest.mark.parametrize("role", [Role.CADRE, Role.AUDITOR])
def test_who_may_not_back_up_gets_no_page_for_it(role):
    stages, pages = pages_of(Login("1", "x", "x", frozenset({role})), StationKind.UNIT)
    assert "upkeep" not in [entry.word for entry in (*stages, *pages)]


def test_a_backup_is_taken_back_from_the_work_through_the_door_and_back_in(qtbot, program):
    come_in(qtbot, program, CLERK)
    program.window.go_to(Place("upkeep"))
    qtbot.waitUntil(lambda: not program.window.errands.underway)
    page = program.window.stage()
    qtbot.mouseClick(page.backups.take_back, Qt.MouseButton.LeftButton)
    page.findChild(ConfirmNames).ok.click()
    qtbot.waitUntil(lambda: program.window is None and program.entry is not None)
    entry = program.entry
    qtbot.waitUntil(lambda: not entry.errands.underway and entry.choose.list.current() is not None)
    qtbot.mouseClick(entry.choose.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: entry.shown is entry.confirm)
    entry.confirm.findChild(object, "username").setText(CLERK.username)
    entry.confirm.findChild(object, "passphrase").setText(CLERK.passphrase)
    qtbot.mouseClick(entry.confirm.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: entry.shown is entry.restored)
    qtbot.mouseClick(entry.restored.ok, Qt.MouseButton.LeftButton)
    come_in(qtbot, program, CLERK)
    assert program.window.windowTitle() == "总览 · 丹江镇（演示） · 实绩簿"


def test_the_demonstration_is_played_worked_in_left_and_deleted(qapp, qtbot, tmp_path):
    made = Program(qapp, tmp_path, SetClock(moment(date(2031, 5, 6))))
    first = made.entry.first
    qtbot.mouseClick(first.demo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.entry.shown is made.entry.demo, timeout=60_000)
    assert made.entry.mark.isVisible()
    assert all(words in made.entry.demo.words.text() for words in ("clerk", "head", "admin", PASSPHRASE))
    qtbot.mouseClick(made.entry.demo.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not made.window.errands.underway, timeout=20_000)
    assert made.window.header.mark.isVisible()
    assert made.window.windowTitle().endswith("实绩簿（演示）")
    assert made.window.month == Month.of(LAST_DAY)
    made._change_account()
    qtbot.waitUntil(lambda: made.window is None and made.entry.shown is made.entry.demo)
    qtbot.mouseClick(made.entry.demo.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not made.window.errands.underway, timeout=20_000)
    made.window.close()
    qtbot.waitUntil(lambda: made.window is None and made.entry.shown is made.entry.first)
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER_OF_DEMO]
    qtbot.mouseClick(made.entry.first.delete, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.entry.first.findChild(ConfirmNames).ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not made.entry.errands.underway)
    assert not any(tmp_path.iterdir())
    made.entry.left.disconnect()
    made.entry.close()
    qapp.setQuitOnLastWindowClosed(True)
    made.deleteLater()


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.CADRE])
def test_the_county_gets_its_own_stages_and_none_of_a_units(role):
    stages, pages = pages_of(Login("1", "x", "x", frozenset({role})), StationKind.COUNTY)
    office = ["exchange"] if role is not Role.CADRE else []
    assert [entry.word for entry in stages] == ["overview", "review", "digest", "record", *office]
    assert PEOPLE in pages
