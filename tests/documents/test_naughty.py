"""Strings that break programs go through every way of printing text: no crash, no hole."""

from collections import Counter

import pytest

from app.documents.faces import MISSING, Font, Role, clean, missing_characters, typeface
from app.documents.letter import Letter
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label
from app.errors import UserError
from tests.documents.corpora import naughty_strings, printable
from tests.documents.reading import copied


def expected(text, role):
    """The characters that must be seen, without blanks."""
    return Counter(character for character in clean(text) if not character.isspace())


def seen(pdf):
    return Counter(character for character in copied(pdf) if not character.isspace())


def as_line(paper, text):
    for row, start in enumerate(range(0, len(text), 60)):
        paper.page.text(50, 50 + 8 * row, text[start : start + 60], Font(Role.FANGSONG, 8))


def as_letter(paper, text):
    Letter(paper).paragraph(text)


def as_title(paper, text):
    Letter(paper).title(text)


def as_cell(paper, text):
    draw_table(paper, Table((1, 1), (Row((label("项目"), Cell(text, Style.TEXT))),)))


def as_vertical_label(paper, text):
    draw_table(paper, Table((1,), (Row((label(text, vertical=True),)),)))


WAYS = [
    (as_line, Role.FANGSONG),
    (as_letter, Role.FANGSONG),
    (as_title, Role.TITLE),
    (as_cell, Role.FANGSONG),
    (as_vertical_label, Role.SONG),
]


def test_no_naughty_string_is_too_much_for_the_properties_and_the_outline():
    for text in naughty_strings():
        paper = Paper(text, text, subject=text)
        paper.bookmark(text)
        assert paper.finish().startswith(b"%PDF")


def test_every_printable_character_of_every_naughty_string_is_drawn_by_a_face():
    for text in map(printable, naughty_strings()):
        for role in Role:
            for face, piece in typeface(role).runs(clean(text).replace("\n", " ")):
                assert all(face.parsed.charToGlyph[ord(character)] for character in piece)


@pytest.mark.parametrize(("way", "role"), WAYS)
def test_a_naughty_string_that_no_font_has_whole_makes_no_paper(way, role):
    told = 0
    for text in naughty_strings():
        paper = Paper("样张", "丹江镇")
        way(paper, text)
        if missing_characters(text, role):
            with pytest.raises(UserError, match="没有字体可印"):
                paper.finish()
            told += 1
    assert told > 50


@pytest.mark.parametrize(("way", "role"), WAYS)
def test_no_naughty_string_leaves_a_hole(way, role):
    paper = Paper("样张", "丹江镇", numbering=Numbering.NONE)
    wanted = Counter()
    for text in map(printable, naughty_strings()):
        paper.new_page()
        way(paper, text)
        wanted += expected(text, role)
    if way is as_cell:
        wanted += Counter("项目" * len(naughty_strings()))
    found = seen(paper.finish())
    if way is as_vertical_label:  # copying takes a hyphen at a line's end for a divided word
        del found["-"], wanted["-"]
    assert MISSING not in found
    assert found - wanted == Counter()
    assert wanted - found == Counter()
