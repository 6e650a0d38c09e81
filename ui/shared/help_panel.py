"""HelpPanel: the offline help of the stage at hand (F1), from resources/help, and the table of keys."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent, Qt, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from app import paths
from ui.shared.look import font, px
from ui.shared.widgets import Button, Card

KEYS = """
## 快捷键

| 按键 | 作用 |
|---|---|
| Alt+1 … Alt+9、Alt+0 | 第 1 … 10 个页签 |
| Alt+← / Alt+→ | 上一个月 / 下一个月 |
| Ctrl+K | 搜索姓名、任务、编号、意见 |
| Ctrl+Enter | 本页的主要操作 |
| Ctrl+Z | 撤销上一步 |
| Ctrl+F / Ctrl+E | 筛选本表 / 导出本表 |
| Enter / Tab | 表格：下一行 / 下一格 |
| Alt+Enter | 条款内换行 |
| Ctrl+C / Ctrl+V | 与电子表格互相复制、粘贴 |
| Ctrl+P | 打印预览中打印 |
| Ctrl+H | 本条的修改记录 |
| F9 | 收起或展开右侧参考 |
| Ctrl+L | 锁定 |
| F1 | 打开或关闭本说明 |
"""


class HelpPanel(Card):
    """A page of Markdown beside the work."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("说明")
        self.setFixedWidth(px(340))
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName("说明")
        self.head.addWidget(Button("关闭 F1", on=self.closed.emit, kind="link"))
        self.column.addWidget(self.browser, 1)
        away = QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.closed)
        self._word = ""

    def show_page(self, word: str) -> None:
        """Show the help of a stage and the table of keys; read once the panel is open."""
        self._word = word
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the page that is due."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        file = paths.resources() / "help" / f"{self._word}.md"
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        self.browser.setMarkdown(text + KEYS)
        self._quieten()

    def _quieten(self) -> None:
        """Let headings be as large as the window's own titles."""
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                cursor = QTextCursor(block)
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                looks = QTextCharFormat()
                looks.setFont(font(15, bold=True))
                cursor.mergeCharFormat(looks)
            block = block.next()
