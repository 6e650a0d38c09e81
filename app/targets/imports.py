"""Taking a year's targets over from a spreadsheet: preview, a decision for every row, then the writing.

A row meets the target of the same words. Blank cells change nothing; the months of a row are laid over the
split that stands; named holders replace those who were named before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from app.documents.workbooks import RowError, RowRead, Sheet, write_table
from app.errors import UserError
from app.office import Reader, Work
from app.people.actions import KEEPERS
from app.people.imports import ADD, SKIP, Imported, RowState
from app.people.merging import FieldChange, shown
from app.people.rules import name_key
from app.targets import actions
from app.targets.entries import Holder, TargetEntry, check_holders
from app.targets.sheet import COLUMNS, ENTRY_KEYS, MONTH_KEYS, SHEET_TITLE, read_targets
from app.targets.views import TargetRow, target_grid
from app.vocabulary import Month, Part
from db.tables.people import Cadre, Post, Unit

PROGRESS_TITLES = ("累计完成", "进度")
"""Columns of the export that only tell; an import passes them over."""
TITLES = {column.key: column.title for column in COLUMNS}
PARTS = {"lead": Part.LEAD, "assist": Part.ASSIST}


@dataclass(frozen=True, slots=True)
class TargetPreviewRow:
    """One row with what it means; `decision` is `ADD`, `SKIP` or the id of the target to update."""

    row: RowRead
    state: RowState
    decision: str
    holders: tuple[Holder, ...] | None = None
    """Whom the row names; None where it names nobody."""
    changes: tuple[FieldChange, ...] = ()
    errors: tuple[RowError, ...] = ()
    known_id: str = ""
    """The target of the same words, if there is one."""


@dataclass(frozen=True, slots=True)
class TargetPreview:
    """What an import would do; nothing is written before `import_targets`."""

    unit_id: str
    year: int
    rows: tuple[TargetPreviewRow, ...]
    unknown: tuple[str, ...]

    def decided(self, number: int, decision: str) -> TargetPreview:
        """Return the preview with a decision for the row of that number."""
        return replace(
            self,
            rows=tuple(
                replace(line, decision=decision) if line.row.number == number else line for line in self.rows
            ),
        )


def preview_targets(reader: Reader, unit_id: str, year: int, sheet: Sheet) -> TargetPreview:
    """Say for every row what it would do to the year's targets; writes nothing."""
    reader.require(*KEEPERS)
    look = _Look(reader, unit_id, year)
    return TargetPreview(unit_id, year, tuple(look.row(row) for row in sheet.rows), sheet.unknown)


def preview_targets_file(reader: Reader, unit_id: str, year: int, path: Path) -> TargetPreview:
    """Read a file and preview it; raises `UserError` where it is no table of targets."""
    reader.require(*KEEPERS)
    return preview_targets(reader, unit_id, year, read_targets(path))


class _Look:
    """The year's targets and the unit's people as they are, asked row by row."""

    def __init__(self, reader: Reader, unit_id: str, year: int) -> None:
        self.year = year
        self.known = {name_key(row.entry.title): row for row in target_grid(reader, unit_id, year).rows}
        self.people = _people(reader, unit_id)

    def row(self, row: RowRead) -> TargetPreviewRow:
        """Say what one row means."""
        holders, strangers = self._holders(row)
        errors = (*row.errors, *strangers)
        if errors:
            return TargetPreviewRow(row, RowState.WRONG, SKIP, errors=errors)
        known = self.known.get(name_key(row.text("title")))
        try:
            entry = merged(row.values, known).checked(self.year)
            check_holders(holders or ())
        except UserError as problem:
            error = RowError(row.number, TITLES.get(problem.field or "", "责任人"), str(problem))
            return TargetPreviewRow(row, RowState.WRONG, SKIP, errors=(error,))
        if known is None:
            return TargetPreviewRow(row, RowState.NEW, ADD, holders)
        changes = self._changes(known, entry, row, holders)
        if not changes:
            return TargetPreviewRow(row, RowState.SAME, SKIP, holders)
        known_id = known.target_id
        return TargetPreviewRow(row, RowState.CHANGED, known_id, holders, changes, known_id=known_id)

    def _holders(self, row: RowRead) -> tuple[tuple[Holder, ...] | None, list[RowError]]:
        found: dict[str, Holder] = {}
        errors = []
        for key, part in PARTS.items():
            for name in row.values.get(key) or ():
                ids = self.people.get(name_key(name), [])
                if len(ids) == 1:
                    found.setdefault(ids[0], Holder(ids[0], part))
                else:
                    what = "有同名的人，请在目标计划中指定。" if ids else "不在人员名单中。"
                    errors.append(RowError(row.number, TITLES[key], f"“{name[:20]}”{what}"))
        named = any(row.values.get(key) for key in PARTS)
        return (tuple(found.values()) if named else None), errors

    def _changes(
        self, known: TargetRow, entry: TargetEntry, row: RowRead, holders: tuple[Holder, ...] | None
    ) -> tuple[FieldChange, ...]:
        changes = [
            FieldChange(TITLES[key], shown(getattr(known.entry, key)), shown(getattr(entry, key)))
            for key in ENTRY_KEYS
        ]
        for key, before in zip(MONTH_KEYS, known.tasks, strict=True):
            changes.append(FieldChange(TITLES[key], before, row.values.get(key) or before))
        if holders is not None and _pairs(holders) != _pairs(known.holders):
            names = {one: name for name, ids in self.people.items() for one in ids}
            after = "、".join(names[holder.cadre_id] for holder in holders)
            changes.append(FieldChange(TITLES["lead"], known.holder_names, after))
        return tuple(change for change in changes if change.before != change.after)


def _pairs(holders: Sequence[Any]) -> set[tuple[str, Part]]:
    return {(holder.cadre_id, holder.part) for holder in holders}


def _people(reader: Reader, unit_id: str) -> dict[str, list[str]]:
    """Return the ids of those in post by the key of their name."""
    query = (
        select(Cadre.id, Cadre.name)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.unit_id == unit_id, or_(Post.until.is_(None), Post.until >= reader.today))
        .distinct()
    )
    found: dict[str, list[str]] = {}
    for cadre_id, name in reader.session.execute(query):
        found.setdefault(name_key(name), []).append(cadre_id)
    return found


def merged(values: Mapping[str, Any], known: TargetRow | None) -> TargetEntry:
    """Return a target after a row: blank cells keep what stands."""
    given = {key: values[key] for key in ENTRY_KEYS if values.get(key) is not None}
    return replace(known.entry, **given) if known else TargetEntry(**given)


def import_targets(work: Work, preview: TargetPreview) -> Imported:
    """Write the rows that were decided, all in one transaction; the rest of the year stays as it is."""
    work.require(*KEEPERS)
    known = {row.target_id: row for row in target_grid(work, preview.unit_id, preview.year).rows}
    added = updated = 0
    for line in preview.rows:
        try:
            if line.decision == ADD and line.state is RowState.NEW:
                _split(work, preview, line, _add(work, preview, line))
                added += 1
            elif line.decision in known:
                _update(work, line, known[line.decision])
                _split(work, preview, line, line.decision)
                updated += 1
        except UserError as problem:
            raise UserError(f"第 {line.row.number} 行“{line.row.text('title')[:40]}”：{problem}") from problem
    work.describe(f"{preview.year}年 新增 {added} 项，更新 {updated} 项")
    return Imported(added, updated, len(preview.rows) - added - updated)


def _add(work: Work, preview: TargetPreview, line: TargetPreviewRow) -> str:
    entry = merged(line.row.values, None)
    return actions.add_target(work, preview.unit_id, preview.year, entry, line.holders or ())


def _update(work: Work, line: TargetPreviewRow, known: TargetRow) -> None:
    actions.edit_target(work, known.target_id, merged(line.row.values, known))
    if line.holders is not None:
        actions.set_holders(work, known.target_id, line.holders)


def _split(work: Work, preview: TargetPreview, line: TargetPreviewRow, target_id: str) -> None:
    tasks = {
        (target_id, Month(preview.year, month)): text
        for month, key in enumerate(MONTH_KEYS, 1)
        if (text := line.row.values.get(key))
    }
    if tasks:
        actions.split_by_month(work, tasks)


def export_targets(reader: Reader, unit_id: str, year: int) -> bytes:
    """Return an .xlsx of the year's standing targets in the columns of the import, and how they stand."""
    reader.require_business()
    unit = reader.session.get_one(Unit, unit_id).name
    grid = target_grid(reader, unit_id, year)
    rows = [_cells(row) for row in grid.rows if not row.dropped]
    return write_table(f"{unit}{year}年{SHEET_TITLE}", [*TITLES.values(), *PROGRESS_TITLES], rows)


def _cells(row: TargetRow) -> list[str]:
    values = {key: shown(getattr(row.entry, key)) for key in ENTRY_KEYS}
    values |= {
        key: "、".join(one.name for one in row.holders if one.part is part) for key, part in PARTS.items()
    }
    values |= dict(zip(MONTH_KEYS, row.tasks, strict=True))
    done = row.figures.words if row.figures else ""
    return [*(values[key] for key in TITLES), done, row.standing.pace.label]
