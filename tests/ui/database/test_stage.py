"""The administrator's page and the first page's way to the server, by clicks and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from app.accounts import keyring
from app.accounts.entering import enter
from app.accounts.first_run import found
from app.clock import SetClock
from app.database import dumping, server_file
from app.database.moving import move_to_server
from app.vocabulary import Month
from tests import postgres
from tests.builders import moment
from tests.installations import ADMIN, CLERK, QUICK, install, setup
from ui.accounts.entry_window import EntryWindow
from ui.database.stage import DatabaseStage
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 3, 28)


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def clock():
    return SetClock(moment(TODAY))


@pytest.fixture
def server():
    return postgres.cluster().bare()


@pytest.fixture
def folder(tmp_path):
    install(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def on_server(folder, server, clock):
    office = enter(folder, ADMIN.username, ADMIN.passphrase, clock)
    move_to_server(office, server)
    office.close()
    return folder


@pytest.fixture
def page_of(qtbot, clock):
    """Open the page over the data of a folder; `page.gone` counts how often somebody was signed out."""
    opened = []

    def open_page(folder):
        office = enter(folder, ADMIN.username, ADMIN.passphrase, clock)
        errands = Errands(office, problems.show)
        gone = []
        page = DatabaseStage(errands, Month(2026, 3), lambda: gone.append(1))
        page.gone = gone
        qtbot.addWidget(page)
        page.resize(1366, 640)
        page.show()
        qtbot.waitUntil(page.isActiveWindow)
        rest(qtbot, page)
        opened.append((errands, office))
        return page

    yield open_page
    for errands, office in opened:
        errands.close()
        office.close()


def rest(qtbot, page):
    qtbot.waitUntil(lambda: not page.errands.underway, timeout=20_000)


def fill(form, server):
    for name in ("host", "port", "database", "user"):
        form.line(name).setText(str(getattr(server, name)))


def press(qtbot, page, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(qtbot, page)


def confirm(qtbot, page):
    (dialog,) = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, ConfirmNames) and one.isVisible()
    ]
    press(qtbot, page, dialog.ok)


def test_the_data_move_to_the_server_in_one_guided_step(qtbot, folder, server, page_of):
    page = page_of(folder)
    assert page.where.text() == "本机"
    fill(page.to_server, server)
    press(qtbot, page, page.to_server.test)
    assert "连接正常" in page.to_server.problems.text
    qtbot.keyClick(page.to_server.line("password"), Qt.Key.Key_Return)
    rest(qtbot, page)
    confirm(qtbot, page)
    assert page.gone == [1]
    assert server_file.is_on_server(folder)


def test_a_field_that_cannot_be_taken_is_marked(qtbot, folder, server, page_of):
    page = page_of(folder)
    fill(page.to_server, server)
    page.to_server.line("port").setText("70000")
    press(qtbot, page, page.to_server.test)
    assert "端口应为" in page.to_server._marks["port"].text()


def test_a_server_out_of_reach_is_told_where_one_asked(qtbot, folder, page_of, tmp_path):
    page = page_of(folder)
    for name, text in (("host", str(tmp_path)), ("database", "x"), ("user", "x")):
        page.to_server.line(name).setText(text)
    press(qtbot, page, page.to_server.test)
    assert "连不上单位的数据库服务器" in page.to_server.problems.text


def test_the_data_come_back_to_this_pc(qtbot, on_server, page_of):
    page = page_of(on_server)
    assert page.where.text() == "单位服务器"
    press(qtbot, page, page.to_file.move_back)
    confirm(qtbot, page)
    assert page.gone == [1]
    assert not server_file.is_on_server(on_server)


def test_a_move_that_fails_leaves_the_page_as_it_was(qtbot, on_server, page_of, monkeypatch):
    from app.errors import EnvironmentProblem
    from ui.database import moving

    def full(*_):
        raise EnvironmentProblem("磁盘空间不足。")

    monkeypatch.setattr(moving, "move_to_file", full)
    page = page_of(on_server)
    press(qtbot, page, page.to_file.move_back)
    confirm(qtbot, page)
    assert page.problems.text == "磁盘空间不足。"
    assert page.to_file.move_back.isEnabled()
    assert page.gone == []


def test_the_servers_own_backup_is_made_and_tried(qtbot, on_server, page_of, tmp_path):
    page = page_of(on_server)
    press(qtbot, page, page.dumping.begin)
    page.dumping.findChild(QFileDialog).close()
    page.dumping.dump_to(tmp_path)
    rest(qtbot, page)
    assert page.dumping.state.text() == "已备份"
    assert "已试恢复" in page.dumping.told.text()
    page.dumping.dump_to(tmp_path / "gone")
    rest(qtbot, page)
    assert page.dumping.state.text() == "没有备份成"


def test_without_pg_dump_the_commands_can_be_copied(qtbot, on_server, page_of, monkeypatch):
    from ui.database import dumping as card

    monkeypatch.setattr(card, "program", lambda _name: None)
    page = page_of(on_server)
    assert not page.dumping.begin.isEnabled()
    press(qtbot, page, page.dumping.copy)
    assert QGuiApplication.clipboard().text().startswith("# 备份")
    assert dumping.SUFFIX in QGuiApplication.clipboard().text()


@pytest.fixture
def door(qtbot, clock):
    """Open the way in on a folder; offices that come in are closed at the end."""
    windows, offices = [], []

    def open_window(folder):
        window = EntryWindow(folder, clock)
        window.entered.connect(offices.append)
        windows.append(window)
        window.show()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    open_window.offices = offices
    yield open_window
    for window in windows:
        rest(qtbot, window)
        window.close()
    for office in offices:
        office.close()


def test_a_further_pc_is_connected_from_the_first_page(qtbot, on_server, server, tmp_path, door):
    window = door(tmp_path / "second")
    press(qtbot, window, window.first.server)
    assert window.shown is window.join
    fill(window.join, server)
    press(qtbot, window, window.join.ok)
    assert window.shown is window.login
    window.login.line("username").setText(CLERK.username)
    window.login.line("passphrase").setText(CLERK.passphrase)
    press(qtbot, window, window.login.ok)
    assert door.offices[0].shared


def test_on_an_empty_server_the_first_page_founds_the_unit(qtbot, server, tmp_path, door, monkeypatch, clock):
    window = door(tmp_path / "first")
    press(qtbot, window, window.first.server)
    fill(window.join, server)
    press(qtbot, window, window.join.ok)
    assert window.shown is window.unit
    assert "将建在服务器上" in window.unit.problems.text
    made = found(tmp_path / "first", setup(), clock, window._server)
    assert made.office.shared
    made.office.close()


def test_a_server_that_is_off_is_told_on_the_page(qtbot, tmp_path, door):
    window = door(tmp_path / "first")
    press(qtbot, window, window.first.server)
    for name, text in (("host", str(tmp_path)), ("database", "x"), ("user", "x")):
        window.join.line(name).setText(text)
    press(qtbot, window, window.join.ok)
    assert "连不上单位的数据库服务器" in window.join.problems.text
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shown is window.first
