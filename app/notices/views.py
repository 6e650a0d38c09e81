"""What the notice board of a unit shows for a month: what hangs, what waits, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.notices import rules
from app.notices.rules import Clock, PostingMove
from app.office import Reader
from app.people.views import roster, unit
from app.vocabulary import Channel, Month, PostingState, ReportState
from app.workdays import Calendar, Period
from db.tables.monthly import Report
from db.tables.notices import Posting, Remark
from db.tables.people import Cadre


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark received while a notice hung."""

    id: str
    received_on: date
    channel: Channel
    content: str
    handling: str


@dataclass(frozen=True, slots=True)
class PostingDay:
    """One day of a posting; `number` counts its workdays, 0 for a day off or before the count."""

    day: date
    number: int
    over: bool


@dataclass(frozen=True, slots=True)
class PostingCard:
    """One posting with its clock, its record and what may be done with it now."""

    id: str
    state: PostingState
    report_ids: tuple[str, ...]
    names: tuple[str, ...]
    place: str
    posted_on: date
    posted_by: str
    first_day: date
    last_day: date
    days: int
    count_first_day: bool
    calendar_confirmed: str
    clock: Clock
    calendar: tuple[PostingDay, ...]
    """Every day from posting to the last one, for the strip of days."""
    ended_on: date | None
    ended_by: str
    breach: str
    interruption: str
    restarted: bool
    restarts_id: str | None
    photo_digest: str | None
    remarks: tuple[RemarkLine, ...]
    moves: frozenset[PostingMove]


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report of the month that does not hang yet; `reason` is empty when it may go up now."""

    report_id: str
    name: str
    title: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeBoard:
    """Everything the tab 月公示 shows."""

    month: Month
    place: str
    postings: tuple[PostingCard, ...]
    ready: tuple[WaitingReport, ...]
    waiting: tuple[WaitingReport, ...]
    period_today: Period
    """The period if the notice went up today."""
    post_by: date
    gaps: tuple[str, ...]
    """What is missing on the paper, e.g. the hotline (D32)."""


def notice_board(reader: Reader, unit_id: str, month: Month) -> NoticeBoard:
    """Return the month's postings, newest last, and the reports that wait for one."""
    reader.require_business()
    rulebook = reader.rulebook(month)
    postings = _postings(reader, unit_id, month)
    names = _names(reader, unit_id, month)
    waiting = _waiting(reader, unit_id, month, postings)
    return NoticeBoard(
        month=month,
        place=unit(reader, unit_id).notice_place,
        postings=tuple(_cards(reader, postings, names)),
        ready=tuple(report for report in waiting if not report.reason),
        waiting=tuple(report for report in waiting if report.reason),
        period_today=reader.calendar().posting_period(
            reader.today, rulebook.posting_days, count_first_day=rulebook.count_first_day
        ),
        post_by=month.next.first_day.replace(day=min(rulebook.posting_by_day, month.next.last_day.day)),
        gaps=contact_gaps(reader, month),
    )


def contact_gaps(reader: Reader, month: Month) -> tuple[str, ...]:
    """Say which public contacts the rule book does not hold yet (D32)."""
    rulebook = reader.rulebook(month)
    contacts = {"举报电话": rulebook.hotline, "举报邮箱": rulebook.mailbox, "通讯地址": rulebook.address}
    return tuple(
        f"公示上的“{label}”还是空的，请在设置中填写。" for label, value in contacts.items() if not value
    )


def _postings(reader: Reader, unit_id: str, month: Month) -> Sequence[Posting]:
    query = select(Posting).where(Posting.unit_id == unit_id, Posting.month == month)
    return reader.session.scalars(query.order_by(Posting.posted_on, Posting.id)).all()


def _names(reader: Reader, unit_id: str, month: Month) -> dict[str, str]:
    query = select(Report.id, Cadre.name).join(Cadre).where(Report.unit_id == unit_id, Report.month == month)
    return dict(iter(reader.session.execute(query)))


def _cards(reader: Reader, postings: Sequence[Posting], names: dict[str, str]) -> list[PostingCard]:
    query = select(Remark).where(Remark.posting_id.in_([posting.id for posting in postings]))
    remarks: dict[str, list[RemarkLine]] = {}
    for row in reader.session.scalars(query.order_by(Remark.received_on, Remark.id)):
        line = RemarkLine(row.id, row.received_on, row.channel, row.content, row.handling)
        remarks.setdefault(row.posting_id, []).append(line)
    restarted = {posting.restarts_id for posting in postings}
    return [
        _card(reader, posting, names, tuple(remarks.get(posting.id, ())), restarted=posting.id in restarted)
        for posting in postings
    ]


def _card(
    reader: Reader,
    posting: Posting,
    names: dict[str, str],
    remarks: tuple[RemarkLine, ...],
    *,
    restarted: bool,
) -> PostingCard:
    until = posting.ended_on or reader.today
    moves = rules.moves(posting.state, reader.login.roles)
    return PostingCard(
        id=posting.id,
        state=posting.state,
        report_ids=tuple(posting.report_ids),
        names=tuple(names.get(report_id, "") for report_id in posting.report_ids),
        place=posting.place,
        posted_on=posting.posted_on,
        posted_by=posting.posted_by,
        first_day=posting.first_day,
        last_day=posting.last_day,
        days=posting.days,
        count_first_day=posting.count_first_day,
        calendar_confirmed=posting.calendar_confirmed,
        clock=rules.clock(posting.first_day, posting.last_day, posting.days, reader.calendar(), until),
        calendar=tuple(_days(posting, reader.calendar(), until)),
        ended_on=posting.ended_on,
        ended_by=posting.ended_by,
        breach=posting.breach,
        interruption=posting.interruption,
        restarted=restarted,
        restarts_id=posting.restarts_id,
        photo_digest=posting.photo_digest,
        remarks=remarks,
        moves=moves - {PostingMove.RESTART} if restarted else moves,
    )


def _days(posting: Posting, calendar: Calendar, until: date) -> Iterator[PostingDay]:
    number = 0
    for offset in range((posting.last_day - posting.posted_on).days + 1):
        day = posting.posted_on + timedelta(days=offset)
        counts = day >= posting.first_day and calendar.is_workday(day)
        number += counts
        yield PostingDay(day, number if counts else 0, over=day <= until)


def _waiting(
    reader: Reader, unit_id: str, month: Month, postings: Sequence[Posting]
) -> tuple[WaitingReport, ...]:
    hanging = {
        report_id
        for posting in postings
        if posting.state is not PostingState.INTERRUPTED or _is_restarted(posting, postings)
        for report_id in posting.report_ids
    }
    reports: dict[str, Report] = {}
    query = select(Report).where(Report.unit_id == unit_id, Report.month == month).order_by(Report.version)
    for report in reader.session.scalars(query):
        if report.state is not ReportState.SUPERSEDED:
            reports[report.cadre_id] = report
    people = (one for one in roster(reader, unit_id, month) if one.duty.due or one.cadre_id in reports)
    lines = [_line(reports.get(person.cadre_id), person.name, person.title) for person in people]
    return tuple(line for line in lines if line.report_id not in hanging)


def _is_restarted(posting: Posting, postings: Sequence[Posting]) -> bool:
    return any(other.restarts_id == posting.id for other in postings)


def _line(report: Report | None, name: str, title: str) -> WaitingReport:
    if report is None:
        return WaitingReport("", name, title, 0, "尚未填报")
    reason = "" if report.state is ReportState.SIGNED else f"报告处于“{report.state.label}”，签定后才能公示"
    return WaitingReport(report.id, name, report.post_title or title, report.version, reason)
