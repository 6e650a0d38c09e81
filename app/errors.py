"""The three kinds of trouble: the user's, the environment's, and ours (everything else)."""

from __future__ import annotations

from dataclasses import dataclass


class ShijibuError(Exception):
    """Base of every expected problem; `str(error)` is one Chinese sentence fit for the screen."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message}{self.next_step}"


class UserError(ShijibuError):
    """What was typed or asked for cannot be taken; `field` names the input to mark."""

    def __init__(self, message: str, *, field: str | None = None, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.field = field


class NotAllowed(UserError):
    """The logged-in account lacks the role, or the record's state does not allow the move."""


@dataclass(frozen=True, slots=True)
class Version:
    """One field of one record as others have saved it and as one was about to save it, in words."""

    record: str
    label: str
    theirs: str
    mine: str


class Conflict(UserError):
    """Somebody else changed the record in the meantime; nothing of either side was lost.

    `versions` holds both sides where they are known; writing again with `seen` puts one's own over the other.
    """

    def __init__(
        self,
        message: str,
        *,
        next_step: str = "",
        versions: tuple[Version, ...] = (),
        seen: int | None = None,
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.versions = versions
        self.seen = seen


class EnvironmentProblem(ShijibuError):
    """Disk, lock, stick, printer or a damaged file: the message says what to do."""


class Cancelled(ShijibuError):
    """The person pressed cancel; nothing was written."""

    def __init__(self) -> None:
        super().__init__("已取消，没有写入任何内容。")
