"""The demonstration's review: the county files, returns one form, reminds; the unit corrects (D26, D36)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.demo import month as months
from app.demo.stories import FEBRUARY, JANUARY, MARCH
from app.demo.town import Town
from app.documents.files import file_name, save
from app.monthly import actions, handing_in
from app.monthly.views_sheet import report_sheet
from app.office import Office, Reader
from app.review.actions import RemarkEntry, file_month, return_report
from app.review.actions_reminding import issue_reminder
from app.review.digest_actions import RemarkEntry as RemarkOnDigest
from app.review.digest_actions import make_digest, record_remark
from app.review.digest_board import edition_pdf
from app.review.digest_candidates import candidates
from app.review.digest_form import Paragraph, Wording
from app.review.forms import receipt_form, reminder_form, return_form
from app.review.papers import filing_receipt, reminder_letter, return_letter
from app.review.views import FormLine, unit_month
from app.vocabulary import Month, ReportState, ReviewState, ReviewVerdict
from db.tables.monthly import Report
from db.tables.review import Review

RETURNED_UNIT = 1
"""Place of the unit to which February's first form goes back."""
MOST_PROBLEMS = 6
WAITING = (ReviewState.WAITING, ReviewState.CORRECTED)
ASK = "请写明完成数量和现场核实情况。"
CORRECTED_ON = date(2026, 3, 16)
REMINDED_UNTIL = date(2026, 4, 20)
NOTABLE = {
    JANUARY: "丹江镇（演示）年度目标分解到月到人，危房改造率先启动。",
    FEBRUARY: "丹江镇（演示）春节期间安全值守和走访慰问组织有力。",
    MARCH: "丹江镇（演示）危房改造、通组路硬化进度居全县前列。",
}
SAID = {
    JANUARY: "开局总体较好。请各单位按时报送，实绩要写清数量和成效。",
    FEBRUARY: "退回更正的要举一反三，同类问题不要再出现。",
    MARCH: "请有关单位抓紧补报并抓好整改。",
}
"""What the leader wrote on each month's digest."""


def review(county: Office, month: Month, units: Sequence[str], folder: Path) -> Iterator[Path]:
    """Work through a month: file, lay the digest before the leaders; return in February, remind in March."""
    for place, unit_id in enumerate(units):
        for worked in (month.previous, month):
            lines = _waiting(county, unit_id, worked)
            if lines and place == RETURNED_UNIT and worked == month == FEBRUARY:
                yield _return_first(county, lines[0], folder)
                lines = lines[1:]
            if lines:
                _file(county, unit_id, worked, lines)
    yield _lay_before_leaders(county, month, units, folder)
    if month == MARCH:
        yield _filing_receipt(county, units[0], month, folder)
        yield from _remind(county, units, month, folder)


def _waiting(county: Office, unit_id: str, month: Month) -> list[FormLine]:
    with county.read() as reader:
        return [line for line in unit_month(reader, unit_id, month).lines if line.state in WAITING]


def _file(county: Office, unit_id: str, month: Month, lines: Sequence[FormLine]) -> None:
    seen = {line.report_id: line.revision for line in lines if line.report_id}
    with county.write("备案") as work:
        file_month(work, unit_id, month, seen)


def _return_first(county: Office, line: FormLine, folder: Path) -> Path:
    with county.read() as reader:
        first = report_sheet(reader, line.report_id or "").text.clauses[0]
    with county.write("退回登记表") as work:
        remark = RemarkEntry(first.id or "", ASK)
        return_report(work, line.report_id or "", line.revision, "第一条过于笼统。", (remark,))
    with county.read() as reader:
        paper = return_letter(return_form(reader, line.unit_id, FEBRUARY))
    return save(folder / file_name(FEBRUARY.label, "退回单", suffix=".pdf"), paper)


def _filing_receipt(county: Office, unit_id: str, month: Month, folder: Path) -> Path:
    with county.read() as reader:
        paper = filing_receipt(receipt_form(reader, unit_id, month))
    return save(folder / file_name(month.label, "备案回执", suffix=".pdf"), paper)


def _remind(county: Office, units: Sequence[str], month: Month, folder: Path) -> Iterator[Path]:
    for unit_id in units:
        with county.read() as reader:
            missing = [line.cadre_id for line in unit_month(reader, unit_id, month).lines if line.missing]
        if not missing:
            continue
        with county.write("签发催报单") as work:
            made = issue_reminder(work, unit_id, month, missing, REMINDED_UNTIL)
        with county.read() as reader:
            form = reminder_form(reader, made)
        yield save(folder / file_name(month.label, "催报单", form.unit, suffix=".pdf"), reminder_letter(form))


def _lay_before_leaders(county: Office, month: Month, units: Sequence[str], folder: Path) -> Path:
    """Make the month's digest of what a person would choose, and record what a leader wrote on it."""
    with county.read() as reader:
        offered = candidates(reader, month)
    chosen = [Paragraph(one.unit_id, one.text) for one in offered]
    problems = [one for one, card in zip(chosen, offered, strict=True) if not card.notable]
    notable = [Paragraph(units[0], NOTABLE[month])]
    made = make_digest(county, month, Wording(tuple(notable), tuple(problems[:MOST_PROBLEMS])))
    remark = RemarkOnDigest("演示县领导", "县委常委、组织部部长", SAID[month], county.clock.today())
    with county.write("登记批示") as work:
        record_remark(work, made, remark)
    with county.read() as reader:
        paper = edition_pdf(reader, made)
    return save(folder / file_name(month.label, "审核汇总表（呈阅）", suffix=".pdf"), paper)


def correct_returned(town: Town) -> None:
    """Let the unit correct, judge, sign and post anew every form that the county returned."""
    for report_id in town.see(_returned):
        town.on(CORRECTED_ON)
        corrected = town.do(
            "更正已签定的报告", actions.correct_report, report_id, "县考核办退回，补充完成数量。"
        )
        text = town.see(report_sheet, corrected).text
        first = replace(text.clauses[0], result=f"{text.clauses[0].result}（已逐项现场核实）")
        town.do(
            "提交月报告", handing_in.hand_in, corrected, replace(text, clauses=(first, *text.clauses[1:]))
        )
        months.hold(town, FEBRUARY, CORRECTED_ON)
        months.sign(town, FEBRUARY, CORRECTED_ON)
        months.post(town, FEBRUARY, CORRECTED_ON)


def _returned(reader: Reader) -> list[str]:
    query = (
        select(Report.id)
        .join(Review, Review.report_id == Report.id)
        .where(Review.verdict == ReviewVerdict.RETURNED, Report.state == ReportState.SIGNED)
    )
    return list(reader.session.scalars(query))
