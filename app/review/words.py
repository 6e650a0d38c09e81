"""What the county said about a form, and whether it said it about the form as it stands now (D26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from app.monthly.ledger import Key
from app.office import Reader
from app.vocabulary import ReviewVerdict
from db.tables.monthly import Report
from db.tables.review import Review


@dataclass(frozen=True, slots=True)
class CountyWord:
    """One standing decision of the county on one version of a form."""

    review_id: str
    report_id: str
    verdict: ReviewVerdict
    number: str
    opinion: str
    decided_by: str
    decided_on: date
    outdated: bool
    """The form was changed after the county judged it: 针对旧版本."""


def county_words(reader: Reader, *where: ColumnElement[bool]) -> dict[Key, tuple[CountyWord, ...]]:
    """Return the standing decisions, oldest first, by unit, cadre and month; `where` narrows the reports."""
    query = (
        select(Review, Report.unit_id, Report.cadre_id, Report.month, Report.revision)
        .join(Report, Report.id == Review.report_id)
        .where(Review.withdrawn == "", *where)
        .order_by(Report.version, Review.decided_on, Review.id)
    )
    found: dict[Key, list[CountyWord]] = defaultdict(list)
    for review, unit_id, cadre_id, month, revision in reader.session.execute(query):
        found[unit_id, cadre_id, month].append(_word(review, outdated=review.report_revision != revision))
    return {key: tuple(words) for key, words in found.items()}


def in_force(words: Iterable[CountyWord], report_id: str | None) -> CountyWord | None:
    """Return the last decision on the form as it stands now."""
    fitting = [word for word in words if word.report_id == report_id and not word.outdated]
    return fitting[-1] if fitting else None


def _word(review: Review, *, outdated: bool) -> CountyWord:
    return CountyWord(
        review_id=review.id,
        report_id=review.report_id,
        verdict=review.verdict,
        number=review.number,
        opinion=review.opinion,
        decided_by=review.decided_by,
        decided_on=review.decided_on,
        outdated=outdated,
    )
