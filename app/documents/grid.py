"""The layout of a form table as plain numbers: boxes with their lines, page by page.

Rows are taken one after the other; a cell that spans rows stays open until its last one. Where a page ends,
every open cell shows the lines that fit and goes on with the rest on the next page, so no line is ever lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.documents.cells import Cell, Row, Style, Table
from app.documents.faces import clean, text_width
from app.documents.lines import BLANKS, Line, balanced, break_text, fitted_name

TORN = 0.4
"""A row higher than this part of a page may begin at the foot of one page and end on the next."""
LEAST_LINES = 3
"""Fewer lines than these are not left alone at the foot of a page."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or a piece of it, in points from the top left corner of its piece of the table."""

    x: float
    y: float
    width: float
    height: float
    cell: Cell
    lines: tuple[Line, ...]
    leading: float
    last: bool
    """True for the cell's last piece, which carries its foot."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a table that stands on one page."""

    boxes: tuple[Box, ...]
    height: float


@dataclass(slots=True)
class _Open:
    """A cell whose lower edge is not yet known; `top` and `lines` are those of the current page."""

    cell: Cell
    column: int
    x: float
    width: float
    lines: tuple[Line, ...]
    leading: float
    rows_left: int
    top: float = 0.0

    def height(self, padding: float) -> float:
        """Return what the rest of the cell needs."""
        return (len(self.lines) + bool(self.cell.foot)) * self.leading + 2 * padding


def lay_out(table: Table, width: float, first_room: float, next_room: float) -> tuple[Piece, ...]:
    """Cut the table for a page with `first_room` points left and for whole pages of `next_room` points.

    Raises ValueError for whole pages lower than `LEAST_LINES` lines and for a row with too many cells.
    """
    if next_room < least_height(table):
        raise ValueError(f"a page of {next_room:.0f} points is too low for a table")
    header, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    head = _Layout(table, width, float("inf"), float("inf"), Piece((), 0.0)).run(header)[0]
    if head.height > next_room / 2:
        head, body = Piece((), 0.0), (*header, *body)
    layout = _Layout(table, width, first_room, next_room, head)
    pieces = layout.run(body)
    if not any(row.stretch for row in body):
        return pieces
    return _Layout(table, width, first_room, next_room, head).run(layout.stretched(body))


def least_height(table: Table) -> float:
    """Return the height in points of the smallest piece that is left at the foot of a page."""
    return LEAST_LINES * table.font.size * table.spacing + 2 * table.padding


def table_height(table: Table, width: float) -> float:
    """Return the height in points of the table on one endless page."""
    endless = float("inf")
    return _Layout(table, width, endless, endless, Piece((), 0.0)).run(table.rows)[0].height


class _Layout:
    """One run over the rows; `y` is measured from the top of the current piece."""

    def __init__(self, table: Table, width: float, first_room: float, next_room: float, head: Piece) -> None:
        self.table = table
        self.width = width
        total = sum(table.columns)
        self.edges = [0.0, *accumulate(column * width / total for column in table.columns)]
        self.room = first_room
        self.next_room = next_room
        self.head = head
        self.top = self.y = head.height
        """Where the rows of the page begin, and where the next one does."""
        self.boxes: list[Box] = list(head.boxes)
        self.pieces: list[Piece] = []
        self.open: list[_Open] = []
        self.placed: list[tuple[int, float]] = []
        """The piece where each row ends and its height; 0 for a torn one."""

    def run(self, rows: Sequence[Row]) -> tuple[Piece, ...]:
        """Lay out all rows; a cell that spans more of them than there are ends with the last."""
        for place, row in enumerate(rows):
            self._open_cells(row, len(rows) - place)
            following = rows[place + 1 : place + 2]
            self._place(row, self._kept_with(row, following[0]) if following else 0.0)
        self._end_piece()
        return tuple(self.pieces)

    def stretched(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Make the rows that stretch, of those whole on the last page, higher so that they fill it."""
        last = len(self.pieces) - 1
        heights = [
            height if row.stretch and piece == last else 0.0
            for row, (piece, height) in zip(rows, self.placed, strict=True)
        ]
        share = (self.room - self.y) / max(sum(map(bool, heights)), 1) - 0.01
        return tuple(
            replace(row, height=height + share) if height else row
            for row, height in zip(rows, heights, strict=True)
        )

    def _open_cells(self, row: Row, rows_left: int) -> None:
        taken = {
            column for cell in self.open for column in range(cell.column, cell.column + cell.cell.columns)
        }
        column = 0
        for cell in row.cells:
            while column in taken:
                column += 1
            self._open(cell, column, rows_left)
            taken.update(range(column, column + cell.columns))
        for free in set(range(len(self.table.columns))) - taken:
            self._open(Cell(), free, rows_left)
        self.open.sort(key=lambda cell: cell.column)

    def _open(self, cell: Cell, column: int, rows_left: int) -> None:
        if column + cell.columns > len(self.table.columns):
            raise ValueError(f"the cell {cell.text!r} reaches beyond the {len(self.table.columns)} columns")
        x = self.edges[column]
        width = self.edges[column + cell.columns] - x
        cell, lines = _break_cell(self.table, cell, width)
        rows = min(cell.rows, rows_left)
        leading = self.table.font_of(cell).size * (1.2 if cell.vertical else self.table.spacing)
        self.open.append(_Open(cell, column, x, width, lines, leading, rows, self.y))

    def _kept_with(self, row: Row, following: Row) -> float:
        """Return the room below a row of column heads that the first row under it needs."""
        if row.under or not following.under:
            return 0.0
        height = self._alone((following,)).height
        return least_height(self.table) if height > TORN * self.next_room else height

    def _alone(self, rows: Sequence[Row]) -> Piece:
        endless = float("inf")
        return _Layout(self.table, self.width, endless, endless, Piece((), 0.0)).run(rows)[0]

    def _place(self, row: Row, below: float) -> None:
        """Give the row its height, over as many pages as that needs; `below` is to stay free on its page."""
        least, torn = row.height, False
        while True:
            need = self._needed(least)
            room = self.room - self.y
            fresh = self.pieces and self.y <= self.top
            if need + (0.0 if fresh else below) <= room + 0.01:
                break
            if fresh or (need > TORN * self.next_room and room >= least_height(self.table)):
                least, torn = max(0.0, least - room), True
                self._turn_page(self.room, row.under)
            else:
                self._turn_page(self.y, row.under)
        self.placed.append((len(self.pieces), 0.0 if torn else need))
        self.y += need
        for cell in self.open:
            cell.rows_left -= 1
            if not cell.rows_left:
                self._emit(cell, self.y, last=True)
        self.open = [cell for cell in self.open if cell.rows_left]

    def _needed(self, least: float) -> float:
        padding = self.table.padding
        ending = [cell.height(padding) - (self.y - cell.top) for cell in self.open if cell.rows_left == 1]
        return max([least, self.table.font.size * self.table.spacing + 2 * padding, *ending])

    def _turn_page(self, bottom: float, under: Row | None) -> None:
        """End the piece at `bottom`; every open cell that has begun shows what fits, the heads come again."""
        for cell in self.open:
            if bottom - cell.top > 0.01:
                self._emit(cell, bottom, last=False)
        self._end_piece(bottom)
        self.room = self.next_room
        self.top = self.y = self.head.height
        self.boxes = list(self.head.boxes)
        if under:
            self._repeat(under)
        for cell in self.open:
            cell.top = self.y

    def _repeat(self, heads: Row) -> None:
        """Put column heads at the top of the page, unless they would take more than half of it."""
        again = self._alone((heads,))
        if self.y + again.height > self.next_room / 2:
            return
        self.boxes += [replace(box, y=box.y + self.y) for box in again.boxes]
        self.top = self.y = self.y + again.height

    def _emit(self, cell: _Open, bottom: float, *, last: bool) -> None:
        height = bottom - cell.top
        fitting = (
            len(cell.lines) if last else max(int((height - 2 * self.table.padding + 0.01) / cell.leading), 0)
        )
        if not fitting and self.pieces and cell.top <= self.top and bottom >= self.room:
            fitting = 1  # a line higher than the page
        shown = cell.lines[:fitting]
        self.boxes.append(Box(cell.x, cell.top, cell.width, height, cell.cell, shown, cell.leading, last))
        if cell.cell.style is not Style.LABEL or fitting < len(cell.lines):
            cell.lines = cell.lines[fitting:]

    def _end_piece(self, bottom: float | None = None) -> None:
        """Keep the piece; one with nothing but the repeated header becomes empty."""
        if len(self.boxes) == len(self.head.boxes) and not self.pieces and bottom is not None:
            self.pieces.append(Piece((), 0.0))
        else:
            self.pieces.append(Piece(tuple(self.boxes), self.y if bottom is None else bottom))


def _break_cell(table: Table, cell: Cell, width: float) -> tuple[Cell, tuple[Line, ...]]:
    """Return the lines of a cell, and the cell, whose type may have become smaller."""
    font, room = table.font_of(cell), width - 2 * table.padding
    if cell.vertical:
        marks = [mark for mark in clean(cell.text) if mark not in BLANKS + "\n"]
        return cell, tuple(Line(mark, text_width(mark, font)) for mark in marks)
    if not cell.text.strip():
        return cell, ()
    if cell.style is Style.NAME and (fitting := fitted_name(cell.text, room, font)):
        return replace(cell, font=fitting[0]), fitting[1]
    if cell.style in {Style.LABEL, Style.VALUE, Style.NAME}:
        return cell, balanced(cell.text, room, font)
    indent = 2 * font.size if cell.style is Style.TEXT else 0.0
    return cell, break_text(cell.text, room, font, indent=indent)
