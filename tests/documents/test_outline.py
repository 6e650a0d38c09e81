from hypothesis import given
from hypothesis import strategies as st

from app.documents.outline import LONGEST_ROW, Bookmark, outline

bookmarks = st.lists(
    st.builds(Bookmark, st.text(max_size=5), st.integers(-1, 4), st.integers(1, 9)), max_size=200
)


def rows_of(entries):
    """Lengths of all rows of neighbours."""
    rows, open_rows = [], {}
    for entry in entries:
        rows += [open_rows.pop(level) for level in list(open_rows) if level > entry.level]
        open_rows[entry.level] = open_rows.get(entry.level, 0) + 1
    return rows + list(open_rows.values())


def test_a_short_outline_stays_as_it_is():
    entries = [
        Bookmark("封面", 0, 1),
        Bookmark("登记表", 0, 3),
        Bookmark("张三", 1, 3),
        Bookmark("李四", 1, 5),
    ]
    assert outline(entries) == entries


def test_a_long_row_is_folded_into_named_groups():
    folded = outline([Bookmark(f"{number}", 0, number) for number in range(1, 501)])
    assert folded[0] == Bookmark("1 — 30", 0, 1)
    assert folded[1] == Bookmark("1", 1, 1)
    assert [entry.title for entry in folded if " — " not in entry.title] == [
        str(number) for number in range(1, 501)
    ]


def test_a_very_long_row_is_folded_twice():
    folded = outline([Bookmark(f"{number}", 0, 1) for number in range(2000)])
    assert folded[0].title == "0 — 899"
    assert max(rows_of(folded)) <= LONGEST_ROW


def test_an_entry_without_a_title_gets_one():
    assert outline([Bookmark(" ", 0, 1)])[0].title == "（无题）"


@given(bookmarks)
def test_no_row_is_long_and_no_level_is_skipped(entries):
    folded = outline(entries)
    level = -1
    for entry in folded:
        assert 0 <= entry.level <= level + 1
        level = entry.level
    assert not folded or max(rows_of(folded)) <= LONGEST_ROW
