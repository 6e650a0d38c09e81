"""呈阅汇总 by clicks and keys: read, choose, word, keep an edition, record a leader's words on it (D38)."""

import pytest
from PySide6.QtCore import Qt

from app.review.digest_actions import RemarkEntry, record_remark
from app.review.digest_board import digest_board, kept_wording
from app.review.digest_candidates import candidates
from app.review.digest_rules import Measure
from app.vocabulary import Month
from tests.ui.desk import CTRL, MARCH, Desk
from ui.main_window import StageEntry
from ui.record.sources import SourcesDialog
from ui.review.digest_dialogs import LeaderRemark
from ui.review.digest_stage import DigestStage
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def page(county, qtbot):
    made = Desk(qtbot, county, entries=(StageEntry("digest", "呈阅汇总", DigestStage),))
    made.settle()
    made.page = made.window.stage()
    yield made
    made.close()


@pytest.fixture
def words(page):
    """The tab turned to the words."""
    page.key(Qt.Key.Key_2, CTRL)
    return page


def board(county):
    return county.see(digest_board, MARCH)


def edition(page):
    """Make an edition of one line, and close its paper."""
    page.click(page.page.notable)
    page.write("丹江镇危房改造提前完成。")
    page.click(page.page.make)
    page.settle()
    page.dialog(PaperDialog).reject()
    page.settle()


def test_what_is_offered_is_taken_once_and_only_when_asked_for(words, county):
    stage = words.page
    assert stage.notable.toPlainText() == stage.problems_text.toPlainText() == ""
    stage.offered.go_to(county.see(candidates, MARCH)[0].key)
    row = stage.offered.current()
    words.click(stage.take)
    text = stage.notable if row.notable else stage.problems_text
    assert text.toPlainText() == row.text
    words.click(stage.take)
    assert text.toPlainText() == row.text
    assert "已经采用" in stage.problems.text


def test_words_survive_going_away_without_an_edition(words, county):
    words.click(words.page.notable)
    words.write("丹江镇危房改造提前完成。")
    words.page.flush()
    words.settle()
    (kept,) = county.see(kept_wording, MARCH).notable
    assert kept.text == "丹江镇危房改造提前完成。"
    assert kept.unit_id == county.units["丹江镇"]


def test_an_edition_is_kept_and_a_leaders_remark_recorded_on_it(words, county):
    edition(words)
    (made,) = board(county).editions
    assert made.wording.notable[0].text == "丹江镇危房改造提前完成。"
    words.click(words.page.remark)
    dialog = words.dialog(LeaderRemark)
    words.click(dialog.fields._inputs["leader"])
    words.write("演示县领导")
    words.click(dialog.fields._inputs["text"])
    words.write("请各单位抓好整改。")
    words.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    words.settle()
    (said,) = board(county).remarks
    assert (said.leader, said.text, said.units) == ("演示县领导", "请各单位抓好整改。", ())


def test_a_remark_without_its_words_is_marked(words, county):
    edition(words)
    words.page.editions.go_to(board(county).editions[0].id)
    words.click(words.page.remark)
    dialog = words.dialog(LeaderRemark)
    words.click(dialog.ok)
    words.settle()
    assert "请填写" in dialog._marks["leader"].text()
    dialog.reject()


def column_of(sheet, measure):
    return [column.key for column in sheet.model.columns].index(measure.value)


def shown(sheet):
    """The words of every row of a table."""
    model = sheet.model
    return [
        [model.index(row, column).data() for column in range(len(model.columns))]
        for row in range(model.rowCount())
    ]


def test_the_totals_and_charts_stand_on_the_tab_before_anything_is_printed(page):
    figures = page.page.figures
    assert figures.totals.isVisible()
    now, before, more = (row[:3] for row in shown(figures.totals))
    assert now == ["本月", "4", "3"]
    assert before == ["上月", "4", "1"]
    assert more == ["增减", "—", "+2"]
    assert [row[0] for row in shown(figures.units)] == ["丹江镇", "西江镇"]
    assert "3月应报4人，实报3人" in figures.summary.text()
    assert "有迟报、未报的 1 个：丹江镇" in figures.arrivals.accessibleName()
    assert "等次" in figures.grades.accessibleName()


def test_where_nobody_owed_anything_the_month_before_there_is_nothing_to_compare(page):
    page.window._set_month(Month(2025, 12))
    page.settle()
    assert [row[0] for row in shown(page.page.figures.totals)] == ["本月"]


def test_a_click_on_a_units_number_shows_its_people_and_one_of_them_the_form(page):
    figures = page.page.figures
    page.click_cell(figures.units, 0, column_of(figures.units, Measure.HANDED_IN))
    page.settle()
    dialog = page.dialog(SourcesDialog)
    assert [row[1] for row in shown(dialog.sheet)] == ["演示甲", "演示乙"]
    assert "丹江镇2026年3月实报 2 人" in dialog.windowTitle()
    page.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    page.settle()
    paper = page.dialog(PaperDialog)
    assert "登记表" in paper.windowTitle()
    paper.reject()
    dialog.reject()


def test_a_number_of_the_month_before_is_reached_and_opened_by_keys(page):
    totals = page.page.figures.totals
    totals.view.setFocus()
    totals.view.setCurrentIndex(totals.model.index(0, 0))
    page.key(Qt.Key.Key_Down)
    for _ in range(column_of(totals, Measure.HANDED_IN)):
        page.key(Qt.Key.Key_Right)
    page.key(Qt.Key.Key_Return)
    page.settle()
    dialog = page.dialog(SourcesDialog)
    assert [row[1] for row in shown(dialog.sheet)] == ["演示甲"]
    assert "2026年2月" in dialog.windowTitle()
    dialog.reject()


def test_somebody_without_a_form_is_shown_but_not_opened(page):
    figures = page.page.figures
    page.click_cell(figures.totals, 0, column_of(figures.totals, Measure.MISSING))
    page.settle()
    dialog = page.dialog(SourcesDialog)
    assert [row[1] for row in shown(dialog.sheet)] == ["演示丁"]
    assert not dialog.button.isEnabled()
    dialog.reject()


def place_of(chart, words):
    box = next(box for box, lead in chart._leads if lead.words == words)
    return (box.center() * chart._scale()).toPoint()


def test_a_part_of_a_bar_leads_to_its_people(page):
    chart = page.page.figures.arrivals
    page.click(chart, place_of(chart, "丹江镇 未报 1 人"))
    page.settle()
    dialog = page.dialog(SourcesDialog)
    assert [row[1] for row in shown(dialog.sheet)] == ["演示丁"]
    dialog.reject()


def test_a_number_in_the_chart_of_grades_is_reached_and_opened_by_keys_and_leads_to_the_form(page):
    chart = page.page.figures.grades
    chart.setFocus()
    for _ in range(2):
        page.key(Qt.Key.Key_Right)
    page.key(Qt.Key.Key_Return)
    page.settle()
    dialog = page.dialog(SourcesDialog)
    assert [row[1] for row in shown(dialog.sheet)] == ["演示乙", "演示丙"]
    page.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    page.settle()
    paper = page.dialog(PaperDialog)
    assert "登记表" in paper.windowTitle()
    paper.reject()
    dialog.reject()


def test_beside_the_marks_a_click_in_a_chart_does_nothing(page):
    chart = page.page.figures.arrivals
    page.click(chart, chart.rect().bottomLeft())
    page.settle()
    assert page.dialogs(SourcesDialog) == []


def test_a_nought_and_a_difference_lead_nowhere(page):
    totals = page.page.figures.totals
    page.click_cell(totals, 0, column_of(totals, Measure.POOR))
    page.click_cell(totals, 2, column_of(totals, Measure.HANDED_IN))
    page.settle()
    assert page.dialogs(SourcesDialog) == []


def test_the_paper_is_looked_at_before_an_edition_is_kept(page, county):
    page.key(Qt.Key.Key_P, CTRL)
    page.settle()
    paper = page.dialog(PaperDialog)
    assert "预览" in paper.windowTitle()
    paper.reject()
    assert board(county).editions == ()


def remarked(words, county):
    """Keep an edition with a leader's remark on it, and choose the remark."""
    edition(words)
    (made,) = board(county).editions
    entry = RemarkEntry("演示县领导", "", "请抓紧。", county.clock.today())
    with county.office.write("登记批示") as work:
        remark_id = record_remark(work, made.id, entry)
    words.settle()
    words.page.remarks.go_to(remark_id)


def test_a_leaders_remark_is_corrected(words, county):
    remarked(words, county)
    words.click(words.page.correct)
    dialog = words.dialog(LeaderRemark)
    words.click(dialog.fields._inputs["title"])
    words.write("县委常委")
    words.click(dialog.ok)
    words.settle()
    (said,) = board(county).remarks
    assert (said.leader, said.title, said.text) == ("演示县领导", "县委常委", "请抓紧。")


def test_a_remark_recorded_by_mistake_is_deleted_only_after_it_was_shown_again(words, county):
    remarked(words, county)
    words.click(words.page.remove)
    confirm = words.dialog(ConfirmNames)
    assert len(board(county).remarks) == 1
    words.click(confirm.ok)
    words.settle()
    assert board(county).remarks == ()


def test_a_line_keeps_the_unit_with_which_it_was_offered(words, county):
    offered = county.see(candidates, MARCH)[0]
    words.page.offered.go_to(offered.key)
    words.click(words.page.take)
    wording = words.page._wording()
    (line,) = (*wording.notable, *wording.problems)
    assert line.unit_id == offered.unit_id
