"""The search at the county: people, units and signed forms of every unit, each to its reader alone."""

import pytest

from app.overview.search import HitKind, search, searched
from app.review.actions import file_report
from app.vocabulary import Month, ReportState, Role, StationKind
from tests.builders import login
from tests.county import CountyOffice

MARCH = Month(2026, 3)


@pytest.fixture
def county(tmp_path):
    made = CountyOffice(tmp_path)
    yield made
    made.close()


def found(county, text):
    return [(hit.kind, hit.stage, hit.id, hit.label, hit.detail) for hit in county.see(search, text)]


def test_people_of_every_unit_are_found_with_unit_and_post(county):
    assert found(county, "演示丙") == [
        (HitKind.CADRE, "record", county.cadres["演示丙"], "演示丙", "西江镇 党委书记")
    ]


def test_a_unit_opens_its_forms_of_the_month(county):
    (unit,) = [hit for hit in found(county, "西江") if hit[0] is HitKind.UNIT]
    assert unit[1:4] == ("review", county.units["西江镇"], "西江镇（演示）")


def test_a_signed_form_is_found_by_its_words_and_by_its_filing_number(county):
    report_id = county.add_form("演示丙", MARCH, "硬化通组路 0.4 公里", unit="西江镇")
    where = ("review", report_id)
    assert found(county, "通组路")[0][1:3] == where
    number = county.do(file_report, report_id, county.revision(report_id))
    (hit,) = county.see(search, number[:7])
    assert (hit.kind, hit.stage, hit.id, hit.month) == (HitKind.FILED, *where, MARCH)
    assert hit.detail == "西江镇 演示丙 2026年3月报告"


def test_a_form_that_is_not_signed_or_was_corrected_is_not_found(county):
    county.add_form("演示甲", MARCH, "未签定的通组路", state=ReportState.DRAFT)
    old = county.add_form("演示乙", MARCH, "原来的通组路")
    new = county.correct(old, "更正后的通组路")
    assert [hit[2] for hit in found(county, "通组路")] == [new]


def test_a_cadre_at_the_county_finds_only_the_own_name(county):
    county.add_form("演示甲", MARCH, "演示通组路")
    county.office.login = login(Role.CADRE, cadre_id=county.cadres["演示甲"])
    assert [hit[3] for hit in found(county, "演示")] == ["演示甲"]


def test_each_station_says_what_is_searched():
    assert {kind: searched(kind) for kind in StationKind} == {
        StationKind.UNIT: "姓名、任务、文号",
        StationKind.COUNTY: "姓名、单位、任务、备案号",
    }
