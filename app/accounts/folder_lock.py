"""One program at a time in a data folder: a lock of the operating system, gone when its holder is."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.errors import EnvironmentProblem

FILE = "in-use.lock"
_FAR = 1 << 20
"""The locked byte lies beyond the text, so that others may read who holds the lock."""

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderInUse(EnvironmentProblem):
    """Another process holds the folder."""


@contextlib.contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold the folder; raises `EnvironmentProblem` naming the process that holds it already."""
    try:
        file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EnvironmentProblem(
            "数据文件夹不能写入。", next_step="请检查文件夹是否存在、权限或 U 盘写保护。"
        ) from error
    try:
        _take(file)
        yield
    finally:
        os.close(file)


def _take(file: int) -> None:
    try:
        _lock(file)
    except OSError as error:
        holder = os.read(file, 20).decode("ascii", "replace").strip() or "未知"
        raise FolderInUse(
            f"这套数据正被另一个“实绩簿”使用（进程号 {holder}）。", next_step="请先关闭那个窗口再试。"
        ) from error
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, f"{os.getpid()}\n".encode())
