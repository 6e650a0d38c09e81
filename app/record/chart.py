"""The picture of a cadre's months: one row a year, higher is better, the same on screen and paper (D77b)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.documents.charts import Area, Chart, Fill, Stroke, Words
from app.documents.light_pictures import ABSENT, DONE, QUIET
from app.documents.page import Align
from app.record.rules import rounded
from app.record.views import MonthLine, YearLine
from app.vocabulary import Light

LEFT, RIGHT = 70.0, 52.0
"""Room for the names of the grades and for the year's mean."""
LEVEL = 11.0
"""Points between two grades."""
FOOT = 14.0
"""Room under the lowest grade for what has none: 缺, 免, 待."""
GAP = 20.0
DOT = 6.0
PALE = "#dfe3e8"
GRADES = 4


def trend_chart(years: Sequence[YearLine], labels: Sequence[str], width: float) -> Chart:
    """Draw the effective grade of every month; `labels` are the four grades, best first."""
    marks: list[Area | Stroke | Words] = []
    y = 0.0
    for year in years:
        marks += _year(year, labels, width, y)
        y += _row_height() + GAP
    said = "；".join(f"{year.year}年月均 {rounded(year.mean.value)}" for year in years)
    return Chart(width, max(y - GAP / 2, 1.0), tuple(marks), said or "还没有可显示的月份")


def _row_height() -> float:
    return (GRADES - 1) * LEVEL + DOT + FOOT


def _year(year: YearLine, labels: Sequence[str], width: float, top: float) -> Iterator[Area | Stroke | Words]:
    step = (width - LEFT - RIGHT) / 12
    yield Words(0, top + LEVEL * 1.5 + DOT, f"{year.year}年", 10.0)
    for place, text in enumerate(labels):
        y = _level(top, GRADES - place)
        yield Words(LEFT - 6, y + 3, text, 8.0, Align.RIGHT, QUIET)
        yield Stroke(LEFT, y, width - RIGHT, y, PALE)
    middles = [LEFT + (number + 0.5) * step for number in range(12)]
    yield from _path(year, middles, top)
    for number, x in enumerate(middles, 1):
        yield from _month(year.of(number), x, top)
        yield Words(x, top + _row_height() + 7, str(number), 7.0, Align.CENTRE, QUIET)
    yield Words(width, top + LEVEL * 1.5 + DOT, f"月均 {rounded(year.mean.value)}", 9.0, Align.RIGHT)


def _level(top: float, height: int) -> float:
    return top + DOT / 2 + (GRADES - height) * LEVEL


def _path(year: YearLine, middles: Sequence[float], top: float) -> Iterator[Stroke]:
    """Join neighbouring months that both have a grade."""
    heights = [line.height if line else 0 for line in map(year.of, range(1, 13))]
    for number, (first, second) in enumerate(pairwise(heights)):
        if first and second:
            start, end = _level(top, first), _level(top, second)
            yield Stroke(middles[number], start, middles[number + 1], end, DONE, 1.2)


def _month(line: MonthLine | None, x: float, top: float) -> Iterator[Area | Words]:
    if line is None:
        return
    if line.height:
        fill = Fill.CROSSED if line.light is Light.LATE else Fill.SOLID
        yield Area(x - DOT / 2, _level(top, line.height) - DOT / 2, DOT, DOT, fill, DONE)
        return
    sign, colour = _sign(line)
    if sign:
        yield Words(x, top + _row_height() - 3, sign, 9.0, Align.CENTRE, colour)


def _sign(line: MonthLine) -> tuple[str, str]:
    if line.light is Light.MISSING:
        return "缺", ABSENT
    if line.light is Light.EXEMPT:
        return "免", QUIET
    return ("待", QUIET) if line.part.open else ("", QUIET)
