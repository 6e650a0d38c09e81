"""Numeric goals and weights as pure rules: how far a goal is, how it stands, what weights total (D13–D14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.numbers import number_label
from app.rulebook import Rulebook
from app.targets.entries import WHOLE_WEIGHT, TargetEntry
from app.targets.rules import Pace, Standing
from app.vocabulary import Month


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a numeric goal is: `done` is what the months reported together, in `unit`."""

    unit: str
    start: Decimal
    goal: Decimal
    done: Decimal

    @property
    def wanted(self) -> Decimal:
        """What has to be done in the year; more than 0 whichever way the number goes."""
        return abs(self.goal - self.start)

    @property
    def reached(self) -> Decimal:
        """Where the number stands now."""
        return self.start + self.done if self.goal > self.start else self.start - self.done

    @property
    def share(self) -> Fraction:
        """What part of the year's work is done, 1 for all of it."""
        return Fraction(self.done) / Fraction(self.wanted)

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 means done."""
        return int(self.share * 100)

    @property
    def words(self) -> str:
        """The figures in short, `31/42户`."""
        return f"{number_label(self.reached)}/{number_label(self.goal)}{self.unit}"


def figures(entry: TargetEntry, amounts: Iterable[Decimal]) -> Figures | None:
    """Return how far a target's numeric goal is; None where it has none."""
    if entry.amount_goal is None:
        return None
    start = entry.amount_start or Decimal(0)
    return Figures(entry.amount_unit, start, entry.amount_goal, sum(amounts, Decimal(0)))


def expected_share(months: Iterable[Month], today: date) -> Fraction:
    """Return which part of the year's slices has gone by: those of months that are over; 0 without slices."""
    planned = set(months)
    gone = sum(month.last_day < today for month in planned)
    return Fraction(gone, len(planned)) if planned else Fraction(0)


def figure_standing(
    found: Figures, months: Iterable[Month], due: date | None, today: date, rulebook: Rulebook
) -> Standing:
    """Tell how a numeric goal stands against the share of the year's slices gone by.

    Only points out; no grade follows from it. The thresholds are the rule book's.
    """
    expected = expected_share(months, today)
    reached = f"已完成 {found.words}（{found.percent}%）"
    if found.share >= 1:
        return Standing(Pace.DONE, f"{reached}。")
    if due is not None and due < today:
        return Standing(Pace.BEHIND, f"{reached}；时限 {due.year}年{due.month}月{due.day}日 已过。")
    if not expected:
        return Standing(Pace.ON_TRACK if found.done else Pace.COMING, f"{reached}；已过月份没有分解任务。")
    pace = _pace(found.share / expected, rulebook)
    return Standing(pace, f"{reached}；按月分解，至今应完成 {int(expected * 100)}%。")


def _pace(part: Fraction, rulebook: Rulebook) -> Pace:
    if part >= Fraction(rulebook.figure_track_percent, 100):
        return Pace.ON_TRACK
    return Pace.AT_RISK if part >= Fraction(rulebook.figure_risk_percent, 100) else Pace.BEHIND


def weight_words(weights: Mapping[str, Decimal | None]) -> str:
    """Say what the weights given add up to, and who has none, by name; empty where nobody has one."""
    given = [weight for weight in weights.values() if weight is not None]
    if not given:
        return ""
    total = sum(given, Decimal(0))
    lacking = [name for name, weight in weights.items() if weight is None]
    unset = f"；{'、'.join(lacking)}没有填写" if lacking else ""
    if total == WHOLE_WEIGHT:
        return f"权重合计 100%{unset}。"
    return f"权重合计 {number_label(total)}%，应为 100%{unset}，请核对。"
