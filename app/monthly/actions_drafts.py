"""A report that is typed and not saved yet: one draft an account and report, kept as any page's typing is."""

from __future__ import annotations

from app.drafts import Typing, drop_typing, keep_typing, kept_typing
from app.monthly.records import report_row
from app.monthly.text import ReportText, from_draft, to_draft
from app.office import Reader, Work
from app.vocabulary import Role


def keep_draft(work: Work, report_id: str, text: ReportText) -> None:
    """Keep what is typed, complete or not; raises `UserError` when it is far too long."""
    work.require(Role.CLERK, cadre_id=report_row(work, report_id).cadre_id)
    keep_typing(work, _page(report_id), to_draft(text))


def drop_draft(work: Work, report_id: str) -> None:
    """Forget what this account typed and did not save."""
    drop_typing(work, _page(report_id))


def kept_draft(reader: Reader, report_id: str) -> Typing | None:
    """Return the draft of this account."""
    return kept_typing(reader, _page(report_id))


def restored(draft: Typing | None, saved: ReportText) -> ReportText | None:
    """Return the typed form over what is saved now; None where there is no draft or it cannot be read."""
    return from_draft(draft.body, saved) if draft else None


def _page(report_id: str) -> str:
    return f"report:{report_id}"
