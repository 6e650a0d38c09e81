"""Signing PDF booklets: PAdES B-B, EC P-256, a visible stamp, each signature an incremental update.

A second signature (the unit's seal after the head's name, or the other way round) leaves the first one valid.
The same arguments never give the same bytes twice, because every ECDSA signature holds a random number; the
stamp and everything else that is seen is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from app.documents.authority import Credential, load_certificate, read_certificate
from app.documents.private_keys import open_key
from app.documents.stamp import draw_stamp, read_seal
from app.errors import EnvironmentProblem, UserError

LARGEST_FILE = 200 * 1024 * 1024
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class SignatureField:
    """Where a signature goes.

    `name` is unique in the file, `page` counts from 0, `box` is left, bottom, right, top in points from the
    lower left corner of the page.
    """

    name: str
    page: int
    box: tuple[float, float, float, float]


def sign(
    pdf: bytes,
    credential: Credential,
    passphrase: str,
    *,
    field: SignatureField,
    reason: str,
    location: str,
    at: datetime,
    seal: bytes | None = None,
    lines: tuple[str, ...] = (),
) -> bytes:
    """Sign a PDF and return the longer file; the stamp shows `lines`, the holder with title, and the time.

    `at` knows its time zone; `seal` is a picture (PNG or JPEG) of the unit's seal. A wrong passphrase, a
    certificate not valid at that time, a taken field name, a bad picture or a box too small are `UserError`s;
    a file that cannot be signed is an `EnvironmentProblem`.
    """
    moment = at.astimezone(CHINA)
    if len(pdf) > LARGEST_FILE:
        raise UserError("这个 PDF 超过 200 MB，不能签名。", field="pdf", next_step="请分成几册。")
    stamp = _stamp(credential, field, moment, seal, lines)
    key = open_key(credential.encrypted_key, passphrase)
    _check_certificate(credential, key.public_key(), moment)
    from app.documents import pades  # noqa: PLC0415 - pyHanko, only when something is signed

    try:
        return pades.add_signature(
            pdf,
            signer=pades.make_signer(credential.certificate, credential.chain, key),
            stamp=stamp,
            name=field.name,
            page=field.page,
            box=field.box,
            holder=credential.holder,
            reason=reason,
            location=location,
            moment=moment,
        )
    except UserError:
        raise
    except Exception as problem:  # pyHanko raises nearly anything on a damaged file
        raise EnvironmentProblem("这个 PDF 无法签名。", next_step="请重新生成后再签。") from problem


def signed_fields(pdf: bytes) -> frozenset[str]:
    """Return the names of the fields that are signed already in a PDF of our own making."""
    from app.documents import pades  # noqa: PLC0415 - pyHanko, only when something is signed

    return pades.field_names(pdf)


def _stamp(
    credential: Credential,
    field: SignatureField,
    moment: datetime,
    seal: bytes | None,
    lines: tuple[str, ...],
) -> bytes:
    left, bottom, right, top = field.box
    signer = f"{credential.title} {credential.holder}".strip()
    time = f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    picture = None if seal is None else read_seal(seal)
    return draw_stamp(right - left, top - bottom, (*lines, signer, time), picture)


def _check_certificate(credential: Credential, public: EllipticCurvePublicKey, moment: datetime) -> None:
    if public != load_certificate(credential.certificate).public_key():
        raise EnvironmentProblem("签名私钥与证书不是一对。", next_step="请重新签发证书。")
    face = read_certificate(credential.certificate)
    if not face.valid_from <= moment <= face.valid_until:
        step = "请核对电脑日期，或重新签发证书。"
        raise UserError(f"{credential.holder}的签名证书在签名日期无效。", field="at", next_step=step)
