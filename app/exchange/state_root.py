"""The state root: one hash over all rows of a unit, the same there and at the county (exchange.md §4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.vocabulary import Owner
from db import bulk
from db.tables import RECORDED
from db.tables.exchange import ReceivedRow

UNIT_TABLES = tuple(name for name, kind in RECORDED.items() if kind.owner is Owner.UNIT)
"""Tables whose rows a unit writes and the county only receives."""
Line = tuple[str, str, int, str]
"""Table, id, revision, digest of the content."""


def root_of(lines: Iterable[Line]) -> str:
    """Return the hash over the lines in the order of table and id."""
    whole = hashlib.sha256()
    for name, row_id, revision, digest in sorted(lines):
        whole.update(f"{name} {row_id} {revision} {digest}\n".encode())
    return whole.hexdigest()


def own_lines(connection: Connection) -> Iterable[Line]:
    """Give a line for each row of a unit's own database."""
    for name in UNIT_TABLES:
        kind = RECORDED[name]
        for row in bulk.stored_rows(connection, kind):
            yield name, row["id"], row["revision"], bulk.digest_of(kind, row)


def received_root(connection: Connection, unit_id: str) -> str:
    """Return the state root of what the county has received of a unit."""
    columns = (ReceivedRow.table, ReceivedRow.row_id, ReceivedRow.revision, ReceivedRow.digest)
    own = (ReceivedRow.unit_id == unit_id, ReceivedRow.table.in_(UNIT_TABLES))
    return root_of(tuple(row) for row in connection.execute(select(*columns).where(*own)))  # type: ignore[misc]
