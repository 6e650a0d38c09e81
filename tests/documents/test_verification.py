"""Verifying a booklet: the good ones in plain sentences, and no changed, forged or damaged one ever good."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from reportlab.pdfgen.canvas import Canvas

from app.documents import pades, verification
from app.documents.authority import Holder, certify, found_authority, issue
from app.documents.private_keys import open_key, public_key
from app.documents.stamp import draw_stamp
from app.documents.verification import verify
from tests.documents.signed import (
    AT,
    HEAD_BOX,
    authority,
    booklet,
    head,
    odd_pdfs,
    sign_as_head,
    sign_as_unit,
    signed_once,
    signed_twice,
    trusted,
    unit,
)

CONTAINER = re.compile(rb"/Contents <([0-9A-F]+)>")


def verdict(pdf):
    return verify(pdf, trusted())


def bad_reason(pdf):
    """The verdict's sentences after making sure that the file is not good."""
    found = verdict(pdf)
    assert not found.good
    return "".join(found.sentences)


def signed_by_hand(credential, passphrase, *, moment=AT, chain=None, pdf=None):
    """A signature made without the checks of `sign`."""
    key = open_key(credential.encrypted_key, passphrase)
    left, bottom, right, top = HEAD_BOX
    return pades.add_signature(
        pdf or booklet(),
        signer=pades.make_signer(credential.certificate, credential.chain if chain is None else chain, key),
        stamp=draw_stamp(right - left, top - bottom, ("签名",), None),
        name="hand",
        page=0,
        box=HEAD_BOX,
        holder=credential.holder,
        reason="",
        location="",
        moment=moment,
    )


def updated(pdf, change):
    """The file with one more update that `change(writer)` fills."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


# good files


def test_a_signed_booklet_says_who_signed_when_and_that_nothing_changed():
    found = verdict(signed_once())

    assert found.good
    assert found.sentences == (
        "共 1 个签名，全部有效，文件没有改动。",
        "丹江镇党委 党委书记 杨𬭎䶮堃 于 2026年3月31日 15:04 签名，签名后文件没有任何改动。",
    )
    (signature,) = found.signatures
    assert (signature.signer, signature.title, signature.organisation) == (
        "杨𬭎䶮堃",
        "党委书记",
        "丹江镇党委",
    )
    assert (signature.signed_at, signature.purpose, signature.issuer) == (AT, "审核", "丹江镇实绩簿本地签发")
    assert signature.covers_whole_file
    assert signature.trusted
    assert not signature.modified_since


def test_a_second_signature_leaves_the_first_one_good():
    found = verdict(signed_twice())

    assert found.good
    assert found.sentences == (
        "共 2 个签名，全部有效，文件没有改动。",
        "丹江镇党委 党委书记 杨𬭎䶮堃 于 2026年3月31日 15:04 签名，此后只增加了签名，内容没有改动。",
        "丹江镇党委 于 2026年3月31日 15:04 签名，签名后文件没有任何改动。",
    )
    assert [signature.covers_whole_file for signature in found.signatures] == [False, True]


def test_three_signatures_in_any_order_are_good():
    third = sign_as_head(signed_twice(), name="again", at=AT + timedelta(days=40))

    assert verdict(third).good
    assert verdict(sign_as_head(sign_as_unit(booklet()))).good


def test_a_file_on_a_stick_is_read_by_its_path(tmp_path):
    file = tmp_path / "三月.pdf"
    file.write_bytes(signed_once())

    assert verify(file, trusted()).good


def test_after_the_county_takes_over_the_same_key_signs_under_its_certificate():
    county = authority("雷山县")
    holder = Holder("杨𬭎䶮堃", "党委书记", "丹江镇党委")
    certificate = certify(county, "根口令", public_key(head().encrypted_key, "书记口令"), holder, at=AT)
    taken_over = replace(head(), certificate=certificate, chain=(county.certificate,))

    signed = signed_by_hand(taken_over, "书记口令")

    assert verify(signed, [county.certificate]).good
    assert not verdict(signed).good


def test_other_trusted_roots_and_damaged_ones_do_no_harm():
    assert verify(signed_once(), [b"damaged", authority("西江镇").certificate, *trusted()]).good


def test_a_booklet_signed_by_the_first_version_stays_good():
    folder = Path(__file__).parent / "golden"

    found = verify(folder / "signed_2026.pdf", [(folder / "root_2026.der").read_bytes()])

    assert found.good, found.sentences
    assert [one.signer for one in found.signatures] == ["杨𬭎䶮堃", "丹江镇党委"]


# not good because of who signed


def test_an_unknown_issuer_is_told_and_is_not_good():
    found = verify(signed_once(), [authority("西江镇").certificate])

    assert not found.good
    assert not found.signatures[0].trusted
    assert found.signatures[0].reason == (
        "自称“丹江镇党委 党委书记 杨𬭎䶮堃 于 2026年3月31日 15:04 签名”："
        "签名完好，但签发机构不在本机信任名单。"
    )


def test_a_forged_authority_of_the_same_name_is_unknown():
    forged = found_authority("丹江镇", "x", at=AT)
    forger = issue(forged, "x", Holder("杨𬭎䶮堃", "党委书记", "丹江镇党委"), "y", at=AT)

    assert "不在本机信任名单" in bad_reason(signed_by_hand(forger, "y"))


@pytest.mark.parametrize("days", [-2, 366 * 5 + 2])
def test_a_signature_outside_the_validity_of_its_certificate_is_not_good(days):
    late = signed_by_hand(head(), "书记口令", moment=AT + timedelta(days=days))

    assert "证书尚未生效或已经过期" in bad_reason(late)


def test_a_signature_with_the_authoritys_own_key_is_not_good():
    assert "证书不合签署文件的要求" in bad_reason(signed_by_hand(authority(), "根口令"))


def test_a_signature_that_brings_a_foreign_certificate_along_is_not_good():
    chain = (*head().chain, unit().certificate)

    assert "证书不合签署文件的要求" in bad_reason(signed_by_hand(head(), "书记口令", chain=chain))


def test_another_certificate_of_the_same_key_does_not_fit_the_signature():
    public = public_key(head().encrypted_key, "书记口令")
    promoted = certify(
        authority(), "根口令", public, Holder("杨𬭎䶮堃", "县委书记", "县委"), at=AT, serial=99
    )
    signed = signed_once()
    (container,) = CONTAINER.finditer(signed)
    body = bytes.fromhex(container[1].decode())

    info = cms.ContentInfo.load(body)
    certificate = x509.Certificate.load(promoted)
    info["content"]["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", certificate)])
    info["content"]["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        {
            "issuer_and_serial_number": {
                "issuer": certificate.issuer,
                "serial_number": certificate.serial_number,
            }
        }
    )
    swapped = info.dump(force=True).hex().upper().encode().ljust(len(container[1]), b"0")

    assert "签名与文件内容不符" in bad_reason(signed.replace(container[1], swapped))


# not good because of what was changed


@pytest.mark.parametrize(
    ("pdf", "places"), [(signed_once, 200), (signed_twice, 70)], ids=["one signature", "two signatures"]
)
def test_no_single_changed_byte_goes_unnoticed(pdf, places):
    whole = pdf()
    for place in range(0, len(whole), len(whole) // places):
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        assert not verdict(bytes(changed)).good, place


def test_no_byte_of_the_unprotected_container_can_be_another():
    whole = signed_once()
    (container,) = CONTAINER.finditer(whole)
    start, end = container.span(1)
    for place in [start - 1, *range(start, end, 37), end - 1, end]:
        for flip in (0x01, 0x20):
            changed = bytearray(whole)
            changed[place] ^= flip
            assert not verdict(bytes(changed)).good, place


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\x00", b"%%EOF\n", b"x" * 5000, b"\n%PDF-1.7\n"])
@pytest.mark.parametrize("pdf", [signed_once, signed_twice], ids=["one signature", "two signatures"])
def test_nothing_can_be_appended(pdf, tail):
    assert not verdict(pdf() + tail).good


def test_no_shortened_file_is_good_except_the_one_before_the_last_signature():
    whole = signed_twice()
    lengths = [*range(5, len(whole), len(whole) // 60), len(whole) - 1, len(signed_once()) - 1]

    assert not any(verdict(whole[:length]).good for length in lengths)
    assert not verdict(whole[: len(booklet())]).good
    assert len(verdict(whole[: len(signed_once())]).signatures) == 1


def test_nothing_can_be_put_in_front():
    assert not verdict(b"\n" + signed_once()).good


def test_changed_words_of_the_same_length_are_noticed():
    assert "签名与文件内容不符" in bad_reason(signed_once().replace(b"grade fair", b"grade good"))
    assert "签名与文件内容不符" in bad_reason(signed_twice().replace(b"08 of 10", b"10 of 10"))


def test_swapped_pages_are_noticed():
    swapped = signed_once().replace(b"page 1:", b"page X:").replace(b"page 2:", b"page 1:")

    assert "签名与文件内容不符" in bad_reason(swapped.replace(b"page X:", b"page 2:"))


def test_a_signature_moved_to_another_booklet_is_noticed():
    added = signed_once()[len(booklet()) :]
    other = booklet(title="MONTH")
    assert len(other) == len(booklet())

    assert "签名与文件内容不符" in bad_reason(other + added)


def test_a_signature_whose_range_leaves_bytes_out_is_noticed():
    whole = signed_once()
    stated = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", whole)
    start, length, second, rest = map(int, stated.groups())
    shorter = b"/ByteRange [%d %d %d %d]" % (start, length - 1, second, rest)

    assert not verdict(whole.replace(stated[0], shorter.ljust(len(stated[0])))).good


def change_page(writer):
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 600 800 re f"))
    writer.update_container(page)


def add_note(writer):
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500))),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(1)[0], writer.add_object(note))


def change_title(writer):
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("other")}))


def add_unsigned_field(writer):
    append_signature_field(writer, SigFieldSpec("empty", box=(0, 0, 500, 500)))


def add_orphan(writer):
    writer.add_object(generic.NumberObject(7))


def add_page(writer):
    pages = writer.root["/Pages"]
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    pages["/Kids"].append(writer.add_object(generic.DictionaryObject(page)))
    pages["/Count"] = generic.NumberObject(4)
    writer.update_container(pages)


def add_script(writer):
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    writer.update_root()


def remove_signature(writer):
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    del field["/V"]
    writer.update_container(field)


def remove_form(writer):
    del writer.root["/AcroForm"]
    writer.update_root()


CHANGES = [
    change_page,
    add_note,
    change_title,
    add_unsigned_field,
    add_orphan,
    add_page,
    add_script,
    remove_signature,
    remove_form,
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_update_after_the_signature_is_noticed(change):
    assert not verdict(updated(signed_once(), change)).good
    assert not verdict(updated(signed_twice(), change)).good


@pytest.mark.parametrize("change", CHANGES)
def test_an_update_between_two_signatures_is_noticed_though_the_last_one_covers_everything(change):
    changed = updated(signed_once(), change)
    if change in {remove_form, remove_signature}:
        found = verdict(sign_as_unit(changed))
        assert not found.good or [one.signer for one in found.signatures] == ["丹江镇党委"]
    else:
        assert not verdict(sign_as_unit(changed)).good


class Meddling(IncrementalPdfFileWriter):
    """A writer that changes something in the very update that brings the signature."""

    change = None

    def __init__(self, *given, **options):
        super().__init__(*given, **options)
        type(self).change(self)

    def _update_meta(self):
        pass


@pytest.mark.parametrize("change", [one for one in CHANGES if one not in {remove_form, remove_signature}])
def test_a_second_signer_cannot_change_the_booklet_together_with_signing(change, monkeypatch):
    monkeypatch.setattr(Meddling, "change", staticmethod(change))
    monkeypatch.setattr(pades, "_Writer", Meddling)

    changed = sign_as_unit(signed_once())

    monkeypatch.undo()
    assert not verdict(changed).good


def test_a_modified_first_signature_is_named_while_the_second_is_fine():
    found = verdict(meddled(change_page))

    assert not found.good
    assert [signature.good for signature in found.signatures] == [False, True]
    assert "签名之后文件又增加了签名以外的内容" in found.signatures[0].reason


def meddled(change):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Meddling, "change", staticmethod(change))
        patch.setattr(pades, "_Writer", Meddling)
        return sign_as_unit(signed_once())


# not good because it is no signed booklet


@pytest.mark.parametrize(
    ("pdf", "sentence"),
    [
        (booklet(), "文件里没有电子签名。"),
        (b"", "文件不是 PDF，无法核验签名。"),
        (b"PK\x03\x04" + bytes(3000), "文件不是 PDF，无法核验签名。"),
        (b"%PDF-1.7\n", "文件已损坏或被改动过，签名无法核验，不能采信。"),
        (updated(booklet(), add_unsigned_field), "文件里有还没有签名的签名栏，不能采信。"),
    ],
    ids=["unsigned", "empty", "zip", "head only", "unsigned field"],
)
def test_what_is_no_signed_booklet_is_told_in_one_sentence(pdf, sentence):
    found = verdict(pdf)

    assert not found.good
    assert found.sentences == (sentence,)


def test_deep_nesting_ends_in_a_sentence():
    deep = signed_once().replace(b"/Subtype /Widget\n", b"/Subtype " + b"[" * 60_000)

    assert bad_reason(deep).endswith("签名无法核验，不能采信。")


def test_an_unreadable_or_missing_file_is_told(tmp_path):
    assert bad_reason(tmp_path / "none.pdf") == "文件读不出来，无法核验签名。"
    assert bad_reason(tmp_path) == "文件读不出来，无法核验签名。"


def test_a_file_beyond_the_limit_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(verification, "LARGEST_FILE", 100)
    file = tmp_path / "large.pdf"
    file.write_bytes(signed_once())

    assert bad_reason(file) == "文件超过 200 MB，不予核验。"


def test_an_encrypted_file_is_told():
    output = BytesIO()
    canvas = Canvas(output, encrypt="secret")
    canvas.drawString(72, 700, "x")
    canvas.save()

    assert bad_reason(output.getvalue()) == "文件加了密，无法核验签名。"


def test_too_many_signature_fields_are_not_even_looked_at():
    def add_many(writer):
        for number in range(21):
            append_signature_field(writer, SigFieldSpec(f"f{number}"))

    assert "超过 20 个" in bad_reason(updated(booklet(), add_many))


def test_a_signature_of_another_kind_is_told():
    stamped = signed_once().replace(b"/Type /Sig\n", b"/Type /Abc\n")

    assert bad_reason(stamped) == "文件里有实绩簿不认识的签名，不予核验。"


def test_names_of_an_untrusted_signer_are_shown_short_and_without_controls():
    assert verification._shown("张\u202e三\n" + "长" * 200) == "张三" + "长" * 78 + "…"


def test_none_of_the_odd_tampered_and_damaged_files_is_good():
    for path in odd_pdfs():
        found = verify(path, trusted())
        assert not found.good, path.name
        assert all(sentence.endswith("。") for sentence in found.sentences), path.name


# large booklets


def large(pages, *, nested):
    """A booklet with a bookmark for every page, in groups of 25 or all side by side."""
    output = BytesIO()
    canvas = Canvas(output, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 700, f"page {number}")
        canvas.bookmarkPage(f"p{number}")
        if nested and number % 25 == 0:
            canvas.addOutlineEntry(f"group {number}", f"p{number}", 0)
        canvas.addOutlineEntry(f"page {number}", f"p{number}", 1 if nested else 0)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def test_five_hundred_pages_with_a_nested_outline_and_two_signatures_are_good():
    assert verdict(sign_as_unit(sign_as_head(large(500, nested=True)))).good


def test_an_outline_too_flat_to_be_checked_is_told_and_not_a_crash():
    assert bad_reason(sign_as_unit(sign_as_head(large(400, nested=False)))) == (
        "文件的结构太深，签名无法核验，不能采信。"
    )
