"""Numeric goals and weights as pure rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.rulebook import DEFAULTS
from app.targets.entries import TargetEntry
from app.targets.figures import expected_share, figure_standing, figures, weight_words
from app.targets.rules import Pace
from app.vocabulary import Month

QUARTER = [Month(2026, month) for month in range(1, 5)]
TODAY = date(2026, 3, 28)
HOUSES = TargetEntry("危房改造", amount_unit="户", amount_goal=Decimal(42))


def stands(done, months=QUARTER, due=None, today=TODAY, entry=HOUSES):
    return figure_standing(figures(entry, [Decimal(done)]), months, due, today, DEFAULTS)


def test_a_target_without_a_goal_has_no_figures():
    assert figures(TargetEntry("党建"), [Decimal(3)]) is None


def test_what_the_months_report_adds_up_exactly():
    found = figures(HOUSES, [Decimal("0.1"), Decimal("0.2"), Decimal(30)])
    assert (found.done, found.words, found.percent) == (Decimal("30.3"), "30.3/42户", 72)


def test_a_number_may_begin_above_nothing_and_may_have_to_fall():
    entry = TargetEntry("返贫风险户", amount_unit="户", amount_start=Decimal(50), amount_goal=Decimal(10))
    found = figures(entry, [Decimal(12)])
    assert (found.wanted, found.reached, found.words, found.percent) == (40, 38, "38/10户", 30)
    tea = TargetEntry("茶园", amount_unit="亩", amount_start=Decimal(100), amount_goal=Decimal(150))
    rising = figures(tea, ())
    assert (rising.reached, rising.percent) == (100, 0)


def test_a_month_counts_as_gone_once_it_is_over():
    assert expected_share(QUARTER, TODAY) == Fraction(1, 2)
    assert expected_share(QUARTER, date(2026, 4, 1)) == Fraction(3, 4)
    assert expected_share([], TODAY) == 0


@pytest.mark.parametrize(
    ("done", "more", "pace"),
    [
        ("42", {}, Pace.DONE),
        ("50", {"due": date(2026, 3, 1)}, Pace.DONE),
        ("41", {"due": date(2026, 3, 1)}, Pace.BEHIND),
        ("18.9", {}, Pace.ON_TRACK),
        ("18.8", {}, Pace.AT_RISK),
        ("14.7", {}, Pace.AT_RISK),
        ("14.6", {}, Pace.BEHIND),
        ("0", {"months": [Month(2026, 4)]}, Pace.COMING),
        ("1", {"months": [Month(2026, 4)]}, Pace.ON_TRACK),
    ],
)
def test_a_goal_stands_against_the_share_of_the_slices_gone_by(done, more, pace):
    assert stands(done, **more).pace is pace


def test_the_reason_tells_what_was_reached_and_what_should_have_been():
    assert stands("14").reason == "已完成 14/42户（33%）；按月分解，至今应完成 50%。"
    assert stands("42").reason == "已完成 42/42户（100%）。"
    assert stands("41", due=date(2026, 3, 1)).reason == "已完成 41/42户（97%）；时限 2026年3月1日 已过。"


def test_weights_that_do_not_add_up_are_pointed_out():
    assert weight_words({"第 1 项": None}) == ""
    assert weight_words({"第 1 项": Decimal(60), "第 2 项": Decimal(40)}) == "权重合计 100%。"
    assert (
        weight_words({"第 1 项": Decimal("60.5"), "第 2 项": None})
        == "权重合计 60.5%，应为 100%；第 2 项没有填写，请核对。"
    )
