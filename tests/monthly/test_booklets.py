from datetime import date

import pypdfium2
import pytest

from app import blobs
from app.accounts.credentials import found_authority, issue_credential, trusted_certificates
from app.documents.signing import signed_fields
from app.documents.verification import verify
from app.errors import NotAllowed, UserError
from app.monthly import booklets
from app.settings import set_seal_picture
from app.vocabulary import CredentialKind, Month, PaperCopy, ReportState, Role, SignMethod
from db.tables.people import Cadre
from tests.builders import TestOffice

MARCH = Month(2026, 3)
PASSPHRASE = "Qianming-2026"


@pytest.fixture
def town(tmp_path, both_engines):
    office = TestOffice(tmp_path, today=date(2026, 4, 1))
    office.team = office.add_team()
    for name in ("演示甲", "演示丙"):
        office.add_report(office.team[name], MARCH)
    office.add_report(office.team["演示丁"], MARCH, ReportState.SUBMITTED)
    yield office
    office.close()


def bind(town, copy=PaperCopy.UNIT):
    return booklets.bind_booklet(town.office, town.unit_id, MARCH, copy)


def cards(town):
    return town.see(booklets.booklets, town.unit_id, MARCH)


def certify(town):
    """Issue a certificate to the head and one to the unit; return their ids."""
    town.as_(Role.ADMIN)
    town.do(found_authority, "丹江镇（演示）")
    head = town.do(issue_credential, CredentialKind.PERSON, PASSPHRASE, town.team["演示甲"])
    seal = town.do(issue_credential, CredentialKind.STATION, PASSPHRASE)
    town.as_(Role.CLERK, Role.HEAD)
    return head, seal


def test_both_copies_hold_every_signed_form_and_name_who_is_missing(town):
    for copy in PaperCopy:
        pdf = town.see(booklets.booklet_pdf, bind(town, copy))
        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
        assert copy.label in pages[0]
        contents = next(page for page in pages if page.startswith("目"))
        assert "演示甲" in contents
        assert contents.count("未报") == 2
    assert {card.copy for card in cards(town)} == set(PaperCopy)


def test_the_gaps_are_told_before_binding(town):
    assert town.see(booklets.gaps, town.unit_id, MARCH) == ("演示乙：未报", "演示丁：已提交")


def test_a_cadre_reads_no_booklet_and_no_list_of_them(town):
    made = bind(town)
    town.as_(Role.CADRE, town.team["演示丙"])
    with pytest.raises(NotAllowed):
        town.see(booklets.booklet_pdf, made)
    with pytest.raises(NotAllowed):
        cards(town)


def test_a_later_edition_speaks_of_corrections_only_where_there_is_one(town):
    made = bind(town)
    town.do(booklets.mark_signed_by_hand, made, "演示甲", date(2026, 4, 1))
    cover = pypdfium2.PdfDocument(town.see(booklets.booklet_pdf, bind(town)))[0].get_textpage()
    assert "第 2 次装订" in cover.get_text_bounded()
    assert "含更正" not in cover.get_text_bounded()


def test_a_name_that_no_font_has_is_told_and_nothing_is_bound(town):
    with town.office.write("改名") as work:
        work.session.get_one(Cadre, town.team["演示丙"]).name = "演示𠀀"
    with pytest.raises(UserError) as refusal:
        bind(town)
    assert str(refusal.value).startswith(
        "“演示𠀀2026年3月实绩报告登记表”中“演示𠀀”里的“𠀀”（U+20000）没有字体可印，没有生成文件。请"
    )
    assert cards(town) == ()


def test_a_month_without_signed_forms_cannot_be_bound(town):
    with pytest.raises(UserError, match="还没有已签定"):
        booklets.bind_booklet(town.office, town.unit_id, Month(2026, 2), PaperCopy.UNIT)


def test_binding_again_replaces_an_unsigned_booklet_and_gives_the_same_bytes(town):
    first = bind(town)
    before = town.see(booklets.booklet_pdf, first)
    assert bind(town) == first
    assert town.see(booklets.booklet_pdf, first) == before


def test_the_head_and_then_the_unit_sign_one_booklet(town):
    head, seal = certify(town)
    made = bind(town)
    booklets.sign_booklet(town.office, made, head, PASSPHRASE)
    booklets.sign_booklet(town.office, made, seal, PASSPHRASE)
    found = verify(town.see(booklets.booklet_pdf, made), town.see(trusted_certificates))
    assert found.good
    assert [one.signer for one in found.signatures] == ["演示甲", "丹江镇（演示）"]
    (card,) = cards(town)
    assert card.signers == ("党委书记 演示甲", "丹江镇（演示）")
    assert card.method is SignMethod.DIGITAL


def certify_person(town, name):
    """Issue a certificate to one of the team and return its id."""
    town.as_(Role.ADMIN)
    made = town.do(issue_credential, CredentialKind.PERSON, PASSPHRASE, town.team[name])
    town.as_(Role.CLERK, Role.HEAD)
    return made


def test_other_leaders_sign_beside_the_head_and_break_no_signature(town):
    head, seal = certify(town)
    mayor, deputy = (certify_person(town, name) for name in ("演示乙", "演示丙"))
    made = bind(town)
    for one in (deputy, head, mayor, seal):
        booklets.sign_booklet(town.office, made, one, PASSPHRASE)
    pdf = town.see(booklets.booklet_pdf, made)
    found = verify(pdf, town.see(trusted_certificates))
    assert found.good
    assert [one.signer for one in found.signatures] == ["演示丙", "演示甲", "演示乙", "丹江镇（演示）"]
    assert signed_fields(pdf) == {"other1", "head", "other2", "seal"}


def test_nobody_signs_a_booklet_twice_and_it_says_who(town):
    head, _ = certify(town)
    made = bind(town)
    booklets.sign_booklet(town.office, made, head, PASSPHRASE)
    with pytest.raises(UserError, match="党委书记 演示甲已经签过这一册"):
        booklets.sign_booklet(town.office, made, head, PASSPHRASE)


def test_when_the_row_of_others_is_full_one_signs_on_paper(town):
    head, _ = certify(town)
    made = bind(town)
    others = [town.add_cadre(f"演示{name}", position=9) for name in "戊己庚辛壬"]
    town.team |= {str(place): cadre_id for place, cadre_id in enumerate(others)}
    made_for = [certify_person(town, str(place)) for place in range(5)]
    for one in made_for[:4]:
        booklets.sign_booklet(town.office, made, one, PASSPHRASE)
    with pytest.raises(UserError, match="没有位置再签"):
        booklets.sign_booklet(town.office, made, made_for[4], PASSPHRASE)
    booklets.sign_booklet(town.office, made, head, PASSPHRASE)
    assert verify(town.see(booklets.booklet_pdf, made), town.see(trusted_certificates)).good


def test_a_picture_of_the_seal_is_stamped_with_the_units_signature(town, tmp_path):
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 190, 190), outline=(200, 0, 0, 255), width=12)
    picture.save(tmp_path / "seal.png")
    town.do(set_seal_picture, (tmp_path / "seal.png").read_bytes())
    _, seal = certify(town)
    made = bind(town)
    booklets.sign_booklet(town.office, made, seal, PASSPHRASE)
    document = pypdfium2.PdfDocument(town.see(booklets.booklet_pdf, made))
    document.init_forms()
    pixels = document[0].render(scale=1).to_pil().convert("RGB").get_flattened_data()
    assert any(red > 150 and green < 80 for red, green, _ in pixels)


def test_a_wrong_signing_passphrase_changes_nothing(town):
    head, _ = certify(town)
    made = bind(town)
    with pytest.raises(UserError, match="口令"):
        booklets.sign_booklet(town.office, made, head, "falsch")
    assert cards(town)[0].method is None


def test_a_signed_booklet_is_not_made_anew_but_gets_another_edition(town):
    head, _ = certify(town)
    first = bind(town)
    booklets.sign_booklet(town.office, first, head, PASSPHRASE)
    town.add_report(town.team["演示乙"], MARCH)
    assert [card.outdated for card in cards(town)] == [True]
    bind(town)
    newest, oldest = cards(town)
    assert (newest.edition, newest.outdated, newest.superseded) == (2, False, False)
    assert (oldest.edition, oldest.outdated, oldest.superseded) == (1, False, True)
    assert newest.code != oldest.code


def test_a_signature_by_hand_is_recorded_with_its_day(town):
    made = bind(town)
    town.do(booklets.mark_signed_by_hand, made, "党委书记 演示甲", date(2026, 4, 1))
    (card,) = cards(town)
    assert (card.method, card.signers) == (SignMethod.HAND, ("党委书记 演示甲 2026-04-01",))
    with pytest.raises(UserError, match="已经签名"):
        town.do(booklets.mark_signed_by_hand, made, "演示甲", date(2026, 4, 1))


def test_a_signature_by_hand_in_the_future_is_refused(town):
    made = bind(town)
    with pytest.raises(UserError, match="不能晚于今天"):
        town.do(booklets.mark_signed_by_hand, made, "演示甲", date(2026, 4, 2))


def test_signing_what_somebody_else_signed_meanwhile_is_refused(town, monkeypatch):
    head, _ = certify(town)
    made = bind(town)
    keep = booklets._keep_signed

    def late(work, booklet_id, before, pdf, signer):
        keep(work, booklet_id, "0" * 64, pdf, signer)

    monkeypatch.setattr(booklets, "_keep_signed", late)
    with pytest.raises(UserError, match="刚被别人签过"):
        booklets.sign_booklet(town.office, made, head, PASSPHRASE)


@pytest.mark.parametrize("role", [Role.CADRE, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_bind(town, role):
    town.as_(role)
    with pytest.raises(NotAllowed):
        bind(town)


def test_the_code_belongs_to_unit_month_copy_and_edition():
    codes = {
        booklets.booklet_code("u", month, copy, edition)
        for month in (MARCH, MARCH.next)
        for copy in PaperCopy
        for edition in (1, 2)
    }
    assert len(codes) == 8


def test_a_scan_belongs_only_to_a_booklet_signed_by_hand(town, tmp_path):
    made = bind(town)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(town.see(booklets.booklet_pdf, made))
    with pytest.raises(UserError, match="没有登记手写签名"):
        town.do(booklets.keep_booklet_scan, made, scan)
    town.do(booklets.mark_signed_by_hand, made, "演示甲", date(2026, 4, 1))
    town.do(booklets.keep_booklet_scan, made, scan)
    (card,) = cards(town)
    assert town.see(blobs.content, card.scan_digest) == scan.read_bytes()
