"""What a backup file holds: a manifest, the encrypted database and its key ring, stored side by side.

The file is a ZIP archive without compression, so that an office can look into it; nothing of it is readable
without a passphrase of the key ring. What comes from a stick is taken for hostile until every hash agrees.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.accounts.keyring_file import FILE as KEYRING
from app.documents.files import sync_folder
from app.errors import EnvironmentProblem
from app.paths import DATABASE
from app.vocabulary import Term

SUFFIX = ".sjbak"
MANIFEST = "manifest.json"
CONTENT = (DATABASE, KEYRING)
FORMAT = "shijibu-backup"
VERSION = 1
MAX_MANIFEST = 64 * 1024
MAX_KEYRING = 1_000_000
CHUNK = 1024 * 1024
DAMAGE = (
    *(BadZipFile, ValueError, KeyError, TypeError, AttributeError, RuntimeError, NotImplementedError),
    *(EOFError, struct.error, zlib.error, RecursionError, OverflowError, MemoryError),
)
"""What reading hostile bytes may raise."""

Report = Callable[[int], None]
"""Hears how many bytes are done; may raise to stop."""


class BackupKind(Term):
    """What a backup was made for."""

    DAILY = "daily", "每日自动"
    MANUAL = "manual", "手动"
    MIGRATION = "migration", "升级前"


class DamagedBackup(EnvironmentProblem):
    """The file is not a backup as the program wrote it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"备份文件“{name}”不完整或已损坏。", next_step="请换一份备份。")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `seq` and `head` are number and hash of its last journal entry."""

    made_at: datetime
    kind: BackupKind
    station_id: str
    station: str
    incarnation: str
    schema: str
    seq: int
    head: str
    sizes: Mapping[str, int]
    digests: Mapping[str, str]


def pack(part: Path, facts: Mapping[str, Any], sources: Mapping[str, Path], report: Report) -> None:
    """Write a backup to `part`, on the disk when this returns; raises `OSError`."""
    sizes = {name: source.stat().st_size for name, source in sources.items()}
    digests = {name: _digest(source) for name, source in sources.items()}
    manifest = dict(facts) | {"sizes": sizes, "digests": digests, "format": FORMAT, "version": VERSION}
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    done = 0
    with part.open("wb") as file:
        with ZipFile(file, "w", ZIP_STORED) as archive:
            archive.writestr(ZipInfo(MANIFEST), text)
            for name, source in sources.items():
                with (
                    source.open("rb") as content,
                    archive.open(ZipInfo(name), "w", force_zip64=True) as entry,
                ):
                    while chunk := content.read(CHUNK):
                        entry.write(chunk)
                        done += len(chunk)
                        report(done)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # so that checking reads the disk and not the memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    sync_folder(part.parent)


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_of(backup: Path) -> Manifest:
    """Read what a backup says of itself, without checking its content; raises `EnvironmentProblem`."""
    return _opened(backup, _manifest)


def check(backup: Path) -> Manifest:
    """Read every byte and compare all hashes; raises `EnvironmentProblem` unless all agree."""
    return _opened(backup, lambda archive: _take_out(archive, None))


def unpack(backup: Path, folder: Path) -> Manifest:
    """Take database and key ring out into `folder`; raises `EnvironmentProblem` unless all hashes agree."""
    return _opened(backup, lambda archive: _take_out(archive, folder))


def _opened(backup: Path, read: Callable[[ZipFile], Manifest]) -> Manifest:
    try:
        with backup.open("rb") as file, ZipFile(file) as archive:
            return read(archive)
    except DAMAGE as error:
        raise DamagedBackup(backup.name) from error
    except OSError as error:
        raise EnvironmentProblem(
            f"备份文件“{backup.name}”没有读完整。", next_step="请检查 U 盘、磁盘和剩余空间后重试。"
        ) from error


def _manifest(archive: ZipFile) -> Manifest:
    entries = archive.infolist()
    if sorted(entry.filename for entry in entries) != sorted((MANIFEST, *CONTENT)):
        raise ValueError("not the three files of a backup")
    if any(entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size for entry in entries):
        raise ValueError("packed in another way")
    if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST or archive.getinfo(KEYRING).file_size > MAX_KEYRING:
        raise ValueError("too large")
    said = json.loads(archive.read(MANIFEST))
    if said.pop("format") != FORMAT or said.pop("version") != VERSION:
        raise ValueError("another format")
    made_at = datetime.fromisoformat(said.pop("made_at"))
    manifest = Manifest(made_at=made_at, kind=BackupKind(said.pop("kind")), **said)
    plain = {name: type(value) for name, value in asdict(manifest).items() if name not in {"made_at", "kind"}}
    named = (sorted(manifest.sizes), sorted(manifest.digests))
    if plain != _PLAIN or made_at.tzinfo is None or named != (sorted(CONTENT), sorted(CONTENT)):
        raise ValueError("not as written")
    return manifest


_PLAIN: dict[str, type] = {
    **dict.fromkeys(("station_id", "station", "incarnation", "schema", "head"), str),
    "seq": int,
    **dict.fromkeys(("sizes", "digests"), dict),
}


def _take_out(archive: ZipFile, folder: Path | None) -> Manifest:
    manifest = _manifest(archive)
    for name in CONTENT:
        with archive.open(name) as content:
            if folder is None:
                found = _copy(content, len)
            else:
                with (folder / name).open("wb") as target:
                    found = _copy(content, target.write)
        if found != (manifest.sizes[name], manifest.digests[name]):
            raise ValueError("another content")
    return manifest


def _copy(content: IO[bytes], keep: Callable[[bytes], object]) -> tuple[int, str]:
    """Hand every chunk on and return size and hash of all."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        keep(chunk)
    return size, digest.hexdigest()
