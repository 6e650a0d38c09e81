import json
import os
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.workday_import import MAX_ROWS, MAX_TEXT, days_from_json, days_from_rows
from app.workdays import DayKind, SpecialDay, seed

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


def messages(imported):
    return [str(error) for error in imported.errors]


def test_rows_of_a_table_become_exceptional_days():
    imported = days_from_rows(
        [
            (1, ("日期", "休/班", "名称")),
            (2, ("2027-01-01", "休", "元旦")),
            (3, ("2027年5月1日", "放假", "劳动节")),
            (4, ("2027/10/1", "休", "国庆节")),
            (5, ("２０２７．10.9", "班")),
            (6, ("", "")),
            (7, ("20271010", "上班", "国庆\u202e节")),
        ]
    )
    assert imported.errors == imported.warnings == ()
    assert imported.years == (2027,)
    assert imported.days[0] == SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦")
    assert imported.days[-2:] == (
        SpecialDay(date(2027, 10, 9), DayKind.WORK, ""),
        SpecialDay(date(2027, 10, 10), DayKind.WORK, "国庆节"),
    )


def test_every_bad_row_is_named_with_its_number():
    imported = days_from_rows(
        [
            (3, ("2027-02-30", "休", "")),
            (4, ("2027-03-01", "半天", "")),
            (5, ("明年元旦", "休", "")),
            (6, ("1999-01-01", "休", "")),
            (7, ("2027-01-01", "休", "")),
            (8, ("2027-01-01", "班", "")),
            (9, ("2027-01-011", "班", "")),
        ]
    )
    assert messages(imported) == [
        "第 3 行：日期“2027-02-30”无效，应写成 2027-01-01 的形式。",
        "第 4 行：“半天”应填“休”或“班”。",
        "第 5 行：日期“明年元旦”无效，应写成 2027-01-01 的形式。",
        "第 6 行：日期“1999-01-01”无效，应写成 2027-01-01 的形式。",
        "第 8 行：2027-01-01与前面的行矛盾，同一天既休又班。",
        "第 9 行：日期“2027-01-011”无效，应写成 2027-01-01 的形式。",
    ]
    assert [error.row for error in imported.errors] == [3, 4, 5, 6, 8, 9]


def test_a_file_without_the_fixed_festivals_is_not_taken_for_a_whole_year():
    imported = days_from_rows([(1, ("2027-01-01", "休", "")), (2, ("2027-05-01", "班", ""))])
    assert imported.warnings == (
        "缺少2027年5月1日（劳动节）、2027年10月1日（国庆节）放假，不像完整的全年安排，请核对。",
    )


def test_days_of_late_december_belong_to_the_next_years_notice():
    assert days_from_rows([(1, ("2027-12-31", "休", "元旦"))]).warnings == ()


def test_a_year_file_in_json_becomes_the_same_days():
    days = [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-01", "isOffDay": True},
        {"date": "2027-10-01", "isOffDay": True},
        {"name": "国庆节", "date": "2027-10-09", "isOffDay": False},
        {"name": "坏", "date": "2027-10-10", "isOffDay": "yes"},
    ]
    imported = days_from_json(json.dumps({"year": 2027, "days": days}))
    assert [special.kind for special in imported.days] == [DayKind.OFF] * 3 + [DayKind.WORK]
    assert imported.days[2].label == ""
    assert messages(imported) == ["第 5 个日期：“”应填“休”或“班”。"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"days": 5}',
        '{"days": [5]}',
        '{"days": [{"date": "2027-01-01"}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_year_file_gets_one_sentence(text):
    with pytest.raises(UserError, match="格式不对"):
        days_from_json(text)


def test_a_year_not_yet_published_is_refused_and_not_taken_for_a_year_without_holidays():
    with pytest.raises(UserError, match="尚未公布"):
        days_from_json('{"year": 2027, "papers": [], "days": []}')


def test_files_beyond_the_limits_are_refused():
    with pytest.raises(UserError, match="过大"):
        days_from_json(" " * (MAX_TEXT + 1))
    with pytest.raises(UserError, match="超过 5000 行"):
        days_from_rows([(1, ("2027-01-01", "休"))] * (MAX_ROWS + 1))


def test_published_year_files_read_without_error_and_match_the_seed():
    folder = CORPORA / "holidays"
    if not folder.is_dir():
        pytest.skip(f"no corpora at {CORPORA}")
    files = [days_from_json((folder / f"{year}.json").read_text("utf-8")) for year in range(2007, 2027)]
    assert [(file.errors, file.warnings) for file in files] == [((), ())] * 20
    weekday_rule = {DayKind.OFF: (5, 6), DayKind.WORK: (0, 1, 2, 3, 4)}
    read = {
        special.day: special.kind
        for file in files
        for special in file.days
        if special.day.weekday() not in weekday_rule[special.kind] and special.day.year > 2006
    }
    seeded = {
        special.day: special.kind
        for special in seed(range(2007, 2027)).days
        if special.day.weekday() not in weekday_rule[special.kind]
    }
    assert read == seeded
