import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.faces import Font, Role, clean, text_width, typeface
from app.documents.lines import (
    BLANKS,
    NEVER_FIRST,
    NEVER_LAST,
    SMALLEST_NAME,
    balanced,
    break_paragraph,
    break_text,
    fitted_name,
    may_break,
)

BODY = Font(Role.FANGSONG, 16.0)

chinese = st.text("的一是在了有人党委镇村县考核干部实绩报告评议", min_size=1, max_size=8)
marks = st.sampled_from(["，", "。", "、", "；", "：", "？", "！", "……", "——", "％"])
openers = st.sampled_from(["（", "《", "“", "「", "【", "("])
closers = st.sampled_from(["）", "》", "”", "」", "】", ")"])
figures = st.sampled_from(["12.5%", "2026-03-30", "1,200.00", "3‰", "36.5℃", "¥1,200", "2026", "8/10"])
words = st.sampled_from(["GDP", "http://qdn.cn/a?b=1", "WPS Office", "e-mail", "A4"])
phrases = st.one_of(
    chinese,
    st.tuples(chinese, marks).map("".join),
    st.tuples(openers, chinese, closers).map("".join),
    st.tuples(openers, chinese, closers, marks).map("".join),
    st.tuples(chinese, figures, chinese).map("".join),
    st.tuples(words, chinese).map("".join),
)
prose = st.lists(phrases, max_size=40).map("".join)
widths = st.floats(min_value=170, max_value=460)


def squeezed(text):
    return re.sub(rf"[{BLANKS}\n]", "", clean(text))


@given(st.text(max_size=400), st.floats(min_value=1, max_value=500), st.sampled_from([0.0, 32.0]))
def test_no_character_is_lost_by_breaking(text, width, indent):
    lines = break_text(text, width, BODY, indent=indent)
    assert squeezed("".join(line.text for line in lines)) == squeezed(text)


@given(prose, widths)
def test_no_line_is_wider_than_the_column(text, width):
    for line in break_text(text, width, BODY, indent=32):
        assert line.indent + line.width <= width + 0.01
        assert line.width == pytest.approx(text_width(line.text, BODY))


@given(prose, widths)
def test_no_line_begins_or_ends_with_punctuation_that_must_not_stand_there(text, width):
    lines = break_text(text, width, BODY)
    for before, after in pairwise(lines):
        assert after.text[0] not in NEVER_FIRST
        assert before.text[-1] not in NEVER_LAST


@given(st.text("啊，。（）《》“”、A1%…— ", max_size=200), st.integers(min_value=1000, max_value=12000))
def test_even_in_nonsense_a_forbidden_break_happens_only_where_the_line_has_no_other(text, limit):
    starts = [start for start, _, _ in break_paragraph(text, limit, typeface(BODY.role).widths)]
    for start, cut in pairwise(starts):
        if not may_break(text, cut):
            assert not any(may_break(text, earlier) for earlier in range(start + 1, cut))


@pytest.mark.parametrize("text", ["一二三四“ 五六”", "一二三四五 。六", "一二三四《 五》六"])
def test_a_blank_does_not_part_a_mark_from_what_it_belongs_to(text):
    for line in break_text(text, 5 * 16, BODY):
        assert line.text[0] not in NEVER_FIRST
        assert line.text[-1] not in NEVER_LAST


@given(st.lists(st.tuples(chinese, figures, st.sampled_from(["", "，", "）"]), chinese), max_size=12), widths)
def test_numbers_stay_whole_with_their_signs(phrases, width):
    lines = break_text("".join("".join(phrase) for phrase in phrases), width, BODY)
    shown = "\n".join(line.text for line in lines)
    for phrase in phrases:
        assert phrase[1] in shown
    assert sum(map(len, re.findall(r"[0-9.,/%‰℃¥-]+", shown))) == sum(len(phrase[1]) for phrase in phrases)
    assert len(re.findall(r"[0-9.,/%‰℃¥-]+", shown)) == len(phrases)


def test_a_number_goes_to_the_next_line_as_one():
    lines = break_text("一二三四五六七八九十12.5%", 11.5 * 16, BODY)
    assert [line.text for line in lines] == ["一二三四五六七八九十", "12.5%"]


def test_a_closing_mark_takes_the_character_before_it_along():
    assert [line.text for line in break_text("一二三四五。六", 5 * 16, BODY)] == ["一二三四", "五。六"]


def test_an_opening_mark_goes_with_what_it_opens():
    assert [line.text for line in break_text("一二三四《五六》", 5 * 16, BODY)] == ["一二三四", "《五六》"]


@pytest.mark.parametrize("mark", ["——", "……"])
def test_a_dash_and_an_ellipsis_are_not_torn(mark):
    lines = [line.text for line in break_text(f"一二三四{mark}五", 5 * 16, BODY)]
    assert mark in "|".join(lines)


def test_an_address_longer_than_the_line_is_broken_hard_and_nothing_overflows():
    address = "https://example.test/" + "a1" * 200
    lines = break_text(f"见{address}。", 200, BODY)
    assert "".join(line.text for line in lines) == f"见{address}。"
    assert max(line.width for line in lines) <= 200


def test_a_column_narrower_than_a_character_gives_one_character_a_line():
    assert [line.text for line in break_text("一二三", 3, BODY)] == ["一", "二", "三"]


def test_the_first_line_of_each_paragraph_is_indented_and_the_writers_own_blanks_go():
    lines = break_text("　　一二三四五\n    六七", 5 * 16, BODY, indent=32)
    assert [(line.text, line.indent, line.ends) for line in lines] == [
        ("一二三", 32, False),
        ("四五", 0, True),
        ("六七", 32, True),
    ]


def test_without_an_indent_the_writers_blanks_at_the_start_of_a_paragraph_stay():
    assert break_text("　　一二", 200, BODY)[0].text == "　　一二"


def test_many_empty_paragraphs_become_one():
    lines = break_text("\n\n一\r\n\r\n\n\n\x0b二\n\n\n", 200, BODY)
    assert [line.text for line in lines] == ["一", "", "二"]


def test_a_text_of_blanks_has_no_line_with_ink():
    assert not "".join(line.text for line in break_text(" \n\t\n ", 200, BODY)).strip()


def test_a_blank_at_the_break_is_dropped():
    assert [line.text for line in break_text("一二三四五 六", 5 * 16, BODY)] == ["一二三四五", "六"]


def test_a_paragraph_can_be_broken_with_plain_widths():
    widths = dict.fromkeys("一二三，", 1000)
    assert list(break_paragraph("一二三，一", 3000, widths)) == [(0, 2, 2000), (2, 5, 3000)]


@given(st.text(max_size=100))
def test_breaking_a_broken_line_again_changes_nothing(text):
    for line in break_text(text, 300, BODY):
        again = break_text(line.text, 300, BODY)
        assert len(again) <= 1 or not line.text.strip(BLANKS)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("负责人意见", ["负责人", "意见"]),
        ("班子会议评价", ["班子会议", "评价"]),
        ("评定", ["评定"]),
        ("单位主要\n负责人\n意见", ["单位主要", "负责人", "意见"]),
        ("党委书记兼镇长演示", ["党委书", "记兼镇", "长演示"]),
    ],
)
def test_a_label_in_a_narrow_cell_leaves_no_character_alone(text, lines):
    font = Font(Role.SONG, 12)
    assert [line.text for line in balanced(text, 50, font)] == lines


@given(st.text("一二三，（）12%·\n", min_size=1, max_size=60), st.floats(min_value=13, max_value=300))
def test_balanced_lines_lose_nothing_and_are_no_more_than_needed(text, width):
    font = Font(Role.SONG, 12)
    lines = balanced(text, width, font)
    assert len(lines) == len(break_text(text, width, font))
    assert squeezed("".join(line.text for line in lines)) == squeezed(text)


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("演示甲", ["演示甲"], 12),
        ("阿依·古丽", ["阿依·", "古丽"], 12),
        ("欧阳·阿不都热合曼·买买提依明", ["欧阳·", "阿不都热合曼·", "买买提依明"], 8),
        ("演示丙\n（更正1）", ["演示丙", "（更正1）"], 12),
    ],
)
def test_a_name_is_broken_only_after_its_dots(name, lines, size):
    font, broken = fitted_name(name, 56, Font(Role.FANGSONG, 12))
    assert [line.text for line in broken] == lines
    assert font.size == size
    assert all(line.width <= 56 for line in broken)


def test_a_name_whose_parts_would_be_too_small_to_read_is_broken_like_any_text():
    assert fitted_name("一" * 40, 56, Font(Role.FANGSONG, 12)) is None
    assert SMALLEST_NAME * 8 == 56
    assert fitted_name("一" * 8, 56, Font(Role.FANGSONG, 12)) is not None
