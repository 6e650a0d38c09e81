"""功能: 主要负责人本人的报告，离席回避，由他人主持、他人签定。"""

from pytest_bdd import scenarios, then, when

from app.monthly.actions import return_report
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature, sign_reports
from app.monthly.forms import minutes_forms, month_file
from app.monthly.handing_in import hold_meeting
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.minutes_paper import minutes
from app.monthly.views_meeting import meeting_sheet
from app.vocabulary import Grade, SignerKind, SignMethod
from tests.journeys.story import AGREED, COUNTY_LEADER, assert_says, pages
from tests.journeys.words import says

scenarios("heads_own_report.feature")


@then(says("{month:Month}对{names:Names}的评价由{chair:Name}主持"))
def chaired(story, month, names, chair):
    items = story.see(meeting_sheet, story.here, month).items
    chairs = {item.name: item.evaluation.chair for item in items if item.name in names}
    assert chairs == dict.fromkeys(names, chair)


@then(says("{month:Month}的班子会议评价记录写有:"))
def minutes_say(story, month, datatable):
    (form,) = minutes_forms(story.see(month_file, story.here, month))
    assert_says("".join(pages(minutes(form))), datatable)


def opinion(story, name, month):
    return [OpinionForm(story.newest(name, month), AGREED)]


@when(says("{name:Name}试图签定本人{month:Month}的实绩"))
def signed_own(story, name, month):
    signer = Signer(SignerKind.HEAD, story.people[name])
    signature = Signature(signer, SignMethod.HAND, story.today)
    story.as_head(name).attempt(sign_reports, opinion(story, name, month), signature)


@when(says("{name:Name}试图代县分管领导签定本人{month:Month}的实绩"))
def signed_own_for_another(story, name, month):
    signature = Signature(COUNTY_LEADER, SignMethod.HAND, story.today)
    story.as_head(name).attempt(sign_reports, opinion(story, name, month), signature)


@when(says("次位的{other:Name}签定{name:Name}{month:Month}的实绩"))
def signed_by_the_next(story, other, name, month):
    signer = Signer(SignerKind.NEXT_RANK, story.people[other])
    signature = Signature(signer, SignMethod.HAND, story.today)
    story.as_head(other).do(sign_reports, opinion(story, name, month), signature)


@when(says("{name:Name}试图退回本人{month:Month}的报告"))
def returned_own(story, name, month):
    story.as_head(name).attempt(return_report, story.newest(name, month), "需补充")


@when(says("{name:Name}试图自己评价本人{month:Month}的报告"))
def evaluated_own(story, name, month):
    report_id = story.newest(name, month)
    form = meeting_of(story, name, month, story.people.values())
    judgement = Judgement(report_id, truthful=True, grade=Grade.GOOD)
    story.as_head(name).attempt(hold_meeting, form, None, [judgement])


@when(says("{name:Name}独自开会，试图评价本人{month:Month}的报告"))
def met_alone(story, name, month):
    form = meeting_of(story, name, month, [story.people[name]])
    judgement = Judgement(story.newest(name, month), truthful=True, grade=Grade.FAIR)
    story.as_clerk().attempt(hold_meeting, form, None, [judgement])


def meeting_of(story, chair, month, attendees):
    return MeetingForm(
        unit_id=story.here,
        month=month,
        body="党委会议",
        held_on=story.today,
        place="三楼会议室",
        chair_id=story.people[chair],
        recorder="演示经办人",
        attendees=tuple(attendees),
    )
