"""One line of the table of measurements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was compared with what, the ratio (None where it could not be measured), and the aim."""

    name: str
    ratio: float | None
    aim: str

    def __str__(self) -> str:
        shown = "–" if self.ratio is None else f"{self.ratio:.2f}"
        return f"| {self.name} | {shown} | {self.aim} |"
