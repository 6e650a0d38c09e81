"""The hints of a month with what people at the county did about them (domain.md §2c)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.office import Reader
from app.review.hint_rules import Hint, HintCase, HintDecided, hint_cases
from app.review.hints import hints, unit_names
from app.vocabulary import Month
from db.tables.review import HintDecision


def hints_of(reader: Reader, month: Month) -> tuple[HintCase, ...]:
    """Return the month's hints, open ones first, decided ones whose facts have gone last."""
    rows = reader.session.scalars(select(HintDecision).where(HintDecision.month == month)).all()
    names = unit_names(reader)
    gone = {row.key: _remembered(row, names[row.unit_id]) for row in rows}
    return hint_cases(hints(reader, month), _by_key(rows), gone)


def hint_decisions(reader: Reader, keys: Iterable[str]) -> dict[str, HintDecided]:
    """Return what was done about these hints, by key."""
    return _by_key(reader.session.scalars(select(HintDecision).where(HintDecision.key.in_(list(keys)))))


def _by_key(rows: Iterable[HintDecision]) -> dict[str, HintDecided]:
    return {row.key: _decided(row) for row in rows}


def _decided(row: HintDecision) -> HintDecided:
    return HintDecided(
        revision=row.revision,
        verdict=row.verdict,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        facts=tuple(row.reasons),
    )


def _remembered(row: HintDecision, unit: str) -> Hint:
    return Hint(row.rule, row.unit_id, unit, row.month, tuple(row.reasons))
