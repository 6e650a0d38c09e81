"""Chinese line breaking: no punctuation where it must not stand, numbers and Latin words whole.

Where a line may break is decided between two neighbouring characters; the widths are summed once for a
paragraph, so that a line costs a bisection and a few steps back. Only a chain without any permitted place (a
long web address, a row of full stops) is broken hard.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from app.documents.faces import Font, clean, text_width, typeface

NEVER_FIRST = frozenset(
    "，。、；：？！）》」』】〕〉｝］〗〙〛”’…—·～‥・ー々〻％‰℃℉°′″¢,.;:?!)]}%>»›﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞．｡､｣＂＇℅％"
)
"""Closing punctuation and unit signs: never at the start of a line."""
NEVER_LAST = frozenset("（《「『【〔〈｛［〖〘〚“‘([{<«‹＜￥¥$€£＄￡№§#﹙﹛﹝｢")
"""Opening punctuation and currency signs: never at the end of a line."""
WORD = frozenset(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x250), *range(0x370, 0x530))))
"""Characters that hold together: Latin, Greek, Cyrillic, figures and their punctuation."""
TWINS = frozenset("—…─⋯")
"""Marks of two characters: a dash or an ellipsis is not torn."""
BLANKS = " \u3000"
_AFTER_DOT = re.compile("(?<=·)")
SMALLEST_NAME = 7.0
"""Points: a name that would need smaller type to keep its parts whole is broken like any text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is drawn: `width` and `indent` in points, `ends` where it is the last of its paragraph."""

    text: str
    width: float
    indent: float = 0.0
    ends: bool = True


def may_break(text: str, cut: int) -> bool:
    """Tell whether a line of the paragraph may end before the character at `cut`, which is not its first.

    Blanks stay with what is before them, where they are dropped; they part no mark from what it belongs to.
    """
    before, after = text[cut - 1], text[cut]
    if after in BLANKS or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before in BLANKS:
        return text[:cut].rstrip(BLANKS)[-1:] not in NEVER_LAST
    return not (before in WORD and after in WORD) and not (before == after and after in TWINS)


def break_paragraph(
    text: str, limit: int, widths: Mapping[str, int], indent: int = 0
) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, width) of each line of a paragraph without line ends; widths in thousandths.

    Blanks at a break belong to no line; the first line is `indent` shorter.
    """
    sums = [0, *accumulate(map(widths.__getitem__, text))]
    start, end, room = 0, len(text), limit - indent
    while start < end:
        fit = bisect_right(sums, sums[start] + room, start + 1) - 1
        cut = max(fit, start + 1)
        while cut < end and text[cut] in BLANKS:
            cut += 1
        if cut < end:
            cut = _step_back(text, start, cut)
        stop = cut
        while stop > start + 1 and text[stop - 1] in BLANKS:
            stop -= 1
        yield start, stop, sums[stop] - sums[start]
        start, room = cut, limit


def _step_back(text: str, start: int, fit: int) -> int:
    """Return the last permitted break at or before `fit`, or `fit` itself where there is none."""
    cut = fit
    while cut > start and not may_break(text, cut):
        cut -= 1
    return cut if cut > start else fit


@lru_cache(maxsize=512)  # the labels of a form come back on every sheet of a booklet
def break_text(text: str, width: float, font: Font, *, indent: float = 0.0) -> tuple[Line, ...]:
    """Break a text into lines of at most `width` points; `indent` shortens the first line of each paragraph.

    Line ends begin paragraphs; of several empty ones in a row one stays, none at the start and the end. With
    an indent the writer's own blanks at the start of a paragraph are dropped. A width smaller than a
    character gives one character a line.
    """
    scale = font.size / 1000
    widths = typeface(font.role).widths
    limit, first = int(width / scale + 0.001), int(indent / scale)
    lines: list[Line] = []
    for paragraph in _paragraphs(text, keep_blanks=not indent):
        found = [
            Line(paragraph[start:end], total * scale, 0.0, ends=False)
            for start, end, total in break_paragraph(paragraph, limit, widths, first)
        ] or [Line("", 0.0)]
        found[0] = Line(found[0].text, found[0].width, indent, ends=False)
        found[-1] = Line(found[-1].text, found[-1].width, found[-1].indent)
        lines += found
    return tuple(lines)


def _paragraphs(text: str, *, keep_blanks: bool) -> Iterator[str]:
    """Yield the paragraphs of a text, trimmed, with at most one empty one between two others."""
    before = ""
    for line in clean(text).strip("\n" + BLANKS if not keep_blanks else "\n").split("\n"):
        paragraph = line.rstrip(BLANKS) if keep_blanks else line.strip(BLANKS)
        if paragraph or before:
            yield paragraph
        before = paragraph


def balanced(text: str, width: float, font: Font) -> tuple[Line, ...]:
    """Break a short text into lines; where one character would stand alone, into as many even ones."""
    lines = break_text(text, width, font)
    if len(lines) < 2 or len(lines[-1].text) > 1:
        return lines
    narrow = max(line.width for line in lines) / len(lines)
    while narrow < width:
        tried = break_text(text, narrow, font)
        if len(tried) == len(lines) and all(line.width <= width for line in tried):
            return tried
        narrow += font.size / 2
    return lines


def fitted_name(text: str, width: float, font: Font) -> tuple[Font, tuple[Line, ...]] | None:
    """Break a name after its · only, in type as small as that needs; None where that would be too small."""
    parts = [_AFTER_DOT.split(row) for row in clean(text).strip("\n").split("\n")]
    widest = max(text_width(part, font) for row in parts for part in row)
    small = Font(font.role, min(font.size, int(font.size * width / max(widest, 1) * 4) / 4))
    if small.size < SMALLEST_NAME:
        return None
    lines = [line for row in parts for line in _filled(row, width, small)]
    return small, tuple(Line(line, text_width(line, small)) for line in lines)


def _filled(parts: list[str], width: float, font: Font) -> list[str]:
    """Put as many parts on a line as it holds."""
    lines = [parts[0]]
    for part in parts[1:]:
        if text_width(lines[-1] + part, font) <= width:
            lines[-1] += part
        else:
            lines.append(part)
    return lines
