"""The county's letters say whom, what and until when, in the usual wording (domain.md §7b)."""

import re
from datetime import date

import pytest

from app.errors import UserError
from app.review.actions import RemarkEntry, file_report, return_report
from app.review.actions_reminding import declare_waiver, issue_reminder
from app.review.forms import receipt_form, reminder_form, return_form, waiver_form
from app.review.papers import filing_receipt, reminder_letter, return_letter, waiver_letter
from app.vocabulary import Month
from tests.documents.reading import copied

MARCH = Month(2026, 3)


def words(pdf):
    """The text of a paper as one line."""
    return re.sub(r"\s+", "", copied(pdf))


def test_a_return_letter_lists_each_form_with_its_remarks_by_clause(county):
    report_id = county.add_form("演示甲", MARCH, "走访 15 户", "开会 2 次")
    second = county.clauses(report_id)[1]
    county.do(return_report, report_id, 1, "请更正。", [RemarkEntry(second, "开了什么会？")])
    form = county.see(return_form, county.unit_id, MARCH)
    assert [(one.name, one.remarks) for one in form.forms] == [
        ("演示甲", ("请更正。", "第 2 条：开了什么会？"))
    ]
    shown = words(return_letter(form))
    for part in ("丹江镇（演示）：", "以下1份需要更正", "第2条：开了什么会？", "2026年4月8日"):
        assert part in shown


def test_a_receipt_names_the_number_of_each_filed_form(county):
    report_id = county.add_form("演示甲", MARCH)
    county.do(file_report, report_id, 1)
    shown = words(filing_receipt(county.see(receipt_form, county.unit_id, MARCH)))
    assert "备〔2026〕1号" in shown
    assert "以下1份已予备案" in shown


def test_a_reminder_is_worded_as_usual_and_says_how_manieth_it_is(county):
    missing = [county.cadres["演示甲"], county.cadres["演示乙"]]
    reminder = county.do(issue_reminder, county.unit_id, MARCH, missing, date(2026, 4, 13))
    shown = words(reminder_letter(county.see(reminder_form, reminder)))
    assert (
        "经查，你单位演示甲、演示乙2026年3月工作实绩报告未按规定于30日前上报，请于2026年4月13日前补报并书面说明理由。"
        "连续两次未上报且不能提供正当理由的，按规定处理。" in shown
    )
    assert "第1次催报" in shown


def test_a_waived_month_is_announced_to_every_unit(county):
    waiver = county.do(declare_waiver, MARCH, "全县防汛救灾。")
    shown = words(waiver_letter(county.see(waiver_form, waiver)))
    assert "各乡镇、县直有关单位：" in shown
    assert "因全县防汛救灾，经研究，2026年3月全县科级领导干部工作实绩免予报告" in shown


def test_without_a_returned_or_filed_form_there_is_no_letter(county):
    county.add_form("演示甲", MARCH)
    with pytest.raises(UserError, match="没有退回的登记表。退回后再打印退回单。"):
        county.see(return_form, county.unit_id, MARCH)
    with pytest.raises(UserError, match="还没有备案的登记表。备案后再打印回执。"):
        county.see(receipt_form, county.unit_id, MARCH)
