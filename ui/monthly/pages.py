"""What the pages of 月报告 have in common."""

from __future__ import annotations

from typing import Protocol

from ui.shared.columns import Shown

TABS = {
    "form": "登记表",
    "meeting": "班子会议评价",
    "signing": "负责人签定",
    "binding": "装订成册",
    "findings": "提示与认定",
}
BESIDE = frozenset({"form", "meeting", "signing"})
"""Pages with notes beside them."""


class Page(Protocol):
    """One of the pages of this tab."""

    def reload(self) -> None:
        """Load what it shows of the stage's month."""

    def table(self) -> tuple[str, Shown]:
        """Return its table as it stands on the screen, with its name."""
