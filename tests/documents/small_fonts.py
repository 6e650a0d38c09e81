"""Small TrueType fonts of a few squares, as a PC might have them; broken on demand."""

import struct

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

SQUARE, EMPTY, TWICE = "square", "empty", "twice"


def small_font(
    path, family="仿宋_GB2312", characters="实绩簿", *, fs_type=8, empty="", english="FangSong_GB2312"
):
    """Write a font whose `characters` are squares and whose `empty` ones have no outline."""
    glyphs = [".notdef", SQUARE, EMPTY, TWICE]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(glyphs)
    mapped = dict.fromkeys(map(ord, characters), SQUARE) | dict.fromkeys(map(ord, empty), EMPTY)
    made.setupCharacterMap(mapped | {ord("二"): TWICE})
    made.setupGlyf({".notdef": _nothing(), SQUARE: _square(), EMPTY: _nothing(), TWICE: _composite()})
    made.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable(
        {"familyName": english, "styleName": "Regular", "psName": english, "fullName": english}
    )
    for kind in (1, 4):
        made.font["name"].setName(family, kind, 3, 1, 0x804)
    made.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=fs_type, version=3)
    made.setupPost()
    made.save(path)
    return path


def _square():
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def _nothing():
    return TTGlyphPen(None).glyph()


def _composite():
    pen = TTGlyphPen({SQUARE: None})
    pen.addComponent(SQUARE, (1, 0, 0, 1, 0, 0))
    return pen.glyph()


def table_place(data, tag):
    """Where a table lies: start and length."""
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        name, _, start, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if name == tag:
            return start, length
    raise KeyError(tag)
