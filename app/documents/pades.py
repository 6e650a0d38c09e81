"""The part of signing that needs pyHanko; import it late, it takes 0.3 s (PAdES B-B, ETSI EN 319 142-1)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.content import PdfResources, RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.library_logs import silence_pyhanko
from app.errors import UserError

silence_pyhanko()

Box = tuple[float, float, float, float]
DIGEST = "sha256"


def add_signature(
    pdf: bytes,
    *,
    signer: SimpleSigner,
    stamp: bytes,
    name: str,
    page: int,
    box: Box,
    holder: str,
    reason: str,
    location: str,
    moment: datetime,
) -> bytes:
    """Append a signature in a new field; `stamp` is a one-page PDF of the size of `box`.

    Raises whatever pyHanko raises on a file it cannot extend, `UserError` on a field that cannot be made.
    """
    writer = _Writer(BytesIO(pdf))
    _check_field(writer, name, page)
    appearance = SigAppearanceSetup(_appearance(writer, stamp, box), timestamp=moment, name=holder)
    place = SigFieldSpec(name, on_page=page, box=box)
    placeholder = SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        name=holder,
        reason=reason,
        location=location,
        bytes_reserved=2 * _room(signer),
    )
    steps = PdfCMSEmbedder(place).write_cms(name, writer)
    next(steps)
    steps.send(SigObjSetup(placeholder, appearance_setup=appearance))
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    steps.send(asyncio.run(signer.async_sign(digest.document_digest, DIGEST, use_pades=True)))
    signed: bytes = output.getvalue()
    return signed


class _Writer(IncrementalPdfFileWriter):  # type: ignore[misc]  # pyHanko is not followed
    """Appends nothing but the signature: no new dates, producer or version in the document's properties."""

    def _update_meta(self) -> None:
        pass


def _room(signer: SimpleSigner) -> int:
    """Bytes that surely hold the signature: the certificates, the issuer's name twice, and the rest."""
    certificates = [len(certificate.dump()) for certificate in (signer.signing_cert, *signer.cert_registry)]
    return sum(certificates) + 2 * max(certificates) + 1024


def field_names(pdf: bytes) -> frozenset[str]:
    """Return the names of every signature field."""
    return frozenset(name for name, _, _ in enumerate_sig_fields(PdfFileReader(BytesIO(pdf))))


def make_signer(
    certificate: bytes, chain: tuple[bytes, ...], key: ec.EllipticCurvePrivateKey
) -> SimpleSigner:
    """Bring certificates (DER) and key into pyHanko's form."""
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    issuers = SimpleCertificateStore.from_certs(map(Certificate.load, chain))
    return SimpleSigner(Certificate.load(certificate), PrivateKeyInfo.load(private), issuers)


def _check_field(writer: IncrementalPdfFileWriter, name: str, page: int) -> None:
    if not name.strip() or "." in name:
        raise UserError("签名栏名称不能为空，也不能有小数点。", field="field")
    if name in {existing for existing, _, _ in enumerate_sig_fields(writer)}:
        raise UserError("这个签名位置已经签过名，不能再签一次。", field="field")
    if not 0 <= page < writer.root["/Pages"]["/Count"]:
        raise UserError("签名的页码不在文件内。", field="field", next_step="请重选签名位置。")


def _appearance(writer: IncrementalPdfFileWriter, stamp: bytes, box: Box) -> StaticStampStyle:
    """Bring the stamp's page into the file as the picture of the field."""
    left, bottom, right, top = box
    resources = PdfResources()
    resources.xobject["/Stamp"] = writer.import_page_as_xobject(PdfFileReader(BytesIO(stamp)))
    drawn = RawContent(b"/Stamp Do", resources, BoxConstraints(width=right - left, height=top - bottom))
    middle = AxisAlignment.ALIGN_MID
    filling = SimpleBoxLayoutRule(x_align=middle, y_align=middle, margins=Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=drawn, background_layout=filling)
