"""What the program notices about a month, with the figures; a person decides what it means (D60–D61).

Pure functions: facts in, findings out. No finding sets a grade, and none accuses (domain.md §2.6–2.9, §2c).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from app.monthly.ledger import Entry
from app.rulebook import DEFAULTS, Rulebook
from app.similarity import LOWEST_THRESHOLD, Claim, near_duplicates, too_thin
from app.vocabulary import FindingRule, Grade, Month, Part, Verdict

NO_STATEMENT = "未提交陈述"
"""What stands for the statement of somebody who was asked and gave none."""
NO_GRADE = "本提示只供核对，不定等次。"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a finding."""

    verdict: Verdict
    reason: str
    statement: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed: whom and which month it concerns, why, and what was decided on it.

    `key` names rule, unit, cadre and months; `facts` are the figures of the sentences. `cadre_id` is empty
    where it concerns the whole unit.
    """

    key: str
    rule: FindingRule
    unit_id: str
    cadre_id: str | None
    name: str
    month: Month
    reasons: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    report_id: str | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What of a clause is compared; `number` counts from 1."""

    number: int
    result: str
    part: Part = Part.LEAD
    partners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What of one report is looked at."""

    report_id: str
    unit_id: str
    cadre_id: str
    name: str
    month: Month
    clauses: tuple[ClauseFacts, ...] = ()
    self_grade: Grade | None = None
    grade: Grade | None = None
    rules: Rulebook = DEFAULTS
    """What names its grades."""


def finding_key(rule: FindingRule, unit_id: str, cadre_id: str | None, *months: Month) -> str:
    """Return what makes a finding the same one, e.g. `missed_twice:<unit>:<cadre>:2026-02+2026-03`."""
    return f"{rule.value}:{unit_id}:{cadre_id or ''}:{'+'.join(map(str, months))}"


def key_month(key: str) -> tuple[str, Month]:
    """Return the unit and the (last) month of a key; raises `ValueError` for anything else."""
    _, unit_id, _, months = key.split(":")
    return unit_id, Month.parse(months.rpartition("+")[2])


def missing(entry: Entry, name: str, today: date) -> Finding | None:
    """Notice a report that was due and has not come (domain.md §2c)."""
    if not entry.missing(today):
        return None
    days = (today - entry.last_day).days
    reason = f"{entry.month.label}报告应于{_day(entry.last_day)}前提交，已过 {days} 天，尚未收到。"
    facts = {"last_day": entry.last_day.isoformat(), "days": days}
    return _about(FindingRule.MISSING, entry, name, (reason,), facts)


def late(entry: Entry, name: str) -> Finding | None:
    """Notice a report that came after its last day: 迟报 is not 未报 (domain.md §2.6)."""
    if not entry.late or entry.report is None or entry.report.submitted_on is None:
        return None
    came = entry.report.submitted_on
    days = (came - entry.last_day).days
    reason = (
        f"{entry.month.label}报告应于{_day(entry.last_day)}前提交，{_day(came)}收到，晚 {days} 天；不算未报。"
    )
    facts = {"last_day": entry.last_day.isoformat(), "submitted_on": came.isoformat(), "days": days}
    return _about(FindingRule.LATE, entry, name, (reason,), facts)


def missed_pairs(entries: Iterable[Entry], today: date) -> list[tuple[Entry, Entry]]:
    """Return every two consecutive due months of one cadre for which no report came (D60; domain.md §2.6).

    Months that were not due, among them 免报, neither count nor reset; a late report breaks the row; a
    cadre who moved takes the row along. Only months whose last day is over are looked at.
    """
    over = sorted((one for one in entries if one.due and today > one.last_day), key=lambda one: one.month)
    deciding = [
        max(same, key=lambda one: one.handed_in) for _, same in groupby(over, key=lambda one: one.month)
    ]
    return [
        (first, second)
        for first, second in pairwise(deciding)
        if not first.handed_in and not second.handed_in
    ]


def missed_twice(first: Entry, second: Entry, name: str) -> Finding:
    """Describe two misses in a row: the effect falls in the year of the second (domain.md §2.6)."""
    months = (first.month, second.month)
    dates = f"截止{_day(first.last_day)}、{_day(second.last_day)}"
    reasons = [f"{first.month.label}、{second.month.label}连续两个应报月份均未收到报告（{dates}）。"]
    if first.month.next != second.month:
        reasons.append("其间月份免报或不应报，不计次数，也不中断。")
    reasons += [
        f"如无正当理由并经认定，影响{second.month.year}年年度考核（以第二次所在年度计）。",
        "请本人说明理由，再由组织认定；" + NO_GRADE,
    ]
    return Finding(
        key=finding_key(FindingRule.MISSED_TWICE, second.unit_id, second.cadre_id, *months),
        rule=FindingRule.MISSED_TWICE,
        unit_id=second.unit_id,
        cadre_id=second.cadre_id,
        name=name,
        month=second.month,
        reasons=tuple(reasons),
        facts={"months": [str(month) for month in months], "effect_year": second.month.year},
    )


def thin(report: ReportFacts, rulebook: Rulebook, known_names: Collection[str] = ()) -> Finding | None:
    """Notice clauses that say little: short, without figure, date, place or name (domain.md §2.7)."""
    reasons = [
        f"第 {clause.number} 条：{reason}"
        for clause in report.clauses
        if clause.result
        for reason in too_thin(clause.result, known_names, rulebook.thin_characters)
    ]
    if not reasons:
        return None
    return _of_report(FindingRule.THIN, report, (*reasons, NO_GRADE), {"sentences": len(reasons)})


def copied_month(report: ReportFacts, before: ReportFacts | None, rulebook: Rulebook) -> Finding | None:
    """Notice results that read like last month's: one result is claimed in one month (D61; §2.9)."""
    pairs = _alike(report, [before] if before else [], rulebook)
    reasons = [
        f"第 {own.number} 条与{other.month.label}第 {theirs.number} 条相近 {percent}%。"
        for own, other, theirs, percent in pairs
    ]
    if not reasons:
        return None
    advice = "若为跨月工作，请写明本月的新进展。" + NO_GRADE
    return _of_report(FindingRule.COPIED_MONTH, report, (*reasons, advice), _pair_facts(pairs))


def copied_colleague(
    report: ReportFacts, others: Sequence[ReportFacts], rulebook: Rulebook
) -> Finding | None:
    """Notice results that a colleague reports too, unless both name each other and one leads (D61; §2.9)."""
    pairs = [
        pair for pair in _alike(report, others, rulebook) if not shared(report, pair[0], pair[1], pair[2])
    ]
    reasons = [
        f"第 {own.number} 条与{other.name}{other.month.label}第 {theirs.number} 条相近 {percent}%。"
        for own, other, theirs, percent in pairs
    ]
    if not reasons:
        return None
    advice = "若为共同完成，请标明主办、协办。" + NO_GRADE
    return _of_report(FindingRule.COPIED_COLLEAGUE, report, (*reasons, advice), _pair_facts(pairs))


def shared(report: ReportFacts, own: ClauseFacts, other: ReportFacts, theirs: ClauseFacts) -> bool:
    """Tell whether two clauses are one result properly shared: each names the other, exactly one 主办.

    Two who assist are in order where both also name somebody else, who leads.
    """
    if other.cadre_id not in own.partners or report.cadre_id not in theirs.partners:
        return False
    leads = (own.part, theirs.part).count(Part.LEAD)
    return leads == 1 or (leads == 0 and bool(own.partners & theirs.partners))


_Pair = tuple[ClauseFacts, ReportFacts, ClauseFacts, int]


def _alike(report: ReportFacts, others: Iterable[ReportFacts], rulebook: Rulebook) -> list[_Pair]:
    """Return which own clause is like which other one, and how much in percent, in the order of the form."""
    own = {f"own:{clause.number}": clause for clause in report.clauses}
    foreign = {
        f"{other.report_id}:{clause.number}": (other, clause) for other in others for clause in other.clauses
    }
    found = near_duplicates(
        [Claim(id_, clause.result) for id_, clause in own.items()],
        [Claim(id_, clause.result) for id_, (_, clause) in foreign.items()],
        max(rulebook.alike_percent, LOWEST_THRESHOLD),
    )
    pairs = [(own[one.left], *foreign[one.right], one.percent) for one in found]
    return sorted(pairs, key=lambda pair: (pair[0].number, -pair[3], pair[1].report_id, pair[2].number))


def _pair_facts(pairs: Iterable[_Pair]) -> dict[str, Any]:
    return {
        "pairs": [
            {"clause": own.number, "report": other.report_id, "with": theirs.number, "percent": percent}
            for own, other, theirs, percent in pairs
        ]
    }


def self_above(report: ReportFacts) -> Finding | None:
    """Notice a self grade above the meeting's (domain.md §2.12, §2c)."""
    own, given = report.self_grade, report.grade
    if own is None or given is None or own.height <= given.height:
        return None
    labels = report.rules.grade_label(own), report.rules.grade_label(given)
    reason = f"自评“{labels[0]}”，班子会议评定“{labels[1]}”，相差 {own.height - given.height} 等。"
    facts = {"self_grade": own.value, "grade": given.value}
    return _of_report(FindingRule.SELF_ABOVE, report, (reason,), facts)


def all_good(
    unit_id: str, month: Month, reports: Sequence[ReportFacts], rulebook: Rulebook
) -> Finding | None:
    """Notice a meeting that gave everybody the best grade (domain.md §2c); one report says nothing."""
    graded = [report for report in reports if report.grade is not None]
    if len(graded) < 2 or any(report.grade is not Grade.GOOD for report in graded):
        return None
    label = rulebook.grade_label(Grade.GOOD)
    return Finding(
        key=finding_key(FindingRule.ALL_GOOD, unit_id, None, month),
        rule=FindingRule.ALL_GOOD,
        unit_id=unit_id,
        cadre_id=None,
        name="",
        month=month,
        reasons=(f"{month.label}已评 {len(graded)} 人，全部为“{label}”，请核对是否拉开差距。",),
        facts={"graded": len(graded)},
    )


def _about(
    rule: FindingRule, entry: Entry, name: str, reasons: tuple[str, ...], facts: Mapping[str, Any]
) -> Finding:
    return Finding(
        key=finding_key(rule, entry.unit_id, entry.cadre_id, entry.month),
        rule=rule,
        unit_id=entry.unit_id,
        cadre_id=entry.cadre_id,
        name=name,
        month=entry.month,
        reasons=reasons,
        facts=facts,
        report_id=entry.report.id if entry.report else None,
    )


def _of_report(
    rule: FindingRule, report: ReportFacts, reasons: tuple[str, ...], facts: Mapping[str, Any]
) -> Finding:
    return Finding(
        key=finding_key(rule, report.unit_id, report.cadre_id, report.month),
        rule=rule,
        unit_id=report.unit_id,
        cadre_id=report.cadre_id,
        name=report.name,
        month=report.month,
        reasons=reasons,
        facts=facts,
        report_id=report.report_id,
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
