from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions import save_report, submit_report
from app.monthly.actions_drafts import drop_draft, keep_draft
from app.monthly.views_sheet import report_sheet
from app.vocabulary import Role
from db.tables.journal import JournalEntry
from db.tables.office import Draft
from tests.builders import moment
from tests.monthly.builders import FULL, MARCH, WATCH, begun, planned, written

TYPED = replace(FULL, clauses=(replace(WATCH, result="排班 12 人次，劝"),), self_appraisal="本月")


def test_what_was_typed_is_there_again_after_a_crash(town):
    report_id = begun(town, "演示丙")
    town.at(date(2026, 3, 28), hour=10).do(keep_draft, report_id, TYPED)
    sheet = town.see(report_sheet, report_id)
    assert sheet.text == TYPED
    assert sheet.saved.clauses == ()
    assert sheet.draft_at == moment(date(2026, 3, 28), 10)


def test_the_newest_typing_counts_and_dropping_forgets_it(town):
    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    town.do(keep_draft, report_id, FULL)
    assert town.see(report_sheet, report_id).text == FULL
    town.do(drop_draft, report_id)
    town.do(drop_draft, report_id)
    sheet = town.see(report_sheet, report_id)
    assert (sheet.draft_at, sheet.text) == (None, sheet.saved)


def test_saving_lets_the_draft_go(town):
    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    town.do(save_report, report_id, FULL)
    with town.office.read() as reader:
        assert reader.session.query(Draft).count() == 0


def test_typing_leaves_no_trace_in_the_journal(town):
    report_id = begun(town, "演示丙")
    with town.office.read() as reader:
        before = reader.session.query(JournalEntry).count()
    town.do(keep_draft, report_id, TYPED)
    with town.office.read() as reader:
        assert reader.session.query(JournalEntry).count() == before


def test_a_draft_belongs_to_the_account_that_typed_it(town):
    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert town.see(report_sheet, report_id).draft_at is None


def test_a_draft_survives_a_task_planned_meanwhile(town):
    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    planned(town, "演示丙", "危房改造", month=MARCH)
    begun(town, "演示丙")
    sheet = town.see(report_sheet, report_id)
    assert [one.task for one in sheet.text.clauses] == [WATCH.task, "危房改造"]
    town.do(save_report, report_id, sheet.text)


def test_a_damaged_draft_is_left_out(town):
    report_id = begun(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    with town.office.write("损坏") as work:
        work.session.query(Draft).one().body = {"clauses": "?"}
    sheet = town.see(report_sheet, report_id)
    assert (sheet.draft_at, sheet.text) == (None, sheet.saved)


def test_a_submitted_report_shows_no_draft(town):
    report_id = written(town, "演示丙")
    town.do(keep_draft, report_id, TYPED)
    town.do(submit_report, report_id)
    assert town.see(report_sheet, report_id).draft_at is None


def test_endless_typing_is_refused_and_strangers_type_nothing(town):
    report_id = begun(town, "演示丙")
    with pytest.raises(UserError, match="过长"):
        town.do(keep_draft, report_id, replace(FULL, self_appraisal="长" * 500_000))
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    with pytest.raises(NotAllowed):
        town.do(keep_draft, report_id, TYPED)
