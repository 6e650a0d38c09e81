from datetime import date

import pytest

from app.documents.faces import text_width
from app.documents.letter import (
    BODY,
    LINES_PER_PAGE,
    Imprint,
    Letter,
    Level,
    document_number,
    official_date,
)
from app.documents.page import A4, MM
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Table
from tests.documents.reading import copied, ink_box, page_count, page_texts, picture

DAY = date(2026, 4, 2)


def letter(numbering=Numbering.NONE):
    return Letter(Paper("公示", "丹江镇", numbering=numbering))


def lines_of(pdf):
    return ["".join(line.split()) for line in copied(pdf, "-layout").splitlines() if line.strip()]


def test_a_date_has_no_leading_zeros():
    assert official_date(DAY) == "2026年4月2日"


def test_a_document_number_has_six_corner_brackets_and_no_padding():
    assert document_number("组通", 2026, 5) == "组通〔2026〕5号"


def test_a_full_page_has_22_lines_of_28_characters():
    writing = letter()
    text = "一" * 26 + "二" * 28 * 21 + "三"
    writing.paragraph(text)
    first, second = (text.split() for text in page_texts(writing.paper.finish()))
    assert [len(line) for line in first] == [26] + [28] * 21
    assert second == ["三"]
    assert LINES_PER_PAGE == 22


def test_the_parts_come_in_the_order_of_a_letter():
    writing = letter()
    writing.mark("中共雷山县丹江镇委员会")
    writing.number(document_number("丹党通", 2026, 5))
    writing.title("关于工作实绩的公示", blank_before=2)
    writing.addressee("各村（社区）:")
    writing.paragraph("一、总体情况", Level.FIRST)
    writing.paragraph("（一）报告", Level.SECOND)
    writing.paragraph("现予以公示。")
    writing.attachments(("登记表。", "会议记录"))
    writing.sign_off(("丹江镇",), DAY, sealed=False)
    assert lines_of(writing.paper.finish()) == [
        "中共雷山县丹江镇委员会",
        "丹党通〔2026〕5号",
        "关于工作实绩的公示",
        "各村（社区）：",
        "一、总体情况",
        "（一）报告",
        "现予以公示。",
        "附件：1.登记表",
        "2.会议记录",
        "丹江镇",
        "2026年4月2日",
    ]


def test_the_mark_begins_35_mm_below_the_top_of_the_text_area():
    writing = letter()
    writing.mark("中共雷山县委组织部")
    top = ink_box(picture(writing.paper.finish(), scale=4))[1] / 4
    assert top == pytest.approx(A4.head + 35 * MM, abs=4)


def test_one_attachment_has_no_number():
    writing = letter()
    writing.attachments(("工作实绩登记表",))
    assert lines_of(writing.paper.finish()) == ["附件：工作实绩登记表"]


def test_no_attachments_leave_no_trace():
    writing = letter()
    before = writing.y
    writing.attachments(())
    assert writing.y == before


def test_a_long_attachment_goes_on_below_its_own_first_character():
    writing = letter()
    writing.attachments(
        ("雷山县丹江镇科级领导干部2026年3月工作实绩报告登记表及班子会议评价情况汇总表", "会议记录")
    )
    assert len(lines_of(writing.paper.finish())) == 3


def signed_box(sealed, unit="中共雷山县委组织部", day=DAY):
    writing = letter()
    writing.sign_off((unit,), day, sealed=sealed)
    return ink_box(picture(writing.paper.finish(), scale=4))


def test_with_a_seal_to_come_the_name_is_centred_over_the_date_and_room_is_left():
    box = signed_box(sealed=True)
    date_middle = A4.width - A4.outer - 4 * BODY.size - text_width(official_date(DAY), BODY) / 2
    assert (box[0] + box[2]) / 8 == pytest.approx(date_middle, abs=4)
    assert box[1] / 4 > A4.head + 3 * 28


def test_without_a_seal_the_name_ends_two_characters_from_the_edge():
    assert signed_box(sealed=False)[2] / 4 == pytest.approx(A4.width - A4.outer - 32, abs=3)


def test_a_very_long_name_stays_inside_the_margins():
    box = signed_box(sealed=True, unit="雷山县丹江镇" * 4)
    assert box[2] / 4 <= A4.width - A4.outer + 1


def test_a_sign_off_without_a_date_leaves_it_to_be_written_by_hand():
    writing = letter()
    writing.sign_off(("丹江镇",), None, sealed=True)
    assert lines_of(writing.paper.finish())[-1] == "年月日"


def test_the_sign_off_is_not_torn_from_page_to_page():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 19))
    writing.sign_off(("丹江镇",), DAY, sealed=True)
    first, second = (text.split() for text in page_texts(writing.paper.finish()))
    assert (len(first), second) == (18, ["一" * 28, "一" * 28, "丹江镇", "2026年4月2日"])


def test_attachments_go_along_with_a_signature_that_needs_a_new_page():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 17))
    writing.attachments(("登记表", "会议记录"))
    writing.sign_off(("丹江镇",), DAY, sealed=False)
    second = page_texts(writing.paper.finish())[1]
    assert "".join(second.split()) == "附件：1.登记表2.会议记录丹江镇2026年4月2日"


def test_a_signature_uses_up_free_lines_rather_than_a_new_page():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 18))
    writing.sign_off(("丹江镇",), DAY, sealed=True)
    assert page_count(writing.paper.finish()) == 1


def test_what_was_drawn_after_the_text_stays_where_it_is():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 20))
    writing.page.text(100, 700, "附注", BODY)
    writing.sign_off(("丹江镇",), DAY, sealed=False)
    first, second = page_texts(writing.paper.finish())
    assert "附注" in first
    assert second.split() == ["丹江镇", "2026年4月2日"]


def test_two_signatures_on_one_page_both_stay():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 17))
    writing.sign_off(("丹江镇",), DAY, sealed=False)
    writing.sign_off(("组织部",), DAY, sealed=False)
    assert [text.split()[-2:] for text in page_texts(writing.paper.finish())] == [
        ["丹江镇", "2026年4月2日"],
        ["组织部", "2026年4月2日"],
    ]


def test_a_signature_after_a_table_that_fills_the_page_stands_alone_but_is_there():
    writing = letter()
    writing.table(Table((1,), (Row((Cell("一"),), 620),)))
    writing.sign_off(("丹江镇",), DAY, sealed=False)
    assert page_texts(writing.paper.finish())[1].split() == ["丹江镇", "2026年4月2日"]


def test_a_heading_is_not_left_alone_at_the_foot_of_a_page():
    writing = letter()
    writing.paragraph("一" * (26 + 28 * 20))
    writing.paragraph("一、情况", Level.FIRST)
    writing.paragraph("二二")
    assert page_texts(writing.paper.finish())[1].split() == ["一、情况", "二二"]


def test_an_attachment_has_its_name_on_line_1_and_its_title_on_line_3():
    writing = letter()
    writing.paragraph("正文。")
    writing.attachment_page(1)
    top = writing.y
    writing.title("登记表")
    writing.attachment_page()
    texts = [text.split() for text in page_texts(writing.paper.finish())]
    assert texts == [["正文。"], ["附件1", "登记表"], ["附件"]]
    assert top == pytest.approx(A4.head + 2 * writing.leading)


def test_a_table_in_a_letter_is_followed_by_its_text():
    writing = letter()
    writing.paragraph("名单如下：")
    writing.table(Table((1, 1), (Row((Cell("张三"), Cell("镇长"))),) * 40))
    writing.paragraph("特此公示。")
    pdf = writing.paper.finish()
    assert page_count(pdf) == 2
    assert page_texts(pdf)[1].split()[-1] == "特此公示。"


def test_a_title_at_the_foot_of_a_page_moves_to_the_next():
    writing = letter()
    writing.blank_lines(21.5)
    writing.title("关于公示的通知")
    assert page_texts(writing.paper.finish())[1].split() == ["关于公示的通知"]


COPIES = ("中共雷山县委组织部", "县干部综合考核办公室")
IMPRINT = Imprint(COPIES, "丹江镇（演示）人民政府", DAY)


def imprinted(text, imprint=IMPRINT, **paper):
    writing = Letter(Paper("公示", "丹江镇", **{"numbering": Numbering.DASHES} | paper))
    writing.paragraph(text)
    writing.imprint(imprint)
    return writing.paper.finish()


def test_copies_and_issue_stand_at_the_foot_of_the_back_of_the_last_page():
    first, second = page_texts(imprinted("正文。"))
    assert "抄送" not in first
    words = "".join(second.split())
    assert words.startswith("抄送：中共雷山县委组织部，县干部综合考核办公室。丹江镇（演示）人民政府")
    assert "2026年4月2日印发" in words
    assert "—2—" in words


def test_printed_on_one_side_they_stand_under_the_text():
    [only] = page_texts(imprinted("正文。", mirrored=False))
    assert only.index("正文") < only.index("抄送")


def test_the_outer_lines_are_thick_and_the_one_between_is_thin():
    sheet = picture(imprinted("一", mirrored=False, numbering=Numbering.NONE), scale=8).convert("L")
    x = int((A4.binding + 2) * 8)
    dark = [y for y in range(sheet.height) if sheet.getpixel((x, y)) < 128]
    lines = [[dark[0]]]
    for y in dark[1:]:
        if y - lines[-1][-1] > 1:
            lines.append([])
        lines[-1].append(y)
    first, between, last = (len(line) for line in lines[-3:])
    assert first == last > between
    bottom = A4.height - A4.foot
    assert lines[-1][-1] / 8 == pytest.approx(bottom, abs=1)


def test_many_copies_hang_below_the_first_and_the_block_grows_upward():
    copies = tuple(f"县第{number}考核单位" for number in range(1, 16))
    text = imprinted("正文。", Imprint(copies, "丹江镇", DAY), mirrored=False)
    assert all(name in "".join(copied(text).split()) for name in copies)


def test_without_copies_only_the_issue_stands_there():
    [only] = page_texts(imprinted("正文。", Imprint((), "丹江镇", DAY), mirrored=False))
    assert "抄送" not in only
    assert "".join(only.split()).endswith("丹江镇2026年4月2日印发—1—")


def test_an_even_page_that_is_full_gets_a_blank_page_and_neither_is_numbered():
    pdf = imprinted("一" * (26 + 28 * 43))
    texts = ["".join(text.split()) for text in page_texts(pdf)]
    assert (len(texts), texts[2]) == (4, "")
    assert texts[3].endswith("印发")
    assert texts[1].endswith("—2—")


def test_an_even_page_with_room_takes_them():
    texts = page_texts(imprinted("一" * (26 + 28 * 30)))
    assert len(texts) == 2
    assert "抄送" in texts[1]
