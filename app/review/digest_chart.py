"""The digest's two charts: what came when, unit by unit, and the grades beside last month's (D39, D77)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.documents.charts import Area, Chart, Fill, Lead, Words, legend
from app.documents.faces import Font, Role, text_width
from app.documents.light_pictures import ABSENT, DONE, DUE, QUIET
from app.documents.lines import Line, break_text
from app.documents.page import Align
from app.review.digest_rules import Measure, Totals, UnitLine
from app.vocabulary import Month

MOST_ROWS = 24
"""Units shown one by one; of more, those with somebody late or missing, and the others in one line."""
ROW, BAR = 11.0, 7.5
NAME, NUMBER = 78.0, 40.0
"""Room for a unit's name at the left, for its figure at the right."""
MOST_NAME = 0.36
"""Of the width: longer names take a second line."""
LEADING = 9.5
FONT = Font(Role.SONG, Words(0, 0, "").size)
HEAD = 16.0
STRIP = 16.0
INK = "#3b4a5a"
ARRIVALS = {
    Measure.ON_TIME: (Fill.SOLID, DONE),
    Measure.LATE: (Fill.SLANTED, DUE),
    Measure.MISSING: (Fill.CROSSED, ABSENT),
    Measure.WAITING: (Fill.BLANK, QUIET),
    Measure.EXEMPT: (Fill.LEVEL, QUIET),
}
FILLS = {
    Measure.GOOD: Fill.SOLID,
    Measure.FAIR: Fill.SLANTED,
    Measure.PLAIN: Fill.LEVEL,
    Measure.POOR: Fill.CROSSED,
    Measure.OPEN: Fill.BLANK,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose number a mark shows: of a unit or the county, of the month or so many months before."""

    measure: Measure
    unit_id: str | None = None
    unit: str = "全县"
    months_back: int = 0


def _lead(behind: Behind, label: str, count: int, when: str = "") -> Lead | None:
    return Lead(f"{behind.unit} {when}{label} {count} 人", behind) if count else None


def _whole(totals: Totals) -> int:
    return sum(totals.of(measure) for measure in ARRIVALS)


def arrivals_chart(units: Sequence[UnitLine], width: float) -> Chart:
    """Draw a bar for every unit: in time, late, missing, still open, exempt; in the order of the county."""
    rows = _shown(units)
    longest = max((_whole(row.totals) for row in rows), default=1) or 1
    left = _left(rows, width)
    scale = (width - left - NUMBER) / longest
    entries = [(measure.label, *look) for measure, look in ARRIVALS.items()]
    marks: list[Area | Words] = [*legend(entries, left, 0)]
    y = HEAD
    for row in rows:
        lines = break_text(row.unit, left - 8, FONT)
        marks += _name(lines, left - 6, y)
        marks += [*_bar(row, left, y, scale), *_came(row, width, y + BAR - 0.8)]
        y += ROW + LEADING * (len(lines) - 1)
    if len(rows) < len(units):
        marks.append(Words(left, y + BAR - 0.8, _untold(units, len(rows)), colour=QUIET))
        y += ROW
    return Chart(width, y, tuple(marks), _arrivals_sentence(units))


def _left(rows: Sequence[UnitLine], width: float) -> float:
    """Return how far from the left the bars begin: beside the longest name, within limits."""
    longest = max((text_width(row.unit, FONT) for row in rows), default=0.0)
    return max(NAME, min(longest + 10, width * MOST_NAME))


def _name(lines: Sequence[Line], right: float, y: float) -> list[Words]:
    return [
        Words(right, y + BAR - 0.8 + place * LEADING, line.text, align=Align.RIGHT)
        for place, line in enumerate(lines)
    ]


def _bar(row: UnitLine, x: float, y: float, scale: float) -> Iterator[Area]:
    for measure, (fill, colour) in ARRIVALS.items():
        count = row.totals.of(measure)
        if count:
            lead = _lead(Behind(measure, row.unit_id, row.unit), measure.label, count)
            yield Area(x, y, count * scale, BAR, fill, colour, lead)
            x += count * scale


def _came(row: UnitLine, right: float, baseline: float) -> Iterator[Words]:
    """Write 实报/应报 to the right edge, each number with its people."""
    after = f"/{row.totals.of(Measure.DUE)}"
    for measure, rest in ((Measure.HANDED_IN, after), (None, after[1:]), (Measure.DUE, "")):
        count = row.totals.of(measure) if measure else 0
        lead = _lead(Behind(measure, row.unit_id, row.unit), measure.label, count) if measure else None
        words, edge = str(count) if measure else "/", right - text_width(rest, FONT)
        yield Words(edge, baseline, words, align=Align.RIGHT, lead=lead)


def _shown(units: Sequence[UnitLine]) -> Sequence[UnitLine]:
    """Return the units that get a bar."""
    if len(units) <= MOST_ROWS:
        return units
    behind = [row for row in units if _behind(row.totals)]
    worst = sorted(behind, key=lambda row: -_behind(row.totals))[:MOST_ROWS]
    return [row for row in behind if row in worst]


def _untold(units: Sequence[UnitLine], shown: int) -> str:
    """Say of the units without a bar how many have somebody late or missing, and how many have not."""
    behind = sum(1 for row in units if _behind(row.totals))
    said = []
    if behind > shown:
        said.append(f"另有 {behind - shown} 个单位有迟报、未报，见各单位情况表")
    if behind < len(units):
        said.append(f"其余 {len(units) - behind} 个单位没有迟报、未报")
    return "；".join(said) + "。"


def _behind(totals: Totals) -> int:
    return totals.of(Measure.MISSING) + totals.of(Measure.LATE)


def _arrivals_sentence(units: Sequence[UnitLine]) -> str:
    behind = [row.unit for row in units if _behind(row.totals)]
    return f"{len(units)} 个单位中有迟报、未报的 {len(behind)} 个：{'、'.join(behind) or '无'}"


def grades_chart(
    month: Month, now: Totals, before: Totals, labels: Mapping[Measure, str], width: float
) -> Chart:
    """Draw two strips of grades, this month above the month before, each part as long as its share."""
    entries = [(labels[measure], fill, INK) for measure, fill in FILLS.items()]
    marks: list[Area | Words] = [*legend(entries, NAME, 0)]
    y = HEAD
    for back, totals in enumerate((now, before)):
        when = f"{month.plus(-back).month}月"
        marks.append(Words(NAME - 6, y + STRIP - 5, when, align=Align.RIGHT))
        leads = {
            measure: _lead(Behind(measure, months_back=back), label, totals.of(measure), when)
            for measure, label in labels.items()
        }
        marks += _strip(totals, leads, y, width)
        y += STRIP + 12
    said = "，".join(f"{labels[measure]} {now.of(measure)}" for measure in FILLS)
    return Chart(width, y, tuple(marks), f"{month.label}等次：{said}")


def _strip(
    totals: Totals, leads: Mapping[Measure, Lead | None], y: float, width: float
) -> list[Area | Words]:
    whole = sum(totals.of(measure) for measure in FILLS)
    if not whole:
        return [Words(NAME, y + STRIP - 5, "没有已评定的登记表。", colour=QUIET)]
    marks: list[Area | Words] = []
    x, room = NAME, width - NAME - NUMBER
    for measure, fill in FILLS.items():
        count = totals.of(measure)
        part = room * count / whole
        if count:
            lead, below = leads[measure], y + STRIP + 9
            marks.append(Area(x, y, part, STRIP, fill, INK, lead))
            marks.append(Words(x + part / 2, below, str(count), 8.0, Align.CENTRE, lead=lead))
        x += part
    came = leads[Measure.HANDED_IN]
    return [*marks, Words(width, y + STRIP - 5, f"共{whole}份", align=Align.RIGHT, lead=came)]
