"""One line of the table of actions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.vocabulary import Role


@dataclass(frozen=True)
class Case:
    """Who may do it and the least it takes, given the place and who is at work.

    `own` names whose report it is about: a cadre does it for that one alone. `entries` is how many entries
    the journal gets; typing that stays on this machine and files beside the database leave none.
    """

    by: frozenset[Role]
    call: Callable[..., Any]
    own: str = "演示丙"
    entries: int = 1
    at_county: bool = False
