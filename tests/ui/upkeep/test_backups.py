import shutil
from datetime import date
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app import backup
from app.backup import FOLDER, back_up
from app.errors import EnvironmentProblem
from app.settings import change_settings
from tests.builders import moment
from tests.ui.upkeep.conftest import settle
from ui.shared.forms import ConfirmNames
from ui.upkeep import backups

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stick(tmp_path):
    made = tmp_path / "U盘"
    made.mkdir()
    return made


def press(qtbot, page, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)


def shown(page):
    model = page.backups.list.model
    columns = (0, 1, 4)
    return [tuple(model.index(row, column).data() for column in columns) for row in range(model.rowCount())]


def choose_stick(qtbot, page, stick):
    """Press the primary key and pick the stick."""
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(stick))
    dialog.close()


def test_without_a_backup_the_page_says_so_and_offers_one(page):
    assert page.backups.age.text() == "还没有备份"
    assert "每天第一次打开程序时自动备份" in page.backups.words.text()
    assert not page.backups.take_back.isEnabled()
    assert not page.backups.verify.isEnabled()


def test_the_stick_may_be_pulled_only_when_the_backup_is_written_and_checked(qtbot, page, stick, monkeypatch):
    begun, go_on = Event(), Event()

    def slow_check(part):
        begun.set()
        go_on.wait(10)
        return whole_check(part)

    whole_check = backup.check
    monkeypatch.setattr(backup, "check", slow_check)
    choose_stick(qtbot, page, stick)
    qtbot.waitUntil(begun.is_set)
    assert page.backups.state.text() == "正在备份"
    assert "请不要拔出 U 盘" in page.backups.told.text()
    assert not page.backups.stick.isEnabled()
    assert list(stick.glob("*.sjbak")) == []
    go_on.set()
    settle(qtbot, page)
    assert page.backups.state.text() == "可以拔出"
    (made,) = stick.glob("*.sjbak")
    assert made.name in page.backups.told.text()
    assert str(stick) in page.backups.told.text()
    assert shown(page) == [("2026-04-02 09:41", "手动", "刚核验完好")]
    assert page.backups.age.text() == "最近一次 04-02 09:41"
    assert page.backups.stick.isEnabled()


def test_a_backup_on_this_pc_goes_where_the_automatic_ones_go(qtbot, page, folder):
    press(qtbot, page, page.backups.here)
    assert page.backups.state.text() == "已备份"
    assert len(list((folder / FOLDER).glob("*.sjbak"))) == 1


def test_a_backup_that_fails_says_what_to_do_and_can_be_tried_again(qtbot, page, stick, monkeypatch):
    def pulled(_office, _folder, _progress):
        raise EnvironmentProblem("文件没有保存：", next_step="请检查 U 盘。")

    monkeypatch.setattr(backups, "back_up", pulled)
    choose_stick(qtbot, page, stick)
    settle(qtbot, page)
    assert page.backups.state.text() == "没有备份成"
    assert page.problems.text == "文件没有保存：请检查 U 盘。"
    assert page.backups.stick.isEnabled()


def test_a_backup_can_be_cancelled_and_nothing_of_it_remains(qtbot, page, stick, monkeypatch):
    begun, go_on = Event(), Event()

    def slow(office, folder, progress):
        begun.set()
        go_on.wait(10)
        return back_up(office, folder, progress)

    monkeypatch.setattr(backups, "back_up", slow)
    choose_stick(qtbot, page, stick)
    qtbot.waitUntil(begun.is_set)
    page.errands.cancel_exports()
    go_on.set()
    settle(qtbot, page)
    assert page.problems.text == "已取消，没有写入任何内容。"
    assert list(stick.iterdir()) == []


def test_an_old_backup_is_pointed_out(qtbot, page, office, clock):
    back_up(office)
    clock.moment = moment(date(2026, 4, 20))
    page.refresh()
    settle(qtbot, page)
    assert page.backups.age.text() == "最近一次 04-02 09:41，已 18 天"


def test_a_backup_that_rots_is_found_when_checked_again(qtbot, page, office):
    made = back_up(office).path
    page.refresh()
    settle(qtbot, page)
    assert shown(page) == [("2026-04-02 09:41", "手动", "写入时已核验")]
    qtbot.keyClick(page, Qt.Key.Key_F4)
    settle(qtbot, page)
    assert page.backups.state.text() == "完好"
    assert shown(page)[0][2] == "刚核验完好"
    content = bytearray(made.read_bytes())
    content[5000] ^= 1
    made.write_bytes(content)
    press(qtbot, page, page.backups.verify)
    assert page.backups.state.text() == "已损坏"
    assert "请换一份备份" in page.backups.told.text()
    assert shown(page)[0][2] == "已损坏"


def test_a_file_that_is_no_backup_is_listed_as_damaged_and_not_offered(qtbot, page, folder):
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "坏.sjbak").write_text("nonsense")
    page.hide()
    page.show()
    settle(qtbot, page)
    assert shown(page) == [("—", "", "已损坏")]
    assert not page.backups.take_back.isEnabled()


def test_an_automatic_folder_out_of_reach_is_said(qtbot, page, office, stick):
    with office.write("修改本机设置") as work:
        change_settings(work, {"backup_folder": str(stick)})
    settle(qtbot, page)
    assert "打不开" not in page.backups.words.text()
    shutil.rmtree(stick)
    page.refresh()
    settle(qtbot, page)
    assert "这个文件夹现在打不开" in page.backups.words.text()


def test_taking_a_backup_back_asks_first_and_names_it(qtbot, page, office, wanted):
    made = back_up(office).path
    page.refresh()
    settle(qtbot, page)
    press(qtbot, page, page.backups.take_back)
    dialog = page.findChild(ConfirmNames)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert wanted == []
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert wanted == [made]
