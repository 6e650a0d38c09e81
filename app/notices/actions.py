"""What a person does with the notice board: post, take down, interrupt, restart, note a remark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from app import blobs
from app.errors import UserError
from app.notices import rules
from app.notices.rules import PostingMove
from app.office import Work
from app.texts import clean
from app.vocabulary import Channel, Month, PostingState, ReportState, Role
from app.workdays import Period
from db.tables.monthly import Opinion, Report
from db.tables.notices import Posting, Remark


@dataclass(frozen=True, slots=True)
class PostingForm:
    """What the clerk fills in when a notice goes up; `dates_confirmed` answers an unpublished calendar."""

    place: str
    posted_on: date
    dates_confirmed: bool = False
    photo: Path | None = None


def post_notice(work: Work, unit_id: str, month: Month, report_ids: Sequence[str], form: PostingForm) -> str:
    """Record that signed reports were put up on the board and return the posting's id (D28–D30)."""
    work.require(Role.CLERK, Role.HEAD)
    if not report_ids:
        raise UserError(f"{month.label}还没有已签定、待公示的报告。", next_step="请先完成签定。")
    chosen = list(dict.fromkeys(report_ids))
    _check_may_hang(work, chosen, unit_id, month)
    posting = _new_posting(work, unit_id, month, chosen, form)
    work.describe(f"{month.label} {len(chosen)} 人")
    return posting.id


def _check_may_hang(work: Work, report_ids: Sequence[str], unit_id: str, month: Month) -> None:
    here = (Report.unit_id == unit_id, Report.month == month, Report.id.in_(report_ids))
    states = work.session.scalars(select(Report.state).where(*here)).all()
    if len(states) < len(report_ids):
        raise UserError("所选报告不属于本单位本月。", next_step="请刷新后重选。")
    if ReportState.SUPERSEDED in states:
        raise UserError("其中有登记表已经更正。", next_step="请从待公示名单中选更正后的登记表张贴。")
    if any(state is not ReportState.SIGNED for state in states):
        raise UserError("只有负责人已签定的报告才能公示。", next_step="请先完成签定。")
    for posting in _postings(work, unit_id, month):
        hangs = posting.state is not PostingState.INTERRUPTED
        if hangs and not set(report_ids).isdisjoint(posting.report_ids):
            raise UserError("所选报告已经公示过。", next_step="请刷新后重选。")


def _postings(work: Work, unit_id: str, month: Month) -> Sequence[Posting]:
    query = select(Posting).where(Posting.unit_id == unit_id, Posting.month == month)
    return work.session.scalars(query).all()


def _new_posting(
    work: Work,
    unit_id: str,
    month: Month,
    report_ids: list[str],
    form: PostingForm,
    restarts_id: str | None = None,
) -> Posting:
    rules.check_posted_on(form.posted_on, month, _signed_on(work, report_ids), work.today)
    rulebook = work.rulebook(month)
    period = work.calendar().posting_period(
        form.posted_on, rulebook.posting_days, count_first_day=rulebook.count_first_day
    )
    posting = Posting(
        unit_id=unit_id,
        month=month,
        report_ids=report_ids,
        place=clean(form.place, "张贴地点", 100, field="place", required=True),
        posted_on=form.posted_on,
        posted_by=work.login.name,
        days=period.days,
        count_first_day=rulebook.count_first_day,
        first_day=period.first,
        last_day=period.last,
        calendar_confirmed=_confirmation(work, period, form),
        photo_digest=blobs.keep_picture(work, blobs.read_file(form.photo, "photo")) if form.photo else None,
        restarts_id=restarts_id,
        rulebook_number=rulebook.number,
    )
    work.session.add(posting)
    return posting


def _signed_on(work: Work, report_ids: Sequence[str]) -> date:
    """Return the day on which the last of these forms was signed."""
    latest = select(func.max(Opinion.signed_on)).where(Opinion.report_id.in_(report_ids))
    return work.session.scalar(latest) or date.min


def _confirmation(work: Work, period: Period, form: PostingForm) -> str:
    if not period.needs_confirmation:
        return ""
    if not form.dates_confirmed:
        raise UserError(
            f"{period.last.year}年节假日安排尚未公布，公示止日 {period.last.isoformat()} 为推算。",
            field="dates_confirmed",
            next_step="请核对日期后勾选“已核对”。",
        )
    return work.login.name


def take_down(work: Work, posting_id: str, ended_on: date, breach: str = "") -> None:
    """Record that the notice was taken down; before the last day only as a breach with its reason (D30)."""
    posting = _moved(work, posting_id, PostingMove.TAKE_DOWN)
    breach = clean(breach, "未满期原因", 500, field="breach")
    rules.check_taken_down(posting.last_day, posting.posted_on, ended_on, work.today, breach)
    posting.ended_on = ended_on
    posting.ended_by = work.login.name
    posting.breach = breach if ended_on < posting.last_day else ""


def interrupt(work: Work, posting_id: str, interrupted_on: date, reason: str) -> None:
    """Record that the notice was torn down or had to come off; it must hang anew in full (domain.md §2.4)."""
    posting = _moved(work, posting_id, PostingMove.INTERRUPT)
    if not posting.posted_on <= interrupted_on <= work.today:
        raise UserError("中断日期应在张贴之后、今天之前。", field="interrupted_on", next_step="请核对日期。")
    posting.interruption = clean(reason, "中断原因", 500, field="reason", required=True)
    posting.ended_on = interrupted_on
    posting.ended_by = work.login.name


def restart(work: Work, posting_id: str, form: PostingForm) -> str:
    """Put an interrupted notice up again for the full period and return the new posting's id.

    Refused once one of its forms was corrected: the corrected one hangs instead (domain.md §2.36).
    """
    posting = _moved(work, posting_id, PostingMove.RESTART)
    followers = select(Posting.id).where(Posting.restarts_id == posting_id)
    if work.session.scalars(followers).first() is not None:
        raise UserError("这次公示已经重新张贴过。", next_step="请刷新后再看。")
    if posting.ended_on is not None and form.posted_on < posting.ended_on:
        raise UserError("重新张贴日期早于中断日期。", field="posted_on", next_step="请核对日期。")
    _check_may_hang(work, posting.report_ids, posting.unit_id, posting.month)
    return _new_posting(work, posting.unit_id, posting.month, posting.report_ids, form, posting.id).id


def _moved(work: Work, posting_id: str, move: PostingMove) -> Posting:
    work.require(*rules.MOVERS)
    posting = work.session.get_one(Posting, posting_id)
    posting.state = rules.next_state(posting.state, move)
    work.describe(posting.month.label)
    return posting


def add_remark(work: Work, posting_id: str, received_on: date, channel: Channel, content: str) -> str:
    """Note a remark made on a posting, never who made it (D31, exchange.md §6); returns its id."""
    posting = _moved(work, posting_id, PostingMove.REMARK)
    if not posting.posted_on <= received_on <= work.today:
        raise UserError("收到日期应在张贴之后、今天之前。", field="received_on", next_step="请核对日期。")
    remark = Remark(
        posting_id=posting_id,
        received_on=received_on,
        channel=channel,
        content=clean(content, "意见内容", 2000, field="content", required=True),
    )
    work.session.add(remark)
    return remark.id


def answer_remark(work: Work, remark_id: str, handling: str) -> None:
    """Record how a remark was dealt with."""
    work.require(*rules.MOVERS)
    remark = work.session.get_one(Remark, remark_id)
    remark.handling = clean(handling, "处理情况", 1000, field="handling", required=True)
    work.describe(work.session.get_one(Posting, remark.posting_id).month.label)
