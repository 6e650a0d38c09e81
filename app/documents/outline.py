"""The reader's outline of a booklet, kept shallow in every direction.

Programs that walk an outline go from one neighbour to the next by recursion: a flat row of 500 entries breaks
the validation of a signature. Long rows are therefore folded into groups.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_ROW = 30
"""Most entries that stand side by side."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: title, depth (0 on top), and the place of its page in the document from 1."""

    title: str
    level: int
    leaf: int


@dataclass(slots=True)
class _Branch:
    title: str
    leaf: int
    children: list[_Branch]


def outline(bookmarks: list[Bookmark]) -> list[Bookmark]:
    """Put groups above rows longer than `LONGEST_ROW`; no level is skipped, the order stays."""
    roots: list[_Branch] = []
    path: list[_Branch] = []
    for entry in bookmarks:
        del path[max(entry.level, 0) :]
        branch = _Branch(entry.title.strip() or "（无题）", entry.leaf, [])
        (path[-1].children if path else roots).append(branch)
        path.append(branch)
    return [line for branch in _fold(roots) for line in _flatten(branch, 0)]


def _fold(row: list[_Branch]) -> list[_Branch]:
    """Return the row, or groups over it until no row is too long."""
    for branch in row:
        branch.children = _fold(branch.children)
    while len(row) > LONGEST_ROW:
        groups = [row[start : start + LONGEST_ROW] for start in range(0, len(row), LONGEST_ROW)]
        row = [_Branch(f"{_first(group)} — {_last(group)}", group[0].leaf, group) for group in groups]
    return row


def _first(group: list[_Branch]) -> str:
    return group[0].title.split(" — ")[0]


def _last(group: list[_Branch]) -> str:
    return group[-1].title.split(" — ")[-1]


def _flatten(branch: _Branch, level: int) -> list[Bookmark]:
    below = [line for child in branch.children for line in _flatten(child, level + 1)]
    return [Bookmark(branch.title, level, branch.leaf), *below]
