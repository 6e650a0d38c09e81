"""Files beyond the program: written whole or not at all, under names that every system takes."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

from app.errors import EnvironmentProblem

LONGEST_NAME = 180
"""Bytes of a file name in UTF-8, below the 255 of the file systems with room for a copy's suffix."""

_FORBIDDEN = str.maketrans(
    {'"': "＂", "*": "＊", "/": "／", ":": "：", "<": "＜", ">": "＞", "?": "？", "\\": "＼", "|": "｜"}
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_REASONS = {
    errno.ENOSPC: "磁盘空间不足，请清理磁盘或换一个位置后重试。",
    errno.EDQUOT: "磁盘配额已用完，请清理磁盘或换一个位置后重试。",
    errno.EACCES: "没有写入权限，或文件正被其他程序打开，请关闭该文件或换一个位置后重试。",
    errno.EPERM: "没有写入权限，请换一个位置后重试。",
    errno.EROFS: "该磁盘是只读的，请换一个位置后重试。",
    errno.ENOENT: "文件夹不存在（U盘是否已拔出），请重新选择位置。",
    errno.ENOTDIR: "文件夹不存在，请重新选择位置。",
    errno.EISDIR: "同名的文件夹已经存在，请换一个文件名。",
    errno.ENAMETOOLONG: "文件名过长，请换一个较短的文件名。",
    errno.EINVAL: "文件名含有不能使用的字符，请换一个文件名。",
    errno.EIO: "磁盘读写出错，请检查磁盘或U盘后重试。",
}


def file_name(*parts: str, suffix: str = "") -> str:
    """Join the parts with "-" into a file name that Windows and Linux take; `suffix` is like ".pdf".

    What may not stand in a name is replaced by its full-width twin, controls are dropped, nothing empty
    remains.
    """
    cleaned = [name for name in map(_plain, parts) if name]
    stem = "-".join(cleaned) or "未命名"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room = LONGEST_NAME - len(suffix.encode())
    stem = stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip(". ")
    return stem + suffix


def _plain(part: str) -> str:
    """Return the part without controls, lone surrogates and blanks or dots at its ends."""
    kept = (
        " " if mark.isspace() else mark
        for mark in part
        if mark.isspace() or unicodedata.category(mark)[0] != "C"
    )
    return "".join(kept).translate(_FORBIDDEN).strip(". ")


def save(target: Path, content: bytes | Callable[[], bytes], *, private: bool = False) -> Path:
    """Write `content` (or what it returns) to `target`; the name appears only when all is on the disk.

    A `private` file can at no moment be read by other users of the PC. Raises EnvironmentProblem with what to
    do; an older file of the name is then untouched.
    """
    data = content if isinstance(content, bytes) else content()
    try:
        _write_beside_and_rename(target, data, private=private)
    except (OSError, ValueError) as reason:
        raise not_saved(target, reason) from reason
    return target


def free_folder(folder: Path, stem: str) -> Path:
    """Return where a folder of that name may be made inside `folder`: numbered where the name is taken."""
    names = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := folder / name).exists())


def not_saved(target: Path, reason: OSError | ValueError) -> EnvironmentProblem:
    """Say that a file could not be written, and what to do about it."""
    return EnvironmentProblem(f"文件“{target.name}”未能保存：", next_step=_next_step(reason))


def _next_step(reason: OSError | ValueError) -> str:
    if isinstance(reason, OSError):
        return _REASONS.get(reason.errno or 0, "请检查磁盘和位置后重试。")
    return _REASONS[errno.EINVAL]


def _write_beside_and_rename(target: Path, data: bytes, *, private: bool) -> None:
    handle, name = mkstemp(prefix=".", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            temporary.chmod(_usual_mode())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _usual_mode() -> int:
    """Return the mode of new files: a temporary file is closed to others, a saved paper need not be."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
