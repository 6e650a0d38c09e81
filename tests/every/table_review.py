"""Every action of the county's review with the least it takes to do it, and who may (D26, D61)."""

from app.monthly.findings import NO_GRADE
from app.review import actions, actions_credit, actions_hints, actions_reminding, digest_actions, targets
from app.review.actions import RemarkEntry
from app.review.digest_form import Wording
from app.review.hint_rules import hint_key
from app.targets.entries import TargetEntry
from app.vocabulary import CreditVerdict, HintRule, HintVerdict
from tests.every.month import APRIL, FEBRUARY, MARCH, TODAY
from tests.every.rows import returned
from tests.every.table import KEEPERS, NEED_NO_RECORD, TABLE, Case

NEW = TargetEntry("通组路硬化")
NOTHING = Wording((), ())
WORD = digest_actions.RemarkEntry("演示县领导", "副县长", "请督办。", TODAY)

RETURNED_FACTS = ("2026年县级审核 5 份，退回更正 4 份，占 80%。", NO_GRADE)


def often_returned(place):
    """The hint on a unit of which the county returned four forms besides the one that it filed."""
    ids = [place.ids.reports[name] for name in ("演示丙", "演示丁", "演示戊", "演示己")]
    returned(place, ids, MARCH)
    return hint_key(HintRule.RETURN_RATE, place.unit_id, MARCH)


REVIEW = {
    actions.file_report: Case(
        KEEPERS, lambda p, _: (p.ids.reports["演示庚"], p.ids.revision), at_county=True
    ),
    actions.file_month: Case(
        KEEPERS, lambda p, _: (p.unit_id, MARCH, {p.ids.reports["演示庚"]: p.ids.revision}), at_county=True
    ),
    actions.return_report: Case(
        KEEPERS,
        lambda p, _: (
            p.ids.reports["演示庚"],
            p.ids.revision,
            "请写明地点",
            [RemarkEntry(p.ids.clauses["演示庚"], "哪个村")],
        ),
        at_county=True,
    ),
    actions.withdraw_review: Case(KEEPERS, lambda p, _: (p.ids.review, 1, "误点备案"), at_county=True),
    actions_reminding.declare_waiver: Case(KEEPERS, lambda p, _: (APRIL, "防汛救灾"), at_county=True),
    actions_reminding.withdraw_waiver: Case(KEEPERS, lambda p, _: (p.ids.waiver, 1, "误登"), at_county=True),
    actions_reminding.issue_reminder: Case(
        KEEPERS, lambda p, _: (p.unit_id, FEBRUARY, [p.ids.cadres["演示丁"]], TODAY), at_county=True
    ),
    actions_credit.decide_credit: Case(
        KEEPERS,
        lambda p, _: (
            [p.ids.clauses["演示庚"], p.ids.clauses["演示壬"]],
            0,
            CreditVerdict.SHARED,
            p.ids.cadres["演示庚"],
            "共同下村",
        ),
        at_county=True,
    ),
    actions_hints.decide_hint: Case(
        KEEPERS,
        lambda p, _: (often_returned(p), RETURNED_FACTS, 0, HintVerdict.NOTED, "已电话了解"),
        at_county=True,
    ),
    targets.set_county_target: Case(KEEPERS, lambda p, _: ([p.unit_id], 2026, NEW), at_county=True),
    targets.edit_county_target: Case(KEEPERS, lambda p, _: (p.ids.county_target, 1, NEW), at_county=True),
    targets.withdraw_county_target: Case(
        KEEPERS, lambda p, _: (p.ids.county_target, 1, "县里调整"), at_county=True
    ),
    digest_actions.make_digest: Case(KEEPERS, lambda p, _: (MARCH, NOTHING), at_county=True),
    digest_actions.keep_digest: Case(
        KEEPERS, lambda p, _: (p.ids.digest_form, b"%PDF-1.7\n%\xe2\xe3"), at_county=True
    ),
    digest_actions.record_remark: Case(KEEPERS, lambda p, _: (p.ids.digest, WORD), at_county=True),
    digest_actions.correct_remark: Case(KEEPERS, lambda p, _: (p.ids.leader_remark, WORD, 1), at_county=True),
    digest_actions.remove_remark: Case(KEEPERS, lambda p, _: (p.ids.leader_remark, 1), at_county=True),
    targets.take_over_county_targets: Case(KEEPERS, lambda p, _: ([p.ids.county_target],)),
}
EVERY_ACTION = TABLE | REVIEW
NEEDS_NO_RECORD = NEED_NO_RECORD | {
    actions_hints.decide_hint,
    actions_reminding.declare_waiver,
    digest_actions.keep_digest,
    targets.set_county_target,
}
"""What makes a record, or works on the unit and what it finds there."""
