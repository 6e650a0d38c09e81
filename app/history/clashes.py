"""Both versions of what two people changed at the same time, in words."""

from __future__ import annotations

from collections.abc import Iterator

from app.errors import Conflict, Version
from app.history.labels import FIELDS
from app.history.names import KnownNames
from app.history.wording import Names, row_title, worded
from app.office import Reader
from db.clashes import Clash, Overtaken

REMOVED = "（删除）"


def conflict(reader: Reader, overtaken: Overtaken) -> Conflict:
    """Return the `Conflict` that says who has meanwhile changed what, and holds both versions."""
    names = KnownNames(reader, reader.today)
    last = overtaken.clashes[-1]
    return Conflict(
        f"您打开以后，{last.actor} 在 {last.at:%H:%M} 修改了同一内容。",
        next_step="请对照两边的内容再定，您的输入仍在。",
        versions=tuple(version for clash in overtaken.clashes for version in _versions(clash, names)),
        seen=overtaken.seq,
    )


def _versions(clash: Clash, names: Names) -> Iterator[Version]:
    record = row_title(clash.table, clash.theirs)
    for name, label in FIELDS[clash.table].items():
        if name in clash.columns:
            mine = REMOVED if clash.mine is None else worded(clash.table, name, clash.mine, names)
            yield Version(record, label, worded(clash.table, name, clash.theirs, names), mine)
