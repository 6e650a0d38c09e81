"""The papers of the notice board: the notice with its table, the posting record (domain.md §7.5–7.6, §7b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.faces import Font, Role, Size
from app.documents.letter import Imprint, Letter, official_date
from app.documents.page import FORM
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label, under
from app.vocabulary import Month


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One cadre on the notice: name, post, results in order, grades by their labels."""

    name: str
    title: str
    results: tuple[str, ...]
    self_grade: str
    grade: str
    correction: str = ""
    """`更正1` when a corrected form hangs."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Where remarks go: always the county's, never the unit's own (D32)."""

    receiver: str
    hours: str
    phone: str
    mailbox: str
    address: str
    postcode: str


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """Everything the notice says; nothing of it may identify more than name and post (domain.md §2.37)."""

    unit: str
    month: Month
    basis: str
    entries: tuple[NoticeEntry, ...]
    posted_on: date
    first_day: date
    last_day: date
    days: int
    contacts: Contacts
    doubt: str = ""
    """Printed when the year's working days are not official."""
    imprint: Imprint | None = None
    """版记, where copies go to others."""


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What happened to one posting, from going up to coming down."""

    unit: str
    month: Month
    place: str
    posted_on: date
    posted_by: str
    period: str
    names: tuple[str, ...]
    ended: str
    breach: str
    interruption: str
    remarks: tuple[tuple[str, str, str, str], ...]
    """Day, channel, content, handling of each remark."""


HONEST = "反映问题应实事求是，提倡实名；反映人的信息严格保密。"


def notice(form: NoticeForm) -> bytes:
    """Return the notice in official format with the table of results as its attachment (D28–D31)."""
    paper = Paper(heading(form), form.unit)
    letter = Letter(paper)
    letter.title(heading(form))
    for paragraph in body(form):
        letter.paragraph(paragraph)
    letter.attachments((attachment_title(form),))
    letter.sign_off((form.unit,), form.posted_on, sealed=True)
    attachment = _results(paper, form)
    if form.imprint:
        attachment.imprint(form.imprint)
    return paper.finish()


def heading(form: NoticeForm) -> str:
    """Return the notice's title."""
    return f"关于{form.month.label}科级领导干部工作实绩的公示"


def attachment_title(form: NoticeForm) -> str:
    """Return the title of the table of results, the same on the notice and on the table."""
    return f"{form.unit}{form.month.label}科级领导干部工作实绩公示表"


def body(form: NoticeForm) -> tuple[str, ...]:
    """Return the notice's paragraphs in the usual wording (domain.md §7b)."""
    contacts = form.contacts
    hours = f"（受理时间：{contacts.hours}）" if contacts.hours else ""
    ways = (
        (("举报电话", contacts.phone), ("电子邮箱", contacts.mailbox)),
        (("通讯地址", contacts.address), ("邮编", contacts.postcode)),
    )
    lines = ("，".join(f"{way}：{value}" for way, value in pair if value) for pair in ways)
    period = f"{official_date(form.first_day)}至{official_date(form.last_day)}（{form.days}个工作日）"
    return (
        f"根据{form.basis}规定，现将我单位科级领导干部{form.month.month}月工作实绩予以公示。",
        f"公示期：{period}。{form.doubt}",
        f"公示期间，如有意见，可通过电话、信函、电子邮件或来访向{contacts.receiver}反映。{HONEST}",
        f"受理单位：{contacts.receiver}{hours}。",
        *(f"{line}。" for line in lines if line),
    )


def _results(paper: Paper, form: NoticeForm) -> Letter:
    page = paper.new_page(FORM)
    font = Font(Role.HEI, Size.THREE)
    page.text(page.frame.left, page.frame.top + font.size, "附件", font)
    letter = Letter(paper)
    letter.title(attachment_title(form), blank_before=1.2, blank_after=0)
    head = Row(tuple(label(name) for name in ("姓名", "职务", "主要实绩", "自评等次", "评定等次")), height=28)
    rows = [head, *(_entry(entry) for entry in form.entries)]
    letter.table(Table((15, 17, 64, 10, 10), tuple(rows), header_rows=1, title="公示表"))
    return letter


def _entry(entry: NoticeEntry) -> Row:
    name = f"{entry.name}\n（{entry.correction}）" if entry.correction else entry.name
    return Row(
        (
            Cell(name, Style.NAME),
            Cell(entry.title),
            Cell("\n".join(numbered(entry.results)), Style.TEXT),
            Cell(entry.self_grade),
            Cell(entry.grade),
        ),
        height=40,
    )


def numbered(results: tuple[str, ...]) -> tuple[str, ...]:
    """Return the results as numbered clauses; one alone needs no number (D19)."""
    if len(results) == 1:
        return results
    return tuple(f"{number}.{result}" for number, result in enumerate(results, 1))


def posting_record(form: RecordForm) -> bytes:
    """Return the sheet that records one posting (domain.md §7.6)."""
    paper = Paper(f"{form.month.label}公示情况记录", form.unit, sheet=FORM, numbering=Numbering.OF_TOTAL)
    draw_posting_record(paper, form)
    return paper.finish()


def draw_posting_record(paper: Paper, form: RecordForm) -> None:
    """Draw the record on the paper's current page: alone, or as the last page of a booklet."""
    paper.part = f"{form.month.label}公示情况记录"
    letter = Letter(paper)
    letter.title(f"{form.month.label}科级领导干部工作实绩公示情况记录", blank_after=0)
    facts = (
        ("单位", form.unit),
        ("公示内容", f"{form.month.label}实绩报告登记表：{'、'.join(form.names)}"),
        ("张贴地点", form.place),
        ("张贴", f"{official_date(form.posted_on)}，张贴人：{form.posted_by}"),
        ("公示期", form.period),
        ("中断情况", form.interruption or "无"),
        ("撤下", form.ended or "（公示中）"),
        ("未满期原因", form.breach or "无"),
    )
    rows = [Row((label(name), Cell(value, Style.ENTRY, columns=3)), height=32) for name, value in facts]
    head = Row(tuple(label(name) for name in ("收到日期", "方式", "意见内容", "处理情况")), height=26)
    lines = form.remarks or (("", "", "公示期间未收到意见。", ""),)
    rows += under(head, map(_remark, lines))
    signature = "张贴人：　　　　　撤下人：　　　　　负责人：　　　　　年　月　日"
    rows.append(Row((label("签名"), Cell(signature, Style.ENTRY, columns=3)), height=44))
    draw_table(paper, Table((16, 14, 46, 34), tuple(rows), title="公示情况记录"), letter.y)


def _remark(line: tuple[str, str, str, str]) -> Row:
    day, channel, content, handling = line
    return Row((Cell(day), Cell(channel), Cell(content, Style.TEXT), Cell(handling, Style.TEXT)), height=30)
