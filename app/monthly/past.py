"""The earlier months of a cadre, to write beside: which there are, and each of them (peers.md row 20)."""

from __future__ import annotations

from sqlalchemy import select

from app.monthly.cards import LastMonth, judged
from app.monthly.records import clause_rows, clause_text, require_report_of, rules_of, version_rows
from app.monthly.rules import in_force
from app.office import Reader
from app.vocabulary import Month
from db.tables.monthly import Report


def past_months(reader: Reader, unit_id: str, cadre_id: str, before: Month) -> tuple[Month, ...]:
    """Return the months before one for which the unit has a report of the cadre, the newest first."""
    require_report_of(reader, cadre_id)
    here = (Report.unit_id == unit_id, Report.cadre_id == cadre_id, Report.month < before)
    query = select(Report.month).where(*here).distinct().order_by(Report.month.desc())
    return tuple(reader.session.scalars(query))


def past_month(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> LastMonth | None:
    """Return the version in force of a cadre's month, None where there is no report."""
    require_report_of(reader, cadre_id)
    report = in_force(version_rows(reader, unit_id, cadre_id, month))
    if report is None:
        return None
    evaluation = judged(reader, [report.id])[report.id].evaluation
    return LastMonth(
        month=month,
        report_id=report.id,
        self_grade=rules_of(reader, report).named(report.self_grade),
        grade=evaluation.grade if evaluation else None,
        clauses=tuple(clause_text(clause) for clause in clause_rows(reader, report.id)),
        next_month=report.next_month,
    )
