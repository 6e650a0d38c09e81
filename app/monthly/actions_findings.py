"""What a person decides on a finding: the verdict, the reason, the statement of the cadre (D60)."""

from __future__ import annotations

from app.errors import UserError
from app.monthly.findings import Finding, key_month
from app.monthly.views_findings import decisions, findings
from app.office import Work
from app.texts import clean
from app.vocabulary import FindingRule, Role, Verdict
from db.tables.monthly import FindingDecision


def decide_finding(work: Work, key: str, verdict: Verdict, reason: str, statement: str = "") -> None:
    """Store a person's decision with the reasons and figures that were before them; it is decided once.

    Two misses in a row ask for the cadre's statement, or the explicit `未提交陈述`, and for a verdict with
    its reason (D60, domain.md §2.6); elsewhere 已阅知 needs no reason.
    """
    work.require(Role.CLERK, Role.HEAD)
    finding = _undecided(work, key)
    statement = clean(statement, "陈述理由", 2000, field="statement")
    reason = clean(reason, "认定理由", 1000, field="reason", required=verdict is not Verdict.NOTED)
    if finding.rule is FindingRule.MISSED_TWICE:
        _check_missed_twice(verdict, statement)
    work.session.add(
        FindingDecision(
            key=key,
            rule=finding.rule,
            unit_id=finding.unit_id,
            month=finding.month,
            cadre_id=finding.cadre_id,
            reasons={"reasons": list(finding.reasons), "facts": dict(finding.facts)},
            statement=statement,
            verdict=verdict,
            reason=reason,
            decided_by=work.login.name,
            decided_on=work.today,
            rulebook_number=work.rulebook(finding.month).number,
        )
    )
    work.describe(f"{finding.month.label} {finding.name}{finding.rule.label}：{verdict.label}")


def _undecided(work: Work, key: str) -> Finding:
    try:
        unit_id, month = key_month(key)
    except ValueError:
        raise UserError("没有这条提示。", next_step="请刷新后再看。") from None
    if key in decisions(work, unit_id, month):
        raise UserError("这条提示已经认定过。", next_step="请刷新后再看。")
    for finding in findings(work, unit_id, month):
        if finding.key == key:
            return finding
    raise UserError("这条提示所依据的情况已经变化。", next_step="请刷新后再看。")


def _check_missed_twice(verdict: Verdict, statement: str) -> None:
    if verdict is Verdict.NOTED:
        raise UserError("连续两次未上报须作出认定。", field="verdict", next_step="请选择认定结果。")
    if not statement:
        raise UserError(
            "请填写本人的陈述理由。", field="statement", next_step="本人未陈述的，请选“未提交陈述”。"
        )
