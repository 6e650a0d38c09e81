"""What is wrong in a list of people beyond single cells, asked without a database.

The window's preview, the import and the check of the command line all look here first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.workbooks import RowError, RowRead, Sheet
from app.errors import UserError
from app.people.entries import CadreEntry, PostEntry
from app.people.merging import CADRE_KEYS, POST_KEYS, TITLES, given


def checked_people(sheet: Sheet, today: date) -> Sheet:
    """Return the sheet with a sentence for each row that no list could take or that is there twice."""
    first: dict[str, int] = {}
    rows = []
    for row in sheet.rows:
        errors = row.errors or _misfit(row, today)
        same = first.setdefault(_said(row), row.number)
        if same != row.number and not errors:
            errors = (RowError(row.number, "姓名", f"与第 {same} 行完全相同，请删去一行。"),)
        rows.append(replace(row, errors=errors))
    return replace(sheet, rows=tuple(rows))


def _said(row: RowRead) -> str:
    """Return all that a row says but the place in the list."""
    return repr(sorted((key, value) for key, value in row.values.items() if key != "position"))


def _misfit(row: RowRead, today: date) -> tuple[RowError, ...]:
    try:
        _check_since(row.values.get("since"), today)
        CadreEntry(**given(row.values, CADRE_KEYS)).checked(today)
        PostEntry(**{"since": today} | given(row.values, POST_KEYS)).checked(today)
    except UserError as problem:
        return (RowError(row.number, TITLES.get(problem.field or "", "姓名"), str(problem)),)
    return ()


def _check_since(since: date | None, today: date) -> None:
    if since is not None and since > today:
        raise UserError(
            f"“任现职时间”{since} 晚于今天。", field="since", next_step="请核对；尚未到任的，到任后再导入。"
        )
