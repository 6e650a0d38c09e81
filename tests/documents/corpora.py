"""Input that nobody on this project wrote; a test that needs it is skipped, saying so, where it is absent."""

import json
import os
from pathlib import Path

import pytest

from app.documents.faces import missing_characters

FOLDER = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))


def _read(name):
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the corpora have no {name}")
    return path.read_text(encoding="utf-8")


def standard_characters():
    """The 8,105 characters of 通用规范汉字表."""
    return _read("standard-characters/characters.txt").split()


def naughty_strings():
    """The 515 strings that break programs."""
    return json.loads(_read("naughty-strings/blns.json"))


def printable(text):
    """The text without what no font has."""
    missing = set(missing_characters(text))
    return "".join(character for character in text if character not in missing)
