"""What the doctor (体检) looks at, one function for each thing; `Wrong` where it is not in order."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.keyring_file import FILE as KEYRING
from app.accounts.keyring_file import TWIN, load, twin_is_whole
from app.backup import BackupCard
from app.backup_file import Manifest
from app.doctor_received import Altered, look_at_received
from app.documents.faces import FALLBACKS, FILES
from app.paths import DATABASE, fonts
from app.workdays import YearStatus
from db import migrate
from db.health import orphans, page_faults
from db.journal import broken_links
from db.server import is_server
from db.tables.journal import JournalEntry
from db.tables.monthly import Booklet, Evidence, Opinion
from db.tables.notices import Posting
from db.tables.office import Blob, CalendarYear, Station

LEAST_FREE = 500 * 1024 * 1024
"""Bytes that should be free; more for a large database: three times its size."""
OLDEST_BACKUP = timedelta(days=7)
LARGEST_LOG = 64 * 1024 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)
NOTICE_MONTH = 12
"""From this month on, next year's holidays are published (domain.md §9)."""
RESTORE = "请从备份恢复，并把数据文件夹原样留给维护人员。"
TELL = "请联系维护人员，不要自行改动数据文件。"
UNREADABLE = (SQLAlchemyError, OSError, ValueError, KeyError, TypeError, OverflowError, struct.error)
"""What reading a damaged file may raise."""
KEPT_FILES: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...] = (
    *(Evidence.digest, Booklet.digest, Opinion.scan_digest, Booklet.scan_digest, Posting.photo_digest),
)
"""Columns that name a kept file by its digest."""


class Wrong(Exception):
    """Something is not in order."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Patient:
    """An installation being looked at."""

    engine: Engine
    folder: Path
    now: datetime
    free: Callable[[Path], int]
    backups: tuple[BackupCard, ...]
    """Those that can be read, newest first."""

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / DATABASE


def manifest_of(card: BackupCard) -> Manifest:
    """Return what a readable backup says of itself."""
    assert card.manifest is not None  # noqa: S101 - only readable backups come here
    return card.manifest


def opens(patient: Patient) -> str:
    """Say whether the database can be opened at all."""
    if is_server(patient.engine):
        migrate.current(patient.engine)
        return "在单位服务器上，可以打开。"
    if not patient.database.exists():
        raise Wrong(f"数据库文件 {DATABASE} 不见了。", "请找回该文件，或从备份恢复。")
    if not patient.database.stat().st_size:  # opening it would make a new one
        raise Wrong(f"数据库文件 {DATABASE} 是空的。", RESTORE)
    migrate.current(patient.engine)
    return "可以打开。"


def _version(patient: Patient) -> str:
    try:
        if migrate.needs_upgrade(patient.engine):
            raise Wrong("数据库由旧版本程序写成。", "请打开一次程序，升级前会自动备份。")
    except migrate.NewerDatabase as error:
        raise Wrong("数据库由更新版本的程序写成。", "请先升级本程序。") from error
    return "与程序一致。"


def _pages(patient: Patient) -> str:
    if faults := page_faults(patient.engine):
        raise Wrong(f"数据库有 {len(faults)} 处损坏（{faults[0]}）。", RESTORE)
    return "由服务器负责检查。" if is_server(patient.engine) else "没有损坏。"


def _references(patient: Patient) -> str:
    if found := orphans(patient.engine):
        raise Wrong(f"有 {len(found)} 条记录缺少所属记录（{found[0]}）。", RESTORE)
    return "记录之间的联系完整。"


def _journal(patient: Patient) -> str:
    with Session(patient.engine) as session:
        broken = broken_links(session)
        count = session.scalar(select(func.count()).select_from(JournalEntry))
    if broken:
        raise Wrong(f"操作记录第 {broken[0]} 条对不上，可能被改动过。", TELL)
    return f"{count} 条，前后相连。"


def _received(patient: Patient) -> str:
    try:
        return look_at_received(patient.engine)
    except Altered as altered:
        raise Wrong(str(altered), "请该单位导出“全量”文件后再导入，并联系维护人员。") from altered


def _journal_and_backup(patient: Patient) -> str:
    """Compare with what lies outside: a database put back or rewritten lacks the backup's last entry."""
    with Session(patient.engine) as session:
        incarnation = session.scalars(select(Station.incarnation)).one()
        own = (manifest_of(card) for card in patient.backups if manifest_of(card).incarnation == incarnation)
        said = max(own, key=lambda manifest: manifest.seq, default=None)
        if said is None:
            return "还没有可比对的备份。"
        found = session.scalar(select(JournalEntry.hash).where(JournalEntry.seq == said.seq))
    if found != said.head:
        raise Wrong(f"操作记录与 {said.made_at:%Y-%m-%d} 的备份不符，数据可能被换过。", TELL)
    return f"与 {said.made_at:%Y-%m-%d} 的备份相符。"


def _kept_files(patient: Patient) -> str:
    with Session(patient.engine) as session:
        count = 0
        for digest, size, content in session.execute(
            select(Blob.digest, Blob.size, Blob.content).execution_options(yield_per=1)
        ):
            count += 1
            if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
                raise Wrong(f"附件 {digest[:8]} 的内容与登记不符。", RESTORE)
        for column in KEPT_FILES:
            missing = session.scalar(select(column).where(column.not_in(select(Blob.digest))))
            if missing is not None:
                raise Wrong(f"附件 {missing[:8]} 不在数据库里。", RESTORE)
    return f"{count} 个，内容与登记一致。"


def _calendar(patient: Patient) -> str:
    this = patient.now.year
    wanted = [this, this + 1] if patient.now.month >= NOTICE_MONTH else [this]
    query = select(CalendarYear.year).where(CalendarYear.status == YearStatus.OFFICIAL.value)
    with Session(patient.engine) as session:
        official = set(session.scalars(query))
    if lacking := [f"{year}年" for year in wanted if year not in official]:
        raise Wrong(f"{'、'.join(lacking)}的节假日安排还未核对。", "请在“节假日”中导入国务院办公厅通知。")
    return f"{'、'.join(f'{year}年' for year in wanted)}的节假日安排已公布。"


def _clock(patient: Patient) -> str:
    with Session(patient.engine) as session:
        last = session.scalar(select(JournalEntry.at).order_by(JournalEntry.seq.desc()).limit(1))
    if last is not None and patient.now < last - CLOCK_TOLERANCE:
        raise Wrong(
            f"电脑时间 {patient.now:%Y-%m-%d %H:%M} 早于最近一次操作（{last:%Y-%m-%d %H:%M}）。",
            "请先校准电脑的日期和时间。",
        )
    return "不早于最近一次操作。"


def _log_size(patient: Patient) -> str:
    log = patient.database.with_name(f"{DATABASE}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LARGEST_LOG:
        raise Wrong(f"数据库的写入记录有 {_megabytes(size)}。", "请关闭程序再打开，让它合并。")
    return f"{_megabytes(size)}。"


def _key_ring(patient: Patient) -> str:
    if is_server(patient.engine):
        load(patient.folder, patient.engine)
        return "服务器上的钥匙完整。"
    if not twin_is_whole(patient.folder):
        raise Wrong(f"备用钥匙文件 {TWIN} 缺失或已损坏。", f"请在修改一次口令后再看；{KEYRING} 仍可使用。")
    return "钥匙文件和备用都完整。"


def _backup_age(patient: Patient) -> str:
    newest = next(iter(patient.backups), None)
    if newest is None:
        raise Wrong("还没有备份。", "请插入 U 盘，按“备份到 U 盘…”。")
    made_at = manifest_of(newest).made_at
    if patient.now - made_at > OLDEST_BACKUP:
        raise Wrong(f"最近一次备份是 {made_at:%Y-%m-%d}，已超过 {OLDEST_BACKUP.days} 天。", "请备份到 U 盘。")
    return f"最近一次是 {made_at:%Y-%m-%d %H:%M}。"


def _disk(patient: Patient) -> str:
    size = patient.database.stat().st_size if patient.database.exists() else 0
    free, wanted = patient.free(patient.folder), max(LEAST_FREE, 3 * size)
    if free < wanted:
        raise Wrong(f"磁盘只剩 {_megabytes(free)}，应至少有 {_megabytes(wanted)}。", "请清理磁盘。")
    return f"还有 {_megabytes(free)}。"


def _fonts(_: Patient) -> str:
    for name in sorted({*FILES.values(), *FALLBACKS}):
        file = fonts() / name
        if not file.exists() or not _is_whole_font(file):
            raise Wrong(f"字体 {name} 缺失或不完整。", "请重新安装本程序。")
    return "齐全。"


def _is_whole_font(file: Path) -> bool:
    """Tell whether every table that a TrueType file lists lies within the file."""
    with file.open("rb") as font:
        return all(start + length <= file.stat().st_size for start, length in _font_tables(font.read(4096)))


def _font_tables(head: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", head, 4)[0]
    if not count:
        raise ValueError("no tables")
    for index in range(count):
        yield struct.unpack_from(">LL", head, 12 + 16 * index + 8)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


INSIDE: tuple[tuple[str, Callable[[Patient], str]], ...] = (
    ("数据库版本", _version),
    ("数据完整性", _pages),
    ("记录联系", _references),
    ("操作记录", _journal),
    ("单位报来的内容", _received),
    ("记录与备份", _journal_and_backup),
    ("附件", _kept_files),
    ("节假日", _calendar),
    ("电脑时间", _clock),
)
"""What is looked at in a database that opens."""
AROUND: tuple[tuple[str, Callable[[Patient], str]], ...] = (
    ("钥匙文件", _key_ring),
    ("备份", _backup_age),
    ("写入记录", _log_size),
    ("磁盘空间", _disk),
    ("字体", _fonts),
)
"""What is looked at in any case."""
