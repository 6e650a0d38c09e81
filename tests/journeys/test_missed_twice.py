"""功能: 连续两次未上报，只提示不定等次，由组织认定。"""

from pytest_bdd import scenarios, then, when

from app.monthly.actions_findings import decide_finding
from app.vocabulary import FindingRule, Verdict
from tests.journeys.words import says, term

scenarios("missed_twice.feature")


def found(story, name, month, label=FindingRule.MISSED_TWICE.label):
    return next((one for one in story.findings(month, name) if one.rule.label == label), None)


@then(says("{name:Name}{month:Month}提示“{label:Text}”"))
def noticed(story, name, month, label):
    assert found(story, name, month, label) is not None


@then(says("{name:Name}{month:Month}提示“{label:Text}”:"))
def noticed_because(story, name, month, label, datatable):
    assert list(found(story, name, month, label).reasons) == [reason for (reason,) in datatable]


@then(says("{name:Name}{month:Month}没有“{label:Text}”的提示"))
def not_noticed(story, name, month, label):
    assert found(story, name, month, label) is None


@when(
    says(
        "经办人登记{name:Name}{month:Month}的陈述“{statement:Text}”，认定为“{verdict:Text}”，理由“{reason:Text}”"
    )
)
def decided(story, name, month, statement, verdict, reason):
    story.do(decide_finding, found(story, name, month).key, term(Verdict, verdict), reason, statement)


@when(says("经办人未听取陈述，试图将{name:Name}{month:Month}的提示认定为“{verdict:Text}”"))
@when(says("经办人试图将{name:Name}{month:Month}的提示仅登记为“{verdict:Text}”"))
def decided_unheard(story, name, month, verdict):
    story.attempt(decide_finding, found(story, name, month).key, term(Verdict, verdict), "经催报仍未上报。")


@when(says("经办人试图再次认定{name:Name}{month:Month}"))
def decided_again(story, name, month):
    key = found(story, name, month).key
    story.attempt(decide_finding, key, Verdict.DISMISSED, "改判", "补充陈述")


@then(says("{name:Name}{month:Month}“{label:Text}”已于{day:Day}认定为“{verdict:Text}”"))
def decision_stands(story, name, month, label, day, verdict):
    decision = found(story, name, month, label).decision
    assert (decision.decided_on, decision.verdict.label) == (day, verdict)
    assert decision.decided_by == "演示经办人"
    assert decision.statement
