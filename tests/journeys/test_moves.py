"""功能: 人员调动、新任职和职务变动。"""

from pytest_bdd import scenarios, then, when

from app.monthly.actions import open_report
from app.people.actions import change_post, end_post
from app.people.cards import cadre_card, people
from app.people.entries import PostEntry
from app.people.views import roster
from app.vocabulary import PostEnd
from tests.journeys.words import says, term

scenarios("moves.feature")


def post_of(story, name):
    return story.as_clerk().see(cadre_card, story.people[name]).posts[0]


def duty(story, name, month):
    return next(one.duty for one in story.see(roster, story.here, month) if one.name == name)


@when(says("经办人登记{name:Name}{on:Day}“{why:Text}”，去向“{remark:Text}”"))
def left(story, name, on, why, remark):
    story.as_clerk().do(end_post, post_of(story, name).post_id, on, term(PostEnd, why), remark)


@when(says("经办人登记新任{name:Name}为“{title:Text}”，{since:Day}到任"))
def came(story, name, title, since):
    story.add(name, title, since)


@when(says("经办人登记{name:Name}自{since:Day}起改任“{title:Text}”"))
def promoted(story, name, since, title):
    story.as_clerk().do(change_post, post_of(story, name).post_id, PostEntry(title, since))


@when(says("经办人试图替{name:Name}填报{month:Month}的实绩"))
def reported_for(story, name, month):
    story.as_clerk().attempt(open_report, story.here, story.people[name], month)


@then(says("{month:Month}要求{name:Name}报告"))
def due(story, month, name):
    assert duty(story, name, month).due


@then(says("{month:Month}要求{name:Name}报告，理由为“{reason:Text}”"))
def due_because(story, month, name, reason):
    assert (duty(story, name, month).due, duty(story, name, month).reason) == (True, reason)


@then(says("{month:Month}不要求{name:Name}报告，理由为“{reason:Text}”"))
def not_due_because(story, month, name, reason):
    assert (duty(story, name, month).due, duty(story, name, month).reason) == (False, reason)


@then(says("{month:Month}的名单为“{names:Names}”"))
def listed(story, month, names):
    assert tuple(story.lines(month)) == names


@then(says("人员名单中{name:Name}为“{standing:Text}”"))
def stands(story, name, standing):
    lines = {line.name: line for line in story.see(people, story.here)}
    assert lines[name].standing.label == standing


@then(says("{name:Name}{month:Month}没有任何提示"))
def nothing_noticed(story, name, month):
    assert story.findings(month, name) == []


@then(says("{name:Name}{month:Month}的提示只有“{label:Text}”"))
def only_noticed(story, name, month, label):
    assert [one.rule.label for one in story.findings(month, name)] == [label]


@then(says("{name:Name}{month:Month}登记表的职务为“{title:Text}”"))
def form_title(story, name, month, title):
    assert f"职务{title}任现职时间" in story.form_text(name, month)
