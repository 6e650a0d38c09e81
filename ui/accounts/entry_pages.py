"""The pages at the door: signing in, the first own passphrase, the recovery key, and what is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal

from app.accounts import keyring_file
from app.accounts.entering import MustChange, Standing, enter
from app.accounts.first_run import recover
from app.accounts.folder_lock import FolderInUse
from app.accounts.keyring import TooSoon, WrongPassphrase
from app.accounts.keyring_file import DamagedKeyRing
from app.clock import Clock
from app.database.server_file import is_on_server
from app.errors import EnvironmentProblem
from app.office import Office
from ui.accounts.entry_form import EntryForm, Secret
from ui.shared.errands import Errands
from ui.shared.inputs import Line
from ui.shared.look import Tone, restyle
from ui.shared.widgets import Button, label

RULE = "至少 8 个字符，含大写字母、小写字母、数字、符号中的三类；不与最近 5 次相同。"


class LoginPage(EntryForm):
    """Username and passphrase."""

    entered = Signal(object)
    """Office."""
    must_change = Signal(str, str)
    """Username and the one-time passphrase."""
    forgotten = Signal()
    damaged = Signal(object)
    """DamagedKeyRing."""
    rescue_wanted = Signal()
    server_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, errands: Errands, folder: Path, clock: Clock) -> None:
        super().__init__(errands, "登录", "", "进入")
        self._folder, self._clock = folder, clock
        self.add("username", "用户名", Line("", 40))
        self.add("passphrase", "口令", Secret())
        self.lost = Button("忘记口令…", on=self.forgotten.emit, kind="link")
        self.demo = Button("演示…", on=self.demo_wanted.emit, kind="link")
        self.foot.insertWidget(0, self.lost)
        self.foot.insertWidget(1, self.demo)
        self.where = label(f"数据文件夹：{folder}", "caption", wrap=True)
        self.column.addWidget(self.where)
        self._waiting = QTimer(self, interval=1000)
        self._waiting.timeout.connect(self._second_passed)
        self._left = 0

    def submit(self) -> None:
        """Come in."""
        values = self.values()
        username, passphrase = values["username"], values["passphrase"]
        self.run(lambda: enter(self._folder, username, passphrase, self._clock), self._come_in)

    def refuse(self, error: BaseException) -> None:
        """Ask for an own passphrase, count down a pause, or show the problem."""
        values = self.values()
        if isinstance(error, MustChange):
            self.clear("passphrase")
            self.must_change.emit(values["username"], values["passphrase"])
        elif isinstance(error, DamagedKeyRing):
            self.damaged.emit(error)
        else:
            if isinstance(error, WrongPassphrase | TooSoon):
                self.clear("passphrase")
            super().refuse(error)
            if isinstance(error, TooSoon):
                self._wait(error.seconds)
            if isinstance(error, EnvironmentProblem) and not isinstance(error, FolderInUse):
                self._offer_way_out()

    def _offer_way_out(self) -> None:
        if is_on_server(self._folder):
            self.problems.offer("重填服务器地址和密码…", self.server_wanted.emit)
        else:
            self.problems.offer("从备份恢复…", self.rescue_wanted.emit)

    def _come_in(self, office: Office) -> None:
        self.clear()
        self.entered.emit(office)

    def _wait(self, seconds: int) -> None:
        """Rest the button; the pause itself is kept by the key ring."""
        self._left = seconds
        self.ok.setEnabled(False)
        self._waiting.start()

    def _second_passed(self) -> None:
        self._left -= 1
        if self._left > 0:
            super().refuse(TooSoon(self._left))
        else:
            self._waiting.stop()
            self.ok.setEnabled(True)
            self.clear("passphrase")


class OwnPassphrasePage(EntryForm):
    """In place of the one-time passphrase comes one that only its owner knows."""

    entered = Signal(object)
    """Office."""

    def __init__(self, errands: Errands, folder: Path, clock: Clock) -> None:
        super().__init__(
            errands, "设置自己的口令", "您用的是一次性口令，请换成只有您自己知道的口令再进入。", "保存并进入"
        )
        self._folder, self._clock = folder, clock
        self._username = self._one_time = ""
        self.add("new_passphrase", "新口令", Secret(), RULE)
        self.add("again", "再输一次", Secret())

    def ask(self, username: str, one_time: str) -> None:
        """Begin for an account."""
        self._username, self._one_time = username, one_time
        self.clear()
        self.focus("new_passphrase")

    def submit(self) -> None:
        """Come in with the new passphrase."""
        new = self.same_twice("new_passphrase", "again")
        username, one_time = self._username, self._one_time
        self.run(
            lambda: enter(self._folder, username, one_time, self._clock, new_passphrase=new), self._come_in
        )

    def _come_in(self, office: Office) -> None:
        self._one_time = ""
        self.clear()
        self.entered.emit(office)


class RecoveryPage(EntryForm):
    """With the printed recovery key a forgotten account gets a new passphrase."""

    recovered = Signal(str)
    """Username."""
    away = Signal()

    def __init__(self, errands: Errands, folder: Path, clock: Clock) -> None:
        hint = (
            "普通账户忘记口令，请系统管理员重设一次性口令即可。系统管理员也进不去时，取出封存的“恢复单”，"
            "输入恢复密钥重新设置。"
        )
        super().__init__(errands, "忘记口令", hint, "重新设置口令", width=520)
        self._folder, self._clock = folder, clock
        self.add("recovery_key", "恢复密钥", Line("8 组，每组 5 个字符；可用扫描枪扫二维码", 80))
        self.add("username", "用户名", Line("", 40))
        self.add("new_passphrase", "新口令", Secret(), RULE)
        self.add("again", "再输一次", Secret())
        self.foot.insertWidget(0, Button("返回登录", "Esc", self.away.emit))

    def submit(self) -> None:
        """Set the new passphrase."""
        new = self.same_twice("new_passphrase", "again")
        values = self.values()
        key, username = values["recovery_key"], values["username"]
        self.run(
            lambda: recover(self._folder, key, username, new, self._clock), lambda _: self._done(username)
        )

    def _done(self, username: str) -> None:
        self.clear()
        self.recovered.emit(username)


MISSING = {
    Standing.NO_KEYRING: "钥匙文件 keyring.json 不见了，没有它数据打不开。请找回该文件，或从备份恢复。",
    Standing.NO_DATABASE: "数据库文件 shijibu.db 不见了。请找回该文件，或从备份恢复。",
    Standing.EMPTY: "数据库和钥匙文件都不见了，但这里留有备份，请从备份恢复。",
}
"""What is said of a folder that is not complete; an empty one only where backups lie in it."""


class TroublePage(EntryForm):
    """Says what is missing or damaged, and offers to mend what can be mended."""

    mended = Signal()
    rescue_wanted = Signal()
    setup_wanted = Signal()

    def __init__(self, errands: Errands, folder: Path) -> None:
        super().__init__(errands, "数据不完整", "", "用备用钥匙文件修复", width=520)
        self._folder = folder
        self.words = label("", wrap=True)
        self.column.insertWidget(2, self.words)
        self.anew = Button("不恢复，重新做首次设置", on=self.setup_wanted.emit, kind="link")
        self.rescue = Button("从备份恢复…", "Ctrl+R", self.rescue_wanted.emit)
        self.foot.insertWidget(0, self.anew)
        self.foot.insertWidget(2, self.rescue)
        self.column.addWidget(label(f"数据文件夹：{folder}", "caption", wrap=True))

    def tell_standing(self, standing: Standing) -> None:
        """Say which file is missing."""
        self.tell(MISSING[standing])
        self.anew.setVisible(standing is Standing.EMPTY)

    def tell(self, sentence: str) -> None:
        """Say what is wrong; the twin of the key ring is offered where it helps."""
        self.words.setText(sentence)
        self.anew.hide()
        may_mend = "keyring" in sentence and keyring_file.twin_is_whole(self._folder)
        self.ok.setVisible(may_mend)
        restyle(self.rescue, kind="normal" if may_mend else "primary")
        if may_mend:
            self.words.setText("钥匙文件 keyring.json 已损坏，数据还在。")
            self.problems.tell(
                "备用钥匙文件 keyring.json.bak 完好，可以用它修复；原文件会留作 .damaged。", Tone.QUIET
            )

    def submit(self) -> None:
        """Put the twin in place."""
        self.run(lambda: keyring_file.mend(self._folder), lambda _: self.mended.emit())
