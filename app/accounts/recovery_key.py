"""The recovery key as people copy it: eight groups of four characters and one that checks them."""

from __future__ import annotations

import os
import unicodedata

from app.errors import UserError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are misread or form words."""
GROUPS = 8
GROUP_LENGTH = 4
SECRET_BYTES = GROUPS * GROUP_LENGTH * 5 // 8

_MISREAD = str.maketrans("OIL", "011")


def new_recovery_key() -> str:
    """Make a key of 160 random bits, in groups joined by hyphens."""
    return spelled(os.urandom(SECRET_BYTES))


def spelled(secret: bytes) -> str:
    """Return the groups of a secret of `SECRET_BYTES` bytes."""
    number = int.from_bytes(secret, "big")
    shifts = range(5 * (GROUPS * GROUP_LENGTH - 1), -1, -5)
    values = [number >> shift & 31 for shift in shifts]
    groups = [values[start : start + GROUP_LENGTH] for start in range(0, len(values), GROUP_LENGTH)]
    return "-".join(
        "".join(ALPHABET[value] for value in (*group, _check(group, place)))
        for place, group in enumerate(groups, 1)
    )


def read(text: str) -> str:
    """Return a typed key in its one spelling; blanks, hyphens, case and O/0, I/L/1 do not matter.

    Raises `UserError` naming the group that was mistyped.
    """
    typed = [mark for mark in unicodedata.normalize("NFKC", text).upper() if mark.isalnum()]
    values = [ALPHABET.find(mark.translate(_MISREAD)) for mark in typed]
    size = GROUP_LENGTH + 1
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    for place, group in enumerate(groups[:GROUPS], 1):
        if len(group) == size and (-1 in group or _check(group[:-1], place) != group[-1]):
            raise _mistyped(f"恢复密钥第 {place} 组抄写有误。")
    if len(typed) != GROUPS * size:
        raise _mistyped(f"恢复密钥应有 {GROUPS} 组、每组 {size} 个字符，现有 {len(typed)} 个字符。")
    return "-".join("".join(ALPHABET[value] for value in group) for group in groups)


def _mistyped(problem: str) -> UserError:
    return UserError(problem, field="recovery_key", next_step="请对照恢复单核对后重新输入。")


def _check(group: list[int], place: int) -> int:
    """Return a symbol over GF(32) that finds one wrong mark, two neighbours swapped, or a moved group."""
    total = place
    for value in group:
        total = _doubled(total) ^ value
    return _doubled(total)


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
