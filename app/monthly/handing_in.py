"""Steps that a person takes as one: carry over and begin; store and hand in; hold the meeting and judge."""

from __future__ import annotations

from collections.abc import Sequence

from app.monthly.actions import open_report, save_report, submit_report
from app.monthly.actions_meeting import MeetingForm, MeetingRecorded, evaluate, record_meeting
from app.monthly.actions_sharing import carry_over
from app.monthly.meeting_rules import Judgement
from app.monthly.text import ReportText
from app.office import Work
from app.vocabulary import Month


def begin_carrying(work: Work, unit_id: str, cadre_id: str, month: Month) -> int:
    """Carry last month's unfinished tasks over and begin the report; return how many were new (D13–D14)."""
    carried = carry_over(work, unit_id, cadre_id, month)
    open_report(work, unit_id, cadre_id, month)
    return carried


def hand_in(work: Work, report_id: str, text: ReportText) -> None:
    """Store the form and submit it, both or neither; raises `UserError` on the first lack (D15–D21)."""
    save_report(work, report_id, text)
    submit_report(work, report_id)


def hold_meeting(
    work: Work, form: MeetingForm, meeting_id: str | None, judgements: Sequence[Judgement]
) -> MeetingRecorded:
    """Record the meeting and what it found, all or none (D22–D23)."""
    recorded = record_meeting(work, form, meeting_id)
    work.session.flush()
    evaluate(work, recorded.id, judgements)
    return recorded
