"""The state lights on paper."""

from __future__ import annotations

from app.documents.faces import Font, Role
from app.documents.light_pictures import (
    BLOCK,
    CORNER,
    DASH,
    DOT,
    LINE,
    PICTURES,
    RADIUS,
    SIGN,
    SIGN_ALONE,
    WHITE,
    Shape,
)
from app.documents.page import Align, Page, colour_operands
from app.vocabulary import Light


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
