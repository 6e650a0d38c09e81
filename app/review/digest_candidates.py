"""What might belong among 突出事项 and 问题, each with its figures and its source (D39, D71; domain.md §7.7).

Nothing enters the digest from here by itself: a person at the county chooses, and edits the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from app.monthly.findings import missed_pairs
from app.monthly.records import rules_of
from app.monthly.views_findings import histories
from app.office import Reader
from app.review.digest_rules import Case, Measure, counts
from app.review.digest_views import BATCH, month_cases, require_county
from app.vocabulary import FindingRule, Grade, Month, ReviewVerdict, Verdict
from db.tables.monthly import Clause, Evaluation, FindingDecision
from db.tables.notices import Posting
from db.tables.people import Cadre, Unit
from db.tables.targets import Target

FULL = 100
"""完成率 of a task that is done."""
INNER_QUOTES = str.maketrans("“”‘’", "‘’“”")
"""What quotation marks become within quotation marks."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One paragraph that a person may take over: why it is offered, its words, and what it rests on."""

    key: str
    kind: str
    unit_id: str
    text: str
    cadre_id: str | None = None
    report_id: str | None = None
    notable: bool = False
    """Among 突出事项; otherwise among 问题."""


def candidates(reader: Reader, month: Month) -> tuple[Candidate, ...]:
    """Return what the month offers: notable results first, then problems, each in the order of the boards."""
    require_county(reader)
    cases = month_cases(reader, month)
    found = [
        *_key_projects(reader, cases),
        *_missed_twice(reader, cases),
        *_unpunctual(cases),
        *_judged(reader, cases),
        *_returned(cases),
        *_upheld(reader, month),
        *_breaches(reader, month),
    ]
    return _in_order(found, cases)


def _in_order(found: Iterable[Candidate], cases: Sequence[Case]) -> tuple[Candidate, ...]:
    """Sort by unit; what concerns the whole unit stands before its people, who stand as on the board."""
    units = {unit_id: place for place, unit_id in enumerate(dict.fromkeys(case.unit_id for case in cases))}
    people = {(case.unit_id, case.cadre_id): place for place, case in enumerate(cases, 1)}

    def place(one: Candidate) -> tuple[bool, int, int]:
        person = people.get((one.unit_id, one.cadre_id), len(cases) + 1) if one.cadre_id else 0
        return not one.notable, units.get(one.unit_id, len(units)), person

    return tuple(sorted(found, key=place))


def _key_projects(reader: Reader, cases: Sequence[Case]) -> Iterable[Candidate]:
    """Offer what was reported on key projects: done among the results, behind among the problems."""
    by_report = {case.report_id: case for case in cases if case.report_id and case.entry.handed_in}
    ids = list(by_report)
    for start in range(0, len(ids), BATCH):
        query = (
            select(Clause, Target.title)
            .join(Target, Target.id == Clause.target_id)
            .where(Target.key_project, Clause.report_id.in_(ids[start : start + BATCH]))
            .order_by(Clause.report_id, Clause.position)
        )
        for clause, title in reader.session.execute(query):
            if clause.percent is not None:
                yield _key_project(by_report[clause.report_id], clause, title)


def _key_project(case: Case, clause: Clause, title: str) -> Candidate:
    done = (clause.percent or 0) >= FULL
    reason = f"；未完成原因：{_unended(clause.reason)}" if clause.reason and not done else ""
    name = title.translate(INNER_QUOTES)
    words = f"重点项目“{name}”：{_unended(clause.result)}（完成率{clause.percent}%）{reason}"
    return _of_case(
        f"project:{clause.id}", "重点项目完成" if done else "重点项目未完成", case, words, notable=done
    )


def _missed_twice(reader: Reader, cases: Sequence[Case]) -> Iterable[Candidate]:
    missing = [case for case in cases if counts(case, Measure.MISSING)]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        past = histories(reader, [case.cadre_id for case in batch], batch[0].entry.month)
        for case in batch:
            for first, second in missed_pairs(past[case.cadre_id], reader.today):
                if second == case.entry:
                    words = f"{first.month.label}、{second.month.label}连续两次未上报，理由待核实认定"
                    yield _of_case(f"twice:{case.cadre_id}", FindingRule.MISSED_TWICE.label, case, words)


def _unpunctual(cases: Sequence[Case]) -> Iterable[Candidate]:
    """Offer one line a unit for those who are late, and one for those who are missing."""
    for measure in (Measure.MISSING, Measure.LATE):
        concerned = (case for case in cases if counts(case, measure))
        for (unit_id, unit), of_unit in groupby(concerned, key=lambda case: (case.unit_id, case.unit)):
            names = [case.name for case in of_unit]
            words = f"{unit}：{measure.label}{len(names)}人（{'、'.join(names)}）。"
            yield Candidate(f"{measure.value}:{unit_id}", measure.label, unit_id, words)


def _judged(reader: Reader, cases: Sequence[Case]) -> Iterable[Candidate]:
    """Offer what the meetings found untrue, and the lowest grade, with the facts they gave."""
    by_report = {case.report_id: case for case in cases if case.report_id}
    ids = list(by_report)
    for start in range(0, len(ids), BATCH):
        query = select(Evaluation).where(Evaluation.report_id.in_(ids[start : start + BATCH]))
        for found in reader.session.scalars(query.order_by(Evaluation.report_id)):
            facts = f"：{_unended(found.facts)}" if found.facts else ""
            case = by_report[found.report_id]
            if not found.truthful:
                words = f"班子会议评价报告实绩不属实{facts}"
                yield _of_case(f"untrue:{found.id}", "报告不属实", case, words)
            if case.grade is Grade.POOR and case.entry.report is not None:
                label = rules_of(reader, case.entry.report).grade_label(Grade.POOR)
                words = f"本月评定等次为“{label}”{facts}"
                yield _of_case(f"poor:{found.id}", f"评定“{label}”", case, words)


def _returned(cases: Sequence[Case]) -> Iterable[Candidate]:
    for case in cases:
        for word in case.words:
            if word.verdict is ReviewVerdict.RETURNED:
                after = "" if word is case.word else "；已重报"
                words = f"登记表被退回{f'：{_unended(word.opinion)}' if word.opinion else ''}{after}"
                yield _of_case(f"returned:{word.review_id}", Measure.RETURNED.label, case, words)


def _upheld(reader: Reader, month: Month) -> Iterable[Candidate]:
    query = (
        select(FindingDecision, Unit.short_name, Cadre.name)
        .join(Unit, Unit.id == FindingDecision.unit_id)
        .outerjoin(Cadre, Cadre.id == FindingDecision.cadre_id)
        .where(FindingDecision.month == month, FindingDecision.verdict == Verdict.UPHELD)
        .order_by(FindingDecision.key)
    )
    for row, unit, name in reader.session.execute(query):
        whom = f"{unit}{name}" if name else unit
        words = f"{whom}：{row.rule.label}，{Verdict.UPHELD.label}（{_unended(row.reason)}）。"
        yield Candidate(f"upheld:{row.id}", Verdict.UPHELD.label, row.unit_id, words, cadre_id=row.cadre_id)


def _breaches(reader: Reader, month: Month) -> Iterable[Candidate]:
    query = (
        select(Posting, Unit.short_name)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(Posting.month == month, Posting.breach != "")
        .order_by(Posting.posted_on, Posting.id)
    )
    for row, unit in reader.session.execute(query):
        words = f"{unit}：公示未满{row.days}个工作日即撤下（{_unended(row.breach)}）。"
        yield Candidate(f"breach:{row.id}", "公示未满期", row.unit_id, words)


def _of_case(key: str, kind: str, case: Case, words: str, *, notable: bool = False) -> Candidate:
    text = f"{case.unit}{case.name}（{case.title}）{words}。"
    return Candidate(key, kind, case.unit_id, text, case.cadre_id, case.report_id, notable)


def _unended(text: str) -> str:
    """Return a quoted text in one line without its last stop."""
    return " ".join(text.split()).rstrip("。；;.")
