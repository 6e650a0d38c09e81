"""QR codes as vector rectangles: sharp on every printer."""

from __future__ import annotations

from app.documents.page import Page

QUIET = 4
"""Free modules around a code, which readers need."""


def draw_code(page: Page, text: str, x: float, y: float, side: float, *, error: str = "m") -> None:
    """Draw a QR code of `text` with its top left corner at x, y; `side` points include the quiet zone.

    `error` is the correction level l, m, q or h. Raises ValueError where the text is too long for a code.
    """
    import segno  # noqa: PLC0415 - only when a code is drawn

    code = segno.make_qr(text, error=error, boost_error=False)
    module = side / (len(code.matrix) + 2 * QUIET)
    bottom = page.sheet.height - y
    parts = ["q 0 0 0 rg"]
    for row, modules in enumerate(code.matrix):
        for start, length in _dark_runs(bytes(modules)):
            left = x + (start + QUIET) * module
            low = bottom - (row + QUIET + 1) * module
            parts.append(f"{left:.3f} {low:.3f} {length * module:.3f} {module:.3f} re")
    page.draw("\n".join([*parts, "f Q"]))


def _dark_runs(modules: bytes) -> list[tuple[int, int]]:
    """Start and length of each row of dark modules."""
    runs: list[tuple[int, int]] = []
    start = 0
    for place, dark in enumerate((*modules, 0)):
        if not dark:
            if place > start:
                runs.append((start, place - start))
            start = place + 1
    return runs
