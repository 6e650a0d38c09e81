"""The sentence about a character that no font has: told before anything is written, never a hole on paper."""

from __future__ import annotations

from collections.abc import Iterable

from app.documents.faces import clean, missing_characters, one_line
from app.errors import UserError

NEXT_STEP = "请改用别的字；姓名用字改不得的，请在本机装上有此字的字体，并在设置中勾选“公文使用本机字体”。"
_AROUND = 8
_MOST_NAMED = 5


def unprintable(where: str, text: str, characters: Iterable[str]) -> UserError:
    """Return the error about `characters` of a text that stands on the paper, or in the field, `where`."""
    named = tuple(dict.fromkeys(characters))
    signs = "".join(f"“{one_line(sign)}”（U+{ord(sign):04X}）" for sign in named[:_MOST_NAMED])
    more = f"等 {len(named)} 个字" if len(named) > _MOST_NAMED else ""
    return UserError(
        f"“{one_line(where)}”中“{_near(text, named[0])}”里的{signs}{more}没有字体可印，没有生成文件。",
        next_step=NEXT_STEP,
    )


def refuse_unprintable(where: str, texts: Iterable[str]) -> None:
    """Raise `UserError` at the first text with a character that no font has."""
    for text in texts:
        if missing := missing_characters(text):
            raise unprintable(where, text, missing)


def _near(text: str, sign: str) -> str:
    """Return the text about a character, so that it can be found: a whole name, a few words of a long one."""
    line = clean(text).replace("\n", " ")
    place = line.index(sign)
    start, end = max(place - _AROUND, 0), place + _AROUND
    return one_line(f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}")
