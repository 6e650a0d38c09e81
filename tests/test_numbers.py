import contextlib
from decimal import Decimal

import pytest

from app.errors import UserError
from app.numbers import number_label, number_written
from tests.every.hostile import texts


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("42", Decimal(42), "42"),
        (" 1,200.50 ", Decimal("1200.50"), "1200.5"),
        ("４２．５", Decimal("42.5"), "42.5"),
        ("0", Decimal(0), "0"),
        ("000100", Decimal(100), "100"),
        ("", None, ""),
    ],
)
def test_a_number_is_read_exactly_as_it_is_written(typed, number, shown):
    assert number_written(typed, "数量", field="amount") == number
    assert number_label(number) == shown


@pytest.mark.parametrize(
    "typed", ["-1", "1e5", "NaN", "四十二", "1,2", "1.23456", "1" * 13, "٤٢", "42户", "1 / 3"]
)
def test_what_is_no_number_is_refused_by_its_field(typed):
    with pytest.raises(UserError, match="“数量”应是不小于 0 的数字") as refusal:
        number_written(typed, "数量", field="amount")
    assert refusal.value.field == "amount"


def test_no_text_breaks_the_reading_of_a_number():
    for text in texts():
        with contextlib.suppress(UserError):
            number = number_written(text, "数量", field="amount")
            assert number is None or number >= 0
