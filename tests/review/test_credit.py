"""One result claimed by several: found across units and months, decided by a person (D61, §2.9)."""

import pytest

from app.errors import Conflict, UserError
from app.review.actions_credit import decide_credit
from app.review.hints import claims_like, hints, shared_results
from app.review.views_form import form_hints
from app.vocabulary import CreditVerdict, Grade, HintRule, Month
from db.tables.review import CreditDecision

MARCH = Month(2026, 3)
ROAD = "组织通组路硬化 3.2 公里，惠及南屏村 126 户"


@pytest.fixture
def claimed(county):
    """The same result in two units and months."""
    county.add_form("演示丙", Month(2025, 12), ROAD, unit="西江镇")
    county.form = county.add_form("演示甲", MARCH, "检查防火器材库 2 处", ROAD)
    return county


def test_a_result_claimed_in_another_unit_months_ago_is_found_with_its_reasons(claimed):
    (found,) = claimed.see(shared_results, MARCH)
    assert found.percent == 100
    assert (found.left.name, found.left.number, found.right.name) == ("演示甲", 2, "演示丙")
    assert found.decision is None
    assert "丹江镇演示甲2026年3月第 2 条与西江镇演示丙2025年12月第 1 条相近 100%。" in found.reasons
    assert [one.key for one in claimed.see(claims_like, claimed.form, MARCH)] == [found.key]
    assert [one.key for one in claimed.see(form_hints, claimed.form).alike] == [found.key]


def test_a_decision_is_kept_with_lead_and_reason_and_goes_down_the_list(claimed):
    (found,) = claimed.see(shared_results, MARCH)
    ids = (found.left.clause_id, found.right.clause_id)
    args = (CreditVerdict.SHARED, claimed.cadres["演示甲"], "两镇共同实施")
    claimed.do(decide_credit, ids, 0, *args)
    (found,) = claimed.see(shared_results, MARCH)
    assert (found.decision.verdict, found.decision.reason) == (CreditVerdict.SHARED, "两镇共同实施")
    with claimed.office.read() as reader:
        row = reader.session.query(CreditDecision).one()
    assert row.unit_ids == sorted(claimed.units.values())
    with pytest.raises(Conflict, match="刚有人认定过"):
        claimed.do(decide_credit, ids, 0, *args)
    claimed.do(decide_credit, ids, 1, CreditVerdict.DIFFERENT, None, "两条不同的路")
    (found,) = claimed.see(shared_results, MARCH)
    assert (found.decision.verdict, found.decision.lead_cadre_id) == (CreditVerdict.DIFFERENT, None)


def test_shared_and_owned_results_name_one_of_those_who_claim_them(claimed):
    (found,) = claimed.see(shared_results, MARCH)
    ids = (found.left.clause_id, found.right.clause_id)
    with pytest.raises(UserError, match="请选择主办人。"):
        claimed.do(decide_credit, ids, 0, CreditVerdict.SHARED, claimed.cadres["演示乙"], "理由")
    with pytest.raises(UserError, match="请选择归属人。"):
        claimed.do(decide_credit, ids, 0, CreditVerdict.ONE_OWNER, None, "理由")
    with pytest.raises(UserError, match="请填写“认定理由”。"):
        claimed.do(decide_credit, ids, 0, CreditVerdict.DIFFERENT, None, " ")


def test_a_claim_that_was_corrected_away_is_not_decided_on(claimed):
    (found,) = claimed.see(shared_results, MARCH)
    claimed.correct(claimed.form, "检查防火器材库 2 处")
    ids = (found.left.clause_id, found.right.clause_id)
    with pytest.raises(Conflict, match="其中一份登记表已经更正"):
        claimed.do(decide_credit, ids, 0, CreditVerdict.DIFFERENT, None, "理由")


def test_the_grades_of_the_units_are_compared_with_the_county(county):
    for number in range(5):
        county.add_leader(f"演示庚{number}", "丹江镇")
        county.add_leader(f"演示辛{number}", "西江镇")
        county.add_form(f"演示庚{number}", MARCH, f"事项{number}", grade=Grade.GOOD)
        county.add_form(f"演示辛{number}", MARCH, f"事情{number}", unit="西江镇", grade=Grade.FAIR)
    (hint,) = county.see(hints, MARCH)
    assert (hint.rule, hint.unit) == (HintRule.GOOD_SHARE, "丹江镇")
    assert "占 100%" in hint.reasons[0]
    assert county.see(form_hints, county.add_form("演示丙", MARCH, unit="西江镇")).unit == ()


def test_one_grade_three_months_running_is_told_beside_the_form(county):
    for month in (Month(2026, 1), Month(2026, 2)):
        county.add_form("演示甲", month)
    form = county.add_form("演示甲", MARCH)
    found = county.see(form_hints, form).unit
    assert [case.hint.rule for case in found] == [HintRule.SAME_GRADE]
    assert "连续 3 个月均评定“较好”：演示甲。" in found[0].hint.reasons[0]
