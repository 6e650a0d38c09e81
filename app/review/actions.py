"""What the county does with forms: file them, return them with remarks, take a decision back (D26, §2.36).

Every decision is a row of the county's own that names the form and the revision that was judged; `seen` is
the revision that the person looked at, and a form that has moved since is refused (exchange.md §1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.errors import Conflict, UserError
from app.monthly.records import describe as describe_report
from app.monthly.records import version_rows
from app.monthly.rules import in_force
from app.office import Work
from app.people.rules import Duty
from app.review.decisions import decisions_on, standing
from app.review.rules import Form, check_move, filing_number, form_state
from app.review.station import require_county
from app.texts import clean
from app.vocabulary import Month, ReportState, ReviewMove, ReviewVerdict
from db.tables.monthly import Clause, Report
from db.tables.people import Unit
from db.tables.review import Review, ReviewRemark

OPINION_LIMIT = 1000
REMARK_LIMIT = 500
MOVED = "这份登记表在您审核期间有了变动。"
LOOK_AGAIN = "请刷新后核对新内容再办理。"
_HERE = Duty(due=True, exempt=False, reason="")


@dataclass(frozen=True, slots=True)
class RemarkEntry:
    """What is to be corrected in one clause."""

    clause_id: str
    text: str


def file_report(work: Work, report_id: str, seen: int, opinion: str = "") -> str:
    """File one form with the next 备案号 of the year and return the number (D26)."""
    require_county(work)
    report = _to_decide(work, report_id, seen, ReviewMove.FILE)
    number = _file(work, report, clean(opinion, "审核意见", OPINION_LIMIT, field="opinion"))
    describe_report(work, report, number)
    return number


def file_month(work: Work, unit_id: str, month: Month, seen: Mapping[str, int]) -> int:
    """File all of a unit's forms that the person confirmed, by report and revision seen; return how many.

    All or none: a single form that moved meanwhile stops the whole, so that what was confirmed is what is
    filed.
    """
    require_county(work)
    unit = work.session.get_one(Unit, unit_id)
    if not seen:
        raise UserError("没有待审的登记表。", next_step="请刷新后再看。")
    for report_id, revision in seen.items():
        report = _to_decide(work, report_id, revision, ReviewMove.FILE)
        if (report.unit_id, report.month) != (unit_id, month):
            raise UserError(f"登记表不属于{unit.name}{month.label}。", next_step="请刷新后重新核对名单。")
        _file(work, report, "")
    work.describe(f"{unit.name} {month.label} {len(seen)} 份")
    return len(seen)


def return_report(
    work: Work, report_id: str, seen: int, opinion: str, remarks: Sequence[RemarkEntry] = ()
) -> str:
    """Return a form for correction with what is to be corrected, on the whole or clause by clause (D36).

    Returns the decision's id. The unit corrects by a new version; the returned one stays as it is.
    """
    require_county(work)
    report = _to_decide(work, report_id, seen, ReviewMove.RETURN)
    whole = clean(opinion, "退回意见", OPINION_LIMIT, field="opinion")
    lines = _remarks(work, report, remarks)
    if not whole and not lines:
        raise UserError("请写明退回的原因。", field="opinion", next_step="可写整体意见，也可逐条写明。")
    review = _decision(work, report, ReviewVerdict.RETURNED, whole)
    work.session.add_all(ReviewRemark(review_id=review.id, **line) for line in lines)
    describe_report(work, report, whole)
    return review.id


def withdraw_review(work: Work, review_id: str, seen: int, reason: str) -> None:
    """Take a decision back with its reason: the form waits again; a 备案号 once given is not given again."""
    require_county(work)
    review = work.session.get_one(Review, review_id)
    if review.revision != seen or review.withdrawn:
        raise Conflict("这条审核结果刚被改动过。", next_step="请刷新后核对再办理。")
    review.withdrawn = clean(reason, "撤回原因", OPINION_LIMIT, field="reason", required=True)
    describe_report(work, work.session.get_one(Report, review.report_id), review.withdrawn)


def _to_decide(work: Work, report_id: str, seen: int, move: ReviewMove) -> Report:
    """Return the form if it is what the person saw and still waits; raises `Conflict` or `NotAllowed`."""
    report = work.session.get_one(Report, report_id)
    if report.revision != seen:
        raise Conflict(MOVED, next_step=LOOK_AGAIN)
    current = in_force(version_rows(work, report.unit_id, report.cadre_id, report.month))
    if current is not report:
        raise Conflict("这份登记表已有更正版本。", next_step="请刷新后审核新版本。")
    decision = standing(decisions_on(work, [report_id]).get(report_id, ()))
    form = Form(report.id, report.revision, report.version, report.state is ReportState.SIGNED)
    check_move(form_state(form, decision.decided if decision else None, _HERE), move)
    return report


def _file(work: Work, report: Report, opinion: str) -> str:
    taken = work.session.scalars(select(Review.number).where(Review.number != ""))
    number = filing_number(work.rulebook(work.today).filing_code, work.today.year, taken)
    _decision(work, report, ReviewVerdict.FILED, opinion, number)
    return number


def _decision(work: Work, report: Report, verdict: ReviewVerdict, opinion: str, number: str = "") -> Review:
    review = Review(
        report_id=report.id,
        report_revision=report.revision,
        unit_id=report.unit_id,
        month=report.month,
        verdict=verdict,
        number=number,
        opinion=opinion,
        decided_by=work.login.name,
        decided_on=work.today,
    )
    work.session.add(review)
    work.session.flush()
    return review


def _remarks(work: Work, report: Report, remarks: Sequence[RemarkEntry]) -> list[dict[str, str]]:
    known = set(work.session.scalars(select(Clause.id).where(Clause.report_id == report.id)))
    lines = []
    for place, remark in enumerate(remarks):
        if remark.clause_id not in known:
            raise Conflict(MOVED, next_step=LOOK_AGAIN)
        text = clean(remark.text, "逐条意见", REMARK_LIMIT, field=f"remarks.{place}")
        if text:
            lines.append({"clause_id": remark.clause_id, "text": text})
    return lines
