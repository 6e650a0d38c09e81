"""呈阅汇总 by clicks: choose, word, keep an edition, record what a leader wrote on it (D38)."""

import pytest
from PySide6.QtCore import Qt

from app.review.digest_board import digest_board, kept_wording
from app.review.digest_candidates import candidates
from tests.ui.desk import CTRL, MARCH, Desk
from ui.main_window import StageEntry
from ui.review.digest_dialogs import LeaderRemark
from ui.review.digest_stage import DigestStage
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def page(county, qtbot):
    made = Desk(qtbot, county, entries=(StageEntry("digest", "呈阅汇总", DigestStage),))
    made.settle()
    made.page = made.window.stage()
    yield made
    made.close()


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


def test_what_is_offered_is_taken_once_and_only_when_asked_for(page, county):
    stage = page.page
    assert stage.notable.toPlainText() == stage.problems_text.toPlainText() == ""
    stage.offered.go_to(county.see(candidates, MARCH)[0].key)
    row = stage.offered.current()
    page.click(stage.take)
    text = stage.notable if row.notable else stage.problems_text
    assert text.toPlainText() == row.text
    page.click(stage.take)
    assert text.toPlainText() == row.text
    assert "已经采用" in stage.problems.text


def test_words_survive_going_away_without_an_edition(page, county):
    page.click(page.page.notable)
    page.write("丹江镇危房改造提前完成。")
    page.page.flush()
    page.settle()
    (kept,) = county.see(kept_wording, MARCH).notable
    assert kept.text == "丹江镇危房改造提前完成。"
    assert kept.unit_id == county.units["丹江镇"]


def test_an_edition_is_kept_and_a_leaders_remark_recorded_on_it(page, county):
    edition(page)
    (made,) = board(county).editions
    assert made.wording.notable[0].text == "丹江镇危房改造提前完成。"
    page.page.editions.go_to(made.id)
    page.click(page.page.remark)
    dialog = page.dialog(LeaderRemark)
    page.click(dialog.fields._inputs["leader"])
    page.write("演示县领导")
    page.click(dialog.fields._inputs["text"])
    page.write("请各单位抓好整改。")
    page.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    page.settle()
    (said,) = board(county).remarks
    assert (said.leader, said.text, said.units) == ("演示县领导", "请各单位抓好整改。", ())


def test_a_remark_without_its_words_is_marked(page, county):
    edition(page)
    page.page.editions.go_to(board(county).editions[0].id)
    page.click(page.page.remark)
    dialog = page.dialog(LeaderRemark)
    page.click(dialog.ok)
    page.settle()
    assert "请填写" in dialog._marks["leader"].text()
    dialog.reject()
