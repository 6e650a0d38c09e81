"""Steps that a person takes as one: store and hand in; hold the meeting and judge (D15–D23)."""

from __future__ import annotations

from collections.abc import Sequence

from app.monthly.actions import save_report, submit_report
from app.monthly.actions_meeting import MeetingForm, MeetingRecorded, evaluate, record_meeting
from app.monthly.meeting_rules import Judgement
from app.monthly.text import ReportText
from app.office import Work


def hand_in(work: Work, report_id: str, text: ReportText) -> None:
    """Store the form and submit it, both or neither; raises `UserError` on the first lack."""
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
