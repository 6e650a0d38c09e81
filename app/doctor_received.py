"""The doctor looks at what came from the units: entries and rows still as they were sent (exchange.md §1)."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.history.labels import TABLES
from db.received import broken_entries, changed_rows
from db.tables.exchange import ReceivedEntry


class Altered(Exception):
    """Something is no longer as a unit sent it."""


def look_at_received(engine: Engine) -> str:
    """Return what was found in order; raises `Altered` naming the first thing that is not."""
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(ReceivedEntry)) or 0
        if (entry := next(broken_entries(session), None)) is not None:
            raise Altered(f"“{entry[0]}”报来的第 {entry[1]} 条操作记录对不上，可能被改动过。")
        if (row := next(changed_rows(session), None)) is not None:
            raise Altered(f"单位报来的“{TABLES[row[0]]}”（{row[1][:8]}）与报来时不一致。")
    return f"{count} 条，与报来时一致。" if count else "本机没有收到过单位的文件。"
