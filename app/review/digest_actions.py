"""What the county does with a month's digest: makes an edition, records the leaders' remarks (D38)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app import blobs
from app.errors import Conflict, UserError
from app.office import Office, Reader, Work
from app.progress import SILENT, Progress
from app.review.digest_form import DigestForm, Paragraph, Wording, digest_form
from app.review.digest_paper import digest_paper
from app.review.digest_views import require_county
from app.texts import clean
from app.vocabulary import Month
from db.tables.people import Unit
from db.tables.review import Digest, LeaderRemark

PDF = "application/pdf"
MOST_PARAGRAPHS = 60
PARAGRAPH, REMARK, NAME, TITLE = 500, 2000, 50, 100
"""Characters at most."""
MOVED, LOOK_AGAIN = "这条批示刚被别人改过。", "请刷新后核对再改。"


@dataclass(frozen=True, slots=True)
class RemarkEntry:
    """A leader's 批示 as written on the digest; `unit_ids` empty where it concerns every unit."""

    leader: str
    title: str
    text: str
    given_on: date
    unit_ids: tuple[str, ...] = ()


def make_digest(office: Office, month: Month, wording: Wording, progress: Progress = SILENT) -> str:
    """Print an edition of the month's digest outside any transaction, keep it, and return its id."""
    wording = cleaned(wording)
    with office.read() as reader:
        require_county(reader)
        form = digest_form(reader, month, wording, next_edition(reader, month))
    progress.step(0, 1, "正在生成汇总表")
    pdf = digest_paper(form)
    with office.write("生成月度审核汇总表") as work:
        return keep_digest(work, form, pdf)


def keep_digest(work: Work, form: DigestForm, pdf: bytes) -> str:
    """Keep an edition as it will be laid before the leaders; editions are never changed."""
    require_county(work)
    if form.edition != next_edition(work, form.month):
        raise Conflict(f"{form.month.label}的汇总表刚又生成了一稿。", next_step="请刷新后核对，再生成。")
    row = Digest(
        month=form.month,
        edition=form.edition,
        notable=_stored(form.wording.notable),
        problems=_stored(form.wording.problems),
        made_by=work.login.name,
        made_at=work.now,
        paper_digest=blobs.keep(work, pdf, PDF),
    )
    work.session.add(row)
    work.describe(f"{form.month.label} 第{form.edition}稿")
    return row.id


def next_edition(reader: Reader, month: Month) -> int:
    """Return the number of the edition that would be made now; 1 for the first."""
    latest = reader.session.scalar(select(func.max(Digest.edition)).where(Digest.month == month))
    return (latest or 0) + 1


def cleaned(wording: Wording) -> Wording:
    """Return the paragraphs ready to print; empty ones are left out. Raises `UserError`."""
    return Wording(
        _cleaned(wording.notable, "突出事项", "notable"), _cleaned(wording.problems, "问题", "problems")
    )


def _cleaned(paragraphs: Sequence[Paragraph], label: str, field: str) -> tuple[Paragraph, ...]:
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise UserError(
            f"“{label}”有 {len(paragraphs)} 条，最多 {MOST_PARAGRAPHS} 条。",
            field=field,
            next_step="请合并或删去一些。",
        )
    texts = [
        Paragraph(one.unit_id, clean(one.text, f"{label}第{number}条", PARAGRAPH, field=field, one_line=True))
        for number, one in enumerate(paragraphs, 1)
    ]
    return tuple(one for one in texts if one.text)


def _stored(paragraphs: Sequence[Paragraph]) -> list[dict[str, str]]:
    return [{"unit_id": one.unit_id, "text": one.text} for one in paragraphs]


def record_remark(work: Work, digest_id: str, entry: RemarkEntry) -> str:
    """Record what a leader wrote on an edition; it goes back to the units concerned (D38–D39)."""
    require_county(work)
    digest = work.session.get(Digest, digest_id)
    if digest is None:
        raise UserError("这一稿汇总表已不存在。", next_step="请刷新后再看。")
    row = LeaderRemark(digest_id=digest.id, month=digest.month)
    _fill(work, row, entry, digest.made_at)
    work.session.add(row)
    return row.id


def correct_remark(work: Work, remark_id: str, entry: RemarkEntry, seen: int) -> None:
    """Correct a recorded remark; `seen` is the revision the person looked at."""
    require_county(work)
    row = _remark(work, remark_id)
    if work.moved(row, seen):
        raise Conflict(MOVED, next_step=LOOK_AGAIN)
    digest = work.session.get(Digest, row.digest_id)
    _fill(work, row, entry, digest.made_at if digest else None)


def remove_remark(work: Work, remark_id: str, seen: int) -> None:
    """Remove a remark that was recorded by mistake; the journal keeps it."""
    require_county(work)
    row = _remark(work, remark_id)
    if row.revision != seen:
        raise Conflict(MOVED, next_step=LOOK_AGAIN)
    work.describe(f"{row.month.label} {row.leader}")
    work.session.delete(row)


def _remark(work: Work, remark_id: str) -> LeaderRemark:
    row = work.session.get(LeaderRemark, remark_id)
    if row is None:
        raise UserError("这条批示已不存在。", next_step="请刷新后再看。")
    return row


def _fill(work: Work, row: LeaderRemark, entry: RemarkEntry, laid_at: datetime | None) -> None:
    if entry.given_on > work.today:
        raise UserError("批示日期不能晚于今天。", field="given_on", next_step="请按实际日期填写。")
    if laid_at is not None and entry.given_on < laid_at.date():
        raise UserError("批示日期早于汇总表生成日期。", field="given_on", next_step="请按实际日期填写。")
    units = sorted(_known(work, entry.unit_ids))
    row.leader = clean(entry.leader, "领导姓名", NAME, field="leader", required=True, one_line=True)
    row.title = clean(entry.title, "职务", TITLE, field="title", one_line=True)
    row.text = clean(entry.text, "批示内容", REMARK, field="text", required=True)
    row.given_on = entry.given_on
    row.unit_ids = units
    work.describe(f"{row.month.label} {row.leader}")


def _known(work: Work, unit_ids: Collection[str]) -> set[str]:
    wanted = set(unit_ids)
    known = set(work.session.scalars(select(Unit.id).where(Unit.id.in_(wanted))))
    if known != wanted:
        raise UserError("所选单位已不在名册里。", field="unit_ids", next_step="请重新选择涉及单位。")
    return known
