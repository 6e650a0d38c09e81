"""One cadre's form with everything beside it: what hinders, what may be done, last month, hints (D17–D25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.errors import UserError
from app.monthly.actions_drafts import kept_draft, restored
from app.monthly.cards import (
    EvaluationCard,
    EvidenceLine,
    Judged,
    LastMonth,
    OpinionCard,
    PersonFacts,
    ReportCard,
    VersionLine,
    judged,
    version_line,
)
from app.monthly.findings import Finding
from app.monthly.ledger import Entry
from app.monthly.past import past_month, past_months
from app.monthly.records import (
    amount_units,
    clause_rows,
    is_correcting,
    is_own,
    report_row,
    require_report_of,
    rules_of,
    text_of,
    version_label,
    version_rows,
)
from app.monthly.rules import (
    ChainFacts,
    Deadline,
    Lack,
    Step,
    after_due,
    allowed,
    chain,
    deadline,
    lacking,
    newest,
)
from app.monthly.text import ClauseText, ReportText
from app.monthly.views_findings import MonthFacts, findings_on, month_facts, text_findings
from app.office import Reader
from app.people.rules import Duty
from app.people.views import Member, roster, unit
from app.review.decisions import CountyWord, county_word
from app.rulebook import NamedGrade
from app.vocabulary import Month, PostingState, ReportMove, Role
from db.tables.monthly import Clause, Evidence, Report
from db.tables.notices import Posting
from db.tables.targets import Plan, PlanItem


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """The middle and right columns of 月报告.

    `text` is what stands in the form: the typed draft where `draft_at` tells that one was restored, else
    `saved`. Without a report (`report` is None) `text` previews the month's plan, and `may_open` tells
    whether the account may begin it.
    """

    unit_id: str
    month: Month
    person: PersonFacts
    report: ReportCard | None
    text: ReportText
    saved: ReportText
    draft_at: datetime | None
    evidence: tuple[EvidenceLine, ...]
    grades: tuple[NamedGrade, ...]
    """By the names that hold for this form, best first."""
    chain: tuple[Step, ...]
    moves: frozenset[ReportMove]
    may_open: bool
    lacks: tuple[Lack, ...]
    deadline: Deadline
    late: bool
    duty: Duty
    after_due: tuple[date, date] | None
    """Days of the month that go into the next one's report as 补记 (domain.md §2.1)."""
    supplement: tuple[date, date] | None
    """Days of the month before that go into this report."""
    last_month: LastMonth | None
    past: tuple[Month, ...]
    """The earlier months that have a report, the newest first."""
    hints: tuple[Finding, ...]
    versions: tuple[VersionLine, ...]
    evaluation: EvaluationCard | None
    opinion: OpinionCard | None
    county: CountyWord | None
    """What the county decided on this version, or on the one that it corrects (D26)."""

    @property
    def version(self) -> int:
        """0 for the original, also where there is none yet."""
        return self.report.version if self.report else 0


def report_sheet(reader: Reader, report_id: str) -> ReportSheet:
    """Return the sheet of one version of a report; a cadre's account reads only its own."""
    report = report_row(reader, report_id)
    return _sheet(reader, report.unit_id, report.cadre_id, report.month, report_id)


def cadre_sheet(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> ReportSheet:
    """Return the sheet of one cadre's month: the version being worked on, or none yet."""
    return _sheet(reader, unit_id, cadre_id, month, None)


def _sheet(reader: Reader, unit_id: str, cadre_id: str, month: Month, report_id: str | None) -> ReportSheet:
    require_report_of(reader, cadre_id)
    rows = version_rows(reader, unit_id, cadre_id, month)
    report = next((row for row in rows if row.id == report_id), newest(rows))
    member = _member(reader, unit_id, cadre_id, month)
    plan, planned = _plan(reader, unit_id, cadre_id, month)
    facts = month_facts(reader, unit_id, month)
    entry = next(entry for entry in facts.entries() if entry.cadre_id == cadre_id)
    additions = judged(reader, [row.id for row in rows])
    mine = additions[report.id] if report else Judged()
    moves = _moves(reader, report)
    saved = _saved(reader, report) if report else ReportText(clauses=planned)
    county = county_word(reader, report) if report else None
    draft = kept_draft(reader, report.id) if report and ReportMove.EDIT in moves else None
    typed = restored(draft, saved)
    text = typed or saved
    return ReportSheet(
        unit_id=unit_id,
        month=month,
        person=_person(reader, member, report),
        report=_report_card(report) if report else None,
        text=text,
        saved=saved,
        draft_at=draft.kept_at if draft and typed else None,
        evidence=_evidence(reader, report),
        grades=(rules_of(reader, report) if report else reader.rulebook(month)).grades(),
        chain=chain(_chain_facts(reader, plan, report, county)),
        moves=moves,
        may_open=report is None and _may_open(reader, member, month),
        lacks=lacking(text) if ReportMove.EDIT in moves else (),
        deadline=deadline(month, reader.rulebook(month), reader.calendar()),
        late=entry.late,
        duty=entry.duty,
        after_due=after_due(month, reader.rulebook(month)),
        supplement=after_due(month.previous, reader.rulebook(month.previous)),
        last_month=past_month(reader, unit_id, cadre_id, month.previous),
        past=past_months(reader, unit_id, cadre_id, month),
        hints=_hints(reader, facts, entry, report),
        versions=tuple(version_line(reader, row, additions[row.id]) for row in rows),
        evaluation=mine.evaluation,
        opinion=mine.opinion,
        county=county,
    )


def _saved(reader: Reader, report: Report) -> ReportText:
    clauses = clause_rows(reader, report.id)
    return text_of(report, clauses, amount_units(reader, clauses))


def _member(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> Member:
    for member in roster(reader, unit_id, month):
        if member.cadre_id == cadre_id:
            return member
    raise UserError(f"{month.label}不在本单位任职。", next_step="请核对人员和月份。")


def _person(reader: Reader, member: Member, report: Report | None) -> PersonFacts:
    return PersonFacts(
        cadre_id=member.cadre_id,
        name=member.name,
        sex=member.sex,
        born=member.born,
        party=member.party,
        title=report.post_title if report else member.title,
        portfolio=report.portfolio if report else member.portfolio,
        since=member.since,
        unit_name=unit(reader, member.unit_id).name,
    )


def _report_card(report: Report) -> ReportCard:
    return ReportCard(
        id=report.id,
        version=report.version,
        label=version_label(report.version),
        state=report.state,
        submitted_on=report.submitted_on,
        return_reason=report.return_reason,
        correction_reason=report.correction_reason,
        corrects_id=report.corrects_id,
        rulebook_number=report.rulebook_number,
    )


def _moves(reader: Reader, report: Report | None) -> frozenset[ReportMove]:
    if report is None:
        return frozenset()
    return allowed(
        report.state,
        reader.login.roles,
        own=is_own(reader, report),
        correcting=is_correcting(reader, report),
    )


def _may_open(reader: Reader, member: Member, month: Month) -> bool:
    obliged = member.duty.due or member.duty.exempt
    begun = month.first_day <= reader.today
    return obliged and begun and reader.may(Role.CLERK, cadre_id=member.cadre_id)


def _plan(
    reader: Reader, unit_id: str, cadre_id: str, month: Month
) -> tuple[Plan | None, tuple[ClauseText, ...]]:
    query = (
        select(Plan, PlanItem)
        .outerjoin(PlanItem, PlanItem.plan_id == Plan.id)
        .where(Plan.cadre_id == cadre_id, Plan.unit_id == unit_id, Plan.month == month)
        .order_by(PlanItem.position, PlanItem.id)
    )
    rows = reader.session.execute(query).all()
    items = [item for _, item in rows if item is not None]
    clauses = tuple(
        ClauseText(item.source, item.task, part=item.part, partners=tuple(item.partners), planned=True)
        for item in items
    )
    return (rows[0][0] if rows else None), clauses


def _evidence(reader: Reader, report: Report | None) -> tuple[EvidenceLine, ...]:
    if report is None:
        return ()
    query = (
        select(Evidence.id, Evidence.clause_id, Evidence.name, Evidence.media_type, Evidence.size)
        .join(Clause)
        .where(Clause.report_id == report.id)
        .order_by(Clause.position, Evidence.name, Evidence.id)
    )
    return tuple(EvidenceLine(*row) for row in reader.session.execute(query))


def _chain_facts(
    reader: Reader, plan: Plan | None, report: Report | None, county: CountyWord | None
) -> ChainFacts:
    """Gather how far the month is; 报县备案 is done once the county has filed this very version."""
    return ChainFacts(
        plan_settled=plan is not None and plan.settled_on is not None,
        state=report.state if report else None,
        taken_down=report is not None and _taken_down(reader, report),
        filed=county is not None and not county.former and county.decision.filed,
    )


def _taken_down(reader: Reader, report: Report) -> bool:
    query = select(Posting.report_ids).where(
        Posting.unit_id == report.unit_id,
        Posting.month == report.month,
        Posting.state == PostingState.TAKEN_DOWN,
    )
    return any(report.id in report_ids for report_ids in reader.session.scalars(query))


def _hints(reader: Reader, facts: MonthFacts, entry: Entry, report: Report | None) -> tuple[Finding, ...]:
    """Return what concerns this cadre's month; a report still being written is looked at for its writer."""
    found = tuple(one for one in findings_on(reader, facts) if one.cadre_id == entry.cadre_id)
    known = facts.reports.get(entry.cadre_id)
    if entry.handed_in or report is None or known is None:
        return found
    return (*found, *text_findings(reader, facts, entry.cadre_id))
