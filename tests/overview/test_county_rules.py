from datetime import date

import pytest

from app.overview.county_rules import CountyMonth, Exchanged, Someone, exchange_lines, month_lines
from app.vocabulary import ArrivalState, Month

MARCH = Month(2026, 3)
TODAY = date(2026, 4, 8)
A, B, C = (
    Someone("u1", "丹江镇", "演示甲"),
    Someone("u1", "丹江镇", "演示乙"),
    Someone("u2", "西江镇", "演示丙"),
)
MANY = tuple(Someone(f"u{number}", f"演示乡{number}", "演示人") for number in range(6))


def lines(today=TODAY, **values):
    return list(month_lines(CountyMonth(MARCH, date(2026, 4, 15), **values), today))


def line(**values):
    (found,) = lines(**values)
    return found


def exchanged(**values):
    nothing = {"applicants": 0, "files": {}, "requests": 0, "certificates": 0, "return_due": (), "silent": ()}
    return list(exchange_lines(Exchanged(MARCH, **nothing | values, silent_after=10, longest_silence=12)))


def test_a_quiet_month_has_no_line():
    assert lines() == []
    assert exchanged() == []


def test_forms_to_review_lead_to_the_first_unit_that_sent_them():
    found = line(waiting=(A, B, C))
    assert found.why == "丹江镇、西江镇报来，共 3 份待审。"
    assert (found.pill, found.stage, found.target) == ("待审 3", "review", "u1")


def test_many_units_and_people_are_cut_short():
    assert "等 6 个单位报来" in line(waiting=MANY).why
    assert "等 6 人过了截止日" in line(late=MANY).why


def test_late_reports_are_named_and_lead_to_their_unit():
    found = line(late=(C,))
    assert found.why == "西江镇演示丙过了截止日才报来，审核时请核对原因。"
    assert (found.pill, found.target) == ("迟报 1", "u2")


def test_who_was_never_reminded_is_to_be_reminded_and_who_still_has_time_is_only_counted():
    assert lines(asked=2) == []
    found = line(unasked=(A,), asked=2)
    assert found.why == "丹江镇演示甲应报未报，可签发催报单。已催 2 人，未到补报期限。"
    assert line(unasked=(A,)).why.endswith("可签发催报单。")
    assert (found.pill, found.target) == ("待催 1", "asking")


def test_reminders_past_their_day_come_with_that_day():
    found = line(overdue=(B,), overdue_since=date(2026, 4, 6))
    assert found.title == "3 月催报单已过补报期限"
    assert found.why == "丹江镇演示乙到期仍未补报（最早 4 月 6 日），可再次催报。"
    assert (found.pill, found.when, found.target) == ("逾期 1", date(2026, 4, 6), "asking")


@pytest.mark.parametrize(
    ("today", "pill", "urgency"),
    [(date(2026, 4, 15), "下一步", "step"), (date(2026, 4, 16), "已过期", "due")],
)
def test_a_digest_not_made_is_the_next_step_and_then_overdue(today, pill, urgency):
    found = line(today=today, due=3, digest_wanted=True)
    assert (found.pill, found.urgency.value, found.stage) == (pill, urgency, "digest")
    assert found.why == "应于 4 月 15 日前呈阅，还没有生成。"


def test_a_digest_made_or_a_month_without_anybody_asks_for_nothing():
    assert lines(due=3) == []
    assert lines(digest_wanted=True) == []


def test_open_hints_are_the_least_urgent():
    assert (line(open_hints=2).pill, line(open_hints=2).target) == ("提示 2", "hints")


def test_the_exchange_tells_files_answers_and_silent_units():
    found = exchanged(
        applicants=1,
        files={ArrivalState.HELD: 2},
        requests=3,
        certificates=1,
        return_due=("丹江镇",),
        silent=("西江镇",),
    )
    assert [(one.title, one.pill) for one in found] == [
        ("核对登记申请", "1 项"),
        ("补齐缺号的文件", "2 项"),
        ("答复人员变动申请", "3 项"),
        ("签发签名证书", "1 项"),
        ("给单位发回执", "1 个单位"),
        ("联系久未报送的单位", "1 个单位"),
    ]
    assert found[-1].why == "西江镇已超过 10 天没有报来文件（最长 12 天）。"
