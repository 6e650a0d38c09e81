"""How long work tells how far it is; the only place where it can be cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener of long work."""

    def step(self, done: int, total: int, text: str) -> None:
        """Take note of `done` of `total`; raises `Cancelled` when the person has asked to stop."""


class SilentProgress:
    """A progress that nobody watches."""

    def step(self, done: int, total: int, text: str) -> None:
        """Take note of nothing."""


SILENT: Progress = SilentProgress()
