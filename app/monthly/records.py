"""Reports as rows, and as the values that rules and views work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import or_, select

from app.errors import UserError
from app.monthly.rules import next_state
from app.monthly.text import ClauseText, ReportText
from app.numbers import number_label
from app.office import Reader, Work
from app.rulebook import Rulebook
from app.texts import clean
from app.vocabulary import Month, ReportMove, ReportState, Role
from db.tables.monthly import Clause, Report
from db.tables.people import Cadre, Post
from db.tables.targets import Target

READERS = (Role.CLERK, Role.HEAD)
"""Who reads everybody's reports."""
KEEPING_RULES = (ReportMove.SUBMIT, ReportMove.EVALUATE)
"""Moves that store a grade, and with it the version of the rule book."""
GONE = "这份报告已不存在。"


def require_report_of(reader: Reader, cadre_id: str) -> None:
    """Raise `NotAllowed` unless the account works for the unit or is the cadre concerned (§2.37)."""
    reader.require(*READERS, cadre_id=cadre_id)


def may_read_report_of(reader: Reader, cadre_id: str) -> bool:
    """Tell whether `require_report_of` would pass."""
    return reader.may(*READERS, cadre_id=cadre_id)


def report_row(reader: Reader, report_id: str) -> Report:
    """Return the report; raises `UserError` when it is gone."""
    report = reader.session.get(Report, report_id)
    if report is None:
        raise UserError(GONE, next_step="请刷新后再看。")
    return report


def clause_row(reader: Reader, clause_id: str) -> Clause:
    """Return the clause; raises `UserError` when it is gone."""
    clause = reader.session.get(Clause, clause_id)
    if clause is None:
        raise UserError("这一条已不存在。", next_step="请刷新后再看。")
    return clause


def version_rows(reader: Reader, unit_id: str, cadre_id: str, month: Month) -> Sequence[Report]:
    """Return every version of one cadre's month, the original first."""
    query = select(Report).where(
        Report.cadre_id == cadre_id, Report.unit_id == unit_id, Report.month == month
    )
    return reader.session.scalars(query.order_by(Report.version)).all()


def clause_rows(reader: Reader, report_id: str) -> Sequence[Clause]:
    """Return the clauses of a report in their order."""
    query = select(Clause).where(Clause.report_id == report_id)
    return reader.session.scalars(query.order_by(Clause.position, Clause.id)).all()


def is_own(reader: Reader, report: Report) -> bool:
    """Tell whether the account at work belongs to the cadre who reports.

    A head's account need not name its cadre, as when it is older than the list of people. Then it is known
    by its name among the unit's heads; where that fits none, the reports of all count as its own (§2.14).
    """
    login = reader.login
    if login.cadre_id is None and Role.HEAD in login.roles:
        heads = _heads(reader, report)
        named = {cadre_id for cadre_id, name in heads.items() if name in login.name}
        return report.cadre_id in (named or heads)
    return report.cadre_id == login.cadre_id


def _heads(reader: Reader, report: Report) -> dict[str, str]:
    """Return the names of the unit's heads in the report's month, by cadre."""
    month = report.month
    query = (
        select(Cadre.id, Cadre.name)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(
            Post.unit_id == report.unit_id,
            Post.heads_unit,
            Post.since <= month.last_day,
            or_(Post.until.is_(None), Post.until >= month.first_day),
        )
    )
    return dict(iter(reader.session.execute(query)))


def is_correcting(reader: Reader, report: Report) -> bool:
    """Tell whether a newer version of this report is under way."""
    query = select(Report.id).where(Report.corrects_id == report.id).limit(1)
    return report.state is ReportState.SIGNED and reader.session.scalar(query) is not None


def move(work: Work, report: Report, made: ReportMove, reason: str = "") -> None:
    """Move the report by the table of moves and name it in the journal; raises `NotAllowed`."""
    report.state = next_state(
        report.state,
        made,
        work.login.roles,
        own=is_own(work, report),
        correcting=is_correcting(work, report),
    )
    if made in KEEPING_RULES:
        report.rulebook_number = work.rulebook(report.month).number
    describe(work, report, reason)


class Ruled(Protocol):
    """What of a report decides which rule book names its grades."""

    @property
    def month(self) -> Month:
        """The reported month."""

    @property
    def state(self) -> ReportState:
        """State of this version."""

    @property
    def rulebook_number(self) -> int:
        """The version it was stored with."""


def rules_of(reader: Reader, report: Ruled) -> Rulebook:
    """Return the rule book that names the report's grades: a draft follows the month's, the rest keep theirs.

    What is handed in or judged keeps the version of that day, so that no paper changes its words afterwards.
    """
    if report.state is ReportState.DRAFT:
        return reader.rulebook(report.month)
    return reader.rulebook_kept(report.rulebook_number, report.month)


def describe(work: Work, report: Report, reason: str = "") -> None:
    """Name the report, and the reason of a step back, in the journal."""
    name = work.session.get_one(Cadre, report.cadre_id).name
    subject = f"{report.month.label} {name}{version_label(report.version)}"
    work.describe(f"{subject}：{reason}" if reason else subject)


def cleaned_reason(reason: str) -> str:
    """Return the reason of a step back, which nobody may leave out (domain.md §2b)."""
    return clean(reason, "原因", 500, field="reason", required=True)


def version_label(version: int) -> str:
    """Return how a version is printed: nothing for the original, `更正1` (domain.md §2.36)."""
    return f"更正{version}" if version else ""


def amount_units(reader: Reader, clauses: Sequence[Clause]) -> dict[str, str]:
    """Return the unit of measure of each target with a numeric goal that a clause answers, by target id."""
    ids = {clause.target_id for clause in clauses if clause.target_id}
    query = select(Target.id, Target.amount_unit).where(Target.id.in_(ids), Target.amount_goal.is_not(None))
    return dict(reader.session.execute(query).all()) if ids else {}


def text_of(
    report: Report, clauses: Sequence[Clause], units: Mapping[str, str] = MappingProxyType({})
) -> ReportText:
    """Return the stored form as one value; `units` as `amount_units` found them."""
    return ReportText(
        clauses=tuple(clause_text(clause, units) for clause in clauses),
        unfinished=report.unfinished,
        next_month=report.next_month,
        self_appraisal=report.self_appraisal,
        self_grade=report.self_grade,
        nothing_to_report=report.nothing_to_report,
        nothing_reason=report.nothing_reason,
    )


def clause_text(clause: Clause, units: Mapping[str, str] = MappingProxyType({})) -> ClauseText:
    """Return the stored clause as one value; `units` as `amount_units` found them."""
    return ClauseText(
        source=clause.source,
        task=clause.task,
        result=clause.result,
        percent=clause.percent,
        reason=clause.reason,
        part=clause.part,
        partners=tuple(clause.partners),
        id=clause.id,
        planned=clause.plan_item_id is not None,
        amount=number_label(clause.amount),
        amount_unit=units.get(clause.target_id or "", ""),
    )
