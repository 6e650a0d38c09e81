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


def board_table(people: Iterable[LightsRow]) -> Shown:
    """Return everybody's twelve months in words."""
    months = tuple(f"{month.month}月" for month in months_of(2000))
    rows = ((person.name, person.post, *(light.label for light in person.lights)) for person in people)
    return Shown(("姓名", "职务", *months), tuple(rows))
