import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import NotAllowed, UserError
from app.monthly import actions
from app.monthly.actions import (
    add_adhoc,
    correct_report,
    open_report,
    return_report,
    save_report,
    submit_report,
    withdraw_report,
)
from app.monthly.actions_evidence import attach_evidence
from app.monthly.text import ReportText
from app.monthly.views_sheet import cadre_sheet, report_sheet
from app.vocabulary import ExemptionKind, Grade, Part, PostEnd, PostKind, ReportState, Role, TaskSource
from db.tables.monthly import Clause, Evidence
from db.tables.people import Exemption, Post
from tests.monthly.builders import (
    APRIL,
    FEBRUARY,
    FULL,
    HALF_DONE,
    MARCH,
    WATCH,
    begun,
    day,
    evaluated,
    journal,
    planned,
    report,
    signed,
    submitted,
    written,
)

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "corpora"))


def clauses(town, report_id):
    return town.see(report_sheet, report_id).saved.clauses


def test_a_report_begins_with_the_tasks_of_the_months_plan(town):
    planned(town, "演示丙", "危房改造 15 户", "通组路硬化 1.8 公里")
    found = clauses(town, begun(town, "演示丙"))
    assert [(one.source, one.task, one.result, one.planned) for one in found] == [
        (TaskSource.ANNUAL, "危房改造 15 户", "", True),
        (TaskSource.ANNUAL, "通组路硬化 1.8 公里", "", True),
    ]
    kept = report(town, begun(town, "演示丙"))
    assert (kept.post_title, kept.portfolio, kept.state) == ("副镇长", "农业农村", ReportState.DRAFT)


def test_opening_again_gives_the_same_report_and_takes_over_what_was_planned_meanwhile(town):
    first = begun(town, "演示丙")
    entries = len(journal(town))
    assert begun(town, "演示丙") == first
    assert len(journal(town)) == entries
    planned(town, "演示丙", "危房改造 15 户")
    assert begun(town, "演示丙") == first
    assert begun(town, "演示丙") == first
    assert [one.task for one in clauses(town, first)] == ["危房改造 15 户"]


def test_a_submitted_report_takes_over_nothing_any_more(town):
    report_id = submitted(town, "演示丙")
    planned(town, "演示丙", "危房改造 15 户")
    assert begun(town, "演示丙") == report_id
    assert len(clauses(town, report_id)) == 1


def test_a_month_ahead_cannot_be_reported(town):
    with pytest.raises(UserError, match="2026年4月还没有开始"):
        begun(town, "演示丙", APRIL)


def test_a_cadre_who_owes_no_report_opens_none(town):
    town.team["演示戊"] = town.add_cadre("演示戊", since=date(2026, 3, 20))
    town.team["演示己"] = town.add_cadre("演示己", kind=PostKind.CONCURRENT)
    with pytest.raises(UserError, match="从下月起报告"):
        begun(town, "演示戊")
    with pytest.raises(UserError, match="不单独报告"):
        begun(town, "演示己")


def test_a_stranger_to_the_unit_opens_no_report(town):
    other = town.add_unit("西江镇（演示）")
    town.team["演示壬"] = town.add_cadre("演示壬", unit_id=other)
    with pytest.raises(UserError, match="不在本单位任职"):
        begun(town, "演示壬")


def test_somebody_exempt_may_report_all_the_same(town):
    with town.office.write("免报") as work:
        work.session.add(
            Exemption(
                unit_id=town.unit_id,
                cadre_id=town.team["演示丙"],
                first=MARCH,
                last=MARCH,
                kind=ExemptionKind.STUDY,
                reason="党校学习",
                approved_by="演示甲",
                approved_on=date(2026, 3, 1),
            )
        )
    assert begun(town, "演示丙")


def test_a_form_is_saved_half_filled_and_read_back(town):
    report_id = begun(town, "演示丙")
    text = ReportText(
        clauses=(replace(HALF_DONE, percent=None),), next_month="完成路面", self_grade=Grade.FAIR
    )
    town.do(save_report, report_id, text)
    saved = town.see(report_sheet, report_id).saved
    assert saved.clauses[0].id
    assert replace(saved, clauses=(replace(saved.clauses[0], id=None),)) == text


def test_saving_changes_orders_and_removes_clauses(town):
    report_id = written(town, "演示丙", replace(FULL, clauses=(WATCH, HALF_DONE)))
    _, second = clauses(town, report_id)
    town.do(save_report, report_id, replace(FULL, clauses=(replace(second, percent=80), WATCH)))
    found = clauses(town, report_id)
    assert [(one.id == second.id, one.task, one.percent) for one in found] == [
        (True, HALF_DONE.task, 80),
        (False, WATCH.task, 100),
    ]


def test_removing_a_clause_takes_its_files_along(town):
    report_id = written(town, "演示丙")
    (clause,) = clauses(town, report_id)
    town.do(attach_evidence, clause.id, "照片.pdf", b"%PDF-1.4")
    town.do(save_report, report_id, replace(FULL, clauses=(HALF_DONE,)))
    with town.office.read() as reader:
        assert reader.session.query(Evidence).count() == 0


def test_a_planned_task_can_be_answered_but_not_left_out(town):
    planned(town, "演示丙", "危房改造 15 户")
    report_id = begun(town, "演示丙")
    with pytest.raises(UserError, match="来自月计划，不能删除"):
        town.do(save_report, report_id, FULL)


def test_clauses_of_another_report_are_refused(town):
    other = clauses(town, written(town, "演示丁"))
    report_id = written(town, "演示丙")
    for wrong in (other, (replace(WATCH, id="0" * 32),), clauses(town, report_id) * 2):
        with pytest.raises(UserError, match="条款已在别处改动"):
            town.do(save_report, report_id, replace(FULL, clauses=wrong))


def test_partners_are_other_cadres(town):
    report_id = begun(town, "演示丙")
    for wrong in (town.team["演示丙"], "nobody"):
        with pytest.raises(UserError) as refusal:
            town.do(save_report, report_id, replace(FULL, clauses=(WATCH, replace(WATCH, partners=(wrong,)))))
        assert refusal.value.field == "clauses.1.partners"
    with_partner = replace(WATCH, part=Part.ASSIST, partners=(town.team["演示丁"],))
    town.do(save_report, report_id, replace(FULL, clauses=(with_partner,)))
    assert clauses(town, report_id)[0].partners == (town.team["演示丁"],)


def test_saving_the_same_form_twice_leaves_no_trace(town):
    report_id = written(town, "演示丙")
    saved = town.see(report_sheet, report_id).saved
    entries = len(journal(town))
    town.do(save_report, report_id, saved)
    assert len(journal(town)) == entries


def test_a_report_that_is_gone_is_named_in_one_sentence(town):
    for action, *rest in ((submit_report,), (save_report, FULL), (return_report, "x"), (correct_report, "x")):
        with pytest.raises(UserError, match="已不存在"):
            town.do(action, "0" * 32, *rest)


def test_an_adhoc_task_is_appended(town):
    report_id = written(town, "演示丙")
    town.do(add_adhoc, report_id, " 迎接省级卫生镇复审\x00 ")
    town.do(add_adhoc, report_id, "县城南入口拆迁", TaskSource.COUNTY)
    assert [(one.source.label, one.task) for one in clauses(town, report_id)[1:]] == [
        ("临时", "迎接省级卫生镇复审"),
        ("县交", "县城南入口拆迁"),
    ]
    with pytest.raises(UserError) as refusal:
        town.do(add_adhoc, report_id, "  ")
    assert refusal.value.field == "task"


def test_a_report_holds_only_so_many_clauses(town):
    report_id = written(town, "演示丙", replace(FULL, clauses=(WATCH,) * actions.MAX_CLAUSES))
    with pytest.raises(UserError, match="最多 60 条"):
        town.do(add_adhoc, report_id, "再加一条")


def test_submitting_asks_for_what_is_missing_and_changes_nothing(town):
    report_id = written(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result=""),)))
    with pytest.raises(UserError, match="还有 1 条未填") as refusal:
        town.do(submit_report, report_id)
    assert refusal.value.field == "clauses.0.result"
    assert report(town, report_id).state is ReportState.DRAFT


def test_a_month_without_results_is_declared_with_its_reason(town):
    nothing = ReportText(nothing_to_report=True, nothing_reason="全月病假，未安排工作")
    assert report(town, submitted(town, "演示丙", nothing)).state is ReportState.SUBMITTED


def test_the_day_of_the_first_submission_is_kept_through_a_return(town):
    report_id = submitted(town, "演示丙")
    town.at(date(2026, 4, 1)).do(return_report, report_id, "第 1 条请写明地点")
    returned = report(town, report_id)
    assert (returned.state, returned.return_reason) == (ReportState.RETURNED, "第 1 条请写明地点")
    town.at(date(2026, 4, 2)).do(submit_report, report_id)
    again = report(town, report_id)
    assert (again.submitted_on, again.return_reason) == (date(2026, 3, 28), "")


def test_a_withdrawn_report_has_not_come_until_it_is_submitted_anew(town):
    report_id = submitted(town, "演示丙")
    town.do(withdraw_report, report_id, "漏写一条")
    back = report(town, report_id)
    assert (back.state, back.submitted_on, back.return_reason) == (ReportState.DRAFT, None, "撤回：漏写一条")
    town.at(date(2026, 4, 2)).do(submit_report, report_id)
    assert report(town, report_id).submitted_on == date(2026, 4, 2)


@pytest.mark.parametrize("action", [withdraw_report, return_report])
def test_no_step_back_without_a_reason(town, action):
    report_id = submitted(town, "演示丙")
    with pytest.raises(UserError) as refusal:
        town.do(action, report_id, " \n")
    assert refusal.value.field == "reason"
    assert report(town, report_id).state is ReportState.SUBMITTED


def test_the_journal_names_the_report_and_the_reason(town):
    report_id = submitted(town, "演示丙")
    town.do(return_report, report_id, "请补地点")
    assert journal(town)[-1] == ("return_report", "2026年3月 演示丙：请补地点")


def test_title_and_portfolio_are_those_of_the_month_when_it_is_submitted(town):
    report_id = written(town, "演示丙")
    with town.office.write("职务变动") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丙"]).one()
        row.until, row.ended = date(2026, 3, 14), PostEnd.CHANGED
        work.session.add(
            Post(
                cadre_id=row.cadre_id,
                unit_id=row.unit_id,
                title="常务副镇长",
                rank=row.rank,
                portfolio="常务工作",
                position=3,
                since=date(2026, 3, 15),
            )
        )
    town.do(submit_report, report_id)
    kept = report(town, report_id)
    assert (kept.post_title, kept.portfolio) == ("常务副镇长", "常务工作")


def test_a_signed_report_is_locked_for_everybody(town):
    report_id = signed(town, "演示丙")
    clause = clauses(town, report_id)[0]
    for action, *rest in (
        (save_report, FULL),
        (submit_report,),
        (withdraw_report, "x"),
        (return_report, "x"),
        (add_adhoc, "x"),
    ):
        with pytest.raises(NotAllowed, match="已签定"):
            town.do(action, report_id, *rest)
    with pytest.raises(NotAllowed):
        town.do(attach_evidence, clause.id, "a.pdf", b"%PDF-1.4")


def test_a_correction_is_a_new_version_with_everything_copied(town):
    report_id = signed(town, "演示丙", text=replace(FULL, clauses=(WATCH, HALF_DONE), next_month="路面"))
    correction = town.do(correct_report, report_id, "第 2 条数字有误")
    old, new = town.see(report_sheet, report_id), town.see(report_sheet, correction)
    assert old.report.state is ReportState.SIGNED
    assert (new.report.state, new.report.version, new.report.label) == (ReportState.DRAFT, 1, "更正1")
    assert (new.report.corrects_id, new.report.correction_reason) == (report_id, "第 2 条数字有误")
    assert new.report.submitted_on == date(2026, 3, 28)

    def plain(text):
        return replace(text, clauses=tuple(replace(one, id=None) for one in text.clauses))

    assert plain(new.saved) == plain(old.saved)
    assert not {one.id for one in new.saved.clauses} & {one.id for one in old.saved.clauses}


def test_a_correction_keeps_the_files_and_the_day_of_submission(town):
    report_id = written(town, "演示丙")
    town.do(attach_evidence, clauses(town, report_id)[0].id, "照片.pdf", b"%PDF-1.4")
    town.do(submit_report, report_id)
    finish(town, report_id)
    correction = town.at(date(2026, 4, 20)).do(correct_report, report_id, "数字有误")
    assert [file.name for file in town.see(report_sheet, correction).evidence] == ["照片.pdf"]
    town.do(submit_report, correction)
    town.do(withdraw_report, correction, "再核对")
    assert report(town, correction).submitted_on == date(2026, 3, 28)


def finish(town, report_id):
    from app.monthly.actions_meeting import evaluate
    from app.monthly.meeting_rules import Judgement
    from tests.monthly.builders import met, sign

    town.do(evaluate, met(town), [Judgement(report_id, truthful=True, grade=Grade.FAIR)])
    sign(town, report_id)


def test_a_signed_correction_supersedes_the_old_version_which_stays_readable(town):
    report_id = signed(town, "演示丙")
    correction = town.do(correct_report, report_id, "数字有误")
    town.do(submit_report, correction)
    assert report(town, report_id).state is ReportState.SIGNED
    finish(town, correction)
    assert report(town, report_id).state is ReportState.SUPERSEDED
    assert town.see(report_sheet, report_id).saved.clauses
    assert town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH).report.id == correction
    second = town.do(correct_report, correction, "又有误")
    assert report(town, second).version == 2


def test_a_report_is_not_corrected_twice_at_once(town):
    report_id = signed(town, "演示丙")
    town.do(correct_report, report_id, "数字有误")
    with pytest.raises(NotAllowed, match="更正正在办理"):
        town.do(correct_report, report_id, "数字有误")


def test_opening_a_report_under_correction_gives_the_correction(town):
    correction = town.do(correct_report, signed(town, "演示丙"), "数字有误")
    planned(town, "演示丙", "危房改造")
    assert begun(town, "演示丙") == correction
    assert len(clauses(town, correction)) == 1


def moves_refused(town, report_id, *steps):
    for action, *rest in steps:
        with pytest.raises(NotAllowed):
            town.do(action, report_id, *rest)


def test_a_cadre_writes_the_own_report_and_nobody_elses(town):
    other = written(town, "演示丁")
    own = town.team["演示丙"]
    town.as_(Role.CADRE, cadre_id=own)
    report_id = submitted(town, "演示丙")
    town.do(withdraw_report, report_id, "漏写")
    town.do(submit_report, report_id)
    moves_refused(town, report_id, (return_report, "x"), (correct_report, "x"))
    moves_refused(town, other, (save_report, FULL), (submit_report,), (add_adhoc, "x"))
    with pytest.raises(NotAllowed):
        town.do(open_report, town.unit_id, town.team["演示乙"], MARCH)


def test_a_head_returns_but_does_not_write(town):
    report_id = submitted(town, "演示丙")
    town.as_(Role.HEAD, cadre_id=town.team["演示甲"])
    moves_refused(town, report_id, (save_report, FULL), (withdraw_report, "x"))
    with pytest.raises(NotAllowed):
        town.do(open_report, town.unit_id, town.team["演示丙"], FEBRUARY)
    town.do(return_report, report_id, "请补地点")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_touch_and_see_no_report(town, role):
    report_id = written(town, "演示丙")
    town.as_(role)
    moves_refused(town, report_id, (save_report, FULL), (submit_report,), (add_adhoc, "x"))
    with pytest.raises(NotAllowed):
        town.see(report_sheet, report_id)


@pytest.mark.skipif(not CORPORA.exists(), reason="no corpora folder")
def test_no_string_breaks_a_report(town):
    naughty = json.loads((CORPORA / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    report_id = begun(town, "演示丙")
    for start in range(0, len(naughty), 25):
        words = [word[:400] for word in naughty[start : start + 25]]
        text = ReportText(
            clauses=tuple(replace(WATCH, task=f"任务{word}", result=word, reason=word) for word in words),
            self_appraisal=" ".join(words)[:900],
        )
        town.do(save_report, report_id, text)
        saved = town.see(report_sheet, report_id)
        assert len(saved.saved.clauses) == len(words)
        town.do(save_report, report_id, saved.saved)
        assert town.see(report_sheet, report_id).saved == saved.saved


def test_a_clause_row_never_outlives_its_report(town):
    report_id = written(town, "演示丙", replace(FULL, clauses=(WATCH, HALF_DONE)))
    town.do(save_report, report_id, ReportText())
    with town.office.read() as reader:
        assert reader.session.query(Clause).count() == 0


def test_an_evaluated_report_is_neither_written_nor_withdrawn(town):
    report_id = evaluated(town, "演示丙")
    moves_refused(town, report_id, (save_report, FULL), (withdraw_report, "x"), (return_report, "x"))
    assert report(town, report_id).submitted_on == day(MARCH, 28)
