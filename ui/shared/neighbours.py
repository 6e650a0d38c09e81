"""Neighbours: other PCs at work on the same server; what they save comes into this window by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.shared.errands import Errands
from ui.shared.look import Tone
from ui.shared.problems import ProblemBar

EVERY_MS = 4000
LOST = "与单位服务器的连接断了，正在重试。可以继续填写，已输入的内容会保留；恢复连接以前不要关闭程序。"


class Neighbours(QObject):
    """Asks every few seconds what others have changed; says when the server is out of reach and back."""

    def __init__(self, errands: Errands, bar: ProblemBar) -> None:
        super().__init__(bar)
        self._errands = errands
        self._bar = bar
        self._lost = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        if errands.office.shared:
            self._timer.start()

    def look(self) -> None:
        """Ask now."""
        if not self._errands.office.moved:
            self._errands.compute(
                self, self._errands.office.look_around, self._reached, self._missed, key="neighbours"
            )

    def _reached(self, _nothing: None) -> None:
        if self._lost:
            self._lost = False
            self._bar.tell("已重新连上单位服务器。", Tone.DONE)

    def _missed(self, _error: BaseException) -> None:
        if not self._lost:
            self._lost = True
            self._bar.tell(LOST, Tone.MISSING)
