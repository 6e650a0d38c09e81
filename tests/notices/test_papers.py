import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.documents.letter import Imprint
from app.errors import UserError
from app.notices.masking import masked
from app.notices.papers import Contacts, NoticeEntry, NoticeForm, RecordForm, notice, posting_record
from app.notices.public_page import public_page
from app.vocabulary import Month
from tests.documents.corpora import printable

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "corpora"))
ENTRY = NoticeEntry("演示丙", "副镇长", ("危房改造开工 16 户", "硬化通组路 1.2 公里"), "好", "较好")
FORM = NoticeForm(
    unit="丹江镇（演示）",
    month=Month(2026, 3),
    basis="《关于开展科级领导干部工作实绩报告和公示试点工作的通知》",
    entries=(ENTRY, NoticeEntry("演示𬭎·䶮堃", "武装部长", ("完成征兵宣传",), "好", "好", "更正1")),
    posted_on=date(2026, 4, 1),
    first_day=date(2026, 4, 2),
    last_day=date(2026, 4, 13),
    days=7,
    contacts=Contacts(
        "中共雷山县委组织部", "8:30—12:00", "0855-0000000", "a@example.invalid", "雷山县", "557100"
    ),
)
RECORD = RecordForm(
    unit="丹江镇（演示）",
    month=Month(2026, 3),
    place="镇政府一楼公示栏",
    posted_on=date(2026, 4, 1),
    posted_by="演示经办人",
    period="2026年4月2日至2026年4月13日（7个工作日）",
    names=("演示丙",),
    ended="2026年4月13日，经办：演示经办人",
    breach="",
    interruption="",
    remarks=(("2026-04-02", "举报箱", "第二条公里数与现场不符", "已报县考核办核实"),),
)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_the_notice_fits_one_page_and_its_table_the_next():
    first, second = pages(notice(FORM))
    assert "公示期：2026年4月2日至2026年4月13日（7个工作日）。" in first
    assert "0855-0000000" in first
    assert first.index("附件：") < first.index("2026年4月1日")
    title = "丹江镇（演示）2026年3月科级领导干部工作实绩公示表"
    assert f"附件：{title}" in first
    assert second.startswith(f"附件{title}")
    assert "1.危房改造开工16户" in second
    assert "（更正1）" in second
    assert "演示𬭎·䶮堃" in second


def test_unpublished_working_days_are_said_on_the_notice():
    assert "节假日安排未核对" in pages(notice(replace(FORM, doubt="节假日安排未核对。")))[0]


def test_the_same_notice_has_the_same_bytes():
    assert notice(FORM) == notice(FORM)


def test_a_long_table_goes_on_with_its_head_repeated():
    texts = pages(notice(replace(FORM, entries=(ENTRY,) * 40)))
    assert len(texts) > 3
    assert all("主要实绩" in text for text in texts[1:])
    assert sum(text.count("演示丙") for text in texts) == 40


def test_the_record_tells_the_whole_course_of_a_posting():
    (text,) = pages(posting_record(RECORD))
    for part in (
        "镇政府一楼公示栏",
        "2026年4月13日，经办：演示经办人",
        "第二条公里数与现场不符",
        "未满期原因无",
    ):
        assert part in text


def test_the_heads_of_the_remarks_come_again_on_every_page():
    texts = pages(posting_record(replace(RECORD, remarks=RECORD.remarks * 60)))
    assert len(texts) > 2
    assert all(("举报箱" in text) == ("收到日期方式意见内容处理情况" in text) for text in texts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系 13812341234", "联系 138****1234"),
        ("138-1234-1234。", "138****1234。"),
        ("身份证522634198001011234", "身份证522634********1234"),
        ("身份证52263419800101123X，", "身份证522634********123X，"),
        ("座机 0855-3331234，项目号 20260313812341234", "座机 0855-3331234，项目号 20260313812341234"),
    ],
)
def test_personal_numbers_are_masked_in_public(text, shown):
    assert masked(text) == shown


def test_the_public_page_loads_nothing_and_escapes_everything():
    entry = replace(ENTRY, name="<script>alert(1)</script>", results=('"><img src=x onerror=alert(1)>',))
    page = public_page(replace(FORM, entries=(entry,))).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page


def test_rare_characters_come_with_the_public_page_and_the_file_stays_small():
    page = public_page(FORM).decode()
    assert page.count("@font-face") == 1
    assert "unicode-range:U+4DAE,U+5803,U+2CB4E}" in page
    assert "font-src data:" in page
    assert len(page) < 10_000
    assert public_page(FORM) == page.encode()
    plain = replace(FORM, entries=(ENTRY,))
    assert "@font-face" not in public_page(plain).decode()


def test_a_public_page_with_what_no_font_has_is_refused():
    with pytest.raises(UserError, match="（网页版）”中“演示😀”里的“😀”"):
        public_page(replace(FORM, entries=(replace(ENTRY, name="演示😀"),)))


def test_naughty_strings_break_neither_notice_nor_page():
    source = CORPORA / "naughty-strings" / "blns.json"
    if not source.exists():
        pytest.skip("the corpora folder is absent")
    strings = tuple(map(printable, json.loads(source.read_text(encoding="utf-8"))))
    form = replace(
        FORM, entries=(replace(ENTRY, results=strings), replace(ENTRY, name=strings[80], title=strings[90]))
    )
    assert pages(notice(form))
    assert public_page(form).decode().count("<li>") == len(strings) + len(ENTRY.results)


@pytest.fixture
def chromium(tmp_path):
    """Open the public page in a browser without a window, as it is to be shown; return what that gives."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    page = tmp_path / "page.html"
    page.write_bytes(public_page(FORM))

    def show(how):
        quiet = ("--disable-gpu", "--disable-background-networking", "--disable-component-update")
        own = ("--disable-sync", "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}")
        words = [program, "--headless", "--no-sandbox", *quiet, *own, how, page.as_uri()]
        return subprocess.run(words, capture_output=True, timeout=120, check=True).stdout.decode()

    return show


def test_chromium_shows_the_public_page(chromium):
    shown = chromium("--dump-dom")
    assert "关于2026年3月科级领导干部工作实绩的公示</h1>" in shown
    assert "硬化通组路 1.2 公里" in shown


def test_chromium_draws_rare_characters_with_the_font_that_comes_along(chromium, tmp_path):
    if shutil.which("pdffonts") is None:
        pytest.skip("poppler-utils is not installed")
    printed = tmp_path / "printed.pdf"
    chromium(f"--print-to-pdf={printed}")
    fonts = subprocess.run(["pdffonts", printed], capture_output=True, check=True).stdout.decode()
    assert "NotoSansSC" in fonts


def test_copies_to_others_stand_in_the_imprint_after_the_table():
    imprint = Imprint(("县委组织部",), "丹江镇（演示）", date(2026, 4, 1))
    first, second = pages(notice(replace(FORM, imprint=imprint)))
    assert "抄送" not in first
    assert second.index("武装部长") < second.index("抄送：县委组织部。丹江镇（演示）2026年4月1日印发")
