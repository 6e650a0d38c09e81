import copy
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook

from app.documents import workbook_reading as reading
from app.documents.workbook_reading import open_sheets
from app.documents.workbook_writing import Table, write_table, write_tables
from app.errors import EnvironmentProblem, UserError
from app.texts import plain_text

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
REFUSED = {
    "50096.xlsx",  # more than 256 columns
    "53101.xlsx",
    "54764-2.xlsx",  # entities
    "58616.xlsx",  # a password
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-4828727001088000.xlsx",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5185049589579776.xlsx",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5937385319563264.xlsx",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-6419366255919104.xlsx",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5025401116950528.xlsx",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx",
    "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx",  # a password
    "poc-shared-strings.xlsx",  # one endless text
    "poc-xmlbomb.xlsx",  # swells 400-fold
    "sample.strict.xlsx",  # the strict dialect, which openpyxl does not read
    "style-alternate-content.xlsx",  # a style without a name
}
NEXT_STEP = "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入。"


def everything(source):
    return [(sheet.name, list(sheet.rows)) for sheet in open_sheets(source)]


def refusal(source):
    with pytest.raises(UserError) as caught:
        everything(source)
    message = str(caught.value)
    assert "\n" not in message
    return message


def saved(tmp_path, data, name="名册.xlsx"):
    source = tmp_path / name
    source.write_bytes(data)
    return source


def good_workbook():
    return write_tables([Table("甲", ["姓名"], [["李四"]]), Table("乙", ["电话"], [["0138"]])])


def rewritten(tmp_path, change=lambda name, data: data, extra=(), compression=ZIP_DEFLATED):
    """A good workbook whose parts went through `change`, with extra parts added."""
    good = saved(tmp_path, good_workbook(), "good.xlsx")
    source = tmp_path / "名册.xlsx"
    with ZipFile(good) as archive, ZipFile(source, "w", compression) as target:
        for entry in archive.infolist():
            target.writestr(entry.filename, change(entry.filename, archive.read(entry)))
        for name, data in extra:
            target.writestr(name, data)
    return source


def replacing(part, old, new):
    return lambda name, data: data.replace(old, new) if name == part else data


RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def test_all_visible_sheets_are_read_in_order(tmp_path):
    assert everything(saved(tmp_path, good_workbook())) == [
        ("甲", [(1, ("甲",)), (2, ("姓名",)), (3, ("李四",))]),
        ("乙", [(1, ("乙",)), (2, ("电话",)), (3, ("0138",))]),
    ]


def test_a_workbook_is_told_by_its_content_and_not_by_its_ending(tmp_path):
    assert everything(saved(tmp_path, good_workbook(), "名册.csv"))[0][0] == "甲"


def test_values_become_the_same_plain_text_everywhere(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append([42, 42.0, 0.1 + 0.2, -1.5, 1e-7, 13800000000, 522634198001011234, True, False, "文本"])
    minute, second = map(datetime.fromisoformat, ("2026-03-01T08:30", "2026-03-01T08:30:05"))
    sheet.append([date(2026, 3, 1), minute, second, time(8, 30)])
    sheet.append([timedelta(hours=26, minutes=30), timedelta(minutes=1, seconds=5), 0.57, 1.0, 0.123])
    for cell in sheet[3][2:]:
        cell.number_format = "0%"
    source = tmp_path / "名册.xlsx"
    workbook.save(source)
    ((_, rows),) = everything(source)
    assert [texts for _, texts in rows] == [
        ("42", "42", "0.3", "-1.5", "0.0000001", "13800000000", "5.22634E+17", "TRUE", "FALSE", "文本"),
        ("2026-03-01", "2026-03-01 08:30", "2026-03-01 08:30:05", "08:30"),
        ("26:30", "00:01:05", "57%", "100%", "12.3%"),
    ]


def test_numbers_beyond_all_bounds_show_as_a_cell_error(tmp_path):
    source = saved(tmp_path, write_table("甲", ["数"], [[5]]))
    with ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = parts[SHEET].replace(b"<v>5</v>", b"<v>1e999</v>")
    with ZipFile(source, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert everything(source)[0][1][-1] == (3, ("#NUM!",))


def test_texts_are_cleaned_of_what_nobody_sees():
    assert plain_text("a\x00b\x1b[0m\u202ec\u200b\ufeff\ud800") == "ab[0mc"
    assert plain_text("e\u0301") == "\u00e9"
    assert plain_text("一\r\n二\r三\u2028四\t五") == "一\n二\n三\n四\t五"


def test_a_far_row_is_reached_without_walking_all_the_way(tmp_path):
    far = replacing(SHEET, b'<row r="3"><c r="A3"', b'<row r="1048576"><c r="A1048576"')
    assert everything(rewritten(tmp_path, far))[0][1][-1] == (1_048_576, ("李四",))


def test_hidden_sheets_are_passed_over_and_a_workbook_of_them_alone_is_refused(tmp_path):
    hidden = replacing("xl/workbook.xml", b'state="visible"', b'state="hidden"')
    assert refusal(rewritten(tmp_path, hidden)) == f"“名册.xlsx”里没有可读的工作表。{NEXT_STEP}"


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"PK\x03\x04 and then nothing", "名册.xlsx", "已损坏或不是 .xlsx 工作簿，读不出来"),
        (reading._OLE + b"old", "名册.xls", "是旧格式（.xls 或 .et）的工作簿"),
        (reading._OLE + reading._ENCRYPTED, "名册.xlsx", "设有打开密码，请先取消密码"),
        (b"hello", "名册.xlsx", "不是 .xlsx 或 .csv 表格文件"),
        (b"", "名册.xlsx", "不是 .xlsx 或 .csv 表格文件"),
        (b"a,b\x00c", "名册.csv", "不是文本表格"),
        (b"a,\xff\xff\xff", "名册.csv", "不是文本表格"),
        (b'"' + b"a" * 200_000, "名册.csv", "里有无法识别的内容"),
    ],
)
def test_what_is_no_workbook_gets_one_sentence_with_the_next_step(tmp_path, data, name, what):
    assert refusal(saved(tmp_path, data, name)) == f"“{name}”{what}。{NEXT_STEP}"


def test_another_kind_of_office_file_is_refused(tmp_path):
    source = tmp_path / "名册.xlsx"
    with ZipFile(source, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "已损坏或不是 .xlsx 工作簿" in refusal(source)


def test_damage_found_while_reading_rows_is_told_the_same_way(tmp_path):
    assert "已损坏" in refusal(rewritten(tmp_path, replacing(SHEET, b'r="A3"', b'r="?"')))
    assert "已损坏" in refusal(rewritten(tmp_path, replacing(SHEET, b"</sheetData>", b"</sheet")))


def test_a_missing_file_is_trouble_of_the_place_and_not_of_the_person(tmp_path):
    with pytest.raises(EnvironmentProblem, match="打不开。请确认文件还在原处"):
        everything(tmp_path / "没有.xlsx")


def test_a_file_over_20_megabytes_is_refused_unread(tmp_path):
    source = tmp_path / "大.csv"
    with source.open("wb") as file:
        file.truncate(reading.MAX_FILE + 1)
    assert "超过 20 MB" in refusal(source)


def test_a_part_that_swells_more_than_a_hundredfold_is_refused(tmp_path):
    assert "解压后过大" in refusal(rewritten(tmp_path, extra=[("xl/a.bin", bytes(30_000_000))]))


def test_a_workbook_that_swells_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNZIPPED", 1_000)
    assert "解压后过大" in refusal(rewritten(tmp_path))


def test_unusual_compression_is_refused(tmp_path):
    assert "压缩方式异常" in refusal(rewritten(tmp_path, compression=ZIP_LZMA))


def test_thousands_of_parts_are_refused(tmp_path):
    parts = [(f"xl/{number}", b"") for number in range(reading.MAX_ENTRIES)]
    assert "解压后过大" in refusal(rewritten(tmp_path, extra=parts))


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    source = tmp_path / "名册.xlsx"
    with ZipFile(source, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        twin = copy.copy(archive.filelist[0])
        twin.filename = twin.orig_filename = "b.xml"
        archive.filelist.append(twin)
        archive._didModify = True
    assert "压缩结构异常" in refusal(source)


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "[Content_Types].xml"])
def test_documents_types_and_entities_are_refused_in_any_part(tmp_path, part):
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbb">]>'
    source = rewritten(tmp_path, lambda name, data: bomb + data if name == part else data)
    assert "XML 实体" in refusal(source)


def test_a_document_type_in_a_picture_does_no_harm(tmp_path):
    source = rewritten(tmp_path, extra=[("xl/media/a.svg", b"<!DOCTYPE svg><svg/>")])
    assert len(everything(source)) == 2


@pytest.mark.parametrize(
    ("part", "content", "what"),
    [
        ("xl/a.xml", b"<a/>" * (reading.MAX_TAGS + 1), "内容过多"),
        ("xl/styles2.xml", b"<a/>" * (reading.MAX_STYLE_TAGS + 1), "单元格样式过多"),
        ("xl/a.xml", b'<a sheetId="1"/>' * (reading.MAX_SHEETS + 1), "工作表超过 200 个"),
    ],
)
def test_more_work_than_any_real_workbook_holds_is_refused(tmp_path, part, content, what):
    source = rewritten(tmp_path, extra=[(part, content)], compression=ZIP_STORED)
    assert what in refusal(source)


def test_many_sheets_that_name_one_big_part_are_refused(tmp_path):
    def swollen(name, data):
        if name == SHEET:
            words = b" ".join(b"%d" % (number * 7919) for number in range(60_000))
            return data.replace(b"<sheetData>", b"<!--" + words + b"--><sheetData>")
        sheets = b"".join(b'<sheet name="%d" sheetId="%d" r:id="rId1"/>' % (at, at) for at in range(3, 30))
        bound = sheets.replace(b"/>", b' xmlns:r="%s"/>' % RELATIONSHIPS)
        return data.replace(b"</sheets>", bound + b"</sheets>")

    assert "已损坏" in refusal(rewritten(tmp_path, swollen))


def test_endless_blank_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BLANK_ROWS", 5)
    blank = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (row, row) for row in range(4, 11))
    source = rewritten(tmp_path, replacing(SHEET, b"</sheetData>", blank + b"</sheetData>"))
    assert "空行过多" in refusal(source)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a\n" * (reading.MAX_ROWS + reading.HEADING_ROWS + 1), "超过 20000 行"),
        ("a\n" + "," * 256 + "a\n", "第 2 行超过 256 列"),
        ("a\n" + "好" * 22_000, "第 2 行有单元格文字超过 64 KB"),
    ],
)
def test_rows_columns_and_cells_beyond_the_limits_are_named(tmp_path, text, what):
    assert what in refusal(saved(tmp_path, text.encode(), "名册.csv"))


def test_all_texts_together_have_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_TEXT", 10)
    assert "文字过多" in refusal(saved(tmp_path, b"abcdef\nabcdef\n", "名册.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding(tmp_path, encoding, delimiter):
    text = f"姓名{delimiter}电话\n镕基{delimiter}013800000000\n\n"
    source = saved(tmp_path, text.encode(encoding), "名册.csv")
    assert everything(source) == [("名册.csv", [(1, ("姓名", "电话")), (2, ("镕基", "013800000000"))])]


def test_characters_outside_gbk_survive_gb18030(tmp_path):
    source = saved(tmp_path, "姓名\n喆堃𬭎䶮\n".encode("gb18030"), "名册.csv")
    assert everything(source)[0][1][1] == (2, ("喆堃𬭎䶮",))


def corpus():
    folder = CORPORA / "spreadsheets"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_the_spreadsheet_corpus_is_there():
    if not corpus():
        pytest.skip(f"no corpora at {CORPORA}")
    assert len(corpus()) == 172


@pytest.mark.parametrize("source", corpus(), ids=lambda path: path.name)
def test_odd_broken_and_malicious_workbooks_are_read_or_refused_in_one_sentence(source):
    if source.name in REFUSED:
        assert refusal(source).startswith("“")
    else:
        assert everything(source)
