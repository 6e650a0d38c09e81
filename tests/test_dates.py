"""Dates as people write them."""

from datetime import date

import pytest

from app.dates import day_written, last_day_written, month_written
from app.errors import UserError
from app.vocabulary import Month


@pytest.mark.parametrize(
    "text",
    [
        "1980-05",
        "1980.05",
        "1980.5",
        "1980/5",
        "198005",
        "1980年5月",
        "1980年05月份",
        "1980 年 5 月",
        "１９８０．０５",
        "1980-05-17",
        "1980-05-01 00:00",
        "19800517",
        "29342",
        "1980.05.",
    ],
)
def test_a_month_of_birth_is_read_however_it_is_written(text):
    assert month_written(text) == Month(1980, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-15", date(2021, 3, 15)),
        ("2021.3.15", date(2021, 3, 15)),
        ("2021年3月15日", date(2021, 3, 15)),
        ("20210315", date(2021, 3, 15)),
        ("2021.03", date(2021, 3, 1)),
    ],
)
def test_a_day_is_read_and_a_month_alone_is_its_first_day(text, day):
    assert day_written(text) == day


def test_a_time_limit_given_as_a_month_is_its_last_day():
    assert last_day_written("2026年9月") == date(2026, 9, 30)
    assert last_day_written("2026-09-15") == date(2026, 9, 15)


@pytest.mark.parametrize("text", ["五月", "1980", "1980-13", "2026-02-30", "80.05", "0000-00", "明年"])
def test_what_is_no_date_is_told_with_an_example(text):
    with pytest.raises(UserError, match="不是日期，请写成 2021-03-15 的样子"):
        day_written(text)


def test_a_number_that_lost_its_zero_is_not_guessed():
    with pytest.raises(UserError, match="分不清是1月还是10月，请写成 1980-01 或 1980-10"):
        month_written("1980.1")
