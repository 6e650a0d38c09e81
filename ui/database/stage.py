"""数据库: the page of the administrator: where the data are, moving them, the server's own backup."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.database.server_file import load
from app.vocabulary import Month
from ui.database.dumping import DumpCard
from ui.database.moving import Leave, ToFile, ToServer
from ui.shared.errands import Errands
from ui.shared.look import Tone
from ui.shared.panels import Columns, ScrollColumn
from ui.shared.stage import Stage
from ui.shared.widgets import Card, Pill, label


class DatabaseStage(Stage):
    """Left where the data are, right what can be done about it."""

    def __init__(self, errands: Errands, month: Month, leave: Leave | None = None) -> None:
        """`leave`: signs out after a move, because the data are somewhere else then."""
        super().__init__(errands, month)
        self.where = Pill()
        self.words = label("", wrap=True)
        self.to_server = ToServer(self, leave)
        self.to_file = ToFile(self, leave)
        self.dumping = DumpCard(self)
        here = Card("数据在哪里")
        here.head.insertWidget(1, self.where)
        here.column.addWidget(self.words)
        here.column.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(here)
        column.addWidget(self.to_file, 1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        self._form = ScrollColumn()
        self._form.fill([self.to_server])
        beside.addWidget(self._form, 1)
        beside.addWidget(self.dumping, 1)
        self.set_content(Columns(left, right, widths=(420, 0)))

    def reload(self) -> None:
        """Show where the data are."""
        shared = self.office.shared
        self.where.tell("单位服务器" if shared else "本机", Tone.DONE)
        self.words.setText(_on_server(self) if shared else _on_file(self))
        self._form.setVisible(not shared)
        self.to_file.setVisible(shared)
        self.dumping.setVisible(shared)
        if shared:
            self.dumping.reload()


def _on_file(stage: Stage) -> str:
    return (
        f"加密文件，在数据文件夹：{stage.office.keyring.folder}\n\n"
        "只有这台电脑使用，其他电脑连不上。数据库用随机密钥加密，没有口令打不开。"
    )


def _on_server(stage: Stage) -> str:
    server = load(stage.office.keyring.folder).server
    if server.root is not None:
        safe = "连接已加密（TLS），并核对服务器证书。"
    elif server.is_this_pc:
        safe = "服务器就在这台电脑上，数据不经过网线。"
    else:
        safe = "连接已加密（TLS），但没有核对服务器证书；建议向服务器管理员索取 root.crt 后重新连接。"
    return (
        f"服务器 {server.host}，端口 {server.port}，数据库“{server.database}”，"
        f"用户“{server.user}”。\n\n{safe}"
        "服务器磁盘上的数据由服务器管理员保护；签名私钥仍用口令加密。\n\n"
        f"连接信息和数据库密码存在：{stage.office.keyring.folder}（server.json，只有当前系统用户能读）。"
    )
