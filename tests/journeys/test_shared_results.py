"""功能: 共同完成的实绩标明主办、协办，不属一绩多用。"""

from pytest_bdd import scenarios, step, then, when

from app.monthly.actions_sharing import share_result
from app.monthly.text import ClauseText
from app.vocabulary import FindingRule, TaskSource
from tests.journeys.words import says

scenarios("shared_results.feature")


@step(says("{names:Names}在“{task:Text}”下同样填报{month:Month}“{result:Text}”"))
def reported_alike(story, names, task, month, result):
    for name in names:
        story.hand_in(name, month, [ClauseText(TaskSource.ADHOC, task, result, 107)])


def first_clause(story, name, month):
    return story.sheet(name, month).saved.clauses[0].id


@when(says("经办人标明{month:Month}第1条由{lead:Name}主办、{assist:Name}协办"))
def shared(story, month, lead, assist):
    clauses = [first_clause(story, name, month) for name in (lead, assist)]
    story.as_clerk().do(share_result, clauses[0], clauses[1:])


@when(says("经办人试图标明{month:Month}第1条由{lead:Name}主办、{assist:Name}协办"))
def shared_late(story, month, lead, assist):
    clauses = [first_clause(story, name, month) for name in (lead, assist)]
    story.as_clerk().attempt(share_result, clauses[0], clauses[1:])


@when(says("经办人取消{month:Month}{lead:Name}第1条的共同完成"))
def shared_no_more(story, month, lead):
    story.as_clerk().do(share_result, first_clause(story, lead, month), [])


@then(says("{name:Name}{month:Month}提示与他人雷同:"))
def alike(story, name, month, datatable):
    (found,) = [one for one in story.findings(month, name) if one.rule is FindingRule.COPIED_COLLEAGUE]
    assert sorted(found.reasons) == sorted(reason for (reason,) in datatable)
