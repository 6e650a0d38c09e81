"""Build `resources/fonts` from the published fonts: subset, convert, rename, licences beside.

Run once, when a font or the list of characters changes (needs the development packages, some 3 minutes):

    python tools/build_fonts.py --sans SANS --serif SERIF --kai KAI --fang FANG --characters characters.txt

SANS and SERIF are the unpacked npm packages `@expo-google-fonts/noto-sans-sc` and `noto-serif-sc` (0.4.3),
KAI the unpacked Debian package `fonts-lxgw-wenkai` (1.250), FANG the unpacked Debian package
`texlive-lang-chinese` (2022), and characters.txt the 8,105 characters of 通用规范汉字表, white space between
them.

What is kept: Noto Serif SC 400 whole, because it stands in for every other face character by character; Noto
Sans SC 400 has GBK, for the window; the others the 8,105 characters, GB2312 and the symbols. LXGW WenKai
reserves its names, so the subset is called "Shijibu Kai". FandolFang has CFF outlines, which the PDF library
cannot embed: they become quadratic. In the Noto fonts an em dash becomes as wide as a character, so that ——
is one line; in the Kai the quotation marks do. The same sources give the same bytes. `--output` writes
elsewhere than into the project.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Callable
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SYMBOL_BLOCKS = (
    (0x20, 0x24F),  # Latin with accents
    (0x370, 0x45F),  # Greek, Cyrillic
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x2BFF),  # superscripts, currency, letterlike, arrows, mathematics, boxes, shapes
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x33FF),  # CJK punctuation, kana, bopomofo, enclosed, units
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width forms
)
EM = 1000  # units of the type size in all these fonts
PRECISION = 1.0  # largest distance, in 1/1000 em, between a cubic outline and its quadratic copy


def characters_of(encoding: str) -> set[int]:
    """All characters that the two-byte `encoding` can write."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    return {ord(text) for pair in pairs if len(text := pair.decode(encoding, "ignore")) == 1}


def symbols() -> set[int]:
    """Punctuation, Latin, numbers, boxes and marks."""
    return {code for first, last in SYMBOL_BLOCKS for code in range(first, last + 1)}


def save_subset(font: TTFont, codes: set[int] | None, target: Path) -> None:
    """Write `font` with only `codes` (None: all that it has), without layout tables, hints and old names."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_languages=["*"])
    options.drop_tables += ["vhea", "vmtx", "VORG", "STAT", "BASE", "GDEF", "GPOS", "GSUB", "prep", "gasp"]
    options.recalc_timestamp = False
    job = subset.Subsetter(options)
    known = {code for code in font.getBestCmap() if code >= 0x20}
    job.populate(unicodes=known if codes is None else known & codes)
    job.subset(font)
    font.save(target)


def rename(font: TTFont, family: str) -> None:
    """Give the font a family name of its own, in every name record that carries one."""
    names = font["name"]
    names.names = [
        record for record in names.names if record.nameID in {0, 5, 13, 14} and record.langID == 0x409
    ]
    plain = family.replace(" ", "")
    for number, text in (
        (1, family),
        (2, "Regular"),
        (3, f"{plain}-Regular"),
        (4, family),
        (6, f"{plain}-Regular"),
    ):
        names.setName(text, number, 3, 1, 0x409)


def use_quadratic_outlines(font: TTFont) -> None:
    """Replace the CFF outlines of `font` by TrueType ones."""
    order, shapes, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, PRECISION, reverse_direction=True))
        glyphs[name] = pen.glyph()
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    font["loca"] = newTable("loca")
    for name, glyph in glyphs.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones, maxp.maxTwilightPoints = 0x00010000, 1, 0
    for field in ("Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions"):
        setattr(maxp, f"max{field}", 0)
    maxp.maxComponentElements = 0
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def redraw(font: TTFont, character: str, scale: float, shift: float) -> None:
    """Make a character as wide as a Chinese one, its outline stretched and moved sideways."""
    name, shapes = font.getBestCmap()[ord(character)], font.getGlyphSet()
    drawn, pen = DecomposingRecordingPen(shapes), TTGlyphPen(None)
    shapes[name].draw(drawn)
    drawn.replay(TransformPen(pen, (scale, 0, 0, 1, shift, 0)))
    font["glyf"][name] = glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (EM, glyph.xMin)


def join_dashes(font: TTFont) -> None:
    """Let two em dashes make one line, as the Chinese dash is written."""
    dash = font["glyf"][font.getBestCmap()[0x2014]]
    scale = EM / (dash.xMax - dash.xMin)
    redraw(font, "—", scale, -dash.xMin * scale)


def make_kai(font: TTFont) -> None:
    """Give LXGW WenKai a name that its licence allows for a subset, and Chinese quotation marks."""
    rename(font, "Shijibu Kai")
    for character in "“‘”’":
        width = font["hmtx"][font.getBestCmap()[ord(character)]][0]
        redraw(font, character, 1, EM - width if character in "“‘" else 0)


def find(folder: Path, name: str) -> Path:
    """Return the one file whose path matches `name` below `folder`."""
    return next(path for path in sorted(folder.rglob(name)) if path.is_file())


def read_licence(folder: Path, name: str) -> bytes:
    """Return a licence text, unpacked where it is compressed."""
    path = find(folder, name)
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main() -> None:
    """Read the arguments, write the six fonts and four licences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("sans", "serif", "kai", "fang", "characters"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    given = parser.parse_args()
    common = {ord(character) for character in "".join(given.characters.read_text(encoding="utf-8").split())}
    common |= characters_of("gb2312") | symbols()
    gbk = common | characters_of("gbk")
    output: Path = given.output
    output.mkdir(parents=True, exist_ok=True)
    fonts: list[tuple[Path, str, str, set[int] | None, Callable[[TTFont], None]]] = [
        (given.sans, "NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", gbk, join_dashes),
        (given.sans, "NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", common, join_dashes),
        (given.serif, "NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", None, join_dashes),
        (given.serif, "NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", common, join_dashes),
        (given.kai, "LXGWWenKai-Regular.ttf", "ShijibuKai-Regular.ttf", common, make_kai),
        (given.fang, "FandolFang-Regular.otf", "FandolFang-Regular.ttf", None, use_quadratic_outlines),
    ]
    for folder, source, target, codes, change in fonts:
        font = TTFont(find(folder, source), recalcTimestamp=False)
        change(font)
        save_subset(font, codes, output / target)
        print(f"{target}: {(output / target).stat().st_size / 1e6:.1f} MB")
    licences = [
        (given.sans, "LICENSE_FONT", "NotoSansSC-OFL.txt"),
        (given.serif, "LICENSE_FONT", "NotoSerifSC-OFL.txt"),
        (given.kai, "copyright", "ShijibuKai-OFL.txt"),
        (given.fang, "fandol/COPYING*", "FandolFang-GPL.txt"),
    ]
    for folder, source, target in licences:
        (output / target).write_bytes(read_licence(folder, source))


if __name__ == "__main__":
    main()
