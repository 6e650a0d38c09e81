"""What the search of the header finds, and how a text is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from app.monthly.records import READERS
from app.office import Reader
from app.review.wanted import TargetOf
from app.vocabulary import Month


class HitKind(StrEnum):
    """What was found."""

    CADRE = "cadre"
    UNIT = "unit"
    FILED = "filed"
    TARGET = "target"
    TASK = "task"
    CLAUSE = "clause"
    BOOKLET = "booklet"
    RETURNED = "returned"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, how it reads, and where it opens.

    `id` is what the stage opens: the cadre for `monthly`, `record` and for tasks, the unit, the report or the
    county's target for `review`, the year for a target, the remark for a leader's, else the booklet.
    """

    kind: HitKind
    stage: str
    id: str | TargetOf
    label: str
    detail: str
    month: Month | None = None


def readable(reader: Reader, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Match the rows of cadres that this account may read: a cadre's finds only the own ones."""
    return true() if reader.may(*READERS) else column == reader.login.cadre_id


def holds(column: InstrumentedAttribute[str], wanted: str) -> ColumnElement[bool]:
    """Match rows whose text holds the wanted one; `%` and `_` are plain signs."""
    return column.icontains(wanted, autoescape=True)


def brief(task: str, result: str) -> str:
    """Return a clause in one line."""
    return f"{task}：{result}" if result else task
