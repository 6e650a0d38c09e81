"""One form at the county, with everything that a person needs to judge it (D26, D36–D37)."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.credentials import revoked_certificates, trusted_certificates
from app.monthly.booklets import BookletCard, booklet_pdf, booklets
from app.monthly.views_sheet import ReportSheet, report_sheet
from app.office import Reader
from app.people.rules import Duty
from app.review.decisions import DecisionCard, decisions_on, standing
from app.review.hint_rules import HintCase
from app.review.hints import SharedResult, claims_like
from app.review.rules import Form, form_state, moves
from app.review.views_hints import hints_of
from app.vocabulary import PaperCopy, ReportState, ReviewMove, ReviewState
from db.tables.monthly import Report
from db.tables.people import Unit


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One version of a form as the county sees it; `revision` is what a decision names as seen."""

    sheet: ReportSheet
    unit: str
    report_id: str
    revision: int
    state: ReviewState
    moves: frozenset[ReviewMove]
    decision: DecisionCard | None
    history: tuple[DecisionCard, ...]
    """Every decision on every version, oldest first."""
    booklets: tuple[BookletCard, ...]
    """The copies that were bound for the county, newest edition first."""


@dataclass(frozen=True, slots=True)
class FormHints:
    """What the county's program notices about one form; it takes a moment and is asked for apart."""

    unit: tuple[HintCase, ...]
    alike: tuple[SharedResult, ...]


def form_sheet(reader: Reader, report_id: str) -> FormSheet:
    """Return one form with last month, evaluation, opinion, versions, earlier decisions and booklets."""
    sheet = report_sheet(reader, report_id)
    report = reader.session.get_one(Report, report_id)
    decided = decisions_on(reader, [version.report_id for version in sheet.versions])
    decision = standing(decided.get(report_id, ()))
    signed = report.state is ReportState.SIGNED
    state = form_state(
        Form(report_id, report.revision, report.version, signed),
        decision.decided if decision else None,
        Duty(due=True, exempt=False, reason=""),
    )
    bound = booklets(reader, report.unit_id, report.month)
    return FormSheet(
        sheet=sheet,
        unit=reader.session.get_one(Unit, report.unit_id).short_name,
        report_id=report_id,
        revision=report.revision,
        state=state,
        moves=moves(state) if signed else frozenset(),
        decision=decision,
        history=tuple(card for version in sheet.versions for card in decided.get(version.report_id, ())),
        booklets=tuple(card for card in bound if card.copy is PaperCopy.COUNTY),
    )


def form_hints(reader: Reader, report_id: str) -> FormHints:
    """Return the county's hints on one form: its cadre's grades, results that others claim too (§2c, D61)."""
    report = reader.session.get_one(Report, report_id)
    about = [
        case
        for case in hints_of(reader, report.month)
        if not case.gone and case.hint.unit_id == report.unit_id
        if not case.hint.cadre_ids or report.cadre_id in case.hint.cadre_ids
    ]
    return FormHints(tuple(about), claims_like(reader, report_id, report.month))


def booklet_to_verify(reader: Reader, booklet_id: str) -> tuple[bytes, tuple[bytes, ...], frozenset[str]]:
    """Return a booklet's bytes, and whom and what `app.documents.verification.verify` trusts here and not."""
    return booklet_pdf(reader, booklet_id), trusted_certificates(reader), revoked_certificates(reader)
