import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from app.errors import NotAllowed, UserError
from app.monthly.actions import correct_report, submit_report
from app.monthly.actions_meeting import (
    OpinionForm,
    Signature,
    evaluate,
    record_meeting,
    reopen_evaluation,
    sign_reports,
)
from app.monthly.forms import minutes_forms, month_file
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.views_findings import findings
from app.monthly.views_meeting import meeting_sheet
from app.monthly.views_sheet import report_sheet
from app.vocabulary import Grade, PostEnd, ReportMove, ReportState, Role, SignerKind, SignMethod
from db.tables.journal import JournalEntry
from db.tables.monthly import Evaluation
from db.tables.people import Post
from tests.monthly.builders import (
    FEBRUARY,
    MARCH,
    evaluated,
    head_signature,
    meeting_form,
    met,
    report,
    sign,
    signed,
    submitted,
)

COUNTY = Signer(SignerKind.COUNTY_LEADER, None, "演示县领导", "副县长")


def judge(report_id, grade=Grade.FAIR, **values):
    return Judgement(report_id, **{"truthful": True, "grade": grade, **values})


def opinions(*report_ids):
    return [OpinionForm(report_id, "同意班子会议评价。") for report_id in report_ids]


def evaluation(town, report_id):
    return town.see(report_sheet, report_id).evaluation


def test_a_meeting_is_recorded_with_its_attendees_in_board_order(town):
    everybody = tuple(reversed(town.team.values()))
    met(
        town,
        attendees=everybody,
        minutes="一、听取汇报\r\n二、逐人评价",
        absentees="无",
        observers="演示记录员",
    )
    (card,) = town.see(meeting_sheet, town.unit_id, MARCH).meetings
    assert card.attendees == tuple(town.team.values())
    assert (card.body, card.minutes, card.warnings, card.locked) == (
        "党委会",
        "一、听取汇报\n二、逐人评价",
        (),
        False,
    )


def test_too_few_attendees_are_warned_about_but_recorded(town):
    form = meeting_form(town, attendees=(town.team["演示甲"],))
    recorded = town.do(record_meeting, form)
    assert recorded.warnings == ("班子成员应到 4 人，到会 1 人，不足 50%，请核对。",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": " "}, "place"),
        ({"body": ""}, "body"),
        ({"recorder": ""}, "recorder"),
        ({"minutes": "长" * 20_001}, "minutes"),
        ({"attendees": ()}, "attendees"),
        ({"attendees": ("stranger",)}, "attendees"),
        ({"chair_id": "stranger"}, "chair_id"),
        ({"held_on": date(2026, 3, 29)}, "held_on"),
        ({"held_on": date(2026, 2, 27)}, "held_on"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_its_field(town, changes, field):
    with pytest.raises(UserError) as refusal:
        met(town, **changes)
    assert refusal.value.field == field


def test_who_came_after_the_month_sits_in_the_meeting_and_who_left_does_not(town):
    newcomer = town.add_cadre("演示庚", since=date(2026, 4, 1), position=5)
    with town.office.write("调任") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丁"]).one()
        row.until, row.ended = date(2026, 3, 31), PostEnd.TRANSFER
    town.at(date(2026, 4, 2))
    met(town, attendees=(town.team["演示甲"], town.team["演示乙"], newcomer))
    with pytest.raises(UserError, match="不在本单位名册"):
        met(town)


def test_a_meeting_record_can_be_changed_until_something_it_judged_is_signed(town):
    meeting_id = met(town)
    town.do(record_meeting, meeting_form(town, place="二楼"), meeting_id)
    report_id = submitted(town, "演示丙")
    town.do(evaluate, meeting_id, [judge(report_id)])
    town.do(record_meeting, meeting_form(town, place="一楼"), meeting_id)
    (card,) = town.see(meeting_sheet, town.unit_id, MARCH).meetings
    assert (card.place, card.locked) == ("一楼", False)
    sign(town, report_id)
    assert town.see(meeting_sheet, town.unit_id, MARCH).meetings[0].locked
    with pytest.raises(NotAllowed, match="已签定"):
        town.do(record_meeting, meeting_form(town, place="四楼"), meeting_id)


def test_a_meeting_with_evaluations_stays_in_its_month(town):
    meeting_id = met(town)
    town.do(evaluate, meeting_id, [judge(submitted(town, "演示丙"))])
    with pytest.raises(UserError, match="不能改到别的月份"):
        town.do(record_meeting, meeting_form(town, FEBRUARY), meeting_id)
    with pytest.raises(UserError, match="已不存在"):
        town.do(record_meeting, meeting_form(town), "0" * 32)


def test_several_reports_are_evaluated_in_one_go(town):
    first, second = submitted(town, "演示丙"), submitted(town, "演示丁")
    town.do(evaluate, met(town), [judge(first, Grade.GOOD), judge(second)])
    assert evaluation(town, first).grade.grade is Grade.GOOD
    assert (evaluation(town, first).chair, evaluation(town, first).present) == ("演示甲", 4)
    assert report(town, second).state is ReportState.EVALUATED
    with town.office.read() as reader:
        assert (
            reader.session.query(JournalEntry).order_by(JournalEntry.seq).all()[-1].subject
            == "2026年3月 2 人"
        )


def test_one_wrong_judgement_stores_none(town):
    first, second = submitted(town, "演示丙"), submitted(town, "演示丁")
    with pytest.raises(UserError, match="演示丁：评为“差”，请写明事实依据"):
        town.do(evaluate, met(town), [judge(first), judge(second, Grade.POOR)])
    assert report(town, first).state is ReportState.SUBMITTED


def test_the_words_of_the_meeting_are_kept(town):
    report_id = submitted(town, "演示丙")
    judgement = judge(
        report_id,
        Grade.POOR,
        truthful=False,
        unanimous=False,
        dissent="多数 3 人认为差，1 人认为一般",
        facts="危房台账与现场不符",
    )
    town.do(evaluate, met(town), [judgement])
    card = evaluation(town, report_id)
    assert (card.truthful, card.unanimous, card.dissent, card.facts) == (
        False,
        False,
        "多数 3 人认为差，1 人认为一般",
        "危房台账与现场不符",
    )


def test_an_agreed_evaluation_keeps_no_dissent(town):
    report_id = submitted(town, "演示丙")
    town.do(evaluate, met(town), [judge(report_id, dissent="打错的字")])
    assert evaluation(town, report_id).dissent == ""


def test_the_heads_own_item_is_chaired_by_the_next_ranked(town):
    report_id = submitted(town, "演示甲")
    town.do(evaluate, met(town), [judge(report_id)])
    assert evaluation(town, report_id).chair == "演示乙"


def test_another_chair_can_be_named_but_not_the_person_nor_an_absentee(town):
    report_id = submitted(town, "演示丙")
    here = tuple(town.team[name] for name in ("演示甲", "演示乙", "演示丙"))
    meeting_id = met(town, attendees=here)
    for wrong in ("演示丙", "演示丁"):
        with pytest.raises(UserError) as refusal:
            town.do(evaluate, meeting_id, [judge(report_id, chair_id=town.team[wrong])])
        assert refusal.value.field == "chair_id"
    town.do(evaluate, meeting_id, [judge(report_id, chair_id=town.team["演示乙"])])
    assert evaluation(town, report_id).chair == "演示乙"


def test_a_meeting_judges_only_its_own_month_and_only_what_was_submitted(town):
    report_id = submitted(town, "演示丙")
    with pytest.raises(UserError, match="不属于这次会议评价的月份"):
        town.do(evaluate, met(town, FEBRUARY), [judge(report_id)])
    meeting_id = met(town)
    with pytest.raises(UserError, match="请选择要评价的报告"):
        town.do(evaluate, meeting_id, [])
    town.do(evaluate, meeting_id, [judge(report_id)])
    with pytest.raises(NotAllowed):
        town.do(evaluate, meeting_id, [judge(report_id)])


def test_an_evaluation_is_taken_back_with_a_reason_and_made_anew(town):
    report_id = evaluated(town, "演示丙")
    with pytest.raises(UserError) as refusal:
        town.do(reopen_evaluation, report_id, "")
    assert refusal.value.field == "reason"
    town.do(reopen_evaluation, report_id, "漏听一人意见")
    assert report(town, report_id).state is ReportState.SUBMITTED
    assert evaluation(town, report_id) is None
    with town.office.read() as reader:
        assert (
            "漏听一人意见" in reader.session.query(JournalEntry).order_by(JournalEntry.seq).all()[-1].subject
        )
        assert reader.session.query(Evaluation).count() == 0
    town.do(evaluate, met(town), [judge(report_id, Grade.GOOD)])
    assert evaluation(town, report_id).grade.grade is Grade.GOOD


def test_the_head_signs_several_at_once_and_they_are_locked(town):
    first, second = evaluated(town, "演示丙"), evaluated(town, "演示丁")
    town.do(sign_reports, opinions(first, second), head_signature(town))
    card = town.see(report_sheet, first).opinion
    assert (card.signer, card.signer_title, card.signer_kind) == ("演示甲", "党委书记", SignerKind.HEAD)
    assert (card.method, card.text, card.signed_on) == (
        SignMethod.HAND,
        "同意班子会议评价。",
        date(2026, 3, 28),
    )
    assert report(town, second).state is ReportState.SIGNED
    with pytest.raises(NotAllowed, match="已签定"):
        town.do(sign_reports, opinions(first), head_signature(town))


def test_the_mayor_may_stand_in_but_a_deputy_may_not(town):
    report_id = evaluated(town, "演示丙")
    with pytest.raises(UserError, match="演示丙的报告应由党委书记演示甲或镇长演示乙签定") as refusal:
        sign(town, report_id, name="演示丁")
    assert refusal.value.field == "signer"
    sign(town, report_id, name="演示乙")
    assert town.see(report_sheet, report_id).opinion.signer == "演示乙"


def test_the_secretarys_own_report_is_signed_by_the_mayor_as_next_ranked(town):
    report_id = evaluated(town, "演示甲")
    with pytest.raises(UserError, match="演示甲的报告应由"):
        sign(town, report_id)
    sign(town, report_id, name="演示乙", kind=SignerKind.NEXT_RANK)
    assert town.see(report_sheet, report_id).opinion.signer_kind is SignerKind.NEXT_RANK


def test_the_secretarys_own_report_may_be_signed_by_the_county_leader(town):
    report_id = evaluated(town, "演示甲")
    signature = Signature(COUNTY, SignMethod.HAND, date(2026, 3, 28))
    for nameless in (replace(COUNTY, name=" "), replace(COUNTY, title="")):
        with pytest.raises(UserError, match="签字人"):
            town.do(sign_reports, opinions(report_id), replace(signature, signer=nameless))
    town.do(sign_reports, opinions(report_id), signature)
    card = town.see(report_sheet, report_id).opinion
    assert (card.signer, card.signer_title) == ("演示县领导", "副县长")


def test_one_report_that_cannot_be_signed_leaves_all_unsigned(town):
    first, second = evaluated(town, "演示丙"), submitted(town, "演示丁")
    with pytest.raises(NotAllowed):
        town.do(sign_reports, opinions(first, second), head_signature(town))
    assert report(town, first).state is ReportState.EVALUATED
    with pytest.raises(UserError, match="请选择要签定的报告"):
        town.do(sign_reports, [], head_signature(town))


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 29)])
def test_a_signature_lies_between_the_meeting_and_today(town, day):
    report_id = evaluated(town, "演示丙")
    with pytest.raises(UserError) as refusal:
        sign(town, report_id, day=day)
    assert refusal.value.field == "signed_on"


def test_an_opinion_has_words(town):
    report_id = evaluated(town, "演示丙")
    with pytest.raises(UserError) as refusal:
        town.do(sign_reports, [OpinionForm(report_id, "")], head_signature(town))
    assert refusal.value.field == "opinion"


def test_a_scan_of_the_hand_signed_sheet_is_kept(town):
    picture = io.BytesIO()
    Image.new("L", (40, 60), 255).save(picture, "PNG")
    report_id = evaluated(town, "演示丙")
    town.do(sign_reports, [OpinionForm(report_id, "同意。", picture.getvalue())], head_signature(town))
    assert len(town.see(report_sheet, report_id).opinion.scan_digest) == 64


def test_the_head_of_the_day_signs_even_for_the_time_before(town):
    report_id = evaluated(town, "演示丙")
    with town.office.write("调任") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示甲"]).one()
        row.until, row.ended = date(2026, 3, 31), PostEnd.TRANSFER
    town.team["演示新"] = town.add_cadre(
        "演示新", "党委书记", heads_unit=True, position=1, since=date(2026, 4, 1)
    )
    town.at(date(2026, 4, 2))
    with pytest.raises(UserError, match="演示新"):
        sign(town, report_id)
    sign(town, report_id, name="演示新")
    assert report(town, report_id).state is ReportState.SIGNED


def test_a_cadre_neither_records_nor_judges_nor_signs(town):
    report_id, waiting = evaluated(town, "演示丙"), submitted(town, "演示丁")
    meeting_id = met(town)
    signature = head_signature(town)
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    for action, *rest in (
        (record_meeting, meeting_form(town)),
        (evaluate, meeting_id, [judge(waiting)]),
        (reopen_evaluation, report_id, "x"),
        (sign_reports, opinions(report_id), signature),
    ):
        with pytest.raises(NotAllowed):
            town.do(action, *rest)


def test_a_head_does_not_judge_or_sign_the_own_report(town):
    meeting_id, own, others = met(town), submitted(town, "演示甲"), submitted(town, "演示丙")
    town.as_(Role.HEAD, cadre_id=town.team["演示甲"])
    with pytest.raises(NotAllowed, match="非本人报告"):
        town.do(evaluate, meeting_id, [judge(own)])
    town.do(evaluate, meeting_id, [judge(others)])
    sign(town, others)
    town.as_(Role.CLERK).do(evaluate, meeting_id, [judge(own)])
    town.as_(Role.HEAD, cadre_id=town.team["演示甲"])
    with pytest.raises(NotAllowed, match="非本人报告"):
        sign(town, own, name="演示乙", kind=SignerKind.NEXT_RANK)


@pytest.mark.parametrize(
    ("name", "others"),
    [("演示甲", {"演示乙", "演示丙"}), ("党委书记 演示甲", {"演示乙", "演示丙"}), ("书记", {"演示丙"})],
)
def test_a_heads_account_without_its_cadre_is_known_by_its_name_or_leaves_all_heads_alone(town, name, others):
    ids = {who: evaluated(town, who) for who in ("演示甲", "演示乙", "演示丙")}
    town.as_(Role.HEAD, name=name)
    items = town.see(meeting_sheet, town.unit_id, MARCH).items
    assert {one.name for one in items if ReportMove.SIGN in one.moves} == others
    with pytest.raises(NotAllowed, match="须由经办人或主要负责人（非本人报告）办理"):
        town.do(reopen_evaluation, ids["演示甲"], "再议")


def test_a_clerk_marks_what_was_signed_on_paper(town):
    town.as_(Role.CLERK)
    assert report(town, signed(town, "演示丙")).state is ReportState.SIGNED


def test_nobody_but_the_head_signs_on_the_cover(town):
    report_id = evaluated(town, "演示甲")
    signer = Signer(SignerKind.NEXT_RANK, town.team["演示乙"])
    for other in (signer, COUNTY):
        digital = Signature(other, SignMethod.DIGITAL, town.clock.today())
        with pytest.raises(UserError, match="在纸上签字"):
            town.do(sign_reports, opinions(report_id), digital)


def test_the_record_of_a_meeting_keeps_what_it_found_when_a_correction_takes_its_place(town):
    report_id = signed(town, "演示丙", Grade.GOOD)
    correction = town.do(correct_report, report_id, "第 2 条数字有误")
    town.do(submit_report, correction)
    town.do(evaluate, met(town), [judge(correction)])
    sign(town, correction)
    records = minutes_forms(town.see(month_file, town.unit_id, MARCH))
    assert {(line.name, line.grade) for form in records for line in form.lines} == {
        ("演示丙", "好"),
        ("演示丙", "较好"),
    }
    assert [len(form.lines) for form in records] == [1, 1]


def test_a_cadre_reads_neither_the_meeting_nor_what_is_noticed_about_others(town):
    town.as_(Role.CADRE, town.team["演示丙"])
    for view in (meeting_sheet, findings):
        with pytest.raises(NotAllowed):
            town.see(view, town.unit_id, MARCH)
