import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.workdays import (
    Anchors,
    Calendar,
    CalendarRows,
    CalendarYear,
    DayKind,
    SpecialDay,
    YearStatus,
    due_date,
    estimate,
    seed,
)

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
OFFICIAL_YEARS = range(2004, 2027)
CALENDAR = Calendar.of(seed(range(2004, 2028)))
UNKNOWN = Calendar.of(CalendarRows((), ()))

# domain.md §5.4: posted, last day counted from the next workday, last day with the posting day counted
VECTORS = [
    ("2026-01-30", "2026-02-10", "2026-02-09"),
    ("2026-02-02", "2026-02-11", "2026-02-10"),
    ("2026-02-11", "2026-02-27", "2026-02-26"),
    ("2026-02-28", "2026-03-10", "2026-03-09"),
    ("2026-04-01", "2026-04-13", "2026-04-10"),
    ("2026-04-30", "2026-05-13", "2026-05-12"),
    ("2026-09-18", "2026-09-29", "2026-09-28"),
    ("2026-09-29", "2026-10-14", "2026-10-13"),
    ("2026-09-30", "2026-10-15", "2026-10-14"),
    ("2025-01-24", "2025-02-10", "2025-02-08"),
    ("2025-09-30", "2025-10-16", "2025-10-15"),
]


@pytest.mark.parametrize(("posted", "last", "last_if_counted"), VECTORS)
def test_seven_workdays_end_where_both_ways_of_counting_say(posted, last, last_if_counted):
    day = date.fromisoformat(posted)
    assert CALENDAR.posting_period(day).last == date.fromisoformat(last)
    counted = CALENDAR.posting_period(day, count_first_day=True)
    assert (counted.first, counted.last) == (day, date.fromisoformat(last_if_counted))


def test_a_period_prints_its_first_day_last_day_and_what_was_skipped():
    period = CALENDAR.posting_period(date(2026, 4, 1))
    assert (period.first, period.last, period.days) == (date(2026, 4, 2), date(2026, 4, 13), 7)
    assert period.status is YearStatus.OFFICIAL
    assert not period.needs_confirmation
    assert period.reasons == (
        "公示 7 个工作日，自张贴次日起算：2026年4月2日至2026年4月13日。",
        "放假不计：4月6日（清明）。",
    )


def test_a_make_up_saturday_is_counted_and_named():
    period = CALENDAR.posting_period(date(2026, 2, 28), count_first_day=True)
    assert period.first == date(2026, 2, 28)
    assert period.reasons[0] == "公示 7 个工作日，张贴当日计入：2026年2月28日至2026年3月9日。"
    assert period.reasons[1] == "调休上班计入：2月28日（春节）。"


def test_posting_on_a_day_off_counts_from_the_next_workday_either_way():
    saturday = date(2026, 3, 7)
    assert CALENDAR.posting_period(saturday) == CALENDAR.posting_period(date(2026, 3, 6))
    assert CALENDAR.posting_period(saturday, count_first_day=True).first == date(2026, 3, 9)


def test_real_notices_of_five_workdays_count_the_posting_day():
    period = CALENDAR.posting_period(date(2022, 5, 7), 5, count_first_day=True)  # domain.md §5.2
    assert period.last == date(2022, 5, 12)


def test_a_period_in_an_unpublished_year_must_be_confirmed_by_a_person():
    period = CALENDAR.posting_period(date(2027, 3, 1))
    assert period.status is YearStatus.ESTIMATED
    assert period.needs_confirmation
    assert (
        period.reasons[-1] == "2027年节假日安排未公布，暂按估算推算，节假日安排未核对，起止日期须经人工确认。"
    )


def test_a_december_posting_that_runs_into_an_unpublished_year_must_be_confirmed():
    assert CALENDAR.posting_period(date(2026, 12, 25)).status is YearStatus.ESTIMATED
    assert CALENDAR.posting_period(date(2026, 12, 14)).status is YearStatus.OFFICIAL


def test_the_last_days_of_december_wait_for_the_next_years_notice():
    ends_29_december = CALENDAR.posting_period(date(2026, 12, 18))
    assert ends_29_december.last == date(2026, 12, 29)
    assert "2027年节假日安排未公布" in ends_29_december.reasons[-1]
    assert CALENDAR.posting_period(date(2025, 12, 18)).status is YearStatus.OFFICIAL


def test_a_year_without_any_rows_warns_and_still_keeps_fixed_statutory_days_off():
    period = UNKNOWN.posting_period(date(2030, 9, 27), 2)
    assert (period.first, period.last) == (date(2030, 9, 30), date(2030, 10, 4))
    assert period.status is YearStatus.UNPUBLISHED
    assert "2030年节假日安排未公布，仅按周末和固定法定节日推算" in period.reasons[-1]


def test_a_past_year_that_the_table_lacks_is_not_called_unpublished():
    period = Calendar.of(seed(range(2003, 2006))).posting_period(date(2003, 3, 3))
    assert period.needs_confirmation
    assert period.reasons[-1].startswith("节假日表里没有2003年的安排，暂按估算推算，起止日期须经人工确认；")
    assert "导入" in period.reasons[-1]
    assert "未公布" not in period.reasons[-1]


def test_a_period_over_two_doubtful_years_names_both_and_takes_the_worse_standing():
    period = CALENDAR.posting_period(date(2027, 12, 30))
    assert period.status is YearStatus.UNPUBLISHED
    assert [reason[:4] for reason in period.reasons[-2:]] == ["2027", "2028"]


@given(st.dates(date(2007, 1, 1), date(2026, 11, 30)), st.integers(1, 20), st.booleans())
def test_every_period_holds_exactly_its_workdays_and_ends_on_one(posted, days, count_first_day):
    period = CALENDAR.posting_period(posted, days, count_first_day=count_first_day)
    assert CALENDAR.is_workday(period.first)
    assert CALENDAR.is_workday(period.last)
    assert CALENDAR.workdays_between(period.first, period.last) == days
    assert (period.first > posted) or count_first_day


def test_a_period_of_no_days_is_refused():
    with pytest.raises(UserError, match="至少为 1 个工作日"):
        CALENDAR.posting_period(date(2026, 3, 1), 0)


def test_the_end_of_time_is_told_and_not_crashed_into():
    with pytest.raises(UserError, match="超出"):
        CALENDAR.posting_period(date.max)
    with pytest.raises(UserError, match="超出"):
        UNKNOWN.previous_workday(date.min)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_has_248_workdays(year):
    assert CALENDAR.workdays_between(date(year, 1, 1), date(year, 12, 31)) == 248


def test_workdays_between_counts_both_ends_and_nothing_backwards():
    assert CALENDAR.workdays_between(date(2026, 3, 2), date(2026, 3, 2)) == 1
    assert CALENDAR.workdays_between(date(2026, 3, 3), date(2026, 3, 2)) == 0


def test_adding_workdays_steps_over_a_holiday():
    assert CALENDAR.add_workdays(date(2026, 4, 30), 3) == date(2026, 5, 8)
    assert CALENDAR.add_workdays(date(2026, 5, 2), 0) == date(2026, 5, 2)


def test_the_report_is_due_on_the_30th_or_on_the_last_day_of_february():
    assert due_date(2026, 3) == date(2026, 3, 30)
    assert due_date(2026, 2) == date(2026, 2, 28)
    assert due_date(2028, 2) == date(2028, 2, 29)
    assert due_date(2026, 4, 31) == date(2026, 4, 30)
    with pytest.raises(UserError, match="1 至 31"):
        due_date(2026, 3, 0)


@pytest.mark.parametrize(
    ("due", "suggested"),
    [
        (date(2026, 5, 30), date(2026, 5, 29)),
        (date(2026, 8, 30), date(2026, 8, 28)),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 3, 30), date(2026, 3, 30)),
        (date(2027, 1, 30), date(2027, 1, 29)),
        (date(2027, 2, 28), date(2027, 2, 26)),
    ],
)
def test_a_due_day_off_suggests_the_workday_before_and_never_a_later_one(due, suggested):
    assert CALENDAR.suggested_submit_day(due) == suggested


def test_known_years_are_seeded_as_published():
    rows = seed(OFFICIAL_YEARS)
    assert {row.year for row in rows.years} == set(OFFICIAL_YEARS)
    assert {row.status for row in rows.years} == {YearStatus.OFFICIAL}
    assert SpecialDay(date(2026, 2, 14), DayKind.WORK, "春节") in rows.days
    assert (
        SpecialDay(date(2015, 9, 3), DayKind.OFF, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日")
        in rows.days
    )


def test_2027_is_estimated_as_foretold_with_no_make_up_days_guessed():
    rows = estimate(2027)
    assert rows.years[0].status is YearStatus.ESTIMATED
    assert {special.kind for special in rows.days} == {DayKind.OFF}
    spans = [("01-01", 3), ("02-05", 8), ("04-03", 3), ("05-01", 5), ("06-09", 1), ("09-15", 1), ("10-01", 7)]
    starts = [(date.fromisoformat(f"2027-{start}"), length) for start, length in spans]
    foretold = [start + timedelta(offset) for start, length in starts for offset in range(length)]
    assert [special.day for special in rows.days] == foretold
    assert [special.label for special in rows.days if special.day.month == 2] == ["春节"] * 8


def test_a_year_without_anchors_has_only_fixed_statutory_days_off():
    rows = estimate(2031)
    assert rows.years == (CalendarYear(2031, YearStatus.ESTIMATED, "仅按周末和固定法定节日估算"),)
    assert [f"{special.day:%m-%d}" for special in rows.days] == [
        "01-01",
        "05-01",
        "05-02",
        "10-01",
        "10-02",
        "10-03",
    ]


@pytest.mark.parametrize(
    "anchors",
    [
        Anchors(date(2025, 1, 28), date(2025, 4, 4), date(2025, 5, 31), date(2025, 10, 6)),
        Anchors(date(2026, 2, 16), date(2026, 4, 5), date(2026, 6, 19), date(2026, 9, 25)),
    ],
)
def test_the_rule_of_the_notice_forecasts_the_days_off_of_years_it_has_covered(anchors):
    year = anchors.qingming.year
    forecast = Calendar.of(estimate(year, anchors))
    days = [date(year, 1, 1) + timedelta(offset) for offset in range(365)]
    wrong = {day for day in days if forecast.is_workday(day) != CALENDAR.is_workday(day)}
    assert wrong == {special.day for special in seed([year]).days if special.kind is DayKind.WORK}


def test_an_estimate_never_touches_the_year_before():
    tuesday_new_year = Anchors(date(2030, 2, 2), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12))
    assert date(2030, 1, 1).weekday() == 1
    assert {special.day.year for special in estimate(2030, tuesday_new_year).days} == {2030}


def test_words_of_the_calendar_are_chinese():
    assert [kind.label for kind in DayKind] == ["休", "班"]
    assert [status.label for status in YearStatus] == ["已公布", "未公布，估算", "未公布"]


def test_the_seed_agrees_with_every_state_council_notice():
    folder = CORPORA / "holidays"
    if not folder.is_dir():
        pytest.skip(f"no corpora at {CORPORA}")
    files = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    off = {day["date"]: day["isOffDay"] for file in files for day in file["days"]}
    days = [
        date(2007, 1, 1) + timedelta(offset) for offset in range((date(2027, 1, 1) - date(2007, 1, 1)).days)
    ]
    differing = [
        day for day in days if CALENDAR.is_workday(day) != (not off.get(day.isoformat(), day.weekday() >= 5))
    ]
    assert differing == []
