"""Whom to remind of a month, what was asked already, and the months that nobody owes (§2.41, §7b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.office import Reader
from app.people.views import units
from app.review.views import FormLine, WaiverCard, form_lines, waivers
from app.vocabulary import Month
from db.tables.people import Cadre, Unit
from db.tables.review import Reminder


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit of which reports are missing, and how often it was reminded of the month.

    `asked`: until when the newest 催报单 asks a cadre; `over`: of whom that day has passed.
    """

    unit_id: str
    unit: str
    people: tuple[FormLine, ...]
    reminded: int
    asked: Mapping[str, date]
    over: frozenset[str]

    @property
    def unasked(self) -> tuple[FormLine, ...]:
        """Who was never reminded of the month."""
        return tuple(line for line in self.people if line.cadre_id not in self.asked)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Who is to be reminded now: who never was, and whose day has passed."""
        unasked = {line.cadre_id for line in self.unasked}
        return tuple(line.cadre_id for line in self.people if line.cadre_id in unasked | self.over)


@dataclass(frozen=True, slots=True)
class ReminderCard:
    """One 催报单; `number` is the how manieth of this unit and month."""

    id: str
    unit_id: str
    unit: str
    month: Month
    number: int
    names: tuple[str, ...]
    due: date
    issued_by: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Asking:
    """The page 催报与免报 of a month; `due` is until when the rule book asks for what is missing."""

    month: Month
    missing: tuple[MissingUnit, ...]
    reminders: tuple[ReminderCard, ...]
    waivers: tuple[WaiverCard, ...]
    due: date


def asking(reader: Reader, month: Month) -> Asking:
    """Return who is missing this month by unit, the reminders of the month, and every 免报月."""
    reader.require_business()
    issued, until = reminders(reader, month), asked_until(reader, month)
    by_unit: dict[str, list[FormLine]] = defaultdict(list)
    for line in form_lines(reader, month):
        if line.missing:
            by_unit[line.unit_id].append(line)
    missing = []
    for card in units(reader):
        people = tuple(by_unit[card.id])
        keys = [(card.id, line.cadre_id) for line in people]
        asked = {
            cadre_id: until[unit_id, cadre_id] for unit_id, cadre_id in keys if (unit_id, cadre_id) in until
        }
        over = frozenset(cadre_id for cadre_id, day in asked.items() if day < reader.today)
        count = sum(one.unit_id == card.id for one in issued)
        if people:
            missing.append(MissingUnit(card.id, card.name, people, count, asked, over))
    due = reader.today + timedelta(reader.rulebook(reader.today).reminder_days)
    return Asking(month, tuple(missing), issued, waivers(reader), due)


def asked_until(reader: Reader, month: Month) -> dict[tuple[str, str], date]:
    """Return until when the newest 催报单 of the month asks each cadre of a unit, by unit and cadre."""
    query = select(Reminder).where(Reminder.month == month).order_by(Reminder.number)
    return {
        (row.unit_id, cadre_id): row.due
        for row in reader.session.scalars(query)
        for cadre_id in row.cadre_ids
    }


def reminders(reader: Reader, month: Month, unit_id: str | None = None) -> tuple[ReminderCard, ...]:
    """Return the reminders of a month, the newest first."""
    query = (
        select(Reminder, Unit.name)
        .join(Unit, Unit.id == Reminder.unit_id)
        .where(Reminder.month == month)
        .order_by(Reminder.issued_on.desc(), Unit.position, Reminder.number.desc())
    )
    if unit_id is not None:
        query = query.where(Reminder.unit_id == unit_id)
    rows = reader.session.execute(query).all()
    asked = {cadre_id for row, _ in rows for cadre_id in row.cadre_ids}
    names = dict(reader.session.execute(select(Cadre.id, Cadre.name).where(Cadre.id.in_(asked))).all())
    return tuple(_card(row, unit, names) for row, unit in rows)


def _card(row: Reminder, unit: str, names: dict[str, str]) -> ReminderCard:
    return ReminderCard(
        id=row.id,
        unit_id=row.unit_id,
        unit=unit,
        month=row.month,
        number=row.number,
        names=tuple(names.get(cadre_id, "") for cadre_id in row.cadre_ids),
        due=row.due,
        issued_by=row.issued_by,
        issued_on=row.issued_on,
    )
