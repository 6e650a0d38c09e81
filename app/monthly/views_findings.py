"""The findings on a unit's month, computed live and joined with what was decided on them (D60)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.monthly import findings as notice
from app.monthly.findings import ClauseFacts, Decision, Finding, ReportFacts
from app.monthly.ledger import Entry, ReportLine, ledger
from app.monthly.records import rules_of
from app.office import Reader
from app.people.views import roster
from app.vocabulary import Month, Role
from db.tables.monthly import Clause, FindingDecision
from db.tables.people import Cadre, Post

LOOKBACK = 36
"""Months to look back for the last month that was due: longer than any exemption (domain.md §2.6)."""


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What is known of a unit's month when its findings are looked for."""

    unit_id: str
    month: Month
    names: Mapping[str, str]
    history: Mapping[str, list[Entry]]
    """By cadre, in every unit, up to this month."""
    reports: Mapping[str, ReportFacts]
    """By cadre: the version being worked on."""
    before: Mapping[str, ReportFacts]
    """By cadre: last month's version in force."""

    def entries(self) -> Iterator[Entry]:
        """Give each cadre's entry of this unit and month."""
        for cadre_id in self.names:
            for entry in self.history[cadre_id]:
                if (entry.unit_id, entry.month) == (self.unit_id, self.month):
                    yield entry


def findings(reader: Reader, unit_id: str, month: Month) -> tuple[Finding, ...]:
    """Return what is noticed about the month, and what was decided on it, even if it has gone since."""
    reader.require(Role.CLERK, Role.HEAD)
    return findings_on(reader, month_facts(reader, unit_id, month))


def findings_on(reader: Reader, facts: MonthFacts) -> tuple[Finding, ...]:
    """Return the findings on facts already gathered."""
    handed_in = {entry.cadre_id for entry in facts.entries() if entry.handed_in}
    live = [
        *_timely(reader, facts),
        *(finding for cadre_id in handed_in for finding in text_findings(reader, facts, cadre_id)),
        *_of_unit(reader, facts),
    ]
    return _joined(reader, facts, live)


def month_facts(reader: Reader, unit_id: str, month: Month) -> MonthFacts:
    """Gather what the findings of one month rest on, for all its people at once."""
    names = {member.cadre_id: member.name for member in roster(reader, unit_id, month)}
    history = histories(reader, names, month)
    current = {cadre_id: _line(entries, month, unit_id) for cadre_id, entries in history.items()}
    before = {cadre_id: _line(entries, month.previous) for cadre_id, entries in history.items()}
    lines = [line for line in (*current.values(), *before.values()) if line is not None]
    clauses = _clauses(reader, [line.id for line in lines])
    return MonthFacts(
        unit_id=unit_id,
        month=month,
        names=names,
        history=history,
        reports=_facts(reader, current, names, clauses),
        before=_facts(reader, before, names, clauses),
    )


def histories(reader: Reader, cadre_ids: Iterable[str], month: Month) -> dict[str, list[Entry]]:
    """Return every given cadre's entries up to `month` in all units, oldest first."""
    wanted = list(cadre_ids)
    query = select(Post.unit_id, Post.cadre_id).where(Post.cadre_id.in_(wanted)).distinct()
    pairs = reader.session.execute(query).all()
    found: dict[str, list[Entry]] = {cadre_id: [] for cadre_id in wanted}
    for entry in ledger(reader, pairs, month.plus(-LOOKBACK), month).values():
        found[entry.cadre_id].append(entry)
    return found


def _line(entries: Iterable[Entry], month: Month, unit_id: str | None = None) -> ReportLine | None:
    for entry in entries:
        if entry.month == month and (unit_id is None or entry.unit_id == unit_id):
            line = entry.newest if unit_id else entry.report
            if line is not None:
                return line
    return None


def _clauses(reader: Reader, report_ids: list[str]) -> dict[str, list[ClauseFacts]]:
    query = select(Clause.report_id, Clause.result, Clause.part, Clause.partners)
    rows = reader.session.execute(
        query.where(Clause.report_id.in_(report_ids)).order_by(Clause.position, Clause.id)
    )
    found: dict[str, list[ClauseFacts]] = defaultdict(list)
    for report_id, result, part, partners in rows:
        number = len(found[report_id]) + 1
        found[report_id].append(ClauseFacts(number, result, part, frozenset(partners)))
    return found


def _facts(
    reader: Reader,
    lines: Mapping[str, ReportLine | None],
    names: Mapping[str, str],
    clauses: Mapping[str, list[ClauseFacts]],
) -> dict[str, ReportFacts]:
    return {
        cadre_id: ReportFacts(
            report_id=line.id,
            unit_id=line.unit_id,
            cadre_id=cadre_id,
            name=names[cadre_id],
            month=line.month,
            clauses=tuple(clauses.get(line.id, ())),
            self_grade=line.self_grade,
            grade=line.grade,
            rules=rules_of(reader, line),
        )
        for cadre_id, line in lines.items()
        if line is not None
    }


def _timely(reader: Reader, facts: MonthFacts) -> Iterator[Finding]:
    for entry in facts.entries():
        name = facts.names[entry.cadre_id]
        for first, second in missed_pairs_here(facts.history[entry.cadre_id], entry, reader):
            yield notice.missed_twice(first, second, name)
        for found in (notice.missing(entry, name, reader.today), notice.late(entry, name)):
            if found is not None:
                yield found


def missed_pairs_here(
    history: Iterable[Entry], entry: Entry, reader: Reader
) -> Iterator[tuple[Entry, Entry]]:
    """Give the pair of misses that ends with this entry, if there is one."""
    for first, second in notice.missed_pairs(history, reader.today):
        if (second.unit_id, second.month) == (entry.unit_id, entry.month):
            yield first, second


def text_findings(reader: Reader, facts: MonthFacts, cadre_id: str) -> Iterator[Finding]:
    """Give what is noticed about the text and the grades of one cadre's report."""
    rulebook = reader.rulebook(facts.month)
    report = facts.reports[cadre_id]
    others = [other for other in facts.reports.values() if other.cadre_id != cadre_id]
    for found in (
        notice.thin(report, rulebook, facts.names.values()),
        notice.copied_month(report, facts.before.get(cadre_id), rulebook),
        notice.copied_colleague(report, others, rulebook),
        notice.self_above(report),
    ):
        if found is not None:
            yield found


def _of_unit(reader: Reader, facts: MonthFacts) -> Iterator[Finding]:
    rulebook = reader.rulebook(facts.month)
    found = notice.all_good(facts.unit_id, facts.month, list(facts.reports.values()), rulebook)
    if found is not None:
        yield found


def _joined(reader: Reader, facts: MonthFacts, live: list[Finding]) -> tuple[Finding, ...]:
    decided = decisions(reader, facts.unit_id, facts.month)
    joined = [replace(found, decision=_decision(decided.pop(found.key, None))) for found in live]
    names = {**facts.names, **_names(reader, decided.values())}
    gone = [_remembered(row, names.get(row.cadre_id or "", "")) for row in decided.values()]
    order = list(facts.names)
    return tuple(
        sorted(
            joined + gone,
            key=lambda one: (order.index(one.cadre_id) if one.cadre_id in order else len(order), one.key),
        )
    )


def decisions(reader: Reader, unit_id: str, month: Month) -> dict[str, FindingDecision]:
    """Return what was decided on the month's findings, by key."""
    query = select(FindingDecision).where(FindingDecision.unit_id == unit_id, FindingDecision.month == month)
    return {row.key: row for row in reader.session.scalars(query)}


def _names(reader: Reader, rows: Iterable[FindingDecision]) -> dict[str, str]:
    ids = [row.cadre_id for row in rows if row.cadre_id]
    if not ids:
        return {}
    return dict(reader.session.execute(select(Cadre.id, Cadre.name).where(Cadre.id.in_(ids))).all())


def _decision(row: FindingDecision | None) -> Decision | None:
    if row is None:
        return None
    return Decision(row.verdict, row.reason, row.statement, row.decided_by, row.decided_on)


def _remembered(row: FindingDecision, name: str) -> Finding:
    """Return a decided finding whose cause has gone, e.g. because the report came after all."""
    return Finding(
        key=row.key,
        rule=row.rule,
        unit_id=row.unit_id,
        cadre_id=row.cadre_id,
        name=name,
        month=row.month,
        reasons=tuple(row.reasons["reasons"]),
        facts=row.reasons["facts"],
        decision=_decision(row),
    )
