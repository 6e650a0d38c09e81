"""月均: exact until the end, 未报 as nothing, 免报 not at all, what is open told apart (domain.md §2c)."""

from datetime import date
from fractions import Fraction

import pytest

from app.monthly.ledger import Entry, ReportLine
from app.people.rules import Duty
from app.record import rules
from app.record.rules import NOTHING, Mean
from app.rulebook import DEFAULTS
from app.vocabulary import Grade, Light, Month, ReportState

MARCH = Month(2026, 3)


def entry(*, due=True, state=ReportState.SIGNED):
    line = ReportLine("r", "c", "u", MARCH, 0, state, date(2026, 3, 30), None, None, 0) if state else None
    return Entry("u", "c", MARCH, Duty(due=due, exempt=False, reason=""), date(2026, 3, 30), line, line)


def month_mean(found, light=Light.SIGNED, grade=Grade.GOOD):
    return rules.month_mean(found, light, grade, DEFAULTS)


def test_a_graded_month_counts_its_points():
    assert month_mean(entry()) == Mean(total=100, months=1)


def test_a_missed_month_counts_as_nothing_but_counts():
    assert month_mean(entry(state=None), Light.MISSING, None) == Mean(months=1, missed=1)


def test_a_month_without_duty_or_still_to_come_does_not_count():
    assert month_mean(entry(due=False)) is NOTHING
    assert month_mean(entry(state=None), Light.OPEN, None) is NOTHING


def test_a_reported_month_without_a_grade_is_open():
    assert month_mean(entry(), grade=None) == Mean(open=1)


def test_the_mean_is_exact_and_of_nothing_none():
    whole = rules.mean([Mean(100, 1), Mean(80, 1), Mean(0, 1, missed=1), Mean(open=1)])
    assert (whole.value, whole.missed, whole.open) == (Fraction(60), 1, 1)
    assert rules.mean([]).value is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(200, 3), "66.67"), (Fraction(1, 200), "0.01"), (Fraction(80), "80.00"), (None, "—")],
)
def test_rounding_happens_once_and_half_up(value, text):
    assert rules.rounded(value) == text


def test_a_mean_lies_above_below_or_level():
    assert rules.compared(Fraction(80), Fraction(75)) == "高 5.00"
    assert rules.compared(Fraction(70), Fraction(75)) == "低 5.00"
    assert rules.compared(Fraction(70), Fraction(70)) == "持平"
    assert rules.compared(None, Fraction(70)) == "—"


def test_how_a_mean_came_about_is_written_out():
    assert rules.reckoning([Mean(100, 1), Mean(0, 1), Mean(open=1)]) == "(100+0)÷2"
    assert rules.reckoning([]) == "没有可计的月份"
