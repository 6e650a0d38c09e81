"""The official faces of a PC: found by name, refused when broken or not to be embedded, never a hole."""

import random
import struct

import pytest

from app.documents import pc_fonts
from app.documents.faces import FILES, Font, Role, text_width, typeface
from app.documents.font_files import MAX_BYTES, may_embed, usable_font
from app.documents.paper import Numbering, Paper
from app.documents.pc_fonts import draw_with, find_pc_fonts, font_folders
from app.errors import UserError
from app.paths import fonts
from tests.documents.reading import copied, is_blank, picture
from tests.documents.small_fonts import small_font, table_place


@pytest.fixture(autouse=True)
def _bundled_again():
    yield
    draw_with(None)


def printed(text, role=Role.FANGSONG):
    paper = Paper("试印", "丹江镇", numbering=Numbering.NONE)
    paper.page.text(100, 100, text, Font(role, 16))
    return paper.finish()


def owners(text, role=Role.FANGSONG):
    return [(face.file_name.rpartition("/")[2], part) for face, part in typeface(role).runs(text)]


def test_a_face_of_the_pc_draws_what_it_has_and_the_bundled_ones_the_rest(tmp_path):
    small_font(tmp_path / "simfang.ttf")
    found = find_pc_fonts([tmp_path])
    assert {role: file.name for role, file in found.found.items()} == {Role.FANGSONG: "仿宋_GB2312"}
    assert found.missing == ("方正小标宋简体", "楷体_GB2312", "黑体")
    draw_with(found)
    assert owners("实绩张喆簿") == [
        ("simfang.ttf", "实绩"),
        (FILES[Role.FANGSONG], "张"),
        ("NotoSerifSC-Regular.ttf", "喆"),
        ("simfang.ttf", "簿"),
    ]
    pdf = printed("实绩张喆簿二")
    assert copied(pdf).strip() == "实绩张喆簿二"
    assert b"FangSong_GB2312" in pdf
    assert owners("实", Role.KAI) == [(FILES[Role.KAI], "实")]


def test_what_no_bundled_face_has_is_drawn_by_whatever_face_of_the_pc_has_it(tmp_path):
    with pytest.raises(UserError):
        printed("张𠀀", Role.SONG)
    small_font(tmp_path / "a.ttf", characters="实𠀀")
    draw_with(find_pc_fonts([tmp_path]))
    assert copied(printed("张𠀀", Role.SONG)).strip() == "张𠀀"


def test_the_face_for_rare_characters_that_windows_has_is_asked_last(tmp_path):
    small_font(tmp_path / "simsunb.ttf", "宋体-ExtB", characters="张𠀀", english="SimSun-ExtB")
    found = find_pc_fonts([tmp_path])
    assert (dict(found.found), [file.path.name for file in found.rare]) == ({}, ["simsunb.ttf"])
    draw_with(found)
    assert owners("张𠀀") == [(FILES[Role.FANGSONG], "张"), ("simsunb.ttf", "𠀀")]
    assert copied(printed("张𠀀")).strip() == "张𠀀"


def test_the_same_paper_is_the_same_bytes_with_a_face_of_the_pc_and_without(tmp_path):
    before = printed("实绩簿")
    small_font(tmp_path / "a.ttf")
    draw_with(find_pc_fonts([tmp_path]))
    with_it = printed("实绩簿")
    assert with_it == printed("实绩簿") != before
    draw_with(None)
    assert printed("实绩簿") == before


def test_a_character_without_an_outline_is_drawn_by_another_face(tmp_path):
    small_font(tmp_path / "a.ttf", empty="张\u3000")
    draw_with(find_pc_fonts([tmp_path]))
    assert owners("实张") == [("a.ttf", "实"), (FILES[Role.FANGSONG], "张")]
    assert not is_blank(picture(printed("张"), scale=2).crop((200, 170, 230, 212)))
    assert text_width("\u3000", Font(Role.FANGSONG, 10)) == 10


def test_a_better_name_wins_and_a_refused_file_lets_the_next_one_in(tmp_path):
    small_font(tmp_path / "a.ttf", "仿宋", english="FangSong")
    small_font(tmp_path / "b.ttf", fs_type=2)
    found = find_pc_fonts([tmp_path])
    assert found.found[Role.FANGSONG].name == "仿宋"
    assert found.refused[0] == "本机字体“仿宋_GB2312”的许可不允许嵌入文件，未使用。"
    small_font(tmp_path / "b.ttf", fs_type=4)
    assert find_pc_fonts([tmp_path]).found[Role.FANGSONG].name == "仿宋_GB2312"


@pytest.mark.parametrize(
    ("fs_type", "permitted"),
    [(0, True), (4, True), (8, True), (2, False), (0x000A, True), (0x0100, False), (0x0208, False)],
)
def test_only_a_licence_that_permits_embedding_a_part_is_used(fs_type, permitted):
    assert may_embed(fs_type) is permitted


def test_other_files_in_a_font_folder_are_passed_over(tmp_path):
    (tmp_path / "leer.ttf").write_bytes(b"")
    (tmp_path / "text.ttf").write_text("no font")
    (tmp_path / "cff.ttf").write_bytes(b"OTTO" + b"\x00" * 100)
    (tmp_path / "gone.ttf").symlink_to(tmp_path / "nowhere.ttf")
    (tmp_path / "folder.ttf").mkdir()
    found = find_pc_fonts([tmp_path, tmp_path / "missing"])
    assert (dict(found.found), found.refused) == ({}, ())


def refused(path):
    with pytest.raises(UserError) as refusal:
        usable_font(path, "仿宋_GB2312")
    assert str(refusal.value).count("。") == 1
    assert "已损坏或不是 TrueType 字体" in str(refusal.value)


def changed(path, tag, at, form, *values):
    data = bytearray(small_font(path).read_bytes())
    start, _ = table_place(data, tag)
    struct.pack_into(form, data, start + at, *values)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("tag", "at", "form", "values"),
    [
        (b"head", 18, ">H", [0]),
        (b"maxp", 4, ">H", [9]),
        (b"hhea", 34, ">H", [0]),
        (b"loca", 2, ">H", [60_000]),
        (b"cmap", 2, ">H", [65_535]),
        (b"cmap", 2, ">H", [0]),
        (b"head", 12, ">L", [0]),
    ],
)
def test_numbers_that_cannot_be_are_refused(tmp_path, tag, at, form, values):
    refused(changed(tmp_path / "a.ttf", tag, at, form, *values))


def test_a_glyph_made_of_one_that_does_not_exist_is_refused(tmp_path):
    path = small_font(tmp_path / "a.ttf")
    data = bytearray(path.read_bytes())
    start, length = table_place(data, b"glyf")
    composite = data.index(b"\xff\xff", start, start + length)
    struct.pack_into(">H", data, composite + 12, 900)
    path.write_bytes(data)
    refused(path)


def test_a_map_that_spans_the_world_is_refused_at_once(tmp_path):
    path = small_font(tmp_path / "a.ttf", characters="实𬭎")
    data = bytearray(path.read_bytes())
    start, length = table_place(data, b"cmap")
    group = data.index(struct.pack(">L", 0x2CB4E), start, start + length)
    struct.pack_into(">LL", data, group, 0, 0xFFFFFFFF)
    path.write_bytes(data)
    refused(path)


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    whole = small_font(tmp_path / "a.ttf").read_bytes()
    for length in range(0, len(whole) - 4, 37):
        (tmp_path / "b.ttf").write_bytes(whole[:length])
        refused(tmp_path / "b.ttf")


def test_a_file_too_large_is_not_even_looked_at(tmp_path):
    path = small_font(tmp_path / "a.ttf")
    with path.open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    refused(path)


def test_a_face_that_is_taken_off_the_pc_meanwhile_still_draws(tmp_path):
    path = small_font(tmp_path / "a.ttf")
    draw_with(find_pc_fonts([tmp_path]))
    path.unlink()
    assert b"FangSong_GB2312" in printed("实绩簿")


def test_damage_anywhere_gives_a_sentence_or_a_paper_never_a_crash(tmp_path):
    whole = small_font(tmp_path / "a.ttf").read_bytes()
    dice = random.Random(20260328)  # noqa: S311 - the same damage every time
    for number in range(300):
        data = bytearray(whole)
        for _ in range(4):
            data[dice.randrange(len(data))] = dice.randrange(256)
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.ttf").write_bytes(data)
        draw_with(find_pc_fonts([folder]))
        assert printed("实绩簿二").startswith(b"%PDF")


def test_every_bundled_face_would_pass_as_one_of_the_pc():
    for name in set(FILES.values()):
        assert usable_font(fonts() / name, "x").path.name == name


def test_windows_and_linux_folders_are_looked_through():
    given = {"WINDIR": "D:/Windows", "LOCALAPPDATA": "/home/a/local", "HOME": "/home/a"}
    places = [str(place) for place in font_folders(given)]
    assert places[:2] == ["D:/Windows/Fonts", "/home/a/local/Microsoft/Windows/Fonts"]
    assert places[-2:] == ["/home/a/.local/share/fonts", "/home/a/.fonts"]
    assert len(font_folders({})) == 5


def test_no_more_files_are_read_than_a_pc_has(tmp_path, monkeypatch):
    monkeypatch.setattr(pc_fonts, "MOST_FILES", 1)
    (tmp_path / "a.ttf").write_bytes(b"")
    small_font(tmp_path / "b.ttf")
    assert not find_pc_fonts([tmp_path]).found
