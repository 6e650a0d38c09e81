"""Spreadsheets we write: safe against formulas, the same bytes for the same data."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.errors import UserError

if TYPE_CHECKING:
    from _typeshed import SizedBuffer
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | Decimal | date | None
"""What a cell may hold; truth values show as 是/否, date and time as they are, never floats."""

MAX_ROWS = 1_048_576
MAX_UNITS = 32_767
"""UTF-16 units a cell can hold."""

_STILL = datetime(1980, 1, 1)  # noqa: DTZ001  # the earliest time a zip entry can bear; sheets know no zones
_EXACT = 10**15
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_SAMPLED_ROWS = 200
_NARROW, _WIDE = 8, 60


@dataclass(frozen=True, slots=True)
class Table:
    """One table to write, as shown; `rows` may be a generator and is walked once."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[CellValue]]


class _Titled(Protocol):
    """What a template needs to know of a column (see `workbooks.Column`)."""

    @property
    def title(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def example(self) -> str: ...
    @property
    def note(self) -> str: ...


def write_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """Return an .xlsx of one table: title row, header with filter, frozen above the rows."""
    return write_tables([Table(title, headers, rows)])


def write_tables(tables: Sequence[Table]) -> bytes:
    """Return an .xlsx with one sheet a table, named by its title.

    Text that looks like a formula stays text; characters that XML cannot hold show as “�”; text beyond a
    cell's 32,767 units ends with “…”. Raises `UserError` beyond 1,048,576 rows. To report progress or to be
    cancelled, pass rows as a generator that does so.
    """
    workbook = _workbook()
    try:
        for name, table in zip(_sheet_names([table.title for table in tables]), tables, strict=True):
            _fill(workbook.create_sheet(name), table)
    except BaseException:
        _saved(workbook)  # ends openpyxl's open streams and removes its temporary files
        raise
    return _saved(workbook)


def write_template(columns: Sequence[_Titled], title: str = "填写") -> bytes:
    """Return an .xlsx to fill in: header, example row, text columns (013… survives) and a sheet of notes."""
    workbook = _workbook()
    sheet = workbook.create_sheet(_sheet_names([title])[0])
    headers = [f"{column.title}（必填）" if column.required else column.title for column in columns]
    examples = [column.example for column in columns]
    _set_widths(sheet, [headers, examples])
    for letter in sheet.column_dimensions:
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    sheet.append(_header_cells(sheet, headers))
    sheet.append(_Faces(sheet).row(examples))
    notes = [[c.title, "必填" if c.required else "选填", c.example, c.note] for c in columns]
    explained = Table("填写说明（示例行可保留，不会导入）", ["列", "是否必填", "示例", "说明"], notes)
    _fill(workbook.create_sheet("填写说明"), explained)
    return _saved(workbook)


class _Faces:
    """The few looks cells of a sheet have; one cell of each is filled again and again as rows stream out."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[str, bool], Cell] = {}

    def row(self, values: Sequence[CellValue]) -> Iterator[Cell | None]:
        """Give the cells of one row, each to be written before the next is asked for."""
        for value in values:
            yield None if value is None or value == "" else self._cell(value)

    def _cell(self, value: CellValue) -> Cell:
        stored, look = _stored(value)
        quoted = isinstance(stored, str) and bool(_FORMULA.match(stored))
        cell = self._cells.get((look, quoted)) or self._new(look, quoted=quoted)
        self._cells[look, quoted] = cell
        cell.value = stored
        if isinstance(stored, str):
            cell.data_type = "s"
        return cell

    def _new(self, look: str, *, quoted: bool) -> Cell:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
        from openpyxl.styles import Alignment  # noqa: PLC0415

        cell = WriteOnlyCell(self._sheet)
        cell.number_format = look
        cell.alignment = Alignment(vertical="top", wrap_text=look == "@")
        cell.quotePrefix = quoted
        return cell


def _stored(value: CellValue) -> tuple[str | int | Decimal | date, str]:
    """Return what the cell holds and its number format."""
    if isinstance(value, bool):
        return "是" if value else "否", "@"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return value, "yyyy-mm-dd"
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < _EXACT:
        places = max(0, -int(value.as_tuple().exponent))
        return value, f"0.{'0' * places}" if places else "0"
    if isinstance(value, int) and abs(value) < _EXACT:
        return value, "0"
    return _shown(str(value)), "@"


def _shown(text: str) -> str:
    """Return the text as a cell can hold it: nothing illegal, not too long, `_x0041_` kept as written."""
    if not text.isprintable():
        text = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_UNITS // 2 and len(text.encode("utf-16-le")) > 2 * MAX_UNITS:
        text = text.encode("utf-16-le")[: 2 * (MAX_UNITS - 1)].decode("utf-16-le", "ignore") + "…"
    return _ESCAPE_LIKE.sub("_x005F_", text) if "_x" in text else text


def _workbook() -> Workbook:
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.packaging.core import DocumentProperties  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    workbook.properties = DocumentProperties(creator="实绩簿", created=_STILL, modified=_STILL)
    return workbook


def _fill(sheet: Worksheet, table: Table) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    rows = iter(table.rows)
    sample = list(islice(rows, _SAMPLED_ROWS))
    _set_widths(sheet, [table.headers, *sample])
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.append(_header_cells(sheet, [table.title], size=14))
    sheet.append(_header_cells(sheet, table.headers))
    faces = _Faces(sheet)
    last = 2
    for last, row in enumerate(chain(sample, rows), 3):
        if last > MAX_ROWS:
            raise UserError(f"表格超过 {MAX_ROWS} 行，存不进一个工作表。", next_step="请先筛选再导出。")
        sheet.append(faces.row(row))  # type: ignore[arg-type]  # the stub knows the generator class only
    if table.headers:
        sheet.auto_filter.ref = f"A2:{_letter(len(table.headers))}{last}"


def _header_cells(sheet: Worksheet, titles: Sequence[str], size: int = 11) -> list[Cell]:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    cells = [cell for title in titles for cell in _Faces(sheet).row([title or " "]) if cell]
    for cell in cells:
        cell.font = Font(name="Calibri", bold=True, size=size)
        cell.alignment = Alignment(vertical="center")
    return cells


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return get_column_letter(column)


def _set_widths(sheet: Worksheet, rows: Sequence[Sequence[CellValue]]) -> None:
    for at in range(max(map(len, rows), default=0)):
        widest = max(_width(row[at]) for row in rows if at < len(row))
        sheet.column_dimensions[_letter(at + 1)].width = min(max(widest + 2, _NARROW), _WIDE)


def _width(value: CellValue) -> int:
    """Return how many half-width characters the longest line takes."""
    lines = str("" if value is None else value)[:1000].splitlines()
    return max(
        (sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in line) for line in lines), default=0
    )


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Make sheet names of titles: legal, at most 31 units, told apart by a number."""
    names: list[str] = []
    for title in titles:
        plain = _NOT_IN_NAMES.sub("", _shown(title)).strip("' ") or "表"
        names.append(
            next(name for name in _numbered(plain) if name.casefold() not in map(str.casefold, names))
        )
    return names


def _numbered(name: str) -> Iterator[str]:
    number = 1
    while True:
        ending = f"（{number}）" if number > 1 else ""
        yield name.encode("utf-16-le")[: 2 * (31 - len(ending))].decode("utf-16-le", "ignore") + ending
        number += 1


class _StillZip(ZipFile):
    """A zip whose entries bear no time and no platform."""

    def writestr(
        self, zinfo_or_arcname: str | ZipInfo, data: SizedBuffer | str, *_: object, **__: object
    ) -> None:
        """Add bytes under a fixed time."""
        super().writestr(_still(str(zinfo_or_arcname)), data)

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        *_: object,
        **__: object,
    ) -> None:
        """Add a file under a fixed time."""
        entry = _still(str(arcname or filename))
        with Path(filename).open("rb") as source, self.open(entry, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def _still(name: str) -> ZipInfo:
    entry = ZipInfo(name, _STILL.timetuple()[:6])
    entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
    return entry


def _saved(workbook: Workbook) -> bytes:
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    target = BytesIO()
    ExcelWriter(
        workbook, _StillZip(target, "w", ZIP_DEFLATED)
    ).save()  # save_workbook would stamp today's time
    return target.getvalue()
