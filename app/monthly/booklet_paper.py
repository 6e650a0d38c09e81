"""装订册: cover, contents, corrections, one form per cadre, minutes, posting page (D25–D26, §6.11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.code import draw_code
from app.documents.faces import Font, Role, Size, text_width
from app.documents.letter import Letter, official_date
from app.documents.page import FORM, GREY, MM, Align, Page
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label
from app.monthly.minutes_paper import MinutesForm, draw_minutes
from app.monthly.papers import RegistrationForm, draw_registration_form
from app.notices.papers import RecordForm, draw_posting_record
from app.progress import SILENT, Progress
from app.vocabulary import Month, PaperCopy

CONTENTS_LINES = 30
CODE_PREFIX = "shijibu:booklet:"
HEAD_BOX = (95.0, 150.0, 285.0, 222.0)
"""Where the head's signature stands on the cover: left, bottom, right, top in points from the lower left."""
SEAL_BOX = (315.0, 126.0, 475.0, 246.0)
"""Where the unit's seal and signature stand on the cover."""
OTHER_BOXES = tuple((95.0 + 96 * place, 266.0, 187.0 + 96 * place, 306.0) for place in range(4))
"""Where others sign besides the head: a row above both, empty and unframed until somebody does."""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A corrected form in this edition (domain.md §2.36)."""

    name: str
    version: int
    reason: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class AbsentLine:
    """A cadre of the list without a form here, with the plain word 免报 or 未报."""

    name: str
    title: str
    word: str


@dataclass(frozen=True, slots=True)
class BookletForm:
    """A whole booklet; `code` is printed on the cover and leads back to the record."""

    county: str
    unit: str
    month: Month
    copy: PaperCopy
    edition: int
    code: str
    bound_on: date
    forms: tuple[RegistrationForm, ...]
    absent: tuple[AbsentLine, ...]
    corrections: tuple[CorrectionLine, ...]
    meetings: tuple[MinutesForm, ...]
    postings: tuple[RecordForm, ...]
    marks: bool = False
    """Whether the two places for staples are printed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents: the words, and the page, or why there is none."""

    words: str
    page: str


def booklet(form: BookletForm, progress: Progress = SILENT) -> bytes:
    """Return the bound booklet for printing on both sides; each form starts on a right-hand page."""
    title = f"{form.unit}{form.month.label}科级领导干部工作实绩报告册"
    paper = Paper(
        title, form.unit, sheet=FORM, numbering=Numbering.OF_TOTAL, marks=form.marks, subject=form.code
    )
    _cover(paper, form)
    paper.bookmark("封面")
    paper.restart_numbering()
    contents = _reserve_contents(paper, form)
    lines = [*_corrections(paper, form), *_forms(paper, form, progress)]
    lines += [
        _Entry(_member(place, line), line.word) for place, line in enumerate(form.absent, len(form.forms) + 1)
    ]
    lines += [*_meetings(paper, form), *_postings(paper, form)]
    paper.part = paper.title
    _fill_contents(contents, lines)
    return paper.finish()


def _cover(paper: Paper, form: BookletForm) -> None:
    page = paper.new_page(numbered=False)
    frame, middle = page.frame, page.sheet.width / 2
    kai, title = Font(Role.KAI, Size.FOUR), Font(Role.TITLE, Size.TWO)
    page.text(frame.right, frame.top + 4, f"（{form.copy.label}）", kai, align=Align.RIGHT)
    page.text(frame.left, frame.top + 4, f"编号：{form.code}", Font(Role.SONG, Size.FIVE))
    page.text(middle, 210, form.county, title, align=Align.CENTRE)
    page.text(middle, 250, "科级领导干部工作实绩报告册", Font(Role.TITLE, 26), align=Align.CENTRE)
    page.text(middle, 296, f"（{form.month.label}）", title, align=Align.CENTRE)
    corrected = "（含更正）" if form.corrections else ""
    edition = "" if form.edition == 1 else f"　第 {form.edition} 次装订{corrected}"
    lines = (
        f"单　　位：{form.unit}",
        f"装订日期：{official_date(form.bound_on)}{edition}",
        f"份　　数：登记表 {len(form.forms)} 份",
    )
    for place, line in enumerate(lines):
        page.text(190, 390 + place * 32, line, Font(Role.FANGSONG, Size.THREE))
    draw_code(page, f"{CODE_PREFIX}{form.code}", frame.right - 22 * MM, 470, 22 * MM)
    _signature_boxes(page)


def _signature_boxes(page: Page) -> None:
    song = Font(Role.SONG, Size.FIVE)
    for (left, bottom, right, top), words in ((HEAD_BOX, "单位主要负责人签名"), (SEAL_BOX, "单位盖章")):
        upper = page.sheet.height - top
        page.text((left + right) / 2, upper - 6, words, song, align=Align.CENTRE)
        page.rectangle(left, upper, right - left, top - bottom, thickness=0.4)


def _reserve_contents(paper: Paper, form: BookletForm) -> list[Page]:
    parts = (form.forms, form.absent, form.meetings, form.postings)
    lines = sum(map(len, parts)) + bool(form.corrections)
    pages = [paper.new_right_hand_page()]
    paper.bookmark("目录")
    return pages + [paper.new_page() for _ in range((lines - 1) // CONTENTS_LINES)]


def _begin(paper: Paper) -> str:
    """Start a part on a right-hand page and return the page's number."""
    return str(paper.new_right_hand_page().number or "")


def _member(number: int, line: RegistrationForm | AbsentLine) -> str:
    return f"{number}. {line.name}　{line.title}"


def _forms(paper: Paper, form: BookletForm, progress: Progress) -> Iterator[_Entry]:
    for number, registration in enumerate(form.forms):
        progress.step(number, len(form.forms), f"正在排印 {registration.name} 的登记表")
        yield _Entry(_member(number + 1, registration), _begin(paper))
        paper.bookmark("登记表" if number == 0 else registration.name, 0 if number == 0 else 1)
        draw_registration_form(paper, registration)


def _meetings(paper: Paper, form: BookletForm) -> Iterator[_Entry]:
    for meeting in form.meetings:
        yield _Entry(f"班子会议评价记录（{official_date(meeting.held_on)}）", _begin(paper))
        paper.bookmark("班子会议评价记录")
        draw_minutes(paper, meeting)


def _postings(paper: Paper, form: BookletForm) -> Iterator[_Entry]:
    for posting in form.postings:
        yield _Entry(f"公示情况记录（{official_date(posting.posted_on)}张贴）", _begin(paper))
        paper.bookmark("公示情况记录")
        draw_posting_record(paper, posting)


def _fill_contents(pages: list[Page], lines: Sequence[_Entry]) -> None:
    heading = Font(Role.TITLE, Size.SMALL_TWO)
    for place, page in enumerate(pages):
        frame = page.frame
        page.text((frame.left + frame.right) / 2, frame.top + 22, "目　　录", heading, align=Align.CENTRE)
        for row, line in enumerate(lines[place * CONTENTS_LINES : (place + 1) * CONTENTS_LINES]):
            _contents_line(page, frame.top + 62 + row * 21, line)


def _contents_line(page: Page, y: float, line: _Entry) -> None:
    """Write a line of the contents, smaller where the name and the post would run into the number."""
    frame, font = page.frame, Font(Role.FANGSONG, Size.FOUR)
    end = frame.right - text_width(line.page, font) - font.size
    fit = (end - frame.left) / max(text_width(line.words, font), 1)
    small = Font(font.role, font.size * min(fit, 1.0))
    page.text(frame.left, y, line.words, small)
    page.text(frame.right, y, line.page, font, align=Align.RIGHT)
    start = frame.left + text_width(line.words, small) + font.size
    page.text(start, y, "·" * int((end - start) / text_width("·", font)), font, colour=GREY)


def _corrections(paper: Paper, form: BookletForm) -> Iterator[_Entry]:
    if not form.corrections:
        return
    yield _Entry("更正说明", _begin(paper))
    paper.bookmark("更正说明")
    letter = Letter(paper)
    letter.title("更正说明", blank_after=0)
    head = Row(tuple(label(name) for name in ("姓名", "更正次数", "更正原因", "签定日期")), height=26)
    rows = (head, *(_correction(line) for line in form.corrections))
    draw_table(paper, Table((14, 12, 54, 20), rows, header_rows=1, title="更正说明"), letter.y)


def _correction(line: CorrectionLine) -> Row:
    cells = (Cell(line.name, Style.NAME), Cell(f"更正{line.version}"), Cell(line.reason, Style.TEXT))
    return Row((*cells, Cell(official_date(line.signed_on))), height=28)
