import pytest

from app.documents.faces import Font, Role
from app.documents.page import FORM, LEDGER
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, filling_pages, label
from app.vocabulary import Light
from tests.documents.reading import copied, ink_box, page_texts, picture


def printed(table, sheet=FORM, top=None):
    paper = Paper("登记表", "丹江镇", sheet=sheet, numbering=Numbering.NONE)
    draw_table(paper, table, top)
    return paper.finish()


def test_a_ledger_of_twelve_columns_goes_over_pages_with_its_title_and_header():
    header = Row(tuple(label(f"栏{number}") for number in range(12)))
    rows = tuple(Row(tuple(Cell(f"{row}行{column}") for column in range(12))) for row in range(80))
    texts = page_texts(
        printed(Table((1,) * 12, (header, *rows), header_rows=1, title="督办事项台账"), LEDGER)
    )
    assert len(texts) > 2
    assert ["督办事项台账（续）" in text for text in texts] == [False] + [True] * (len(texts) - 1)
    assert all("栏11" in text for text in texts)
    assert all(f"{row}行{column}" in "".join(texts) for row in range(80) for column in range(12))


def test_a_table_begins_where_it_is_told_and_says_where_it_ends():
    paper = Paper("登记表", "丹江镇", sheet=FORM, numbering=Numbering.NONE)
    end = draw_table(paper, Table((1,), (Row((Cell("一"),), 100),)), 300)
    left, top, right, bottom = (edge / 4 for edge in ink_box(picture(paper.finish(), scale=4)))
    assert (top, bottom, end) == pytest.approx((300, 400, 400), abs=1)
    assert (left, right) == pytest.approx((FORM.binding, FORM.width - FORM.outer), abs=1)


def test_a_table_that_finds_no_room_leaves_nothing_on_the_page():
    paper = Paper("登记表", "丹江镇", sheet=FORM, numbering=Numbering.NONE)
    paper.new_page()
    draw_table(paper, Table((1,), (Row((Cell("一"),), 100),)), paper.page.frame.bottom - 20)
    pdf = paper.finish()
    assert paper.page_count == 2
    assert ink_box(picture(pdf)) is None


def test_the_mirrored_page_takes_the_table_along():
    paper = Paper("登记表", "丹江镇", sheet=FORM, numbering=Numbering.NONE)
    draw_table(paper, Table((1,), tuple(Row((Cell(str(number)),), 100) for number in range(12))))
    pdf = paper.finish()
    odd, even = (ink_box(picture(pdf, page, scale=4)) for page in (0, 1))
    assert odd[0] / 4 == pytest.approx(FORM.binding, abs=1)
    assert even[0] / 4 == pytest.approx(FORM.outer, abs=1)


@pytest.mark.parametrize("style", list(Style))
def test_text_of_every_style_is_printed_in_its_cell(style):
    table = Table((1, 1, 1), (Row((Cell(), Cell("一二三，98.5%", style), Cell())),))
    assert "".join(copied(printed(table)).split()) == "一二三，98.5%"


def test_an_opinion_has_its_signature_line_below_at_the_right():
    cell = Cell("同意。", Style.TEXT, foot="签名：　　　　年　月　日")
    text = copied(printed(Table((1,), (Row((cell,), 120),))))
    assert text.index("同意") < text.index("签名")


def test_a_light_is_drawn_in_its_cell():
    plain = picture(printed(Table((1,), (Row((Cell(),), 40),))), scale=2)
    lit = picture(printed(Table((1,), (Row((Cell(light=Light.SIGNED),), 40),))), scale=2)
    middle = (int(FORM.binding + FORM.frame(even=False).width / 2) * 2, int(FORM.head + 20) * 2)
    assert plain.getpixel(middle) == 255
    assert lit.getpixel(middle) < 200


def test_a_cell_may_have_a_font_of_its_own():
    big = Cell("一", font=Font(Role.TITLE, 40))
    heights = [
        ink_box(picture(printed(Table((1,), (Row((cell,)),))), scale=2))[3] for cell in (Cell("一"), big)
    ]
    assert heights[1] > heights[0] + 40


def list_of(rows):
    """A list under a title, as many rows as are wanted."""
    small = Font(Role.FANGSONG, 10.5)
    lines = (Row((Cell(f"第{number}人"),), 19) for number in range(rows))
    return Table((1,), (Row((label("姓名"),), 26), *lines), 1, "名单", small, small, padding=2)


def drawn(table, below=0.0):
    """How many pages a table takes that fills its pages, and what part of the last one it leaves free."""
    paper = Paper("名单", "丹江镇", sheet=FORM, numbering=Numbering.NONE)
    frame = paper.new_page().frame
    end = draw_table(paper, filling_pages(paper.page, table, frame.top, below), frame.top)
    paper.finish()
    return paper.page_count, frame.bottom - end, frame.height


@pytest.mark.parametrize("rows", range(1, 120, 7))
def test_the_last_page_of_a_list_is_never_nearly_empty(rows):
    pages, free, height = drawn(list_of(rows))
    assert pages == 1 or free < 0.7 * height


def test_a_list_that_fills_its_pages_keeps_its_rows():
    table = list_of(20)
    paper = Paper("名单", "丹江镇", sheet=FORM, numbering=Numbering.NONE)
    page = paper.new_page()
    assert filling_pages(page, table, page.frame.top) == table


def test_a_few_rows_too_many_are_drawn_closer_so_that_no_page_is_begun_for_them():
    assert drawn(list_of(36))[0] == drawn(list_of(39))[0] == 1


@pytest.mark.parametrize("rows", range(30, 40))
def test_room_is_left_for_what_stands_below(rows):
    assert drawn(list_of(rows), below=40)[1] >= 40
