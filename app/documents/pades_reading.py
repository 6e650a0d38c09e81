"""The part of verification that needs pyHanko; import it late, it takes 0.3 s.

Stricter than pyHanko wherever a booklet signed by this program never needs the freedom: after the first
signature nothing but signatures may follow, one an update, and every signature field is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel

from app.documents.library_logs import silence_pyhanko
from app.documents.signature_container import open_container
from app.documents.trust import Trust, judge

silence_pyhanko()

MOST_SIGNATURES = 20

_ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys={"/AcroForm"}),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
    ignore_identical_objects=False,
)


class Unacceptable(Exception):
    """The file holds what a signed booklet never has; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class ReadSignature:
    """One signature: who (DER certificate), when, what for, and what was found.

    `canonical`: the container has our form to the byte. `intact`: it fits the bytes it covers. `whole_file`:
    those are all bytes of the file. `modified_since`: more than signatures was added after it.
    """

    certificate: bytes
    signed_at: datetime
    purpose: str
    canonical: bool
    intact: bool
    whole_file: bool
    modified_since: bool
    trust: Trust


def read_signatures(data: bytes, trusted: Sequence[bytes]) -> tuple[ReadSignature, ...]:
    """Check every signature of a PDF, in the order of signing; `trusted` are root certificates (DER).

    Raises `Unacceptable`, and anything at all on a damaged file.
    """
    reader = PdfFileReader(BytesIO(data), strict=True)
    if reader.encrypted:
        raise Unacceptable("文件加了密，无法核验签名。")
    found = _embedded_signatures(reader)
    return tuple(_check(data, embedded, trusted) for embedded in found)


def _embedded_signatures(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """List the signatures by age; each must be the one thing that its update of the file brought."""
    fields = list(enumerate_sig_fields(reader))
    if len(fields) > MOST_SIGNATURES:
        raise Unacceptable(f"文件里的签名栏超过 {MOST_SIGNATURES} 个，不予核验。")
    if any(value is None for _, value, _ in fields):
        raise Unacceptable("文件里有还没有签名的签名栏，不能采信。")
    found = [EmbeddedPdfSignature(reader, field, name) for name, _, field in fields]
    found.sort(key=lambda embedded: int(embedded.signed_revision))
    updates = reader.xrefs.total_revisions
    if [one.signed_revision for one in found] != list(range(updates - len(found), updates)):
        raise Unacceptable("签名之后文件被追加过签名以外的内容，不能采信。")
    return found


def _check(data: bytes, embedded: EmbeddedPdfSignature, trusted: Sequence[bytes]) -> ReadSignature:
    if embedded.sig_object_type != "/Sig":
        raise Unacceptable("文件里有实绩簿不认识的签名，不予核验。")
    start, length, second, rest = map(int, embedded.byte_range)
    hole = b"<" + embedded.pkcs7_content.hex().upper().encode() + b">"
    contiguous = start == 0 and data[length:second] == hole and rest > 0
    covered = second + rest
    digest = sha256(data[:length] + data[second:covered]).digest()
    container = open_container(embedded.pkcs7_content, digest)
    signed_at = embedded.self_reported_timestamp
    return ReadSignature(
        certificate=container.signer,
        signed_at=signed_at,
        purpose=str(embedded.sig_object.get("/Reason", "")),
        canonical=container.canonical,
        intact=container.intact and contiguous and covered <= len(data),
        whole_file=covered == len(data),
        modified_since=covered != len(data) and not _only_signatures_follow(embedded),
        trust=judge(container.signer, container.others, trusted, signed_at),
    )


def _only_signatures_follow(embedded: EmbeddedPdfSignature) -> bool:
    embedded.compute_integrity_info(diff_policy=_ONLY_SIGNATURES)
    difference = embedded.diff_result
    return bool(
        embedded.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and isinstance(difference, DiffResult)
        and difference.modification_level <= ModificationLevel.FORM_FILLING
        and embedded.docmdp_level is None
    )
