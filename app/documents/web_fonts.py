"""Fonts inside a web page: only the characters that a reader's PC may lack, so that the file stays small."""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO

from app.documents.faces import FALLBACKS, FILES, Role, clean, face
from app.paths import fonts

FAMILY = "Shijibu"
"""The family to be named first in the page's style; it has nothing but those characters."""

COMMON = "·—"
"""Signs of GB 2312 that the codec knows under other numbers."""


def rare_font_faces(text: str) -> str:
    """Return `@font-face` rules with the characters beyond GB 2312, from the bundled faces; often none.

    A face goes in as WOFF within the address itself, with its licence.
    """
    rare = "".join(sorted({character for character in clean(text) if _is_rare(character)}))
    homes: dict[str, str] = {}
    for character in rare:
        for name in (FILES[Role.HEI], *FALLBACKS):
            if character in face(name).widths:
                homes[name] = homes.get(name, "") + character
                break
    return "".join(_rule(name, characters) for name, characters in homes.items())


def _is_rare(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return character not in COMMON
    return False


def _rule(name: str, characters: str) -> str:
    places = ",".join(f"U+{ord(character):X}" for character in characters)
    address = f"data:font/woff;base64,{base64.b64encode(_subset(name, characters)).decode()}"
    return f'@font-face{{font-family:"{FAMILY}";src:url({address}) format("woff");unicode-range:{places}}}\n'


@lru_cache(maxsize=8)  # the larger face takes half a second to read
def _subset(name: str, characters: str) -> bytes:
    from fontTools import subset  # noqa: PLC0415 - only for a page with rare characters

    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 6, 13, 14])
    options.flavor = "woff"
    with subset.load_font(str(fonts() / name), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text=characters)
        cutter.subset(font)
        written = BytesIO()
        subset.save_font(font, written, options)
    return written.getvalue()
