"""What the rows of a list of people say in the import preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.people.imports import ADD, SKIP, Candidate, Preview, PreviewRow, RowState
from ui.people.import_dialog import ImportLine


def import_lines(preview: Preview) -> list[ImportLine]:
    """Return the preview's rows in words."""
    return [
        ImportLine(
            line.row.number,
            line.row.text("name"),
            line.state,
            _words(line),
            tuple(_choices(line)),
            line.decision,
        )
        for line in preview.rows
    ]


def import_notes(preview: Preview) -> Sequence[str]:
    """Return what the person should know of the file as a whole."""
    notes = []
    if preview.unknown:
        notes.append(f"这些列没有导入：{'、'.join(preview.unknown)}。")
    if preview.unlisted:
        notes.append(f"表中没有、保持原样的人员：{'、'.join(preview.unlisted)}。")
    return notes


def _words(line: PreviewRow) -> str:
    if line.state is RowState.WRONG:
        return "\n".join(error.words for error in line.errors)
    chosen = [one for one in line.candidates if one.cadre_id == line.decision]
    if chosen:
        return _changes(chosen[0])
    if line.state is RowState.UNSURE:
        return "有同名的人，请选择更新哪一位，或新增为另一人。"
    return line.row.text("title") if line.state is RowState.NEW else "与名单一致。"


def _changes(candidate: Candidate) -> str:
    words = "；".join(change.words for change in candidate.changes)
    return f"新任职：{words}" if candidate.begins else words or "与名单一致。"


def _choices(line: PreviewRow) -> Iterator[tuple[str, str]]:
    if line.state is RowState.UNSURE:
        yield from ((one.cadre_id, f"更新 {one.label}") for one in line.candidates)
        yield ADD, "新增为另一人"
    elif line.state is RowState.NEW:
        yield ADD, "新增"
    elif line.state is RowState.CHANGED:
        yield line.candidates[0].cadre_id, "更新"
    yield SKIP, "不导入"
