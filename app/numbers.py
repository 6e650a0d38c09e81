"""Numbers as people write them: exact decimals, never floats."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from app.errors import UserError
from app.texts import plain_text

_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,4})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?")


def number_written(text: str, label: str, *, field: str) -> Decimal | None:
    """Read a number of 0 or more, up to 12 digits and 4 decimals, `1,200` too; None for nothing.

    Raises `UserError` naming `label`.
    """
    plain = "".join(unicodedata.normalize("NFKC", plain_text(text)).split())
    if not plain:
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not (plain.isascii() and _NUMBER.fullmatch(plain)):
        raise UserError(
            f"“{label}”应是不小于 0 的数字（小数最多 4 位）。", field=field, next_step="请只写数字，例如 42。"
        )
    return Decimal(plain)


def number_label(number: Decimal | None) -> str:
    """Return a number as it is shown: without idle zeros, nothing for None."""
    return "" if number is None else f"{number.normalize():f}"
