"""The county's letters to the units: 退回单, 备案回执, 催报单, 免报月 notice (domain.md §7b, §6; D26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.cells import Cell, Row, Style, Table, label
from app.documents.letter import Letter, official_date
from app.documents.paper import Paper
from app.vocabulary import Month


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """One returned form: whose, and what is to be corrected, on the whole and clause by clause."""

    name: str
    title: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnLetter:
    """What a unit has to correct of a month."""

    office: str
    unit: str
    month: Month
    forms: tuple[ReturnedForm, ...]
    issued_on: date


@dataclass(frozen=True, slots=True)
class FiledForm:
    """One filed form with its number."""

    name: str
    title: str
    number: str
    grade: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class FilingReceipt:
    """Which forms of a unit's month the county has filed."""

    office: str
    unit: str
    month: Month
    forms: tuple[FiledForm, ...]
    issued_on: date


@dataclass(frozen=True, slots=True)
class ReminderLetter:
    """Who of a unit has not reported, and until when it is to come; `number` is the how manieth."""

    office: str
    unit: str
    month: Month
    number: int
    names: tuple[str, ...]
    was_due: date
    due: date
    issued_on: date


@dataclass(frozen=True, slots=True)
class WaiverLetter:
    """A month that nobody owes; addressed to every unit."""

    office: str
    month: Month
    reason: str
    issued_on: date


def return_letter(form: ReturnLetter) -> bytes:
    """Return the 退回单 as a letter with its table."""
    title = f"关于退回{form.month.label}科级领导干部实绩报告登记表的通知"
    letter = _begun(title, form.office, form.unit)
    letter.paragraph(
        f"你单位报送的{form.month.label}科级领导干部实绩报告登记表收悉。经审核，以下{len(form.forms)}份需要更正，"
        "现予退回。请按审核意见办理更正，经班子会议评价、主要负责人签定后重新报送，并对更正后的登记表重新公示。"
    )
    letter.blank_lines(0.5)
    head = Row(tuple(label(name) for name in ("序号", "姓名", "职务", "审核意见")), height=26)
    rows = [_returned(place, one) for place, one in enumerate(form.forms, 1)]
    letter.table(Table((8, 14, 22, 66), (head, *rows), header_rows=1, title="退回登记表"))
    letter.sign_off((form.office,), form.issued_on, sealed=True)
    return letter.paper.finish()


def _returned(place: int, form: ReturnedForm) -> Row:
    cells = (
        Cell(str(place)),
        Cell(form.name, Style.NAME),
        Cell(form.title),
        Cell("\n".join(form.remarks), Style.TEXT),
    )
    return Row(cells, height=34)


def filing_receipt(form: FilingReceipt) -> bytes:
    """Return the 备案回执 with the number of each form (D26)."""
    title = f"{form.month.label}科级领导干部实绩报告登记表备案回执"
    letter = _begun(title, form.office, form.unit)
    letter.paragraph(
        f"你单位报送的{form.month.label}科级领导干部实绩报告登记表，经审核，以下{len(form.forms)}份已予备案。"
    )
    letter.blank_lines(0.5)
    names = ("序号", "姓名", "职务", "评定等次", "备案号", "备案日期")
    head = Row(tuple(label(name) for name in names), height=26)
    rows = [
        Row(
            (
                Cell(str(place)),
                Cell(one.name, Style.NAME),
                Cell(one.title),
                Cell(one.grade),
                Cell(one.number),
                Cell(official_date(one.filed_on)),
            ),
            height=28,
        )
        for place, one in enumerate(form.forms, 1)
    ]
    letter.table(Table((8, 14, 23, 16, 25, 24), (head, *rows), header_rows=1, title="备案登记表"))
    letter.sign_off((form.office,), form.issued_on, sealed=True)
    return letter.paper.finish()


def reminder_letter(form: ReminderLetter) -> bytes:
    """Return the 催报单 in the usual wording (domain.md §7b)."""
    letter = _begun("科级领导干部工作实绩报告催报单", form.office, form.unit)
    letter.paragraph(
        f"经查，你单位{'、'.join(form.names)}{form.month.label}工作实绩报告未按规定于{_deadline(form)}上报，"
        f"请于{official_date(form.due)}前补报并书面说明理由。连续两次未上报且不能提供正当理由的，按规定处理。"
    )
    letter.paragraph(f"本单为{form.month.label}对你单位的第{form.number}次催报。")
    letter.sign_off((form.office,), form.issued_on, sealed=True)
    return letter.paper.finish()


def _deadline(form: ReminderLetter) -> str:
    if Month.of(form.was_due) == form.month:
        return f"{form.was_due.day}日前"
    return f"{official_date(form.was_due)}前"


def waiver_letter(form: WaiverLetter) -> bytes:
    """Return the notice that a month is not due (domain.md §2.41)."""
    title = f"关于{form.month.label}免报科级领导干部工作实绩的通知"
    letter = _begun(title, form.office, "各乡镇、县直有关单位")
    letter.paragraph(
        f"因{form.reason.rstrip('。')}，经研究，{form.month.label}全县科级领导干部工作实绩免予报告、免予公示，"
        "不计入应报月数，也不作未报统计。其他月份仍按规定报告。"
    )
    letter.sign_off((form.office,), form.issued_on, sealed=True)
    return letter.paper.finish()


def _begun(title: str, office: str, addressee: str) -> Letter:
    letter = Letter(Paper(title, office))
    letter.title(title)
    letter.addressee(addressee)
    return letter


def listed(whole: str, clauses: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Return the remarks of a returned form as lines: the whole first, then by clause."""
    return (*([whole] if whole else []), *(f"第 {number} 条：{text}" for number, text in clauses))
