"""Fills the notice's papers from the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.documents.letter import Imprint, official_date
from app.errors import UserError
from app.monthly.records import rules_of
from app.notices.masking import masked
from app.notices.papers import Contacts, NoticeEntry, NoticeForm, RecordForm
from app.notices.views import PostingCard, notice_board
from app.office import Reader
from app.people.views import roster, unit
from app.settings import local_settings
from app.texts import names_listed
from app.vocabulary import Grade, Month
from app.workdays import Period
from db.tables.monthly import Clause, Evaluation, Report
from db.tables.people import Cadre

NOTHING = "本月无应报告事项"


def notice_form(
    reader: Reader, unit_id: str, month: Month, report_ids: Sequence[str], posted_on: date, period: Period
) -> NoticeForm:
    """Return the notice of these reports for a posting on `posted_on`, in board order."""
    reader.require_business()
    rulebook, name = reader.rulebook(month), unit(reader, unit_id).name
    return NoticeForm(
        unit=name,
        month=month,
        basis=rulebook.basis,
        entries=_entries(reader, unit_id, month, report_ids),
        posted_on=posted_on,
        first_day=period.first,
        last_day=period.last,
        days=period.days,
        contacts=Contacts(
            receiver=rulebook.party_committee,
            hours=rulebook.reception_hours,
            phone=rulebook.hotline,
            mailbox=rulebook.mailbox,
            address=rulebook.address,
            postcode=rulebook.postcode,
        ),
        doubt="节假日安排未核对。" if period.needs_confirmation else "",
        imprint=_imprint(reader, name, posted_on),
    )


def _imprint(reader: Reader, unit_name: str, posted_on: date) -> Imprint | None:
    copies_to = names_listed(local_settings(reader).copies_to)
    return Imprint(copies_to, unit_name, posted_on) if copies_to else None


def planned_notice(
    reader: Reader, unit_id: str, month: Month, posted_on: date, report_ids: Sequence[str] | None = None
) -> NoticeForm:
    """Return the notice as it would go up on `posted_on` with these reports, by default all ready ones."""
    if report_ids is None:
        report_ids = [line.report_id for line in notice_board(reader, unit_id, month).ready]
    rulebook = reader.rulebook(month)
    period = reader.calendar().posting_period(
        posted_on, rulebook.posting_days, count_first_day=rulebook.count_first_day
    )
    return notice_form(reader, unit_id, month, report_ids, posted_on, period)


def notice_to_print(reader: Reader, unit_id: str, month: Month, posted_on: date | None) -> NoticeForm:
    """Return the notice of what is ready to hang (from today, or `posted_on`), or else the newest that hangs.

    Raises `UserError` where there is neither.
    """
    board = notice_board(reader, unit_id, month)
    if board.ready:
        return planned_notice(reader, unit_id, month, posted_on or reader.today)
    if not board.postings or posted_on is not None:
        raise UserError(f"{month.label}没有待公示的登记表。", next_step="请先由负责人签定。")
    newest = max(board.postings, key=lambda card: card.posted_on)
    return posted_notice(reader, unit_id, month, newest.id)


def posted_notice(reader: Reader, unit_id: str, month: Month, posting_id: str) -> NoticeForm:
    """Return the notice as it hangs, with the dates that were recorded."""
    card = posting_card(reader, unit_id, month, posting_id)
    calendar = reader.calendar()
    counted = calendar.posting_period(card.posted_on, card.days, count_first_day=card.count_first_day)
    period = Period(card.first_day, card.last_day, card.days, counted.status, counted.reasons)
    return notice_form(reader, unit_id, month, card.report_ids, card.posted_on, period)


def posting_card(reader: Reader, unit_id: str, month: Month, posting_id: str) -> PostingCard:
    """Return one posting of the month."""
    return next(card for card in notice_board(reader, unit_id, month).postings if card.id == posting_id)


def record_form(reader: Reader, unit_id: str, month: Month, posting_id: str) -> RecordForm:
    """Return the posting's record for print (domain.md §7.6)."""
    card = posting_card(reader, unit_id, month, posting_id)
    counting = "张贴当日计入" if card.count_first_day else "自张贴次日起算"
    ended = f"{official_date(card.ended_on)}，经办：{card.ended_by}" if card.ended_on else ""
    return RecordForm(
        unit=unit(reader, unit_id).name,
        month=month,
        place=card.place,
        posted_on=card.posted_on,
        posted_by=card.posted_by,
        period=f"{official_date(card.first_day)}至{official_date(card.last_day)}"
        f"（{card.days}个工作日，{counting}）",
        names=card.names,
        ended="" if card.interruption else ended,
        breach=card.breach,
        interruption=f"{ended}；原因：{card.interruption}" if card.interruption else "",
        remarks=tuple(
            (line.received_on.isoformat(), line.channel.label, line.content, line.handling)
            for line in card.remarks
        ),
    )


def _entries(
    reader: Reader, unit_id: str, month: Month, report_ids: Sequence[str]
) -> tuple[NoticeEntry, ...]:
    results = _results(reader, report_ids)
    query = (
        select(Report, Cadre.name, Evaluation.grade)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .outerjoin(Evaluation, Evaluation.report_id == Report.id)
        .where(Report.id.in_(report_ids))
    )
    order = {person.cadre_id: place for place, person in enumerate(roster(reader, unit_id, month))}
    found = sorted(
        reader.session.execute(query), key=lambda row: (order.get(row[0].cadre_id, len(order)), row[1])
    )
    return tuple(
        NoticeEntry(
            name=name,
            title=report.post_title,
            results=results.get(report.id) or (NOTHING,),
            self_grade=_label(reader, report, report.self_grade),
            grade=_label(reader, report, grade),
            correction=f"更正{report.version}" if report.version else "",
        )
        for report, name, grade in found
    )


def _results(reader: Reader, report_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    query = select(Clause).where(Clause.report_id.in_(report_ids)).order_by(Clause.position)
    results: dict[str, tuple[str, ...]] = {}
    for clause in reader.session.scalars(query):
        line = masked(f"{clause.task}：{clause.result}" if clause.task else clause.result)
        results[clause.report_id] = (*results.get(clause.report_id, ()), line)
    return results


def _label(reader: Reader, report: Report, grade: Grade | None) -> str:
    return rules_of(reader, report).grade_label(grade) if grade else ""
