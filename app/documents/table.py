"""Form tables in ink: the words of `cells.py`, laid out by `grid.py`, over as many pages as they need."""

from __future__ import annotations

from app.documents.cells import Cell, Row, Style, Table, label
from app.documents.grid import Box, lay_out, table_height
from app.documents.lights import draw_light
from app.documents.page import Align, Page
from app.documents.paper import Paper

__all__ = ["Cell", "Row", "Style", "Table", "draw_table", "label", "table_height"]

CONTINUED = "（续）"
OUTER_LINE = 1.0
INNER_LINE = 0.5


def draw_table(paper: Paper, table: Table, top: float | None = None) -> float:
    """Draw the table from `top` (else the top of the page) over its pages; return the y below it.

    A row that fits on one page is not torn unless it is long; no line of any cell is lost.
    """
    frame = paper.page.frame
    start = frame.top if top is None else top
    caption = table.label_font.size * 1.8 if table.title else 0.0
    pieces = lay_out(table, frame.width, frame.bottom - start, frame.height - caption)
    for number, piece in enumerate(pieces):
        if number:
            start = paper.new_page(paper.page.sheet).frame.top + caption
            if table.title:
                _draw_caption(paper.page, table)
        left = paper.page.frame.left
        for box in piece.boxes:
            _draw_box(paper.page, table, box, left, start)
        if piece.boxes:
            paper.page.rectangle(left, start, paper.page.frame.width, piece.height, thickness=OUTER_LINE)
        start += piece.height
    return start


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
    Style.NUMBER: Align.RIGHT,
    Style.ENTRY: Align.LEFT,
    Style.TEXT: Align.LEFT,
}
