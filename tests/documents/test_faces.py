import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.faces import Font, Role, clean, missing_characters, text_width, typeface
from app.documents.page import A4
from app.documents.paper import Numbering, Paper
from app.errors import UserError
from tests.documents.corpora import standard_characters
from tests.documents.reading import copied, is_blank, page_count, picture

RARE = "𬭎䶮堃喆赟犇玥"
ROLES = list(Role)


def printed(text, role=Role.SONG, size=16.0):
    paper = Paper("试印", "丹江镇", numbering=Numbering.NONE)
    paper.page.text(100, 100, text, Font(role, size))
    return paper.finish()


@pytest.mark.parametrize("role", ROLES)
def test_rare_characters_of_names_are_seen_and_copied(role):
    pdf = printed(RARE, role)
    assert copied(pdf).strip() == RARE
    for place in range(len(RARE)):
        left = 100 + 16 * place
        assert not is_blank(picture(pdf, scale=2).crop((left * 2, 170, left * 2 + 30, 212)))


def test_a_rare_character_is_drawn_by_the_face_that_has_it():
    runs = [(face.file_name, text) for face, text in typeface(Role.FANGSONG).runs("张喆同志")]
    assert runs == [
        ("FandolFang-Regular.ttf", "张"),
        ("NotoSerifSC-Regular.ttf", "喆"),
        ("FandolFang-Regular.ttf", "同志"),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_standard_character_has_a_glyph_with_ink(role):
    characters = standard_characters()
    across, pitch, size = 36, 15, 14
    rows = int(A4.height // pitch) - 2
    paper = Paper("字表", "丹江镇", numbering=Numbering.NONE)
    for start in range(0, len(characters), across * rows):
        page = paper.new_page()
        for place, character in enumerate(characters[start : start + across * rows]):
            row, column = divmod(place, across)
            page.text(20 + column * pitch, 20 + (row + 1) * pitch - 2, character, Font(role, size))
    pdf = paper.finish()
    shown = 0
    for number in range(page_count(pdf)):
        sheet = picture(pdf, number).point(lambda grey: 255 if grey < 200 else 0)
        for place in range(len(characters[number * across * rows : (number + 1) * across * rows])):
            row, column = divmod(place, across)
            left, top = 20 + column * pitch, 20 + row * pitch
            cell = sheet.crop((left, top, left + pitch, top + pitch + 1))
            assert cell.getbbox(), (role, characters[number * across * rows + place])
            shown += 1
    assert shown == len(characters)


@pytest.mark.parametrize("role", ROLES)
def test_every_standard_character_copies_as_itself(role):
    characters = standard_characters()
    paper = Paper("字表", "丹江镇", numbering=Numbering.NONE)
    for start in range(0, len(characters), 1200):
        page = paper.new_page()
        for row in range(40):
            line = characters[start + row * 30 : start + row * 30 + 30]
            page.text(40, 20 * (row + 1), "".join(line), Font(role, 16))
    assert copied(paper.finish(), "-raw").split() == copied_lines(characters)
    assert missing_characters("".join(characters), role) == []


def copied_lines(characters):
    return ["".join(characters[start : start + 30]) for start in range(0, len(characters), 30)]


def test_no_face_gives_a_character_an_empty_glyph():
    blank = []
    for role in ROLES:
        face = typeface(role).first
        for character in face.widths:
            glyph = face.parsed.charToGlyph[ord(character)]
            empty = face.parsed.glyphPos[glyph] == face.parsed.glyphPos[glyph + 1]
            if empty and clean(character).strip(" \u3000\n"):
                blank.append((face.file_name, f"U+{ord(character):04X}"))
    assert blank == []


@pytest.mark.parametrize(
    "text", ["😀", "שלום", "\ud800", "\U000e0fff1\U0010fffd", "한국", "\u0378", "\ue000"]
)
@pytest.mark.parametrize("role", ROLES)
def test_a_paper_with_what_no_font_has_is_refused_and_names_it(text, role):
    missing = missing_characters(text, role)
    assert missing
    with pytest.raises(UserError) as refusal:
        printed(f"走访{text}农户", role)
    sentence = refusal.value.message
    assert sentence.startswith("“试印”中“走访")
    assert all(f"（U+{ord(character):04X}）" in sentence for character in missing)
    assert sentence.count("。") == 1
    assert "公文使用本机字体" in refusal.value.next_step
    assert sentence.encode()


def test_of_a_long_text_the_place_is_told_and_of_many_characters_the_first_five():
    with pytest.raises(UserError) as refusal:
        printed("全村" * 20 + "走访한국어시험중농户" + "完成" * 20)
    assert "“…全村全村全村走访한국어시험중농户…”里的“한”（U+D55C）" in refusal.value.message
    assert "“시”（U+C2DC）“험”（U+D5D8）等 7 个字没有字体可印" in refusal.value.message


def test_ordinary_chinese_has_nothing_missing():
    assert missing_characters("张·三，2026年3月完成98.5%；“好”——〔2026〕5号 ①②√○●□■☆→≥㎡℃") == []


def test_each_missing_character_is_named_once_in_order():
    assert missing_characters("甲😀乙🚗😀\n\t") == ["😀", "🚗"]


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("一\r\n二\r三\u2028四\x85五", "一\n二\n三\n四\n五"),
        ("张\u00a0三\u2003李", "张 三 李"),
        ("\u202e反\u200b向\ufeff\u00ad\x00\x07\x7f", "反向"),
        ("葛\U000e0100葛\ufe0f", "葛葛"),
        ("项\t值", "项\u3000值"),
    ],
)
def test_blanks_are_plain_and_controls_leave_no_trace(given_text, cleaned):
    assert clean(given_text) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=50), st.sampled_from(ROLES))
def test_a_width_is_the_sum_of_its_characters(text, role):
    font = Font(role, 10.0)
    line = clean(text).replace("\n", " ")
    assert text_width(text, font) == pytest.approx(sum(text_width(character, font) for character in line))


def test_a_chinese_character_is_as_wide_as_its_size():
    for role in ROLES:
        assert text_width("实绩簿，。", Font(role, 16.0)) == 80.0


@pytest.mark.parametrize("role", ROLES)
def test_a_dash_of_two_characters_is_one_line(role):
    sheet = picture(printed("——", role, 40.0), scale=2)
    strip = sheet.crop((206, 150, 352, 220))
    assert all(not is_blank(strip.crop((x, 0, x + 2, 70))) for x in range(0, 146, 2))
