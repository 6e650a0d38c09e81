import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.faces import Font, Role
from app.documents.title import shape_title

TITLE = Font(Role.TITLE, 22.0)
WIDTH = 442.0


def shaped(text, width=WIDTH):
    return [line.text for line in shape_title(text, width, TITLE)]


def test_a_short_title_is_one_line():
    assert shaped("约谈通知书") == ["约谈通知书"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("关于2026年3月科级领导干部工作实绩公示情况的通报", 2),
        ("中共雷山县委组织部关于2026年第一季度科级领导干部工作实绩评议结果的通报", 2),
        (
            "中共雷山县委组织部雷山县干部综合考核办公室关于进一步加强和改进全县科级领导干部工作实绩报告公示评议考核工作的通知",
            3,
        ),
    ],
)
def test_a_long_title_is_shaped_and_keeps_its_words(text, lines):
    found = shaped(text)
    assert len(found) == lines
    assert "".join(found) == text
    assert all(not line.startswith(("的", "通知", "通报", "》", "、", "年", "月")) for line in found)
    lengths = [len(line) for line in found]
    assert (
        lengths == sorted(lengths) or lengths == sorted(lengths, reverse=True) or lengths[1] == max(lengths)
    )


def test_a_line_end_by_hand_wins():
    assert shaped("关于公示的\n通知") == ["关于公示的", "通知"]


def test_an_endless_title_is_still_broken_in_time():
    found = shaped("关于" * 3000)
    assert "".join(found) == "关于" * 3000


@given(st.text(max_size=120), st.floats(min_value=60, max_value=450))
def test_no_title_is_wider_than_the_page_or_loses_a_word(text, width):
    from app.documents.faces import clean

    lines = shape_title(text, width, TITLE)
    assert all(line.width <= width + 0.01 for line in lines)
    assert "".join("".join(line.text for line in lines).split()) == "".join(clean(text).split())
