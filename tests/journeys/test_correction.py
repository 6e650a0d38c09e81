"""功能: 签定之后发现有误的，办理更正，重新公示。"""

from dataclasses import replace

from pytest_bdd import scenarios, then, when

from app.monthly import booklets
from app.monthly.actions import correct_report, save_report
from app.monthly.views import versions
from app.monthly.views_sheet import report_sheet
from app.notices.actions import PostingForm, add_remark, restart
from app.notices.papers import notice
from app.vocabulary import Channel, Month, PaperCopy
from tests.journeys.story import PLACE, pages, same_words
from tests.journeys.words import says, term

scenarios("correction.feature")


def lines(story, name, month):
    return story.see(versions, story.here, story.people[name], month)


def original(story, name, month):
    return lines(story, name, month)[0]


@when(says("经办人登记{month:Month}两册均由“{signer:Text}”手写签名"))
def both_signed(story, month, signer):
    for copy in PaperCopy:
        card, _ = story.as_clerk().booklet(month, copy)
        story.do(booklets.mark_signed_by_hand, card.id, signer, story.today)


@when(says("经办人登记公示期间收到的意见“{content:Text}”"))
def remark_came(story, content):
    posting = story.posting(month_before(story))
    story.as_clerk().do(add_remark, posting.id, story.today, Channel.BOX, content)


def month_before(story):
    return Month.of(story.today).previous


@when(says("经办人试图再次更正{name:Name}{month:Month}的原表"))
def corrected_twice(story, name, month):
    story.as_clerk().attempt(correct_report, original(story, name, month).report_id, "另有一处有误。")


@when(says("经办人试图不写原因更正{name:Name}{month:Month}的报告"))
def corrected_without_reason(story, name, month):
    story.as_clerk().attempt(correct_report, original(story, name, month).report_id, " ")


@when(says("经办人试图照原样重新张贴{month:Month}的公示"))
def restarted_as_it_was(story, month):
    form = PostingForm(PLACE, story.today)
    story.as_clerk().attempt(restart, story.posting(month).id, form)


@when(says("{name:Name}试图改动已签定的原表"))
@when(says("{name:Name}试图改动已更正的原表"))
def original_changed(story, name):
    first = original(story, name, month_before(story))
    text = story.see(report_sheet, first.report_id).text
    changed = replace(text, self_appraisal="改动")
    story.as_cadre(name).attempt(save_report, first.report_id, changed)


@then(says("{name:Name}{month:Month}的版本依次为“{labels:Text}”"))
def versions_stand(story, name, month, labels):
    assert "、".join(line.label or "原表" for line in lines(story, name, month)) == labels


@then(says("{name:Name}{month:Month}原表仍有效，处于“{label:Text}”"))
@then(says("{name:Name}{month:Month}原表已锁定，处于“{label:Text}”"))
def original_is(story, name, month, label):
    assert original(story, name, month).state.label == label
    sheet = story.see(report_sheet, original(story, name, month).report_id)
    assert sheet.evaluation is not None
    assert sheet.opinion is not None


@then(says("{name:Name}{month:Month}原表的内容仍是“{text:Text}”"))
def original_says(story, name, month, text):
    sheet = story.see(report_sheet, original(story, name, month).report_id)
    assert text in sheet.saved.clauses[0].result


def editions(story, month, copy):
    cards = story.as_clerk().see(booklets.booklets, story.here, month)
    return [card for card in cards if card.copy is term(PaperCopy, copy)]


@then(says("{month:Month}“{copy:Text}”一册标明应重新装订"))
def edition_is_outdated(story, month, copy):
    assert [card.outdated for card in editions(story, month, copy)] == [True]


@then(says("{month:Month}“{copy:Text}”一册为第{edition:d}次装订，第1次装订的仍在"))
def edition_is(story, month, copy, edition):
    cards = editions(story, month, copy)
    assert [(card.edition, card.outdated, card.superseded) for card in cards] == [
        (edition, False, False),
        (1, False, True),
    ]
    assert "开工16户" in "".join(pages(story.see(booklets.booklet_pdf, cards[1].id)))


@then(says("{month:Month}的公示文稿仅有{name:Name}一人，注明“{mark:Text}”"))
def notice_of_one(story, month, name, mark):
    text = same_words("".join(pages(notice(story.notice_form(month)))))
    assert f"{name}（{mark}）" in text
    assert not [other for other in story.people if other != name and other in text]


@then(says("{month:Month}的首次公示照常进行，至{last:Day}期满"))
def first_posting_goes_on(story, month, last):
    first = story.board(month).postings[0]
    assert (first.state.label, first.last_day, len(first.names)) == ("公示中", last, 4)
