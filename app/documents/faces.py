"""Which font draws which character of a paper, how wide it is, and what stands for one that no font has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from threading import Lock
from typing import Any

from app.paths import fonts

MISSING = "〓"
"""What takes the room of a character that no font has; a paper with one is refused in the end."""


class Role(StrEnum):
    """What a face is for in an official paper (GB/T 9704, domain.md §6)."""

    FANGSONG = "仿宋"
    HEI = "黑体"
    HEI_BOLD = "黑体加粗"
    KAI = "楷体"
    SONG = "宋体"
    TITLE = "小标宋"


@dataclass(frozen=True, slots=True)
class Font:
    """A face at a size in points."""

    role: Role
    size: float


class Size:
    """Chinese type sizes in points; 三号 is 15.75, so that 156 mm hold the standard's 28 characters."""

    TWO = 22.0
    SMALL_TWO = 18.0
    THREE = 15.75
    SMALL_THREE = 15.0
    FOUR = 14.0
    SMALL_FOUR = 12.0
    FIVE = 10.5
    SMALL_FIVE = 9.0


FILES = {
    Role.FANGSONG: "FandolFang-Regular.ttf",
    Role.HEI: "NotoSansSC-Regular.ttf",
    Role.HEI_BOLD: "NotoSansSC-Bold.ttf",
    Role.KAI: "ShijibuKai-Regular.ttf",
    Role.SONG: "NotoSerifSC-Regular.ttf",
    Role.TITLE: "NotoSerifSC-Bold.ttf",
}
FALLBACKS = ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf")

_parsing = Lock()
_chosen: dict[Role, str] = {}
"""Files of the PC that stand before the bundled ones; see `app.documents.pc_fonts`."""
_rare: list[str] = []
"""Files of the PC that are asked last, for rare characters."""


class Face:
    """One font file, bundled or by its whole path: `widths` has every character with a glyph to be seen.

    Widths are in thousandths of the size.
    """

    def __init__(self, file_name: str) -> None:
        from reportlab.pdfbase.ttfonts import TTFontFace  # noqa: PLC0415 - 0.1 s, only when something is drawn

        self.file_name = file_name
        self.parsed: Any = TTFontFace(str(fonts() / file_name))
        advances = self.parsed.charWidths
        glyphs = {chr(code): glyph for code, glyph in self.parsed.charToGlyph.items() if glyph}
        self.widths = {
            character: round(advances[ord(character)])
            for character, glyph in glyphs.items()
            if self._has_ink(glyph) or not clean(character).strip(" \u3000\n")
        }

    def _has_ink(self, glyph: int) -> bool:
        """Tell whether a glyph has an outline: an empty one would print as a hole."""
        places = self.parsed.glyphPos
        return bool(places[glyph] < places[glyph + 1])


@cache
def _read_face(file_name: str) -> Face:
    return Face(file_name)


def face(file_name: str) -> Face:
    """Return the font of the bundled file, read once."""
    with _parsing:
        return _read_face(file_name)


class Typeface:
    """A role's face with the faces that stand in for it, character by character."""

    def __init__(self, role: Role) -> None:
        bundled = FILES[role], *FALLBACKS
        self._names = tuple(dict.fromkeys((*_chosen_for(role), *bundled, *_chosen.values(), *_rare)))
        self._homes: dict[str, tuple[Face, str]] = {}
        self.first = face(self._names[0])
        self.widths = _Widths(self)

    def home(self, character: str) -> tuple[Face, str]:
        """Return the face that draws `character`, and what it draws: the character itself or `MISSING`."""
        found = self._homes.get(character)
        if found is None:
            having = next((face(name) for name in self._names if character in face(name).widths), None)
            found = self._homes[character] = (having, character) if having else self.home(MISSING)
        return found

    def lacks(self, character: str) -> bool:
        """Tell whether no font has the character."""
        return character != MISSING and self.home(character)[1] == MISSING

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Cut clean text into pieces that one face draws."""
        homes = map(self.home, text)
        for owner, pieces in groupby(homes, key=lambda home: home[0]):
            yield owner, "".join(drawn for _, drawn in pieces)


class _Widths(dict[str, int]):
    """Widths of a typeface's characters in thousandths; it learns those of the other faces when asked."""

    def __init__(self, owner: Typeface) -> None:
        super().__init__(owner.first.widths)
        self._owner = owner

    def __missing__(self, character: str) -> int:
        home, drawn = self._owner.home(character)
        return self.setdefault(character, home.widths[drawn])


def choose(files: dict[Role, str], rare: Sequence[str] = ()) -> bool:
    """Let files of the PC draw these roles from now on, before the bundled ones; an empty mapping ends it.

    What the bundled ones lack is drawn by any of them, then by the `rare` ones. Tells whether that is news.
    """
    if files == _chosen and list(rare) == _rare:
        return False
    _chosen.clear()
    _chosen.update(files)
    _rare[:] = rare
    typeface.cache_clear()
    return True


def _chosen_for(role: Role) -> tuple[str, ...]:
    return (_chosen[role],) if role in _chosen else ()


@cache
def typeface(role: Role) -> Typeface:
    """Return the typeface of a role, made once."""
    return Typeface(role)


_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]",
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNUSUAL = re.compile(f"\t|{_BREAKS.pattern}|{_SPACES.pattern}|{_INVISIBLE.pattern}")


def clean(text: str) -> str:
    """Make line ends line feeds, blanks plain, a tab a full-width blank; drop invisible controls."""
    if _UNUSUAL.search(text) is None:
        return text
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    return _INVISIBLE.sub("", text).replace("\t", "\u3000")


def one_line(text: str) -> str:
    """Return the text clean and without line ends, with `MISSING` for what no encoding can write."""
    return _SURROGATES.sub(MISSING, clean(text).replace("\n", " ")).strip()


def text_width(text: str, font: Font) -> float:
    """Return the width in points of one line of text."""
    line = clean(text).replace("\n", " ")
    return sum(map(typeface(font.role).widths.__getitem__, line)) * font.size / 1000


def missing_characters(text: str, role: Role = Role.SONG) -> list[str]:
    """Name the characters that no font has and with which no paper is printed, each once."""
    known = typeface(role)
    return [character for character in dict.fromkeys(clean(text).replace("\n", "")) if known.lacks(character)]
