"""The parts of an official letter (GB/T 9704, domain.md §6), flowing over the pages of a paper.

A `Letter` keeps a place on the page; each method writes one part below the last. `write_letter` puts a whole
plain letter together. No seal is ever drawn: `sealed` only leaves the room for the real one.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from app.documents.cells import Table
from app.documents.faces import Font, Role, Size, text_width
from app.documents.lines import Line, break_text
from app.documents.page import MM, RED, Align, Frame, Page
from app.documents.paper import Paper
from app.documents.table import draw_table
from app.documents.title import shape_title

BODY = Font(Role.FANGSONG, Size.THREE)
TITLE = Font(Role.TITLE, Size.TWO)
MARK = Font(Role.TITLE, 36)
LINES_PER_PAGE = 22
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


class Letter:
    """A letter being written on `paper`; `y` is where the next part begins."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.leading = paper.page.frame.height / LINES_PER_PAGE
        self.y = paper.page.frame.top

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
        """Write a paragraph indented by two characters, or several between line ends."""
        font = level.value
        self._flow(break_text(text, self.frame.width, font, indent=INDENT), font)

    def table(self, table: Table) -> None:
        """Write a form table over the width of the page."""
        self.y = draw_table(self.paper, table, self.y)

    def attachments(self, names: tuple[str, ...]) -> None:
        """Write 附件 one line below the body: numbered where there are several, without a full stop."""
        if not names:
            return
        self.blank_lines()
        hanging = INDENT + 3 * BODY.size
        for place, name in enumerate(names, 1):
            number = f"{place}. " if len(names) > 1 else ""
            lines = break_text(f"{number}{name.rstrip('。；;')}", self.frame.width - hanging, BODY)
            for row, line in enumerate(lines):
                self.need(self.leading)
                if place == 1 and row == 0:
                    self.page.lines(
                        self.frame.left + INDENT, self.y, [Line("附件：", 0.0)], BODY, leading=self.leading
                    )
                self.y = self.page.lines(
                    self.frame.left + hanging, self.y, [line], BODY, leading=self.leading
                )

    def sign_off(self, units: tuple[str, ...], day: date | None, *, sealed: bool) -> None:
        """Write who signs, and when.

        With a seal to come the date ends four characters from the right edge with the name centred over it,
        and three free lines for the seal; without, the name ends two characters from the edge, the date below
        it begins two characters further right than the name. Never alone on a page but for what belongs to
        it.
        """
        written = official_date(day) if day else "　　　　年　　月　　日"
        self.need((len(units) + (4 if sealed else 2)) * self.leading)
        self.blank_lines(3 if sealed else 1)
        date_width = text_width(written, BODY)
        widest = max((text_width(unit, BODY) for unit in units), default=0.0)
        if sealed:
            middle = self.frame.right - 4 * BODY.size - date_width / 2
            middle = min(middle, self.frame.right - widest / 2)
            self._signatures(units, middle, Align.CENTRE)
            self._one(written, middle, Align.CENTRE)
        else:
            edge = self.frame.right - 2 * BODY.size
            self._signatures(units, edge, Align.RIGHT)
            self._one(written, edge, Align.RIGHT)

    def _signatures(self, units: tuple[str, ...], x: float, align: Align) -> None:
        for unit in units:
            self._one(unit, x, align)

    def _one(self, text: str, x: float, align: Align) -> None:
        """Write one line at `x`."""
        self.page.text(x, self.y + self.leading * 0.7, text, BODY, align=align)
        self.y += self.leading

    def _flow(self, lines: tuple[Line, ...], font: Font) -> None:
        """Write body lines, from page to page."""
        while lines:
            self.need(self.leading)
            count = max(int((self.frame.bottom - self.y + 0.5) / self.leading), 1)
            self.y = self.page.lines(
                self.frame.left,
                self.y,
                lines[:count],
                font,
                leading=self.leading,
                width=self.frame.width,
                justify=True,
            )
            lines = lines[count:]

    def _centred(self, lines: tuple[Line, ...], font: Font, leading: float, colour: str = "#000000") -> None:
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
