"""A paper from its first page to its bytes: page numbers, right-hand starts, bookmarks, fixed properties."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from app.documents.faces import Face, Font, Role, Size, one_line
from app.documents.outline import Bookmark, outline
from app.documents.page import A4, GREY, MM, Align, Page, Sheet
from app.documents.unprintable import unprintable
from app.errors import UserError

if TYPE_CHECKING:
    from app.documents.embedding import EmbeddedFace

BLANK_NOTE = "（此页空白）"


class Numbering(Enum):
    """How a page shows its number."""

    NONE = "none"
    DASHES = "— 1 —"
    OF_TOTAL = "第 1 页 共 1 页"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page, and the section whose pages are counted together."""

    page: Page
    section: int


class Paper:
    """A document in the making; nothing in it depends on the clock, so the same calls give the same bytes.

    `mirrored` is for printing on both sides: even pages have their binding margin at the right. `marks`
    prints the two places where a booklet is stapled, 70 mm from the top and the bottom of the sheet.
    """

    def __init__(
        self,
        title: str,
        unit: str,
        *,
        sheet: Sheet = A4,
        numbering: Numbering = Numbering.DASHES,
        mirrored: bool = True,
        marks: bool = False,
        subject: str = "",
    ) -> None:
        self.title = one_line(title)
        self.unit = one_line(unit)
        self.subject = one_line(subject)
        self.sheet = sheet
        self._numbering = numbering
        self._mirrored = mirrored
        self._marks = marks
        self._leaves: list[_Leaf] = []
        self._section = 0
        self._number = 0
        self._faces: dict[str, EmbeddedFace] = {}
        self._bookmarks: list[Bookmark] = []
        self._refusal: UserError | None = None
        self.part = self.title
        """What is being drawn, for the sentence about a character that no font has."""

    @property
    def page(self) -> Page:
        """The page that is being drawn; the first one is made when it is asked for."""
        return self._leaves[-1].page if self._leaves else self.new_page()

    @property
    def two_sided(self) -> bool:
        """Whether it is for printing on both sides."""
        return self._mirrored

    @property
    def page_count(self) -> int:
        """Pages so far, blank ones and the cover included."""
        return len(self._leaves)

    def new_page(self, sheet: Sheet | None = None, *, numbered: bool = True) -> Page:
        """Start a page, on another sheet if wanted; an unnumbered one (a cover) is not counted."""
        if numbered:
            self._number += 1
        leaf = len(self._leaves) + 1
        even = self._mirrored and leaf % 2 == 0
        page = Page(
            sheet or self.sheet,
            leaf,
            self._number if numbered else None,
            even=even,
            embed=self._embed,
            lack=self._lack,
        )
        self._leaves.append(_Leaf(page, self._section))
        return page

    def new_right_hand_page(self, sheet: Sheet | None = None, *, numbered: bool = True) -> Page:
        """Start a page on a right-hand side, after a page marked as blank where that is needed."""
        if self._mirrored and len(self._leaves) % 2:
            before = self._leaves[-1].page
            blank = self.new_page(before.sheet, numbered=before.number is not None)
            blank.number = None
            font = Font(Role.SONG, Size.FOUR)
            blank.text(
                blank.sheet.width / 2,
                blank.sheet.height / 2,
                BLANK_NOTE,
                font,
                align=Align.CENTRE,
                colour=GREY,
            )
        return self.new_page(sheet, numbered=numbered)

    def restart_numbering(self) -> None:
        """Count the pages from here on by themselves, from 1."""
        self._section += 1
        self._number = 0

    def bookmark(self, title: str, level: int = 0) -> None:
        """Put the current page into the reader's outline; level 1 lies below the last bookmark of level 0."""
        self._bookmarks.append(Bookmark(one_line(title), level, self.page.leaf))

    def finish(self) -> bytes:
        """Return the PDF, once; a paper without a page gets a blank one.

        Raises `UserError` where something drawn has a character that no font has: no paper has a hole.
        """
        from app.documents.canvas import PaperCanvas  # noqa: PLC0415 - reportlab, only when something is printed

        if self._refusal:
            raise self._refusal
        _ = self.page
        totals = {
            leaf.section: leaf.page.number or 0 for leaf in self._leaves if leaf.page.number is not None
        }
        for leaf in self._leaves:
            self._finish_page(leaf.page, totals.get(leaf.section, 0))
        canvas = PaperCanvas(self.title, self.unit, self.subject)
        for face in self._faces.values():
            canvas.embed(face)
        entries = outline(self._bookmarks)
        for leaf in self._leaves:
            canvas.put(
                leaf.page, [place for place, entry in enumerate(entries) if entry.leaf == leaf.page.leaf]
            )
        for place, entry in enumerate(entries):
            canvas.addOutlineEntry(entry.title, f"b{place}", entry.level, closed=True)
        canvas.save()
        return canvas.output.getvalue()

    def _lack(self, line: str, characters: list[str]) -> None:
        """Remember the first text that cannot be printed; the layout goes on without it."""
        self._refusal = self._refusal or unprintable(self.part, line, characters)

    def _embed(self, face: Face) -> EmbeddedFace:
        """Return this document's copy of a face."""
        found = self._faces.get(face.file_name)
        if found is None:
            from app.documents.embedding import EmbeddedFace  # noqa: PLC0415 - reportlab, only when something is drawn

            found = self._faces[face.file_name] = EmbeddedFace(face, f"F{len(self._faces) + 1}")
        return found

    def _finish_page(self, page: Page, total: int) -> None:
        """Print the page number, which may need the number of pages, and the marks."""
        if self._marks:
            _draw_binding_marks(page)
        if page.number is None or self._numbering is Numbering.NONE:
            return
        if self._numbering is Numbering.OF_TOTAL:
            middle = (page.frame.left + page.frame.right) / 2
            _draw_number(page, f"第 {page.number} 页 共 {total} 页", middle, Align.CENTRE, Size.FIVE)
        elif not self._mirrored:
            _draw_number(
                page, f"— {page.number} —", (page.frame.left + page.frame.right) / 2, Align.CENTRE, Size.FOUR
            )
        elif page.even:
            _draw_number(page, f"— {page.number} —", page.frame.left + Size.FOUR, Align.LEFT, Size.FOUR)
        else:
            _draw_number(page, f"— {page.number} —", page.frame.right - Size.FOUR, Align.RIGHT, Size.FOUR)


def _draw_number(page: Page, text: str, x: float, align: Align, size: float) -> None:
    """Print a page number whose dashes lie 7 mm below the text area (GB/T 9704)."""
    page.text(x, page.frame.bottom + 7 * MM + size * 0.36, text, Font(Role.SONG, size), align=align)


def _draw_binding_marks(page: Page) -> None:
    """Print two ticks where the booklet is stapled, 70 mm from either end of the binding edge."""
    sheet, near, far = page.sheet, 70 * MM, 4 * MM
    if sheet.bound_at_top:
        edge = sheet.height if page.even else 0.0
        for x in (near, sheet.width - near):
            page.line(x, edge, x, abs(edge - far), thickness=0.3, colour=GREY)
        return
    edge = sheet.width if page.even else 0.0
    for y in (near, sheet.height - near):
        page.line(edge, y, abs(edge - far), y, thickness=0.3, colour=GREY)
