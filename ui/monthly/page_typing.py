"""Typing on a page that is stored in one step at its end: kept meanwhile, and shown again after a break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.drafts import Typing, keep_typing
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage

KEEP_AFTER_MS = 800
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handed:
    """What was typed, under the name of its page and month; an empty body drops what was kept."""

    page: str
    body: Body


class PageTyping:
    """A source of typing to its stage: `body()` tells what is typed and not stored, `put` fills it in.

    `sheet`: the page's table, whose open cell counts as typing.
    """

    def __init__(
        self, stage: Stage, sheet: Sheet[Any], body: Callable[[], Body], put: Callable[[Body], object]
    ) -> None:
        self._stage = stage
        self._sheet = sheet
        self._body = body
        self._put = put
        self._page = ""
        self._handed: Body | None = {}

    def begin(self, page: str, kept: Typing | None) -> str:
        """Fill in what was kept for `page`; return the sentence that says so, once."""
        again = page == self._page
        self._page = page
        if kept:
            self._put(kept.body)
        self._handed = self._body()
        if again or not kept or not self._handed:
            return ""
        return f"已恢复 {kept.kept_at:%m-%d %H:%M} 自动保存的内容。"

    def changed(self) -> bool:
        """Tell whether something is typed and not handed over."""
        return self._sheet.editing() or self._body() != self._handed

    def take(self) -> Handed | None:
        """Close the cell being typed into and hand over what is typed."""
        self._sheet.take()
        return self.peek()

    def peek(self) -> Handed | None:
        """Hand over what is typed so far."""
        if self._body() == self._handed:
            return None
        self._handed = self._body()
        return Handed(self._page, self._handed)

    def give_back(self, _taken: Handed, _sentence: str, _field: str | None) -> None:
        """Take it back because keeping failed."""
        self._handed = None

    def forget(self) -> None:
        """Give it up."""
        self._handed = self._body()

    def settle(self, then: Callable[[], object]) -> None:
        """Keep what is left after a step is done (usually nothing), then go on."""
        self._handed = self._body()
        self._stage.perform("自动保存草稿", keep_typing, self._page, self._handed, then=lambda _: then())

    def keep(self, handed: Handed) -> None:
        """Keep it on this machine."""
        self._stage.perform("自动保存草稿", keep_typing, handed.page, handed.body)
