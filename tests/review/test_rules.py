"""Where a form stands at the county, what may be done, and the filing number (D26, domain.md §2.36)."""

import pytest

from app.errors import NotAllowed
from app.people.rules import Duty
from app.review.rules import (
    MOVES,
    TO_REVIEW,
    Decided,
    Form,
    Line,
    Tally,
    check_move,
    filing_number,
    form_state,
    month_word,
    moves,
    tally,
)
from app.vocabulary import ReviewMove, ReviewState, ReviewVerdict

DUE = Duty(due=True, exempt=False, reason="应报。")
EXEMPT = Duty(due=False, exempt=True, reason="全县免报，经批准免报。")
GONE = Duty(due=False, exempt=False, reason="不在本单位任职。")
SIGNED = Form("r", 3, 0, signed=True)
FILED = Decided(ReviewVerdict.FILED, 3)
RETURNED = Decided(ReviewVerdict.RETURNED, 3)


@pytest.mark.parametrize(
    ("form", "decided", "duty", "state"),
    [
        (None, None, DUE, ReviewState.NOT_YET),
        (None, None, EXEMPT, ReviewState.EXEMPT),
        (None, None, GONE, ReviewState.NOT_DUE),
        (Form("r", 3, 0, signed=False), None, DUE, ReviewState.NOT_YET),
        (Form("r", 3, 0, signed=False), None, EXEMPT, ReviewState.NOT_YET),
        (SIGNED, None, DUE, ReviewState.WAITING),
        (SIGNED, None, EXEMPT, ReviewState.WAITING),
        (Form("r", 3, 1, signed=True), None, DUE, ReviewState.CORRECTED),
        (SIGNED, FILED, DUE, ReviewState.FILED),
        (SIGNED, RETURNED, DUE, ReviewState.RETURNED),
        (Form("r", 4, 0, signed=True), FILED, DUE, ReviewState.OUTDATED),
    ],
)
def test_a_form_stands_where_its_newest_decision_puts_it(form, decided, duty, state):
    assert form_state(form, decided, duty) is state


def test_only_what_waits_is_filed_or_returned_and_only_what_is_decided_is_taken_back():
    assert {ReviewState.WAITING, ReviewState.CORRECTED, ReviewState.OUTDATED} == TO_REVIEW
    assert moves(ReviewState.WAITING) == {ReviewMove.FILE, ReviewMove.RETURN}
    assert moves(ReviewState.FILED) == {ReviewMove.WITHDRAW}
    assert moves(ReviewState.NOT_YET) == frozenset()
    for state, move in MOVES:
        check_move(state, move)


def test_a_move_that_the_table_lacks_is_refused_in_words():
    with pytest.raises(NotAllowed, match="登记表处于“已备案”状态，不能“退回”。请刷新后再看。"):
        check_move(ReviewState.FILED, ReviewMove.RETURN)


def line(state, *, due=True, exempt=False, handed_in=True, late=False, missing=False):
    return Line(state, due, exempt, handed_in, late, missing)


def test_a_units_month_is_counted_and_who_is_exempt_is_in_no_other_figure():
    count = tally(
        [
            line(ReviewState.WAITING, late=True),
            line(ReviewState.CORRECTED),
            line(ReviewState.OUTDATED),
            line(ReviewState.FILED),
            line(ReviewState.RETURNED),
            line(ReviewState.NOT_YET, handed_in=False, missing=True),
            line(ReviewState.EXEMPT, due=False, exempt=True, handed_in=False),
        ]
    )
    assert count == Tally(due=6, handed_in=5, exempt=1, late=1, missing=1, waiting=3, filed=1, returned=1)
    assert count + count == Tally(12, 10, 2, 2, 2, 6, 2, 2)


@pytest.mark.parametrize(
    ("count", "words", "state"),
    [
        (Tally(due=5, waiting=2, missing=1), "待审 2", ReviewState.WAITING),
        (Tally(due=5, missing=1, returned=1), "未报 1", ReviewState.OUTDATED),
        (Tally(due=5, filed=4, returned=1), "退回 1", ReviewState.RETURNED),
        (Tally(due=5, filed=5), "已备案", ReviewState.FILED),
        (Tally(due=5, filed=2), "已到 2/5", ReviewState.NOT_YET),
        (Tally(exempt=5), "免报", ReviewState.EXEMPT),
        (Tally(), "不应报", ReviewState.NOT_DUE),
    ],
)
def test_the_word_for_a_units_month_says_first_what_is_to_be_done(count, words, state):
    assert month_word(count) == (words, state)


def test_filing_numbers_run_through_the_year_and_are_never_given_twice():
    taken = ["备〔2025〕90号", "备〔2026〕1号", "考备〔2026〕17号", "旧式编号"]
    assert filing_number("备", 2026, taken) == "备〔2026〕18号"
    assert filing_number("备", 2027, taken) == "备〔2027〕1号"
