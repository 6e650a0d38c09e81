"""Texts that break programs: the 515 known ones, and what no file of texts can hold."""

import unicodedata

from tests.documents.corpora import naughty_strings, printable

HOSTILE = (
    "\ud800孤",
    "空\x00字",
    "e\u200b\u0301",
    "\u202e反\u202c",
    "行\u2028分\x85段",
    "\ufeff",
    "，" * 9999,
)
"""What no file of texts can hold or says too seldom."""


def texts():
    return (*naughty_strings(), *HOSTILE)


def printable_texts():
    """The same without the characters that no font has."""
    return tuple(map(printable, texts()))


def lumps(field, given=None):
    """The texts that the field takes, as many as it holds at once; then each that it should refuse."""
    joined, refused = [], []
    for text in texts() if given is None else given:
        longer = f"{joined[-1]}；{text}" if joined else text
        if field.kept(text) is None:
            refused.append(text)
        elif field.kept(longer) is None:
            joined.append(text)
        else:
            joined[-1:] = [longer]
    return joined + refused


def is_clean(text):
    """No control, direction or zero-width mark, no half character, no loose accent, no blank at the ends."""
    kinds = {unicodedata.category(character) for character in text if character != "\n"}
    return (
        not kinds & {"Cc", "Cs"}
        and not set(text) & set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
        and text == text.strip()
        and unicodedata.is_normalized("NFC", text)
    )
