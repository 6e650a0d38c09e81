"""Taking a list of people over from a spreadsheet: preview, a decision for every row, then the writing.

A row meets the person of the same name (and month of birth, where both are known); what a row then changes
is said in `app.people.merging`. Nothing is written before `import_people`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.documents.workbooks import RowError, RowRead, Sheet, write_table
from app.errors import UserError
from app.office import Reader, Work
from app.people import actions
from app.people.cards import Standing
from app.people.merging import (
    TITLES,
    FieldChange,
    Known,
    Values,
    changes,
    known_people,
    merge,
    new_entries,
    shown_values,
)
from app.people.row_checks import checked_people
from app.people.rules import name_key
from app.people.sheet import SHEET_TITLE, read_people
from app.vocabulary import Term
from db.tables.people import Post, Unit

ADD = "add"
SKIP = "skip"
"""A row's decision is `ADD`, `SKIP`, or the id of the cadre to update."""


class RowState(Term):
    """What a row of the sheet means for the list."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    SAME = "same", "无变化"
    UNSURE = "unsure", "需确认"
    WRONG = "wrong", "有错误"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of that name who is in the list already, and what updating would change."""

    cadre_id: str
    label: str
    changes: tuple[FieldChange, ...]
    begins: bool
    """Whether a new post begins, which ends the old one."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row with what it means; `decision` is empty while the person still has to say."""

    row: RowRead
    state: RowState
    decision: str | None
    candidates: tuple[Candidate, ...] = ()
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    unit_id: str
    rows: tuple[PreviewRow, ...]
    unknown: tuple[str, ...]
    """Titles of columns that mean nothing here."""
    unlisted: tuple[str, ...]
    """Who is in post but not in the sheet; they stay as they are."""

    def decided(self, number: int, decision: str) -> Preview:
        """Return the preview with a decision for the row of that number."""
        return replace(
            self,
            rows=tuple(
                replace(line, decision=decision) if line.row.number == number else line for line in self.rows
            ),
        )

    @property
    def undecided(self) -> int:
        """How many rows still wait for a decision; they would be left out."""
        return sum(line.decision is None for line in self.rows)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were written, and how many were left out."""

    added: int
    updated: int
    left_out: int


def preview_import(reader: Reader, unit_id: str, sheet: Sheet) -> Preview:
    """Say for every row what it would do to the unit's list; writes nothing."""
    reader.require(*actions.KEEPERS)
    unit = reader.session.get_one(Unit, unit_id)
    sheet = checked_people(sheet, reader.today)
    known = known_people(reader, unit_id)
    look = _Look(reader, {name_key(unit.name), name_key(unit.short_name)}, known, alike(sheet.rows))
    named = {name_key(row.text("name")) for row in sheet.rows}
    unlisted = tuple(
        one.cadre.name
        for one in known
        if one.post.standing is not Standing.LEFT and name_key(one.cadre.name) not in named
    )
    return Preview(unit_id, tuple(look.row(row) for row in sheet.rows), sheet.unknown, unlisted)


def preview_people_file(reader: Reader, unit_id: str, path: Path) -> Preview:
    """Read a file and preview it; raises `UserError` where it is no list of people."""
    reader.require(*actions.KEEPERS)
    return preview_import(reader, unit_id, read_people(path))


class _Look:
    """The unit's list as it is, asked row by row."""

    def __init__(self, reader: Reader, unit_names: set[str], known: Sequence[Known], alike: set[int]) -> None:
        self.today = reader.today
        self.unit_names = unit_names
        self.known = known
        self.alike = alike

    def row(self, row: RowRead) -> PreviewRow:
        """Say what one row means."""
        errors = self._errors(row)
        if errors:
            return _wrong(row, errors)
        namesakes = [one for one in self.known if name_key(one.cadre.name) == name_key(row.text("name"))]
        match = _match(row, namesakes)
        if row.number in self.alike or (match is None and namesakes):
            return self._unsure(row, namesakes)
        return self._new(row) if match is None else self._matched(row, match)

    def _errors(self, row: RowRead) -> tuple[RowError, ...]:
        unit = row.values.get("unit")
        if unit and name_key(unit) not in self.unit_names:
            return (RowError(row.number, "单位", f"“{unit[:20]}”不是本单位。"),)
        return row.errors

    def _new(self, row: RowRead) -> PreviewRow:
        try:
            new_entries(row.values, self.today)
        except UserError as problem:
            return _wrong(row, (_located(row, problem),))
        return PreviewRow(row, RowState.NEW, ADD)

    def _matched(self, row: RowRead, known: Known) -> PreviewRow:
        try:
            candidate = self._candidate(row, known)
        except UserError as problem:
            return _wrong(row, (_located(row, problem),))
        if not candidate.changes:
            return PreviewRow(row, RowState.SAME, SKIP, (candidate,))
        return PreviewRow(row, RowState.CHANGED, known.cadre_id, (candidate,))

    def _unsure(self, row: RowRead, namesakes: Iterable[Known]) -> PreviewRow:
        fitting = []
        for known in namesakes:
            try:
                fitting.append(self._candidate(row, known))
            except UserError:
                continue
        new = self._new(row)
        return new if new.errors else PreviewRow(row, RowState.UNSURE, None, tuple(fitting))

    def _candidate(self, row: RowRead, known: Known) -> Candidate:
        merged = merge(row.values, known, self.today)
        return Candidate(known.cadre_id, known.label, changes(known, merged), merged.begins)


def alike(rows: Sequence[RowRead]) -> set[int]:
    """Return the numbers of rows whose people cannot be told apart by name and month of birth."""
    rows = [row for row in rows if not row.errors]
    names = Counter(name_key(row.text("name")) for row in rows)
    births = Counter((name_key(row.text("name")), row.values.get("born")) for row in rows)
    return {
        row.number
        for row in rows
        if births[name_key(row.text("name")), row.values.get("born")] > 1
        or (names[name_key(row.text("name"))] > 1 and (name_key(row.text("name")), None) in births)
    }


def _match(row: RowRead, namesakes: Sequence[Known]) -> Known | None:
    """Return the one person whom the row surely means."""
    born = row.values.get("born")
    exact = [one for one in namesakes if born is not None and one.cadre.born == born]
    if len(exact) == 1:
        return exact[0]
    if len(namesakes) == 1 and None in (born, namesakes[0].cadre.born):
        return namesakes[0]
    return None


def _wrong(row: RowRead, errors: tuple[RowError, ...]) -> PreviewRow:
    return PreviewRow(row, RowState.WRONG, SKIP, errors=errors)


def _located(row: RowRead, problem: UserError) -> RowError:
    return RowError(row.number, TITLES.get(problem.field or "", "姓名"), str(problem))


def import_people(work: Work, preview: Preview) -> Imported:
    """Write the rows that were decided, all in one transaction; the rest of the list stays as it is."""
    work.require(*actions.KEEPERS)
    known = {one.cadre_id: one for one in known_people(work, preview.unit_id)}
    added = updated = 0
    for line in preview.rows:
        try:
            if line.decision == ADD and line.state in (RowState.NEW, RowState.UNSURE):
                _add(work, preview.unit_id, line.row.values)
                added += 1
            elif line.decision in known:
                _update(work, known[line.decision], line.row.values)
                updated += 1
        except UserError as problem:
            raise UserError(f"第 {line.row.number} 行“{line.row.text('name')}”：{problem}") from problem
    work.describe(f"新增 {added} 人，更新 {updated} 人")
    return Imported(added, updated, len(preview.rows) - added - updated)


def _add(work: Work, unit_id: str, values: Values) -> None:
    cadre, post = new_entries(values, work.today)
    cadre_id = actions.add_cadre(work, unit_id, cadre, post)
    if values.get("position"):
        work.session.flush()
        for row in actions.posts_of(work, cadre_id):
            row.position = values["position"]


def _update(work: Work, known: Known, values: Values) -> None:
    merged = merge(values, known, work.today)
    post_id = known.post.post_id
    actions.edit_cadre(work, known.cadre_id, merged.cadre)
    if merged.begins and known.post.entry.until is None:
        post_id = actions.change_post(work, post_id, merged.post)
    elif merged.begins:
        post_id = actions.add_post(work, known.cadre_id, known.post.unit_id, merged.post)
    else:
        actions.edit_post(work, post_id, merged.post)
    work.session.flush()
    work.session.get_one(Post, post_id).position = merged.position


def export_people(reader: Reader, unit_id: str) -> bytes:
    """Return an .xlsx of everybody in post, in board order, in the columns of the import."""
    reader.require_business()
    unit = reader.session.get_one(Unit, unit_id).name
    known = known_people(reader, unit_id)
    rows = [_cells(one, unit) for one in known if one.post.standing is not Standing.LEFT]
    return write_table(f"{unit}{SHEET_TITLE}", list(TITLES.values()), rows)


def _cells(known: Known, unit: str) -> list[str]:
    values = shown_values(known.cadre, known.post.entry, known.post.position) | {"unit": unit}
    return [values[key] for key in TITLES]
