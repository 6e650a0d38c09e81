"""How the title of an official letter is broken: centred, as a trapezium or rhomb, words kept together.

GB/T 9704 asks for lines that "词意完整、排列对称、长短适宜"; a program without a dictionary can keep off the
worst places and prefer the good ones. A line end in the text always wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

from app.documents.faces import Font, clean, typeface
from app.documents.lines import BLANKS, Line, break_text, may_break

GOOD_AFTER = ("的", "、", "》", "”", "关于", "和", "及", "暨", "年", "月", "局", "委", "部", "镇", "乡", "县")
BAD_BEFORE = (
    "的",
    "通知",
    "公示",
    "报告",
    "意见",
    "办法",
    "决定",
    "通报",
    "书",
    "表",
    "年",
    "月",
    "日",
    "号",
    "干部",
    "导干部",
)
LONGEST_SHAPED = 90
"""Characters; longer titles are simply broken from line to line."""


def shape_title(text: str, width: float, font: Font) -> tuple[Line, ...]:
    """Return the lines of a title at most `width` points wide."""
    scale = font.size / 1000
    widths = typeface(font.role).widths
    lines: list[Line] = []
    for part in filter(None, (part.strip(BLANKS) for part in clean(text).split("\n"))):
        pieces = _shape(part, int(width / scale + 0.001), widths)
        if pieces is None:
            lines += break_text(part, width, font)
        else:
            lines += [Line(piece, sum(map(widths.__getitem__, piece)) * scale) for piece in pieces]
    return tuple(lines)


def _shape(text: str, limit: int, widths: Mapping[str, int]) -> list[str] | None:
    """Return the best division into as few lines as possible, or None where the text is too long for it."""
    total = sum(map(widths.__getitem__, text))
    if total <= limit:
        return [text]
    count = -(-total // limit)
    if count > 3 or len(text) > LONGEST_SHAPED:
        return None
    places = [place for place in range(1, len(text)) if may_break(text, place)]
    best: tuple[float, list[str]] | None = None
    for cuts in combinations(places, count - 1):
        pieces = [
            text[start:end].strip(BLANKS) for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True)
        ]
        lengths = [sum(map(widths.__getitem__, piece)) for piece in pieces]
        if max(lengths) > limit:
            continue
        cost = _imbalance(lengths) + sum(_cost(text, cut) for cut in cuts)
        if best is None or cost < best[0]:
            best = cost, pieces
    return best[1] if best else None


def _imbalance(lengths: list[int]) -> float:
    """In characters: how far the lines are from a symmetrical, steadily growing or shrinking shape."""
    steps = [second - first for first, second in pairwise(lengths)]
    zigzag = len(steps) == 2 and steps[0] < 0 < steps[1]
    even = sum(1 for step in steps if abs(step) < 500)
    return sum(abs(step) for step in steps) / 1000 + 6 * zigzag + even


def _cost(text: str, cut: int) -> float:
    """In characters: how bad a place for a line end is."""
    cost = 0.0
    if text[:cut].endswith(GOOD_AFTER):
        cost -= 2.5
    if text[cut:].startswith(BAD_BEFORE):
        cost += 4
    return cost
