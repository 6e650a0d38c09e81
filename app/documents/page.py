"""A sheet with its margins, and a page to draw on: points, x from the left edge, y downward from the top."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from app.documents.faces import Face, Font, clean, missing_characters, text_width, typeface
from app.documents.lines import Line

if TYPE_CHECKING:
    from app.documents.embedding import EmbeddedFace

MM = 72 / 25.4
"""Points in a millimetre."""
BLACK = "#000000"
WHITE = "#ffffff"
GREY = "#808080"
RED = "#d40000"
ASCENT = 0.88
"""Part of the type size above the base line."""


class Align(Enum):
    """Where a text stands in its room."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The area of a page that text may fill, in points from the top left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From the left to the right edge."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the top to the bottom edge."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper and its margins in points.

    `binding` and `outer` lie left and right and change places on even pages; `head` and `foot` lie above and
    below. A sheet `bound_at_top` (a wide table in an upright booklet) has them above and below, and head and
    foot left and right.
    """

    width: float
    height: float
    binding: float
    outer: float
    head: float
    foot: float
    bound_at_top: bool = False

    def frame(self, *, even: bool) -> Frame:
        """Return the text area of an odd or an even page."""
        first, second = (self.outer, self.binding) if even else (self.binding, self.outer)
        if self.bound_at_top:
            return Frame(self.head, first, self.width - self.foot, self.height - second)
        return Frame(first, self.head, self.width - second, self.height - self.foot)


A4 = Sheet(210 * MM, 297 * MM, binding=28 * MM, outer=26 * MM, head=37 * MM, foot=35 * MM)
"""The page of an official letter (GB/T 9704): 156 × 225 mm of text."""
FORM = Sheet(210 * MM, 297 * MM, binding=25 * MM, outer=18 * MM, head=22 * MM, foot=22 * MM)
"""An upright form: 167 × 253 mm."""
LEDGER = Sheet(297 * MM, 210 * MM, binding=25 * MM, outer=15 * MM, head=20 * MM, foot=20 * MM)
"""A wide table bound at its left: 257 × 170 mm."""
LEDGER_IN_BOOK = Sheet(
    297 * MM, 210 * MM, binding=25 * MM, outer=20 * MM, head=18 * MM, foot=18 * MM, bound_at_top=True
)
"""A wide table turned in an upright booklet: 261 × 165 mm, its head at the binding on odd pages."""


def colour_operands(colour: str) -> str:
    """Return the three numbers of a colour written as #rrggbb."""
    return " ".join(f"{int(colour[place : place + 2], 16) / 255:.3g}" for place in (1, 3, 5))


class Page:
    """One page: `frame` is its text area, `number` its printed number or None, `leaf` its place from 1."""

    def __init__(
        self,
        sheet: Sheet,
        leaf: int,
        number: int | None,
        *,
        even: bool,
        embed: Callable[[Face], EmbeddedFace],
        lack: Callable[[str, list[str]], None],
    ) -> None:
        self.sheet = sheet
        self.leaf = leaf
        self.number = number
        self.even = even
        self.frame = sheet.frame(even=even)
        self.operations: list[str | Callable[[Any], None]] = []
        self._embed = embed
        self._lack = lack

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        font: Font,
        *,
        align: Align = Align.LEFT,
        colour: str = BLACK,
        spacing: float = 0.0,
    ) -> None:
        """Draw one line with its left end, middle or right end at `x`, and `spacing` after each character."""
        line = clean(text).replace("\n", " ")
        if align is not Align.LEFT:
            x -= align.value * (text_width(line, font) + spacing * (len(line) - 1))
        self._show(x, baseline, line, font, colour, spacing)

    def _show(self, x: float, baseline: float, line: str, font: Font, colour: str, spacing: float) -> None:
        """Draw clean text from its left end; most lines need one face only, found at once."""
        if not line or line.isspace():
            return
        first = self._embed(typeface(font.role).first)
        try:
            shown = f"/{first.name} {font.size:g} Tf <{first.encode(line)}> Tj"
        except KeyError:
            if missing := missing_characters(line, font.role):
                self._lack(line, missing)
            shown = " ".join(
                f"/{embedded.name} {font.size:g} Tf <{embedded.encode(piece)}> Tj"
                for embedded, piece in (
                    (self._embed(face), piece) for face, piece in typeface(font.role).runs(line)
                )
            )
        if spacing:
            shown = f"{spacing:.4f} Tc {shown} 0 Tc"
        if colour != BLACK:
            shown = f"{colour_operands(colour)} rg {shown} 0 0 0 rg"
        self.operations.append(f"BT 1 0 0 1 {x:.2f} {self.sheet.height - baseline:.2f} Tm {shown} ET")

    def lines(
        self,
        x: float,
        top: float,
        lines: Iterable[Line],
        font: Font,
        *,
        leading: float,
        width: float = 0.0,
        align: Align = Align.LEFT,
        justify: bool = False,
        colour: str = BLACK,
    ) -> float:
        """Draw broken lines below each other in a column `width` wide; return the y below the last of them.

        `justify` spreads what is left over in a line that does not end its paragraph.
        """
        baseline = top + first_baseline(font, leading)
        for line in lines:
            left = x + line.indent + align.value * (width - line.indent - line.width)
            spacing = _slack(line, width, font) if justify else 0.0
            self._show(left, baseline, line.text, font, colour, spacing)
            baseline += leading
        return baseline - first_baseline(font, leading)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, thickness: float = 0.5, colour: str = BLACK
    ) -> None:
        """Draw a straight line."""
        height = self.sheet.height
        pen = f"{thickness:g} w {colour_operands(colour)} RG"
        self.operations.append(f"{pen} {x1:.2f} {height - y1:.2f} m {x2:.2f} {height - y2:.2f} l S")

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        thickness: float = 0.5,
        fill: str | None = None,
    ) -> None:
        """Draw a rectangle from its top left corner: an outline, an area (thickness 0), or both."""
        parts = [f"{x:.2f} {self.sheet.height - y - height:.2f} {width:.2f} {height:.2f} re"]
        if fill:
            parts.insert(0, f"{colour_operands(fill)} rg")
        if thickness:
            parts.insert(0, f"{thickness:g} w 0 0 0 RG")
        parts.append("B" if fill and thickness else "f" if fill else "S")
        if fill:
            parts.append("0 0 0 rg")
        self.operations.append(" ".join(parts))

    def draw(self, operation: str | Callable[[Any], None]) -> None:
        """Add content-stream text, or a function that gets the canvas; for both y goes up from the bottom."""
        self.operations.append(operation)


def first_baseline(font: Font, leading: float) -> float:
    """Return how far below the top of its line box a base line lies."""
    return (leading - font.size) / 2 + ASCENT * font.size


def _slack(line: Line, width: float, font: Font) -> float:
    """Return the points to put after each character to fill the column; 0 where it would look torn."""
    left_over = width - line.indent - line.width
    if line.ends or len(line.text) < 2 or left_over > 4 * font.size:
        return 0.0
    return left_over / (len(line.text) - 1)
