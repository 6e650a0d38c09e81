"""The move of the office's data in one guided step: to the server, or back to this PC."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from app.database.moving import move_to_file, move_to_server, refuse_occupied
from app.database.server_file import Server
from app.errors import UserError
from app.progress import Progress
from ui.database.server_form import ServerForm
from ui.shared import problems
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, label

Leave = Callable[[], object]
"""Signs out, because the data are somewhere else now."""
TO_SERVER = """把全部数据、账户和口令迁到单位服务器。
• 逐行核对一致后才启用；中途取消或断电，数据仍在本机。
• 本机原来的文件不删除，移到数据文件夹里 before-server 开头的文件夹。
• 完成后退出登录，再登录时用的就是服务器；其他电脑可在首页“连接单位服务器…”。"""
TO_FILE = """把服务器上的全部数据、账户和口令迁回这台电脑。请先让其他电脑都退出程序。
• 逐行核对一致后才启用；中途取消或断电，数据仍在服务器。
• 服务器上的原数据不删除，改名保留；其他电脑从此不能再用它。
• 完成后退出登录，再登录时用的就是本机文件。"""


class ToServer(ServerForm):
    """The way to a server: filled in, tried, confirmed, moved."""

    def __init__(self, stage: Stage, leave: Leave | None) -> None:
        hint = (
            "单位有几台电脑要同时使用时，把数据迁到单位的 PostgreSQL 服务器。须先由服务器管理员建好空数据库。"
        )
        super().__init__(stage.errands, "迁到单位服务器", hint, "迁到服务器…")
        self._stage = stage
        self._leave = leave
        self.test = Button("测试连接", "F5", self._test)
        self.foot.insertWidget(1, self.test)

    def submit(self) -> None:
        """Try the server, then ask."""
        server = self.server()
        self.run(partial(refuse_occupied, server), lambda _: self._ask(server))

    def _test(self) -> None:
        self._unmark()
        try:
            server = self.server()
        except UserError as error:
            self.refuse(error)
            return
        self.run(partial(refuse_occupied, server), lambda _: self._tested())

    def _tested(self) -> None:
        self.problems.tell("连接正常，数据库是空的，可以迁移。", Tone.DONE)

    def _ask(self, server: Server) -> None:
        names = {"单位": [self._stage.office.station.name], "服务器": [f"{server.host} / {server.database}"]}
        ConfirmNames(self, TO_SERVER, names, "开始迁移", partial(self._move, server))

    def _move(self, server: Server) -> None:
        office = self._stage.office
        self._set_busy(busy=True)
        self._stage.export(
            "迁到服务器",
            lambda progress: move_to_server(office, server, progress),
            lambda _: self._moved(),
            self._not_moved,
        )

    def _moved(self) -> None:
        self._set_busy(busy=False)
        if self._leave is not None:
            self._leave()

    def _not_moved(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self.refuse(error)


class ToFile(Card):
    """The way back from the server."""

    def __init__(self, stage: Stage, leave: Leave | None) -> None:
        super().__init__("迁回本机")
        self._stage = stage
        self._leave = leave
        words = "不再需要服务器时，可以把全部数据迁回这台电脑。迁回后只有这台电脑能用。"
        self.column.addWidget(label(words, "caption", wrap=True))
        self.move_back = Button("迁回本机…", "Ctrl+Shift+H", self._ask)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.move_back)
        self.column.addStretch(1)
        self.column.addLayout(foot)

    def _ask(self) -> None:
        names = {"单位": [self._stage.office.station.name]}
        ConfirmNames(self, TO_FILE, names, "开始迁回", self._move, danger=True)

    def _move(self) -> None:
        office = self._stage.office
        self.move_back.setEnabled(False)

        def job(progress: Progress) -> None:
            move_to_file(office, office.clock.now(), progress)

        self._stage.export("迁回本机", job, lambda _: self._moved(), self._not_moved)

    def _moved(self) -> None:
        self.move_back.setEnabled(True)
        if self._leave is not None:
            self._leave()

    def _not_moved(self, error: BaseException) -> None:
        self.move_back.setEnabled(True)
        problems.show(self._stage, error)
