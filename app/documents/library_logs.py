"""Keeping libraries' remarks on hostile or foreign files out of the program's log."""

from __future__ import annotations

import logging


def silence_pyhanko() -> None:
    """Let pyHanko log nothing: what matters to a person is told in our own sentences."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
