from datetime import date

import pypdfium2

from app.accounts.papers import RecoverySheet, recovery_sheet
from app.accounts.recovery_key import spelled

KEY = spelled(bytes(range(20)))
SHEET = RecoverySheet("丹江镇（演示）", date(2026, 3, 28), KEY)


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_the_sheet_is_one_page_with_every_group_and_what_is_lost_without_it():
    pages = words(recovery_sheet(SHEET))
    assert len(pages) == 1
    for group in KEY.split("-"):
        assert group in pages[0]
    for said in ("实绩簿恢复单", "丹江镇（演示）", "2026年3月28日", "第8组", "数据无法恢复", "密封"):
        assert said in pages[0].replace("\r\n", "")


def test_the_same_sheet_is_the_same_bytes():
    assert recovery_sheet(SHEET) == recovery_sheet(SHEET)


def test_the_key_does_not_show_in_the_sheets_repr_or_properties():
    assert KEY not in repr(SHEET)
    assert KEY.encode() not in recovery_sheet(SHEET)
