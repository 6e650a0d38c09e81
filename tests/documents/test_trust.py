"""Which certificates lead to a trusted authority: intermediates, limits, times, what came along."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.documents.trust import Trust, judge
from tests.documents.signed import AT, authority, head, unit

UNKNOWN_CRITICAL = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def usage(*, signs=False, issues=False):
    off = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_cert_sign=issues, crl_sign=issues, **off
    )


class Party:
    """Somebody with a key and a certificate, by default an authority that issued its own."""

    def __init__(self, common, issuer=None, *, limits=None, use=None, extra=None, days=(0, 3650)):
        self.name, self.key = name(common), ec.generate_private_key(ec.SECP256R1())
        issuer = issuer or self
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(issuer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT + timedelta(days=days[0]))
            .not_valid_after(AT + timedelta(days=days[1]))
        )
        parts = (limits or x509.BasicConstraints(ca=True, path_length=None), use or usage(issues=True), extra)
        for part in parts:
            builder = builder.add_extension(part, critical=True) if part else builder
        self.der = builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def person(issuer, **options):
    given = {"limits": x509.BasicConstraints(ca=False, path_length=None), "use": usage(signs=True), **options}
    return Party("签名人", issuer, **given)


COUNTY = Party("县")


def test_a_person_certified_by_a_trusted_root_is_trusted():
    assert judge(head().certificate, head().chain, [authority().certificate], AT) is Trust.TRUSTED
    assert judge(head().certificate, (), [authority().certificate], AT) is Trust.TRUSTED


def test_a_person_certified_through_an_authority_in_between_is_trusted():
    town = Party("镇", COUNTY)

    signer = person(town)
    assert judge(signer.der, [town.der], [COUNTY.der], AT) is Trust.TRUSTED
    assert judge(signer.der, [town.der, COUNTY.der], [COUNTY.der], AT) is Trust.TRUSTED
    assert judge(signer.der, [], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER


def test_another_authority_of_the_same_name_is_not_trusted():
    false_county = Party("县")

    assert judge(person(false_county).der, [false_county.der], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER


def test_nobody_is_trusted_by_an_empty_or_damaged_list():
    assert judge(head().certificate, head().chain, [], AT) is Trust.UNKNOWN_ISSUER
    assert judge(head().certificate, head().chain, [b"damaged"], AT) is Trust.UNKNOWN_ISSUER


def test_a_person_cannot_certify_others():
    colleague = person(person(COUNTY))
    clerk = person(COUNTY)
    forged = Party(
        "假冒", clerk, limits=x509.BasicConstraints(ca=False, path_length=None), use=usage(signs=True)
    )

    assert judge(forged.der, [clerk.der], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER
    assert judge(colleague.der, [], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER
    assert judge(forged.der, [], [clerk.der], AT) is Trust.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    "options",
    [
        {"limits": x509.BasicConstraints(ca=False, path_length=None)},
        {"use": usage(signs=True)},
        {"extra": UNKNOWN_CRITICAL},
    ],
    ids=["no authority", "may not issue", "unknown condition"],
)
def test_an_authority_without_the_right_to_issue_makes_nobody_trusted(options):
    town = Party("镇", COUNTY, **options)

    assert judge(person(town).der, [town.der], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER
    assert judge(person(town).der, [], [town.der], AT) is Trust.UNKNOWN_ISSUER


def test_a_root_without_any_conditions_makes_nobody_trusted():
    bare = (
        x509.CertificateBuilder()
        .subject_name(COUNTY.name)
        .issuer_name(COUNTY.name)
        .public_key(COUNTY.key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=9))
        .sign(COUNTY.key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )

    assert judge(person(COUNTY).der, [], [bare], AT) is Trust.UNKNOWN_ISSUER
    assert judge(bare, [], [COUNTY.der], AT) is Trust.UNFIT


def test_a_root_that_may_only_certify_people_makes_no_further_authority():
    strict = Party("严格的县", limits=x509.BasicConstraints(ca=True, path_length=0))
    town = Party("镇", strict)

    assert judge(person(strict).der, [], [strict.der], AT) is Trust.TRUSTED
    assert judge(person(town).der, [town.der], [strict.der], AT) is Trust.UNKNOWN_ISSUER


def test_a_circle_or_an_endless_row_of_issuers_ends():
    alone = Party("自签")
    row = [COUNTY]
    for step in range(5):
        row.append(Party(f"第{step}级", row[-1]))

    assert judge(person(alone).der, [alone.der], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER
    assert judge(person(row[-1]).der, [one.der for one in row], [COUNTY.der], AT) is Trust.UNKNOWN_ISSUER


@pytest.mark.parametrize(("days", "moment"), [((0, 10), -1), ((0, 10), 11)])
def test_a_certificate_signs_only_in_its_time(days, moment):
    signer = person(COUNTY, days=days)

    assert judge(signer.der, [], [Party("县").der], AT) is Trust.UNKNOWN_ISSUER
    assert judge(signer.der, [], [COUNTY.der], AT + timedelta(days=moment)) is Trust.OUT_OF_TIME


@pytest.mark.parametrize(
    "options",
    [
        {"use": usage(issues=True)},
        {"limits": x509.BasicConstraints(ca=True, path_length=None)},
        {"extra": UNKNOWN_CRITICAL},
    ],
    ids=["may not sign papers", "is an authority", "unknown condition"],
)
def test_a_certificate_not_made_for_signing_papers_is_unfit(options):
    assert judge(person(COUNTY, **options).der, [], [COUNTY.der], AT) is Trust.UNFIT


def test_the_authority_itself_signs_no_papers():
    assert judge(authority().certificate, (), [authority().certificate], AT) is Trust.UNFIT


def test_a_certificate_that_came_along_without_need_is_unfit():
    trusted = [authority().certificate]

    assert judge(head().certificate, [unit().certificate], trusted, AT) is Trust.UNFIT
    assert judge(head().certificate, [b"anything"], trusted, AT) is Trust.UNFIT
