from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.vocabulary import Role
from app.workday_table import (
    change_day,
    confirm_year,
    read_days,
    seed_years,
    table_years,
    take_over_days,
    year_table,
)
from app.workdays import DayKind, SpecialDay, YearStatus
from tests.builders import TestOffice

NOTICE = "国办发明电〔2026〕7号"
NEW_YEAR = SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦")
MAKE_UP = SpecialDay(date(2027, 1, 9), DayKind.WORK, "元旦")
DECEMBER = SpecialDay(date(2026, 12, 31), DayKind.OFF, "元旦")


@pytest.fixture
def office(tmp_path, both_engines):
    made = TestOffice(tmp_path)
    made.do(seed_years, range(2025, 2028))
    yield made
    made.close()


def test_seeded_years_tell_how_far_they_can_be_trusted(office):
    assert office.see(table_years) == {
        2025: YearStatus.OFFICIAL,
        2026: YearStatus.OFFICIAL,
        2027: YearStatus.ESTIMATED,
    }
    assert office.see(year_table, 2026).status is YearStatus.OFFICIAL
    assert office.see(year_table, 2026).workdays == 248
    assert office.see(year_table, 2027).status is YearStatus.ESTIMATED


def test_seeding_again_changes_nothing(office):
    office.do(change_day, date(2026, 7, 1), DayKind.OFF, "县庆")
    office.do(seed_years, range(2025, 2028))
    assert date(2026, 7, 1) in [day.day for day in office.see(year_table, 2026).days]


def test_an_unknown_year_is_unpublished_and_has_no_days(office):
    table = office.see(year_table, 2031)
    assert (table.status, table.days, table.source) == (YearStatus.UNPUBLISHED, (), "")


def test_a_notice_replaces_the_estimate_of_its_year(office):
    counts = office.do(take_over_days, 2027, [NEW_YEAR, MAKE_UP], source=NOTICE, official=True)
    table = office.see(year_table, 2027)
    assert counts == (2, 0)
    assert table.days == (NEW_YEAR, MAKE_UP)
    assert (table.status, table.source, table.checked_by) == (YearStatus.OFFICIAL, NOTICE, "演示经办人")


def test_a_december_day_of_the_same_notice_leaves_its_own_year_whole(office):
    before = office.see(year_table, 2026).days
    assert office.do(take_over_days, 2027, [DECEMBER, NEW_YEAR], source=NOTICE, official=True) == (1, 1)
    assert office.see(year_table, 2026).days == (*before, DECEMBER)


def test_days_nobody_compared_stay_an_estimate(office):
    office.do(take_over_days, 2027, [NEW_YEAR], source="网上下载", official=False)
    table = office.see(year_table, 2027)
    assert (table.status, table.checked_by) == (YearStatus.ESTIMATED, "")


def test_a_year_that_the_file_does_not_hold_is_refused(office):
    with pytest.raises(UserError, match="没有 2028 年") as problem:
        office.do(take_over_days, 2028, [NEW_YEAR], source=NOTICE, official=True)
    assert problem.value.field == "year"


def test_one_day_is_changed_and_made_ordinary_again(office):
    day = date(2026, 7, 1)
    office.do(change_day, day, DayKind.OFF, "县庆")
    assert not calendar(office).is_workday(day)
    office.do(change_day, day, DayKind.WORK, "")
    assert calendar(office).is_workday(day)
    office.do(change_day, day, None)
    office.do(change_day, day, None)
    assert office.see(year_table, 2026).workdays == 248


def calendar(office):
    with office.office.read() as reader:
        return reader.calendar()


def test_a_day_in_an_unknown_year_brings_that_years_estimate_along(office):
    office.do(change_day, date(2031, 7, 1), DayKind.OFF, "县庆")
    assert office.see(year_table, 2031).status is YearStatus.ESTIMATED
    assert not calendar(office).is_workday(date(2031, 10, 1))


def test_a_person_confirms_a_year_by_naming_the_notice(office):
    with pytest.raises(UserError, match="通知文号"):
        office.do(confirm_year, 2027, " ")
    office.do(confirm_year, 2027, NOTICE)
    table = office.see(year_table, 2027)
    assert (table.status, table.source, table.checked_by) == (YearStatus.OFFICIAL, NOTICE, "演示经办人")


def test_a_notice_is_read_from_a_table_or_a_year_file(tmp_path):
    table, year = tmp_path / "2027.csv", tmp_path / "2027.json"
    table.write_text("日期,休/班,名称\n2027-01-01,休,元旦\n2027-01-09,班,元旦\n", encoding="utf-8")
    year.write_text(
        '{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},'
        '{"name":"元旦","date":"2027-01-09","isOffDay":false}]}',
        encoding="utf-8",
    )
    assert read_days(table).days == read_days(year).days == (NEW_YEAR, MAKE_UP)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{}", b"", None])
def test_a_file_that_is_no_notice_is_told(tmp_path, content):
    file = tmp_path / "2027.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError):
        read_days(file)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CADRE])
@pytest.mark.parametrize(
    ("action", "arguments", "named"),
    [
        (take_over_days, (2027, [NEW_YEAR]), {"source": NOTICE, "official": True}),
        (change_day, (date(2026, 7, 1), DayKind.OFF), {}),
        (confirm_year, (2027, NOTICE), {}),
    ],
)
def test_the_table_is_the_offices_own_business(office, role, action, arguments, named):
    with pytest.raises(NotAllowed):
        office.as_(role).do(action, *arguments, **named)
