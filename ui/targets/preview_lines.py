"""What the rows of a table of targets say in the import preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.people.imports import ADD, SKIP, RowState
from app.targets.imports import PROGRESS_TITLES, TargetPreview, TargetPreviewRow
from ui.people.import_dialog import ImportLine


def target_lines(preview: TargetPreview) -> list[ImportLine]:
    """Return the preview's rows in words."""
    return [
        ImportLine(
            line.row.number,
            line.row.text("title"),
            line.state,
            _words(line),
            tuple(_choices(line)),
            line.decision,
        )
        for line in preview.rows
    ]


def target_notes(preview: TargetPreview) -> Sequence[str]:
    """Return what the person should know of the file as a whole."""
    notes = [f"导入到 {preview.year} 年。空单元格不改动原有内容。"]
    unknown = [title for title in preview.unknown if title not in PROGRESS_TITLES]
    if unknown:
        notes.append(f"这些列没有导入：{'、'.join(unknown)}。")
    return notes


def _words(line: TargetPreviewRow) -> str:
    if line.state is RowState.WRONG:
        return "\n".join(error.words for error in line.errors)
    if line.state is RowState.NEW:
        return line.row.text("measure") or "新目标"
    return "；".join(change.words for change in line.changes) or "与表中一致。"


def _choices(line: TargetPreviewRow) -> Iterator[tuple[str, str]]:
    if line.state is RowState.NEW:
        yield ADD, "新增"
    elif line.state is RowState.CHANGED:
        yield line.known_id, "更新"
    yield SKIP, "不导入"
