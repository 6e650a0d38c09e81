"""The first page, with its ways: one's own unit, the county's office, a demonstration; the demo's log-in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.clock import Clock
from app.demo.town import PASSPHRASE, SIGNING_PASSPHRASE
from app.demo.trial import FOLDER, delete_trial, demo_clock, is_played, play_trial, seats
from app.errors import EnvironmentProblem
from ui.accounts.entry_form import EntryForm
from ui.accounts.entry_pages import LoginPage
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.inputs import ChoiceBox
from ui.shared.look import Tone
from ui.shared.status_bar import ProgressStrip
from ui.shared.widgets import Button, label

WIDTH = 560
OWN = "新建本单位"
OWN_WORDS = "登记单位，建两个账户，打印恢复单，约 3 分钟。"
COUNTY = "新建县考核办"
COUNTY_WORDS = "只在县干部综合考核办公室的电脑上选：接收各单位的报送，审核备案，发回执。"
DEMO = "先看演示"
DEMO_WORDS = (
    "一个虚构的乡镇，已走完三个月的计划、月报告、会议评价、签定和公示，准备约需 10 秒。"
    "演示数据单独存放，可以随意试用、随时删除，不与正式数据混在一起。"
)
WHOLE = "演示全县"
WHOLE_WORDS = (
    "县考核办和 19 个单位、92 名干部，已走完三个月的报送、审核、备案和呈阅，准备约需 1 分钟，随时可取消；"
    "登录时选择进哪一家。同样单独存放、随时删除。"
)
SERVER = "连接单位服务器…"
SERVER_WORDS = "单位几台电脑共用一套数据时，连接单位的数据库服务器；服务器还是空的，就在上面新建本单位。"
ACCOUNTS = {"clerk": "经办人", "head": "主要负责人", "admin": "系统管理员"}


class FirstPage(EntryForm):
    """Found one's own unit or the county's office, or look at the demonstration, or delete that again."""

    onward = Signal()
    """One's own unit, or back to its log-in where it is founded already."""
    county_wanted = Signal()
    """The county's office."""
    demo_wanted = Signal(bool)
    """A demonstration lies there, whole; True for that of the county."""
    rescue_wanted = Signal()
    server_wanted = Signal()

    def __init__(self, errands: Errands, folder: Path) -> None:
        super().__init__(errands, "开始使用", "", OWN, width=WIDTH)
        self._folder = folder
        self.own = (
            *(label(OWN, "strong"), label(OWN_WORDS, wrap=True)),
            *(label(COUNTY, "strong"), label(COUNTY_WORDS, wrap=True)),
            *(label(SERVER.rstrip("…"), "strong"), label(SERVER_WORDS, wrap=True)),
        )
        demos = ((DEMO, DEMO_WORDS), (WHOLE, WHOLE_WORDS))
        shown = (
            piece for title, words in demos for piece in (label(title, "strong"), label(words, wrap=True))
        )
        for words in (*self.own, *shown):
            self.rows.addRow(words)
        self.rescue = Button("换了电脑？从备份恢复…", on=self.rescue_wanted.emit, kind="link")
        self.delete = Button("删除演示数据", on=self._ask, kind="link")
        self.demo = Button(DEMO, "Ctrl+D", partial(self._play, county=False))
        self.whole = Button(WHOLE, "Ctrl+Shift+D", partial(self._play, county=True))
        self.county = Button(COUNTY, "Ctrl+K", self.county_wanted.emit)
        self.server = Button(SERVER, "Ctrl+Shift+S", self.server_wanted.emit)
        links = QHBoxLayout()
        for link in (self.rescue, self.delete):
            links.addWidget(link)
        links.addStretch(1)
        self.rows.addRow(links)
        for place, button in enumerate((self.demo, self.whole, self.county, self.server), 1):
            self.foot.insertWidget(place, button)
        self.column.addWidget(ProgressStrip(errands))
        self.busy.connect(self._rest)

    def tell(self, *, founded: bool) -> None:
        """Show the ways: a unit may be `founded` already, a demonstration may lie there already."""
        for words in self.own:
            words.setVisible(not founded)
        self.ok.setText("返回登录" if founded else OWN)
        self.rescue.setVisible(not founded)
        self.county.setVisible(not founded)
        self.server.setVisible(not founded)
        self._tell_demo()

    def submit(self) -> None:
        """Go to one's own unit."""
        self.onward.emit()

    def _tell_demo(self) -> None:
        town, whole = (is_played(self._folder, county=county) for county in (False, True))
        self.demo.setText("打开演示" if town else DEMO)
        self.whole.setText("打开全县演示" if whole else WHOLE)
        self.delete.setVisible(town or whole)

    def _play(self, *, county: bool) -> None:
        self.problems.clear()
        self.watch(
            "准备全县演示" if county else "准备演示",
            lambda progress: play_trial(self._folder, progress, county=county),
            lambda _data: self.demo_wanted.emit(county),
        )

    def _ask(self) -> None:
        what = {"将删除": ["演示单位（和全县演示）的全部数据", "在演示中试填的内容", "演示的样张和备份"]}
        question = "删除演示数据？正式数据不受影响，以后可以重新生成演示。"
        ConfirmNames(self, question, what, "删除演示数据", self._delete, danger=True)

    def _delete(self) -> None:
        self.run(lambda: delete_trial(self._folder), self._deleted)

    def _deleted(self, _nothing: None) -> None:
        self._tell_demo()
        self.problems.tell("演示数据已删除。", Tone.QUIET)

    def _rest(self, busy: bool) -> None:
        for button in (self.demo, self.whole, self.delete, self.rescue, self.county, self.server):
            button.setEnabled(not busy)


class DemoLoginPage(LoginPage):
    """The log-in of the demonstration: its accounts and passphrases are shown, one of them is filled in."""

    away = Signal()

    def __init__(self, errands: Errands, folder: Path, clock: Clock) -> None:
        super().__init__(errands, folder / FOLDER, clock)
        self._root, self._real = folder, clock
        self._county = False
        self.seat = ChoiceBox()
        self.seat.setAccessibleName("登录到")
        self.rows.insertRow(0, label("登录到", "caption"), self.seat)
        self.seat.currentIndexChanged.connect(self._take_seat)
        self.title.setText("登录演示")
        for button in (self.lost, self.demo):
            button.hide()
        accounts = "；".join(f"{username}（{role}）" for username, role in ACCOUNTS.items())
        self.words = label(
            f"用户名：{accounts}。\n口令都是 {PASSPHRASE}；装订册签名口令 {SIGNING_PASSPHRASE}。", wrap=True
        )
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.insertWidget(2, self.words)
        self.foot.insertWidget(0, Button("离开演示", "Esc", self.away.emit))

    def choose(self, *, county: bool) -> None:
        """Have the town's demonstration opened, or the county's."""
        self._county = county

    def begin(self) -> None:
        """Fill in the clerk, on the day on which the demonstration stands."""
        self._clock = demo_clock(self._real)
        found = seats(self._root, county=self._county)
        self.seat.set_choices((one.data, one.name) for one in found)
        self.seat.set_value(found[0].data if found else None)
        self.rows.setRowVisible(self.seat, len(found) > 1)
        self._take_seat()
        for name, text in (("username", next(iter(ACCOUNTS))), ("passphrase", PASSPHRASE)):
            self.line(name).setText(text)
        self.ok.setFocus()

    def _take_seat(self) -> None:
        chosen = self.seat.value()
        self._folder = chosen if isinstance(chosen, Path) else self._root / FOLDER
        self.where.setText(f"数据文件夹：{self._folder}")

    def refuse(self, error: BaseException) -> None:
        """Show a problem; nothing of the demonstration is restored from a backup, it is played anew."""
        if isinstance(error, EnvironmentProblem):
            EntryForm.refuse(self, error)
        else:
            super().refuse(error)
