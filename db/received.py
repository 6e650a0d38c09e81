"""Is what the county received still as it came: the stations' entries, and the rows that they made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import zstandard
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from db import bulk
from db.journal import HEAD, entry_hash, unpack
from db.tables import RECORDED
from db.tables.exchange import EnrolledStation, ReceivedEntry, ReceivedRow
from db.vocabulary import Owner


def broken_entries(session: Session) -> Iterator[tuple[str, int]]:
    """Give station and number of the received entries that do not fit their hash, part or predecessor."""
    for station in session.scalars(select(EnrolledStation).order_by(EnrolledStation.id)).all():
        last_seq, last_hash = station.base_seq, station.base_hash
        for entry in _entries(session, station.id):
            linked = entry["seq"] != last_seq + 1 or entry["prev_hash"] == last_hash
            if not (linked and _holds_together(entry)):
                yield station.name, entry["seq"]
            last_seq, last_hash = entry["seq"], entry["hash"]


def _entries(session: Session, enrolled_id: str) -> Iterator[RowMapping]:
    table = bulk.raw(ReceivedEntry.__tablename__)
    query = select(table).where(table.c.enrolled_id == enrolled_id).order_by(table.c.seq)
    yield from session.connection().execute(query).mappings().yield_per(bulk.AT_ONCE)


def _holds_together(entry: RowMapping) -> bool:
    try:
        body = unpack(entry["travelling"])
    except zstandard.ZstdError:
        return False
    told = hashlib.sha256(body).hexdigest() == entry["travelling_digest"]
    return told and bool(entry["hash"] == entry_hash({name: entry[name] for name in HEAD}))


def changed_rows(session: Session) -> Iterator[tuple[str, str]]:
    """Give table and id of the units' rows that are no longer as the units sent them, or are gone."""
    connection = session.connection()
    index = bulk.raw(ReceivedRow.__tablename__)
    for name, kind in RECORDED.items():
        if kind.owner is not Owner.UNIT:
            continue
        query = select(index.c.row_id, index.c.revision, index.c.digest).where(index.c.table == name)
        known = {row_id: (revision, digest) for row_id, revision, digest in connection.execute(query)}
        for row in bulk.stored_rows(connection, kind) if known else ():
            told = known.pop(row["id"], None)
            if told is not None and told != (row["revision"], bulk.digest_of(kind, row)):
                yield name, row["id"]
        yield from ((name, row_id) for row_id in known)
