"""The month's list as a table to export: who reported when, with which grades (domain.md §2c)."""

from __future__ import annotations

from collections.abc import Iterable

from app.monthly.views import MonthLine
from ui.shared.columns import Shown

HEADERS = ("姓名", "职务", "状态", "应报", "迟报", "连续未报", "自评", "评定", "说明")


def shown_list(lines: Iterable[MonthLine]) -> Shown:
    """Return the list as it stands on the screen."""
    return Shown(HEADERS, tuple(_row(line) for line in lines))


def _row(line: MonthLine) -> tuple[object, ...]:
    owed = "免报" if line.exempt else ("应报" if line.due else "不报")
    return (
        line.name,
        line.title,
        line.pill,
        owed,
        "迟报" if line.late else "",
        "是" if line.missed_twice else "",
        line.self_grade.label if line.self_grade else "",
        line.grade.label if line.grade else "",
        line.reason,
    )
