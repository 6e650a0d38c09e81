"""What the county's program notices across units, with the figures; a person decides what it means.

Pure functions. Distortion as the county text names it (失实失真, D4): the share of 好 against the county,
grades that never change, forms often returned; and one result claimed by several (D61). Nothing here sets a
grade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.monthly.findings import NO_GRADE, ClauseFacts, ReportFacts, shared
from app.progress import SILENT, Progress
from app.rulebook import Rulebook
from app.similarity import LOWEST_THRESHOLD, Claim, near_duplicates
from app.vocabulary import Grade, HintRule, HintVerdict, Month

BESIDE_COUNTY = "；全县"
"""Parts the unit's own figures in a reason from the whole county's beside them."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing noticed about a unit's month, with its reasons; `cadre_ids` are the people it names."""

    rule: HintRule
    unit_id: str
    unit: str
    month: Month
    reasons: tuple[str, ...]
    cadre_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HintDecided:
    """What a person did about a hint, why, and the facts that were before that person."""

    revision: int
    verdict: HintVerdict
    reason: str
    decided_by: str
    decided_on: date
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HintCase:
    """A hint and what was done about it; `gone`: the facts no longer give the hint."""

    key: str
    hint: Hint
    decided: HintDecided | None = None
    gone: bool = False

    @property
    def outdated(self) -> bool:
        """Whether the unit's own figures are no longer those of which the person decided."""
        if self.decided is None:
            return False
        return self.gone or own_facts(self.decided.facts) != own_facts(self.hint.reasons)

    @property
    def open(self) -> bool:
        """Whether somebody still has to look at it."""
        return not self.gone and (self.decided is None or self.outdated)


def own_facts(reasons: Iterable[str]) -> tuple[str, ...]:
    """Return what reasons say of the unit itself, without the county's share, which other units move (D4)."""
    return tuple(reason.partition(BESIDE_COUNTY)[0] for reason in reasons)


def hint_key(rule: HintRule, unit_id: str, month: Month) -> str:
    """Return what makes a hint the same one, `good_share:<unit>:2026-03`."""
    return f"{rule.value}:{unit_id}:{month}"


def hint_cases(
    hints: Iterable[Hint], decided: Mapping[str, HintDecided], gone: Mapping[str, Hint]
) -> tuple[HintCase, ...]:
    """Join hints with what was done about them, open ones first; `gone` are decided ones as they were."""
    live = {hint_key(hint.rule, hint.unit_id, hint.month): hint for hint in hints}
    cases = [HintCase(key, hint, decided.get(key)) for key, hint in live.items()]
    past = [HintCase(key, hint, decided[key], gone=True) for key, hint in gone.items() if key not in live]
    return tuple(sorted([*cases, *past], key=lambda case: (not case.open, case.gone)))


@dataclass(frozen=True, slots=True)
class UnitGrades:
    """How many forms of a unit's month are graded, and how many 好."""

    unit_id: str
    unit: str
    good: int
    graded: int


def good_share(units: Sequence[UnitGrades], month: Month, rulebook: Rulebook) -> tuple[Hint, ...]:
    """Notice units whose share of 好 lies far above that of the county (domain.md §2c).

    Units with fewer graded forms than the rule book asks for are not compared, but count for the county.
    """
    good, graded = sum(one.good for one in units), sum(one.graded for one in units)
    if not graded:
        return ()
    label, county = rulebook.grade_label(Grade.GOOD), Fraction(good, graded)
    hints = []
    for one in units:
        above = Fraction(one.good, max(one.graded, 1)) - county
        if one.graded < rulebook.hint_least_forms or above * 100 < rulebook.good_share_gap:
            continue
        share = f"“{label}” {one.good} 份，占 {_percent(one.good, one.graded)}%"
        all_units = f" {graded} 份中“{label}” {good} 份，占 {_percent(good, graded)}%"
        far = f"高出 {_rounded(above * 100)} 个百分点"
        reason = f"{month.label}评定 {one.graded} 份，{share}{BESIDE_COUNTY}{all_units}，{far}。"
        hints.append(Hint(HintRule.GOOD_SHARE, one.unit_id, one.unit, month, (reason, NO_GRADE)))
    return tuple(hints)


@dataclass(frozen=True, slots=True)
class GradeRun:
    """The grades of one cadre in consecutive months, oldest first; None where there is none."""

    cadre_id: str
    name: str
    unit_id: str
    unit: str
    grades: tuple[Grade | None, ...]


def same_grade(runs: Iterable[GradeRun], month: Month, rulebook: Rulebook) -> tuple[Hint, ...]:
    """Notice cadres with one and the same grade so many months running, one hint a unit (domain.md §2c)."""
    wanted = rulebook.same_grade_months
    found: dict[tuple[str, str], dict[Grade, list[GradeRun]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        last = run.grades[-wanted:]
        if len(last) == wanted and last[0] is not None and len(set(last)) == 1:
            found[run.unit_id, run.unit][last[0]].append(run)
    first = month.plus(1 - wanted)
    hints = []
    for (unit_id, unit), by_grade in found.items():
        reasons = [
            f"{first.label}至{month.label}连续 {wanted} 个月均评定“{rulebook.grade_label(grade)}”："
            f"{'、'.join(run.name for run in by_grade[grade])}。"
            for grade in Grade
            if grade in by_grade
        ]
        ids = tuple(run.cadre_id for same in by_grade.values() for run in same)
        hints.append(Hint(HintRule.SAME_GRADE, unit_id, unit, month, (*reasons, NO_GRADE), ids))
    return tuple(hints)


@dataclass(frozen=True, slots=True)
class UnitReturns:
    """How many forms of a unit the county has judged this year, and how many of them it returned."""

    unit_id: str
    unit: str
    judged: int
    returned: int


def return_rate(units: Iterable[UnitReturns], month: Month, rulebook: Rulebook) -> tuple[Hint, ...]:
    """Notice units whose forms the county often returned this year (domain.md §2c)."""
    hints = []
    for one in units:
        enough = one.judged >= rulebook.hint_least_forms
        if enough and one.returned * 100 >= rulebook.return_percent * one.judged:
            rate = _percent(one.returned, one.judged)
            reason = f"{month.year}年县级审核 {one.judged} 份，退回更正 {one.returned} 份，占 {rate}%。"
            hints.append(Hint(HintRule.RETURN_RATE, one.unit_id, one.unit, month, (reason, NO_GRADE)))
    return tuple(hints)


def _percent(part: int, whole: int) -> int:
    return _rounded(Fraction(100 * part, whole))


def _rounded(value: Fraction) -> int:
    """Round half up, once, at the end (domain.md §2.29)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claimed result with the form that it stands in."""

    clause_id: str
    clause: ClauseFacts
    report: ReportFacts
    unit: str

    @property
    def where(self) -> str:
        """Whose it is and where it stands, in words."""
        report = self.report
        return f"{self.unit}{report.name}{report.month.label}第 {self.clause.number} 条"


@dataclass(frozen=True, slots=True)
class AlikeClaims:
    """Two claims that read alike; `key` is the same whichever comes first."""

    key: str
    left: ClaimFacts
    right: ClaimFacts
    percent: int
    reasons: tuple[str, ...]


def credit_key(clause_ids: Iterable[str]) -> str:
    """Return what makes clauses the same case: they are decided on once (D61)."""
    return "+".join(sorted(set(clause_ids)))


def alike_claims(
    claims: Iterable[ClaimFacts],
    known: Mapping[str, ClaimFacts],
    rulebook: Rulebook,
    progress: Progress = SILENT,
) -> tuple[AlikeClaims, ...]:
    """Find results that others claim too, in any unit and month, likest first (D61; domain.md §2.9).

    `known` holds every claim looked at, by clause. Results of one form are not compared with each other, and
    a result properly shared by 主办 and 协办 within a month is in order.
    """
    asked = [Claim(one.clause_id, one.clause.result) for one in claims]
    against = [Claim(id_, one.clause.result) for id_, one in known.items()]
    threshold = max(rulebook.alike_percent, LOWEST_THRESHOLD)
    pairs = []
    for found in near_duplicates(asked, against, threshold, progress):
        left, right = known[found.left], known[found.right]
        if left.report.report_id != right.report.report_id and not _in_order(left, right):
            key = credit_key((found.left, found.right))
            pairs.append(AlikeClaims(key, left, right, found.percent, _reasons(left, right, found.percent)))
    return tuple(pairs)


def _in_order(left: ClaimFacts, right: ClaimFacts) -> bool:
    same_month = left.report.month == right.report.month
    return same_month and shared(left.report, left.clause, right.report, right.clause)


def _reasons(left: ClaimFacts, right: ClaimFacts, percent: int) -> tuple[str, ...]:
    alike = f"{left.where}与{right.where}相近 {percent}%。"
    if left.report.cadre_id == right.report.cadre_id:
        return (alike, "同一人前后月份内容相近：若为跨月工作，请核对本月的新进展。", NO_GRADE)
    return (alike, "若为共同完成，请认定主办和协办；不是同一实绩的，也请写明理由。", NO_GRADE)
