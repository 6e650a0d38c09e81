"""Which stick: the removable drives that are plugged in, the folder used last, or another one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, QStorageInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout

from ui.shared.columns import Align, Column
from ui.shared.files import choose_folder
from ui.shared.look import px
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

WINDOW_FILE = "window.ini"
LAST = "exchange/place"
MOUNTED_UNDER = ("/media/", "/run/media/", "/mnt/")
REMOVABLE = 2
"""What Windows calls a removable drive."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A place to carry files by; `free` in bytes, None where it is not known."""

    path: Path
    name: str
    free: int | None
    last: bool = False


def drives() -> tuple[Drive, ...]:
    """Return the removable drives that can be used now; may be slow, so never on the GUI thread."""
    return tuple(
        Drive(Path(volume.rootPath()), volume.displayName(), volume.bytesAvailable())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and _removable(volume.rootPath())
    )


def _removable(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == REMOVABLE)
    return root.startswith(MOUNTED_UNDER)


def last_place(stage: Stage) -> Path | None:
    """Return the folder used last, if any."""
    kept = _memory(stage).value(LAST)
    return Path(kept) if isinstance(kept, str) and kept else None


def remember_place(stage: Stage, place: Path) -> None:
    """Propose this folder the next time."""
    _memory(stage).setValue(LAST, str(place))


def _memory(stage: Stage) -> QSettings:
    return QSettings(str(stage.office.keyring.folder / WINDOW_FILE), QSettings.Format.IniFormat)


def _found(last: Path | None) -> tuple[Drive, ...]:
    """Return the drives, and the folder used last where it can be reached, the latter first."""
    plugged = drives()
    if last is None or not last.is_dir():
        return plugged
    same = next((one for one in plugged if one.path == last), Drive(last, "文件夹", None))
    used = Drive(same.path, same.name, same.free, last=True)
    return (used, *(one for one in plugged if one.path != last))


class StickDialog(QDialog):
    """Asks from where or to where files are carried; `then` gets the places chosen."""

    def __init__(
        self, stage: Stage, title: str, ok: str, then: Callable[[Sequence[Path]], object], *, reading: bool
    ) -> None:
        super().__init__(stage)
        self._stage = stage
        self._then = then
        self.setWindowTitle(title)
        self.resize(px(640), px(320))
        self.words = label("正在查找 U 盘…", "caption", wrap=True)
        self.list: Sheet[Drive] = Sheet(COLUMNS, lambda drive: drive.path, name="U 盘", sorting=False)
        self.again = Button("重新查找", "F5", self._look)
        self.folder = Button("其他文件夹…", "Ctrl+O", self._choose_folder)
        self.files = Button("只选几个文件…", "Ctrl+Shift+O", self._choose_files)
        self.away = Button("取消", on=self.reject)
        self.ok = Button(ok, "Ctrl+Return", self._chosen, kind="primary")
        self.files.setVisible(reading)
        self._arrange()
        self.list.opened.connect(lambda _drive: self._chosen())
        self.finished.connect(self.deleteLater)
        self._look()

    def take(self, places: Sequence[Path]) -> None:
        """Go on with these places, and remember where they are."""
        first = places[0]
        remember_place(self._stage, first if first.is_dir() else first.parent)
        self.done(QDialog.DialogCode.Accepted)
        self._then(places)

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        for button in (self.again, self.folder, self.files):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.away)
        foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    def _look(self) -> None:
        self.ok.setEnabled(False)
        last = last_place(self._stage)
        self._stage.errands.compute(self, lambda: _found(last), self._show, key="drives")

    def _show(self, found: tuple[Drive, ...]) -> None:
        self.words.setText(
            "选一个 U 盘，或选其他文件夹。"
            if found
            else "没有找到 U 盘。请插好后按“重新查找”，或选其他文件夹。"
        )
        self.list.set_rows(found)
        self.ok.setEnabled(bool(found))
        if found:
            self.list.go_to(found[0].path)
            self.ok.setFocus()

    def _chosen(self) -> None:
        drive = self.list.current()
        if drive is not None and self.ok.isEnabled():
            self.take([drive.path])

    def _choose_folder(self) -> None:
        choose_folder(self, "选择文件夹", lambda folder: self.take([folder]))

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, "选择交换文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("交换文件 (*.sjx)")
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _free(drive: Drive) -> str:
    return f"{drive.free / 1024**3:,.1f} GB" if drive.free is not None else ""


COLUMNS: tuple[Column[Drive], ...] = (
    Column("名称", lambda drive: drive.name, width=150),
    Column("位置", lambda drive: str(drive.path), hint=lambda drive: str(drive.path)),
    Column("可用空间", _free, width=90, align=Align.RIGHT),
    Column("", lambda drive: "上次用的" if drive.last else "", width=80),
)
