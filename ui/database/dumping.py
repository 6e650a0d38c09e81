"""The server's own backup for its administrator: made and tried out here, or the commands to type there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from app.database.dumping import Dumped, commands, dump, program
from app.database.server_file import load
from ui.shared import problems
from ui.shared.files import choose_folder
from ui.shared.look import Tone
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, label

WORDS = (
    "每台电脑每天第一次打开程序时，照常自动做加密备份（见“备份与体检”），恢复也从那里做。"
    "服务器管理员另可用 PostgreSQL 自己的 pg_dump 备份；它不加密，请只存放在服务器机房。"
)


class DumpCard(Card):
    """Writes a backup by pg_dump where that is installed, and shows the commands in any case."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("服务器备份（pg_dump）")
        self._stage = stage
        self.state = Pill()
        self.told = label("", "caption", wrap=True)
        self.commands = QPlainTextEdit(readOnly=True)
        self.commands.setAccessibleName("备份命令")
        self.copy = Button("复制命令", "Ctrl+Shift+C", self._copy)
        self.begin = Button("导出服务器备份…", "Ctrl+B", self._choose)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.begin)
        self.head.insertWidget(1, self.state)
        self.column.addWidget(label(WORDS, "caption", wrap=True))
        self.column.addWidget(self.commands, 1)
        self.column.addWidget(self.told)
        self.column.addLayout(foot)

    def reload(self) -> None:
        """Show what can be done on this PC."""
        office = self._stage.office
        self.commands.setPlainText(commands(load(office.keyring.folder).server, office.clock.now()))
        here = program("pg_dump") is not None
        self.begin.setEnabled(here)
        if not here:
            self.told.setText("这台电脑上没有 pg_dump，请把上面的命令交给服务器管理员执行。")

    def _choose(self) -> None:
        choose_folder(self, "服务器备份存到哪个文件夹", self.dump_to)

    def dump_to(self, folder: Path) -> None:
        """Write a backup into a folder."""
        office = self._stage.office
        self.begin.setEnabled(False)
        self.state.tell("正在备份", Tone.DUE)
        self._stage.export(
            "服务器备份", lambda progress: dump(office, folder, progress), self._dumped, self._failed
        )

    def _dumped(self, done: Dumped) -> None:
        self.begin.setEnabled(True)
        tried = (
            "已试恢复到临时数据库，内容一致"
            if done.tried
            else "已列出内容核对；数据库用户不能建临时库，未试恢复"
        )
        self.state.tell("已备份", Tone.DONE)
        self.told.setText(f"{done.path}，{tried}。")

    def _failed(self, error: BaseException) -> None:
        self.begin.setEnabled(True)
        self.state.tell("没有备份成", Tone.MISSING)
        problems.show(self._stage, error)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.commands.toPlainText())
        self.told.setText("命令已复制。")
