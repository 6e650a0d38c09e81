"""The local certificate authority: who may sign until the county's own takes over (exchange.md §3).

EC P-256 throughout. Certificates are DER bytes; private keys leave a function encrypted (`private_keys`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.documents.fingerprint_characters import CHARACTERS
from app.documents.private_keys import load_public_key, lock_key, new_key, open_key, public_key
from app.errors import EnvironmentProblem, UserError

ROOT_YEARS = 20
HOLDER_YEARS = 5
LONGEST_NAME = 64  # X.520: upper bound of common name, organisation and title
FINGERPRINT_LENGTH = 12

_NAME_PARTS = (NameOID.COMMON_NAME, NameOID.TITLE, NameOID.ORGANIZATION_NAME)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a holder signs with.

    Certificate and issuers (nearest first, root last; none for a root) as DER, the key as encrypted PEM.
    """

    certificate: bytes
    chain: tuple[bytes, ...]
    encrypted_key: bytes
    holder: str
    title: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names: a person with a title and unit, or a unit's seal."""

    name: str
    title: str
    organisation: str


@dataclass(frozen=True, slots=True)
class CertificateFace:
    """What a certificate says: its holder, its issuer's common name, and from when until when it may sign."""

    holder: Holder
    issuer: str
    valid_from: datetime
    valid_until: datetime


def found_authority(unit: str, passphrase: str, *, at: datetime, serial: int | None = None) -> Credential:
    """Make the unit's own root, valid for `ROOT_YEARS`, called "<unit>实绩簿本地签发"."""
    organisation = _tidy(unit)
    office = "实绩簿本地签发"
    holder = Holder(_within(organisation, LONGEST_NAME - len(office.encode())) + office, "", organisation)
    subject = _subject(holder)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(subject, subject, key.public_key(), serial)
        .not_valid_before(_start(at))
        .not_valid_after(_years_later(at, ROOT_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, SHA256())
    )
    return Credential(certificate.public_bytes(Encoding.DER), (), lock_key(key, passphrase), holder.name, "")


def issue(
    authority: Credential,
    authority_passphrase: str,
    holder: Holder,
    passphrase: str,
    *,
    at: datetime,
    serial: int | None = None,
) -> Credential:
    """Make a key for a person or a unit's seal and certify it.

    A wrong authority passphrase is a `UserError` on "authority_passphrase", a bad name one on its own field.
    """
    encrypted = new_key(passphrase)
    public = public_key(encrypted, passphrase)
    certificate = certify(authority, authority_passphrase, public, holder, at=at, serial=serial)
    issuers = (authority.certificate, *authority.chain)
    return Credential(certificate, issuers, encrypted, _tidy(holder.name), _tidy(holder.title))


def certify(
    authority: Credential,
    authority_passphrase: str,
    public: bytes,
    holder: Holder,
    *,
    at: datetime,
    serial: int | None = None,
) -> bytes:
    """Certify somebody's public key (DER, from `public_key`) for `HOLDER_YEARS`: a DER certificate.

    It never outlives the authority's own certificate.
    """
    subject = _subject(holder)
    key = open_key(authority.encrypted_key, authority_passphrase, field="authority_passphrase")
    issuer = load_certificate(authority.certificate)
    since = max(at, issuer.not_valid_before_utc)  # a PC whose clock is years behind certifies all the same
    issuer_key = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key)
    certificate = (
        _builder(subject, issuer.subject, load_public_key(public), serial)
        .not_valid_before(max(_start(at), issuer.not_valid_before_utc))
        .not_valid_after(min(_years_later(since, HOLDER_YEARS), issuer.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(issuer_id, critical=False)
        .sign(key, SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def self_certify(name: str, key: ec.EllipticCurvePrivateKey, *, at: datetime) -> bytes:
    """Certify a station's key by itself, until the county does: a DER certificate."""
    subject = _subject(Holder(_tidy(name), "", _tidy(name)))
    certificate = (
        _builder(subject, subject, key.public_key(), None)
        .not_valid_before(_start(at))
        .not_valid_after(_years_later(at, ROOT_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .sign(key, SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def change_passphrase(credential: Credential, passphrase: str, new_passphrase: str) -> Credential:
    """Put the same credential under a new passphrase."""
    key = open_key(credential.encrypted_key, passphrase)
    return replace(credential, encrypted_key=lock_key(key, new_passphrase))


def fingerprint(certificate: bytes) -> str:
    """Spell a certificate (DER) as twelve common characters, to be compared aloud or on paper.

    Each is one of 1,024, so they hold 120 bits of a SHA-256 (exchange.md §3).
    """
    number = int.from_bytes(sha256(b"shijibu certificate\x00" + certificate).digest(), "big")
    size = len(CHARACTERS)
    return "".join(CHARACTERS[number // size**place % size] for place in range(FINGERPRINT_LENGTH))


def read_certificate(certificate: bytes) -> CertificateFace:
    """Tell what a certificate (DER) says; bytes that are none are an `EnvironmentProblem`."""
    loaded = load_certificate(certificate)
    holder = Holder(*(_attribute(loaded.subject, oid) for oid in _NAME_PARTS))
    issuer = _attribute(loaded.issuer, NameOID.COMMON_NAME)
    return CertificateFace(holder, issuer, loaded.not_valid_before_utc, loaded.not_valid_after_utc)


def load_certificate(certificate: bytes) -> x509.Certificate:
    """Parse DER; anything else is an `EnvironmentProblem`."""
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError as problem:
        raise EnvironmentProblem("签名证书已损坏。", next_step="请重新签发证书。") from problem


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _subject(holder: Holder) -> x509.Name:
    """Name a subject in the usual order: country, organisation, title, common name."""
    parts = (
        ("organisation", NameOID.ORGANIZATION_NAME, "单位名称", _tidy(holder.organisation)),
        ("title", NameOID.TITLE, "职务", _tidy(holder.title)),
        ("name", NameOID.COMMON_NAME, "持有人名称", _tidy(holder.name)),
    )
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    for field, oid, label, value in parts:
        if len(value) > LONGEST_NAME or (not value and field != "title"):
            raise UserError(f"证书上的{label}应为 1 至 {LONGEST_NAME} 个字。", field=field)
        if not value.isprintable():
            raise UserError(f"证书上的{label}含有不能显示的字符。", field=field, next_step="请重新输入。")
        if value:
            attributes.append(x509.NameAttribute(oid, _within(value)))
    return x509.Name(attributes)


def _within(text: str, room: int = LONGEST_NAME) -> str:
    """Cut a name to what fits: the library counts bytes, of which a Chinese character takes three."""
    if len(text.encode()) <= room:
        return text
    return text.encode()[: room - len("…".encode())].decode(errors="ignore") + "…"


def _tidy(text: str) -> str:
    """Join what any kind of blank separates by single blanks."""
    return " ".join(text.split())


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, serial: int | None
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number() if serial is None else serial)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    """Let an authority sign certificates and nothing else, a holder papers and nothing else."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _start(at: datetime) -> datetime:
    """Begin a day earlier, so that a PC whose clock is a little slow can sign at once."""
    return at.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)


def _years_later(at: datetime, years: int) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0) + timedelta(days=365 * years + years // 4)
