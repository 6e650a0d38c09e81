"""What may not hang on a public board: mobile and identity numbers, masked (domain.md §11.5)."""

from __future__ import annotations

import re

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """Return the text with `138****1234` for mobile numbers and stars in identity numbers."""
    text = _IDENTITY.sub(r"\1********\3", text)
    return _MOBILE.sub(r"\1****\3", text)
