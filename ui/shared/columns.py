"""Column: what a table shows of its rows and how cells are filled in; plain data, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from ui.shared.look import Tone

Row = TypeVar("Row")


class Edit(Enum):
    """How a cell is filled in."""

    LINE = auto()
    TEXT = auto()
    NUMBER = auto()
    CHOICE = auto()


class Align(Enum):
    """Words left, numbers right, states centred."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    RIGHT = Qt.AlignmentFlag.AlignRight
    CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: what a row shows there and how; `key` names it for sorting by pages and for edits.

    `width` in px, 0 for a column that grows. `tone` colours the words, `pill` puts them on the tone's tint.
    `optional`: an empty cell is not tinted as one to fill.
    An editable cell hands its value on as str (LINE, TEXT), int or None (NUMBER), or one of `choices`.
    """

    title: str
    value: Callable[[Row], object]
    width: int = 0
    align: Align = Align.LEFT
    key: str = ""
    sort_key: Callable[[Row], Any] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    pill: bool = False
    hint: Callable[[Row], str] | None = None
    edit: Edit | None = None
    editable: Callable[[Row], bool] = lambda _row: True
    choices: Sequence[tuple[object, str]] = ()
    placeholder: str = ""
    optional: bool = False

    def words(self, value: object) -> str:
        """Return a value as it is shown; a text that is none of the choices stands for why there is none."""
        if self.choices:
            return dict(self.choices).get(value, value if type(value) is str else "")
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class CellEdit(Generic[Row]):
    """What was typed into one cell."""

    row: Row
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Wanted:
    """The page of rows a table asks for, in the order and with the filter that it shows."""

    offset: int
    limit: int
    sort: str = ""
    descending: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it stands on the screen, for export and clipboard."""

    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
