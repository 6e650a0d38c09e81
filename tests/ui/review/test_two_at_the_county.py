"""Two people at the county at the same row, on one server: both versions are shown, nothing is lost."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from app.accounts.keyring import KeyRing
from app.office import Office
from app.review.actions import return_report
from app.review.actions_credit import decide_credit
from app.review.actions_hints import decide_hint
from app.review.digest_actions import RemarkEntry, correct_remark, make_digest, record_remark
from app.review.digest_board import digest_board
from app.review.digest_form import Wording
from app.review.hints import shared_results
from app.review.targets import county_targets, edit_county_target, set_county_target
from app.review.views_hints import hints_of
from app.targets.entries import TargetEntry
from app.vocabulary import CreditVerdict, HintVerdict, Month, Role
from tests.builders import KEY, login
from tests.ui.desk import MARCH, Desk
from ui.main_window import StageEntry
from ui.review.dialogs import DecideCredit, DecideHint, ReturnForm, SetTarget
from ui.review.digest_dialogs import LeaderRemark
from ui.review.digest_stage import DigestStage
from ui.review.stage import ReviewStage
from ui.shared.comparison import Comparison

ENTRIES = (StageEntry("review", "县级审核", ReviewStage), StageEntry("digest", "呈阅汇总", DigestStage))
pytestmark = pytest.mark.parametrize("both_engines", ["server"], indirect=True)


@pytest.fixture
def target(county):
    """What the county set for a unit."""
    (target_id,) = county.do(set_county_target, [county.unit_id], 2026, TargetEntry("农村危房改造", "40 户"))
    return target_id


@pytest.fixture
def desk(county, target, qtbot):
    """The window of one of the two, with an edition and a leader's remark on it."""
    for number in (1, 2):
        county.add_form("演示丙", Month(2026, number), f"事项{number}", unit="西江镇")
    made = make_digest(county.office, MARCH, Wording())
    county.do(record_remark, made, RemarkEntry("演示县领导", "", "请抓紧。", county.clock.today()))
    opened = Desk(qtbot, county, entries=ENTRIES)
    yield opened
    opened.close()


@pytest.fixture
def other(county, desk):
    """What a colleague does at another PC."""
    office = county.office
    ring = KeyRing(county.path.parent, KEY)
    there = login(Role.CLERK, Role.HEAD, name="演示县同事")
    second = Office(office.engine, office.station, there, office.clock, ring)
    second.look_around()

    def do(action, *args):
        with second.write("同事办理") as work:
            return action(work, *args)

    return do


def words(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def page(desk, key):
    stage = desk.stage("review")
    desk.click(stage.tabs[key])
    desk.settle()
    return stage.pages[key]


def compared(desk, dialog, theirs, mine):
    """Press the dialog's button; both versions are shown and the dialog waits beneath."""
    desk.click(dialog.ok)
    desk.settle()
    comparison = desk.dialog(Comparison)
    said = words(comparison)
    assert theirs in said
    assert mine in said
    assert "演示县同事" in said
    assert dialog.isVisible()
    return comparison


def test_a_county_target_that_both_edit(desk, county, other, target):
    shown = page(desk, "targets")
    desk.click(shown.change)
    dialog = desk.dialog(SetTarget)
    dialog.findChild(QLineEdit, "measure").setText("全年 42 户")
    other(edit_county_target, target, 1, TargetEntry("农村危房改造", "全年 50 户"))
    comparison = compared(desk, dialog, "全年 50 户", "全年 42 户")
    desk.click(comparison.keep)
    assert dialog.fields.values()["measure"] == "全年 42 户"
    comparison = compared(desk, dialog, "全年 50 户", "全年 42 户")
    desk.click(comparison.mine)
    desk.settle()
    (card,) = county.see(county_targets, 2026)
    assert card.measure == "全年 42 户"


def test_a_hint_on_which_both_decide(desk, county, other):
    shown = page(desk, "hints")
    case = shown.list.current()
    desk.click(shown.decide)
    dialog = desk.dialog(DecideHint)
    dialog.reason.setPlainText("我已电话了解")
    other(decide_hint, case.key, case.hint.reasons, 0, HintVerdict.HANDLED, "同事已实地核实")
    comparison = compared(desk, dialog, "同事已实地核实", "我已电话了解")
    desk.click(comparison.theirs)
    desk.settle()
    (found,) = county.see(hints_of, MARCH)
    assert found.decided.reason == "同事已实地核实"


def test_a_shared_result_on_which_both_decide(desk, county, other):
    shown = page(desk, "credit")
    pair = shown.list.current()
    desk.click(shown.decide)
    dialog = desk.dialog(DecideCredit)
    lead = county.cadres["演示甲"]
    dialog.fields.show({"verdict": CreditVerdict.SHARED, "lead_cadre_id": lead, "reason": "两镇共同实施"})
    ids = (pair.left.clause_id, pair.right.clause_id)
    other(decide_credit, ids, 0, CreditVerdict.DIFFERENT, None, "不同路段")
    comparison = compared(desk, dialog, "不同路段", "两镇共同实施")
    desk.click(comparison.mine)
    desk.settle()
    (found,) = county.see(shared_results, MARCH)
    assert found.decision.reason == "两镇共同实施"


def test_a_leaders_remark_that_both_correct(desk, county, other):
    stage = desk.stage("digest")
    stage.turn_to("words")
    (card,) = county.see(digest_board, MARCH).remarks
    stage.remarks.go_to(card.id)
    desk.click(stage.correct)
    dialog = desk.dialog(LeaderRemark)
    dialog.findChild(QPlainTextEdit, "text").setPlainText("请抓紧补报。")
    entry = RemarkEntry("演示县领导", "", "请抓紧整改。", card.given_on)
    other(correct_remark, card.id, entry, card.revision)
    comparison = compared(desk, dialog, "请抓紧整改。", "请抓紧补报。")
    desk.click(comparison.theirs)
    desk.settle()
    (card,) = county.see(digest_board, MARCH).remarks
    assert card.text == "请抓紧整改。"


def test_a_form_that_the_other_returned_first_keeps_what_one_was_writing(desk, county, other):
    report_id = county.forms["演示甲"]
    desk.go("review", report_id)
    desk.click(desk.stage("review").form.give_back)
    dialog = desk.dialog(ReturnForm)
    opinion = dialog.findChild(QPlainTextEdit, "opinion")
    opinion.setPlainText("请补数量")
    other(return_report, report_id, county.revision(report_id), "请补地点", [])
    desk.click(dialog.ok)
    desk.settle()
    assert dialog.isVisible()
    assert opinion.toPlainText() == "请补数量"
    dialog.reject()
    dialog.reject()
    desk.settle()
    desk.window.neighbours.look()
    desk.settle()
    assert "请补地点" in words(desk.stage("review").side)
