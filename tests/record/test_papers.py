"""个人实绩档案 on paper: empty cells stay empty, every part is there, no glyph is missing (D27, D77c)."""

import io
from datetime import date

import openpyxl
import pypdfium2
import pytest

from app.record.papers import record_form, record_paper, record_workbook
from app.vocabulary import Channel, FindingRule, Grade, Month, PostingState, Verdict
from db.tables.monthly import FindingDecision
from db.tables.notices import Remark
from tests.county_digest import FEBRUARY, MARCH, CountyOffice

NO_GLYPH = "\ufffe"


@pytest.fixture
def county(tmp_path):
    """A cadre with a graded month, a late one and a returned one."""
    made = CountyOffice(tmp_path)
    made.unit("丹江镇", 2)
    made.report("演示丹甲", Month(2025, 12), Grade.GOOD)
    made.report("演示丹甲", FEBRUARY, Grade.PLAIN, submitted_on=date(2026, 3, 9))
    made.returned = made.report("演示丹甲", MARCH, Grade.FAIR)
    made.review(made.returned)
    yield made
    made.close()


def printed(county):
    return record_paper(county.see(record_form, county.cadres["演示丹甲"]))


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    finally:
        document.close()


def test_an_empty_cell_is_printed_empty(county):
    text = text_of(printed(county))
    assert "None" not in text
    assert NO_GLYPH not in text


def test_the_headings_of_the_months_stand_in_one_line_each(county):
    document = pypdfium2.PdfDocument(printed(county))
    lines = document[0].get_textpage().get_text_range().splitlines()
    document.close()
    assert {"班子评定", "计入等次", "任职方式"} <= set(" ".join(lines).split())


def test_a_returned_month_is_open_and_says_why(county):
    text = text_of(printed(county))
    assert "待定" in text
    assert "已退回：数字与台账不符" in text


def test_findings_postings_and_remarks_are_printed_where_there_are_any(county):
    assert "公示期间收到的意见" not in text_of(printed(county))
    posting = county.posting("丹江镇", [county.returned], breach="雨淋脱落", state=PostingState.TAKEN_DOWN)
    with county.office.write("意见") as work:
        work.session.add(
            Remark(
                posting_id=posting,
                received_on=date(2026, 4, 6),
                channel=Channel.BOX,
                content="调研的村待核实",
                handling="已核实",
            )
        )
        work.session.add(
            FindingDecision(
                key="missed",
                rule=FindingRule.MISSED_TWICE,
                unit_id=county.units["丹江镇"],
                month=MARCH,
                cadre_id=county.cadres["演示丹甲"],
                reasons={"reasons": ["两个应报月份未收到报告。"], "facts": {}},
                statement="下乡抗旱",
                verdict=Verdict.UPHELD,
                reason="无证明",
                decided_by="演示书记",
                decided_on=date(2026, 4, 9),
                rulebook_number=0,
            )
        )
    text = text_of(printed(county))
    for said in ("提示与认定", "下乡抗旱", "无证明", "公示情况", "雨淋脱落", "公示期间收到的意见", "已核实"):
        assert said in text


def test_the_workbook_holds_the_mean_as_a_number_to_reckon_with(county):
    book = openpyxl.load_workbook(
        io.BytesIO(record_workbook(county.see(record_form, county.cadres["演示丹甲"])))
    )
    _title, _head, first, second = book["月均"].iter_rows(values_only=True)
    assert first[0] == 2025
    assert second[:2] == (2026, 30)
    assert second[4] == 1


def test_many_years_take_as_many_pages_as_they_need(county):
    short = printed(county)
    for year in range(2019, 2025):
        county.report("演示丹甲", Month(year, 6), Grade.GOOD)
    long = printed(county)
    pages = []
    for pdf in (short, long):
        document = pypdfium2.PdfDocument(pdf)
        pages.append(len(document))
        document.close()
    assert pages[0] < pages[1]
    assert f"共{pages[1]}页" in text_of(long).replace(" ", "")
    assert long == printed(county)
