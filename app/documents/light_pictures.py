"""The state lights as plain data: window and paper draw them from the same figures.

Parts of the side of a square cell, y downward, colours as #rrggbb. The shape alone says the state, so that it
survives black-and-white print.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.vocabulary import Light

DONE = "#2e7d4f"
DUE = "#b26a00"
ABSENT = "#c0392b"
QUIET = "#646a73"
WHITE = "#ffffff"

RADIUS = 0.36
"""Of discs and rings, to the middle of a ring's line."""
LINE = 0.1
"""Thickness of rings."""
DASH = (0.2, 0.177)
"""Length of a dash and of the gap after it: six to a ring."""
DOT = 0.09
"""Radius of the dot of a month to come."""
BLOCK = 0.8
"""Side of the square; its corners are round by `CORNER`."""
CORNER = 0.1
SIGN = 0.56
"""Type size of the character in a light; a character by itself is `SIGN_ALONE`."""
SIGN_ALONE = 0.72


class Shape(StrEnum):
    """What a light looks like without its colour."""

    DISC = "disc"
    HALF = "half"
    RING = "ring"
    DASHED = "dashed"
    BLOCK = "block"
    SIGN = "sign"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class LightPicture:
    """A light: its shape, its colour, and its character, white in a disc or block, coloured by itself."""

    shape: Shape
    colour: str
    sign: str = ""


PICTURES: dict[Light, LightPicture] = {
    Light.SIGNED: LightPicture(Shape.DISC, DONE),
    Light.SUBMITTED: LightPicture(Shape.HALF, DONE),
    Light.DRAFT: LightPicture(Shape.RING, DONE),
    Light.OPEN: LightPicture(Shape.DASHED, QUIET),
    Light.LATE: LightPicture(Shape.DISC, DUE, "迟"),
    Light.MISSING: LightPicture(Shape.BLOCK, ABSENT, "缺"),
    Light.EXEMPT: LightPicture(Shape.SIGN, QUIET, "免"),
    Light.FUTURE: LightPicture(Shape.DOT, QUIET),
    Light.ABSENT: LightPicture(Shape.SIGN, QUIET, "—"),
}
