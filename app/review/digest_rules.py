"""What the month's digest counts, person by person and unit by unit (D38–D39; domain.md §7.7, §2.12).

Pure: the cases of a month in, totals out. A number is the count of the cases that `counts` picks, so that
every number leads back to its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.monthly.ledger import Entry
from app.review.words import CountyWord
from app.vocabulary import Grade, Light, ReviewVerdict, Term


class Measure(Term):
    """One number of the digest; the four grades take their labels from the rule book."""

    DUE = "due", "应报"
    HANDED_IN = "handed_in", "实报"
    EXEMPT = "exempt", "免报"
    LATE = "late", "迟报"
    MISSING = "missing", "未报"
    GOOD = "good", "好"
    FAIR = "fair", "较好"
    PLAIN = "plain", "一般"
    POOR = "poor", "差"
    OPEN = "open", "待定"
    """Handed in, but without an effective grade yet."""
    RETURNED = "returned", "退回"
    ON_TIME = "on_time", "按时"
    WAITING = "waiting", "待报"
    """Due, not handed in, and not late yet."""


GRADES = {
    Measure.GOOD: Grade.GOOD,
    Measure.FAIR: Grade.FAIR,
    Measure.PLAIN: Grade.PLAIN,
    Measure.POOR: Grade.POOR,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One cadre's month as the county sees it; `words` are the county's on every version, oldest first."""

    unit_id: str
    unit: str
    name: str
    title: str
    entry: Entry
    light: Light
    word: CountyWord | None = None
    """The county's decision on the form as it stands now."""
    words: tuple[CountyWord, ...] = ()

    @property
    def cadre_id(self) -> str:
        """Whose month it is."""
        return self.entry.cadre_id

    @property
    def report_id(self) -> str | None:
        """The version in force."""
        return self.entry.report.id if self.entry.report else None

    @property
    def grade(self) -> Grade | None:
        """The effective grade: the meeting's, until the county returned the form (domain.md §2.12)."""
        return effective(self.entry, self.word)


def effective(entry: Entry, word: CountyWord | None) -> Grade | None:
    """Return the grade that counts: the meeting's, unless the county returned that form (§2.12)."""
    if entry.report is None or (word is not None and word.verdict is ReviewVerdict.RETURNED):
        return None
    return entry.report.grade


def counts(case: Case, measure: Measure) -> bool:
    """Tell whether a case is one of those that the number of `measure` counts."""
    came = case.entry.due and case.entry.handed_in
    if measure in GRADES:
        return came and case.grade is GRADES[measure]
    return {
        Measure.DUE: case.entry.due,
        Measure.HANDED_IN: came,
        Measure.EXEMPT: case.entry.duty.exempt,
        Measure.LATE: case.entry.late,
        Measure.MISSING: case.light is Light.MISSING,
        Measure.OPEN: came and case.grade is None,
        Measure.RETURNED: any(word.verdict is ReviewVerdict.RETURNED for word in case.words),
        Measure.ON_TIME: came and not case.entry.late,
        Measure.WAITING: case.entry.due and not came and case.light is not Light.MISSING,
    }[measure]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many cases each measure counts."""

    numbers: Mapping[Measure, int]

    def of(self, measure: Measure) -> int:
        """Return one number."""
        return self.numbers[measure]


def totals(cases: Iterable[Case]) -> Totals:
    """Count the cases."""
    listed = list(cases)
    return Totals({measure: sum(counts(case, measure) for case in listed) for measure in Measure})


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's line of the digest."""

    unit_id: str
    unit: str
    totals: Totals


def unit_lines(cases: Sequence[Case]) -> tuple[UnitLine, ...]:
    """Return a line for every unit, in the order of the cases, which lie unit by unit."""
    return tuple(
        UnitLine(unit_id, unit, totals(of_unit))
        for (unit_id, unit), of_unit in groupby(cases, key=lambda case: (case.unit_id, case.unit))
    )
