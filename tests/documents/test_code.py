import pytest
import segno
from PIL import Image

from app.documents.code import QUIET, draw_code
from app.documents.paper import Numbering, Paper
from tests.documents.reading import picture


def printed(text, side=120.0):
    paper = Paper("码", "丹江镇", numbering=Numbering.NONE)
    draw_code(paper.page, text, 100, 200, side)
    return picture(paper.finish(), scale=4).crop((400, 800, int(400 + side * 4), int(800 + side * 4)))


@pytest.mark.parametrize("text", ["实绩簿 丹江镇 2026-03", "A", "喆𬭎" * 40])
def test_a_code_shows_every_module_of_its_text_with_a_quiet_zone(text):
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    size = len(matrix) + 2 * QUIET
    drawn = printed(text).resize((size, size), Image.Resampling.BOX)
    for row in range(size):
        for column in range(size):
            inside = QUIET <= row < size - QUIET and QUIET <= column < size - QUIET
            dark = inside and bool(matrix[row - QUIET][column - QUIET])
            assert (drawn.getpixel((column, row)) < 128) == dark


def test_a_text_too_long_for_a_code_is_refused():
    with pytest.raises(ValueError, match=r"."):
        printed("长" * 3000)
