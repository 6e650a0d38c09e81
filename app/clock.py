"""Where today comes from: the office's clock, never the rules' own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the local day and moment."""

    def today(self) -> date:
        """Return the local day."""

    def now(self) -> datetime:
        """Return the local moment with its offset."""


class SystemClock:
    """The PC's own clock."""

    def today(self) -> date:
        """Return the local day."""
        return self.now().date()

    def now(self) -> datetime:
        """Return the local moment with its offset."""
        return datetime.now().astimezone()


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set: for tests, the demonstration and reprints."""

    moment: datetime

    def today(self) -> date:
        """Return the day it was set to."""
        return self.moment.date()

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment
