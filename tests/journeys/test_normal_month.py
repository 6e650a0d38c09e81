"""功能: 一个正常月份，从年度目标到公示撤下。"""

from pytest_bdd import scenarios, then, when

from app.accounts.credentials import (
    credentials,
    found_authority,
    issue_credential,
    trusted_certificates,
)
from app.documents.verification import verify
from app.monthly import booklets
from app.monthly.rules import Reach
from app.notices.forms import record_form
from app.notices.papers import notice, posting_record
from app.targets.forms import plan_form
from app.targets.papers import plan_paper
from app.targets.plan_views import plan_sheet
from app.vocabulary import CredentialKind, PaperCopy, Role
from tests.journeys.story import assert_says, pages
from tests.journeys.words import rows_of, says, term

SIGNING = "Qianming-2026"

scenarios("normal_month.feature")


@then(says("{name:Name}{month:Month}的计划为:"))
def plan_is(story, name, month, datatable):
    items = story.see(plan_sheet, story.here, story.people[name], month).items
    shown = [
        {
            "来源": item.entry.source.label,
            "任务": item.entry.task,
            "分工": item.entry.part.label
            + (f"（{'、'.join(item.partner_names)}）" if item.partner_names else ""),
        }
        for item in items
    ]
    assert shown == rows_of(datatable)


@then(says("{name:Name}{month:Month}的月计划表写有:"))
def plan_says(story, name, month, datatable):
    form = story.see(plan_form, story.here, story.people[name], month)
    assert_says("".join(pages(plan_paper(form))), datatable)


@then(says("{name:Name}{month:Month}自评“{own:Text}”、评定“{given:Text}”，两者并存"))
def both_grades_stand(story, name, month, own, given):
    line = story.line(name, month)
    assert (line.self_grade.label, line.grade.label) == (own, given)


@then(says("{month:Month}两册编号不同"))
def codes_differ(story, month):
    codes = [story.booklet(month, copy)[0].code for copy in PaperCopy]
    assert len(set(codes)) == len(codes) == 2


@when(says("{head:Name}用个人证书、经办人用单位证书签署{month:Month}“{copy:Text}”一册"))
def signed_digitally(story, head, month, copy):
    story.town.as_(Role.ADMIN)
    story.do(found_authority, "丹江镇（演示）")
    person = story.do(issue_credential, CredentialKind.PERSON, SIGNING, story.people[head])
    seal = story.do(issue_credential, CredentialKind.STATION, SIGNING)
    card, _ = story.as_clerk().booklet(month, term(PaperCopy, copy))
    booklets.sign_booklet(story.as_head(head).town.office, card.id, person, SIGNING)
    booklets.sign_booklet(story.as_clerk().town.office, card.id, seal, SIGNING)
    assert all(one.active for one in story.see(credentials))


@then(says("{month:Month}“{copy:Text}”一册核验有效，签名人为“{first:Text}”和“{second:Text}”"))
def verified(story, month, copy, first, second):
    card, _ = story.booklet(month, term(PaperCopy, copy))
    verdict = verify(story.see(booklets.booklet_pdf, card.id), story.see(trusted_certificates))
    assert verdict.good, verdict.sentences
    assert card.signers == (first, second)


@when(says("经办人登记{month:Month}“{copy:Text}”一册由“{signer:Text}”手写签名"))
def signed_by_hand(story, month, copy, signer):
    card, _ = story.booklet(month, term(PaperCopy, copy))
    story.as_clerk().do(booklets.mark_signed_by_hand, card.id, signer, story.today)


@then(says("{month:Month}“{copy:Text}”一册为“{method:Text}”"))
def booklet_method(story, month, copy, method):
    card, _ = story.booklet(month, term(PaperCopy, copy))
    assert card.method.label == method


@then(says("{month:Month}的公示文稿写有:"))
def notice_says(story, month, datatable):
    assert_says("".join(pages(notice(story.notice_form(month)))), datatable)


@then(says("{month:Month}的公示文稿没有“{text:Text}”"))
def notice_hides(story, month, text):
    assert text not in "".join(pages(notice(story.notice_form(month))))


@then(says("{month:Month}的公示情况记录写有:"))
def record_says(story, month, datatable):
    form = story.see(record_form, story.here, month, story.posting(month).id)
    assert_says("".join(pages(posting_record(form))), datatable)


@then(says("{name:Name}{month:Month}办到的环节为“{steps:Text}”"))
def chain_reached(story, name, month, steps):
    chain = story.sheet(name, month).chain
    assert "、".join(step.label for step in chain if step.reach is Reach.DONE) == steps
