"""功能: 公示满七个工作日。"""

from datetime import date

from pytest_bdd import given, scenarios, step, then, when

from app.notices import actions
from app.notices.actions import PostingForm
from app.notices.forms import record_form
from app.notices.papers import notice, posting_record
from app.rulebook import publish_rulebook
from app.vocabulary import ReportState
from app.workday_table import confirm_year
from tests.journeys.story import PLACE, pages, same_words
from tests.journeys.words import says

scenarios("posting.feature")


@given(says("{names:Names}{month:Month}的登记表已签定待公示"))
def signed_reports(story, names, month):
    for name in names:
        story.town.add_report(story.people[name], month, submitted_on=month.first_day)


@given(says("{name:Name}{month:Month}的登记表班子已评待签定"))
def evaluated_report(story, name, month):
    story.town.add_report(story.people[name], month, ReportState.EVALUATED)


@given(says("公示期间的起算办法为“{counting:Text}”"))
def counting_from(story, counting):
    values = {"count_first_day": counting == "当日计入"}
    story.as_clerk().do(publish_rulebook, values, effective_from=date(2010, 9, 1), reason="县考核办统一口径")


@then(says("{month:Month}的公示满{days:d}个工作日为{last:Day}，当日上班"))
def last_day_is(story, month, days, last):
    card = story.posting(month)
    assert (card.last_day, card.days) == (last, days)
    assert [one.day for one in card.calendar if one.number == days] == [last]


@then(says("{month:Month}的公示栏提示“{sentence}”"))
def clock_says(story, month, sentence):
    assert story.posting(month).clock.sentence == sentence


@when(says("经办人试图撤下{month:Month}的公示"))
def taken_down_early(story, month):
    story.as_clerk().attempt(actions.take_down, story.posting(month).id, story.today)


@when(says("经办人因“{reason:Text}”提前撤下{month:Month}的公示"))
def taken_down_with_reason(story, reason, month):
    story.as_clerk().do(actions.take_down, story.posting(month).id, story.today, reason)


@when(says("经办人重新张贴{month:Month}的公示"))
def restarted(story, month):
    story.as_clerk().do(actions.restart, story.posting(month).id, PostingForm(PLACE, story.today))


@when(says("经办人试图再次重新张贴{month:Month}中断的公示"))
def restarted_again(story, month):
    first = story.board(month).postings[0]
    story.as_clerk().attempt(actions.restart, first.id, PostingForm(PLACE, story.today))


@when(says("经办人试图张贴{month:Month}的公示"))
def posting_tried(story, month):
    ready = [line.report_id for line in story.board(month).ready]
    story.as_clerk().attempt(actions.post_notice, story.here, month, ready, PostingForm(PLACE, story.today))


@when(says("经办人核对日期后张贴{month:Month}的公示"))
def posted_after_checking(story, month):
    story.post(month, confirmed=True)


@step(says("经办人依据“{source:Text}”核对{year:d}年节假日安排"))
def year_confirmed(story, source, year):
    story.as_clerk().do(confirm_year, year, source)


@then(says("{month:Month}没有待公示的登记表"))
def nothing_waits(story, month):
    assert story.board(month).ready == ()


@then(says("{month:Month}待公示名单注明{name:Name}“{reason}”"))
def waits_because(story, month, name, reason):
    assert {line.name: line.reason for line in story.board(month).waiting}[name] == reason


@then(says("{month:Month}的公示日期由“{person:Text}”核对"))
def confirmed_by(story, month, person):
    assert story.posting(month).calendar_confirmed == person


def notice_text(story, month):
    return "".join(pages(notice(story.notice_form(month))))


@then(says("{month:Month}的公示文稿注明“{text:Text}”"))
def notice_notes(story, month, text):
    assert text in notice_text(story, month)


@then(says("{month:Month}的公示文稿没有注明“{text:Text}”"))
def notice_does_not_note(story, month, text):
    assert text not in notice_text(story, month)


@then(says("{month:Month}的公示情况记录依次写有:"))
def records_say(story, month, datatable):
    cards = story.board(month).postings
    assert len(cards) == len(datatable)
    for card, (line,) in zip(cards, datatable, strict=True):
        form = story.see(record_form, story.here, month, card.id)
        assert same_words(line) in same_words("".join(pages(posting_record(form))))
