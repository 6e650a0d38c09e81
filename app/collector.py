"""Python's search for circular garbage, kept out of the way of the start of the window.

While the program loads and builds its window, nothing becomes garbage, yet Python looks through everything
again and again: a quarter of the time until the first paint.
"""

from __future__ import annotations

import gc


def rest() -> None:
    """Look for no circular garbage until `take_up`."""
    gc.disable()


def take_up() -> None:
    """Look again, but never through what has been loaded so far: it stays until the end."""
    gc.freeze()
    gc.enable()
