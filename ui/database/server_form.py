"""ServerForm: where the office's PostgreSQL is, asked in one place; and the first page's way to it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.database.arrival import join
from app.database.server_file import Server, server_of
from ui.accounts.entry_form import EntryForm, Secret
from ui.shared.errands import Errands
from ui.shared.files import open_file
from ui.shared.inputs import Line
from ui.shared.look import Tone
from ui.shared.widgets import Button

WIDTH = 560
KEPT = "密码存在这台电脑的数据文件夹（server.json），只有当前系统用户能读；请勿把它给别人。"


class ServerForm(EntryForm):
    """Address, database, user, password and certificate of a server. A subclass writes `submit`."""

    def __init__(self, errands: Errands, title: str, hint: str, ok: str, *, width: int = WIDTH) -> None:
        super().__init__(errands, title, f"{hint}{KEPT}", ok, width=width)
        self.add("host", "服务器地址", Line("如 10.0.0.5", 200))
        self.add("port", "端口", Line("一般为 5432，可留空", 6))
        self.add("database", "数据库名", Line("如 shijibu", 60))
        self.add("user", "数据库用户", Line("如 shijibu", 60))
        self.add("password", "数据库密码", Secret())
        hint = "服务器管理员给的 root.crt。不填时只加密、不核对服务器身份。"
        self.add("root", "服务器证书", Line("可留空", 400), hint)
        self.choose = Button("选择证书…", "Ctrl+O", self._choose_root)
        self.foot.insertWidget(0, self.choose)

    def server(self) -> Server:
        """Return the server that is typed; raises `UserError` on the field."""
        return server_of(self.values())

    def _choose_root(self) -> None:
        open_file(
            self, "选择服务器证书", "证书 (*.crt *.pem)", lambda file: self.line("root").setText(str(file))
        )


class JoinPage(ServerForm):
    """Work on the office's server: its data, or the first run of an office whose server is still empty."""

    joined = Signal()
    empty = Signal(object)
    """Server: it can be reached and holds no data yet."""
    away = Signal()

    def __init__(self, errands: Errands, folder: Path) -> None:
        hint = (
            "单位几台电脑共用一套数据时，数据放在单位的 PostgreSQL 服务器上。下面各项请向服务器管理员索取。"
        )
        super().__init__(errands, "连接单位服务器", hint, "连接")
        self._folder = folder
        self.foot.insertWidget(0, Button("返回", "Esc", self.away.emit))

    def submit(self) -> None:
        """Try the server."""
        server = self.server()
        self.problems.tell("正在连接服务器…", Tone.QUIET)
        self.run(partial(join, self._folder, server), partial(self._tried, server))

    def refuse(self, error: BaseException) -> None:
        """Show the problem in place of what was going on."""
        self.problems.clear()
        super().refuse(error)

    def _tried(self, server: Server, found: bool) -> None:
        self.problems.clear()
        self.clear("password")
        if found:
            self.joined.emit()
        else:
            self.empty.emit(server)
