"""What a signature shows on the page: a small PDF with the signer's lines and, if given, the seal's picture.

With a picture the lines are printed over the red seal (GB/T 9704: it covers name and date, domain.md §6.5);
without one the stamp is a plain box of text, never an empty or imitated seal.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from app.documents.faces import Font, Role, missing_characters
from app.documents.lines import Line, break_text
from app.documents.page import Align, Page, Sheet
from app.documents.paper import Numbering, Paper
from app.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.pdfgen.canvas import Canvas

SEAL_BYTES = 5 * 1024 * 1024
SEAL_PIXELS = 16_000_000
SEAL_SIDE = 600
"""Most pixels along a side of the embedded picture: a 42 mm seal at 360 dpi."""

_ROLE = Role.HEI
_SIZES = (10.5, 9.0, 8.0, 7.0, 6.0, 5.0)
_LEADING = 1.35
_INSET = 3.0


def draw_stamp(width: float, height: float, lines: tuple[str, ...], seal: Image | None) -> bytes:
    """Draw the stamp as a PDF page of the given size in points.

    A character without a glyph, or more text than fits, is a `UserError` on "lines".
    """
    text = "\n".join(lines)
    if missing := "".join(missing_characters(text, _ROLE)):
        raise UserError(f"签名栏文字中的“{missing}”字库里没有。", field="lines", next_step="请改用别的字。")
    font, broken = _fit(text, width - 2 * _INSET, height - 2 * _INSET)
    sheet = Sheet(width, height, binding=0, outer=0, head=0, foot=0)
    paper = Paper("签名", "", sheet=sheet, numbering=Numbering.NONE, mirrored=False)
    if seal is None:
        paper.page.rectangle(0.5, 0.5, width - 1, height - 1, thickness=0.5)
    else:
        _draw_seal(paper.page, seal)
    _draw_lines(paper.page, font, broken, Align.LEFT if seal is None else Align.CENTRE)
    return paper.finish()


def read_seal(picture: bytes) -> Image:
    """Check and decode the picture of a unit's seal: PNG or JPEG, hostile input.

    Anything else, too large or blank is a `UserError` on "seal".
    """
    if len(picture) > SEAL_BYTES:
        raise _bad_seal(f"超过 {SEAL_BYTES // 1024 // 1024} MB")
    try:
        image = _decode(picture)
    except UserError:
        raise
    except Exception as problem:  # whatever a crafted picture makes the decoder raise
        raise _bad_seal("不是完好的 PNG 或 JPEG 图片") from problem
    image.thumbnail((SEAL_SIDE, SEAL_SIDE))
    if _is_blank(image):
        raise _bad_seal("是空白的")
    return image


def _decode(picture: bytes) -> Image:
    from PIL import Image as Images  # noqa: PLC0415 - only when a seal is used

    with Images.open(BytesIO(picture), formats=("PNG", "JPEG")) as opened:
        if opened.width * opened.height > SEAL_PIXELS:
            raise _bad_seal("的像素太多")
        opened.verify()
    with Images.open(BytesIO(picture), formats=("PNG", "JPEG")) as opened:
        return opened.convert("RGBA")


def _bad_seal(what: str) -> UserError:
    return UserError(f"印章图片{what}。", field="seal", next_step="请换一张图片。")


def _is_blank(image: Image) -> bool:
    """Tell whether nothing would be seen on white paper."""
    from PIL import Image as Images  # noqa: PLC0415 - only when a seal is used

    paper = Images.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return all(low == high for low, high in (band.getextrema() for band in paper.convert("RGB").split()))


def _fit(text: str, width: float, height: float) -> tuple[Font, tuple[Line, ...]]:
    """Find the largest type in which the text fills no more than the box."""
    for size in _SIZES:
        font = Font(_ROLE, size)
        broken = break_text(text, width, font)
        if len(broken) * size * _LEADING <= height and all(line.width <= width for line in broken):
            return font, broken
    raise UserError("签名框放不下签名文字。", field="lines", next_step="请缩短文字，或加大签名框。")


def _draw_lines(page: Page, font: Font, broken: tuple[Line, ...], align: Align) -> None:
    sheet, leading = page.sheet, font.size * _LEADING
    top = (sheet.height - len(broken) * leading) / 2
    width = sheet.width - 2 * _INSET
    page.lines(_INSET, top, broken, font, leading=leading, width=width, align=align)


def _draw_seal(page: Page, seal: Image) -> None:
    """Put the seal in the middle, as large as it can be, like ink: what lies below stays to be read."""
    sheet = page.sheet
    scale = min(sheet.width / seal.width, sheet.height / seal.height)
    width, height = seal.width * scale, seal.height * scale

    def draw(canvas: Canvas) -> None:
        from reportlab.lib.utils import ImageReader  # noqa: PLC0415 - only when a seal is used

        canvas.saveState()
        canvas.setBlendMode("Multiply")
        left, bottom = (sheet.width - width) / 2, (sheet.height - height) / 2
        canvas.drawImage(ImageReader(seal), left, bottom, width, height, mask="auto")
        canvas.restoreState()

    page.draw(draw)
