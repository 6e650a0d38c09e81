"""Filing, returning, taking back (D26, domain.md §2.36; exchange.md §1)."""

from datetime import date

import pytest

from app.errors import Conflict, NotAllowed, UserError
from app.history.actions import undo
from app.history.views import record_history
from app.review.actions import RemarkEntry, file_month, file_report, return_report, withdraw_review
from app.review.decisions import decisions_on, standing
from app.review.views import unit_month
from app.review.views_form import form_sheet
from app.vocabulary import Month, ReportState, ReviewMove, ReviewState, ReviewVerdict, Role, StationKind

MARCH = Month(2026, 3)


def line(county, name, unit="丹江镇"):
    lines = county.see(unit_month, county.units[unit], MARCH).lines
    return next(one for one in lines if one.name == name)


def decision(county, report_id):
    return standing(county.see(decisions_on, [report_id]).get(report_id, ()))


def test_a_form_is_filed_with_a_running_number_and_nothing_of_the_unit_changes(county):
    first = county.add_form("演示甲", MARCH)
    second = county.add_form("演示丙", MARCH, unit="西江镇")
    assert line(county, "演示甲").state is ReviewState.WAITING
    assert county.do(file_report, first, county.revision(first)) == "备〔2026〕1号"
    assert county.do(file_report, second, county.revision(second), "内容翔实。") == "备〔2026〕2号"
    found = line(county, "演示甲")
    assert (found.state, found.number) == (ReviewState.FILED, "备〔2026〕1号")
    assert county.revision(first) == found.revision == 1
    kept = decision(county, second)
    assert (kept.opinion, kept.decided_on, kept.decided_by) == ("内容翔实。", date(2026, 4, 8), "演示经办人")


def test_a_form_that_moved_while_it_was_read_is_not_filed(county):
    report_id = county.add_form("演示甲", MARCH)
    seen = county.revision(report_id)
    county.touch(report_id)
    with pytest.raises(Conflict, match="在您审核期间有了变动。请刷新后核对新内容再办理。"):
        county.do(file_report, report_id, seen)
    assert line(county, "演示甲").state is ReviewState.WAITING


def test_a_form_is_filed_only_once(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(file_report, report_id, 1)
    with pytest.raises(NotAllowed, match="处于“已备案”状态"):
        county.do(file_report, report_id, 1)


def test_a_form_that_changes_after_filing_waits_again_with_a_mark(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(file_report, report_id, 1)
    seen = county.touch(report_id)
    assert line(county, "演示甲").state is ReviewState.OUTDATED
    county.do(file_report, report_id, seen)
    assert line(county, "演示甲").number == "备〔2026〕2号"


def test_a_form_that_the_head_has_not_signed_is_not_decided_on(county):
    report_id = county.add_form("演示甲", MARCH, state=ReportState.EVALUATED)
    assert line(county, "演示甲").state is ReviewState.NOT_YET
    with pytest.raises(NotAllowed, match="处于“未到”状态"):
        county.do(file_report, report_id, 1)


def test_all_confirmed_forms_of_a_unit_are_filed_at_once(county):
    seen = {county.add_form(name, MARCH): 1 for name in ("演示甲", "演示乙")}
    assert county.do(file_month, county.units["丹江镇"], MARCH, seen) == 2
    numbers = {line(county, name).number for name in ("演示甲", "演示乙")}
    assert numbers == {"备〔2026〕1号", "备〔2026〕2号"}


def test_one_form_that_moved_stops_the_whole_unit(county):
    seen = {county.add_form(name, MARCH): 1 for name in ("演示甲", "演示乙")}
    county.touch(list(seen)[1])
    with pytest.raises(Conflict):
        county.do(file_month, county.units["丹江镇"], MARCH, seen)
    assert line(county, "演示甲").state is ReviewState.WAITING


def test_a_unit_is_filed_only_with_its_own_forms_and_not_without_any(county):
    other = county.add_form("演示丙", MARCH, unit="西江镇")
    with pytest.raises(UserError, match="登记表不属于丹江镇（演示）2026年3月。"):
        county.do(file_month, county.units["丹江镇"], MARCH, {other: 1})
    with pytest.raises(UserError, match="没有待审的登记表。"):
        county.do(file_month, county.units["丹江镇"], MARCH, {})


def test_a_form_is_returned_with_remarks_on_the_whole_and_clause_by_clause(county):
    report_id = county.add_form("演示甲", MARCH, "走访 15 户", "开会 2 次")
    first, second = county.clauses(report_id)
    remarks = [RemarkEntry(first, "请写明走访了哪个村。"), RemarkEntry(second, " ")]
    county.do(return_report, report_id, 1, "请更正后重新报送。", remarks)
    kept = decision(county, report_id)
    assert (kept.verdict, kept.opinion) == (ReviewVerdict.RETURNED, "请更正后重新报送。")
    assert [(one.clause_id, one.text) for one in kept.remarks] == [(first, "请写明走访了哪个村。")]
    assert line(county, "演示甲").state is ReviewState.RETURNED


def test_a_form_is_not_returned_without_a_word_or_with_remarks_on_foreign_clauses(county):
    report_id = county.add_form("演示甲", MARCH)
    with pytest.raises(UserError, match="请写明退回的原因。"):
        county.do(return_report, report_id, 1, " ", [RemarkEntry(county.clauses(report_id)[0], "")])
    with pytest.raises(Conflict):
        county.do(return_report, report_id, 1, "更正", [RemarkEntry("f" * 32, "更正")])


def test_a_correction_waits_as_such_and_the_returned_version_cannot_be_judged_again(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(return_report, report_id, 1, "请写明户数。")
    corrected = county.correct(report_id, "走访 15 户")
    assert line(county, "演示甲").state is ReviewState.CORRECTED
    with pytest.raises(Conflict, match="已有更正版本"):
        county.do(file_report, report_id, county.revision(report_id))
    county.do(file_report, corrected, 1)
    sheet = county.see(form_sheet, corrected)
    assert [(card.version, card.verdict.label, card.outdated) for card in sheet.history] == [
        ("", "已退回", True),
        ("更正1", "已备案", False),
    ]
    assert sheet.sheet.chain[-1].reach == "done"


def test_a_decision_is_taken_back_with_its_reason_and_its_number_is_not_given_again(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(file_report, report_id, 1)
    card = decision(county, report_id)
    with pytest.raises(UserError, match="撤回原因"):
        county.do(withdraw_review, card.id, card.revision, " ")
    county.do(withdraw_review, card.id, card.revision, "误点备案")
    assert line(county, "演示甲").state is ReviewState.WAITING
    assert county.see(form_sheet, report_id).moves == {ReviewMove.FILE, ReviewMove.RETURN}
    with pytest.raises(Conflict, match="刚被改动过"):
        county.do(withdraw_review, card.id, card.revision, "误点备案")
    assert county.do(file_report, report_id, 1) == "备〔2026〕2号"


def test_a_filing_is_not_undone_by_a_click_but_taken_back_with_a_reason(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(file_report, report_id, 1)
    with pytest.raises(NotAllowed, match="审核结果不能撤销，请用“撤回审核”并写明原因。"):
        county.do(undo, county.entries())
    assert "备〔2026〕1号" in county.see(record_history, "report", report_id)[0].subject


@pytest.mark.parametrize("action", [file_report, return_report])
def test_at_a_unit_nobody_decides_for_the_county(county, action):
    report_id = county.add_form("演示甲", MARCH)
    station = county.office.station
    county.office.station = type(station)(
        station.id, StationKind.UNIT, "丹江镇", county.unit_id, station.incarnation
    )
    with pytest.raises(NotAllowed, match="县级审核由县干部综合考核办公室办理。"):
        county.do(action, report_id, 1, "意见")


def test_only_the_countys_clerk_and_head_decide(county):
    report_id = county.add_form("演示甲", MARCH)
    with pytest.raises(NotAllowed, match="此操作需要“经办人、主要负责人”身份。"):
        county.as_(Role.AUDITOR).do(file_report, report_id, 1)
