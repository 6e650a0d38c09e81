"""Signers' certificates from the county: asked for, issued, installed, revoked (exchange.md §3)."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.credentials import authority_credential
from app.documents.authority import fingerprint
from app.documents.private_keys import load_public_key
from app.errors import Conflict
from app.exchange.keys import certify_key, issued_by, key_of, public_bytes
from app.exchange.links import county_link, require_county
from app.office import Reader, Work
from app.texts import clean
from app.vocabulary import CredentialKind, Role
from db.tables.exchange import CertificateRequest, CountyLink, IssuedCertificate
from db.tables.office import Credential
from db.tables.people import Unit

ROLES = (Role.CLERK, Role.HEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A signer's request with what came of it; `fingerprint` names the issued certificate."""

    request_id: str
    unit_id: str
    unit: str
    kind: CredentialKind
    holder: str
    title: str
    asked_on: date
    issued_on: date | None
    revoked_on: date | None
    fingerprint: str


def ask_for_certificates(work: Work, link: CountyLink | None = None) -> None:
    """Ask the county to certify every signer's key that it has not certified or been asked for."""
    tie = link or county_link(work)
    if tie is None or work.station.unit_id is None:
        return
    root = ssl.PEM_cert_to_DER_cert(tie.root)
    asked = set(work.session.scalars(select(CertificateRequest.public_key)))
    for row in _signing(work):
        certificate = ssl.PEM_cert_to_DER_cert(row.certificate)
        public = public_bytes(key_of(certificate)).hex()
        if public not in asked and not issued_by(certificate, root):
            work.session.add(
                CertificateRequest(
                    unit_id=work.station.unit_id,
                    kind=row.kind,
                    holder=row.holder,
                    title=row.title,
                    cadre_id=row.cadre_id,
                    public_key=public,
                    asked_on=work.today,
                )
            )


def install_certificates(work: Work, link: CountyLink) -> None:
    """Let the signers' keys be known by the certificates that the county issued for them."""
    issued = {}
    for pem in work.session.scalars(
        select(IssuedCertificate.certificate).where(IssuedCertificate.revoked_on.is_(None))
    ):
        issued[public_bytes(key_of(ssl.PEM_cert_to_DER_cert(pem)))] = pem
    root = ssl.PEM_cert_to_DER_cert(link.root)
    for row in _signing(work):
        pem = issued.get(public_bytes(key_of(ssl.PEM_cert_to_DER_cert(row.certificate))), "")
        if pem and pem != row.certificate and issued_by(ssl.PEM_cert_to_DER_cert(pem), root):
            row.certificate, row.chain = pem, [link.root]


def _signing(work: Work) -> Iterable[Credential]:
    query = select(Credential).where(Credential.active, Credential.kind != CredentialKind.AUTHORITY)
    return work.session.scalars(query).all()


# At the county


def issue_certificates(work: Work, request_ids: Iterable[str]) -> None:
    """Issue the certificates asked for; the return file takes them to the unit."""
    require_county(work)
    work.require(*ROLES)
    names = []
    for request_id in request_ids:
        request = work.session.get_one(CertificateRequest, request_id)
        if _issued(work, request_id) is not None:
            raise Conflict(f"“{request.holder}”的证书已经签发。", next_step="请刷新后再看。")
        unit = work.session.get_one(Unit, request.unit_id)
        public = public_bytes(load_public_key(_bytes(request.public_key)))
        certificate = certify_key(work, public, request.holder, request.title, unit.name)
        work.session.add(
            IssuedCertificate(
                request_id=request_id,
                unit_id=request.unit_id,
                certificate=ssl.DER_cert_to_PEM_cert(certificate),
                issued_by=work.login.signature,
                issued_on=work.today,
            )
        )
        names.append(request.holder)
    work.describe("、".join(names))


def _bytes(digits: str) -> bytes:
    """Return what the digits spell; nothing, which is no key, where they are none."""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def revoke_certificate(work: Work, request_id: str, reason: str) -> None:
    """Revoke an issued certificate with a reason; what it signed before stays as it was signed."""
    require_county(work)
    work.require(*ROLES)
    row = _issued(work, request_id)
    if row is None or row.revoked_on is not None:
        raise Conflict("这张证书没有签发或已吊销。", next_step="请刷新后再看。")
    row.reason = clean(reason, "原因", 200, field="reason", required=True, one_line=True)
    row.revoked_on = work.today
    work.describe(f"{work.session.get_one(CertificateRequest, request_id).holder}：{row.reason}")


def _issued(reader: Reader, request_id: str) -> IssuedCertificate | None:
    query = select(IssuedCertificate).where(IssuedCertificate.request_id == request_id)
    return reader.session.scalars(query).one_or_none()


def certificate_lines(reader: Reader) -> tuple[CertificateLine, ...]:
    """Return every request, those without an answer first."""
    reader.require(*ROLES)
    query = (
        select(CertificateRequest, IssuedCertificate, Unit.short_name)
        .join(Unit, Unit.id == CertificateRequest.unit_id)
        .outerjoin(IssuedCertificate, IssuedCertificate.request_id == CertificateRequest.id)
        .order_by(IssuedCertificate.id.is_not(None), Unit.position, CertificateRequest.holder)
    )
    return tuple(_line(asked, issued, unit) for asked, issued, unit in reader.session.execute(query))


def _line(asked: CertificateRequest, issued: IssuedCertificate | None, unit: str) -> CertificateLine:
    return CertificateLine(
        asked.id,
        asked.unit_id,
        unit,
        asked.kind,
        asked.holder,
        asked.title,
        asked.asked_on,
        issued.issued_on if issued else None,
        issued.revoked_on if issued else None,
        fingerprint(ssl.PEM_cert_to_DER_cert(issued.certificate)) if issued else "",
    )


def county_root(reader: Reader) -> bytes | None:
    """Return the root (DER) of the county: its own there, the confirmed one at a unit, none without a tie."""
    link = county_link(reader)
    if link is not None:
        return ssl.PEM_cert_to_DER_cert(link.root)
    return authority_credential(reader).certificate
