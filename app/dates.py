"""Dates as people write them in spreadsheets: 1980-05, 1980.05, 198005, 1980年5月, 2021/3/15 and the like."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from app.errors import UserError
from app.vocabulary import Month

_PARTS = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月(?:份)?|[-./])?(?:(\d{1,2})日?)?(?: 00:00)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SERIAL = re.compile(r"[1-6]\d{4}")
_NUMBER_MONTH = re.compile(r"\d{4}\.1")
_SPREADSHEET_EPOCH = date(1899, 12, 30)


def month_written(text: str) -> Month:
    """Read a month, with or without a day; raises `UserError`.

    `1980.1` is refused: a spreadsheet that holds the number 1980.10 gives it back like that.
    """
    return Month.of(_read(text, "1980-05")[0])


def day_written(text: str) -> date:
    """Read a day; a month alone stands for its first day. Raises `UserError`."""
    return _read(text, "2021-03-15")[0]


def last_day_written(text: str) -> date:
    """Read a time limit; a month alone stands for its last day. Raises `UserError`."""
    day, whole_month = _read(text, "2026-09-30")
    return Month.of(day).last_day if whole_month else day


def _read(text: str, example: str) -> tuple[date, bool]:
    """Return the day, and whether only its month was written."""
    plain = re.sub(r"\s+(?!00:00$)", "", unicodedata.normalize("NFKC", text)).rstrip(".")
    if _NUMBER_MONTH.fullmatch(plain):
        raise UserError(f"“{text[:20]}”分不清是1月还是10月，请写成 {plain[:4]}-01 或 {plain[:4]}-10。")
    if _SERIAL.fullmatch(plain):
        return _SPREADSHEET_EPOCH + timedelta(days=int(plain)), False
    found = _PARTS.fullmatch(plain) or _DIGITS.fullmatch(plain)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        return date(year, month, day or 1), not day
    except ValueError as error:
        raise UserError(f"“{text[:20]}”不是日期，请写成 {example} 的样子。") from error
