"""功能: 年中启用的单位，从启用的月份起计。"""

from pytest_bdd import scenarios, then

from app.overview.board import month_board
from app.vocabulary import FindingRule
from tests.journeys.words import says

scenarios("starting_in_august.feature")


@then(says("{name:Name}{month:Month}注明“{reason:Text}”"))
def reason_is(story, name, month, reason):
    assert story.sheet(name, month).duty.reason == reason


@then(says("{name:Name}{first:Month}至{last:Month}的灯均为“{label:Text}”，{month:Month}为“{lit:Text}”"))
def lights_are(story, name, first, last, label, month, lit):
    rows = story.see(month_board, story.here, month.year).rows
    cells = {cell.month: cell.light.label for row in rows if row.name == name for cell in row.cells}
    assert {one: cells[one] for one in first.through(last)} == dict.fromkeys(first.through(last), label)
    assert cells[month] == lit


@then(says("总览没有提到“{text:Text}”"))
def overview_never_says(story, text):
    assert not any(text in line for line in story.as_clerk().todo())


@then(says("{name:Name}{month:Month}因{first:Month}、{second:Month}提示“连续两次未上报”"))
def missed_both(story, name, month, first, second):
    (found,) = [one for one in story.findings(month, name) if one.rule is FindingRule.MISSED_TWICE]
    assert found.facts["months"] == [str(first), str(second)]
