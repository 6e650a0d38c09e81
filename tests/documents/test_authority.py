"""The local certificate authority, the certificates it issues, keys at rest, fingerprints."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.documents.authority import (
    FINGERPRINT_LENGTH,
    Holder,
    certify,
    change_passphrase,
    fingerprint,
    found_authority,
    issue,
    read_certificate,
)
from app.documents.fingerprint_characters import CHARACTERS
from app.documents.private_keys import LONGEST_PASSPHRASE, load_public_key, new_key, open_key, public_key
from app.errors import EnvironmentProblem, UserError
from tests.documents.signed import AT, authority, head, unit

PERSON = Holder("李建国", "镇长", "丹江镇人民政府")


def loaded(credential):
    return x509.load_der_x509_certificate(credential.certificate)


def extension(certificate, kind):
    return certificate.extensions.get_extension_for_class(kind)


def test_the_root_names_the_unit_in_chinese_and_lasts_twenty_years():
    face = read_certificate(authority().certificate)

    assert face.holder == Holder("丹江镇实绩簿本地签发", "", "丹江镇")
    assert face.issuer == "丹江镇实绩簿本地签发"
    assert face.valid_until - face.valid_from > timedelta(days=20 * 365)


def test_the_root_may_issue_to_people_but_not_make_further_authorities():
    root = loaded(authority())

    limits, usage = extension(root, x509.BasicConstraints), extension(root, x509.KeyUsage)

    assert limits.critical
    assert limits.value == x509.BasicConstraints(ca=True, path_length=0)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature


def test_a_persons_certificate_carries_name_title_and_unit_and_may_only_sign():
    certificate = loaded(head())

    assert read_certificate(head().certificate).holder == Holder("杨𬭎䶮堃", "党委书记", "丹江镇党委")
    assert (head().holder, head().title) == ("杨𬭎䶮堃", "党委书记")
    assert extension(certificate, x509.BasicConstraints).value == x509.BasicConstraints(
        ca=False, path_length=None
    )
    usage = extension(certificate, x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


def test_a_units_seal_has_no_title():
    assert read_certificate(unit().certificate).holder == Holder("丹江镇党委", "", "丹江镇党委")


def test_the_issued_certificate_is_signed_by_the_root_and_points_at_its_key():
    root, certificate = loaded(authority()), loaded(head())

    certificate.verify_directly_issued_by(root)

    issuer_key = extension(certificate, x509.AuthorityKeyIdentifier).value.key_identifier
    assert issuer_key == extension(root, x509.SubjectKeyIdentifier).value.digest
    assert head().chain == (authority().certificate,)


def test_clock_and_serial_number_come_from_the_caller():
    first = loaded(issue(authority(), "根口令", PERSON, "口令", at=AT, serial=7))

    assert first.serial_number == 7
    assert first.not_valid_before_utc == AT - timedelta(days=1)
    assert first.not_valid_after_utc == AT + timedelta(days=5 * 365 + 1)
    assert loaded(authority()).serial_number != loaded(authority("西江镇")).serial_number


def test_a_certificate_never_outlives_its_authority():
    end = read_certificate(authority().certificate).valid_until

    late = issue(authority(), "根口令", PERSON, "口令", at=end - timedelta(days=30))

    assert read_certificate(late.certificate).valid_until == end


def test_blanks_around_and_inside_names_are_tidied():
    credential = issue(authority(), "根口令", Holder(" 李\u3000建国 ", " 镇长\n", "丹江镇 "), "口令", at=AT)

    assert (credential.holder, credential.title) == ("李 建国", "镇长")
    assert read_certificate(credential.certificate).holder == Holder("李 建国", "镇长", "丹江镇")


@pytest.mark.parametrize(
    ("holder", "field"),
    [
        (replace(PERSON, name=""), "name"),
        (replace(PERSON, name="长" * 65), "name"),
        (replace(PERSON, title="长" * 65), "title"),
        (replace(PERSON, organisation=" "), "organisation"),
        (replace(PERSON, name="李\x00建国"), "name"),
        (replace(PERSON, name="李\u202e建国"), "name"),
        (replace(PERSON, name="李\ud800"), "name"),
    ],
)
def test_a_name_that_does_not_fit_a_certificate_is_refused_by_field(holder, field):
    with pytest.raises(UserError, match="证书上的") as refusal:
        issue(authority(), "根口令", holder, "口令", at=AT)
    assert refusal.value.field == field


def test_a_unit_without_a_name_founds_no_authority():
    with pytest.raises(UserError, match="单位名称"):
        found_authority(" ", "根口令", at=AT)


def test_another_stations_key_is_certified_without_being_seen():
    encrypted = new_key("站口令")

    certificate = certify(authority(), "根口令", public_key(encrypted, "站口令"), PERSON, at=AT)

    public = x509.load_der_x509_certificate(certificate).public_key()
    assert open_key(encrypted, "站口令").public_key() == public


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())],
    ids=["rsa", "p384"],
)
def test_only_p256_keys_are_certified_or_opened(key):
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption("口令".encode()),
    )

    with pytest.raises(EnvironmentProblem, match="公钥种类不对"):
        load_public_key(public)
    with pytest.raises(EnvironmentProblem, match="私钥的种类不对"):
        open_key(private, "口令")


def test_a_damaged_public_key_is_told():
    with pytest.raises(EnvironmentProblem, match="公钥已损坏"):
        load_public_key(b"0\x03abc")


def test_a_damaged_certificate_is_told():
    with pytest.raises(EnvironmentProblem, match="证书已损坏"):
        read_certificate(head().certificate[:-20])


def test_a_wrong_passphrase_marks_its_field():
    with pytest.raises(UserError, match="签名口令不正确") as refusal:
        open_key(head().encrypted_key, "猜的")
    assert refusal.value.field == "passphrase"

    with pytest.raises(UserError, match="签名口令不正确") as refusal:
        issue(authority(), "猜的", PERSON, "口令", at=AT)
    assert refusal.value.field == "authority_passphrase"


@pytest.mark.parametrize("passphrase", ["", "长" * (LONGEST_PASSPHRASE + 1)])
def test_an_empty_or_endless_passphrase_is_refused(passphrase):
    with pytest.raises(UserError, match="签名口令应为"):
        new_key(passphrase)


def test_a_passphrase_typed_in_full_width_is_the_same_passphrase():
    encrypted = new_key("ａｂ１２")

    assert open_key(encrypted, "ab12")


def test_after_a_change_only_the_new_passphrase_opens_the_key():
    changed = change_passphrase(head(), "书记口令", "新口令")

    assert open_key(changed.encrypted_key, "新口令").public_key() == loaded(head()).public_key()
    assert changed.certificate == head().certificate
    with pytest.raises(UserError, match="签名口令不正确"):
        open_key(changed.encrypted_key, "书记口令")


def test_the_key_at_rest_is_encrypted_and_salted():
    one, other = new_key("口令"), new_key("口令")

    assert one.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert one[:120] != other[:120]


def test_openssl_opens_the_key_with_the_same_passphrase(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    file = tmp_path / "key.pem"
    file.write_bytes(new_key("书记口令"))

    done = subprocess.run(
        ["openssl", "pkey", "-in", file, "-passin", "pass:书记口令", "-noout", "-text"],
        check=False,
        capture_output=True,
    )

    assert done.returncode == 0, done.stderr
    assert b"prime256v1" in done.stdout


def test_a_fingerprint_is_twelve_characters_of_the_list_and_never_changes():
    spelt = fingerprint(b"certificate")

    assert len(spelt) == FINGERPRINT_LENGTH
    assert set(spelt) <= set(CHARACTERS)
    assert spelt == "英邓养虽单内份系开用的总"
    assert fingerprint(b"certificatf") != spelt


def test_the_fingerprint_characters_are_1024_different_ones_and_frozen():
    assert len(CHARACTERS) == len(set(CHARACTERS)) == 1024
    assert sha256(CHARACTERS.encode()).hexdigest()[:16] == "882bde03f5ff9c6e"


def test_a_long_official_name_is_cut_where_a_certificate_has_no_more_room():
    name = "雷山县人力资源和社会保障局公务员管理与干部综合考核办公室"
    made = found_authority(name, "Zhanghu-2026", at=AT)
    face = read_certificate(made.certificate)
    assert face.holder.organisation.endswith("…")
    assert name.startswith(face.holder.organisation[:-1])
    assert face.holder.name.endswith("…实绩簿本地签发")
