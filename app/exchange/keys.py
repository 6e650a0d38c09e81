"""A station's own keys for exchange: one to be written to, one to sign with (exchange.md §3)."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.credentials import AUTHORITY_SECRET, authority_credential
from app.documents import authority
from app.documents.private_keys import load_public_key
from app.errors import UserError
from app.office import Reader, Work
from app.vocabulary import StationKind
from db.tables.exchange import ExchangeKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

PURPOSE = "exchange"


@dataclass(frozen=True, slots=True)
class StationKeys:
    """What this station exchanges with; the secret halves never leave the program."""

    recipient: str
    certificate: bytes
    recovery_recipient: str
    identity: str = field(repr=False)
    signing_key: EllipticCurvePrivateKey = field(repr=False)


def own_keys(reader: Reader) -> StationKeys:
    """Return this station's keys; raises `UserError` before `make_keys`."""
    row = key_row(reader)
    if row is None:
        raise UserError("本机还没有开通数据交换。", next_step="请先在“数据交换”中开通。")
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    key = load_pem_private_key(reader.keyring.unseal(PURPOSE, row.signing_key).encode(), None)
    return StationKeys(
        row.recipient,
        ssl.PEM_cert_to_DER_cert(row.certificate),
        row.recovery_recipient,
        reader.keyring.unseal(PURPOSE, row.identity),
        key,  # type: ignore[arg-type]
    )


def key_row(reader: Reader) -> ExchangeKey | None:
    """Return the row of this station's keys, if there is one."""
    return reader.session.scalars(select(ExchangeKey)).one_or_none()


def make_keys(work: Work) -> ExchangeKey:
    """Make this station's keys, once; the county certifies its own at once."""
    import pyrage  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    if (made := key_row(work)) is not None:
        return made
    identity = pyrage.x25519.Identity.generate()
    key = ec.generate_private_key(ec.SECP256R1())
    row = ExchangeKey(
        recipient=str(identity.to_public()),
        identity=work.keyring.seal(PURPOSE, str(identity)),
        signing_key=work.keyring.seal(PURPOSE, pem_of(key)),
        certificate=ssl.DER_cert_to_PEM_cert(_certificate(work, key)),
    )
    work.session.add(row)
    return row


def pem_of(key: EllipticCurvePrivateKey) -> str:
    """Return a private key as plain PEM, to be sealed at once."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _certificate(work: Work, key: EllipticCurvePrivateKey) -> bytes:
    if work.station.kind is StationKind.COUNTY:
        return certify_key(work, public_bytes(key.public_key()), work.station.name)
    return authority.self_certify(work.station.name, key, at=work.now)


def public_bytes(key: EllipticCurvePublicKey) -> bytes:
    """Return a public key as DER."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certify_key(reader: Reader, public: bytes, name: str, title: str = "", organisation: str = "") -> bytes:
    """Certify a public key (DER) with this station's authority: a DER certificate."""
    holder = authority.Holder(name, title, organisation or name)
    secret = reader.keyring.secret(AUTHORITY_SECRET)
    return authority.certify(authority_credential(reader), secret, public, holder, at=reader.now)


def key_of(certificate: bytes) -> EllipticCurvePublicKey:
    """Return the P-256 public key of a certificate (DER)."""
    return load_public_key(public_bytes(authority.load_certificate(certificate).public_key()))  # type: ignore[arg-type]


def issued_by(certificate: bytes, root: bytes) -> bool:
    """Tell whether `root` (DER) issued the certificate; no clock is asked: those of offline PCs go wrong."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    loaded = authority.load_certificate(certificate)
    try:
        loaded.verify_directly_issued_by(authority.load_certificate(root))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
