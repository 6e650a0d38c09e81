import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.documents import workbook_writing as writing
from app.documents.workbooks import Column, Table, read_rows, write_table, write_tables, write_template
from app.errors import Cancelled, UserError
from app.texts import plain_text

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))


def opened(data):
    return load_workbook(BytesIO(data))


def read_back(tmp_path, texts):
    """The texts of one column, written and read again; blank ones come back as empty."""
    source = tmp_path / "表.xlsx"
    source.write_bytes(write_table("表", ["编号", "文字"], list(enumerate(texts))))
    cells = {number - 3: row[1] if len(row) > 1 else "" for number, row in read_rows(source) if number > 2}
    return [cells[at] for at in range(len(texts))]


def visible(text):
    """What a person sees of a text in a sheet: illegal characters as a mark, at the end plain text."""
    return plain_text(writing._ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))


def assert_same(read, texts):
    assert [text.strip() for text in read] == [visible(text).strip() for text in texts]


def test_a_table_shows_title_header_and_rows_with_filter_and_frozen_top():
    sheet = opened(
        write_table("三月公示", ["姓名", "得分"], [("李四", Decimal("86.50")), ("王五", None)])
    ).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["三月公示", None],
        ["姓名", "得分"],
        ["李四", 86.5],
        ["王五", None],
    ]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("三月公示", "A3", "A2:B4")
    assert sheet["A1"].font.b
    assert sheet["A2"].font.b
    assert sheet["B3"].number_format == "0.00"


def test_values_keep_their_kind():
    row = [
        5,
        True,
        False,
        date(2026, 3, 1),
        datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        Decimal(7),
        10**18,
        Decimal("NaN"),
    ]
    sheet = opened(write_table("表", ["值"] * len(row), [row])).active
    assert [cell.value for cell in sheet[3]] == [
        5,
        "是",
        "否",
        datetime.fromisoformat("2026-03-01"),
        datetime.fromisoformat("2026-03-01T08:30"),
        7,
        "1000000000000000000",
        "NaN",
    ]
    assert [cell.number_format for cell in sheet[3]][3:6] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613", "-3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://a")']
)
def test_text_that_looks_like_a_formula_stays_text(text):
    cell = opened(write_table("表", ["值"], [[text]])).active["A3"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n")


def test_headers_and_titles_cannot_be_formulas_either():
    sheet = opened(write_table("=1+1", ["=2+2"], [["#N/A"]])).active
    assert [sheet[at].data_type for at in ("A1", "A2", "A3")] == ["s", "s", "s"]


def test_a_text_stays_text_when_it_is_edited_in_the_sheet():
    assert opened(write_table("表", ["电话"], [["013800000000"]])).active["A3"].number_format == "@"


def test_overlong_text_ends_with_an_ellipsis():
    ideographs = "".join(chr(0x4E00 + at % 20_000) for at in range(40_000))
    beyond_bmp = "".join(chr(0x20000 + at) for at in range(20_000))
    sheet = opened(write_table("表", ["甲", "乙"], [[ideographs, beyond_bmp]])).active
    assert sheet["A3"].value == ideographs[:32_766] + "…"
    assert sheet["B3"].value == beyond_bmp[:16_383] + "…"


def test_what_looks_like_an_escape_is_kept_as_written(tmp_path):
    assert_same(read_back(tmp_path, ["_x000D_", "_x005F_x0041_", "_x"]), ["_x000D_", "_x005F_x0041_", "_x"])


def test_naughty_strings_come_back_or_show_where_they_were_cleaned(tmp_path):
    path = CORPORA / "naughty-strings" / "blns.json"
    if not path.is_file():
        pytest.skip(f"no corpora at {CORPORA}")
    texts = json.loads(path.read_text("utf-8"))
    assert len(texts) == 515
    assert_same(read_back(tmp_path, texts), texts)
    sheet = opened(write_table("表", ["文字"], [[text] for text in texts])).active
    assert {sheet.cell(3 + at, 1).data_type for at, text in enumerate(texts) if text} == {"s"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60) | st.from_regex(r"_x[0-9A-Fa-f]{4}_?"), min_size=1, max_size=20))
def test_any_text_comes_back(tmp_path, texts):
    assert_same(read_back(tmp_path, texts), texts)


def test_the_same_data_gives_the_same_bytes_with_no_time_in_them():
    def made():
        return write_table("表", ["姓名"], [["李四"], ["=1"]])

    assert made() == made()
    with ZipFile(BytesIO(made())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "实绩簿" in core


def test_sheets_get_legal_names_of_their_own():
    titles = ["一/季度:[评议]", "一季度评议", "", "'", "长" * 40, "长" * 40, "表"]
    names = opened(write_tables([Table(title, [], []) for title in titles])).sheetnames
    assert names == [
        "一季度评议",
        "一季度评议（2）",
        "表",
        "表（2）",
        "长" * 31,
        "长" * 28 + "（2）",
        "表（3）",
    ]


def test_rows_may_stream_and_more_than_a_sheet_holds_is_refused(monkeypatch):
    monkeypatch.setattr(writing, "MAX_ROWS", 500)
    sheet = opened(write_table("表", ["数"], ([number] for number in range(498)))).active
    assert sheet.max_row == 500
    with pytest.raises(UserError, match="超过 500 行"):
        write_table("表", ["数"], ([number] for number in range(499)))


def test_a_cancelled_export_ends_cleanly():
    def rows():
        yield ["李四"]
        raise Cancelled

    with pytest.raises(Cancelled):
        write_table("表", ["姓名"], rows())


def test_columns_are_as_wide_as_their_text_within_reason():
    sheet = opened(write_table("表", ["甲", "乙", "丙"], [["短", "六个汉字宽度", "长" * 100]])).active
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 14, 60]


def test_the_template_marks_what_is_required_and_explains_each_column():
    columns = [
        Column("name", "姓名", required=True, example="张三", note="与身份证一致"),
        Column("phone", "电话", example="013800000000"),
    ]
    workbook = opened(write_template(columns, "干部名册"))
    sheet = workbook["干部名册"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名（必填）", "电话"],
        ["张三", "013800000000"],
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].number_format == "@"
    notes = list(workbook["填写说明"].values)
    assert notes[1:] == [
        ("列", "是否必填", "示例", "说明"),
        ("姓名", "必填", "张三", "与身份证一致"),
        ("电话", "选填", "013800000000", None),
    ]
    assert write_template(columns) == write_template(columns)


def test_a_template_may_bear_the_name_of_its_notes():
    assert opened(write_template([Column("a", "甲")], "填写说明")).sheetnames == ["填写说明", "填写说明1"]
