"""What people call the rows that a change points to."""

from __future__ import annotations

from datetime import date

from app.office import Reader
from app.vocabulary import Grade
from db.base import Recorded
from db.tables.monthly import Report
from db.tables.people import Cadre, Unit
from db.tables.targets import Target

GONE = "（已删除）"
_NAMED: dict[str, tuple[type[Recorded], str]] = {
    "cadre": (Cadre, "name"),
    "target": (Target, "title"),
    "unit": (Unit, "name"),
}


class KnownNames:
    """Names as they are today; grades as the rule book of the day called them."""

    def __init__(self, reader: Reader, day: date) -> None:
        self._session = reader.session
        self._rulebook = reader.rulebook(day)

    def of(self, table: str, row_id: str) -> str:
        """Return what people call the row: a cadre's name, a unit's name, a target's title."""
        if table == "report":
            author = self._session.get(Report, row_id)
            return self.of("cadre", author.cadre_id) if author else GONE
        kind, name = _NAMED[table]
        row = self._session.get(kind, row_id)
        return str(getattr(row, name)) if row else GONE

    def grade(self, grade: Grade) -> str:
        """Return the grade's name in the rule book of the day."""
        return self._rulebook.grade_label(grade)
