"""How far each report has come on its way to the county and back (exchange.md §5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.exchange.links import county_link, require_unit
from app.exchange.pushes import NOTHING
from app.exchange.views_unit import receipts
from app.office import Reader
from app.vocabulary import DispatchState, ParcelKind, ReviewVerdict, Term
from db.tables.exchange import Dispatch
from db.tables.journal import JournalEntry, JournalSubject
from db.tables.monthly import Report
from db.tables.review import Review


class Way(Term):
    """Where a report is on its way to the county."""

    UNSENT = "unsent", "未导出"
    ON_ITS_WAY = "on_its_way", "已导出未回执"
    RECEIVED = "received", "县已收"
    REVIEWED = "reviewed", "已审"
    RETURNED = "returned", "退回"


@dataclass(frozen=True, slots=True)
class ReportWay:
    """One report: how far it has come, the county's receipt or filing number, and its opinion.

    `earlier`: the county judged an earlier version; the present one is still on its way.
    """

    report_id: str
    way: Way
    number: str = ""
    opinion: str = ""
    earlier: bool = False

    @property
    def words(self) -> str:
        """The state as lists show it, `县已收（回执号 12）`."""
        more = f"（{self.number}）" if self.number else ""
        return f"{self.way.label}{more}{'，针对旧版本' if self.earlier else ''}"


def report_ways(reader: Reader, report_ids: Iterable[str]) -> dict[str, ReportWay]:
    """Return for each report how far it has come; empty at a unit without a tie to the county."""
    require_unit(reader)
    reader.require_business()
    link = county_link(reader)
    if link is None:
        return {}
    wanted = list(report_ids)
    given, on_its_way = receipts(link), _on_its_way(reader)
    reviews, found = _reviews(reader, wanted), {}
    for report_id, revision, seq in _reports(reader, wanted):
        review = reviews.get(report_id)
        if review is not None and review.report_revision == revision:
            found[report_id] = _judged(review)
            continue
        way, number = Way.UNSENT, ""
        if seq <= link.acknowledged_seq:
            way = Way.RECEIVED
            place = bisect_left([one.last_seq for one in given], seq)
            number = f"回执号 {given[place].number}" if place < len(given) else ""
        elif seq <= on_its_way:
            way = Way.ON_ITS_WAY
        found[report_id] = ReportWay(report_id, way, number, earlier=review is not None)
    return found


def _judged(review: Review) -> ReportWay:
    filed = review.verdict is ReviewVerdict.FILED
    way = Way.REVIEWED if filed else Way.RETURNED
    return ReportWay(review.report_id, way, review.number if filed else "", review.opinion)


def _reports(reader: Reader, report_ids: list[str]) -> list[tuple[str, int, int]]:
    """Return id, revision and the last entry that tells of each report."""
    told = (
        select(JournalSubject.row_id, func.max(JournalSubject.seq).label("seq"))
        .join(JournalEntry, JournalEntry.seq == JournalSubject.seq)
        .where(
            JournalSubject.table == Report.__tablename__,
            JournalSubject.row_id.in_(report_ids),
            JournalEntry.travelling_digest != NOTHING,
        )
        .group_by(JournalSubject.row_id)
        .subquery()
    )
    query = select(Report.id, Report.revision, func.coalesce(told.c.seq, 0))
    joined = query.outerjoin(told, told.c.row_id == Report.id).where(Report.id.in_(report_ids))
    return [(row[0], row[1], row[2]) for row in reader.session.execute(joined)]


def _reviews(reader: Reader, report_ids: list[str]) -> dict[str, Review]:
    """Return the newest standing decision on each report."""
    query = select(Review).where(Review.report_id.in_(report_ids), Review.withdrawn == "")
    rows = reader.session.scalars(query.order_by(Review.report_revision, Review.decided_on, Review.revision))
    return {row.report_id: row for row in rows}


def _on_its_way(reader: Reader) -> int:
    query = select(func.max(Dispatch.last_seq)).where(
        Dispatch.kind == ParcelKind.PUSH, Dispatch.state == DispatchState.WRITTEN
    )
    return reader.session.scalar(query) or 0
