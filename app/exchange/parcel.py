"""The container of an exchange file: header in clear, encrypted body, signature over both (exchange.md §2).

    MAGIC (8) | length of the header (4) | header | body | signature (64: r and s of ECDSA P-256)

The signature covers the kind, the header and the body's SHA-256. Nothing of the body is decrypted, inflated
or parsed before it holds.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.documents.files import save
from app.errors import EnvironmentProblem, ShijibuError
from app.vocabulary import ParcelKind
from db.base import canonical, strict_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

MAGIC = b"SHIJIBU\x01"
SUFFIX = ".sjx"
FORMAT = 1
MAX_HEADER = 8 * 1024
MAX_FILE = 64 * 1024 * 1024
LARGEST = 2**31
"""Numbers stay below it: every database holds them."""
SIGNATURE = 64
_HALF = SIGNATURE // 2
_DOMAIN = b"shijibu exchange file 1 "
_LENGTH = 4
_FULL_LINE = 64
"""Characters of every line of an age stanza's body but the last."""
_HEX = frozenset("0123456789abcdef")


class Refused(ShijibuError):
    """A file that is not taken; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says in clear: no person's name, no counts by type.

    `certificate` is the signer's (DER, base64); `first` and `last` are the journal range of a push;
    `seen` is the number of the last return file that the sender took in; `digest` is the SHA-256 of the body.
    """

    kind: ParcelKind
    sender: str
    incarnation: str
    recipient: str
    certificate: str
    number: int
    schema: str
    reader: int = FORMAT
    first: int = 0
    last: int = 0
    seen: int = 0
    digest: str = ""

    @property
    def signer(self) -> bytes:
        """The signer's certificate, DER."""
        return base64.b64decode(self.certificate)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file as it was read: nothing of it is to be trusted before `check_signature`."""

    header: Header
    raw_header: bytes
    body: bytes
    signature: bytes
    digest: str
    """SHA-256 of the whole file."""
    size: int

    @property
    def content(self) -> bytes:
        """The file's bytes as they were read."""
        length = len(self.raw_header).to_bytes(_LENGTH, "big")
        return b"".join((MAGIC, length, self.raw_header, self.body, self.signature))


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it lies on the disk, read again and found the same."""

    path: Path
    digest: str
    size: int


def save_checked(path: Path, content: bytes) -> Written:
    """Write a file whole or not at all and read it again; `EnvironmentProblem` where that fails."""
    save(path, content)
    digest = hashlib.sha256(content).hexdigest()
    if hashlib.sha256(_content_of(path)).hexdigest() != digest:
        raise EnvironmentProblem(
            f"“{path.name}”写完后读回的内容不一致。", next_step="请换一个 U 盘后重新导出。"
        )
    return Written(path, digest, len(content))


def pack(header: Header, body: bytes, key: EllipticCurvePrivateKey) -> bytes:
    """Return the file's bytes."""
    digest = hashlib.sha256(body).hexdigest()
    said = canonical({"format": FORMAT, **asdict(replace(header, digest=digest))}).encode()
    length = len(said).to_bytes(_LENGTH, "big")
    content = b"".join((MAGIC, length, said, body, _sign(key, _signed_part(header.kind, said, digest))))
    if len(said) > MAX_HEADER or len(content) > MAX_FILE:
        raise EnvironmentProblem("要交换的内容超过一个文件的上限。", next_step="请先导出较早的部分。")
    return content


def read(path: Path) -> Parcel:
    """Read a file from outside; raises `Refused` for anything that is none of ours."""
    return parse(_content_of(path))


def header_at(path: Path) -> Header:
    """Return what a file says in clear, nothing of it checked; raises as `read` does."""
    start = len(MAGIC) + _LENGTH
    content = _content_of(path, start + MAX_HEADER)
    length = int.from_bytes(content[len(MAGIC) : start], "big")
    if content[: len(MAGIC)] != MAGIC or len(content) < start + length:
        raise damaged()
    return _header(content[start : start + length])


def parse(content: bytes) -> Parcel:
    """Take a file's bytes apart, the header alone being looked into."""
    start = len(MAGIC) + _LENGTH
    if content[: len(MAGIC)] != MAGIC:
        raise Refused("这不是实绩簿的交换文件。", next_step="请选择扩展名为 .sjx 的文件。")
    length = int.from_bytes(content[len(MAGIC) : start], "big")
    if length > MAX_HEADER or len(content) < start + length + SIGNATURE:
        raise damaged()
    said = content[start : start + length]
    return Parcel(
        header=_header(said),
        raw_header=said,
        body=content[start + length : -SIGNATURE],
        signature=content[-SIGNATURE:],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def damaged() -> Refused:
    """Return the refusal of a file that did not arrive whole."""
    return Refused("文件不完整或已损坏。", next_step="请对方重新导出，拔 U 盘前先“安全弹出”。")


def _content_of(path: Path, most: int = MAX_FILE + 1) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most)
    except OSError as error:
        raise EnvironmentProblem(f"“{path.name}”读不出来。", next_step="请检查 U 盘后重试。") from error
    if len(content) > MAX_FILE:
        raise Refused(f"“{path.name}”超过 64 MB。", next_step="请选择实绩簿导出的文件。")
    return content


def _header(said: bytes) -> Header:
    try:
        values = strict_json(said)
        _require(canonical(values).encode() == said)
        if type(values["format"]) is int and values["format"] > FORMAT:
            return _of_newer(values)
        return _checked({name: value for name, value in values.items() if name != "format"}, values["format"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise damaged() from error


def _of_newer(values: dict[str, Any]) -> Header:
    """Return what can be told of a file in a newer format: that it is one."""
    names = ("sender", "incarnation", "recipient", "certificate", "number", "digest")
    known = {name: values[name] for name in names}
    header = Header(**known, kind=ParcelKind(values["kind"]), schema="", reader=values["format"])
    _check_names(header)
    return header


def _checked(values: dict[str, Any], version: object) -> Header:
    header = Header(**{**values, "kind": ParcelKind(values["kind"])})
    _require(type(version) is int and version == FORMAT)
    _check_names(header)
    _require(type(header.schema) is str and 0 < len(header.schema) <= 32)
    _require(header.first <= header.last + 1)
    return header


def _check_names(header: Header) -> None:
    for text, sizes in (
        (header.sender, (32,)),
        (header.incarnation, (32,)),
        (header.recipient, (0, 32)),
        (header.digest, (64,)),
    ):
        _require(type(text) is str and len(text) in sizes and _HEX.issuperset(text))
    _require(type(header.certificate) is str)
    base64.b64decode(header.certificate, validate=True)
    for number in (header.number, header.reader, header.first, header.last, header.seen):
        _require(type(number) is int and 0 <= number < LARGEST)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError(holds)


# The signature


def check_signature(parcel: Parcel, key: EllipticCurvePublicKey) -> None:
    """Raise `Refused` unless the holder of `key` signed this header and this body."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    r, s = (int.from_bytes(half, "big") for half in (parcel.signature[:_HALF], parcel.signature[_HALF:]))
    digest = hashlib.sha256(parcel.body).hexdigest()
    signed = _signed_part(parcel.header.kind, parcel.raw_header, digest)
    try:
        key.verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))
    except InvalidSignature as error:
        raise Refused(
            "文件的签名不对，可能损坏或被改动。", next_step="请对方重新导出，不要转发他人的文件。"
        ) from error
    if digest != parcel.header.digest:
        raise damaged()


def _sign(key: EllipticCurvePrivateKey, signed: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    pair = decode_dss_signature(key.sign(signed, ECDSA(SHA256())))
    return b"".join(number.to_bytes(_HALF, "big") for number in pair)


def _signed_part(kind: ParcelKind, raw_header: bytes, digest: str) -> bytes:
    return b"\x00".join((_DOMAIN + kind.value.encode(), raw_header, digest.encode()))


# The encrypted body


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt to the public age keys; without any (an enrolment knows no county's yet) leave it in clear."""
    import pyrage  # noqa: PLC0415 - only where files are exchanged

    if not recipients:
        return content
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))


def unseal(parcel: Parcel, identity: str) -> bytes:
    """Decrypt the body of a file whose signature holds; raises `Refused` where it is not for `identity`."""
    import pyrage  # noqa: PLC0415

    if parcel.header.kind is ParcelKind.ENROL:
        return parcel.body
    return decrypt(parcel.body, [pyrage.x25519.Identity.from_str(identity)])


def decrypt(body: bytes, identities: Sequence[Any]) -> bytes:
    """Decrypt an age file of ours: binary, encrypted to an X25519 key; raises `Refused` otherwise."""
    import pyrage  # noqa: PLC0415

    try:
        _check_stanzas(body)
        return bytes(pyrage.decrypt(body, list(identities)))
    except (pyrage.DecryptError, ValueError) as error:
        raise Refused(
            "文件不是发给本机的，或已损坏。", next_step="请核对收件单位，请对方重新导出。"
        ) from error


def _check_stanzas(body: bytes) -> None:
    """Raise `ValueError` for a stanza without its last, short line, which the library lets pass."""
    unended = False
    for line in body.partition(b"\n---")[0].split(b"\n")[1:]:
        begins = line.startswith(b"-> ")
        _require(not (begins and unended))
        unended = begins or (unended and len(line) == _FULL_LINE)
    _require(not unended)
