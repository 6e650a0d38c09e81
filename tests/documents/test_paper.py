import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from app.documents.faces import Font, Role
from app.documents.page import A4, FORM, LEDGER, LEDGER_IN_BOOK, MM, Align
from app.documents.paper import BLANK_NOTE, Numbering, Paper
from tests.documents.reading import ink_box, page_count, page_texts, picture

BODY = Font(Role.FANGSONG, 16.0)
SAMPLE = """
import hashlib
from app.documents.faces import Font, Role
from app.documents.letter import Letter
from app.documents.paper import Paper
from app.documents.table import Cell, Row, Table, label
paper = Paper("样张", "丹江镇")
letter = Letter(paper)
letter.title("关于2026年3月科级领导干部工作实绩的公示")
letter.paragraph("张喆、𬭎同志" * 200)
letter.table(Table((1, 2), (Row((label("姓名"), Cell("犇玥"))),)))
for number in range(90):
    paper.bookmark(f"第{number}份")
print(hashlib.sha256(paper.finish()).hexdigest())
"""


def fill(paper, pages):
    for _ in range(pages):
        page = paper.new_page()
        page.rectangle(
            page.frame.left, page.frame.top, page.frame.width, page.frame.height, thickness=0, fill="#000000"
        )


@pytest.mark.parametrize("sheet", [A4, FORM, LEDGER])
def test_margins_are_mirrored_on_even_pages(sheet):
    paper = Paper("样张", "丹江镇", sheet=sheet, numbering=Numbering.NONE)
    fill(paper, 2)
    odd, even = boxes(paper)
    assert odd[0] == pytest.approx(sheet.binding * 4, abs=2)
    assert sheet.width * 4 - even[2] == pytest.approx(sheet.binding * 4, abs=2)
    assert odd[1] == even[1] == pytest.approx(sheet.head * 4, abs=2)


def boxes(paper):
    pdf = paper.finish()
    return [ink_box(picture(pdf, page, scale=4)) for page in range(page_count(pdf))]


def test_a_wide_table_in_an_upright_booklet_is_bound_at_its_head_then_at_its_foot():
    paper = Paper("样张", "丹江镇", sheet=LEDGER_IN_BOOK, numbering=Numbering.NONE)
    fill(paper, 2)
    odd, even = boxes(paper)
    assert odd[1] == pytest.approx(25 * MM * 4, abs=2)
    assert LEDGER_IN_BOOK.height * 4 - even[3] == pytest.approx(25 * MM * 4, abs=2)


def test_the_official_page_has_the_margins_of_the_standard():
    frame = A4.frame(even=False)
    assert [round(edge / MM) for edge in (frame.left, frame.top, frame.width, frame.height)] == [
        28,
        37,
        156,
        225,
    ]


def test_every_sheet_leaves_room_for_binding():
    assert all(sheet.binding >= 25 * MM - 0.01 for sheet in (A4, FORM, LEDGER, LEDGER_IN_BOOK))


def test_single_sided_pages_all_have_the_same_margins():
    paper = Paper("样张", "丹江镇", mirrored=False, numbering=Numbering.NONE)
    fill(paper, 2)
    odd, even = boxes(paper)
    assert odd == even


def test_a_right_hand_start_puts_in_a_page_marked_as_blank():
    paper = Paper("样张", "丹江镇")
    paper.new_page().text(100, 100, "甲", BODY)
    paper.new_right_hand_page().text(100, 100, "乙", BODY)
    paper.new_page()
    paper.new_right_hand_page().text(100, 100, "丙", BODY)
    texts = [text.split() for text in page_texts(paper.finish())]
    assert [text[0] if text else "" for text in texts] == ["甲", BLANK_NOTE, "乙", "—4—", "丙"]
    assert texts[1] == [BLANK_NOTE]


def test_numbers_stand_outside_right_on_odd_and_left_on_even_pages():
    paper = Paper("样张", "丹江镇")
    paper.new_page()
    paper.new_page()
    odd, even = boxes(paper)
    assert odd[2] / 4 == pytest.approx(A4.width - A4.outer - 14, abs=1.5)
    assert even[0] / 4 == pytest.approx(A4.outer + 14, abs=1.5)
    assert (odd[1] + odd[3]) / 8 == pytest.approx(A4.height - A4.foot + 7 * MM, abs=1.5)


def test_single_sided_pages_have_their_numbers_in_the_middle():
    paper = Paper("样张", "丹江镇", mirrored=False)
    paper.new_page()
    left, _, right, _ = boxes(paper)[0]
    assert (left + right) / 8 == pytest.approx((A4.binding + A4.width - A4.outer) / 2, abs=1)


def test_pages_are_counted_by_section():
    paper = Paper("样张", "丹江镇", numbering=Numbering.OF_TOTAL)
    paper.new_page(numbered=False)
    paper.restart_numbering()
    paper.new_page()
    paper.new_page()
    paper.restart_numbering()
    paper.new_page()
    assert ["".join(text.split()) for text in page_texts(paper.finish())] == [
        "",
        "第1页共2页",
        "第2页共2页",
        "第1页共1页",
    ]


def test_a_cover_and_its_back_are_not_counted():
    paper = Paper("样张", "丹江镇")
    paper.new_page(numbered=False)
    paper.new_right_hand_page()
    assert [text.split() for text in page_texts(paper.finish())] == [[], [BLANK_NOTE], ["—1—"]]


def test_staple_marks_lie_at_the_binding_edge():
    paper = Paper("样张", "丹江镇", numbering=Numbering.NONE, marks=True)
    paper.new_page()
    paper.new_page()
    paper.new_page(LEDGER_IN_BOOK)
    first, second, third = boxes(paper)
    assert first[0] == 0
    assert second[2] == pytest.approx(A4.width * 4, abs=2)
    assert [edge / 4 / MM for edge in (first[1], A4.height * 4 - first[3])] == pytest.approx(
        [70, 70], abs=0.5
    )
    assert third[1] == 0


def test_a_paper_without_a_page_is_one_empty_page():
    assert page_count(Paper("样张", "丹江镇").finish()) == 1


def test_the_properties_are_the_papers_and_hold_no_date():
    pdf = Paper("关于公示", "丹江镇", subject="月公示").finish()
    document = pypdfium2.PdfDocument(pdf)
    properties = document.get_metadata_dict()
    document.close()
    assert (properties["Title"], properties["Author"], properties["Subject"]) == (
        "关于公示",
        "丹江镇",
        "月公示",
    )
    assert properties["CreationDate"] == properties["ModDate"] == ""
    assert b"/Lang (zh-CN)" in pdf


def test_titles_that_no_encoding_can_write_still_print():
    paper = Paper("张\ud800三\x00", "\udfff", subject="(\\")
    paper.bookmark("甲\n\ud800" * 300)
    document = pypdfium2.PdfDocument(paper.finish())
    title = document.get_metadata_dict()["Title"]
    document.close()
    assert title == "张〓三"


def test_all_fonts_are_embedded():
    paper = Paper("样张", "丹江镇")
    paper.page.text(100, 100, "张喆", BODY)
    assert b"Helvetica" not in paper.finish()


def test_the_same_data_give_the_same_bytes_in_two_processes():
    root = Path(__file__).parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", SAMPLE],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == hashlib.sha256().digest_size * 2


def test_the_bytes_do_not_depend_on_what_was_printed_before():
    def letter():
        paper = Paper("样张", "丹江镇")
        paper.page.text(100, 100, "张喆同志", BODY)
        return paper.finish()

    first = letter()
    other = Paper("别的", "丹江镇")
    other.page.text(100, 100, "同张喆志犇", BODY)
    other.finish()
    assert letter() == first


def test_a_long_booklet_has_a_nested_outline_with_every_entry():
    paper = Paper("装订册", "丹江镇", numbering=Numbering.NONE)
    paper.bookmark("封面")
    for number in range(500):
        paper.new_page()
        paper.bookmark(f"第{number + 1}人")
    document = pypdfium2.PdfDocument(paper.finish())
    entries = [(entry.get_title(), entry.level, entry.get_dest().get_index()) for entry in document.get_toc()]
    document.close()
    assert [page for title, _, page in entries if title == "第417人"] == [417]
    rows = [sum(level == 0 for _, level, _ in entries)]
    assert max(rows) <= 30
    assert max(level for _, level, _ in entries) >= 1


@pytest.mark.parametrize(("align", "edge"), [(Align.LEFT, 0), (Align.CENTRE, 1), (Align.RIGHT, 2)])
def test_a_text_stands_at_its_left_end_its_middle_or_its_right_end(align, edge):
    paper = Paper("样张", "丹江镇", numbering=Numbering.NONE)
    paper.page.text(300, 300, "国国国", BODY, align=align)
    box = boxes(paper)[0]
    assert (box[0] / 4, (box[0] + box[2]) / 8, box[2] / 4)[edge] == pytest.approx(300, abs=3)


def test_a_coloured_text_leaves_the_next_one_black():
    paper = Paper("样张", "丹江镇", numbering=Numbering.NONE)
    paper.page.text(100, 100, "国", BODY, colour="#ffffff")
    paper.page.text(200, 100, "国", BODY, spacing=3)
    paper.page.text(300, 100, "国国", BODY)
    box = boxes(paper)[0]
    assert box[0] / 4 == pytest.approx(201, abs=2)
    assert box[2] / 4 == pytest.approx(331, abs=2)


def test_a_function_may_draw_on_the_canvas_itself():
    paper = Paper("样张", "丹江镇", numbering=Numbering.NONE)
    paper.page.draw(lambda canvas: canvas.rect(10, 10, 20, 20, fill=1))
    left, _, right, bottom = boxes(paper)[0]
    assert (left / 4, right / 4, A4.height - bottom / 4) == pytest.approx((9.5, 30.5, 9.5), abs=1)
