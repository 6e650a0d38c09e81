"""The commands that check lists from spreadsheets row by row, or take them over whole or not at all."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.clock import SystemClock
from app.commands import entered, unit_named
from app.errors import UserError

if TYPE_CHECKING:
    from app.documents.workbooks import RowError, Sheet
    from app.office import Reader, Work
    from app.people.imports import Imported, Preview
    from app.targets.imports import TargetPreview

P = TypeVar("P", "Preview", "TargetPreview")

UNSURE = "与同名的人分不清，请填写出生年月，或在窗口中导入并逐行确认。"
KNOWN_ONLY = "可写入（没有任现职时间，只能更新名单里已有的人）"
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class _List(Generic[P]):
    """A list from a file, and how it is looked at and written."""

    sheet: Sheet
    key: str
    """The column that names a row."""
    doubts: dict[int, str]
    """What the file alone says of a row that cannot be taken, or only where more is known."""
    look: Callable[[Reader, str], P]
    write: Callable[[Work, P], Imported]
    title: str


def import_people(arguments: argparse.Namespace) -> Iterator[str]:
    """Check a list of people row by row, or take it over."""
    from app.people.imports import alike, import_people, preview_import  # noqa: PLC0415
    from app.people.row_checks import checked_people  # noqa: PLC0415
    from app.people.sheet import read_people  # noqa: PLC0415

    sheet = checked_people(read_people(arguments.file), SystemClock().today())
    return _run(
        arguments,
        _List(
            sheet,
            "name",
            dict.fromkeys(alike(sheet.rows), UNSURE),
            lambda reader, unit_id: preview_import(reader, unit_id, sheet),
            import_people,
            "导入人员名册",
        ),
    )


def import_targets(arguments: argparse.Namespace) -> Iterator[str]:
    """Check a year's targets row by row, or take them over."""
    from app.targets.imports import import_targets, preview_targets  # noqa: PLC0415
    from app.targets.sheet import checked_targets, read_targets  # noqa: PLC0415

    sheet, year = read_targets(arguments.file), arguments.year or SystemClock().today().year
    return _run(
        arguments,
        _List(
            sheet if arguments.account else checked_targets(sheet, year),
            "title",
            {},
            lambda reader, unit_id: preview_targets(reader, unit_id, year, sheet),
            import_targets,
            "导入目标任务",
        ),
    )


def _run(arguments: argparse.Namespace, given: _List[P]) -> Iterator[str]:
    if arguments.check and not arguments.account:
        refused = _refused((row.number, row.errors) for row in given.sheet.rows) | given.doubts
        yield from _row_by_row(arguments, given, refused)
        return
    with entered(arguments) as office:
        unit_id, _ = unit_named(office, arguments.unit)
        with office.read() as reader:
            preview = given.look(reader, unit_id)
        refused = _refused((line.row.number, line.errors) for line in preview.rows)
        refused |= {line.row.number: UNSURE for line in preview.rows if line.decision is None}
        if arguments.check:
            yield from _row_by_row(arguments, given, refused)
            return
        _refuse(arguments, given, refused)
        with office.write(given.title) as work:
            done = given.write(work, preview)
    yield f"新增 {done.added}，更新 {done.updated}，无变化 {done.left_out}。"


def _refused(rows: Iterable[tuple[int, tuple[RowError, ...]]]) -> dict[int, str]:
    """Return why rows cannot be taken, by their number."""
    from app.documents.workbooks import told  # noqa: PLC0415

    return {number: told(errors) for number, errors in rows if errors}


def _row_by_row(arguments: argparse.Namespace, given: _List[P], refused: Mapping[int, str]) -> Iterator[str]:
    """Say of every row whether it can be taken, then how many; raises `UserError` unless all can."""
    sheet = given.sheet
    for row in sheet.rows:
        fine = "可写入" if given.key != "name" or arguments.account or row.values.get("since") else KNOWN_ONLY
        yield f"第 {row.number} 行　{row.text(given.key) or '（空）'}　{refused.get(row.number, fine)}"
    unknown = f"；不认识的列：{'、'.join(sheet.unknown)}" if sheet.unknown else ""
    good = len(sheet.rows) - len(refused)
    yield f"共 {len(sheet.rows)} 行：可写入 {good} 行，有错误 {len(refused)} 行{unknown}。"
    if refused:
        raise UserError(f"{arguments.file.name} 有 {len(refused)} 行不能写入。", next_step="请改好后再检查。")


def _refuse(arguments: argparse.Namespace, given: _List[P], refused: Mapping[int, str]) -> None:
    """Refuse the whole list for one row that cannot be taken, and name such rows with their reasons."""
    if not refused:
        return
    names = {row.number: row.text(given.key)[:20] or "（空）" for row in given.sheet.rows}
    rows = [f"第 {number} 行　{names[number]}　{reason}" for number, reason in sorted(refused.items())]
    more = f"（共 {len(rows)} 行）" if len(rows) > MOST_TOLD else ""
    told_rows = " ".join(rows[:MOST_TOLD])
    raise UserError(
        f"{arguments.file.name} 有错误，全部没有写入：{told_rows}{more}", next_step="请改好后再导入。"
    )
