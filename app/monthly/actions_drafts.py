"""Typing that is not saved yet: kept on this machine, out of the journal, one draft an account and report."""

from __future__ import annotations

from app.errors import UserError
from app.monthly.records import report_row
from app.monthly.text import ReportText, from_draft, to_draft
from app.office import Reader, Work
from app.vocabulary import Role
from db.base import canonical
from db.tables.office import Draft

MAX_CHARACTERS = 400_000


def keep_draft(work: Work, report_id: str, text: ReportText) -> None:
    """Keep what is typed, complete or not; raises `UserError` when it is far too long."""
    work.require(Role.CLERK, cadre_id=report_row(work, report_id).cadre_id)
    body = to_draft(text)
    if len(canonical(body)) > MAX_CHARACTERS:
        raise UserError("输入的内容过长，未能自动保存。", next_step="请精简后再保存。")
    draft = work.session.get(Draft, _key(work, report_id))
    if draft is None:
        work.session.add(Draft(key=_key(work, report_id), body=body, saved_at=work.now))
    else:
        draft.body, draft.saved_at = body, work.now


def drop_draft(work: Work, report_id: str) -> None:
    """Forget what this account typed and did not save."""
    draft = work.session.get(Draft, _key(work, report_id))
    if draft is not None:
        work.session.delete(draft)


def kept_draft(reader: Reader, report_id: str) -> Draft | None:
    """Return the draft of this account."""
    return reader.session.get(Draft, _key(reader, report_id))


def restored(draft: Draft | None, saved: ReportText) -> ReportText | None:
    """Return the typed form over what is saved now; None where there is no draft or it cannot be read."""
    return from_draft(draft.body, saved) if draft else None


def _key(reader: Reader, report_id: str) -> str:
    return f"report:{report_id}:{reader.login.account_id}"
