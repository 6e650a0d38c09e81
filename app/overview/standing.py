"""How far each of the last twelve months is, gathered from what is recorded (domain.md §2b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from app.monthly.findings import Finding, finding_key, missed_pairs
from app.monthly.ledger import Entry
from app.monthly.rules import deadline
from app.monthly.views_findings import findings_on, histories, month_facts
from app.office import Reader
from app.overview.rules import Hanging, MonthStanding, Person, Reminded
from app.review.decisions import DecisionCard, month_decisions
from app.vocabulary import FindingRule, Month, PaperCopy, PostingState, ReportState, ReviewVerdict
from db.tables.monthly import Booklet, FindingDecision
from db.tables.notices import Posting
from db.tables.people import Cadre, Post
from db.tables.review import Reminder
from db.tables.targets import Plan

MONTHS_BACK = 11
"""How far back something undone is still a thing to do: a year in all."""
TIMELY = frozenset({FindingRule.MISSING, FindingRule.MISSED_TWICE})
"""Findings that have lines of their own."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Everything recorded that the standings rest on."""

    people: Mapping[str, Person]
    entries: Mapping[Month, Sequence[Entry]]
    missed: Sequence[tuple[Entry, Entry]]
    settled: frozenset[tuple[str, Month]]
    """Cadre and month of misses that somebody has decided on, or that wait for a decision as a pair."""
    decided: frozenset[str]
    planned: frozenset[str]
    postings: Sequence[Posting]
    booklets: Sequence[Booklet]
    findings: Sequence[Finding]
    decided_by_county: Mapping[str, DecisionCard]
    reminders: Sequence[Reminder]
    """The county's 催报单, the newest first."""


def month_standings(reader: Reader, unit_id: str) -> list[MonthStanding]:
    """Return the unit's last twelve months and the next one, oldest first."""
    current = Month.of(reader.today)
    first = current.plus(-MONTHS_BACK)
    recorded = _recorded(reader, unit_id, first, current)
    return [_standing(reader, recorded, month) for month in first.through(current.next)]


def _recorded(reader: Reader, unit_id: str, first: Month, current: Month) -> _Recorded:
    people = _people(reader, unit_id, first)
    history = histories(reader, people, current)
    entries: dict[Month, list[Entry]] = defaultdict(list)
    for entry in (entry for cadre_id in people for entry in history[cadre_id]):
        if entry.unit_id == unit_id:
            entries[entry.month].append(entry)
    pairs = [pair for cadre_id in people for pair in missed_pairs(history[cadre_id], reader.today)]
    keys = _decided_keys(reader, unit_id, first)
    return _Recorded(
        people=people,
        entries=entries,
        missed=[pair for pair in pairs if pair[1].unit_id == unit_id],
        settled=_decided_misses(keys) | {(entry.cadre_id, entry.month) for pair in pairs for entry in pair},
        decided=keys,
        planned=_planned(reader, unit_id, current),
        postings=_postings(reader, unit_id, first),
        booklets=_booklets(reader, unit_id, first),
        findings=[
            one
            for month in (current.previous, current)
            for one in findings_on(reader, month_facts(reader, unit_id, month))
        ],
        decided_by_county=month_decisions(reader, first, current, unit_id),
        reminders=_reminders(reader, unit_id, first),
    )


def _people(reader: Reader, unit_id: str, first: Month) -> dict[str, Person]:
    query = (
        select(Cadre.id, Cadre.name)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.unit_id == unit_id, or_(Post.until.is_(None), Post.until >= first.first_day))
        .order_by(Post.position, Post.since, Cadre.name)
    )
    return {row[0]: Person(*row) for row in reader.session.execute(query)}


def _decided_keys(reader: Reader, unit_id: str, first: Month) -> frozenset[str]:
    query = select(FindingDecision.key).where(
        FindingDecision.unit_id == unit_id, FindingDecision.month >= first
    )
    return frozenset(reader.session.scalars(query))


def _decided_misses(keys: Iterable[str]) -> frozenset[tuple[str, Month]]:
    found = set()
    for key in keys:
        rule, _, cadre_id, months = key.split(":")
        if rule in TIMELY:
            found |= {(cadre_id, Month.parse(month)) for month in months.split("+")}
    return frozenset(found)


def _planned(reader: Reader, unit_id: str, month: Month) -> frozenset[str]:
    query = select(Plan.cadre_id).where(
        Plan.unit_id == unit_id, Plan.month == month, Plan.settled_on.is_not(None)
    )
    return frozenset(reader.session.scalars(query))


def _postings(reader: Reader, unit_id: str, first: Month) -> Sequence[Posting]:
    query = select(Posting).where(Posting.unit_id == unit_id, Posting.month >= first)
    return reader.session.scalars(query.order_by(Posting.posted_on, Posting.id)).all()


def _booklets(reader: Reader, unit_id: str, first: Month) -> Sequence[Booklet]:
    query = select(Booklet).where(Booklet.unit_id == unit_id, Booklet.month >= first)
    return reader.session.scalars(query.order_by(Booklet.edition)).all()


def _reminders(reader: Reader, unit_id: str, first: Month) -> Sequence[Reminder]:
    query = select(Reminder).where(Reminder.unit_id == unit_id, Reminder.month >= first)
    return reader.session.scalars(query.order_by(Reminder.number.desc())).all()


def _standing(reader: Reader, recorded: _Recorded, month: Month) -> MonthStanding:
    rulebook, calendar = reader.rulebook(month), reader.calendar()
    dates = deadline(month, rulebook, calendar)
    entries = recorded.entries.get(month, ())
    signed = {
        entry.report.id for entry in entries if entry.report and entry.report.state is ReportState.SIGNED
    }
    states = [entry.newest.state for entry in entries if entry.newest]
    postings = [row for row in recorded.postings if row.month == month]
    return MonthStanding(
        month=month,
        deadline=dates,
        meeting_by=calendar.add_workdays(dates.last, rulebook.meeting_workdays),
        post_by=month.next.first_day + timedelta(rulebook.posting_by_day - 1),
        plan_by=calendar.add_workdays(month.first_day - timedelta(1), rulebook.plan_workdays),
        unplanned=_unplanned(reader, recorded, month, entries),
        outstanding=tuple(
            recorded.people[entry.cadre_id]
            for entry in entries
            if entry.due and not entry.handed_in and (entry.cadre_id, month) not in recorded.settled
        ),
        returned=tuple(recorded.people[entry.cadre_id] for entry in entries if _to_improve(entry)),
        county_returned=tuple(
            recorded.people[entry.cadre_id] for entry in entries if _county_returned(recorded, entry)
        ),
        reminded=_reminded(reader, recorded, month, entries),
        missed_twice=_missed_twice(recorded, month),
        undecided=_undecided(recorded, month),
        to_evaluate=states.count(ReportState.SUBMITTED),
        to_sign=states.count(ReportState.EVALUATED),
        unposted=len(signed - _hung(postings)),
        unbound=len(signed - _bound(recorded, month)),
        hanging=tuple(
            Hanging(row.id, row.posted_on, row.last_day, row.days)
            for row in postings
            if row.state is PostingState.POSTED
        ),
    )


def _unplanned(
    reader: Reader, recorded: _Recorded, month: Month, entries: Sequence[Entry]
) -> tuple[Person, ...]:
    if month != Month.of(reader.today):
        return ()
    return tuple(
        recorded.people[entry.cadre_id]
        for entry in entries
        if entry.due and not entry.handed_in and entry.cadre_id not in recorded.planned
    )


def _to_improve(entry: Entry) -> bool:
    """Tell whether the cadre must write again: given back, or a correction under way."""
    newest = entry.newest
    if newest is None:
        return False
    return newest.state is ReportState.RETURNED or (newest.version > 0 and newest.state is ReportState.DRAFT)


def _county_returned(recorded: _Recorded, entry: Entry) -> bool:
    """Tell whether the county returned the form in force and nobody has begun its correction."""
    if entry.report is None or entry.report is not entry.newest:
        return False
    decision = recorded.decided_by_county.get(entry.report.id)
    return decision is not None and decision.verdict is ReviewVerdict.RETURNED


def _reminded(
    reader: Reader, recorded: _Recorded, month: Month, entries: Sequence[Entry]
) -> tuple[Reminded, ...]:
    """Return the newest 催报单 on each who is still missing, one line for each paper."""
    missing = [entry.cadre_id for entry in entries if entry.missing(reader.today)]
    found = []
    for row in (row for row in recorded.reminders if row.month == month):
        people = tuple(recorded.people[cadre_id] for cadre_id in missing if cadre_id in row.cadre_ids)
        missing = [cadre_id for cadre_id in missing if cadre_id not in row.cadre_ids]
        if people:
            found.append(Reminded(people, row.number, row.due))
    return tuple(found)


def _missed_twice(recorded: _Recorded, month: Month) -> tuple[tuple[Person, Month], ...]:
    return tuple(
        (recorded.people[second.cadre_id], first.month)
        for first, second in recorded.missed
        if second.month == month
        and finding_key(FindingRule.MISSED_TWICE, second.unit_id, second.cadre_id, first.month, second.month)
        not in recorded.decided
    )


def _undecided(recorded: _Recorded, month: Month) -> int:
    return sum(
        one.month == month and one.decision is None and one.rule not in TIMELY for one in recorded.findings
    )


def _hung(postings: Iterable[Posting]) -> set[str]:
    kept = (row.report_ids for row in postings if row.state is not PostingState.INTERRUPTED)
    return {report_id for report_ids in kept for report_id in report_ids}


def _bound(recorded: _Recorded, month: Month) -> set[str]:
    """Return the reports that stand in the newest edition of both copies (D25–D26)."""
    editions = {row.copy: set(row.report_ids) for row in recorded.booklets if row.month == month}
    return set.intersection(*(editions.get(copy, set()) for copy in PaperCopy))
