"""The words in which a form table is described: cells, rows, and the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from app.documents.faces import Font, Role, Size
from app.vocabulary import Light


class Style(Enum):
    """How a cell holds its text."""

    LABEL = "label"
    """What the field is called: centred, in 宋体; printed again where its row goes on on the next page."""
    VALUE = "value"
    """A short entry: centred."""
    NAME = "name"
    """A person's name: centred, broken only after ·, in smaller type where a part is wider than the cell."""
    NUMBER = "number"
    """A figure: at the right, half way up."""
    ENTRY = "entry"
    """A short text: at the left, half way up."""
    TEXT = "text"
    """A long text: from the top left, both edges straight, indented paragraphs."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `columns` and `rows` are how many it spans.

    `vertical` puts the characters below each other; `foot` is a line at the bottom right of an opinion (name
    and date to be written by hand); `font` overrides the table's; `light` draws a state light in an
    otherwise empty cell.
    """

    text: str = ""
    style: Style = Style.VALUE
    columns: int = 1
    rows: int = 1
    vertical: bool = False
    foot: str = ""
    font: Font | None = None
    light: Light | None = None


def label(text: str, *, columns: int = 1, rows: int = 1, vertical: bool = False) -> Cell:
    """Make a cell that names a field."""
    return Cell(text, Style.LABEL, columns, rows, vertical)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right, without the places that a cell from above reaches into.

    `height` is the least height in points; rows with `stretch` share what is left of the table's last page.
    `under` is the row of column heads that the row belongs to: it comes again where the row goes on, or
    stands first, on another page.
    """

    cells: tuple[Cell, ...]
    height: float = 0.0
    stretch: bool = False
    under: Row | None = None


def under(head: Row, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows below their column heads."""
    return (head, *(replace(row, under=head) for row in rows))


@dataclass(frozen=True, slots=True)
class Table:
    """A table over the whole width of the page.

    `columns` are relative widths; the first `header_rows` rows come again on every page, under the title with
    （续）.
    """

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    header_rows: int = 0
    title: str = ""
    font: Font = Font(Role.FANGSONG, Size.SMALL_FOUR)  # noqa: RUF009 - frozen
    label_font: Font = Font(Role.SONG, Size.SMALL_FOUR)  # noqa: RUF009 - frozen
    padding: float = 4.0
    spacing: float = 1.4
    """Leading as a multiple of the type size."""

    def font_of(self, cell: Cell) -> Font:
        """Return the face and size of a cell's text."""
        return cell.font or (self.label_font if cell.style is Style.LABEL else self.font)
