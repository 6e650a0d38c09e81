from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.accounts.entering import Standing, enter, standing
from app.backup import back_up
from app.backup_file import check
from app.paths import DATABASE
from db.tables.people import Cadre
from tests.builders import moment
from tests.installations import CLERK, install
from ui.accounts.entry_window import EntryWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def recovery_key(tmp_path):
    """The recovery key of the installation in `folder`: all are copies of one."""
    return install(tmp_path / "again").recovery_key


@pytest.fixture
def stick(tmp_path, folder, clock):
    """A stick with a backup; a cadre was added after it was made."""
    made = tmp_path / "U盘"
    office = enter(folder, CLERK.username, CLERK.passphrase, clock)
    back_up(office, made)
    back_up(office)
    with office.write("新增人员") as work:
        work.session.add(Cadre(name="演示甲"))
    office.close()
    clock.moment = moment(date(2026, 4, 5))
    return made


@pytest.fixture
def opened(qtbot, clock):
    """Open the window on a folder; offices that come in are closed at the end."""
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
        qtbot.waitUntil(lambda window=window: not window.errands.underway)
        window.close()
    for office in offices:
        office.close()


def rest(qtbot, window):
    qtbot.waitUntil(lambda: not window.errands.underway)


def press(qtbot, window, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(qtbot, window)


def type_in(window, **values):
    for name, value in values.items():
        window.confirm.findChild(object, name).setText(value)


def sign_in(qtbot, window):
    window.login.findChild(object, "username").setText(CLERK.username)
    window.login.findChild(object, "passphrase").setText(CLERK.passphrase)
    press(qtbot, window, window.login.ok)


def cadres(opened):
    with opened.offices[-1].read() as reader:
        return [cadre.name for cadre in reader.session.query(Cadre)]


def pick_file(qtbot, window, file):
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    rest(qtbot, window)


def test_a_lost_database_is_taken_back_from_the_newest_backup(qtbot, folder, stick, opened):
    (folder / DATABASE).unlink()
    window = opened(folder)
    assert window.shown is window.trouble
    assert "数据库文件 shijibu.db 不见了" in window.trouble.words.text()
    press(qtbot, window, window.trouble.rescue)
    assert window.shown is window.choose
    assert window.rescue_steps.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Return, CTRL)
    rest(qtbot, window)
    assert window.shown is window.confirm
    type_in(window, username=CLERK.username, passphrase=CLERK.passphrase)
    qtbot.keyClick(window.confirm.findChild(object, "passphrase"), Qt.Key.Key_Return)
    rest(qtbot, window)
    assert window.shown is window.restored
    assert "数据已回到 2026-04-02 09:41" in window.restored.words.text()
    press(qtbot, window, window.restored.ok)
    assert window.shown is window.login
    sign_in(qtbot, window)
    assert cadres(opened) == []


def test_before_anything_happens_it_is_said_what_the_backup_holds_and_what_follows(
    qtbot, folder, stick, opened
):
    window = opened(folder)
    before = (folder / DATABASE).read_bytes()
    window.rescue()
    rest(qtbot, window)
    (file,) = stick.glob("*.sjbak")
    pick_file(qtbot, window, file)
    assert window.shown is window.confirm
    words = [piece.text() for piece in window.confirm.findChildren(QLabel)]
    assert "丹江镇（演示）" in words
    assert "2026-04-02 09:41（手动）" in words
    assert str(file) in words
    assert "现有数据不删除" in window.confirm.happens.text()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shown is window.choose
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shown is window.login
    assert (folder / DATABASE).read_bytes() == before


def test_a_wrong_passphrase_changes_nothing(qtbot, folder, stick, opened):
    window = opened(folder)
    before = (folder / DATABASE).read_bytes()
    window.rescue()
    rest(qtbot, window)
    press(qtbot, window, window.choose.ok)
    type_in(window, username=CLERK.username, passphrase="Falsch-2026")
    press(qtbot, window, window.confirm.ok)
    assert window.shown is window.confirm
    assert "用户名或口令不正确" in window.confirm._marks["passphrase"].text()
    assert (folder / DATABASE).read_bytes() == before
    assert not list(folder.glob("before-restore-*"))


def test_whoever_forgot_the_passphrase_opens_the_backup_with_the_recovery_key(
    qtbot, folder, stick, opened, recovery_key
):
    window = opened(folder)
    window.rescue()
    rest(qtbot, window)
    press(qtbot, window, window.choose.ok)
    type_in(window, recovery_key=recovery_key)
    press(qtbot, window, window.confirm.ok)
    assert window.shown is window.restored
    (aside,) = folder.glob("before-restore-*")
    assert str(aside) in window.restored.words.text()


def test_a_new_pc_takes_the_data_from_the_stick(qtbot, tmp_path, stick, opened):
    window = opened(tmp_path / "neu")
    assert window.shown is window.first
    press(qtbot, window, window.first.rescue)
    assert not window.choose.ok.isEnabled()
    (file,) = stick.glob("*.sjbak")
    pick_file(qtbot, window, file)
    assert "现有数据" not in window.confirm.happens.text()
    type_in(window, username=CLERK.username, passphrase=CLERK.passphrase)
    press(qtbot, window, window.confirm.ok)
    press(qtbot, window, window.restored.ok)
    sign_in(qtbot, window)
    assert opened.offices[-1].login.username == CLERK.username


def test_a_folder_that_lost_everything_but_its_backups_is_not_taken_for_new(qtbot, folder, stick, opened):
    for name in (DATABASE, "keyring.json", "keyring.json.bak"):
        (folder / name).unlink()
    assert standing(folder) is Standing.EMPTY
    window = opened(folder)
    assert window.shown is window.trouble
    assert "留有备份" in window.trouble.words.text()
    press(qtbot, window, window.trouble.anew)
    assert window.shown is window.first
    press(qtbot, window, window.first.ok)
    assert window.shown is window.unit


def test_a_damaged_database_is_met_at_the_door_with_a_way_out(qtbot, folder, stick, opened):
    (folder / DATABASE).write_bytes(b"x" * 8192)
    window = opened(folder)
    sign_in(qtbot, window)
    assert "已损坏" in window.login.problems.text
    offer = next(piece for piece in window.login.problems.children() if _says(piece, "从备份恢复…"))
    press(qtbot, window, offer)
    assert window.shown is window.choose


def _says(piece, words):
    return callable(getattr(piece, "text", None)) and piece.text() == words


def test_data_in_use_are_not_offered_a_backup(qtbot, folder, stick, opened, clock):
    other = enter(folder, CLERK.username, CLERK.passphrase, clock)
    window = opened(folder)
    sign_in(qtbot, window)
    other.close()
    assert "正被另一个" in window.login.problems.text
    assert not any(_says(piece, "从备份恢复…") for piece in window.login.problems.children())


def test_a_damaged_backup_is_refused_before_anything_happens(qtbot, folder, stick, opened):
    (file,) = stick.glob("*.sjbak")
    content = bytearray(file.read_bytes())
    content[9000] ^= 1
    file.write_bytes(content)
    window = opened(folder)
    window.rescue(file)
    rest(qtbot, window)
    assert window.shown is window.choose
    assert "不完整或已损坏" in window.choose.problems.text


def test_a_backup_chosen_in_the_list_stays_chosen_at_the_door(qtbot, folder, stick, opened):
    (here,) = (folder / "backups").glob("*.sjbak")
    assert check(here)
    window = opened(folder)
    window.rescue(here)
    rest(qtbot, window)
    assert window.choose.list.current().path == here
    assert window.choose.ok.isEnabled()
