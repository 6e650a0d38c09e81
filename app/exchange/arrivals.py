"""Files that came in: what became of each, and those that wait beside the database (exchange.md §4)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.documents.files import save
from app.exchange import parcel, positions
from app.exchange.parcel import Parcel
from app.office import Reader, Work
from app.vocabulary import ArrivalState, ParcelKind
from db.tables.exchange import Arrival

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file, or would: `state` is None for one that changes nothing.

    `counts` are rows by (table's Chinese name, what happens to them).
    """

    file_name: str
    kind: ParcelKind | None
    sender: str
    state: ArrivalState | None
    sentence: str
    counts: tuple[tuple[str, str, int], ...] = ()

    @property
    def taken(self) -> bool:
        """Whether its content is in the database, or would be."""
        return self.state in (None, ArrivalState.APPLIED)

    @property
    def welcome(self) -> bool:
        """Whether it is taken, or waits for nothing but the comparison of twelve characters."""
        first = self.state is ArrivalState.HELD and self.kind in (ParcelKind.ENROL, ParcelKind.RETURN)
        return self.taken or first


def arrival_of(reader: Reader, digest: str) -> Arrival | None:
    """Return what is known of a file by its bytes."""
    return reader.session.scalars(select(Arrival).where(Arrival.digest == digest)).one_or_none()


def note_arrival(work: Work, file: Parcel, name: str, state: ArrivalState, sentence: str) -> Arrival:
    """Write down what became of a file; one that came before gets its newer fate."""
    row = arrival_of(work, file.digest)
    if row is None:
        header = file.header
        row = Arrival(
            digest=file.digest,
            file_name=name[:LONGEST_NAME],
            size=file.size,
            kind=header.kind,
            sender_station=header.sender,
            sender_incarnation=header.incarnation,
            package_number=header.number,
            first_seq=header.first or None,
            last_seq=header.last or None,
            state=state,
            sentence=sentence,
            arrived_at=work.now,
        )
        work.session.add(row)
    row.state, row.sentence = state, sentence
    return row


def keep_file(reader: Reader, file: Parcel) -> None:
    """Keep a file that has to wait beside the database, under its digest."""
    target = kept_path(reader, file.digest)
    if not target.exists():
        save(target, file.content)


def kept_path(reader: Reader, digest: str) -> Path:
    """Return where a waiting file lies."""
    return positions.folder(reader, positions.KEPT) / f"{digest}{parcel.SUFFIX}"


def drop_kept(reader: Reader, digest: str) -> None:
    """Remove a waiting file that waits no more."""
    with contextlib.suppress(OSError):
        kept_path(reader, digest).unlink(missing_ok=True)
