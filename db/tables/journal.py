"""The journal: one entry for every write transaction, append-only and hash-chained (architecture.md §4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identity, Sha256


class JournalEntry(Base):
    """Who did what, when; the changes themselves lie compressed in two parts, one of which never travels."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Identity, unique=True)
    at: Mapped[datetime]
    station: Mapped[str]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    undoes: Mapped[int | None] = mapped_column(index=True)
    travelling: Mapped[bytes] = mapped_column(LargeBinary)
    staying: Mapped[bytes] = mapped_column(LargeBinary)
    travelling_digest: Mapped[str] = mapped_column(Sha256)
    staying_digest: Mapped[str] = mapped_column(Sha256)
    prev_hash: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256)


class JournalSubject(Base):
    """Which rows an entry changed: finds the history of a record without opening every entry."""

    __tablename__ = "journal_subject"
    __table_args__ = (
        Index("ix_journal_subject_row", "table", "row_id"),
        {"sqlite_with_rowid": False},
    )

    seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), primary_key=True)
    table: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[str] = mapped_column(Identity, primary_key=True)
