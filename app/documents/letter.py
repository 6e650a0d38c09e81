"""The parts of an official letter (GB/T 9704, domain.md §6), flowing over the pages of a paper.

A `Letter` keeps a place on the page; each method writes one part below the last, the 版记 at the foot of the
last page. No seal is ever drawn: `sealed` only leaves the room for the real one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial

from app.documents.cells import Table
from app.documents.faces import Font, Role, Size, text_width
from app.documents.lines import Line, break_text
from app.documents.page import BLACK, MM, RED, Align, Frame, Page, first_baseline
from app.documents.paper import Paper
from app.documents.table import draw_table
from app.documents.title import shape_title

BODY = Font(Role.FANGSONG, Size.THREE)
TITLE = Font(Role.TITLE, Size.TWO)
MARK = Font(Role.TITLE, 36)
LINES_PER_PAGE = 22
ENDING = 2
"""Lines of text that go along with a signature for which a page has no room."""
IMPRINT = Font(Role.FANGSONG, Size.FOUR)
IMPRINT_LEADING = 1.5 * Size.FOUR
THICK, THIN = 0.35 * MM, 0.25 * MM
"""Widths of the lines of the 版记."""
SEAL_LINES = 3
"""Free lines before the signature over which a seal is set."""
INDENT = 2 * Size.THREE


class Level(Enum):
    """What a paragraph is: body text or a heading of one of four levels."""

    BODY = Font(Role.FANGSONG, Size.THREE)
    FIRST = Font(Role.HEI, Size.THREE)
    """一、"""
    SECOND = Font(Role.KAI, Size.THREE)
    """（一）"""


def official_date(day: date) -> str:
    """2026年4月2日: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(code: str, year: int, number: int) -> str:
    """组通〔2026〕5号: six-corner brackets, no 第, no leading zeros."""
    return f"{code}〔{year}〕{number}号"


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets a copy (抄送, may be empty), who issued the letter, and when."""

    copies_to: tuple[str, ...]
    issuer: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class _Part:
    """The end of the text: the operations from `start` to `end` of a page, and how to write it again."""

    page: Page
    start: int
    end: int
    rewrite: Callable[[], None]


class Letter:
    """A letter being written on `paper`; `y` is where the next part begins."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.leading = paper.page.frame.height / LINES_PER_PAGE
        self.y = paper.page.frame.top
        self._last: _Part | None = None

    @property
    def page(self) -> Page:
        """The page being written on."""
        return self.paper.page

    @property
    def frame(self) -> Frame:
        """Its text area."""
        return self.paper.page.frame

    def need(self, height: float) -> None:
        """Go on to a new page unless `height` points are left on this one."""
        if self.y + height > self.frame.bottom + 0.5 and self.y > self.frame.top:
            self.paper.new_page(self.page.sheet)
            self.y = self.frame.top

    def blank_lines(self, count: float = 1) -> None:
        """Leave lines free; at the foot of a page they are simply used up."""
        self.y = min(self.y + count * self.leading, self.frame.bottom)

    def mark(self, unit: str) -> None:
        """Write the red name of the issuing body, 35 mm below the top of the text area of the first page."""
        leading = MARK.size * 1.3
        self.y = self.frame.top + 35 * MM - (leading - MARK.size) / 2
        lines = shape_title(unit, self.frame.width, MARK)
        self._centred(lines, MARK, leading, RED)

    def number(self, text: str, *, ruled: bool = True) -> None:
        """Write the document number two lines below the mark, with the red line 4 mm below it."""
        self.blank_lines(2)
        self._centred((Line(text, text_width(text, BODY)),), BODY, self.leading)
        if ruled:
            self.y += 4 * MM
            self.page.line(self.frame.left, self.y, self.frame.right, self.y, thickness=1.2, colour=RED)

    def title(self, text: str, *, blank_before: float = 0.0, blank_after: float = 1.0) -> None:
        """Write the title in 2号小标宋, its lines shaped as a trapezium; a line end breaks it by hand."""
        self.blank_lines(blank_before)
        self._centred(shape_title(text, self.frame.width, TITLE), TITLE, TITLE.size * 1.6)
        self.blank_lines(blank_after)

    def addressee(self, text: str) -> None:
        """Write 主送, flush left, with a full-width colon."""
        self._flow(break_text(f"{text.rstrip('：:')}：", self.frame.width, BODY), BODY)

    def paragraph(self, text: str, level: Level = Level.BODY) -> None:
        """Write paragraphs indented by two characters; a heading keeps a line of text below it."""
        font = level.value
        if level is not Level.BODY:
            self.need(2 * self.leading)
        self._flow(break_text(text, self.frame.width, font, indent=INDENT), font)

    def table(self, table: Table) -> None:
        """Write a form table over the width of the page."""
        self.y = draw_table(self.paper, table, self.y)

    def attachments(self, names: tuple[str, ...]) -> None:
        """Write 附件 one line below the body: numbered where there are several, without a full stop."""
        if not names:
            return
        page, start = self.page, len(self.page.operations)
        self.blank_lines()
        hanging = INDENT + 3 * BODY.size
        for place, name in enumerate(names, 1):
            number = f"{place}. " if len(names) > 1 else ""
            lines = break_text(f"{number}{name.rstrip('。；;')}", self.frame.width - hanging, BODY)
            for row, line in enumerate(lines):
                self.need(self.leading)
                if place == 1 and row == 0:
                    self._line("附件：", self.frame.left + INDENT)
                self._line(line.text, self.frame.left + hanging)
                self.y += self.leading
        self._last = _Part(page, start, len(page.operations), partial(self.attachments, names))

    def attachment_page(self, number: int | None = None) -> None:
        """Start an attachment's page: "附件1" in 黑体 on line 1; its title is for line 3."""
        self.paper.new_page(self.page.sheet)
        self.y = self.frame.top
        font = Level.FIRST.value
        self._flow((Line(f"附件{number or ''}", 0.0),), font)
        self.blank_lines()

    def sign_off(self, units: tuple[str, ...], day: date | None, *, sealed: bool) -> None:
        """Write who signs, and when; without a day 年月日 is left to be filled in by hand.

        With a seal to come the date ends four characters from the right edge, the names are centred over it,
        and there are free lines above, fewer at the foot of a page; without, names and date end two
        characters from the edge. Where a new page is needed the end of the text goes with them.
        """
        written = official_date(day) if day else "　　　　年　　月　　日"
        free = SEAL_LINES if sealed else 1
        lines_left = int((self.frame.bottom - self.y + 0.5) / self.leading)
        if lines_left < len(units) + 2:
            self._turn_page()
        else:
            free = min(free, lines_left - len(units) - 1)
        self.blank_lines(free)
        edge, align = self.frame.right - 2 * BODY.size, Align.RIGHT
        if sealed:
            widest = max((text_width(unit, BODY) for unit in units), default=0.0)
            middle = self.frame.right - 4 * BODY.size - text_width(written, BODY) / 2
            edge, align = min(middle, self.frame.right - widest / 2), Align.CENTRE
        for text in (*units, written):
            self._line(text, edge, align)
            self.y += self.leading

    def imprint(self, said: Imprint) -> None:
        """Write the 版记 between its lines at the foot of the last page, after every attachment.

        On paper printed on both sides it stands on an even page: on the back of an odd one, and where a blank
        page comes before it neither of the two has a number.
        """
        hanging = 3 * IMPRINT.size
        width = self.frame.width - 2 * IMPRINT.size - hanging
        lines = break_text(f"{'，'.join(said.copies_to)}。", width, IMPRINT) if said.copies_to else ()
        row = 1.3 * IMPRINT_LEADING
        copies = (len(lines) + 0.3) * IMPRINT_LEADING if lines else 0.0
        self._foot_page(row + copies + IMPRINT_LEADING)
        frame, page = self.frame, self.page
        left, right = frame.left + IMPRINT.size, frame.right - IMPRINT.size
        top, below = frame.bottom - row - copies, first_baseline(IMPRINT, row)
        if lines:
            start = top + 0.15 * IMPRINT_LEADING
            page.text(left, top + below, "抄送：", IMPRINT)
            page.lines(left + hanging, start, lines, IMPRINT, leading=IMPRINT_LEADING)
            page.line(frame.left, frame.bottom - row, frame.right, frame.bottom - row, thickness=THIN)
        for y in (top, frame.bottom):
            page.line(frame.left, y, frame.right, y, thickness=THICK)
        page.text(left, frame.bottom - row + below, said.issuer, IMPRINT)
        issued = f"{official_date(said.issued_on)}印发"
        page.text(right, frame.bottom - row + below, issued, IMPRINT, align=Align.RIGHT)
        self.y = frame.bottom

    def _foot_page(self, height: float) -> None:
        """Go to the page of the 版记: this one where it may stand here and `height` points are left."""
        room = self.y + height <= self.frame.bottom
        may_stand = self.page.even or not self.paper.two_sided
        if room and may_stand:
            return
        sheet, blank = self.page.sheet, self.page.even
        if blank:
            self.paper.new_page(sheet, numbered=False)
        self.paper.new_page(sheet, numbered=not blank)
        self.y = self.frame.top

    def _turn_page(self) -> None:
        """Go on to a new page and take the end of the text along, if nothing else was drawn after it."""
        part, page = self._last, self.page
        if part and (part.page is not page or part.end != len(page.operations) or not part.start):
            part = None
        if part:
            del page.operations[part.start :]
        self.paper.new_page(page.sheet)
        self.y = self.frame.top
        if part:
            part.rewrite()

    def _line(self, text: str, x: float, align: Align = Align.LEFT) -> None:
        """Write one line at `x` without going on."""
        self.page.text(x, self.y + first_baseline(BODY, self.leading), text, BODY, align=align)

    def _flow(self, lines: tuple[Line, ...], font: Font) -> None:
        """Write body lines, from page to page."""
        while lines:
            self.need(self.leading)
            count = max(int((self.frame.bottom - self.y + 0.5) / self.leading), 1)
            shown, lines = lines[:count], lines[count:]
            self._write(shown[:-ENDING], font)
            ending = shown[-ENDING:]
            page, start = self.page, len(self.page.operations)
            self._write(ending, font)
            self._last = _Part(page, start, len(page.operations), partial(self._flow, ending, font))

    def _write(self, lines: tuple[Line, ...], font: Font) -> None:
        """Write body lines that fit on the page."""
        self.y = self.page.lines(
            self.frame.left, self.y, lines, font, leading=self.leading, width=self.frame.width, justify=True
        )

    def _centred(self, lines: tuple[Line, ...], font: Font, leading: float, colour: str = BLACK) -> None:
        for line in lines:
            self.need(leading)
            self.y = self.page.lines(
                self.frame.left,
                self.y,
                [line],
                font,
                leading=leading,
                width=self.frame.width,
                align=Align.CENTRE,
                colour=colour,
            )
