import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.monthly.booklet_paper import AbsentLine, booklet
from app.monthly.minutes_paper import minutes
from app.monthly.papers import registration_form
from app.vocabulary import PaperCopy
from tests.documents.corpora import printable
from tests.monthly import forms

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "corpora"))


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_a_normal_month_takes_at_most_two_pages_and_says_everything():
    texts = pages(registration_form(forms.registration()))
    assert len(texts) <= 2
    whole = "".join(texts)
    for part in (
        "雷山县科级领导干部实绩报告登记表",
        "演示庚",
        "中共党员",
        "〔年度〕农村危房改造42户",
        "107%",
        "协办（与演示甲）",
        "自评等次：较好",
        "报告实绩是否属实：属实。工作完成评定等次：较好。",
        "同意班子会议评价。",
        "县考核办审核意见",
        "2026年4月2日至2026年4月13日",
    ):
        assert part.replace(" ", "") in whole


def test_an_empty_form_leaves_room_for_the_hand():
    blank = forms.registration(
        clauses=(), evaluation=None, opinion=None, submitted_on=None, self_grade="", posting=""
    )
    whole = "".join(pages(registration_form(blank)))
    assert "报告实绩是否属实：" in whole
    assert whole.count("签名：") >= 3


def test_nothing_to_report_is_printed_with_its_reason():
    whole = "".join(pages(registration_form(forms.registration(clauses=(), nothing="全月脱产学习"))))
    assert "本月无应报告事项：全月脱产学习" in whole


def test_a_long_month_grows_and_loses_no_clause():
    clauses = tuple(replace(forms.CLAUSES[0], task=f"任务{number:02d}号") for number in range(60))
    texts = pages(registration_form(forms.registration(clauses=clauses)))
    assert len(texts) > 3
    whole = "".join(texts)
    assert all(f"任务{number:02d}号" in whole for number in range(60))
    assert "（续）" in texts[1]


def test_every_page_of_a_long_forms_clauses_has_the_column_heads_and_no_page_only_them():
    for count in range(1, 24):
        clauses = tuple(replace(forms.CLAUSES[0], task=f"任务{number:02d}号") for number in range(count))
        for text in pages(registration_form(forms.registration(clauses=clauses, portfolio="环境卫生" * 40))):
            assert bool(re.search("任务[0-9]", text)) == ("序号工作任务完成情况完成率佐证" in text)


def test_the_files_that_support_a_clause_are_named_beside_it():
    files = ("现场照片.jpg", "验收单.pdf")
    clauses = (replace(forms.CLAUSES[0], evidence=files), *forms.CLAUSES[1:])
    texts = pages(registration_form(forms.registration(clauses=clauses)))
    assert len(texts) <= 2
    assert "107%现场照片.jpg验收单.pdf" in texts[0]


def test_the_heads_of_the_minutes_come_again_on_every_page_of_names():
    line = forms.minutes().lines[0]
    texts = pages(minutes(replace(forms.minutes(), lines=(line,) * 60)))
    assert len(texts) > 2
    assert all(("演示庚" in text) == ("姓名职务自评是否属实评定" in text) for text in texts)


def test_a_form_signed_by_hand_shows_the_signer_and_the_day():
    opinion = replace(forms.registration().opinion, by_hand=True)
    whole = "".join(pages(registration_form(forms.registration(opinion=opinion))))
    assert "党委书记演示甲签名：2026年3月31日" in whole


def test_rare_names_are_printed_and_can_be_copied():
    whole = "".join(pages(registration_form(forms.registration("阿·𬭎䶮堃喆"))))
    assert "阿·𬭎䶮堃喆" in whole


def test_a_long_name_in_its_narrow_cell_is_broken_after_its_dots_only():
    document = pypdfium2.PdfDocument(registration_form(forms.registration("阿不都热合曼·买买提依明·托合提")))
    lines = [word for page in document for word in page.get_textpage().get_text_bounded().split()]
    document.close()
    assert {"阿不都热合曼·", "买买提依明·", "托合提", "单位主要", "负责人", "意见"} <= set(lines)


def test_the_minutes_name_who_came_and_what_was_found():
    (text,) = pages(minutes(forms.minutes()))
    for part in ("演示甲、演示乙、演示丙（3人）", "演示丁（出差）", "形成一致意见", "主持人签名"):
        assert part in text


def test_each_form_of_a_booklet_starts_on_a_right_hand_page():
    texts = pages(booklet(forms.booklet_form(people=3)))
    starts = [place for place, text in enumerate(texts, 1) if "科级领导干部实绩报告登记表" in text]
    assert len(starts) == 3
    assert all(place % 2 for place in starts)
    assert "（此页空白）" in texts


def test_the_contents_name_the_page_of_each_form_and_who_is_missing():
    texts = pages(booklet(forms.booklet_form(people=2)))
    contents = next(text for text in texts if text.startswith("目录"))
    first = next(text for text in texts if "科级领导干部实绩报告登记表" in text)
    number = first.rpartition("第")[2].partition("页")[0]
    assert f"·{number}2.演示2" in contents
    assert "3.演示己副镇长（农业）" in contents
    assert contents.count("未报") == 1


def test_the_contents_name_every_part_with_its_page():
    texts = pages(booklet(forms.booklet_form(people=2)))
    contents = next(text for text in texts if text.startswith("目录"))
    parts = {
        "更正说明": "更正说明",
        "班子会议评价记录（2026年3月31日）": "工作实绩班子会议评价记录",
        "公示情况记录（2026年4月1日张贴）": "公示情况记录",
    }
    for listed, heading in parts.items():
        page = next(text for text in texts[2:] if heading in text and not text.startswith("目录"))
        number = page.rpartition("第")[2].partition("页")[0]
        assert re.search(f"{re.escape(listed)}·+{number}", contents)
    places = [contents.index(words) for words in ("更正说明", "1.演示1", "3.演示己", *list(parts)[1:])]
    assert places == sorted(places)


def test_a_booklet_without_corrections_names_none_and_a_long_one_has_more_pages_of_contents():
    form = replace(forms.booklet_form(people=1), corrections=(), absent=forms.booklet_form().absent * 28)
    texts = pages(booklet(form))
    first, second = [text for text in texts if text.startswith("目录")]
    assert "更正说明" not in "".join(texts)
    assert "30." not in first
    assert second.startswith("目录公示情况记录")


def test_a_long_name_and_post_stand_before_the_page_number():
    long = AbsentLine(
        "阿不都热合曼·买买提依明·托合提尼亚孜", "党委委员、副镇长兼综合行政执法大队大队长" * 2, "免报"
    )
    pdf = booklet(replace(forms.booklet_form(people=1), absent=(long,)))
    document = pypdfium2.PdfDocument(pdf)
    page = document[2].get_textpage()
    place, _ = page.search("免报").get_next()
    left, bottom, _, top = page.get_charbox(place)
    boxes = map(page.get_charbox, range(place))
    assert max(right for _, low, right, _ in boxes if bottom - 5 < low < top) < left
    document.close()


def test_page_numbers_never_pass_their_total():
    for text in pages(booklet(forms.booklet_form(people=4)))[1:]:
        if "此页空白" not in text:
            number, total = text.rpartition("第")[2].removesuffix("页").split("页共")
            assert int(number) <= int(total)


@pytest.mark.parametrize("copy", PaperCopy)
def test_the_cover_tells_the_copy_the_edition_and_the_code(copy):
    cover = pages(booklet(forms.booklet_form(copy=copy)))[0]
    for part in (copy.label, "第2次装订（含更正）", "SJB-202603-7K2QXM3A", "单位主要负责人签名", "单位盖章"):
        assert part in cover


def test_the_code_on_the_cover_can_be_read_by_a_machine():
    zxing = pytest.importorskip("zxingcpp")
    page = pypdfium2.PdfDocument(booklet(forms.booklet_form(1)))[0]
    (found,) = zxing.read_barcodes(page.render(scale=3).to_pil())
    assert found.text == "shijibu:booklet:SJB-202603-7K2QXM3A"


def test_corrections_have_a_page_of_their_own():
    texts = pages(booklet(forms.booklet_form()))
    assert any(text.startswith("更正说明") and "第二条公里数有误。" in text for text in texts)


def test_the_same_month_has_the_same_bytes():
    assert booklet(forms.booklet_form()) == booklet(forms.booklet_form())


def test_binding_can_be_cancelled_between_two_forms():
    class Stop(Exception):
        pass

    class Stopper:
        def step(self, done, total, text):
            if done == 1:
                raise Stop

    with pytest.raises(Stop):
        booklet(forms.booklet_form(), Stopper())


def test_naughty_strings_break_no_form():
    source = CORPORA / "naughty-strings" / "blns.json"
    if not source.exists():
        pytest.skip("the corpora folder is absent")
    strings = [printable(text) for text in json.loads(source.read_text(encoding="utf-8"))]
    clauses = tuple(replace(forms.CLAUSES[0], task=text, result=text) for text in strings)
    naughty = forms.registration(strings[100], clauses=clauses, self_appraisal="\n".join(strings))
    assert len(pages(registration_form(naughty))) > 20
