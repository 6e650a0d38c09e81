"""A hint is looked into or dealt with, with the reason; new facts open it again (domain.md §2c)."""

import pytest

from app.errors import Conflict, NotAllowed, UserError
from app.history.actions import undo
from app.history.views import undoable
from app.review.actions_hints import decide_hint
from app.review.views_form import form_hints
from app.review.views_hints import hints_of
from app.vocabulary import Grade, HintRule, HintVerdict, Month, Role
from tests.builders import login

MARCH = Month(2026, 3)


@pytest.fixture
def noticed(county):
    """One cadre with the same grade three months running."""
    county.forms = [county.add_form("演示甲", Month(2026, number)) for number in (1, 2, 3)]
    return county


def the_hint(county):
    (case,) = county.see(hints_of, MARCH)
    return case


def decide(county, case, verdict=HintVerdict.NOTED, reason="已电话了解", **values):
    seen = case.decided.revision if case.decided else 0
    values = {"key": case.key, "facts": case.hint.reasons, "seen": seen} | values
    county.do(decide_hint, verdict=verdict, reason=reason, **values)


def test_what_was_done_is_kept_with_its_reason_and_the_hint_is_no_longer_open(noticed):
    case = the_hint(noticed)
    assert (case.open, case.decided, case.hint.rule) == (True, None, HintRule.SAME_GRADE)
    decide(noticed, case, HintVerdict.HANDLED)
    case = the_hint(noticed)
    assert (case.open, case.outdated) == (False, False)
    assert (case.decided.verdict, case.decided.reason) == (HintVerdict.HANDLED, "已电话了解")
    assert [one.decided for one in noticed.see(form_hints, noticed.forms[2]).unit] == [case.decided]


def test_it_is_journaled_and_can_be_undone(noticed):
    decide(noticed, the_hint(noticed))
    step = noticed.see(undoable)
    noticed.do(undo, step.seq)
    assert the_hint(noticed).open


def test_new_facts_open_it_again_and_show_that_the_decision_was_for_the_older_ones(noticed):
    decide(noticed, the_hint(noticed))
    for number in (1, 2, 3):
        noticed.add_form("演示乙", Month(2026, number))
    case = the_hint(noticed)
    assert (case.open, case.outdated, case.decided.reason) == (True, True, "已电话了解")
    decide(noticed, case, reason="两人均已了解")
    assert not the_hint(noticed).open
    assert the_hint(noticed).decided.reason == "两人均已了解"


def test_what_other_units_report_does_not_reopen_what_was_decided_on_a_unit(county):
    for place in range(5):
        county.add_leader(f"演示高{place}", "丹江镇")
        county.add_form(f"演示高{place}", MARCH, grade=Grade.GOOD)
    county.add_leader("演示低", "西江镇")
    county.add_form("演示丙", MARCH, unit="西江镇", grade=Grade.PLAIN)
    for place in range(4):
        county.add_leader(f"演示低{place}", "西江镇")
        county.add_form(f"演示低{place}", MARCH, unit="西江镇", grade=Grade.PLAIN)
    seen = the_hint(county)
    assert seen.hint.rule is HintRule.GOOD_SHARE
    county.add_form("演示低", MARCH, unit="西江镇")
    decide(county, seen)
    case = the_hint(county)
    assert (case.open, case.outdated) == (False, False)
    assert "全县 11 份" in case.hint.reasons[0]

    county.add_form("演示甲", MARCH, grade=Grade.GOOD)
    case = the_hint(county)
    assert (case.open, case.outdated) == (True, True)


def test_a_decided_hint_whose_facts_have_gone_stays_in_the_list(noticed):
    decide(noticed, the_hint(noticed))
    noticed.correct(noticed.forms[2], "更正", grade=Grade.GOOD)
    case = the_hint(noticed)
    assert (case.gone, case.open, case.outdated) == (True, False, True)
    assert "演示甲" in case.hint.reasons[0]
    with pytest.raises(UserError, match="情况已经变化"):
        decide(noticed, case)


def test_what_somebody_else_did_or_what_has_moved_meanwhile_is_refused(noticed):
    case = the_hint(noticed)
    with pytest.raises(UserError, match="请填写“说明”。"):
        decide(noticed, case, reason=" ")
    with pytest.raises(Conflict, match="刚有变化"):
        decide(noticed, case, facts=("别的情况",))
    decide(noticed, case)
    with pytest.raises(Conflict, match="刚有人办理过"):
        decide(noticed, case)
    with pytest.raises(UserError, match="没有这条提示"):
        decide(noticed, case, key="别的")


def test_only_the_county_office_decides(noticed):
    case = the_hint(noticed)
    noticed.office.login = login(Role.CADRE, cadre_id=noticed.cadres["演示甲"])
    with pytest.raises(NotAllowed):
        decide(noticed, case)
