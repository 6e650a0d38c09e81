"""The container of a signature: a CMS SignedData of one fixed form, the only one this program writes.

It lies outside the bytes that the signature protects. So it is built again from its protected parts, and not
a byte may differ: otherwise a changed byte in its padding, its names or its spelling would go unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp, x509  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate


@dataclass(frozen=True, slots=True)
class Container:
    """Who signed (DER certificates), whether the form is ours to the byte, whether it fits the file."""

    signer: bytes
    others: tuple[bytes, ...]
    canonical: bool
    intact: bool


def open_container(content: bytes, file_digest: bytes) -> Container:
    """Read a container padded with zeros; `file_digest` is the SHA-256 of the bytes it is to protect.

    Raises `ValueError` (and whatever asn1crypto raises) on what is no signature at all.
    """
    signed = cms.ContentInfo.load(content)["content"]
    (info,) = signed["signer_infos"]
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    signer = next((one for one in certificates if _is_meant(one, info["sid"])), None)
    if signer is None:
        raise ValueError("no certificate of the signer")
    others = [one for one in certificates if one is not signer]
    expected = _form(signer, others, info).dump()
    return Container(
        signer.dump(),
        tuple(one.dump() for one in others),
        canonical=content[: len(expected)] == expected and not any(content[len(expected) :]),
        intact=_protects(info["signed_attrs"], signer, file_digest) and _is_signed(info, signer),
    )


def _is_meant(certificate: x509.Certificate, identifier: cms.SignerIdentifier) -> bool:
    if identifier.name != "issuer_and_serial_number":
        return False
    issuer, serial = identifier.chosen["issuer"], identifier.chosen["serial_number"].native
    return bool(certificate.serial_number == serial and certificate.issuer.dump() == issuer.dump())


def _form(signer: x509.Certificate, others: list[x509.Certificate], info: cms.SignerInfo) -> cms.ContentInfo:
    digest = {"algorithm": "sha256"}
    meant = {"issuer": signer.issuer, "serial_number": signer.serial_number}
    entry = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": meant}),
        "digest_algorithm": digest,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signed_attrs": info["signed_attrs"],
        "signature": info["signature"].native,
    }
    certificates = [cms.CertificateChoices("certificate", one) for one in (signer, *others)]
    content = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": certificates,
        "signer_infos": [entry],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})


def _protects(attributes: cms.CMSAttributes, signer: x509.Certificate, file_digest: bytes) -> bool:
    """Tell whether the signed attributes name this file's digest and this very certificate (ESSCertIDv2)."""
    stated: dict[str, Any] = {}
    for attribute in attributes:
        kind = attribute["type"].native
        if kind in stated or len(attribute["values"]) != 1:
            return False
        stated[kind] = attribute["values"][0]
    if not {"content_type", "message_digest", "signing_certificate_v2"} <= stated.keys():
        return False
    named = tsp.SigningCertificateV2.load(stated["signing_certificate_v2"].dump())["certs"][0]
    return bool(
        stated["content_type"].native == "data"
        and stated["message_digest"].native == file_digest
        and named["hash_algorithm"]["algorithm"].native == "sha256"
        and named["cert_hash"].native == sha256(signer.dump()).digest()
    )


def _is_signed(info: cms.SignerInfo, signer: x509.Certificate) -> bool:
    try:
        key = load_der_x509_certificate(signer.dump()).public_key()
        if not isinstance(key, EllipticCurvePublicKey):
            return False
        key.verify(info["signature"].native, info["signed_attrs"].untag().dump(), ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
