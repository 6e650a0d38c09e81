from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.months import Month, months_of

MONTHS = st.builds(Month, st.integers(1901, 9998), st.integers(1, 12))


@given(MONTHS)
def test_a_month_is_read_back_as_it_was_written(month):
    assert Month.parse(str(month)) == month


@given(MONTHS, st.integers(-12, 12))
def test_months_forward_and_back_end_where_they_began(month, count):
    assert month.plus(count).plus(-count) == month


@given(MONTHS)
def test_the_next_month_begins_the_day_after_the_last(month):
    assert month.next.first_day.toordinal() == month.last_day.toordinal() + 1
    assert month.next.previous == month
    assert Month.of(month.first_day) == Month.of(month.last_day) == month


def test_months_are_ordered_across_the_turn_of_the_year():
    december, january = Month(2026, 12), Month(2027, 1)

    assert december < january
    assert list(december.through(january)) == [december, january]
    assert list(january.through(december)) == []


def test_a_month_is_shown_in_chinese_and_february_knows_leap_years():
    assert Month(2026, 3).label == "2026年3月"
    assert Month(2028, 2).last_day == date(2028, 2, 29)


def test_a_year_has_twelve_months():
    assert (len(months_of(2026)), months_of(2026)[0], months_of(2026)[-1]) == (
        12,
        Month(2026, 1),
        Month(2026, 12),
    )


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "26-03", "2026-03-01", "二〇二六-03"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        Month.parse(text)
