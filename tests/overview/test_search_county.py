"""The search at the county: people, units and signed forms of every unit, each to its reader alone."""

import pytest

from app.overview.hits import HitKind
from app.overview.search import search, searched
from app.review.actions import RemarkEntry, file_report, return_report
from app.review.digest_actions import RemarkEntry as LeadersWords
from app.review.digest_actions import make_digest, record_remark
from app.review.digest_form import Wording
from app.review.targets import set_county_target
from app.review.wanted import TargetOf
from app.targets.entries import TargetEntry
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


def test_a_booklet_is_found_by_the_code_on_its_cover_and_opens_its_units_month(county):
    county.bind(MARCH, [])
    (hit,) = county.see(search, "shijibu:booklet:SJB-1")
    assert (hit.kind, hit.stage, hit.id) == (HitKind.BOOKLET, "review", county.units["丹江镇"])
    assert (hit.detail, hit.month) == ("丹江镇 2026年3月装订册 报县考核办备案", MARCH)


def test_a_county_target_opens_on_the_page_of_its_year(county):
    entry = TargetEntry("农村危房改造", "全年 42 户")
    (target_id,) = county.do(set_county_target, [county.units["西江镇"]], 2026, entry)
    (hit,) = county.see(search, "42 户")
    assert (hit.kind, hit.stage, hit.id) == (HitKind.TARGET, "review", TargetOf(target_id))
    assert (hit.detail, hit.month.year) == ("西江镇 2026年县下达目标 全年 42 户", 2026)


def test_what_was_written_on_a_returned_form_opens_that_form(county):
    report_id = county.add_form("演示丙", MARCH, unit="西江镇")
    (clause,) = county.clauses(report_id)
    remarks = [RemarkEntry(clause, "缺少验收时间")]
    county.do(return_report, report_id, county.revision(report_id), "过于笼统", remarks)
    for words in ("过于笼统", "缺少验收时间"):
        (hit,) = county.see(search, words)
        assert (hit.kind, hit.stage, hit.id, hit.month) == (HitKind.RETURNED, "review", report_id, MARCH)
        assert hit.detail == "西江镇 演示丙 2026年3月报告　审核意见"


def test_a_leaders_remark_opens_in_the_digest_of_its_month(county):
    made = make_digest(county.office, MARCH, Wording())
    words = LeadersWords("演示县领导", "县委常委", "请抓紧补报", county.clock.today())
    remark_id = county.do(record_remark, made, words)
    (hit,) = county.see(search, "抓紧")
    assert (hit.kind, hit.stage, hit.id, hit.month) == (HitKind.LEADER, "digest", remark_id, MARCH)
    assert hit.detail == "县委常委 演示县领导　2026年3月汇总表批示"


def test_each_station_says_what_is_searched():
    assert {kind: searched(kind) for kind in StationKind} == {
        StationKind.UNIT: "姓名、任务、编号、意见",
        StationKind.COUNTY: "姓名、单位、编号、内容",
    }
