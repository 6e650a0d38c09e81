"""月均: the mean of a cadre's effective month scores, exact until the end (domain.md §2c, §2.29).

Σ effective scores ÷ months due: 未报 counts 0, 免报 and months without duty do not count. A month that was
reported but has no effective grade yet (not evaluated, or returned by the county) is open: it counts neither
way until the grade is there, and is told beside the mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.monthly.ledger import Entry
from app.rulebook import Rulebook
from app.vocabulary import Grade, Light


@dataclass(frozen=True, slots=True)
class Mean:
    """What a mean was computed from; `total` ÷ `months` unless there is nothing to divide by."""

    total: int = 0
    months: int = 0
    """Months due that are settled: graded, or missed."""
    missed: int = 0
    open: int = 0

    @property
    def value(self) -> Fraction | None:
        """The exact mean, None of nothing."""
        return Fraction(self.total, self.months) if self.months else None

    def plus(self, other: Mean) -> Mean:
        """Return the mean over both."""
        return Mean(
            self.total + other.total,
            self.months + other.months,
            self.missed + other.missed,
            self.open + other.open,
        )


NOTHING = Mean()


def month_mean(entry: Entry, light: Light, grade: Grade | None, rulebook: Rulebook) -> Mean:
    """Return what one month adds to the mean."""
    if not entry.due:
        return NOTHING
    if light is Light.MISSING:
        return Mean(months=1, missed=1)
    if not entry.handed_in:
        return NOTHING
    if grade is None:
        return Mean(open=1)
    return Mean(total=rulebook.points(grade), months=1)


def mean(parts: Iterable[Mean]) -> Mean:
    """Return the mean over several months or several people."""
    whole = NOTHING
    for part in parts:
        whole = whole.plus(part)
    return whole


def rounded(value: Fraction | None) -> str:
    """Return a value with two decimals, rounded half up once; `—` for none."""
    if value is None:
        return "—"
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def compared(own: Fraction | None, others: Fraction | None) -> str:
    """Return how far a mean lies above or below another, `高 3.25`, from the exact values."""
    if own is None or others is None:
        return "—"
    if own == others:
        return "持平"
    return f"{'高' if own > others else '低'} {rounded(abs(own - others))}"


def reckoning(parts: Iterable[Mean]) -> str:
    """Write out how a mean came about, `(100+80+0)÷3`."""
    scores = [part.total for part in parts if part.months]
    return f"({'+'.join(map(str, scores))})÷{len(scores)}" if scores else "没有可计的月份"
