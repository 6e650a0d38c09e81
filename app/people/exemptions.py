"""Approved exemptions: granting, correcting and withdrawing 免报 (domain.md §2.6, §2.41)."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import UserError
from app.office import Work
from app.people.actions import KEEPERS, name_of, put, require_own_unit
from app.people.entries import ExemptionEntry, columns
from app.vocabulary import ReportState
from db.tables.monthly import Report
from db.tables.people import Exemption

HANDED_IN = (ReportState.SUBMITTED, ReportState.EVALUATED, ReportState.SIGNED)


def grant_exemption(work: Work, unit_id: str, entry: ExemptionEntry) -> str:
    """Record an approved 免报 for a range of months and return its id (domain.md §2.6, §2.41).

    Refused where the same cadre (or unit) is exempt already or has handed in a report in those months.
    """
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    row = Exemption(unit_id=unit_id, **columns(_checked_exemption(work, unit_id, entry, None)))
    work.session.add(row)
    work.describe(_exempted(work, row))
    return row.id


def edit_exemption(work: Work, exemption_id: str, entry: ExemptionEntry) -> None:
    """Change a recorded 免报, for instance when a leave ended early."""
    row = _kept_exemption(work, exemption_id)
    put(row, columns(_checked_exemption(work, row.unit_id, entry, exemption_id)))
    work.describe(_exempted(work, row))


def withdraw_exemption(work: Work, exemption_id: str) -> None:
    """Take an exemption back: its months are due again; the journal keeps what was granted."""
    row = _kept_exemption(work, exemption_id)
    work.describe(_exempted(work, row))
    work.session.delete(row)


def _checked_exemption(work: Work, unit_id: str, entry: ExemptionEntry, own_id: str | None) -> ExemptionEntry:
    checked = entry.checked(work.today)
    for other in work.session.scalars(
        select(Exemption).where(
            Exemption.unit_id == unit_id,
            Exemption.cadre_id == entry.cadre_id,
            Exemption.first <= entry.last,
            Exemption.last >= entry.first,
        )
    ):
        if other.id != own_id:
            raise UserError(
                f"{other.first.label}至{other.last.label}已登记“{other.kind.label}”免报。",
                field="first",
                next_step="请修改月份，或先撤销原登记。",
            )
    if entry.cadre_id is not None:
        _check_not_handed_in(work, unit_id, entry)
    return checked


def _check_not_handed_in(work: Work, unit_id: str, entry: ExemptionEntry) -> None:
    handed_in = work.session.scalar(
        select(Report.month)
        .where(
            Report.cadre_id == entry.cadre_id,
            Report.unit_id == unit_id,
            Report.month >= entry.first,
            Report.month <= entry.last,
            Report.state.in_(HANDED_IN),
        )
        .order_by(Report.month)
    )
    if handed_in is not None:
        raise UserError(
            f"{handed_in.label}的报告已经提交，不能免报。", field="first", next_step="请从以后的月份起登记。"
        )


def _exempted(work: Work, row: Exemption) -> str:
    whom = name_of(work, row.cadre_id) if row.cadre_id else "全单位"
    return f"{whom} {row.kind.label} {row.first}至{row.last}"


def _kept_exemption(work: Work, exemption_id: str) -> Exemption:
    work.require(*KEEPERS)
    row = work.session.get_one(Exemption, exemption_id)
    require_own_unit(work, row.unit_id)
    return row
