"""What the hints rest on, read from the units' rows, and what was decided on shared results (D61, §2c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.monthly.findings import ClauseFacts, ReportFacts
from app.office import Reader
from app.progress import SILENT, Progress
from app.review import hint_rules
from app.review.hint_rules import AlikeClaims, ClaimFacts, GradeRun, Hint, UnitGrades, UnitReturns
from app.vocabulary import CreditVerdict, Grade, Month, ReportState, ReviewVerdict
from db.tables.monthly import Clause, Evaluation, Report
from db.tables.people import Cadre, Unit
from db.tables.review import CreditDecision, Review

MONTHS_BACK = 24
"""How far back a claimed result is compared (D61)."""


@dataclass(frozen=True, slots=True)
class CreditCard:
    """What a person decided on a result that several claim; `lead` is 主办, or whose alone it is."""

    key: str
    revision: int
    verdict: CreditVerdict
    lead_cadre_id: str | None
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class ClaimSide:
    """One of two claims, with what is needed to look at it and to decide."""

    clause_id: str
    report_id: str
    unit_id: str
    unit: str
    cadre_id: str
    name: str
    month: Month
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SharedResult:
    """Two claims that read alike, the reasons, and the decision if there is one."""

    key: str
    left: ClaimSide
    right: ClaimSide
    percent: int
    reasons: tuple[str, ...]
    decision: CreditCard | None = None


def hints(reader: Reader, month: Month) -> tuple[Hint, ...]:
    """Return what is noticed about the units' grades of a month, in county order (domain.md §2c)."""
    reader.require_business()
    rulebook = reader.rulebook(month)
    grades = _grades(reader, month.plus(1 - rulebook.same_grade_months), month)
    names = unit_names(reader)
    found = (
        *hint_rules.good_share(_unit_grades(grades, month, names), month, rulebook),
        *hint_rules.same_grade(_runs(grades, month, rulebook.same_grade_months, names), month, rulebook),
        *hint_rules.return_rate(_returns(reader, month, names), month, rulebook),
    )
    order = list(names)
    return tuple(sorted(found, key=lambda hint: order.index(hint.unit_id)))


def shared_results(reader: Reader, month: Month, progress: Progress = SILENT) -> tuple[SharedResult, ...]:
    """Return results of the month that are claimed elsewhere too, undecided first, then the likest (D61)."""
    reader.require_business()
    known = claims(reader, month.plus(-MONTHS_BACK), month)
    asked = [claim for claim in known.values() if claim.report.month == month]
    pairs = hint_rules.alike_claims(asked, known, reader.rulebook(month), progress)
    decided = credit_decisions(reader, [pair.key for pair in pairs])
    found = [shared_result(pair, decided.get(pair.key)) for pair in pairs]
    return tuple(sorted(found, key=lambda one: one.decision is not None))


def claims_like(reader: Reader, report_id: str, month: Month) -> tuple[SharedResult, ...]:
    """Return the results of one form that are claimed elsewhere too."""
    reader.require_business()
    known = claims(reader, month.plus(-MONTHS_BACK), month)
    asked = [claim for claim in known.values() if claim.report.report_id == report_id]
    pairs = hint_rules.alike_claims(asked, known, reader.rulebook(month))
    decided = credit_decisions(reader, [pair.key for pair in pairs])
    return tuple(shared_result(pair, decided.get(pair.key)) for pair in pairs)


def claims(
    reader: Reader, first: Month, last: Month, clause_ids: Sequence[str] | None = None
) -> dict[str, ClaimFacts]:
    """Return every result of the signed forms of these months, or only those named, by clause."""
    query = (
        select(
            Report.id,
            Report.unit_id,
            Report.cadre_id,
            Cadre.name,
            Report.month,
            Unit.short_name,
            Clause.id,
            Clause.position,
            Clause.result,
            Clause.part,
            Clause.partners,
        )
        .join(Clause, Clause.report_id == Report.id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Report.month.between(first, last), Report.state == ReportState.SIGNED)
        .order_by(Report.id, Clause.position, Clause.id)
    )
    if clause_ids is not None:
        query = query.where(Clause.id.in_(clause_ids))
    reports: dict[str, ReportFacts] = {}
    found: dict[str, ClaimFacts] = {}
    for *report, unit, clause_id, position, result, part, partners in reader.session.execute(query):
        facts = reports.get(report[0]) or reports.setdefault(report[0], ReportFacts(*report))
        clause = ClauseFacts(position, result, part, frozenset(partners))
        found[clause_id] = ClaimFacts(clause_id, clause, facts, unit)
    return found


def credit_decisions(reader: Reader, keys: Sequence[str]) -> dict[str, CreditCard]:
    """Return what was decided on these cases, by key."""
    rows = reader.session.scalars(select(CreditDecision).where(CreditDecision.key.in_(keys)))
    return {row.key: credit_card(row) for row in rows}


def credit_card(row: CreditDecision) -> CreditCard:
    """Return what is shown of a decision."""
    return CreditCard(
        key=row.key,
        revision=row.revision,
        verdict=row.verdict,
        lead_cadre_id=row.lead_cadre_id,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
    )


def shared_result(pair: AlikeClaims, decision: CreditCard | None) -> SharedResult:
    """Join a pair with its decision."""
    return SharedResult(pair.key, _side(pair.left), _side(pair.right), pair.percent, pair.reasons, decision)


def _side(claim: ClaimFacts) -> ClaimSide:
    report = claim.report
    return ClaimSide(
        clause_id=claim.clause_id,
        report_id=report.report_id,
        unit_id=report.unit_id,
        unit=claim.unit,
        cadre_id=report.cadre_id,
        name=report.name,
        month=report.month,
        number=claim.clause.number,
        text=claim.clause.result,
    )


@dataclass(frozen=True, slots=True)
class _Graded:
    unit_id: str
    cadre_id: str
    name: str
    month: Month
    grade: Grade


def _grades(reader: Reader, first: Month, last: Month) -> list[_Graded]:
    query = (
        select(Report.unit_id, Report.cadre_id, Cadre.name, Report.month, Evaluation.grade)
        .join(Evaluation, Evaluation.report_id == Report.id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .where(Report.month.between(first, last), Report.state == ReportState.SIGNED)
        .order_by(Cadre.name)
    )
    return [_Graded(*row) for row in reader.session.execute(query)]


def unit_names(reader: Reader) -> dict[str, str]:
    """Return every unit's short name by its id, in county order."""
    query = select(Unit.id, Unit.short_name).order_by(Unit.position, Unit.name)
    return {row.id: row.short_name for row in reader.session.execute(query)}


def _unit_grades(grades: list[_Graded], month: Month, names: Mapping[str, str]) -> list[UnitGrades]:
    by_unit: dict[str, list[Grade]] = defaultdict(list)
    for one in grades:
        if one.month == month:
            by_unit[one.unit_id].append(one.grade)
    return [
        UnitGrades(unit_id, names[unit_id], found.count(Grade.GOOD), len(found))
        for unit_id, found in by_unit.items()
    ]


def _runs(grades: list[_Graded], month: Month, months: int, names: Mapping[str, str]) -> list[GradeRun]:
    wanted = list(month.plus(1 - months).through(month))
    by_cadre: dict[tuple[str, str, str], dict[Month, Grade]] = defaultdict(dict)
    for one in grades:
        by_cadre[one.unit_id, one.cadre_id, one.name][one.month] = one.grade
    return [
        GradeRun(cadre_id, name, unit_id, names[unit_id], tuple(map(given.get, wanted)))
        for (unit_id, cadre_id, name), given in by_cadre.items()
    ]


def _returns(reader: Reader, month: Month, names: Mapping[str, str]) -> list[UnitReturns]:
    query = select(Review.unit_id, Review.report_id, Review.verdict).where(
        Review.month.between(Month(month.year, 1), month), Review.withdrawn == ""
    )
    judged: dict[str, set[str]] = defaultdict(set)
    returned: dict[str, set[str]] = defaultdict(set)
    for unit_id, report_id, verdict in reader.session.execute(query):
        judged[unit_id].add(report_id)
        if verdict is ReviewVerdict.RETURNED:
            returned[unit_id].add(report_id)
    return [
        UnitReturns(unit_id, names[unit_id], len(forms), len(returned[unit_id]))
        for unit_id, forms in judged.items()
    ]
