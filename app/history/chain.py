"""Is the journal as it was written: every entry hangs on the one before it (exchange.md §2)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.history.views import READERS_OF_THE_OFFICE
from app.office import Reader
from db.journal import broken_links
from db.tables.journal import JournalEntry

NAMED = 5
"""Numbers of broken entries that the sentence names."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What the check of the whole journal found; `broken` are the numbers of entries that do not fit."""

    count: int
    broken: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """The finding in one line, with the next step where there is something wrong."""
        if not self.broken:
            return f"共 {self.count} 条操作记录，前后相连，没有被改动。"
        named = "、".join(map(str, self.broken[:NAMED]))
        more = f"等 {len(self.broken)} 条" if len(self.broken) > NAMED else "条"
        return f"第 {named} {more}对不上，可能被改动过。请联系维护人员，不要自行改动数据文件。"


def check_chain(reader: Reader) -> ChainCheck:
    """Read the whole journal and compare every hash; a second for about 20,000 entries."""
    reader.require(*READERS_OF_THE_OFFICE)
    count = reader.session.scalar(select(func.count()).select_from(JournalEntry)) or 0
    return ChainCheck(count, tuple(broken_links(reader.session)))
