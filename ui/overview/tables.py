"""The two lists of 总览 as tables to export or copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.vocabulary import months_of
from ui.shared.columns import Shown
from ui.shared.lights import LightsRow

if TYPE_CHECKING:
    from app.overview.rules import TodoLine


def todo_table(lines: Iterable[TodoLine]) -> Shown:
    """Return the things to do."""
    rows = ((line.title, line.why, line.pill, line.when.isoformat() if line.when else "") for line in lines)
    return Shown(("事项", "说明", "状态", "期限"), tuple(rows))


def board_table(people: Iterable[LightsRow], *, with_units: bool = False) -> Shown:
    """Return everybody's twelve months in words."""
    heads = (*(("单位",) if with_units else ()), "姓名", "职务")
    months = (f"{month.month}月" for month in months_of(2000))
    return Shown((*heads, *months), tuple(_person(one, with_units=with_units) for one in people))


def _person(one: LightsRow, *, with_units: bool) -> tuple[str, ...]:
    unit = (one.unit,) if with_units else ()
    return (*unit, one.name, one.post, *(light.label for light in one.lights))
