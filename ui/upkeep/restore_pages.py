"""Taking a backup back in three steps, before anybody is in: choose, check what it holds, done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from app.accounts import keyring
from app.accounts.entering import Standing, standing
from app.accounts.keyring import KeyRing
from app.backup import FOLDER, BackupCard, list_backups
from app.backup_file import SUFFIX, Manifest, check
from app.clock import Clock
from app.database.server_file import is_on_server
from app.errors import UserError
from app.restore import Restored, restore
from ui.accounts.entry_form import EntryForm, Secret
from ui.shared.columns import Align, Column
from ui.shared.errands import Errands
from ui.shared.files import open_file
from ui.shared.inputs import Line
from ui.shared.look import Tone, px
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, label
from ui.upkeep.backups import size_in_words

WIDTH = 640
SHARED = "数据在单位服务器上，所有电脑都会回到那一刻，请先通知大家退出；现有数据不删除，在服务器上改名保留。"
STEPS = ("选择备份", "核对", "完成")


class ChoosePage(EntryForm):
    """Step 1: one of the backups on this PC, or a file from a stick."""

    chosen = Signal(object, object)
    """Path and Manifest of a backup that was read to its last byte."""
    away = Signal()

    def __init__(self, errands: Errands, folder: Path) -> None:
        hint = (
            "电脑换了、数据坏了，可以从备份恢复。下面是这台电脑上的备份；U 盘上的，请插好后选择文件。"
            "下一步先核验备份、列出内容，还不会改动任何数据。"
        )
        super().__init__(errands, "从备份恢复", hint, "下一步", width=WIDTH)
        self._folder = folder
        self.list: Sheet[BackupCard] = Sheet(COLUMNS, lambda card: card.path, name="备份", sorting=False)
        self.list.setFixedHeight(px(240))
        self.file = Button("选择别的文件…", "Ctrl+O", self._choose_file)
        self.column.insertWidget(3, self.list)
        self.foot.insertWidget(0, self.file)
        self.foot.insertWidget(0, Button("返回", "Esc", self.away.emit))
        self.list.chosen.connect(lambda _card: self.ok.setEnabled(True))
        self.list.opened.connect(lambda _card: self.ok.click())

    def look(self, wanted: Path | None) -> None:
        """List what lies in the data folder, with `wanted` (else the newest) chosen."""
        self.ok.setEnabled(False)
        folder = self._folder / FOLDER
        self.errands.compute(
            self, lambda: list_backups(folder), partial(self._show_cards, wanted), key="backups"
        )

    def take(self, file: Path) -> None:
        """Use a file from elsewhere."""
        self._check(file)

    def submit(self) -> None:
        """Read the chosen backup to its last byte."""
        card = self.list.current()
        if card is None:
            raise UserError("还没有选择备份。", next_step="请在表中选一份，或选择文件。")
        self._check(card.path)

    def begin(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus()

    def _show_cards(self, wanted: Path | None, cards: tuple[BackupCard, ...]) -> None:
        self.list.set_rows([card for card in cards if card.manifest])
        if wanted is not None and not self.list.go_to(wanted):
            self._check(wanted)
        elif wanted is None and cards:
            self.list.go_to(cards[0].path)

    def _choose_file(self) -> None:
        open_file(self, "选择备份文件", f"实绩簿备份 (*{SUFFIX})", self.take)

    def _check(self, backup: Path) -> None:
        self.problems.tell(f"正在逐字节核验 {backup.name}…", Tone.QUIET)
        self.run(lambda: check(backup), partial(self._checked, backup))

    def _checked(self, backup: Path, manifest: Manifest) -> None:
        self.problems.clear()
        self.chosen.emit(backup, manifest)


class ConfirmPage(EntryForm):
    """Step 2: what the backup holds, what will happen, and who opens it."""

    restored = Signal(object)
    """Restored."""
    back = Signal()

    def __init__(self, errands: Errands, folder: Path, clock: Clock) -> None:
        super().__init__(errands, "核对备份", "", "恢复这份备份", width=WIDTH)
        self._folder, self._clock = folder, clock
        self._backup = Path()
        self.holds = QFormLayout()
        self.holds.setHorizontalSpacing(14)
        self.happens = label("", "note", wrap=True)
        self.column.insertLayout(2, self.holds)
        self.column.insertWidget(3, self.happens)
        self.add("username", "用户名", Line("备份里的任一账户", 40))
        self.add("passphrase", "口令", Secret("备份当日的口令"))
        self.add("recovery_key", "恢复密钥", Line("忘记口令时填恢复单上的，用户名和口令留空", 80))
        self.foot.insertWidget(0, Button("返回", "Esc", self.back.emit))

    def show_backup(self, backup: Path, said: Manifest) -> None:
        """Say what a checked backup holds and what taking it back does."""
        self._backup = backup
        self.clear()
        while self.holds.rowCount():
            self.holds.removeRow(0)
        for name, words in _contents(backup, said):
            self.holds.addRow(label(name, "caption"), label(words, "strong", wrap=True))
        something = standing(self._folder) is not Standing.EMPTY
        shared = is_on_server(self._folder)
        self.happens.setText("\n".join(_consequences(said, something=something, shared=shared)))

    def submit(self) -> None:
        """Take it back."""
        values = self.values()
        username, passphrase, key = (values[name] for name in ("username", "passphrase", "recovery_key"))
        backup, folder, now = self._backup, self._folder, self._clock.now()

        def unlock(scratch: Path) -> KeyRing:
            if key:
                return keyring.unlock_with_recovery(scratch, key)
            return keyring.unlock(scratch, username, passphrase, now).ring

        self.problems.tell("正在恢复，请不要关闭程序或拔出 U 盘…", Tone.DUE)
        self.run(lambda: restore(backup, folder, unlock, now), self._done)

    def refuse(self, error: BaseException) -> None:
        """Show the problem in place of what was going on."""
        self.problems.clear()
        super().refuse(error)

    def _done(self, restored: Restored) -> None:
        self.problems.clear()
        self.clear()
        self.restored.emit(restored)


class RestoredPage(EntryForm):
    """Step 3: what stands now, and where the old data lie."""

    done = Signal()

    def __init__(self, errands: Errands) -> None:
        super().__init__(errands, "恢复完成", "", "去登录", width=WIDTH)
        self.words = label("", wrap=True)
        self.column.insertWidget(2, self.words)

    def show_restored(self, restored: Restored) -> None:
        """Say what was restored."""
        said = restored.manifest
        lines = [f"{said.station}的数据已回到 {said.made_at:%Y-%m-%d %H:%M}。请用那一天的账户和口令登录。"]
        if restored.aside is not None:
            lines.append(f"原来的数据没有删除，留在：{restored.aside}")
        if restored.schema:
            lines.append(f"原来的数据没有删除，留在服务器上，架构名 {restored.schema}。请其他电脑重新登录。")
        lines.append("登录后请打开“备份与体检”做一次体检，并把此后的工作补录进去。")
        self.words.setText("\n\n".join(lines))

    def submit(self) -> None:
        """Go and sign in."""
        self.done.emit()


def _contents(backup: Path, said: Manifest) -> list[tuple[str, str]]:
    return [
        ("单位", said.station),
        ("备份时间", f"{said.made_at:%Y-%m-%d %H:%M}（{said.kind.label}）"),
        ("内容", f"截至第 {said.seq:,} 条操作记录，{size_in_words(sum(said.sizes.values()))}，已核验完好"),
        ("文件", str(backup)),
    ]


def _consequences(said: Manifest, *, something: bool, shared: bool) -> list[str]:
    """Say what taking a backup back does; `something`: data lie in its place now, `shared`: on a server."""
    aside = (
        SHARED
        if shared
        else "现有数据不删除，整套移到数据文件夹里“before-restore-日期时间”文件夹，随时可以找回。"
    )
    return [
        f"• 数据回到 {said.made_at:%Y-%m-%d %H:%M}，此后录入的内容不在其中，需要补录。",
        *([f"• {aside}"] if something else []),
        "• 账户和口令也回到那一天，恢复后用当日的口令登录。",
        "• 操作记录里记下这次恢复，向县里报送时对方也会看到，这是正常的。",
    ]


def _made_at(card: BackupCard) -> str:
    return f"{card.manifest.made_at:%Y-%m-%d %H:%M}" if card.manifest else ""


COLUMNS: tuple[Column[BackupCard], ...] = (
    Column(
        "时间", lambda card: f"{card.manifest.made_at:%Y-%m-%d %H:%M}" if card.manifest else "", width=130
    ),
    Column("单位", lambda card: card.manifest.station if card.manifest else ""),
    Column("种类", lambda card: card.manifest.kind.label if card.manifest else "", width=90),
    Column("大小", lambda card: size_in_words(card.size), width=90, align=Align.RIGHT),
)
