"""Verifying a signed PDF booklet: who signed, when, and that nothing changed since, in sentences to show.

A file is good only if every signature is intact, of a trusted issuer and of our own form; the last one covers
the whole file, and after each earlier one only signatures were added. Anything else, damaged and hostile
files too, is not good and says why. A second signature that was cut off cleanly cannot be missed in what is
left: compare `signatures` with who should have signed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.documents.authority import read_certificate
from app.documents.signing import CHINA, LARGEST_FILE
from app.documents.trust import Trust

if TYPE_CHECKING:
    from app.documents.pades_reading import ReadSignature

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """One signature; `reason` is the sentence about it. Names of an untrusted one are only what it claims."""

    signer: str
    title: str
    organisation: str
    issuer: str
    signed_at: datetime
    purpose: str
    covers_whole_file: bool
    modified_since: bool
    trusted: bool
    good: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a file, its reason as a sentence, and its signatures in the order of signing."""

    good: bool
    reason: str
    signatures: tuple[SignatureFinding, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The whole result, the verdict first."""
        return (self.reason, *(signature.reason for signature in self.signatures))


def verify(
    pdf: bytes | Path, trusted: Sequence[bytes], revoked: Collection[str] = frozenset()
) -> Verification:
    """Verify a PDF (bytes or file, to 200 MiB) against trusted roots (DER certificates); never raises.

    `revoked` are SHA-256 (hexadecimal) of certificates whose signatures a person must look at again.
    """
    try:
        data = pdf if isinstance(pdf, bytes) else _read(pdf)
    except OSError:
        return Verification(good=False, reason="文件读不出来，无法核验签名。")
    if len(data) > LARGEST_FILE:
        return Verification(good=False, reason="文件超过 200 MB，不予核验。")
    if b"%PDF-" not in data[:1024]:
        return Verification(good=False, reason="文件不是 PDF，无法核验签名。")
    return _verify(data, trusted, revoked)


def _read(path: Path) -> bytes:
    """Read no more than is needed to see that a file is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _verify(data: bytes, trusted: Sequence[bytes], revoked: Collection[str]) -> Verification:
    from app.documents import pades_reading  # noqa: PLC0415 - pyHanko, only when something is verified

    try:
        found = pades_reading.read_signatures(data, trusted)
        signatures = tuple(_finding(one, revoked) for one in found)
    except pades_reading.Unacceptable as problem:
        return Verification(good=False, reason=str(problem))
    except RecursionError:
        return Verification(good=False, reason="文件的结构太深，签名无法核验，不能采信。")
    except Exception:  # noqa: BLE001 - hostile input makes the libraries raise anything
        return Verification(good=False, reason="文件已损坏或被改动过，签名无法核验，不能采信。")
    return _verdict(signatures)


def _verdict(signatures: tuple[SignatureFinding, ...]) -> Verification:
    if not signatures:
        return Verification(good=False, reason="文件里没有电子签名。")
    bad = sum(not signature.good for signature in signatures)
    if bad:
        return Verification(
            good=False, reason=f"共 {len(signatures)} 个签名，其中 {bad} 个不能采信。", signatures=signatures
        )
    if not signatures[-1].covers_whole_file:
        return Verification(good=False, reason="最后一个签名之后还有内容，不能采信。", signatures=signatures)
    return Verification(
        good=True, reason=f"共 {len(signatures)} 个签名，全部有效，文件没有改动。", signatures=signatures
    )


def _finding(read: ReadSignature, revoked: Collection[str]) -> SignatureFinding:
    face = read_certificate(read.certificate)
    names = [_shown(name) for name in (face.holder.organisation, face.holder.title, face.holder.name)]
    organisation, title, signer = names
    who = " ".join(name for name in dict.fromkeys(names) if name)
    moment = read.signed_at.astimezone(CHINA)
    problem = _problem(read, revoked)
    claim = f"{who} 于 {moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M} 签名"
    since = "签名后文件没有任何改动" if read.whole_file else "此后只增加了签名，内容没有改动"
    return SignatureFinding(
        signer=signer,
        title=title,
        organisation=organisation,
        issuer=_shown(face.issuer),
        signed_at=moment,
        purpose=_shown(read.purpose),
        covers_whole_file=read.whole_file,
        modified_since=read.modified_since or not read.intact,
        trusted=read.trust is Trust.TRUSTED,
        good=not problem,
        reason=f"自称“{claim}”：{problem}。" if problem else f"{claim}，{since}。",
    )


def _problem(read: ReadSignature, revoked: Collection[str]) -> str:
    """Say what keeps a signature from being good, the worst first."""
    troubles = {
        "签名的格式与实绩簿不符，或签名数据被改动过": not read.canonical,
        "签名与文件内容不符，文件在签名后被改动过": not read.intact,
        "签名之后文件又增加了签名以外的内容": read.modified_since,
        "签名完好，但签发机构不在本机信任名单": read.trust is Trust.UNKNOWN_ISSUER,
        "签名完好，但签名时证书尚未生效或已经过期": read.trust is Trust.OUT_OF_TIME,
        "签名完好，但证书不合签署文件的要求": read.trust is Trust.UNFIT,
        "签名完好，但证书已被县考核办吊销，请核对签名日期": sha256(read.certificate).hexdigest() in revoked,
    }
    return next((trouble for trouble, found in troubles.items() if found), "")


def _shown(text: str) -> str:
    """Keep a foreign text to one short line of visible characters."""
    visible = "".join(character for character in text if character.isprintable())
    return visible if len(visible) <= LONGEST_SHOWN else visible[:LONGEST_SHOWN] + "…"
