"""Attachments that travel with rows: where rows name them, how they go into records (exchange.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from app.exchange import records
from app.exchange.records import Record
from app.office import Reader
from db import bulk
from db.journal import PlainRow
from db.tables.office import Blob

NAMED_BY = {
    "booklet": ("digest", "scan_digest"),
    "evidence": ("digest",),
    "opinion": ("scan_digest",),
    "posting": ("photo_digest",),
}
"""Columns of a unit's rows that name kept bytes."""


def named_in(table: str, row: PlainRow | None) -> list[str]:
    """Return the digests that a row names."""
    if row is None:
        return []
    return [row[column] for column in NAMED_BY.get(table, ()) if row.get(column)]


def named_today(connection: Connection) -> set[str]:
    """Return the digests that some row names now."""
    return {
        digest
        for table, columns in NAMED_BY.items()
        for column in columns
        for digest in connection.scalars(select(bulk.raw(table).c[column]))
        if digest
    }


def sizes(reader: Reader) -> dict[str, int]:
    """Return what each attachment weighs in a file: its bytes and what their spelling adds."""
    found = reader.session.execute(select(Blob.digest, Blob.size))
    return {row.digest: row.size * 14 // 10 for row in found}


def records_of(reader: Reader, digests: Iterable[str]) -> Iterator[Record]:
    """Give the records of the attachments that are here, one attachment in memory at a time."""
    for digest in digests:
        blob = reader.session.get(Blob, digest)
        if blob is not None:
            yield from records.blob_records(digest, blob.media_type, blob.content)
            reader.session.expunge(blob)
