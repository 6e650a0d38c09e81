"""One cadre over the years: months, grades, county decisions, postings, remarks, findings (D27, D77b).

Nothing here knows who complained about anybody (exchange.md §6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.errors import NotAllowed
from app.monthly.ledger import Entry, ledger
from app.monthly.lights import light
from app.monthly.records import rules_of, version_label
from app.office import Reader
from app.people.cards import CadreCard, cadre_card
from app.record.rules import Mean, mean, month_mean, reckoning
from app.review.digest_rules import effective
from app.review.digest_views import month_cases
from app.review.words import CountyWord, county_words, in_force
from app.vocabulary import Channel, FindingRule, Light, Month, PostingState, Role, Verdict, months_of
from db.tables.monthly import FindingDecision, Report
from db.tables.notices import Posting, Remark
from db.tables.people import Unit

NONE_EFFECTIVE = "待定"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month in one unit; grades by the labels of the rule book that they were stored with."""

    month: Month
    unit_id: str
    unit: str
    light: Light
    reason: str
    """Why nothing was due, e.g. the kind of exemption."""
    report_id: str | None
    version: str
    self_grade: str
    meeting_grade: str
    effective: str
    """The grade that counts; 待定 while there is none for a report that came."""
    height: int
    """4 for the best effective grade down to 1; 0 without one."""
    words: tuple[CountyWord, ...]
    part: Mean
    """What the month adds to 月均."""
    postings: int
    remarks: int
    findings: int


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One posting in which a form of the cadre hung."""

    id: str
    month: Month
    unit: str
    posted_on: date
    last_day: date
    state: PostingState
    ended_on: date | None
    breach: str


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One remark received while a form of the cadre hung; the text only for those who run the office."""

    id: str
    posting_id: str
    month: Month
    received_on: date
    channel: Channel
    content: str
    handling: str


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What a person decided on one finding about the cadre."""

    id: str
    month: Month
    rule: FindingRule
    reasons: tuple[str, ...]
    statement: str
    verdict: Verdict
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year: the months that count, in order, and their mean."""

    year: int
    months: tuple[MonthLine, ...]
    mean: Mean
    reckoning: str

    def of(self, month: int) -> MonthLine | None:
        """Return the line of a month: of several units the one with a report."""
        found = [line for line in self.months if line.month.month == month]
        return max(found, key=lambda line: line.report_id is not None, default=None)


@dataclass(frozen=True, slots=True)
class CadreRecord:
    """Everything on the cadre's screen; years newest first."""

    card: CadreCard
    years: tuple[YearLine, ...]
    postings: tuple[PostingLine, ...]
    remarks: tuple[HeardLine, ...]
    findings: tuple[DecidedLine, ...]
    grade_labels: tuple[str, ...]
    """Of the present rule book, best first, for the scale of the picture."""


def cadre_record(reader: Reader, cadre_id: str) -> CadreRecord:
    """Return one cadre's record; a cadre's account may ask only for its own, a unit for its own people.

    At a unit it holds the months in this unit: what was done elsewhere is known at the county.
    """
    reader.require(Role.CLERK, Role.HEAD, cadre_id=cadre_id)
    card = cadre_card(reader, cadre_id)
    here = reader.station.unit_id
    if here is not None and here not in {post.unit_id for post in card.posts}:
        raise NotAllowed("这名干部没有在本单位任过职。", next_step="请在县考核办查看。")
    facts = _facts(reader, cadre_id)
    return CadreRecord(
        card=card,
        years=_years(reader, card, facts),
        postings=facts.postings,
        remarks=facts.remarks,
        findings=facts.findings,
        grade_labels=_grade_labels(reader),
    )


def _grade_labels(reader: Reader) -> tuple[str, ...]:
    rulebook = reader.rulebook(reader.today)
    return rulebook.grade_good, rulebook.grade_fair, rulebook.grade_plain, rulebook.grade_poor


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a cadre beside the ledger."""

    units: dict[str, str]
    reported: frozenset[tuple[str, Month]]
    """Unit and month of every report."""
    words: Mapping[tuple[str, str, Month], tuple[CountyWord, ...]] = field(default_factory=dict)
    postings: tuple[PostingLine, ...] = ()
    remarks: tuple[HeardLine, ...] = ()
    findings: tuple[DecidedLine, ...] = ()
    placed: Mapping[str, str] = field(default_factory=dict)
    """Unit by posting."""


def _facts(reader: Reader, cadre_id: str) -> _Facts:
    query = select(Report.id, Report.unit_id, Report.month).where(Report.cadre_id == cadre_id)
    reports = reader.session.execute(query).all()
    units = dict(iter(reader.session.execute(select(Unit.id, Unit.short_name))))
    rows = _posting_rows(reader, {row.id for row in reports}, {(row.unit_id, row.month) for row in reports})
    return _Facts(
        units=units,
        reported=frozenset((row.unit_id, row.month) for row in reports),
        words=county_words(reader, Report.cadre_id == cadre_id),
        postings=tuple(_posting(row, units) for row in rows),
        remarks=_remarks(reader, rows),
        findings=_findings(reader, cadre_id),
        placed={row.id: row.unit_id for row in rows},
    )


def _posting_rows(reader: Reader, report_ids: set[str], places: set[tuple[str, Month]]) -> Sequence[Posting]:
    query = select(Posting).where(
        Posting.unit_id.in_({unit_id for unit_id, _ in places}),
        Posting.month.in_({month for _, month in places}),
    )
    rows = reader.session.scalars(query.order_by(Posting.posted_on.desc(), Posting.id))
    return [row for row in rows if not report_ids.isdisjoint(row.report_ids)]


def _posting(row: Posting, units: Mapping[str, str]) -> PostingLine:
    return PostingLine(
        row.id,
        row.month,
        units[row.unit_id],
        row.posted_on,
        row.last_day,
        row.state,
        row.ended_on,
        row.breach,
    )


def _remarks(reader: Reader, postings: Sequence[Posting]) -> tuple[HeardLine, ...]:
    months = {row.id: row.month for row in postings}
    query = select(Remark).where(Remark.posting_id.in_(months))
    rows = reader.session.scalars(query.order_by(Remark.received_on.desc(), Remark.id))
    open_ = reader.may(Role.CLERK, Role.HEAD)
    return tuple(
        HeardLine(
            row.id,
            row.posting_id,
            months[row.posting_id],
            row.received_on,
            row.channel,
            row.content if open_ else "",
            row.handling if open_ else "",
        )
        for row in rows
    )


def _findings(reader: Reader, cadre_id: str) -> tuple[DecidedLine, ...]:
    query = select(FindingDecision).where(FindingDecision.cadre_id == cadre_id)
    rows = reader.session.scalars(query.order_by(FindingDecision.month.desc(), FindingDecision.key))
    return tuple(
        DecidedLine(
            id=row.id,
            month=row.month,
            rule=row.rule,
            reasons=tuple(row.reasons["reasons"]),
            statement=row.statement,
            verdict=row.verdict,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in rows
    )


def _years(reader: Reader, card: CadreCard, facts: _Facts) -> tuple[YearLine, ...]:
    began = [Month.of(post.entry.since) for post in card.posts] + [month for _, month in facts.reported]
    units = {post.unit_id for post in card.posts} | {unit_id for unit_id, _ in facts.reported}
    here = reader.station.unit_id
    pairs = [(unit_id, card.cadre_id) for unit_id in sorted(units) if here in {None, unit_id}]
    last = Month.of(reader.today)
    entries = ledger(reader, pairs, min(began, default=last), last).values()
    lines = [_line(reader, entry, facts) for entry in entries if _tells(entry)]
    by_year: dict[int, list[MonthLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.month, line.unit)):
        by_year[line.month.year].append(line)
    return tuple(_year(year, by_year[year]) for year in sorted(by_year, reverse=True))


def _tells(entry: Entry) -> bool:
    return entry.due or entry.duty.exempt or entry.report is not None


def _year(year: int, lines: Sequence[MonthLine]) -> YearLine:
    parts = [line.part for line in lines]
    return YearLine(year, tuple(lines), mean(parts), reckoning(parts))


def _line(reader: Reader, entry: Entry, facts: _Facts) -> MonthLine:
    rulebook = reader.rulebook(entry.month)
    report = entry.report if entry.handed_in else None
    words = facts.words.get((entry.unit_id, entry.cadre_id, entry.month), ())
    grade = effective(entry, in_force(words, report.id if report else None)) if report else None
    shown = light(entry, reader.today)
    hung = {one.id for one in facts.postings if one.month == entry.month and _here(one.id, entry, facts)}
    label = (rules_of(reader, report) if report else rulebook).grade_label
    return MonthLine(
        month=entry.month,
        unit_id=entry.unit_id,
        unit=facts.units[entry.unit_id],
        light=shown,
        reason="" if entry.due else entry.duty.reason,
        report_id=entry.report.id if entry.report else None,
        version=version_label(entry.report.version) if entry.report else "",
        self_grade=label(report.self_grade) if report and report.self_grade else "",
        meeting_grade=label(report.grade) if report and report.grade else "",
        effective=label(grade) if grade else (NONE_EFFECTIVE if report and entry.due else ""),
        height=grade.height if grade else 0,
        words=words,
        part=month_mean(entry, shown, grade, rulebook),
        postings=len(hung),
        remarks=sum(one.posting_id in hung for one in facts.remarks),
        findings=sum(one.month == entry.month for one in facts.findings),
    )


def _here(posting_id: str, entry: Entry, facts: _Facts) -> bool:
    return facts.placed[posting_id] == entry.unit_id


def yearly_means(reader: Reader, years: Iterable[int]) -> dict[int, Mean]:
    """Return, year by year, the mean over everybody of the county, or of this unit at a unit (§2c).

    A cadre's account gets none: in a small team a mean tells the others' grades.
    """
    if not reader.may(Role.CLERK, Role.HEAD):
        return {}
    now = Month.of(reader.today)
    return {
        year: mean(_month_parts(reader, month) for month in months_of(year) if month <= now) for year in years
    }


def _month_parts(reader: Reader, month: Month) -> Mean:
    rulebook = reader.rulebook(month)
    cases = month_cases(reader, month, reader.station.unit_id)
    return mean(month_mean(case.entry, case.light, case.grade, rulebook) for case in cases)
