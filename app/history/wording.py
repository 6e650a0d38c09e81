"""Stored values in words: what an entry of the journal changed, field by field, short enough for a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.types import TypeDecorator

from app.history.labels import FIELDS, TABLES
from app.rulebook import settings
from app.vocabulary import Grade, Month, Role, Term
from app.workdays import DayKind, YearStatus
from db.journal import Change, PlainRow
from db.tables import RECORDED

LONGEST = 60
"""Characters shown of a text."""
CONTEXT = 8
"""Unchanged characters left standing before and behind the place that changed."""
NUMBERED = frozenset({"clause", "plan_item"})
NAMED_LISTS = {
    "partners": "cadre",
    "attendees": "cadre",
    "cadre_ids": "cadre",
    "report_ids": "report",
    "unit_ids": "unit",
}
"""List columns whose members are ids, with the table they point into."""
CODES: dict[tuple[str, str], type[Term]] = {
    ("calendar_day", "kind"): DayKind,
    ("calendar_year", "status"): YearStatus,
}
"""Text columns that hold the code of a term."""


class ChangeKind(Term):
    """What became of a row."""

    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "删除"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field from what to what; an empty text stands for nothing."""

    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change in one line, `完成率（%）：85 → 107`."""
        return f"{self.label}：{self.before or '空'} → {self.after or '空'}"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that an entry added, changed or removed."""

    title: str
    kind: ChangeKind
    fields: tuple[FieldChange, ...]


class Names(Protocol):
    """Knows what an id and a grade are called."""

    def of(self, table: str, row_id: str) -> str:
        """Return what people call the row."""

    def grade(self, grade: Grade) -> str:
        """Return the grade's name in the rule book."""


def row_change(change: Change, names: Names) -> RowChange:
    """Put a change of the journal into words; fields without a Chinese name stay out."""
    before, after = change.before or {}, change.after or {}
    kind = ChangeKind.ADDED if not before else ChangeKind.CHANGED if after else ChangeKind.REMOVED
    fields = []
    for name, label in FIELDS[change.table].items():
        old, new = (worded(change.table, name, row, names) for row in (before, after))
        if old != new:
            fields.append(FieldChange(label, *shortened(old, new)))
    return RowChange(row_title(change.table, after or before), kind, tuple(fields))


def row_title(table: str, row: PlainRow) -> str:
    """Return what kind of record a row is, with its number where records of the kind are numbered."""
    return f"{TABLES[table]}第 {row.get('position', '')} 条" if table in NUMBERED else TABLES[table]


def worded(table: str, name: str, row: PlainRow, names: Names) -> str:
    """Return one stored field of a row in words; empty where it holds nothing."""
    stored = row.get(name)
    if stored is None or stored == "":
        return ""
    try:
        return " ".join(_in_words(table, name, stored, names).split())
    except (ValueError, KeyError, AttributeError):  # a code or a shape of another version of the program
        return str(stored)


def _in_words(table: str, name: str, stored: Any, names: Names) -> str:  # noqa: ANN401 - a stored value
    column = RECORDED[table].__table__.columns[name]
    for key in column.foreign_keys:
        return names.of(key.column.table.name, stored)
    if name.endswith("_digest"):
        return f"有（{stored[:8]}）"
    if (table, name) in CODES:
        return CODES[table, name](stored).label
    kind = column.type
    value = kind.process_result_value(stored, None) if isinstance(kind, TypeDecorator) else stored  # type: ignore[arg-type]
    return _value_in_words(name, value, names)


def _value_in_words(name: str, value: object, names: Names) -> str:
    if isinstance(value, Grade):
        return names.grade(value)
    if isinstance(value, list):
        return "、".join(_member(name, member, names) for member in value)
    return next((write(value) for kind, write in _WRITERS if isinstance(value, kind)), str(value))


def _member(name: str, member: str, names: Names) -> str:
    if name in NAMED_LISTS:
        return names.of(NAMED_LISTS[name], member)
    return Role(member).label if name == "roles" else str(member)


def _mapping(value: Mapping[str, Any]) -> str:
    if "reasons" in value:
        return "".join(value["reasons"])
    labels = {setting.key: setting.label for setting in settings()}
    return "；".join(f"{labels.get(key, key)}：{entry}" for key, entry in value.items())


_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Term, lambda term: term.label),
    (Month, lambda month: month.label),
    (bool, lambda flag: "是" if flag else "否"),
    (datetime, lambda moment: moment.strftime("%Y-%m-%d %H:%M")),
    (date, date.isoformat),
    (dict, _mapping),
)
"""How each kind of value is written, the narrower kind first."""


def shortened(before: str, after: str) -> tuple[str, str]:
    """Cut two long texts down to the place where they differ, at most `LONGEST` characters each."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    start = max(_alike(before, after) - CONTEXT, 0)
    rest = before[start:], after[start:]
    end = max(_alike(rest[0][::-1], rest[1][::-1]) - CONTEXT, 0)
    old, new = (_clipped(text[start : len(text) - end], start=start, end=end) for text in (before, after))
    return old, new


def _alike(one: str, other: str) -> int:
    """Count the characters that two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _clipped(text: str, *, start: int, end: int) -> str:
    if not text:
        return ""
    whole = len(text) <= LONGEST
    return f"{'…' if start else ''}{text[:LONGEST]}{'…' if end or not whole else ''}"
