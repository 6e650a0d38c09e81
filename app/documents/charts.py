"""Small charts as plain data, and their drawing on paper; the window paints the same marks.

Points from the top left corner, y downward. Hatching says what colour says, so that a chart survives
black-and-white print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.documents.faces import Font, Role, text_width
from app.documents.page import BLACK, GREY, WHITE, Align, Page

STEP = 3.0
"""Points between two lines of a hatching."""
STROKE = 0.55
"""Thickness of hatching and outline."""
KEY = 9.0
"""Side of the sample in a legend."""


class Fill(StrEnum):
    """How an area is filled; each can be told from the others without colour."""

    SOLID = "solid"
    SLANTED = "slanted"
    CROSSED = "crossed"
    LEVEL = "level"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = GREY
    thickness: float = STROKE


@dataclass(frozen=True, slots=True)
class Lead:
    """What a mark stands for, in words, and what of it the window opens; paper shows the mark alone."""

    words: str
    target: object


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle with its outline."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill
    colour: str
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, its left end, middle or right end at `x`."""

    x: float
    baseline: float
    text: str
    size: float = 9.0
    align: Align = Align.LEFT
    colour: str = BLACK
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of `width` × `height` points, and what it says in one sentence (for screen readers)."""

    width: float
    height: float
    marks: tuple[Stroke | Area | Words, ...]
    sentence: str


def hatching(area: Area) -> Iterator[Stroke]:
    """Give the lines that fill an area."""
    if area.fill in {Fill.SLANTED, Fill.CROSSED}:
        yield from _slanted(area, rising=True)
    if area.fill is Fill.CROSSED:
        yield from _slanted(area, rising=False)
    if area.fill is Fill.LEVEL:
        for number in range(1, int(area.height / STEP + 0.5)):
            y = area.y + number * STEP
            if y < area.y + area.height:
                yield Stroke(area.x, y, area.x + area.width, y, area.colour)


def _slanted(area: Area, *, rising: bool) -> Iterator[Stroke]:
    """Give the lines at 45° that lie within the area."""
    edge, way = (area.x, 1) if rising else (area.x + area.width, -1)
    for number in range(1, int((area.width + area.height) / STEP) + 1):
        offset = number * STEP
        start, end = max(offset - area.height, 0.0), min(offset, area.width)
        if end - start > 0.01:
            yield Stroke(
                edge + way * start,
                area.y + offset - start,
                edge + way * end,
                area.y + offset - end,
                area.colour,
            )


def legend(
    entries: Sequence[tuple[str, Fill, str]], x: float, y: float, size: float = 9.0
) -> tuple[Area | Words, ...]:
    """Return samples with their words, side by side from x, their top at y."""
    marks: list[Area | Words] = []
    font = Font(Role.SONG, size)
    for text, fill, colour in entries:
        marks.append(Area(x, y, KEY, KEY, fill, colour))
        marks.append(Words(x + KEY + 3, y + KEY - 1, text, size))
        x += KEY + 3 + text_width(text, font) + 14
    return tuple(marks)


def draw_chart(page: Page, chart: Chart, x: float, y: float) -> None:
    """Draw a chart with its top left corner at x, y."""
    for mark in chart.marks:
        if isinstance(mark, Words):
            font = Font(Role.SONG, mark.size)
            page.text(x + mark.x, y + mark.baseline, mark.text, font, align=mark.align, colour=mark.colour)
        elif isinstance(mark, Stroke):
            _draw_strokes(page, [mark], x, y)
        else:
            fill = mark.colour if mark.fill is Fill.SOLID else WHITE
            page.rectangle(x + mark.x, y + mark.y, mark.width, mark.height, thickness=0, fill=fill)
            _draw_strokes(page, [*hatching(mark), *outline(mark)], x, y)


def outline(area: Area) -> tuple[Stroke, ...]:
    """Return the four sides of an area."""
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return tuple(Stroke(*start, *end, area.colour) for start, end in pairwise(corners))


def _draw_strokes(page: Page, strokes: Iterable[Stroke], x: float, y: float) -> None:
    for one in strokes:
        page.line(x + one.x1, y + one.y1, x + one.x2, y + one.y2, thickness=one.thickness, colour=one.colour)
