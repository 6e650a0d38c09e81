"""Reads the month of the whole county: its cases, its totals, the rows behind a number (D38–D39, §7.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.errors import NotAllowed
from app.monthly.ledger import ledger
from app.monthly.lights import light
from app.office import Reader
from app.review.digest_rules import GRADES, Case, Measure, Totals, UnitLine, counts, totals, unit_lines
from app.review.words import county_words, in_force
from app.vocabulary import Month, PostKind, Role, StationKind
from db.tables.monthly import Report
from db.tables.people import Cadre, Post, Unit

BATCH = 5_000
"""People read at once: a statement takes a limited number of values."""


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """What the digest shows of a month before anybody wrote a word."""

    month: Month
    county: Totals
    before: Totals
    """Of the month before."""
    units: tuple[UnitLine, ...]
    labels: dict[Measure, str]
    """What each number is called; the grades by the month's rule book (§2.10)."""


def require_county(reader: Reader) -> None:
    """Raise `NotAllowed` unless this is the county's installation and one of its people is at work."""
    reader.require(Role.CLERK, Role.HEAD)
    if reader.station.kind is not StationKind.COUNTY:
        raise NotAllowed("这项工作由县考核办办理。", next_step="请在县考核办的电脑上操作。")


def month_cases(reader: Reader, month: Month, unit_id: str | None = None) -> tuple[Case, ...]:
    """Return everybody who owed or handed in something or was exempt, unit by unit in county order."""
    people = _people(reader, month, unit_id)
    here = [Report.unit_id == unit_id] if unit_id else []
    words = county_words(reader, Report.month == month, *here)
    cases = []
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        entries = ledger(reader, [(unit, cadre) for unit, _, cadre, *_ in batch], month, month)
        for unit, unit_name, cadre, name, title in batch:
            entry = entries[unit, cadre, month]
            if entry.due or entry.duty.exempt or entry.handed_in:
                said = words.get((unit, cadre, month), ())
                word = in_force(said, entry.report.id if entry.report else None)
                shown = light(entry, reader.today)
                cases.append(Case(unit, unit_name, name, title, entry, shown, word, said))
    return tuple(cases)


def _people(reader: Reader, month: Month, unit_id: str | None) -> list[tuple[str, str, str, str, str]]:
    """Return (unit, its name, cadre, name, title), each cadre once a unit, in board order."""
    query = (
        select(Unit.id, Unit.short_name, Cadre.id, Cadre.name, Post.title)
        .join(Post, Post.unit_id == Unit.id)
        .join(Cadre, Cadre.id == Post.cadre_id)
        .where(
            Post.reports,
            Post.kind != PostKind.CONCURRENT,
            Post.since <= month.last_day,
            or_(Post.until.is_(None), Post.until >= month.first_day),
            *([Unit.id == unit_id] if unit_id else []),
        )
        .order_by(Unit.position, Unit.name, Unit.id, Post.position, Post.since.desc(), Cadre.id)
    )
    kept: dict[tuple[str, str], tuple[str, str, str, str, str]] = {}
    for unit, unit_name, cadre, name, title in reader.session.execute(query):
        kept.setdefault((unit, cadre), (unit, unit_name, cadre, name, title))
    return list(kept.values())


def month_totals(reader: Reader, month: Month) -> MonthTotals:
    """Return the county's and every unit's totals of a month, with those of the month before."""
    require_county(reader)
    return totals_of(reader, month, month_cases(reader, month))


def totals_of(reader: Reader, month: Month, cases: Sequence[Case]) -> MonthTotals:
    """Return the totals of cases already read."""
    before = totals(month_cases(reader, month.previous))
    return MonthTotals(month, totals(cases), before, unit_lines(cases), labels(reader, month))


def labels(reader: Reader, month: Month) -> dict[Measure, str]:
    """Return what each number is called in the month."""
    rulebook = reader.rulebook(month)
    return {
        measure: rulebook.grade_label(GRADES[measure]) if measure in GRADES else measure.label
        for measure in Measure
    }


def rows_behind(
    reader: Reader, month: Month, measure: Measure, unit_id: str | None = None
) -> tuple[Case, ...]:
    """Return the cases that a number counts, of one unit or of the whole county."""
    require_county(reader)
    return tuple(case for case in month_cases(reader, month, unit_id) if counts(case, measure))
