"""Tables from spreadsheets: columns found by title, values read, every error named by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.documents.workbook_reading import HEADING_ROWS, MAX_SHEETS, RawRow, RawSheet, open_sheets
from app.documents.workbook_writing import CellValue, Table, write_table, write_tables, write_template
from app.errors import UserError
from app.progress import SILENT, Progress

__all__ = [
    "CellValue",
    "Column",
    "RowError",
    "RowRead",
    "Sheet",
    "Table",
    "read_rows",
    "read_table",
    "write_table",
    "write_tables",
    "write_template",
]

_MARKS = re.compile(r"\((必填|选填|可选)\)|[*:\s]")
_ROWS_A_STEP = 200
_CELL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table to fill in.

    `parse` takes the stripped, non-empty text and returns the value; it raises `UserError` with a sentence,
    or `ValueError`, for what it does not take. `example` and `note` are shown in the template.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], object] = str
    example: str = ""
    note: str = ""


_NAMED = re.compile("“(.+?)”")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell; `str` names row and column as the person sees them in the sheet."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行{self.words}"

    @property
    def words(self) -> str:
        """Column and sentence, for where the row is seen; a sentence that names the column names it once."""
        named = _NAMED.match(self.message)
        return (
            self.message if named and self.column.startswith(named[1]) else f"“{self.column}”：{self.message}"
        )


@dataclass(frozen=True, slots=True)
class RowRead:
    """One filled row: `values` by column key (None where blank, missing where wrong), `number` from 1."""

    number: int
    values: Mapping[str, Any]
    errors: tuple[RowError, ...] = ()

    def text(self, key: str) -> str:
        """Return a text as read; empty where it is missing or wrong."""
        return str(self.values.get(key) or "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read; `keys` are the columns it has, `unknown` the titles that mean nothing here."""

    name: str
    keys: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[RowRead, ...]

    @property
    def errors(self) -> tuple[RowError, ...]:
        """All errors of all rows, in order."""
        return tuple(error for row in self.rows for error in row.errors)


def told(errors: Iterable[RowError]) -> str:
    """Say all that is wrong in a row in one sentence."""
    return "；".join(error.words.rstrip("。") for error in errors) + "。"


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where a sheet's header row stands and which column of it means what."""

    sheet: RawSheet
    body: Iterator[RawRow]
    titles: tuple[str, ...]
    columns: Mapping[int, Column]


def read_rows(source: Path) -> list[RawRow]:
    """Return the filled rows of a file's first visible sheet as (row number, texts); raises `UserError`."""
    return list(next(open_sheets(source)).rows)


def read_table(source: Path, columns: Sequence[Column], progress: Progress = SILENT) -> Sheet:
    """Read the sheet whose header, within its first ten filled rows, names most of `columns`.

    Titles match without regard to white space, width, case and marks such as （必填）. A row that repeats the
    template's example is passed over. Raises `UserError` where the file is unreadable, has no such header, or
    lacks or repeats a column; all that is wrong in single cells is returned with the rows.
    How many rows there are is not known beforehand: `progress` gets a total of 0.
    """
    headings = [_heading(sheet, columns) for sheet in islice(open_sheets(source), MAX_SHEETS)]
    heading = max(headings, key=lambda heading: len(heading.columns))
    if not heading.columns:
        titles = "、".join(f"“{column.title}”" for column in columns)
        raise UserError(
            f"前 {HEADING_ROWS} 行里没有找到表头（{titles}）。", next_step="请按模板填写后再导入。"
        )
    _check_complete(heading.columns, columns)
    rows = (_row(number, texts, heading, progress) for number, texts in heading.body)
    return Sheet(
        heading.sheet.name,
        tuple(column.key for column in heading.columns.values()),
        tuple(
            title for at, title in enumerate(heading.titles) if title.strip() and at not in heading.columns
        ),
        tuple(row for row in rows if row is not None),
    )


def _heading(sheet: RawSheet, columns: Sequence[Column]) -> _Heading:
    head = list(islice(sheet.rows, HEADING_ROWS))
    known = {_plain_title(title): column for column in columns for title in (column.title, *column.aliases)}
    found = [
        {at: known[title] for at, title in enumerate(map(_plain_title, texts)) if title in known}
        for _, texts in head
    ]
    best = max(range(len(head)), key=lambda at: len(found[at]), default=None)
    if best is None:
        return _Heading(sheet, iter(()), (), {})
    return _Heading(sheet, chain(head[best + 1 :], sheet.rows), head[best][1], found[best])


def _plain_title(title: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).casefold()


def _check_complete(found: Mapping[int, Column], columns: Sequence[Column]) -> None:
    present = [column.key for column in found.values()]
    missing = [column.title for column in columns if column.required and column.key not in present]
    if missing:
        named = "、".join(f"“{title}”" for title in missing)
        raise UserError(f"表格缺少必填的列{named}。", next_step="请补上后再导入。")
    for column in columns:
        if present.count(column.key) > 1:
            places = "、".join(f"第 {at + 1} 列" for at, known in found.items() if known is column)
            raise UserError(f"列“{column.title}”出现了不止一次（{places}）。", next_step="请只保留一列。")


def _row(number: int, texts: Sequence[str], heading: _Heading, progress: Progress) -> RowRead | None:
    """Read one row; None for a blank one and for the template's example."""
    if number % _ROWS_A_STEP == 0:
        progress.step(number, 0, f"已读取 {number} 行")
    cells = {at: texts[at].strip() if at < len(texts) else "" for at in heading.columns}
    examples = {at: column.example for at, column in heading.columns.items()}
    if cells == examples or not any(cells.values()):
        return None
    values: dict[str, object] = {}
    errors = []
    for at, column in heading.columns.items():
        try:
            values[column.key] = _value(cells[at], column)
        except UserError as problem:
            errors.append(RowError(number, column.title, str(problem)))
    return RowRead(number, values, tuple(errors))


def _value(text: str, column: Column) -> object:
    if not text:
        if column.required:
            raise UserError("必填，不能为空。")
        return None
    if text in _CELL_ERRORS:
        raise UserError(f"单元格是公式错误值 {text}，请改为实际内容。")
    try:
        return column.parse(text)
    except ValueError as problem:
        raise UserError(f"“{text[:20]}”填写有误。") from problem
