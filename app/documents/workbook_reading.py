"""Spreadsheets nobody vouches for: each ends as rows of text or as one Chinese sentence (exchange.md §9)."""

from __future__ import annotations

import csv
import re
import struct
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.errors import EnvironmentProblem, ShijibuError, UserError
from app.texts import plain_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

MAX_FILE = 20 * 1024 * 1024
MAX_UNZIPPED = 200 * 1024 * 1024
MAX_RATIO, RATIO_FROM = 100, 100 * 1024
MAX_ENTRIES = 2_000
MAX_TAGS = 2_000_000
"""XML tags in all parts together: what bounds the time of reading."""
MAX_STYLE_TAGS = 200_000
MAX_SHEETS = 200
MAX_ROWS, HEADING_ROWS = 20_000, 10
MAX_BLANK_ROWS = 100_000
MAX_COLUMNS = 256
MAX_CELL = 64 * 1024
MAX_TEXT = 64 * 1024 * 1024

_NEXT_STEP = "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
_LOCAL_HEADER = struct.Struct("<26x2H")
_PASSES, _SMALL_READS = 3, 64 * 1024
"""openpyxl reads a sheet twice, and the head of every part once more."""
_EXACT_DIGITS = 15
"""Decimal digits a spreadsheet keeps of a number; longer ones have lost their end."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

RawRow = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One visible sheet: its filled rows as (row number from 1, plain texts), read on demand and once."""

    name: str
    rows: Iterator[RawRow]


def open_sheets(source: Path) -> Iterator[RawSheet]:
    """Give the sheets of an .xlsx, .xlsm or .csv file, told apart by content.

    Raises `UserError` with one sentence for whatever is no readable workbook or exceeds a limit, also while
    the rows are being read, and `EnvironmentProblem` where the file itself cannot be opened.
    """
    name = plain_text(source.name)[:60]
    data = _content(source, name)
    if data.startswith(b"PK"):
        return _workbook_sheets(data, name)
    if data.startswith(_OLE):
        what = "设有打开密码，请先取消密码" if _ENCRYPTED in data else "是旧格式（.xls 或 .et）的工作簿"
        raise _refusal(name, what)
    if source.suffix.casefold() in _TEXT_SUFFIXES:
        return iter([RawSheet(name, _limited(enumerate(_csv_records(data, name), 1), name))])
    raise _refusal(name, "不是 .xlsx 或 .csv 表格文件")


def _content(source: Path, name: str) -> bytes:
    try:
        with source.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as problem:
        raise EnvironmentProblem(
            f"“{name}”打不开。", next_step="请确认文件还在原处，并在 WPS 或 Excel 中关闭它后重试。"
        ) from problem
    if len(data) > MAX_FILE:
        raise UserError(f"“{name}”超过 {MAX_FILE // 1024 // 1024} MB。", next_step="请拆分成几个文件再导入。")
    return data


def _refusal(name: str, what: str) -> UserError:
    return UserError(f"“{name}”{what}。", next_step=_NEXT_STEP)


def _csv_records(data: bytes, name: str) -> Iterator[Sequence[str]]:
    text = _decoded(data, name)
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(",", "\t", ";", key=first_line.count)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as problem:
        raise _refusal(name, "里有无法识别的内容") from problem


def _decoded(data: bytes, name: str) -> str:
    """Decode by the byte order mark, else as UTF-8, else as GB18030 (which includes GBK)."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refusal(name, "不是文本表格")


def _workbook_sheets(data: bytes, name: str) -> Iterator[RawSheet]:
    from openpyxl import load_workbook  # noqa: PLC0415

    # Filters are for the whole process, so this one is added for good: openpyxl warns of every part it drops.
    warnings.filterwarnings("ignore", module=r"(openpyxl|PIL)\b")
    try:
        _check_archive(data, name)
        workbook = load_workbook(_MeteredFile(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except ShijibuError:
        raise
    except Exception as problem:
        raise _unreadable(name) from problem
    if not visible:
        raise _refusal(name, "里没有可读的工作表")
    for sheet in visible:
        cells = sheet.iter_rows(max_row=1_048_576, max_col=MAX_COLUMNS + 1)
        yield RawSheet(plain_text(sheet.title), _limited(_texts(cells, name), name))


class _MeteredFile(BytesIO):
    """A file that refuses to be read over and over, as by many sheets that name the same part."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._left = _PASSES * len(data) + _SMALL_READS

    def read(self, size: int | None = -1) -> bytes:
        chunk = super().read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise ValueError("read too often")
        return chunk


def _unreadable(name: str) -> UserError:
    return _refusal(name, "已损坏或不是 .xlsx 工作簿，读不出来")


def _check_archive(data: bytes, name: str) -> None:
    """Refuse what unzips to too much, hides one entry in another, or holds XML that could explode."""
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or total > MAX_UNZIPPED or any(map(_suspicious, entries)):
            raise _refusal(name, "解压后过大或压缩方式异常")
        if _overlapping(data, entries, archive.start_dir):
            raise _refusal(name, "的压缩结构异常")
        tags = 0
        for entry in entries:
            tags += _checked_tags(entry.filename, archive.read(entry), name)
            if tags > MAX_TAGS:
                raise _refusal(name, "内容过多，请删去无关的工作表、列和行")


def _suspicious(entry: ZipInfo) -> bool:
    exploding = entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size
    return exploding or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED)


def _overlapping(data: bytes, entries: Iterable[ZipInfo], end_of_entries: int) -> bool:
    """Tell whether an entry reaches into the next one: Python's zipfile up to 3.11.7 lets it."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            return True
        name_length, extra_length = _LOCAL_HEADER.unpack_from(data, entry.header_offset)
        reached = entry.header_offset + 30 + name_length + extra_length + entry.compress_size
    return reached > end_of_entries


def _checked_tags(part: str, content: bytes, name: str) -> int:
    tags = content.count(b"<")
    if (b"<!DOCTYPE" in content or b"<!ENTITY" in content) and "/media/" not in part:
        raise _refusal(name, "含有不安全的内容（XML 实体）")
    if tags > MAX_STYLE_TAGS and "styles" in part.casefold():
        raise _refusal(name, "的单元格样式过多")
    if content.count(b"sheetId") > MAX_SHEETS:
        raise _refusal(name, f"的工作表超过 {MAX_SHEETS} 个")
    return tags


def _texts(rows: Iterable[Sequence[Cell | MergedCell]], name: str) -> Iterator[RawRow]:
    gap: object = None
    blank = 0
    try:
        for number, cells in enumerate(rows, 1):
            if cells is gap:  # openpyxl fills missing rows with one and the same tuple
                continue
            gap = cells
            end = next((at for at in range(len(cells), 0, -1) if cells[at - 1].value is not None), 0)
            blank += end == 0
            if blank > MAX_BLANK_ROWS:
                raise _refusal(name, "空行过多，请删去末尾的空行")  # noqa: TRY301
            yield number, tuple(_cell_text(cell) for cell in cells[:end])
    except ShijibuError:
        raise
    except Exception as problem:
        raise _unreadable(name) from problem


def _limited(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> Iterator[RawRow]:
    """Clean the texts, drop blank rows and hold every row to the limits."""
    filled = size = 0
    for number, cells in rows:
        texts = _trimmed([plain_text(cell) if cell else "" for cell in cells])
        if not texts:
            continue
        filled += 1
        size += sum(map(len, texts))
        if filled > MAX_ROWS + HEADING_ROWS or size > MAX_TEXT:
            raise UserError(f"“{name}”超过 {MAX_ROWS} 行或文字过多。", next_step="请拆分成几个文件再导入。")
        if len(texts) > MAX_COLUMNS:
            raise UserError(f"“{name}”第 {number} 行超过 {MAX_COLUMNS} 列。", next_step="请删去多余的列。")
        if any(len(text) > MAX_CELL // 4 and len(text.encode()) > MAX_CELL for text in texts):
            raise UserError(f"“{name}”第 {number} 行有单元格文字超过 64 KB。", next_step="请缩短后再导入。")
        yield number, texts


def _trimmed(texts: list[str]) -> tuple[str, ...]:
    while texts and not texts[-1].strip():
        texts.pop()
    return tuple(texts)


def _cell_text(cell: Cell | MergedCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | time | timedelta):
        return _moment_text(value)
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    text = str(value)
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _moment_text(value: date | time | timedelta) -> str:
    """Write `2026-03-01`, `2026-03-01 08:30`, `08:30` or, for a span, `26:30`; seconds only if any."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, datetime):
        text = (value + timedelta(microseconds=500_000)).isoformat(" ", "seconds")
    else:
        text = value.isoformat("seconds") if isinstance(value, time) else value.isoformat()
    return text.removesuffix(":00").removesuffix(" 00:00")


def _number_text(value: float, number_format: str) -> str:
    """Write a number as the sheet shows it whole: `42`, `0.5`, `85%`; beyond 15 digits as `5.22634E+17`."""
    if isinstance(value, float) and not isfinite(value):
        return "#NUM!"
    number = Decimal(format(value, f".{_EXACT_DIGITS}g") if isinstance(value, float) else value)
    if abs(number) >= 10**_EXACT_DIGITS:
        return f"{number:.5E}"
    percent = "%" in number_format
    text = f"{number * 100 if percent else number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%" * percent
