"""Pictures of all that comes before the main window: first run, log-in, damage, restore, demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.accounts.entering import enter
from app.backup import back_up
from app.demo.stories import LAST_DAY
from app.demo.town import PASSPHRASE
from tools.shots.camera import Camera, clock_on
from ui.accounts.entry_form import EntryForm
from ui.accounts.entry_window import EntryWindow

PEOPLE = {
    "admin_name": "演示管理员",
    "admin_username": "guanli",
    "admin_passphrase": PASSPHRASE,
    "admin_again": "Yanshi-2027",
    "clerk_name": "演示经办人",
    "clerk_username": "jingban",
    "clerk_passphrase": PASSPHRASE,
    "clerk_again": PASSPHRASE,
}


def take_all(camera: Camera, folder: Path, demo: Path) -> None:
    """Take every page of the doorstep; `demo` is the data folder of a played unit."""
    _take_first_run(camera, folder / "first")
    _take_log_in(camera, shutil.copytree(demo, folder / "log-in"))
    _take_trouble(camera, folder, demo)
    _take_restore(camera, folder / "restore", demo)
    _take_demonstration(camera, folder / "trial")


class Door:
    """The window at the door, over one data folder."""

    def __init__(self, camera: Camera, folder: Path) -> None:
        self.camera = camera
        self.entry = EntryWindow(folder, clock_on(LAST_DAY))
        self.entry.show()
        self.entry.activateWindow()

    def take(self, words: str) -> None:
        """Take the page in front."""
        self.camera.take(self.entry, words, self.entry.errands)

    def press(self, page: EntryForm, **typed: str) -> None:
        """Type into a page and press its button."""
        for name, text in typed.items():
            page.line(name).setText(text)
        page.ok.click()
        self.camera.rest(self.entry.errands)

    def close(self) -> None:
        """Close the window."""
        self.camera.rest(self.entry.errands)
        self.entry.close()


def _take_first_run(camera: Camera, folder: Path) -> None:
    door = Door(camera, folder)
    entry = door.entry
    door.take("开始使用")
    entry.first.ok.click()
    door.take("首次设置-单位")
    door.press(entry.unit, unit_name="丹江镇（演示）")
    door.take("首次设置-账户")
    door.press(entry.people, **PEOPLE)
    door.take("首次设置-账户-两次不同")
    door.press(entry.people, admin_again=PASSPHRASE, clerk_passphrase="1234", clerk_again="1234")
    door.take("首次设置-账户-口令太简单")
    door.press(entry.people, **PEOPLE | {"admin_again": PASSPHRASE})
    door.take("首次设置-恢复单")
    entry.sheet.paper.click()
    camera.take_dialogs("首次设置", entry.errands)
    entry.sheet.kept.click()
    door.press(entry.sheet)
    door.take("首次设置-完成")
    door.close()


def _take_log_in(camera: Camera, demo: Path) -> None:
    door = Door(camera, demo)
    entry = door.entry
    door.take("登录")
    door.press(entry.login, username="clerk", passphrase="cuowu")
    door.take("登录-口令不对")
    entry.login.lost.click()
    door.take("忘记口令")
    door.press(entry.recovery, recovery_key="ABCDE", username="clerk", new_passphrase="x", again="y")
    door.take("忘记口令-有误")
    entry.show_page(entry.own)
    entry.own.ask("clerk", PASSPHRASE)
    door.take("第一次登录")
    door.close()


def _take_trouble(camera: Camera, folder: Path, demo: Path) -> None:
    for name, missing in (
        ("缺钥匙文件", ("keyring.json", "keyring.json.bak")),
        ("缺数据库", ("shijibu.db",)),
        ("都缺有备份", ("shijibu.db", "keyring.json", "keyring.json.bak")),
    ):
        copy = shutil.copytree(demo, folder / name)
        _back_up(copy)
        for file in missing:
            (copy / file).unlink(missing_ok=True)
        door = Door(camera, copy)
        door.take(f"数据不完整-{name}")
        door.close()
    copy = shutil.copytree(demo, folder / "damaged")
    (copy / "keyring.json").write_text("{", encoding="utf-8")
    door = Door(camera, copy)
    door.press(door.entry.login, username="clerk", passphrase=PASSPHRASE)
    door.take("数据不完整-钥匙文件损坏")
    door.close()


def _back_up(data: Path) -> None:
    office = enter(data, "clerk", PASSPHRASE, clock_on(LAST_DAY))
    back_up(office)
    office.close()


def _take_restore(camera: Camera, folder: Path, demo: Path) -> None:
    shutil.copytree(demo, folder)
    _back_up(folder)
    door = Door(camera, folder)
    entry = door.entry
    entry.rescue()
    door.take("恢复-选择备份")
    door.press(entry.choose)
    door.take("恢复-核对")
    door.press(entry.confirm, username="clerk", passphrase=PASSPHRASE)
    door.take("恢复-完成")
    door.close()


def _take_demonstration(camera: Camera, folder: Path) -> None:
    door = Door(camera, folder)
    entry = door.entry
    entry.first.demo.click()
    camera.rest(entry.errands)
    door.take("登录演示")
    entry.demo.away.emit()
    door.take("开始使用-演示已备好")
    entry.first.delete.click()
    camera.take_dialogs("开始使用", entry.errands)
    door.close()
