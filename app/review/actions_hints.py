"""What a person at the county does about a hint, with the reason (domain.md §2c)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import Conflict, UserError
from app.office import Work
from app.review.hint_rules import Hint, hint_key, own_facts
from app.review.hints import hints
from app.review.station import require_county
from app.texts import clean
from app.vocabulary import HintVerdict, Month
from db.tables.review import HintDecision

REASON_LIMIT = 500


def decide_hint(
    work: Work, key: str, facts: Sequence[str], seen: int, verdict: HintVerdict, reason: str
) -> None:
    """Keep what was done about a hint, with the facts that were before the person.

    `facts` are the sentences that the person saw, `seen` the revision of the decision that stood, 0 where
    none did: a hint of a unit whose own figures have moved is decided by who saw the new ones.
    """
    require_county(work)
    hint = _live(work, key)
    row = work.session.scalars(select(HintDecision).where(HintDecision.key == key)).first()
    if work.moved(row, seen):
        raise Conflict("这条提示刚有人办理过。", next_step="请刷新后核对再办理。")
    if own_facts(facts) != own_facts(hint.reasons):
        raise Conflict("这条提示所依据的情况刚有变化。", next_step="请刷新后核对新情况再办理。")
    values = {
        "reasons": list(hint.reasons),
        "verdict": verdict,
        "reason": clean(reason, "说明", REASON_LIMIT, field="reason", required=True),
        "decided_by": work.login.name,
        "decided_on": work.today,
        "rulebook_number": work.rulebook(hint.month).number,
    }
    if row is None:
        about = {"key": key, "rule": hint.rule, "unit_id": hint.unit_id, "month": hint.month}
        work.session.add(HintDecision(**about, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    work.describe(f"{hint.unit} {hint.month.label}{hint.rule.label}：{verdict.label}")


def _live(work: Work, key: str) -> Hint:
    try:
        month = Month.parse(key.rpartition(":")[2])
    except ValueError:
        raise UserError("没有这条提示。", next_step="请刷新后再看。") from None
    for hint in hints(work, month):
        if hint_key(hint.rule, hint.unit_id, hint.month) == key:
            return hint
    raise UserError("这条提示所依据的情况已经变化。", next_step="请刷新后再看。")
