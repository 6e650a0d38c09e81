"""Backups: one verified file with the encrypted database and its key ring (exchange.md §8)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.accounts.keyring import KeyRing
from app.accounts.keyring_file import FILE as KEYRING
from app.accounts.keyring_file import text_of
from app.backup_file import SUFFIX, BackupKind, Manifest, check, manifest_of, pack
from app.database.moving import into_file
from app.documents.files import not_saved, sync_folder
from app.errors import EnvironmentProblem, UserError
from app.office import Office, Reader, plain_problems
from app.paths import DATABASE
from app.progress import SILENT, Progress
from app.settings import local_settings
from app.vocabulary import Month, Role
from db import migrate
from db.engine import open_engine
from db.health import copy_database, orphans, page_faults
from db.journal import broken_links
from db.server import is_server

FOLDER = "backups"
"""Where backups go inside the data folder when no other place is set."""
MONTHS_KEPT = 12
SCRATCH = "scratch-"

_packing = Lock()


@dataclass(frozen=True, slots=True)
class BackupCard:
    """One backup in the list; without a manifest `problem` says what is wrong with the file."""

    path: Path
    size: int
    manifest: Manifest | None
    problem: str = ""


def backup_folder(reader: Reader) -> Path:
    """Return where automatic backups go: the folder set, else one inside the data folder."""
    chosen, shared = local_settings(reader).backup_folder, reader.keyring.server is not None
    if chosen and not (shared and not Path(chosen).is_dir()):  # a folder of another PC is not one of this
        return Path(chosen)
    return reader.keyring.folder / FOLDER


def back_up(office: Office, folder: Path | None = None, progress: Progress = SILENT) -> BackupCard:
    """Write a verified backup into `folder` (or where automatic ones go) while others may work.

    Raises `EnvironmentProblem` for a full disk, a pulled stick or a damaged database; nothing half-written
    then stands under a backup's name.
    """
    with office.read() as reader:
        reader.require(Role.ADMIN, Role.CLERK, Role.HEAD)
        folder = folder or backup_folder(reader)
        now = reader.now
    return _write(office.engine, office.keyring, folder, BackupKind.MANUAL, now, progress)


def back_up_daily(office: Office, progress: Progress = SILENT) -> BackupCard | None:
    """Write today's automatic backup and drop what is too old; None when today has one already.

    The newest of each of the last days and months stay, as many as the settings say; backups made by hand,
    before a migration or by another station are never touched.
    """
    with office.read() as reader:
        folder, copies, now = backup_folder(reader), local_settings(reader).backup_copies, reader.now
    if any(made.date() == now.date() for made in _own_daily(folder, office.station.id)):
        return None
    written = _write(office.engine, office.keyring, folder, BackupKind.DAILY, now, progress)
    own = _own_daily(folder, office.station.id)
    for made in surplus(own, copies, MONTHS_KEPT):
        with contextlib.suppress(OSError):  # tomorrow again
            own[made].unlink()
    return written


def backup_before_migration(ring: KeyRing, now: datetime) -> Path:
    """Write a backup of the database as the older program left it, into the data folder; return its path."""
    if ring.server is not None:
        return _write(ring.server, ring, ring.folder / FOLDER, BackupKind.MIGRATION, now, SILENT).path
    engine = open_engine(ring.folder / DATABASE, ring.key)
    try:
        return _write(engine, ring, ring.folder / FOLDER, BackupKind.MIGRATION, now, SILENT).path
    finally:
        engine.dispose()


def list_backups(folder: Path) -> tuple[BackupCard, ...]:
    """Return the backups in a folder, newest first; unreadable files stand last with their problem."""
    cards = [_card(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return tuple(sorted(cards, key=_newest_first))


def _newest_first(card: BackupCard) -> float:
    return -card.manifest.made_at.timestamp() if card.manifest else 0


def _card(path: Path) -> BackupCard:
    try:
        return BackupCard(path, path.stat().st_size, manifest_of(path))
    except EnvironmentProblem as problem:
        return BackupCard(path, 0, None, str(problem))


def _own_daily(folder: Path, station_id: str) -> dict[datetime, Path]:
    return {
        said.made_at: card.path
        for card in list_backups(folder)
        if (said := card.manifest) and (said.kind, said.station_id) == (BackupKind.DAILY, station_id)
    }


def surplus(made: Iterable[datetime], days: int, months: int) -> set[datetime]:
    """Return what rotation drops: all but the newest of each of the last `days` days and `months` months."""
    newest_first = sorted(made, reverse=True)
    by_day: dict[date, datetime] = {}
    by_month: dict[Month, datetime] = {}
    for moment in newest_first:
        by_day.setdefault(moment.date(), moment)
        by_month.setdefault(Month.of(moment.date()), moment)
    return set(newest_first) - {*list(by_day.values())[:days], *list(by_month.values())[:months]}


def _write(
    engine: Engine, ring: KeyRing, folder: Path, kind: BackupKind, now: datetime, progress: Progress
) -> BackupCard:
    """Copy, check the copy, pack it beside its final name, check the disk, then give the name."""
    if not _packing.acquire(blocking=False):
        raise UserError("正在备份。", next_step="请等这一次备份完成。")
    target = _free_name(folder, now, kind)
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("shijibu-*.part"):
            left.unlink()
        with scratch_folder(ring.folder) as scratch, plain_problems():
            facts = _checked_copy(engine, ring, scratch, progress) | {
                "kind": kind,
                "made_at": now.isoformat(),
            }
            sources = {DATABASE: scratch / DATABASE, KEYRING: scratch / KEYRING}
            total = sum(source.stat().st_size for source in sources.values())
            pack(part, facts, sources, lambda done: progress.step(done, total, "写入备份"))
        check(part)
        part.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise not_saved(target, error) from error
    finally:
        _packing.release()
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return _card(target)


def _free_name(folder: Path, now: datetime, kind: BackupKind) -> Path:
    stem = f"shijibu-{now:%Y%m%d-%H%M%S}-{kind.value}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := folder / f"{name}{SUFFIX}").exists())


@contextlib.contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Lend an empty folder beside the database; what a crash left of earlier ones is swept away."""
    for left in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    scratch = Path(mkdtemp(prefix=SCRATCH, dir=folder))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _checked_copy(engine: Engine, ring: KeyRing, scratch: Path, progress: Progress) -> dict[str, Any]:
    """Copy database and key ring, open the copy with the key, and return what the manifest says of it."""
    (scratch / KEYRING).write_bytes(text_of(ring.folder, ring.server))
    database = scratch / DATABASE
    if is_server(engine):
        with engine.connect() as source:
            into_file(source, database, ring.key, progress)
    else:
        copy_database(
            engine, database, ring.key, lambda done, total: progress.step(done, total, "复制数据库")
        )
    copy = open_engine(database, ring.key, read_only=True)
    try:
        refuse_damage(copy)
        return _facts(copy)
    finally:
        copy.dispose()


def refuse_damage(engine: Engine) -> None:
    """Raise `EnvironmentProblem` unless pages, references and the journal (of this version) hold."""
    damaged = bool(page_faults(engine) or orphans(engine))
    if not damaged and migrate.current(engine) == migrate.HEAD:
        with Session(engine) as session:
            damaged = bool(broken_links(session))
    if damaged:
        raise EnvironmentProblem("数据库没有通过检查。", next_step="原有备份未动，请运行“体检”。")


def _facts(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        station = connection.exec_driver_sql("SELECT id, name, incarnation FROM station").one()
        head = connection.exec_driver_sql("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").one()
    return {
        "station_id": station.id,
        "station": station.name,
        "incarnation": station.incarnation,
        "schema": migrate.current(engine),
        "seq": head.seq,
        "head": head.hash,
    }
