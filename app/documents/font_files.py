"""Font files of the PC: what a TrueType file says of itself, and whether papers may and can use it.

Whoever can copy a file into a font folder could offer anything as a font: every number that the drawing
relies on is checked before the file is parsed for drawing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.documents.faces import face
from app.errors import UserError

MAX_BYTES = 64 * 1024 * 1024
MAX_TABLES = 64
MAX_NAMES = 4096
MAX_CHARACTERS = 300_000
LAST_CHARACTER = 0x10FFFF
_TRUETYPE = frozenset({b"\x00\x01\x00\x00", b"true"})
_NEEDED = frozenset(b"OS/2 cmap glyf head hhea hmtx loca maxp name post".split())
_FAMILY, _FULL = 1, 4
_RESTRICTED, _LICENCE, _NO_SUBSET, _BITMAPS_ONLY = 0x0002, 0x000E, 0x0100, 0x0200
_WORDS, _MORE = 0x1, 0x20
_SCALES = {0x8: 2, 0x40: 4, 0x80: 8}
"""Bytes of a part's scale by its flag."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file of the PC that papers may use."""

    path: Path
    name: str


def family_names(path: Path) -> frozenset[str]:
    """Return the family and full names that a TrueType file gives itself, empty for any other file."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            count = struct.unpack(">H", head[4:6])[0]
            if head[:4] not in _TRUETYPE or count > MAX_TABLES:
                return frozenset()
            start, length = _directory(file.read(16 * count))[b"name"]
            file.seek(start)
            return frozenset(_names(file.read(min(length, MAX_BYTES // 64))))
    except (OSError, struct.error, KeyError, ValueError):
        return frozenset()


def usable_font(path: Path, name: str) -> FontFile:
    """Return the file once everything that drawing and embedding need holds.

    Raises `UserError` with one sentence: damaged, no TrueType, or embedding not permitted by its licence.
    """
    try:
        permitted = _check(_read(path))
        face(str(path)).parsed.name.decode("ascii")  # kept: papers draw with it though the file may go
    except Exception as problem:  # the parser raises whatever a broken file makes it do
        raise UserError(
            f"本机字体“{name}”（{path.name[:60]}）已损坏或不是 TrueType 字体，未使用。", field="font"
        ) from problem
    if not permitted:
        raise UserError(f"本机字体“{name}”的许可不允许嵌入文件，未使用。", field="font")
    return FontFile(path, name)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("too large")
    return data


def may_embed(fs_type: int) -> bool:
    """Tell whether a font's `fsType` permits a subset of its outlines in a file that is printed and read."""
    restricted = fs_type & _LICENCE == _RESTRICTED
    return not (restricted or fs_type & (_NO_SUBSET | _BITMAPS_ONLY))


def _directory(records: bytes) -> dict[bytes, tuple[int, int]]:
    """Return where each table lies: start and length."""
    return {tag: (start, length) for tag, _, start, length in struct.iter_unpack(">4sLLL", records)}


def _check(data: bytes) -> bool:
    """Tell whether a font may be embedded; raises `ValueError` and the like for one that cannot be used."""
    version, count = struct.unpack_from(">4sH", data)
    places = _directory(data[12 : 12 + 16 * min(count, MAX_TABLES)])
    if version not in _TRUETYPE or count > MAX_TABLES or not places.keys() >= _NEEDED:
        raise ValueError("no TrueType font")
    if any(start + length > len(data) for start, length in places.values()):
        raise ValueError("a table ends outside the file")
    tables = {tag: data[start : start + length] for tag, (start, length) in places.items()}
    (glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    _check_metrics(tables, glyphs)
    _check_characters(tables[b"cmap"])
    _check_outlines(tables, glyphs)
    return may_embed(struct.unpack_from(">H", tables[b"OS/2"], 8)[0])


def _check_metrics(tables: Mapping[bytes, bytes], glyphs: int) -> None:
    (per_em,) = struct.unpack_from(">H", tables[b"head"], 18)
    (measured,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    lengths = 4 * measured + 2 * (glyphs - measured)
    if not (16 <= per_em <= 16_384 and 1 <= measured <= glyphs and len(tables[b"hmtx"]) >= lengths):
        raise ValueError("impossible metrics")


def _check_characters(cmap: bytes) -> None:
    """Refuse a map that is not Unicode's or that spans more characters than there are."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    records = [struct.unpack_from(">HHL", cmap, 4 + 8 * number) for number in range(min(count, MAX_TABLES))]
    microsoft = [(encoding, start) for platform, encoding, start in records if platform == 3]
    if count > MAX_TABLES or not microsoft or microsoft[-1][0] not in {1, 10}:
        raise ValueError("no Unicode map")
    spans = list(_spans(cmap, microsoft[-1][1]))
    covered = sum(end - start + 1 for start, end in spans)
    if covered > MAX_CHARACTERS or any(end > LAST_CHARACTER for _, end in spans):
        raise ValueError("an impossible map")


def _spans(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last character of each group of a subtable of format 4 or 12."""
    (form,) = struct.unpack_from(">H", cmap, at)
    if form == 4:
        double = struct.unpack_from(">H", cmap, at + 6)[0] // 2 * 2
        ends = struct.unpack_from(f">{double // 2}H", cmap, at + 14)
        yield from zip(struct.unpack_from(f">{double // 2}H", cmap, at + 16 + double), ends, strict=True)
    elif form == 12:
        (groups,) = struct.unpack_from(">L", cmap, at + 12)
        body = cmap[at + 16 : at + 16 + 12 * groups]
        if len(body) != 12 * groups:
            raise ValueError("a map longer than its table")
        yield from ((start, end) for start, end, _ in struct.iter_unpack(">LLL", body))
    else:
        raise ValueError("an old kind of map")


def _check_outlines(tables: Mapping[bytes, bytes], glyphs: int) -> None:
    """Refuse glyphs that lie outside the table, or that are made of glyphs which do not exist."""
    long = struct.unpack_from(">h", tables[b"head"], 50)[0]
    kind = "L" if long else "H"
    places = [
        place * (1 if long else 2) for place in struct.unpack_from(f">{glyphs + 1}{kind}", tables[b"loca"])
    ]
    glyf = tables[b"glyf"]
    if places != sorted(places) or places[-1] > len(glyf):
        raise ValueError("a glyph outside its table")
    for start, end in pairwise(places):
        if start < end and struct.unpack_from(">h", glyf, start)[0] < 0:
            _check_parts(glyf[start:end], glyphs)


def _check_parts(glyph: bytes, glyphs: int) -> None:
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", glyph, at)
        if part >= glyphs:
            raise ValueError("made of a glyph that does not exist")
        scale = next((length for flag, length in _SCALES.items() if flags & flag), 0)
        at += (8 if flags & _WORDS else 6) + scale


def _names(table: bytes) -> Iterator[str]:
    """Yield family and full names as Windows reads them (platform 3, Unicode)."""
    _, count, strings = struct.unpack_from(">HHH", table)
    for number in range(min(count, MAX_NAMES)):
        platform, encoding, _, kind, length, start = struct.unpack_from(">6H", table, 6 + 12 * number)
        if platform == 3 and encoding in {1, 10} and kind in {_FAMILY, _FULL}:
            raw = table[strings + start : strings + start + length]
            yield raw.decode("utf-16-be", errors="ignore").strip("\x00 ")
