"""Taking a backup back: checked and opened beside the old data, which is kept aside (exchange.md §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts import folder_lock, keyring_file
from app.accounts.keyring import KeyRing
from app.accounts.keyring_file import FILE as KEYRING
from app.accounts.keyring_file import TWIN
from app.backup import refuse_damage, scratch_folder
from app.backup_file import Manifest, unpack
from app.database import server_file
from app.database.moving import arrive, take_place
from app.database.server_file import is_on_server
from app.documents.files import free_folder, not_saved, save, sync_folder
from app.errors import EnvironmentProblem
from app.office import plain_problems
from app.paths import DATABASE
from app.progress import SILENT
from db import migrate
from db.base import new_id
from db.engine import open_engine, writing
from db.journal import Recorder, Stamp
from db.tables.office import Station

OLD_DATABASE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the data that lay there before is kept; None when there was none.

    Where the office has a server, they stay there in a schema of their own, whose name is `schema`.
    """

    manifest: Manifest
    aside: Path | None
    schema: str = ""


def restore(backup: Path, folder: Path, unlock: Callable[[Path], KeyRing], now: datetime) -> Restored:
    """Put a backup's database and key ring in the place of those in `folder`, as a new incarnation.

    `unlock` opens the backup's key ring, which lies in the folder it is given: passphrases are those of the
    backup's day. Until everything is checked the old data stay untouched, and then they are kept aside.
    Raises `EnvironmentProblem` for a damaged backup, a full disk or a folder in use.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_lock.holding(folder), scratch_folder(folder) as scratch:
            manifest = unpack(backup, scratch)
            key = unlock(scratch).key
            _make_ready(scratch / DATABASE, key, manifest, now)
            if is_on_server(folder):
                return Restored(manifest, None, _put_on_server(folder, scratch, key, now))
            return Restored(manifest, _exchange(folder, scratch, now))
    except OSError as error:
        raise not_saved(folder / DATABASE, error) from error


def _make_ready(database: Path, key: bytes, manifest: Manifest, now: datetime) -> None:
    """Check the unpacked database, bring it to this program's version and give it a new incarnation."""
    engine = open_engine(database, key)
    try:
        with plain_problems():
            if migrate.needs_upgrade(engine):
                migrate.upgrade(engine)
            refuse_damage(engine)
            _begin_incarnation(engine, manifest, now)
    except migrate.NewerDatabase as error:
        raise EnvironmentProblem(
            "这份备份由更新版本的程序写成，本程序不能恢复。", next_step="请先升级本程序。"
        ) from error
    finally:
        engine.dispose()


def _begin_incarnation(engine: Engine, manifest: Manifest, now: datetime) -> None:
    """Let the county see that numbers after the backup's last entry may come a second time."""
    stamp = Stamp(manifest.station_id, "恢复程序", "", "从备份恢复")
    recorder = Recorder(stamp, now, subject=f"{manifest.made_at:%Y-%m-%d %H:%M} 的{manifest.kind.label}备份")
    with Session(writing(engine)) as session:
        recorder.attach(session)
        session.scalars(select(Station)).one().incarnation = new_id()
        session.commit()


def _put_on_server(folder: Path, scratch: Path, key: bytes, now: datetime) -> str:
    """Let the backup take the place of the server's data, which stay there under another name."""
    server = server_file.load(folder).server
    engine = open_engine(scratch / DATABASE, key)
    try:
        with plain_problems(), engine.connect() as source:
            arrive(source, keyring_file.text_of(scratch), server, new_id(), SILENT)
            return take_place(server, now)
    finally:
        engine.dispose()


def _exchange(folder: Path, scratch: Path, now: datetime) -> Path | None:
    """Move the old files aside and the new ones in, the database last; a key ring is there at any moment."""
    old = [name for name in (*OLD_DATABASE, KEYRING, TWIN) if (folder / name).exists()]
    aside = free_folder(folder, f"before-restore-{now:%Y%m%d-%H%M%S}") if old else None
    if aside is not None:
        aside.mkdir()
        for name in {KEYRING, TWIN}.intersection(old):
            _copy_ring(folder / name, aside / name)
        for name in [name for name in OLD_DATABASE if name in old]:
            (folder / name).replace(aside / name)
        sync_folder(aside)
    for name in (KEYRING, TWIN):
        _copy_ring(scratch / KEYRING, folder / name)
    (scratch / DATABASE).replace(folder / DATABASE)
    sync_folder(folder)
    return aside


def _copy_ring(source: Path, target: Path) -> None:
    save(target, source.read_bytes())
    target.chmod(0o600)
