from datetime import date

import pytest
from sqlalchemy import select

from app.accounts import credentials
from app.documents import authority
from app.documents.private_keys import open_key
from app.errors import NotAllowed, UserError
from app.vocabulary import CredentialKind, Role
from db.tables.office import Credential
from tests.builders import TestOffice

SIGNING = "Qianming-26"


@pytest.fixture
def office(tmp_path, both_engines):
    made = TestOffice(tmp_path).as_(Role.ADMIN)
    made.do(credentials.found_authority, "丹江镇（演示）")
    yield made
    made.close()


@pytest.fixture
def head(office):
    return office.add_cadre("演示甲", "党委书记", heads_unit=True)


def issue(office, cadre_id):
    return office.do(credentials.issue_credential, CredentialKind.PERSON, SIGNING, cadre_id)


def test_a_heads_certificate_names_person_post_and_unit_and_comes_from_the_units_authority(office, head):
    made = office.as_(Role.ADMIN).do(credentials.issue_credential, CredentialKind.PERSON, SIGNING, head)
    signing = office.as_(Role.HEAD).see(credentials.signing_credential, made)
    face = authority.read_certificate(signing.certificate)
    assert face.holder == authority.Holder("演示甲", "党委书记", "丹江镇（演示）")
    assert signing.chain == office.see(credentials.trusted_certificates)
    open_key(signing.encrypted_key, SIGNING)


def test_the_units_seal_is_a_certificate_of_its_own(office):
    made = office.do(credentials.issue_credential, CredentialKind.STATION, SIGNING)
    signing = office.as_(Role.CLERK).see(credentials.signing_credential, made)
    assert authority.read_certificate(signing.certificate).holder.name == "丹江镇（演示）"


def test_a_new_certificate_takes_the_place_of_the_holders_old_one(office, head):
    old, new = issue(office, head), issue(office, head)
    seal = office.do(credentials.issue_credential, CredentialKind.STATION, SIGNING)
    active = {card.credential_id for card in office.see(credentials.credentials) if card.active}
    assert new in active
    assert seal in active
    assert old not in active
    with pytest.raises(UserError, match="已停用"):
        office.as_(Role.HEAD).see(credentials.signing_credential, old)


def test_a_list_shows_holder_validity_and_the_characters_to_compare(office, head):
    made = issue(office, head)
    card = next(card for card in office.see(credentials.credentials) if card.credential_id == made)
    assert (card.kind, card.holder, card.title, card.cadre_id) == (
        CredentialKind.PERSON,
        "演示甲",
        "党委书记",
        head,
    )
    assert card.valid_from.date() <= date(2026, 3, 28) < card.valid_until.date()
    assert len(card.fingerprint) == 12


def test_a_deactivated_certificate_signs_no_more_but_its_root_stays_trusted(office, head):
    made = issue(office, head)
    office.do(credentials.deactivate_credential, made)
    with pytest.raises(UserError, match="已停用"):
        office.as_(Role.HEAD).see(credentials.signing_credential, made)
    assert len(office.see(credentials.trusted_certificates)) == 1


def test_the_authority_neither_signs_papers_nor_is_deactivated(office):
    with office.office.read() as reader:
        root = reader.session.scalars(select(Credential)).one().id
    with pytest.raises(UserError, match="不能停用"):
        office.do(credentials.deactivate_credential, root)
    with pytest.raises(UserError, match="不能签名"):
        office.as_(Role.HEAD).see(credentials.signing_credential, root)


def test_a_signing_passphrase_changes_only_by_the_old_one(office, head):
    made = issue(office, head)
    office.as_(Role.HEAD)
    with pytest.raises(UserError, match="签名口令不正确"):
        office.do(credentials.change_signing_passphrase, made, "Falsch-2026", "Neues-Wort-1")
    with pytest.raises(UserError, match="8 至 200") as problem:
        office.do(credentials.change_signing_passphrase, made, SIGNING, "kurz")
    assert problem.value.field == "new_passphrase"
    office.do(credentials.change_signing_passphrase, made, SIGNING, "Neues-Wort-1")
    open_key(office.see(credentials.signing_credential, made).encrypted_key, "Neues-Wort-1")


@pytest.mark.parametrize(
    ("passphrase", "post", "field"),
    [("schwach", {}, "passphrase"), (SIGNING, {"until": date(2026, 1, 1)}, "cadre_id")],
)
def test_no_certificate_for_a_weak_passphrase_or_without_a_post(office, passphrase, post, field):
    cadre_id = office.add_cadre("演示丁", **post)
    with pytest.raises(UserError) as problem:
        office.do(credentials.issue_credential, CredentialKind.PERSON, passphrase, cadre_id)
    assert problem.value.field == field


def test_the_authoritys_key_does_not_open_without_the_database_key(office):
    with office.office.read() as reader:
        root = reader.session.scalars(select(Credential)).one()
    secret = office.office.keyring.secret(credentials.AUTHORITY_SECRET)
    open_key(root.encrypted_key.encode(), secret)
    with pytest.raises(UserError):
        open_key(root.encrypted_key.encode(), office.office.keyring.key.hex())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_issues_and_deactivates(office, role):
    office.as_(role)
    with pytest.raises(NotAllowed):
        office.do(credentials.issue_credential, CredentialKind.STATION, SIGNING)
    with pytest.raises(NotAllowed):
        office.do(credentials.deactivate_credential, "x")
    with pytest.raises(NotAllowed):
        office.do(credentials.found_authority, "x")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_never_sign(office, role):
    made = office.do(credentials.issue_credential, CredentialKind.STATION, SIGNING)
    office.as_(role)
    with pytest.raises(NotAllowed):
        office.see(credentials.signing_credential, made)
    with pytest.raises(NotAllowed):
        office.do(credentials.change_signing_passphrase, made, SIGNING, "Neues-Wort-1")
