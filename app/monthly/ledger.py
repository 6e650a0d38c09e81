"""The ledger: from whom a report was due in which month, and what came (domain.md §2.1, §2.6, §2.18–2.20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.monthly.rules import in_force, last_in_time, newest
from app.office import Reader
from app.people.rules import Duty, ExemptionSpan, PostSpan, duty
from app.people.views import waived_months
from app.vocabulary import Grade, Month, ReportState
from db.tables.exchange import EnrolledStation, ReceivedEntry
from db.tables.journal import JournalEntry
from db.tables.monthly import Evaluation, Report
from db.tables.people import Exemption, Post, Unit


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One version of a report, as the ledger knows it; `submitted_on` decides late or in time."""

    id: str
    cadre_id: str
    unit_id: str
    month: Month
    version: int
    state: ReportState
    submitted_on: date | None
    self_grade: Grade | None
    grade: Grade | None
    rulebook_number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One cadre's month in one unit: whether a report was due, until when, and what came."""

    unit_id: str
    cadre_id: str
    month: Month
    duty: Duty
    last_day: date
    """The last day in time."""
    report: ReportLine | None = None
    """The version in force."""
    newest: ReportLine | None = None
    """The version being worked on: a correction stands beside the one in force."""

    @property
    def due(self) -> bool:
        """Whether a report is due."""
        return self.duty.due

    @property
    def handed_in(self) -> bool:
        """Whether a report came and was not taken back; one given back to the cadre has come."""
        return self.report is not None and self.report.state is not ReportState.DRAFT

    @property
    def late(self) -> bool:
        """Whether it came after the last day in time (迟报 is not 未报, domain.md §2.6)."""
        if self.report is None or self.report.submitted_on is None:
            return False
        return self.due and self.report.submitted_on > self.last_day

    def missing(self, today: date) -> bool:
        """Tell whether a report was due and has not come by the end of its last day."""
        return self.due and not self.handed_in and today > self.last_day


Key = tuple[str, str, Month]
"""Unit, cadre, month."""
BEFORE_START = Duty(due=False, exempt=False, reason="启用本系统之前，不计。")


@dataclass(frozen=True, slots=True)
class Spans:
    """What decides duties: posts by (unit, cadre), exemptions by (unit, cadre or None), starts by unit."""

    posts: Mapping[tuple[str, str], Sequence[PostSpan]]
    exemptions: Mapping[tuple[str, str | None], Sequence[ExemptionSpan]] = field(default_factory=dict)
    starts: Mapping[str, Month] = field(default_factory=dict)

    def duty(self, unit_id: str, cadre_id: str, month: Month, first_report_day: int) -> Duty:
        """Return the duty that the cadre's posts in the unit add up to (domain.md §2.17)."""
        if month < self.starts.get(unit_id, month):
            return BEFORE_START
        posts = self.posts.get((unit_id, cadre_id), ())
        exemptions = [
            *self.exemptions.get((unit_id, cadre_id), ()),
            *self.exemptions.get((unit_id, None), ()),
        ]
        found = [
            duty(post, exemptions, month, first_report_day=first_report_day, others=_besides(post, posts))
            for post in posts
        ]
        if not found:
            return duty(None, (), month, first_report_day=first_report_day)
        return max(found, key=lambda one: (one.due, one.exempt))


def _besides(post: PostSpan, posts: Sequence[PostSpan]) -> tuple[PostSpan, ...]:
    return tuple(other for other in posts if other is not post)


def ledger(reader: Reader, pairs: Iterable[tuple[str, str]], first: Month, last: Month) -> dict[Key, Entry]:
    """Return the entries of the given (unit, cadre) pairs from `first` to `last`, in six SELECTs."""
    wanted = list(dict.fromkeys(pairs))
    unit_ids = {unit_id for unit_id, _ in wanted}
    cadre_ids = {cadre_id for _, cadre_id in wanted}
    spans = Spans(
        posts=_posts(reader, cadre_ids, first, last),
        exemptions=_exemptions(reader, unit_ids, cadre_ids, first, last),
        starts=starts(reader, unit_ids),
    )
    versions = _versions(reader, cadre_ids, first, last)
    entries = {}
    for month in first.through(last):
        rulebook = reader.rulebook(month)
        last_day = last_in_time(month, rulebook)
        for unit_id, cadre_id in wanted:
            came = versions.get((unit_id, cadre_id, month), [])
            owed = spans.duty(unit_id, cadre_id, month, rulebook.first_report_day)
            entries[unit_id, cadre_id, month] = Entry(
                unit_id, cadre_id, month, owed, last_day, in_force(came), newest(came)
            )
    return entries


def _posts(
    reader: Reader, cadre_ids: set[str], first: Month, last: Month
) -> dict[tuple[str, str], list[PostSpan]]:
    """Read the posts by cadre alone: units and cadres together would make an index seek of every pair."""
    query = select(Post.cadre_id, Post.unit_id, Post.kind, Post.reports, Post.since, Post.until).where(
        Post.cadre_id.in_(cadre_ids),
        Post.since <= last.last_day,
        or_(Post.until.is_(None), Post.until >= first.first_day),
    )
    found: dict[tuple[str, str], list[PostSpan]] = defaultdict(list)
    for cadre_id, unit_id, kind, reports, since, until in reader.session.execute(query):
        found[unit_id, cadre_id].append(PostSpan(unit_id, kind, reports, since, until))
    return found


def _exemptions(
    reader: Reader, unit_ids: set[str], cadre_ids: set[str], first: Month, last: Month
) -> dict[tuple[str, str | None], list[ExemptionSpan]]:
    query = select(Exemption).where(
        Exemption.unit_id.in_(unit_ids),
        or_(Exemption.cadre_id.is_(None), Exemption.cadre_id.in_(cadre_ids)),
        Exemption.first <= last,
        Exemption.last >= first,
    )
    found: dict[tuple[str, str | None], list[ExemptionSpan]] = defaultdict(list)
    for row in reader.session.scalars(query):
        span = ExemptionSpan(row.first, row.last, row.kind, row.reason)
        found[row.unit_id, row.cadre_id].append(span)
    waived = waived_months(reader, first, last)
    for unit_id in unit_ids:
        found[unit_id, None].extend(waived)
    return found


def _versions(reader: Reader, cadre_ids: set[str], first: Month, last: Month) -> dict[Key, list[ReportLine]]:
    query = (
        select(
            Report.id,
            Report.cadre_id,
            Report.unit_id,
            Report.month,
            Report.version,
            Report.state,
            Report.submitted_on,
            Report.self_grade,
            Evaluation.grade,
            Report.rulebook_number,
        )
        .outerjoin(Evaluation, Evaluation.report_id == Report.id)
        .where(Report.cadre_id.in_(cadre_ids), Report.month.between(first, last))
    )
    found: dict[Key, list[ReportLine]] = defaultdict(list)
    rows: Iterable[Sequence[Any]] = reader.session.execute(query)
    for row in rows:
        line = ReportLine(*row)
        found[line.unit_id, line.cadre_id, line.month].append(line)
    return found


def starts(reader: Reader, unit_ids: Iterable[str]) -> dict[str, Month]:
    """Return the first month that counts for each unit: before it nothing is 未报.

    It is the month in which the unit's installation was founded (the next one, when that month's report was
    already overdue on the day), or the month of the unit's first report where somebody recorded earlier ones.
    """
    earliest = (
        select(func.min(Report.month)).where(Report.unit_id == Unit.id).correlate(Unit).scalar_subquery()
    )
    rows = reader.session.execute(select(Unit.id, earliest).where(Unit.id.in_(set(unit_ids))))
    here = reader.session.scalar(select(JournalEntry.at).where(JournalEntry.seq == 1)) or reader.now
    elsewhere = _founded_elsewhere(reader)
    found = {}
    for unit_id, first in rows:
        founded = _founding_month(reader, elsewhere.get(unit_id, here))
        found[unit_id] = min(first, founded) if first else founded
    return found


def _founded_elsewhere(reader: Reader) -> dict[str, datetime]:
    """Return when the units' own installations were founded, as the county knows it from their journals."""
    query = (
        select(EnrolledStation.unit_id, ReceivedEntry.at)
        .join(ReceivedEntry, ReceivedEntry.enrolled_id == EnrolledStation.id)
        .where(ReceivedEntry.seq == 1)
    )
    return {row.unit_id: row.at for row in reader.session.execute(query)}


def _founding_month(reader: Reader, founded_at: datetime) -> Month:
    month = Month.of(founded_at.date())
    overdue = founded_at.date() > last_in_time(month, reader.rulebook(month))
    return month.next if overdue else month
