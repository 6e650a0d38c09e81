"""How far a journal has come: here, there, and in the last file that left (exchange.md §4, §8)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from app.documents.files import save
from app.errors import UserError
from app.office import Reader
from db.base import canonical
from db.journal import GENESIS
from db.tables.exchange import EnrolledStation, Receipt
from db.tables.journal import JournalEntry

FOLDER = "exchange"
OUTBOX = "outbox"
KEPT = "kept"
LONGEST_TAIL = 2000
HIGH_WATER = "high-water.json"


@dataclass(frozen=True, slots=True)
class Position:
    """The number of an entry and its hash; 0 and `GENESIS` before the first."""

    seq: int
    hash: str


START = Position(0, GENESIS)


def head(reader: Reader) -> Position:
    """Return the last entry of this database's journal."""
    query = select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    found = reader.session.execute(query).first()
    return Position(found.seq, found.hash) if found else START


def tail(reader: Reader, since: Position) -> list[Position]:
    """Return `since` and the newest entries after it: where the county's copy may have parted from here."""
    query = (
        select(JournalEntry.seq, JournalEntry.hash)
        .where(JournalEntry.seq > since.seq)
        .order_by(JournalEntry.seq.desc())
        .limit(LONGEST_TAIL)
    )
    return [since, *(Position(row.seq, row.hash) for row in reader.session.execute(query))]


def hash_at(reader: Reader, seq: int) -> str | None:
    """Return the hash of an entry of this database's journal; None where there is none."""
    if seq == 0:
        return GENESIS
    return reader.session.scalar(select(JournalEntry.hash).where(JournalEntry.seq == seq))


def applied(reader: Reader, enrolled: EnrolledStation) -> Position:
    """Return up to where the county has a station's journal."""
    query = (
        select(Receipt.last_seq, Receipt.last_hash)
        .where(Receipt.enrolled_id == enrolled.id)
        .order_by(Receipt.last_seq.desc(), Receipt.number.desc())
        .limit(1)
    )
    found = reader.session.execute(query).first()
    base = Position(enrolled.base_seq, enrolled.base_hash)
    return Position(found.last_seq, found.last_hash) if found and found.last_seq >= base.seq else base


def next_receipt(reader: Reader) -> int:
    """Return the number of the next receipt."""
    return (reader.session.scalar(select(func.max(Receipt.number))) or 0) + 1


def folder(reader: Reader, name: str = "") -> Path:
    """Return the folder of exchange files beside the database, made when it is missing."""
    place = reader.keyring.folder / FOLDER / name
    place.mkdir(parents=True, exist_ok=True)
    return place


@dataclass(frozen=True, slots=True)
class HighWater:
    """The last entry that ever left this PC, kept outside the database."""

    incarnation: str
    seq: int
    hash: str


def remember_high_water(reader: Reader, position: Position) -> None:
    """Write down what has left; called before the file is handed to the clerk."""
    mark = HighWater(reader.station.incarnation, position.seq, position.hash)
    save(folder(reader) / HIGH_WATER, canonical(asdict(mark)).encode())


def check_high_water(reader: Reader) -> None:
    """Raise `UserError` where the database is older than what left this PC, or another PC's."""
    mark = _high_water(folder(reader) / HIGH_WATER)
    if mark is None or mark.incarnation != reader.station.incarnation:
        return
    if hash_at(reader, mark.seq) != mark.hash:
        raise UserError(
            "本机数据库比上次导出时旧，或是另一台电脑的副本。",
            next_step="请在“数据交换”中办理“重新登记本机”。",
        )


def _high_water(path: Path) -> HighWater | None:
    try:
        values = json.loads(path.read_bytes())
        mark = HighWater(**values)
    except (OSError, ValueError, TypeError):  # none yet, or damaged: the county still notices a fork
        return None
    return mark if type(mark.seq) is int and type(mark.hash) is str else None
