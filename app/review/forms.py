"""Fills the county's letters from its rows."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import UserError
from app.monthly.rules import last_in_time
from app.office import Reader
from app.people.views import unit
from app.review.decisions import decisions_on, standing
from app.review.papers import (
    FiledForm,
    FilingReceipt,
    ReminderLetter,
    ReturnedForm,
    ReturnLetter,
    WaiverLetter,
    listed,
)
from app.review.views import FormLine, unit_month
from app.review.views_reminding import reminders
from app.vocabulary import Month, ReviewState
from db.tables.monthly import Clause
from db.tables.review import MonthWaiver, Reminder


def return_form(reader: Reader, unit_id: str, month: Month) -> ReturnLetter:
    """Return the letter about every form of the unit's month that stands returned."""
    lines = _in_state(reader, unit_id, month, ReviewState.RETURNED)
    if not lines:
        raise UserError(f"{month.label}没有退回的登记表。", next_step="退回后再打印退回单。")
    cards = decisions_on(reader, [line.report_id or "" for line in lines])
    forms = []
    for line in lines:
        card = standing(cards[line.report_id or ""])
        if card is not None:
            numbers = _numbers(reader, card.report_id)
            remarks = [(numbers[one.clause_id], one.text) for one in card.remarks if one.clause_id in numbers]
            forms.append(ReturnedForm(line.name, line.title, listed(card.opinion, sorted(remarks))))
    return ReturnLetter(reader.station.name, unit(reader, unit_id).name, month, tuple(forms), reader.today)


def receipt_form(reader: Reader, unit_id: str, month: Month) -> FilingReceipt:
    """Return the receipt of every form of the unit's month that stands filed."""
    lines = _in_state(reader, unit_id, month, ReviewState.FILED)
    if not lines:
        raise UserError(f"{month.label}还没有备案的登记表。", next_step="备案后再打印回执。")
    cards = decisions_on(reader, [line.report_id or "" for line in lines])
    forms = []
    for line in lines:
        card = standing(cards[line.report_id or ""])
        if card is not None:
            grade = line.grade.label if line.grade else ""
            forms.append(FiledForm(line.name, line.title, card.number, grade, card.decided_on))
    return FilingReceipt(reader.station.name, unit(reader, unit_id).name, month, tuple(forms), reader.today)


def reminder_form(reader: Reader, reminder_id: str) -> ReminderLetter:
    """Return a 催报单 as it was issued."""
    reader.require_business()
    row = reader.session.get_one(Reminder, reminder_id)
    card = next(one for one in reminders(reader, row.month, row.unit_id) if one.id == reminder_id)
    return ReminderLetter(
        office=reader.station.name,
        unit=card.unit,
        month=card.month,
        number=card.number,
        names=card.names,
        was_due=last_in_time(card.month, reader.rulebook(card.month)),
        due=card.due,
        issued_on=card.issued_on,
    )


def waiver_form(reader: Reader, waiver_id: str) -> WaiverLetter:
    """Return the notice of a 免报月."""
    reader.require_business()
    row = reader.session.get_one(MonthWaiver, waiver_id)
    return WaiverLetter(reader.station.name, row.month, row.reason, row.declared_on)


def _in_state(reader: Reader, unit_id: str, month: Month, state: ReviewState) -> list[FormLine]:
    return [line for line in unit_month(reader, unit_id, month).lines if line.state is state]


def _numbers(reader: Reader, report_id: str) -> dict[str | None, int]:
    query = select(Clause.id).where(Clause.report_id == report_id).order_by(Clause.position, Clause.id)
    return {clause_id: number for number, clause_id in enumerate(reader.session.scalars(query), 1)}
