"""Python's search for circular garbage: not while the window starts, and only on the window's thread.

While the program loads and builds its window, nothing becomes garbage, yet Python looks through everything
again and again: a quarter of the time until the first paint. Later it would look on whichever thread happens
to make the next object, and a widget that was given up would be destroyed beside the window's own thread,
which ends the program now and then. So Python's own search stays off, and the window asks for it.
"""

from __future__ import annotations

import gc

PAUSE_MS = 1000
"""Between two calls of `collect_due`."""


def rest() -> None:
    """Look for no circular garbage but where `collect_due` is called."""
    gc.disable()


def keep_loaded() -> None:
    """Never look through what has been loaded so far: it stays until the end."""
    gc.freeze()


def collect_due() -> None:
    """Look now, on this thread, as far as Python would have looked by itself."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
