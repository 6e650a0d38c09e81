"""A calendar from a file: table rows or holiday-cn JSON become rows and named errors; nothing is stored."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.errors import UserError
from app.workdays import DayKind, SpecialDay

MAX_TEXT = 1_000_000
MAX_ROWS = 5_000
FIRST_YEAR, LAST_YEAR = 2000, 2100

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?")
_KINDS = {
    **dict.fromkeys(("休", "假", "放假", "休息", "off"), DayKind.OFF),
    **dict.fromkeys(("班", "上班", "补班", "调休上班", "work"), DayKind.WORK),
}
_HEADERS = {"日期", "date", "day"}
_FESTIVAL_DAYS = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))


@dataclass(frozen=True, slots=True)
class DayError:
    """What is wrong with one row; `message` is a whole sentence that names the row."""

    row: int
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class ImportedDays:
    """Exceptional days read from a file; the caller lets a person decide whether their years are official.

    `warnings` name fixed festivals that a touched year lacks: such a file is no complete yearly notice.
    """

    days: tuple[SpecialDay, ...]
    errors: tuple[DayError, ...]
    warnings: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years the days lie in, in order."""
        return tuple(sorted({special.day.year for special in self.days}))


class _Entry(NamedTuple):
    """One row as written; `place` is how an error names it."""

    place: str
    row: int
    day: str
    kind: str
    label: str


def days_from_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> ImportedDays:
    """Read numbered rows of 日期, 休/班, 名称 (the name may be missing; a header row is passed over)."""
    filled = [(number, [*map(str.strip, cells), "", "", ""]) for number, cells in rows if any(cells)]
    if filled and filled[0][1][0].casefold() in _HEADERS:
        del filled[0]
    return _collect([_Entry(f"第 {number} 行", number, *cells[:3]) for number, cells in filled])


def days_from_json(text: str) -> ImportedDays:
    """Read a year file in the form of holiday-cn: `{"year", "days": [{"name", "date", "isOffDay"}]}`."""
    if len(text) > MAX_TEXT:
        raise UserError("节假日文件过大。", next_step="请核对是否选错了文件。")
    try:
        days = json.loads(text)["days"]
        entries = [_entry(number, day) for number, day in enumerate(days, 1)]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as problem:
        message = "节假日文件格式不对，读不出日期。"
        raise UserError(message, next_step="请改用本程序的表格模板导入。") from problem
    if not entries:
        message = "文件里没有任何日期，该年的节假日安排可能尚未公布。"
        raise UserError(message, next_step="请在国务院办公厅通知公布后再导入。")
    return _collect(entries)


def _entry(number: int, day: dict[str, object]) -> _Entry:
    kind = _kind_word(day["isOffDay"])
    return _Entry(f"第 {number} 个日期", number, str(day["date"]), kind, str(day.get("name", "")))


def _kind_word(is_off_day: object) -> str:
    return {True: "休", False: "班"}[is_off_day] if isinstance(is_off_day, bool) else ""


def _collect(entries: Sequence[_Entry]) -> ImportedDays:
    if len(entries) > MAX_ROWS:
        raise UserError(f"节假日表超过 {MAX_ROWS} 行。", next_step="请核对是否选错了文件。")
    days: dict[date, SpecialDay] = {}
    errors = []
    for entry in entries:
        try:
            _add(days, SpecialDay(_day(entry.day), _kind(entry.kind), _label(entry.label)))
        except UserError as problem:
            errors.append(DayError(entry.row, f"{entry.place}：{problem}"))
    ordered = tuple(special for _, special in sorted(days.items()))
    return ImportedDays(ordered, tuple(errors), _missing_festivals(days))


def _add(days: dict[date, SpecialDay], special: SpecialDay) -> None:
    if days.setdefault(special.day, special).kind is not special.kind:
        raise UserError(f"{special.day}与前面的行矛盾，同一天既休又班。")


def _day(text: str) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        day = date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(f"日期“{text[:20]}”无效，应写成 2027-01-01 的形式。")
    return day


def _kind(text: str) -> DayKind:
    kind = _KINDS.get(text.strip().casefold())
    if kind is None:
        raise UserError(f"“{text[:20]}”应填“休”或“班”。")
    return kind


def _label(text: str) -> str:
    return "".join(filter(str.isprintable, unicodedata.normalize("NFC", text)))[:40]


def _missing_festivals(days: dict[date, SpecialDay]) -> tuple[str, ...]:
    """Say which fixed festivals of the touched years are not off; late December belongs to the next year."""
    years = sorted({day.year for day in days if (day.month, day.day) < (12, 29)})
    lacking = [
        f"{year}年{month}月{day}日（{label}）"
        for year in years
        for month, day, label in _FESTIVAL_DAYS
        if date(year, month, day) not in days or days[date(year, month, day)].kind is not DayKind.OFF
    ]
    return (f"缺少{'、'.join(lacking)}放假，不像完整的全年安排，请核对。",) if lacking else ()
