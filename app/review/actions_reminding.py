"""免报月 and 催报单: what the county asks of units that have not sent a month (domain.md §2.41, §7b)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.errors import Conflict, UserError
from app.office import Work
from app.review.station import require_county
from app.review.views import unit_month
from app.texts import clean
from app.vocabulary import Month
from db.tables.people import Unit
from db.tables.review import MonthWaiver, Reminder

REASON_LIMIT = 200


def declare_waiver(work: Work, month: Month, reason: str) -> str:
    """Declare a month for which the county asks nobody for a report, and return the waiver's id (§2.41)."""
    require_county(work)
    if work.session.scalar(select(MonthWaiver.id).where(MonthWaiver.month == month)):
        raise UserError(f"{month.label}已是全县免报月。", next_step="请刷新后再看。")
    row = MonthWaiver(
        month=month,
        reason=clean(reason, "免报原因", REASON_LIMIT, field="reason", required=True, one_line=True),
        declared_by=work.login.name,
        declared_on=work.today,
    )
    work.session.add(row)
    work.describe(f"{month.label}：{row.reason}")
    return row.id


def withdraw_waiver(work: Work, waiver_id: str, seen: int, reason: str) -> None:
    """Take a 免报月 back: the month is due again; the journal keeps what was declared and why it ended."""
    require_county(work)
    row = work.session.get_one(MonthWaiver, waiver_id)
    if row.revision != seen:
        raise Conflict("这个免报月刚被改动过。", next_step="请刷新后再办理。")
    why = clean(reason, "撤销原因", REASON_LIMIT, field="reason", required=True, one_line=True)
    work.describe(f"{row.month.label}：{why}")
    work.session.delete(row)


def issue_reminder(work: Work, unit_id: str, month: Month, cadre_ids: Sequence[str], due: date) -> str:
    """Issue a 催报单 to a unit for those who have not reported; return its id. It counts how manieth it is.

    Raises `Conflict` where somebody named has reported meanwhile, or was not due.
    """
    require_county(work)
    unit = work.session.get_one(Unit, unit_id)
    wanted = list(dict.fromkeys(cadre_ids))
    if not wanted:
        raise UserError("请选择催报对象。", field="cadre_ids", next_step="至少选一人。")
    if due < work.today:
        raise UserError("“补报期限”不能早于今天。", field="due", next_step="请改为今天或以后的日期。")
    missing = {line.cadre_id for line in unit_month(work, unit_id, month).lines if line.missing}
    if not missing.issuperset(wanted):
        raise Conflict("催报对象中有人已经上报，或本月不应报。", next_step="请刷新后重新选择。")
    here = (Reminder.unit_id == unit_id, Reminder.month == month)
    last = work.session.scalar(select(func.max(Reminder.number)).where(*here)) or 0
    row = Reminder(
        unit_id=unit_id,
        month=month,
        number=last + 1,
        cadre_ids=wanted,
        due=due,
        issued_by=work.login.name,
        issued_on=work.today,
    )
    work.session.add(row)
    work.describe(f"{unit.name} {month.label} 第 {row.number} 次 {len(wanted)} 人")
    return row.id
