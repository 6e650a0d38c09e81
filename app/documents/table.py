"""Form tables in ink: the words of `cells.py`, laid out by `grid.py`, over as many pages as they need."""

from __future__ import annotations

from dataclasses import replace

from app.documents.cells import Cell, Row, Style, Table, label, under
from app.documents.grid import Box, Piece, lay_out, table_height
from app.documents.lights import draw_light
from app.documents.page import Align, Page
from app.documents.paper import Paper

__all__ = ["Cell", "Row", "Style", "Table", "draw_table", "filling_pages", "label", "table_height", "under"]

CONTINUED = "（续）"
OUTER_LINE = 1.0
INNER_LINE = 0.5
STRETCHES = (1.0, 0.95, 0.9, 0.85, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3)
"""How much higher the rows may be made, in the order of preference."""
LEAST_FILLED = 1 / 3
"""Of a page: less than this looks left over."""


def draw_table(paper: Paper, table: Table, top: float | None = None) -> float:
    """Draw the table from `top` (else the top of the page) over its pages; return the y below it.

    A row that fits on one page is not torn unless it is long; no line of any cell is lost.
    """
    start = paper.page.frame.top if top is None else top
    for number, piece in enumerate(_pieces(paper.page, table, start)):
        if number:
            start = paper.new_page(paper.page.sheet).frame.top + _caption_height(table)
            if table.title:
                _draw_caption(paper.page, table)
        left = paper.page.frame.left
        for box in piece.boxes:
            _draw_box(paper.page, table, box, left, start)
        if piece.boxes:
            paper.page.rectangle(left, start, paper.page.frame.width, piece.height, thickness=OUTER_LINE)
        start += piece.height
    return start


def filling_pages(page: Page, table: Table, top: float, below: float = 0.0) -> Table:
    """Return the table, its rows lower or higher by up to a third where its last page would be nearly empty.

    `below`: points needed under it on its last page.
    """
    tried = (_with_rows(table, factor) for factor in STRETCHES)
    return next((one for one in tried if _fills(page, one, top, below)), table)


def _fills(page: Page, table: Table, top: float, below: float) -> bool:
    pieces = _pieces(page, table, top)
    room = page.frame.bottom - top if len(pieces) == 1 else page.frame.height - _caption_height(table)
    least = 0.0 if len(pieces) == 1 else room * LEAST_FILLED
    return least <= pieces[-1].height <= room - below


def _with_rows(table: Table, factor: float) -> Table:
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    rows = (*head, *(replace(row, height=row.height * factor) for row in body))
    return replace(table, rows=rows, spacing=table.spacing * factor)


def _pieces(page: Page, table: Table, top: float) -> tuple[Piece, ...]:
    frame = page.frame
    return lay_out(table, frame.width, frame.bottom - top, frame.height - _caption_height(table))


def _caption_height(table: Table) -> float:
    return table.label_font.size * 1.8 if table.title else 0.0


def _draw_caption(page: Page, table: Table) -> None:
    font = table.label_font
    middle = (page.frame.left + page.frame.right) / 2
    page.text(middle, page.frame.top + font.size, f"{table.title}{CONTINUED}", font, align=Align.CENTRE)


def _draw_box(page: Page, table: Table, box: Box, left: float, top: float) -> None:
    """Draw the border of a cell, its lines, and its foot where this is its last piece."""
    x, y = left + box.x, top + box.y
    page.rectangle(x, y, box.width, box.height, thickness=INNER_LINE)
    font = table.font_of(box.cell)
    style = box.cell.style
    foot = box.leading if box.last and box.cell.foot else 0.0
    start = y + table.padding
    if style is not Style.TEXT:
        start = y + max((box.height - foot - len(box.lines) * box.leading) / 2, table.padding)
    page.lines(
        x + table.padding,
        start,
        box.lines,
        font,
        leading=box.leading,
        width=box.width - 2 * table.padding,
        align=_ALIGN[style],
        justify=style is Style.TEXT,
    )
    if box.cell.light and box.last:
        side = 1.4 * font.size
        draw_light(page, box.cell.light, x + (box.width - side) / 2, y + (box.height - side) / 2, side)
    if foot:
        baseline = y + box.height - table.padding - font.size * 0.3
        page.text(x + box.width - table.padding - font.size, baseline, box.cell.foot, font, align=Align.RIGHT)


_ALIGN = {
    Style.LABEL: Align.CENTRE,
    Style.VALUE: Align.CENTRE,
    Style.NAME: Align.CENTRE,
    Style.NUMBER: Align.RIGHT,
    Style.ENTRY: Align.LEFT,
    Style.TEXT: Align.LEFT,
}
