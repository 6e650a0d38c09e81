"""An office whose months count from January 2026, and the people of one township."""

from datetime import date

import pytest

from app.workdays import seed
from db.tables.office import CalendarDay, CalendarYear
from tests.builders import TestOffice


@pytest.fixture
def town(tmp_path, both_engines):
    """A township founded on 5 January 2026, seen on 28 March, with the year's days off known."""
    office = TestOffice(tmp_path, today=date(2026, 1, 5))
    rows = seed([2026])
    with office.office.write("工作日表") as work:
        work.session.add_all(CalendarYear(year=y.year, status=y.status.value) for y in rows.years)
        work.session.add_all(CalendarDay(day=d.day, kind=d.kind.value, label=d.label) for d in rows.days)
    office.team = office.add_team()
    office.at(date(2026, 3, 28))
    yield office
    office.close()
