"""A person's decision on one result that several forms claim (D61, domain.md §2.9)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import Conflict, UserError
from app.office import Work
from app.review.hint_rules import ClaimFacts, credit_key
from app.review.hints import claims
from app.review.station import require_county
from app.texts import clean
from app.vocabulary import CreditVerdict, Month
from db.tables.review import CreditDecision

REASON_LIMIT = 500
FIRST, LAST = Month(1900, 1), Month(9999, 12)


def decide_credit(
    work: Work,
    clause_ids: Sequence[str],
    seen: int,
    verdict: CreditVerdict,
    lead_cadre_id: str | None,
    reason: str,
) -> str:
    """Decide whose a result is that these clauses claim, with the reason, and return the case's key.

    共同完成 names who leads (主办), 归一人 whose alone it is. `seen` is the revision of the decision that
    stood, 0 where none did: a case is decided anew only by who saw the decision before.
    """
    require_county(work)
    key = credit_key(clause_ids)
    row = work.session.scalars(select(CreditDecision).where(CreditDecision.key == key)).first()
    if work.moved(row, seen):
        raise Conflict("这项实绩刚有人认定过。", next_step="请刷新后核对再办理。")
    found = list(claims(work, FIRST, LAST, list(clause_ids)).values())
    if len(found) < len(set(clause_ids)) or len(found) < 2:
        raise Conflict("其中一份登记表已经更正，这一条已不存在。", next_step="请刷新后再看。")
    values = {
        "clause_ids": sorted(set(clause_ids)),
        "unit_ids": sorted({one.report.unit_id for one in found}),
        "month": max(one.report.month for one in found),
        "reasons": [one.where for one in found],
        "verdict": verdict,
        "lead_cadre_id": _checked_lead(found, verdict, lead_cadre_id),
        "reason": clean(reason, "认定理由", REASON_LIMIT, field="reason", required=True),
        "decided_by": work.login.name,
        "decided_on": work.today,
        "rulebook_number": work.rulebook(work.today).number,
    }
    if row is None:
        work.session.add(CreditDecision(key=key, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    work.describe(f"{verdict.label}：{'、'.join(one.where for one in found)}")
    return key


def _checked_lead(
    found: Sequence[ClaimFacts], verdict: CreditVerdict, lead_cadre_id: str | None
) -> str | None:
    if verdict is CreditVerdict.DIFFERENT:
        return None
    if lead_cadre_id not in {one.report.cadre_id for one in found}:
        whom = "主办人" if verdict is CreditVerdict.SHARED else "归属人"
        raise UserError(f"请选择{whom}。", field="lead_cadre_id", next_step="应是报告该实绩的人员之一。")
    return lead_cadre_id
