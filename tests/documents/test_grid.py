from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.cells import Cell, Row, Style, Table, label, under
from app.documents.faces import Font, Role
from app.documents.grid import lay_out, table_height

WIDTH = 480.0

texts = st.text("一二三四五，。\n 12.5%", max_size=400)
cells = st.builds(Cell, texts, st.sampled_from([Style.TEXT, Style.VALUE, Style.ENTRY]))
plain_rows = st.lists(
    st.builds(Row, st.tuples(cells, cells, cells), st.floats(min_value=0, max_value=900)),
    min_size=1,
    max_size=8,
)


def shown(pieces):
    """The text of each cell, put together from its pieces."""
    found = defaultdict(str)
    for piece in pieces:
        for box in piece.boxes:
            found[id(box.cell)] += "".join(line.text for line in box.lines)
    return found


def squeezed(text):
    return "".join(text.split())


def table_of(rows, **options):
    return Table((1, 2, 3), tuple(rows), **options)


@given(plain_rows, st.floats(min_value=-50, max_value=700), st.floats(min_value=60, max_value=700))
def test_no_text_is_lost_however_small_the_pages(rows, first, room):
    found = shown(lay_out(table_of(rows), WIDTH, first, room))
    for row in rows:
        for cell in row.cells:
            assert squeezed(found[id(cell)]) == squeezed(cell.text)


@given(plain_rows, st.floats(min_value=0, max_value=700), st.floats(min_value=60, max_value=700))
def test_no_piece_is_higher_than_its_page_and_no_line_leaves_its_box(rows, first, room):
    pieces = lay_out(table_of(rows), WIDTH, first, room)
    for number, piece in enumerate(pieces):
        assert piece.height <= (room if number else first) + 0.1
        for box in piece.boxes:
            assert len(box.lines) * box.leading <= box.height + 0.1
            assert box.y + box.height <= piece.height + 0.1


@given(
    plain_rows,
    plain_rows,
    st.floats(min_value=0, max_value=700),
    st.floats(min_value=120, max_value=700),
)
def test_column_heads_within_a_table_come_again_and_lose_no_text(before, rows, first, room):
    head = Row((label("甲"), label("乙"), label("丙")), height=22)
    pieces = lay_out(table_of((*before, *under(head, rows))), WIDTH, first, room)
    found = shown(pieces)
    below = [cell for row in rows for cell in row.cells]
    assert all(squeezed(found[id(cell)]) == squeezed(cell.text) for cell in below)
    for number, piece in enumerate(pieces):
        assert piece.height <= (room if number else first) + 0.1
        heads = {box.y for box in piece.boxes if box.cell in head.cells}
        its_own = [box.y for box in piece.boxes if any(box.cell is cell for cell in below)]
        assert len(heads) == bool(its_own)
        assert not heads or min(heads) < min(its_own)


@given(plain_rows, st.floats(min_value=80, max_value=700))
def test_boxes_fill_each_piece_without_overlap(rows, room):
    for piece in lay_out(table_of(rows), WIDTH, room, room):
        area = sum(box.width * box.height for box in piece.boxes)
        assert area == pytest.approx(WIDTH * piece.height, rel=1e-6, abs=1)
        for one, other in combinations(piece.boxes, 2):
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, down) <= 0.01


def test_a_row_that_fits_on_the_next_page_is_not_torn():
    short = Row((Cell("一\n二\n三", Style.ENTRY),) * 3)
    table = table_of([short, short])
    height = table_height(table, WIDTH)
    pieces = lay_out(table, WIDTH, height - 5, 500)
    assert [len(piece.boxes) for piece in pieces] == [3, 3]


def test_a_long_row_begins_at_the_foot_of_a_page_and_ends_on_the_next():
    long = Row((label("实绩"), Cell("一二三四五六七八九十" * 150, Style.TEXT, columns=2)))
    pieces = lay_out(table_of([long]), WIDTH, 300, 700)
    assert len(pieces) == 2
    assert pieces[0].height == 300
    assert [
        box.lines[0].text for piece in pieces for box in piece.boxes if box.cell.style is Style.LABEL
    ] == ["实绩"] * 2


def test_a_label_higher_than_a_page_goes_on_over_pages():
    title = label("雷山县" * 40, vertical=True)
    pieces = lay_out(Table((1, 2), (Row((title, Cell("一"))),)), WIDTH, 200, 300)
    assert squeezed(shown(pieces)[id(title)]) == title.text


def test_the_header_comes_again_on_every_page():
    header = Row((label("序号"), label("姓名"), label("职务")))
    rows = [Row((Cell(str(number)), Cell("张三"), Cell("镇长"))) for number in range(60)]
    pieces = lay_out(table_of([header, *rows], header_rows=1), WIDTH, 200, 400)
    assert len(pieces) > 2
    assert all([box.cell for box in piece.boxes[:3]] == list(header.cells) for piece in pieces)
    shown_numbers = [box.cell.text for piece in pieces for box in piece.boxes[3:] if box.x == 0]
    assert shown_numbers == [str(number) for number in range(60)]


def test_a_header_is_never_left_alone_at_the_foot_of_a_page():
    header = Row((label("序号"), label("姓名"), label("职务")))
    pieces = lay_out(table_of([header, Row((Cell("1\n2\n3"),) * 3)], header_rows=1), WIDTH, 40, 400)
    assert [len(piece.boxes) for piece in pieces] == [0, 6]


def test_a_cell_spanning_rows_goes_on_over_the_page():
    span = Cell("意见" * 300, Style.TEXT, rows=3)
    rows = [
        Row((span, Cell("一"), Cell("二")), 100),
        Row((Cell("三"), Cell("四")), 100),
        Row((Cell("五"), Cell("六")), 100),
    ]
    pieces = lay_out(table_of(rows), WIDTH, 250, 400)
    assert squeezed(shown(pieces)[id(span)]) == span.text
    assert [box.last for piece in pieces for box in piece.boxes if box.cell is span][-2:] == [False, True]


def test_a_spanning_cell_makes_its_last_row_higher_where_it_needs_room():
    span = Cell("意见" * 100, Style.TEXT, rows=2)
    table = table_of([Row((span, Cell("一"), Cell("二"))), Row((Cell("三"), Cell("四")))])
    boxes = {box.cell.text[:2]: box for box in lay_out(table, WIDTH, 700, 700)[0].boxes}
    assert boxes["四"].height > boxes["二"].height
    assert boxes["意见"].height == pytest.approx(boxes["四"].height + boxes["二"].height)


def test_a_cell_that_spans_more_rows_than_there_are_ends_with_the_last():
    span = Cell("意见" * 100, Style.TEXT, rows=9)
    piece = lay_out(table_of([Row((span, Cell("一"), Cell("二")))]), WIDTH, 700, 700)[0]
    box = next(box for box in piece.boxes if box.cell is span)
    assert len(box.lines) * box.leading <= box.height == piece.height


def test_a_header_of_half_a_page_is_not_repeated():
    header = Row((label("序号"), label("姓名"), label("职务")), 250)
    pieces = lay_out(table_of([header, *[Row((Cell("一"),) * 3, 100)] * 4], header_rows=1), WIDTH, 400, 400)
    assert [sum(box.cell.style is Style.LABEL for box in piece.boxes) for piece in pieces] == [3, 0]


def test_a_page_lower_than_three_lines_is_refused():
    with pytest.raises(ValueError, match="too low"):
        lay_out(Table((1,), (Row((Cell("一"),)),)), WIDTH, 5, 5)


def test_type_higher_than_a_page_is_still_printed():
    cell = Cell("一二", Style.TEXT, font=Font(Role.TITLE, 300))
    pieces = lay_out(Table((1,), (Row((cell,)),)), WIDTH, 100, 100)
    assert squeezed(shown(pieces)[id(cell)]) == "一二"


def test_places_without_a_cell_are_empty_cells():
    pieces = lay_out(table_of([Row((Cell("一"),))]), WIDTH, 700, 700)
    assert [box.cell.text for box in pieces[0].boxes] == ["一", "", ""]


def test_a_row_with_too_many_cells_is_refused():
    with pytest.raises(ValueError, match="beyond the 3 columns"):
        lay_out(table_of([Row((Cell("一", columns=2), Cell("二", columns=2)))]), WIDTH, 700, 700)


def test_rows_that_stretch_share_what_is_left_of_the_page():
    rows = [
        Row((Cell("一"),) * 3, 30),
        Row((Cell("二"),) * 3, stretch=True),
        Row((Cell("三"),) * 3, stretch=True),
    ]
    piece = lay_out(table_of(rows), WIDTH, 700, 700)[0]
    assert piece.height == pytest.approx(700, abs=0.1)
    assert len({round(box.height, 3) for box in piece.boxes if box.cell.text != "一"}) == 1


def test_rows_on_the_last_page_stretch_to_its_end():
    rows = [
        Row((Cell("一"),) * 3, 250, stretch=True),
        Row((Cell("二"),) * 3, 100),
        Row((Cell("三"),) * 3, 50, stretch=True),
    ]
    pieces = lay_out(table_of(rows), WIDTH, 300, 700)
    assert [round(piece.height) for piece in pieces] == [250, 700]
    assert [round(box.height) for box in pieces[1].boxes if box.x == 0] == [100, 600]


def test_the_height_of_a_table_is_that_on_one_endless_page():
    table = table_of([Row((Cell("一"),) * 3, 30), Row((Cell("二"),) * 3, 50, stretch=True)])
    assert table_height(table, WIDTH) == 80


def test_a_vertical_label_has_a_character_a_line():
    piece = lay_out(Table((1,), (Row((label("主要 负责人\n意见", vertical=True),)),)), 40, 700, 700)[0]
    assert [line.text for line in piece.boxes[0].lines] == list("主要负责人意见")


def test_a_foot_gets_a_line_of_its_own_height():
    plain = table_height(Table((1,), (Row((Cell("同意。", Style.TEXT),)),)), WIDTH)
    signed = table_height(Table((1,), (Row((Cell("同意。", Style.TEXT, foot="签名："),)),)), WIDTH)
    assert signed == pytest.approx(plain + 12 * 1.4)
