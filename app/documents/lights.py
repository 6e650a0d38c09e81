"""The state lights as plain data, and their drawing on paper.

Window and paper read the same figures: parts of the side of a square cell, y downward, colours as #rrggbb.
The shape alone says the state, so that it survives black-and-white print.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.documents.faces import Font, Role
from app.documents.page import WHITE, Align, Page, colour_operands
from app.vocabulary import Light

DONE = "#2e7d4f"
DUE = "#b26a00"
ABSENT = "#c0392b"
QUIET = "#646a73"

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


def draw_light(page: Page, light: Light, x: float, y: float, side: float) -> None:
    """Draw a light in the square cell of `side` points whose top left corner is x, y."""
    picture = PICTURES[light]
    middle, centre = x + side / 2, page.sheet.height - y - side / 2
    colour = colour_operands(picture.colour)
    path = _path(picture.shape, middle, centre, side)
    if path:
        page.draw(f"q {colour} rg {colour} RG {LINE * side:.3f} w {path} Q")
    if picture.sign:
        alone = picture.shape is Shape.SIGN
        size = (SIGN_ALONE if alone else SIGN) * side
        font = Font(Role.HEI if alone else Role.HEI_BOLD, size)
        ink = picture.colour if alone else WHITE
        page.text(middle, y + side / 2 + 0.38 * size, picture.sign, font, align=Align.CENTRE, colour=ink)


def _path(shape: Shape, x: float, y: float, side: float) -> str:
    """Return the operators of a shape around x, y, painted; "" for a character by itself."""
    ring = _circle(x, y, RADIUS * side)
    if shape is Shape.DISC:
        return f"{_circle(x, y, (RADIUS + LINE / 2) * side)} f"
    if shape is Shape.HALF:
        return f"{ring} S {_half(x, y, RADIUS * side)} f"
    if shape is Shape.RING:
        return f"{ring} S"
    if shape is Shape.DASHED:
        return f"[{DASH[0] * side:.3f} {DASH[1] * side:.3f}] 0 d {ring} S"
    if shape is Shape.BLOCK:
        return f"{_block(x, y, BLOCK * side, CORNER * side)} f"
    return f"{_circle(x, y, DOT * side)} f" if shape is Shape.DOT else ""


_ARC = 0.5523
"""How far the control points of a quarter circle lie out, for radius 1."""


def _circle(x: float, y: float, radius: float) -> str:
    return f"{_half(x, y, radius)} {_half(x, y, -radius)}"


def _half(x: float, y: float, radius: float) -> str:
    """Return the right half of a circle, upward; for a negative radius the left half, downward."""
    out = _ARC * radius
    return (
        f"{x:.3f} {y - radius:.3f} m "
        f"{x + out:.3f} {y - radius:.3f} {x + radius:.3f} {y - out:.3f} {x + radius:.3f} {y:.3f} c "
        f"{x + radius:.3f} {y + out:.3f} {x + out:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c"
    )


def _block(x: float, y: float, side: float, corner: float) -> str:
    """Return a square with round corners around x, y."""
    half, inner = side / 2, side / 2 - corner
    bend = half - corner * (1 - _ARC)
    points = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    parts = [f"{x + half:.3f} {y - inner:.3f} m"]
    for number, (right, up) in enumerate(points):
        first = (x + right * half, y + up * inner)
        second = (x + right * inner, y + up * half)
        first_bend = (x + right * half, y + up * bend)
        second_bend = (x + right * bend, y + up * half)
        if number % 2:
            first, second, first_bend, second_bend = second, first, second_bend, first_bend
        parts.append(f"{first[0]:.3f} {first[1]:.3f} l")
        curve = (*first_bend, *second_bend, *second)
        parts.append(" ".join(f"{value:.3f}" for value in curve) + " c")
    return " ".join([*parts, "h"])
