"""The backups: which there are, a new one now, one checked again, one taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from app.backup import BackupCard, back_up
from app.backup_file import Manifest, check
from app.errors import EnvironmentProblem
from app.progress import Progress
from app.upkeep.views import BackupBoard, backup_board
from ui.shared import problems
from ui.shared.columns import Align, Column
from ui.shared.files import choose_folder
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, Pill, label

Restore = Callable[[Path], object]
"""Leaves the work and begins to take this backup back."""
FRESH_DAYS = 2
STALE_DAYS = 7
ADVICE = "电脑坏了，存在本机的备份也会一起丢失。每周至少备份一次到 U 盘，另外存放。"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup; `checked` once it was read again: its fault, or an empty text."""

    card: BackupCard
    checked: str | None

    @property
    def id(self) -> Path:
        """The file."""
        return self.card.path


class BackupsCard(Card):
    """The list and what can be done about it; the stick may be pulled only when it says so."""

    def __init__(self, stage: Stage, restore: Restore | None) -> None:
        """`restore`: None where nobody can leave the work to take a backup back."""
        super().__init__("备份")
        self._stage = stage
        self._restore = restore
        self._elsewhere: list[Path] = []
        self._checked: dict[Path, str] = {}
        self._board: BackupBoard | None = None
        self.age = Pill()
        self.words = label("", "caption", wrap=True)
        self.list: Sheet[BackupRow] = Sheet(COLUMNS, name="备份")
        self.state = Pill()
        self.told = label("", wrap=True)
        self.here = Button("备份到本机", "Ctrl+B", lambda: self.back_up_to(None))
        self.stick = Button("备份到 U 盘…", "Ctrl+Return", self._choose_stick, kind="primary")
        self.verify = Button("再核验一遍", "F4", self._verify)
        self.take_back = Button("从备份恢复…", "F6", self._ask)
        self._arrange()
        self.list.chosen.connect(lambda _row: self._show_moves())

    def reload(self) -> None:
        """Look for the backups again."""
        self._stage.load(backup_board, tuple(self._elsewhere), then=self._show_board, beside=True)

    def back_up_to(self, folder: Path | None) -> None:
        """Back up into a folder, e.g. a stick, or where automatic backups go."""
        where = f"到 {folder}" if folder else "到本机"
        wait = "看到“可以拔出”以前，请不要拔出 U 盘。" if folder else ""
        self._tell("正在备份", Tone.DUE, f"正在备份{where}…{wait}")
        self._rest(resting=True)
        office = self._stage.office
        self._stage.export(
            "备份",
            lambda progress: back_up(office, folder, progress),
            partial(self._backed_up, folder),
            self._not_backed_up,
        )

    # Arranging

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.age)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.state)
        told.addWidget(self.told, 1)
        foot = QHBoxLayout()
        for button in (self.verify, self.take_back):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.here, self.stick):
            foot.addWidget(button)
        self.column.addWidget(self.words)
        self.column.addWidget(self.list, 1)
        self.column.addLayout(told)
        self.column.addLayout(foot)
        self.take_back.setVisible(self._restore is not None)

    # Showing

    def _show_board(self, board: BackupBoard) -> None:
        self._board = board
        kept = f"保留最近 {board.days_kept} 天的，另按月保留 {board.months_kept} 个月"
        place = f"每天第一次打开程序时自动备份到 {board.folder}，{kept}。"
        lost = "" if board.reachable else "这个文件夹现在打不开（U 盘是否已拔出），请插好或在“设置”里改。"
        self.words.setText(f"{place}{lost}{ADVICE}")
        self.age.tell(*_age(board))
        self.list.set_rows([BackupRow(card, self._checked.get(card.path)) for card in board.cards])
        if self.list.current() is None and board.cards:
            self.list.go_to(board.cards[0].path)
        self._show_moves()

    def _show_moves(self) -> None:
        row = self.list.current()
        self.verify.setEnabled(row is not None)
        self.take_back.setEnabled(row is not None and row.card.manifest is not None)

    def _rest(self, *, resting: bool) -> None:
        for button in (self.here, self.stick, self.verify):
            button.setEnabled(not resting)

    def _tell(self, state: str, tone: Tone, sentence: str) -> None:
        self.state.tell(state, tone)
        self.told.setText(sentence)

    # Doing

    def _choose_stick(self) -> None:
        choose_folder(self, "备份到哪个 U 盘或文件夹", self.back_up_to)

    def _backed_up(self, folder: Path | None, card: BackupCard) -> None:
        self._rest(resting=False)
        self._checked[card.path] = ""
        done = f"已写完并核验：{card.path.name}，{size_in_words(card.size)}。"
        if folder is None:
            self._tell("已备份", Tone.DONE, done)
        else:
            self._elsewhere = [folder, *(place for place in self._elsewhere if place != folder)]
            self._tell("可以拔出", Tone.DONE, f"{done}存放位置：{folder}")
        self.reload()

    def _not_backed_up(self, error: BaseException) -> None:
        self._rest(resting=False)
        self._tell("没有备份成", Tone.MISSING, "原有的备份没有改动。")
        problems.show(self._stage, error)

    def _verify(self) -> None:
        row = self.list.current()
        if row is not None:
            self._rest(resting=True)
            self._tell("正在核验", Tone.STEP, f"正在逐字节核验 {row.id.name}…")
            self._stage.export(
                "核验备份", partial(_fault, row.id), partial(self._verified, row.id), self._not_verified
            )

    def _verified(self, path: Path, fault: str) -> None:
        self._rest(resting=False)
        self._checked[path] = fault
        if fault:
            self._tell("已损坏", Tone.MISSING, fault)
        else:
            self._tell("完好", Tone.DONE, f"{path.name} 每个字节都与写入时一致，可以用来恢复。")
        self.reload()

    def _not_verified(self, error: BaseException) -> None:
        self._rest(resting=False)
        self._tell("", Tone.QUIET, "")
        problems.show(self._stage, error)

    def _ask(self) -> None:
        row = self.list.current()
        if row is not None and row.card.manifest is not None:
            ConfirmNames(
                self._stage,
                "恢复要先退出登录。下一步会再核验这份备份，请您核对后才恢复；现有数据不会删除。",
                {"备份": [backup_in_words(row.card.manifest)]},
                ok="退出登录，去恢复",
                then=partial(self._leave, row.id),
            )

    def _leave(self, backup: Path) -> None:
        if self._restore is not None:
            self._restore(backup)


def _fault(backup: Path, _progress: Progress) -> str:
    try:
        check(backup)
    except EnvironmentProblem as problem:
        return str(problem)
    return ""


def _age(board: BackupBoard) -> tuple[str, Tone]:
    if board.newest is None:
        return "还没有备份", Tone.MISSING
    made = f"{board.newest.made_at:%m-%d %H:%M}"
    if board.days_old < FRESH_DAYS:
        return f"最近一次 {made}", Tone.DONE
    return (
        f"最近一次 {made}，已 {board.days_old} 天",
        Tone.DUE if board.days_old <= STALE_DAYS else Tone.MISSING,
    )


def backup_in_words(said: Manifest) -> str:
    """Return what people call a backup."""
    return f"{said.station} {said.made_at:%Y-%m-%d %H:%M}（{said.kind.label}）"


def size_in_words(size: int) -> str:
    """Return bytes as people read them."""
    return f"{size / 1024 / 1024:,.1f} MB"


def _made_at(row: BackupRow) -> str:
    return f"{row.card.manifest.made_at:%Y-%m-%d %H:%M}" if row.card.manifest else "—"


def _state(row: BackupRow) -> tuple[str, Tone]:
    if row.card.manifest is None or row.checked:
        return "已损坏", Tone.MISSING
    return ("刚核验完好", Tone.DONE) if row.checked == "" else ("写入时已核验", Tone.QUIET)


COLUMNS: tuple[Column[BackupRow], ...] = (
    Column("时间", _made_at, width=130),
    Column("种类", lambda row: row.card.manifest.kind.label if row.card.manifest else "", width=84),
    Column("大小", lambda row: size_in_words(row.card.size), width=84, align=Align.RIGHT),
    Column("文件", lambda row: str(row.id), hint=lambda row: str(row.id)),
    Column(
        "核验",
        lambda row: _state(row)[0],
        width=120,
        align=Align.CENTRE,
        pill=True,
        tone=lambda row: _state(row)[1],
        hint=lambda row: row.checked or row.card.problem,
    ),
)
