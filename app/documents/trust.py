"""Whether a signer's certificate leads to an authority this PC trusts.

Written on `cryptography`, not on pyHanko's path building: that refuses every certificate whose names hold
a character younger than Unicode 3.2, and personal names do (𬭎).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

LONGEST_PATH = 4
_UNDERSTOOD = {x509.BasicConstraints.oid, x509.KeyUsage.oid}


class Trust(Enum):
    """What the list of trusted authorities says about a signer's certificate at the time of signing."""

    TRUSTED = "trusted"
    UNKNOWN_ISSUER = "unknown issuer"
    OUT_OF_TIME = "out of time"
    UNFIT = "unfit"


def judge(signer: bytes, others: Sequence[bytes], trusted: Sequence[bytes], moment: datetime) -> Trust:
    """Follow the issuers from the signer's certificate through `others` to a trusted root (all DER).

    `UNFIT` is a certificate not made for signing papers, and one that came along without being needed.
    """
    path = _path(x509.load_der_x509_certificate(signer), _load(others), _load(trusted))
    if not path:
        return Trust.UNKNOWN_ISSUER
    if not all(link.not_valid_before_utc <= moment <= link.not_valid_after_utc for link in path):
        return Trust.OUT_OF_TIME
    needed = {link.public_bytes(Encoding.DER) for link in path}
    return Trust.TRUSTED if _may_sign(path[0]) and needed.issuperset(others) else Trust.UNFIT


def _load(certificates: Iterable[bytes]) -> list[x509.Certificate]:
    """Parse what can be parsed; a damaged certificate makes nobody trusted."""
    loaded = []
    for certificate in certificates:
        try:
            loaded.append(x509.load_der_x509_certificate(certificate))
        except ValueError:
            continue
    return loaded


def _path(
    signer: x509.Certificate, others: list[x509.Certificate], roots: list[x509.Certificate]
) -> list[x509.Certificate]:
    """List the certificates from the signer's to a root's, or nothing where there is no way."""
    path = [signer]
    while len(path) < LONGEST_PATH:
        below = len(path) - 1
        if root := _issuer(path[-1], roots, below):
            return [*path, root]
        issuer = _issuer(path[-1], others, below)
        if issuer is None or issuer in path:
            return []
        path.append(issuer)
    return []


def _issuer(
    certificate: x509.Certificate, candidates: list[x509.Certificate], below: int
) -> x509.Certificate | None:
    return next((one for one in candidates if _has_issued(one, certificate, below)), None)


def _has_issued(issuer: x509.Certificate, certificate: x509.Certificate, below: int) -> bool:
    """Check name, signature and the right to issue, with `below` authorities in between."""
    try:
        certificate.verify_directly_issued_by(issuer)
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
    deep_enough = limits.path_length is None or limits.path_length >= below
    return limits.ca and usage.key_cert_sign and deep_enough and _is_understood(issuer)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
    return not limits.ca and usage.content_commitment and _is_understood(certificate)


def _is_understood(certificate: x509.Certificate) -> bool:
    return all(extension.oid in _UNDERSTOOD for extension in certificate.extensions if extension.critical)
