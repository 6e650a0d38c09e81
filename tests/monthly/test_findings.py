from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.monthly import findings
from app.monthly.findings import ClauseFacts, ReportFacts, missed_pairs
from app.rulebook import Rulebook
from app.vocabulary import FindingRule, Grade, Month, Part, ReportState
from tests.monthly.entries import ABSENT, DUE, EXEMPT, MARCH, entry, line

RULES = Rulebook()
TODAY = date(2027, 12, 31)
DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
ROADS = "南屏村通组路硬化完成路基 1.2 公里，清理边沟 300 米，投工 86 个"
HOUSES = "危房改造开工 16 户，其中陶尧村 6 户、南屏村 5 户、脚猛村 5 户，验收 2 户"


def pairs(*entries):
    return [(str(first.month), str(second.month)) for first, second in missed_pairs(entries, TODAY)]


def test_a_report_that_did_not_come_is_missing_from_the_day_after_its_last_day():
    assert findings.missing(entry(MARCH), "演示己", date(2026, 3, 30)) is None
    found = findings.missing(entry(MARCH), "演示己", date(2026, 4, 4))
    assert found.rule is FindingRule.MISSING
    assert found.key == "missing:u:c:2026-03"
    assert found.reasons == ("2026年3月报告应于2026年3月30日前提交，已过 5 天，尚未收到。",)
    assert found.facts["days"] == 5


def test_a_draft_that_was_never_handed_in_is_missing_too():
    found = findings.missing(entry(MARCH, line(MARCH, ReportState.DRAFT)), "演示己", date(2026, 4, 1))
    assert found.report_id == "r-2026-03-0"


def test_a_late_report_is_late_and_not_missing():
    late = entry(MARCH, line(MARCH, submitted_on=date(2026, 4, 2)))
    assert findings.missing(late, "演示己", TODAY) is None
    found = findings.late(late, "演示己")
    assert found.rule is FindingRule.LATE
    assert "晚 3 天；不算未报" in found.reasons[0]


def test_a_report_in_time_or_of_somebody_exempt_is_not_late():
    assert findings.late(entry(MARCH, line(MARCH)), "x") is None
    assert findings.late(entry(MARCH), "x") is None
    exempt = entry(MARCH, line(MARCH, submitted_on=date(2026, 4, 2)), duty=EXEMPT)
    assert findings.late(exempt, "x") is None


def test_two_missed_reports_raise_a_finding_but_set_no_grade():
    ((first, second),) = missed_pairs([entry(DECEMBER), entry(JANUARY)], TODAY)
    found = findings.missed_twice(first, second, "演示己")
    assert found.key == "missed_twice:u:c:2026-12+2027-01"
    assert found.month == JANUARY
    assert found.facts == {"months": ["2026-12", "2027-01"], "effect_year": 2027}
    text = "".join(found.reasons)
    assert "2026年12月、2027年1月连续两个应报月份均未收到报告" in text
    assert "影响2027年年度考核" in text
    assert "不定等次" in text
    assert "请本人说明理由" in text


def test_one_miss_or_a_report_between_two_misses_is_no_row():
    assert pairs(entry(Month(2026, 1)), entry(Month(2026, 2), line(Month(2026, 2)))) == []
    months = [Month(2026, number) for number in (1, 2, 3)]
    assert pairs(entry(months[0]), entry(months[1], line(months[1])), entry(months[2])) == []


def test_a_late_report_breaks_the_row():
    late = entry(Month(2026, 2), line(Month(2026, 2), submitted_on=date(2026, 3, 20)))
    assert pairs(entry(Month(2026, 1)), late, entry(Month(2026, 3))) == []


def test_exempt_months_neither_count_nor_reset():
    between = [entry(Month(2026, 2), duty=EXEMPT), entry(Month(2026, 3), duty=ABSENT)]
    assert pairs(entry(Month(2026, 1)), *between, entry(Month(2026, 4))) == [("2026-01", "2026-04")]
    ((first, second),) = missed_pairs([entry(Month(2026, 1)), *between, entry(Month(2026, 4))], TODAY)
    assert "不计次数，也不中断" in findings.missed_twice(first, second, "x").reasons[1]
    assert pairs(entry(Month(2026, 1)), entry(Month(2026, 2), duty=EXEMPT)) == []


def test_a_cadre_who_moved_takes_the_row_along():
    moved = [
        entry(Month(2026, 2), unit_id="old"),
        entry(MARCH, unit_id="old", duty=ABSENT),
        entry(MARCH, unit_id="new"),
    ]
    ((first, second),) = missed_pairs(moved, TODAY)
    assert (first.unit_id, second.unit_id) == ("old", "new")
    assert findings.missed_twice(first, second, "x").unit_id == "new"


def test_a_month_due_in_two_units_counts_as_reported_where_it_was_reported():
    both = [entry(Month(2026, 2)), entry(MARCH, unit_id="a"), entry(MARCH, line(MARCH), unit_id="b")]
    assert pairs(*both) == []


def test_a_month_whose_last_day_is_not_over_does_not_count_yet():
    entries = [entry(Month(2026, 2)), entry(MARCH)]
    assert missed_pairs(entries, date(2026, 3, 30)) == []
    assert len(missed_pairs(entries, date(2026, 3, 31))) == 1


def test_three_misses_are_two_rows():
    assert pairs(*(entry(Month(2026, number)) for number in (3, 1, 2))) == [
        ("2026-01", "2026-02"),
        ("2026-02", "2026-03"),
    ]


@given(st.lists(st.sampled_from(["missing", "reported", "late", "exempt", "absent"]), max_size=40))
def test_rows_are_what_is_left_when_months_not_due_are_struck_out(kinds):
    months = [Month(2026, 1).plus(number) for number in range(len(kinds))]
    made = {
        "missing": entry,
        "reported": lambda month: entry(month, line(month)),
        "late": lambda month: entry(month, line(month, submitted_on=month.next.last_day)),
        "exempt": lambda month: entry(month, duty=EXEMPT),
        "absent": lambda month: entry(month, duty=ABSENT),
    }
    entries = [made[kind](month) for kind, month in zip(kinds, months, strict=True)]
    left = [
        (kind, month) for kind, month in zip(kinds, months, strict=True) if kind not in {"exempt", "absent"}
    ]
    expected = [(first, second) for (one, first), (two, second) in pairwise(left) if one == two == "missing"]
    found = missed_pairs(entries, date(2035, 1, 1))
    assert [(first.month, second.month) for first, second in found] == expected
    assert all(first.duty is DUE and second.duty is DUE for first, second in found)


def facts(name="演示庚", *results, month=MARCH, **values):
    clauses = tuple(ClauseFacts(number, result) for number, result in enumerate(results, 1))
    return ReportFacts(f"r-{name}-{month}", "u", name, name, month, clauses, **values)


def test_a_clause_that_says_little_is_pointed_at_with_its_number():
    found = findings.thin(facts("演示庚", HOUSES, "认真抓落实"), RULES)
    assert found.rule is FindingRule.THIN
    assert all(reason.startswith("第 2 条：") for reason in found.reasons[:-1])
    assert found.reasons[-1] == findings.NO_GRADE


def test_concrete_and_empty_clauses_are_not_thin():
    assert findings.thin(facts("演示庚", HOUSES, ""), RULES) is None


def test_the_rule_book_says_how_short_is_thin():
    short = facts("演示庚", "签订 5 户，无信访")
    assert findings.thin(short, RULES) is not None
    assert findings.thin(short, replace(RULES, thin_characters=5)) is None


def test_the_name_of_a_colleague_makes_a_clause_concrete():
    text = facts("演示庚", "配合演示甲完成有关协调落实工作的各项任务")
    assert findings.thin(text, RULES) is not None
    assert findings.thin(text, RULES, ["演示甲"]) is None


def test_a_result_copied_from_last_month_is_shown_with_both_numbers():
    before = facts("演示庚", HOUSES, ROADS, month=Month(2026, 2))
    found = findings.copied_month(facts("演示庚", ROADS), before, RULES)
    assert found.rule is FindingRule.COPIED_MONTH
    assert found.reasons[0] == "第 1 条与2026年2月第 2 条相近 100%。"
    assert found.facts["pairs"] == [{"clause": 1, "report": before.report_id, "with": 2, "percent": 100}]


def test_new_results_and_a_first_month_are_no_copies():
    assert findings.copied_month(facts("演示庚", ROADS), None, RULES) is None
    before = facts("演示庚", HOUSES, month=Month(2026, 2))
    assert findings.copied_month(facts("演示庚", ROADS), before, RULES) is None


def test_a_result_that_a_colleague_reports_too_is_shown_and_never_accuses():
    other = facts("演示甲", HOUSES, ROADS)
    found = findings.copied_colleague(facts("演示庚", ROADS), [other], RULES)
    assert found.rule is FindingRule.COPIED_COLLEAGUE
    assert found.reasons[0] == "第 1 条与演示甲2026年3月第 2 条相近 100%。"
    assert found.reasons[1].startswith("若为共同完成，请标明主办、协办。")
    text = "".join(found.reasons)
    assert not any(word in text for word in ("抄袭", "造假", "虚报", "作弊"))


def test_the_county_may_set_the_percentage_below_what_can_be_searched():
    other = facts("演示甲", ROADS)
    loose = replace(RULES, alike_percent=50)
    assert findings.copied_colleague(facts("演示庚", ROADS), [other], loose) is not None


def share(report, part, *partners):
    clause = replace(report.clauses[0], part=part, partners=frozenset(partners))
    return replace(report, clauses=(clause,))


@pytest.mark.parametrize(
    ("own", "theirs", "noticed"),
    [
        ((Part.LEAD, "演示甲"), (Part.ASSIST, "演示庚"), False),
        ((Part.ASSIST, "演示甲"), (Part.LEAD, "演示庚"), False),
        ((Part.ASSIST, "演示甲", "演示乙"), (Part.ASSIST, "演示庚", "演示乙"), False),
        ((Part.LEAD, "演示甲"), (Part.LEAD, "演示庚"), True),
        ((Part.ASSIST, "演示甲"), (Part.ASSIST, "演示庚"), True),
        ((Part.LEAD, "演示甲"), (Part.ASSIST,), True),
        ((Part.LEAD,), (Part.ASSIST, "演示庚"), True),
    ],
)
def test_a_result_shared_with_one_lead_that_both_name_is_legal(own, theirs, noticed):
    mine = share(facts("演示庚", ROADS), *own)
    other = share(facts("演示甲", ROADS), *theirs)
    assert (findings.copied_colleague(mine, [other], RULES) is not None) is noticed


def test_a_self_grade_above_the_meetings_is_shown_with_both_labels():
    found = findings.self_above(facts(self_grade=Grade.GOOD, grade=Grade.PLAIN))
    assert found.reasons == ("自评“好”，班子会议评定“一般”，相差 2 等。",)


@pytest.mark.parametrize(
    ("own", "given"),
    [(Grade.FAIR, Grade.FAIR), (Grade.FAIR, Grade.GOOD), (None, Grade.GOOD), (Grade.GOOD, None)],
)
def test_an_equal_a_lower_or_an_absent_self_grade_is_not(own, given):
    assert findings.self_above(facts(self_grade=own, grade=given)) is None


def test_a_meeting_that_grades_everybody_good_is_noticed_for_the_unit():
    everybody = [facts(name, grade=Grade.GOOD) for name in ("演示甲", "演示乙")]
    found = findings.all_good("u", MARCH, everybody, RULES)
    assert (found.cadre_id, found.facts) == (None, {"graded": 2})
    assert found.key == "all_good:u::2026-03"
    assert findings.all_good("u", MARCH, [*everybody, facts("演示丙", grade=Grade.FAIR)], RULES) is None
    assert findings.all_good("u", MARCH, everybody[:1], RULES) is None


def test_a_key_gives_back_its_unit_and_last_month():
    key = findings.finding_key(FindingRule.MISSED_TWICE, "u", "c", DECEMBER, JANUARY)
    assert findings.key_month(key) == ("u", JANUARY)
    for text in ("", "a:b:c", "a:b:c:d:e", "missing:u:c:2026-13"):
        with pytest.raises(ValueError, match=r".*"):
            findings.key_month(text)
