from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions_findings import decide_finding
from app.monthly.findings import NO_STATEMENT
from app.monthly.views_findings import findings
from app.vocabulary import FindingRule, Role, Verdict
from db.tables.monthly import FindingDecision
from tests.monthly.builders import FEBRUARY, FULL, MARCH, WATCH, submitted


def noticed(town, rule, month=MARCH):
    return [one for one in town.see(findings, town.unit_id, month) if one.rule is rule]


@pytest.fixture
def missed(town):
    """The key of 演示丁's two misses, seen on 2 April."""
    town.at(date(2026, 4, 2))
    (found,) = [one for one in noticed(town, FindingRule.MISSED_TWICE) if one.name == "演示丁"]
    return found.key


def test_two_misses_are_decided_with_the_statement_and_a_snapshot(town, missed):
    town.do(decide_finding, missed, Verdict.EXCUSED, "确因抢险在外", "三月在大塘抢险，未能回镇")
    (found,) = [one for one in noticed(town, FindingRule.MISSED_TWICE) if one.key == missed]
    decision = found.decision
    assert (decision.verdict, decision.reason, decision.statement, decision.decided_on) == (
        Verdict.EXCUSED,
        "确因抢险在外",
        "三月在大塘抢险，未能回镇",
        date(2026, 4, 2),
    )
    with town.office.read() as reader:
        row = reader.session.query(FindingDecision).one()
    assert row.reasons["reasons"] == list(found.reasons)
    assert row.reasons["facts"]["months"] == ["2026-02", "2026-03"]
    assert row.decided_by == "演示经办人"


@pytest.mark.parametrize(
    ("verdict", "reason", "statement", "field"),
    [
        (Verdict.UPHELD, "情况属实", "", "statement"),
        (Verdict.UPHELD, "", NO_STATEMENT, "reason"),
        (Verdict.NOTED, "", NO_STATEMENT, "verdict"),
        (Verdict.UPHELD, "长" * 1001, NO_STATEMENT, "reason"),
    ],
)
def test_two_misses_need_verdict_reason_and_statement(town, missed, verdict, reason, statement, field):
    with pytest.raises(UserError) as refusal:
        town.do(decide_finding, missed, verdict, reason, statement)
    assert refusal.value.field == field


def test_that_no_statement_came_is_said_explicitly(town, missed):
    town.do(decide_finding, missed, Verdict.UPHELD, "两次催报未果", NO_STATEMENT)
    with town.office.read() as reader:
        assert reader.session.query(FindingDecision).one().statement == "未提交陈述"


def test_a_finding_is_decided_once(town, missed):
    town.do(decide_finding, missed, Verdict.UPHELD, "两次催报未果", NO_STATEMENT)
    with pytest.raises(UserError, match="已经认定过"):
        town.do(decide_finding, missed, Verdict.EXCUSED, "改判", NO_STATEMENT)


def test_a_decision_stays_visible_when_its_cause_has_gone(town, missed):
    town.do(decide_finding, missed, Verdict.EXCUSED, "抢险", "在外抢险")
    submitted(town, "演示丁")
    (found,) = [one for one in noticed(town, FindingRule.MISSED_TWICE) if one.key == missed]
    assert (found.name, found.decision.verdict) == ("演示丁", Verdict.EXCUSED)
    assert found.reasons[0].startswith("2026年2月、2026年3月连续")


def test_what_has_changed_meanwhile_is_not_decided(town, missed):
    submitted(town, "演示丁")
    with pytest.raises(UserError, match="情况已经变化"):
        town.do(decide_finding, missed, Verdict.UPHELD, "x", NO_STATEMENT)
    for key in ("", "x", "missing:u:c:2026-13"):
        with pytest.raises(UserError, match="没有这条提示"):
            town.do(decide_finding, key, Verdict.UPHELD, "x", NO_STATEMENT)


def test_a_small_hint_is_noted_without_a_word(town):
    submitted(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="认真抓落实"),)))
    (thin,) = noticed(town, FindingRule.THIN)
    town.do(decide_finding, thin.key, Verdict.NOTED, "")
    (thin,) = noticed(town, FindingRule.THIN)
    assert thin.decision.verdict is Verdict.NOTED


def test_a_single_miss_can_be_excused(town):
    (missing,) = [one for one in noticed(town, FindingRule.MISSING, FEBRUARY) if one.name == "演示丙"]
    with pytest.raises(UserError) as refusal:
        town.do(decide_finding, missing.key, Verdict.EXCUSED, "")
    assert refusal.value.field == "reason"
    town.do(decide_finding, missing.key, Verdict.EXCUSED, "新任职交接")


def test_a_cadre_decides_nothing(town, missed):
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    with pytest.raises(NotAllowed):
        town.do(decide_finding, missed, Verdict.EXCUSED, "x", "y")
