"""The county's decisions on forms, as both stations read them (D26, exchange.md §1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.monthly.records import clause_rows, version_label
from app.office import Reader
from app.review.rules import Decided
from app.vocabulary import Month, ReviewVerdict
from db.tables.monthly import Report
from db.tables.review import Review, ReviewRemark


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What the county remarked on one clause, or on the whole form where `clause_id` is empty."""

    clause_id: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision of the county on one version of a form; `outdated`: the form moved since."""

    id: str
    revision: int
    report_id: str
    report_revision: int
    version: str
    verdict: ReviewVerdict
    number: str
    opinion: str
    decided_by: str
    decided_on: date
    withdrawn: str
    outdated: bool
    remarks: tuple[RemarkLine, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return not self.withdrawn

    @property
    def filed(self) -> bool:
        """Whether the form as it is now is filed."""
        return self.verdict is ReviewVerdict.FILED and not self.outdated

    @property
    def decided(self) -> Decided:
        """What of it decides the form's state."""
        return Decided(self.verdict, self.report_revision)

    def on(self, clause_id: str | None) -> str:
        """Return what it says on a clause, or on the whole form."""
        return "；".join(one.text for one in self.remarks if one.clause_id == clause_id)


@dataclass(frozen=True, slots=True)
class CountyWord:
    """What the county says to the unit about a version, or about the one that it corrects (`former`)."""

    decision: DecisionCard
    former: bool
    remarks: Mapping[str, str]
    """By clause of the version at hand; a clause of the former version is known by its task."""


def county_word(reader: Reader, report: Report) -> CountyWord | None:
    """Return the county's standing decision on a version, or while it has none, on the one it corrects."""
    known = [report.id, *([report.corrects_id] if report.corrects_id else [])]
    found = decisions_on(reader, known)
    own = standing(found.get(report.id, ()))
    decision = own or standing(found.get(report.corrects_id or "", ()))
    if decision is None:
        return None
    former = own is None
    at_hand = clause_rows(reader, report.id)
    judged = clause_rows(reader, decision.report_id) if former else at_hand
    by_task = {clause.task: decision.on(clause.id) for clause in judged}
    remarks = {clause.id: by_task.get(clause.task, "") for clause in at_hand}
    if not former:
        remarks = {clause.id: decision.on(clause.id) for clause in at_hand}
    return CountyWord(decision, former, {id_: text for id_, text in remarks.items() if text})


def decisions_on(reader: Reader, report_ids: Iterable[str]) -> dict[str, tuple[DecisionCard, ...]]:
    """Return every decision on the given versions with its remarks, oldest first, by report."""
    wanted = list(report_ids)
    query = (
        select(Review, Report.version, Report.revision)
        .join(Report, Report.id == Review.report_id)
        .where(Review.report_id.in_(wanted))
        .order_by(Review.report_revision, Review.decided_on, Review.withdrawn.desc(), Review.id)
    )
    rows = reader.session.execute(query).all()
    remarks = _remarks(reader, [row.id for row, _, _ in rows])
    found: dict[str, list[DecisionCard]] = defaultdict(list)
    for row, version, revision in rows:
        found[row.report_id].append(_card(row, version, revision, remarks.get(row.id, ())))
    return {report_id: tuple(cards) for report_id, cards in found.items()}


def standing(cards: Sequence[DecisionCard]) -> DecisionCard | None:
    """Return the decision that stands on a form: the one on its newest revision that was not taken back."""
    return max((card for card in cards if card.stands), key=lambda card: card.report_revision, default=None)


def month_decisions(
    reader: Reader, first: Month, last: Month, unit_id: str | None = None
) -> dict[str, DecisionCard]:
    """Return the standing decision on each form of these months, without remarks, in one SELECT."""
    query = (
        select(Review, Report.version, Report.revision)
        .join(Report, Report.id == Review.report_id)
        .where(Review.month.between(first, last), Review.withdrawn == "")
        .order_by(Review.report_revision)
    )
    if unit_id is not None:
        query = query.where(Review.unit_id == unit_id)
    rows = reader.session.execute(query)
    return {row.report_id: _card(row, version, revision, ()) for row, version, revision in rows}


def _remarks(reader: Reader, review_ids: list[str]) -> dict[str, tuple[RemarkLine, ...]]:
    query = select(ReviewRemark).where(ReviewRemark.review_id.in_(review_ids)).order_by(ReviewRemark.id)
    found: dict[str, tuple[RemarkLine, ...]] = {}
    for row in reader.session.scalars(query):
        line = RemarkLine(row.clause_id, row.text)
        found[row.review_id] = (*found.get(row.review_id, ()), line)
    return found


def _card(row: Review, version: int, revision: int, remarks: tuple[RemarkLine, ...]) -> DecisionCard:
    return DecisionCard(
        id=row.id,
        revision=row.revision,
        report_id=row.report_id,
        report_revision=row.report_revision,
        version=version_label(version),
        verdict=row.verdict,
        number=row.number,
        opinion=row.opinion,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        withdrawn=row.withdrawn,
        outdated=row.report_revision != revision,
        remarks=remarks,
    )
