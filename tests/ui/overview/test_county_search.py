"""The header's search at the county, typed: people, units, forms and filing numbers are found and opened."""

from PySide6.QtCore import Qt

from app.review.actions import file_report
from app.review.digest_actions import RemarkEntry, make_digest, record_remark
from app.review.digest_form import Wording
from app.review.targets import set_county_target
from app.targets.entries import TargetEntry
from tests.ui.desk import CTRL, MARCH


def look_for(desk, words):
    """Type into the search and take the first result."""
    box = desk.window.header.search
    desk.key(Qt.Key.Key_K, CTRL)
    desk.write(words)
    desk.qtbot.keyClicks(box, " ")
    desk.qtbot.waitUntil(box._showing, timeout=20_000)
    shown = [box._model.index(row).data() for row in range(box._model.rowCount())]
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    return shown


def test_a_person_of_any_unit_opens_in_the_record(desk):
    assert len(look_for(desk, "演示丙")) == 1
    assert desk.window._word == "record"
    assert "演示丙" in desk.window.stage().card.title.text()


def test_a_unit_opens_in_the_review_before_that_tab_was_ever_seen(desk, county):
    look_for(desk, "西江")
    assert desk.window._word == "review"
    assert desk.window.stage().unit_id == county.units["西江镇"]
    assert "西江镇" in desk.window.stage().month_page.title.text()


def test_words_of_a_form_of_another_unit_open_that_form_with_its_unit(desk, county):
    report_id = county.add_form("演示丙", MARCH, "硬化通组路 0.4 公里", unit="西江镇")
    look_for(desk, "0.4 公里")
    review = desk.window.stage()
    assert review.form.found.report_id == report_id
    assert review.unit_id == county.units["西江镇"]
    desk.key(Qt.Key.Key_Escape)
    assert "西江镇" in review.month_page.title.text()


def test_a_filing_number_opens_the_form_in_its_month(desk, county):
    report_id = county.forms["演示甲"]
    number = county.do(file_report, report_id, county.revision(report_id))
    desk.window._set_month(MARCH.next)
    look_for(desk, number)
    assert desk.window.month == MARCH
    assert desk.window.stage().form.found.report_id == report_id


def test_a_county_target_is_opened_at_its_line(desk, county):
    units = [county.units["丹江镇"]]
    entries = [TargetEntry(title) for title in ("农村危房改造", "森林防火道")]
    for entry in entries:
        county.do(set_county_target, units, 2026, entry)
    look_for(desk, "防火道")
    page = desk.window.stage().targets
    assert page.isVisible()
    assert (page.list.current().title, page.list.current().unit) == ("森林防火道", "丹江镇（演示）")


def test_a_leaders_remark_is_opened_at_its_line(desk, county):
    made = make_digest(county.office, MARCH, Wording())
    for words in ("请抓紧补报", "请抓好整改"):
        county.do(record_remark, made, RemarkEntry("演示县领导", "", words, county.clock.today()))
    look_for(desk, "整改")
    stage = desk.window.stage()
    assert stage.remarks.isVisible()
    assert stage.remarks.current().text == "请抓好整改"


def test_nothing_found_says_what_can_be_searched(desk):
    box = desk.window.header.search
    assert "姓名、单位、编号、内容" in box.placeholderText()
    look_for(desk, "没有这样的字")
    assert "可以搜姓名、单位、编号、内容" in box._nothing.text()
    assert desk.window._word == "overview"
