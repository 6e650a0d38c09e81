"""Entries of the journal as people read them: line by line what was changed, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.history.views import HistoryLine
from app.history.wording import ChangeKind, RowChange
from ui.shared.columns import Column

MOST = 60
"""Lines shown of one entry; an import can hold thousands."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry in a record's history; `undone` when it was taken back later."""

    entry: HistoryLine
    undone: bool

    @property
    def id(self) -> int:
        """The entry's number."""
        return self.entry.seq


def history_rows(entries: Sequence[HistoryLine]) -> list[HistoryRow]:
    """Return the rows of a record's history, in the order of its entries."""
    taken_back = {entry.undoes for entry in entries}
    return [HistoryRow(entry, entry.seq in taken_back) for entry in entries]


def changes_in_words(changes: Iterable[RowChange]) -> str:
    """Return what was changed, one line each, at most `MOST`."""
    lines = [*_lines(changes)]
    more = [f"……另有 {len(lines) - MOST} 处改动"] if len(lines) > MOST else []
    return "\n".join(lines[:MOST] + more)


def _lines(changes: Iterable[RowChange]) -> Iterator[str]:
    for change in changes:
        if change.kind is ChangeKind.CHANGED:
            yield from (f"{change.title} · {field.sentence}" for field in change.fields)
        else:
            stated = "；".join(f"{field.label}：{field.after or field.before}" for field in change.fields)
            yield (
                f"{change.kind.label}{change.title}：{stated}" if stated else change.kind.label + change.title
            )


def _action(row: HistoryRow) -> str:
    words = (row.entry.action, row.entry.subject, "（后来已撤销）" if row.undone else "")
    return "\n".join(part for part in words if part)


def _actor(row: HistoryRow) -> str:
    return f"{row.entry.actor}\n{'、'.join(row.entry.roles)}"


HISTORY_COLUMNS: tuple[Column[HistoryRow], ...] = (
    Column("时间", lambda row: f"{row.entry.at:%Y-%m-%d %H:%M}", width=128),
    Column("人员", _actor, width=178),
    Column("操作", _action, width=178),
    Column("改动：原来 → 改为", lambda row: changes_in_words(row.entry.changes)),
)
