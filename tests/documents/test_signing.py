"""Signing a booklet: what a reader sees, what another program says about it, what is refused."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from app.documents import signing
from app.documents.private_keys import open_key
from app.documents.signing import SignatureField, sign
from app.documents.stamp import SEAL_BYTES
from app.documents.viewing import page_picture
from app.errors import EnvironmentProblem, UserError
from tests.documents.reading import copied
from tests.documents.signed import (
    AT,
    HEAD_BOX,
    UNIT_BOX,
    authority,
    booklet,
    encoded,
    head,
    odd_pdfs,
    seal,
    sign_as_head,
    sign_as_unit,
    signed_once,
    signed_twice,
    unit,
)


def pdfsig(pdf, folder):
    """What poppler says about each signature."""
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", file], check=False, capture_output=True)
    return done.stdout.decode("utf-8").split("Signature #")[1:]


def part(pdf, box, scale=2.0):
    """The area of a box on the first page, in colour."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        page = document[0]
        image = page.render(scale=scale).to_pil()
        left, bottom, right, top = box
        height = page.get_height()
        return image.crop(tuple(int(edge * scale) for edge in (left, height - top, right, height - bottom)))
    finally:
        document.close()


def red_pixels(image):
    counted = image.getcolors(1 << 20)
    return sum(count for count, (red, green, blue) in counted if red > 150 and green + blue < 80)


def test_poppler_finds_the_signature_valid_and_the_whole_document_signed(tmp_path):
    (report,) = pdfsig(signed_once(), tmp_path)

    assert "Signature is Valid" in report
    assert "- Total document signed" in report
    assert "杨𬭎䶮堃" in report
    assert "ETSI.CAdES.detached" in report


def test_poppler_finds_both_signatures_valid_after_the_second(tmp_path):
    first, second = pdfsig(signed_twice(), tmp_path)

    assert "Signature is Valid" in first
    assert "Signature is Valid" in second
    assert "Not total document signed" in first
    assert "- Total document signed" in second


def test_every_signature_only_appends():
    assert signed_once().startswith(booklet())
    assert signed_twice().startswith(signed_once())


def test_the_stamp_shows_lines_title_name_with_rare_characters_and_time():
    signed = sign_as_head(booklet(), lines=("情况属实，同意上报。",))

    text = copied(signed, "-x", "300", "-y", "690", "-W", "160", "-H", "52", "-f", "1", "-l", "1")

    assert text.split() == ["情况属实，同意上报。", "党委书记", "杨𬭎䶮堃", "2026年3月31日", "15:04"]


def test_without_a_picture_the_stamp_is_a_box_of_text_and_holds_no_picture():
    signed = signed_once()

    assert b"/Subtype /Image" not in signed
    assert red_pixels(part(signed, HEAD_BOX)) < 50
    assert part(signed, (298, 110, 304, 140)).convert("L").getextrema()[0] < 100


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("PNG", "RGB"), ("JPEG", "RGB"), ("PNG", "P")])
def test_the_picture_of_the_seal_is_printed_in_red_under_the_text(form, mode):
    given = seal(form, "RGB" if mode == "P" else mode)
    if mode == "P":
        from io import BytesIO

        given = encoded(Image.open(BytesIO(given)).convert("P"))

    signed = sign_as_unit(booklet(), seal=given)

    assert red_pixels(part(signed, UNIT_BOX)) > 500
    assert "丹江镇党委" in copied(signed)


def test_what_lies_under_a_seal_stays_readable():
    text_below = SignatureField("over", 0, (72, 660, 192, 780))

    signed = sign(
        booklet(),
        unit(),
        "单位口令",
        field=text_below,
        reason="",
        location="",
        at=AT,
        seal=seal("JPEG", "RGB"),
    )

    ink = part(signed, (72, 695, 192, 710)).convert("L")
    assert ink.getextrema()[0] < 60


def test_the_preview_of_a_page_shows_its_stamps():
    unsigned = page_picture(booklet(), 0, 1.0).pixels

    assert page_picture(signed_once(), 0, 1.0).pixels != unsigned


def test_reason_place_and_time_are_written_into_the_signature_and_nothing_else_is_dated():
    added = signed_once()[len(booklet()) :]

    assert b"/M (D\\07220260331150400\\05308\\04700\\047)" in added
    assert "审核".encode("utf-16-be") in re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), added)
    assert b"/ModDate" not in added
    assert b"pyHanko" not in added


def test_time_is_shown_and_written_as_beijing_time():
    from datetime import UTC

    signed = sign_as_head(booklet(), at=AT.astimezone(UTC))

    assert "2026年3月31日 15:04" in copied(signed)


def test_the_order_of_the_signatures_is_free(tmp_path):
    reports = pdfsig(sign_as_head(sign_as_unit(booklet(), seal=seal())), tmp_path)

    assert all("Signature is Valid" in report for report in reports)


def test_a_booklet_without_a_signature_is_signed_on_its_last_page():
    signed = sign_as_head(booklet(), field=SignatureField("末页", 2, HEAD_BOX))

    assert "杨𬭎䶮堃" in copied(signed, "-f", "3")
    assert "杨𬭎䶮堃" not in copied(signed, "-l", "2")


def test_a_wrong_passphrase_signs_nothing():
    with pytest.raises(UserError, match="签名口令不正确") as refusal:
        sign(booklet(), head(), "猜的", field=SignatureField("a", 0, HEAD_BOX), reason="", location="", at=AT)
    assert refusal.value.field == "passphrase"


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (SignatureField("head", 0, HEAD_BOX), "这个签名位置已经签过名"),
        (SignatureField("", 0, HEAD_BOX), "签名栏名称不能为空"),
        (SignatureField("a.b", 0, HEAD_BOX), "签名栏名称不能为空，也不能有小数点"),
        (SignatureField("new", 3, HEAD_BOX), "页码不在文件内"),
        (SignatureField("new", -1, HEAD_BOX), "页码不在文件内"),
    ],
)
def test_a_field_that_cannot_be_made_is_refused(field, sentence):
    with pytest.raises(UserError, match=sentence) as refusal:
        sign_as_head(signed_once(), field=field)
    assert refusal.value.field == "field"


@pytest.mark.parametrize(
    "box", [(300, 100, 310, 105), (300, 100, 460, 110), (460, 150, 300, 100), (300, 100, 300, 100)]
)
def test_a_box_too_small_for_the_text_is_refused(box):
    with pytest.raises(UserError, match="签名框放不下签名文字"):
        sign_as_head(booklet(), field=SignatureField("a", 0, box))


def test_long_lines_are_broken_and_set_smaller_before_they_are_refused():
    signed = sign_as_head(
        booklet(), lines=("该同志本月工作扎实，报告内容属实，同意班子会议评定的等次。" * 2,)
    )

    assert "该同志本月工作扎实" in copied(signed).replace("\n", "")


def test_a_character_that_no_font_has_is_told_instead_of_left_out():
    with pytest.raises(UserError, match="“\U0001f600”字库里没有"):
        sign_as_head(booklet(), lines=("同意\U0001f600",))


@pytest.mark.parametrize("days", [-2, 366 * 5 + 2])
def test_nobody_signs_outside_the_validity_of_the_certificate(days):
    with pytest.raises(UserError, match="签名证书在签名日期无效"):
        sign_as_head(booklet(), at=AT + timedelta(days=days))


def test_a_key_that_is_not_the_certificates_own_signs_nothing():
    mixed = replace(unit(), encrypted_key=head().encrypted_key)

    with pytest.raises(EnvironmentProblem, match="不是一对"):
        sign(
            booklet(),
            mixed,
            "书记口令",
            field=SignatureField("a", 0, HEAD_BOX),
            reason="",
            location="",
            at=AT,
        )


@pytest.mark.parametrize(
    "pdf", [b"", b"%PDF-1.7\n", b"hello", booklet()[:-200], b"%PDF-1.7\n" + b"[" * 50_000]
)
def test_a_file_that_is_no_whole_pdf_cannot_be_signed(pdf):
    with pytest.raises(EnvironmentProblem, match="无法签名"):
        sign_as_head(pdf)


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(signing, "LARGEST_FILE", 100)

    with pytest.raises(UserError, match="超过 200 MB"):
        sign_as_head(booklet())


def test_odd_and_damaged_files_are_signed_or_refused_in_one_sentence(monkeypatch):
    opened = open_key(head().encrypted_key, "书记口令")
    monkeypatch.setattr(signing, "open_key", lambda *_: opened)
    for path in odd_pdfs():
        outcome = sign_or_refuse(path.read_bytes())
        assert outcome.startswith("%PDF") or "签" in outcome, path.name


def sign_or_refuse(pdf):
    try:
        return sign_as_head(pdf, name="ours")[:5].decode()
    except (UserError, EnvironmentProblem) as refusal:
        return str(refusal)


def bomb(width, height):
    """A PNG whose header promises a huge picture."""
    import struct
    import zlib

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "不是完好的 PNG 或 JPEG 图片"),
        (b"not a picture", "不是完好的 PNG 或 JPEG 图片"),
        (encoded(Image.new("RGB", (9, 9), "red"), "GIF"), "不是完好的 PNG 或 JPEG 图片"),
        (seal()[:-900], "不是完好的 PNG 或 JPEG 图片"),
        (seal("JPEG", "RGB")[:300], "不是完好的 PNG 或 JPEG 图片"),
        (bomb(4001, 4001), "像素太多"),
        (bomb(10_000, 10_000), "图片"),
        (bomb(2**31 - 1, 2**31 - 1), "不是完好的 PNG 或 JPEG 图片"),
        (seal() + bytes(SEAL_BYTES), "超过 5 MB"),
        (encoded(Image.new("RGB", (400, 400), "white")), "是空白的"),
        (encoded(Image.new("RGBA", (400, 400), (255, 0, 0, 0))), "是空白的"),
    ],
    ids=[
        "empty",
        "text",
        "gif",
        "cut png",
        "cut jpeg",
        "17 MP",
        "100 MP",
        "bomb",
        "6 MB",
        "white",
        "transparent",
    ],
)
def test_a_bad_picture_is_refused_and_no_empty_seal_is_ever_printed(given, sentence):
    with pytest.raises(UserError, match=sentence) as refusal:
        sign_as_unit(booklet(), seal=given)
    assert refusal.value.field == "seal"


def test_pyhanko_is_loaded_only_when_something_is_signed():
    program = (
        "import sys, app.documents.signing, app.documents.verification, app.documents.authority;"
        "heavy = {'pyhanko', 'asn1crypto', 'reportlab', 'PIL'};"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.strip() == b"[]"


def test_the_authority_itself_is_no_person_but_its_key_is_kept_the_same_way():
    assert authority().encrypted_key.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
