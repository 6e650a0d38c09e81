"""Signing certificates: issued here by the station's own authority until the county's takes over.

The authority's private key lies encrypted in the database like every other. It must sign whenever the
administrator admits somebody, and no person should have to keep a passphrase for it, so its passphrase is
derived from the database's key (`KeyRing.secret`). Whoever has entered the installation can issue, in a
journaled action; whoever has only a copy of the database, or a backup, has nothing. A secret stored beside
the key would have gone into the journal and into every copy of it.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.accounts.rules import check_passphrase
from app.documents import authority
from app.errors import UserError
from app.office import Reader, Work
from app.people.views import unit
from app.vocabulary import CredentialKind, Role
from db.tables.exchange import CountyLink, IssuedCertificate
from db.tables.office import Credential
from db.tables.people import Cadre, Post

AUTHORITY_SECRET = "authority"  # noqa: S105 - the purpose of a secret


@dataclass(frozen=True, slots=True)
class CredentialCard:
    """A certificate as lists show it; `fingerprint` is twelve characters to compare aloud."""

    credential_id: str
    kind: CredentialKind
    holder: str
    title: str
    cadre_id: str | None
    active: bool
    valid_from: datetime
    valid_until: datetime
    fingerprint: str


def found_authority(work: Work, unit_name: str) -> None:
    """Make the station's own authority; once, at the first run."""
    work.require(Role.ADMIN)
    root = authority.found_authority(unit_name, work.keyring.secret(AUTHORITY_SECRET), at=work.now)
    _keep(work, root, CredentialKind.AUTHORITY, None)


def issue_credential(work: Work, kind: CredentialKind, passphrase: str, cadre_id: str | None = None) -> str:
    """Make a key and certificate for a cadre or for the unit's seal and return its id.

    The holder types the signing passphrase; an earlier certificate of the same holder signs no more. Raises
    `UserError` on "passphrase" for a weak one, on "cadre_id" where the person has no post here.
    """
    work.require(Role.ADMIN)
    check_passphrase(passphrase, "", field="passphrase")
    holder = _seal_holder(work) if kind is CredentialKind.STATION else _person(work, cadre_id)
    secret = work.keyring.secret(AUTHORITY_SECRET)
    issued = authority.issue(authority_credential(work), secret, holder, passphrase, at=work.now)
    for earlier in _active(work, kind, cadre_id):
        earlier.active = False
    row = _keep(work, issued, kind, cadre_id)
    if work.station.linked:
        _ask_county(work)
    work.describe(f"{holder.name} {holder.title}".strip())
    return row.id


def _ask_county(work: Work) -> None:
    """Let the county certify the new key too; until then the station's own authority answers for it."""
    from app.exchange.certificates import ask_for_certificates  # noqa: PLC0415 - it builds on this module

    work.session.flush()
    ask_for_certificates(work)


def deactivate_credential(work: Work, credential_id: str) -> None:
    """Let a certificate sign no more; what it signed stays valid."""
    work.require(Role.ADMIN)
    row = work.session.get_one(Credential, credential_id)
    if row.kind is CredentialKind.AUTHORITY:
        raise UserError("签发机构的证书不能停用。", field="credential", next_step="请选择个人或单位证书。")
    row.active = False
    work.describe(row.holder)


def change_signing_passphrase(work: Work, credential_id: str, passphrase: str, new_passphrase: str) -> None:
    """Put a key under a new passphrase; only who knows the present one can."""
    work.require_business()
    row = _usable(work, credential_id)
    check_passphrase(new_passphrase, "")
    changed = authority.change_passphrase(_opened(row), passphrase, new_passphrase)
    row.encrypted_key = changed.encrypted_key.decode()
    work.describe(row.holder)


def credentials(reader: Reader) -> tuple[CredentialCard, ...]:
    """Return every certificate, those that sign first."""
    reader.require(Role.ADMIN, Role.CLERK, Role.HEAD, Role.CADRE)
    query = select(Credential).order_by(Credential.active.desc(), Credential.kind, Credential.holder)
    return tuple(_card(row) for row in reader.session.scalars(query))


def signing_credential(reader: Reader, credential_id: str) -> authority.Credential:
    """Return what signs: certificate, chain and the key still under its holder's signing passphrase."""
    reader.require_business()
    return _opened(_usable(reader, credential_id))


def trusted_certificates(reader: Reader) -> tuple[bytes, ...]:
    """Return the roots (DER) whose signatures this installation takes for good."""
    own = select(Credential.certificate).where(Credential.kind == CredentialKind.AUTHORITY)
    county = select(CountyLink.root)
    found = (*reader.session.scalars(own), *reader.session.scalars(county))
    return tuple(dict.fromkeys(ssl.PEM_cert_to_DER_cert(pem) for pem in found))


def revoked_certificates(reader: Reader) -> frozenset[str]:
    """Return the SHA-256 (hexadecimal) of the certificates revoked by the county, as far as known here."""
    issued = select(IssuedCertificate.certificate).where(IssuedCertificate.revoked_on.is_not(None))
    own = (sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest() for pem in reader.session.scalars(issued))
    told = (
        digest for one in reader.session.scalars(select(CountyLink.station_list)) for digest in one["revoked"]
    )
    return frozenset((*own, *told))


def trusted_pem(reader: Reader) -> str:
    """Return the trusted roots as PEM, for verifying papers on another PC (`verify --trust`)."""
    return "".join(map(ssl.DER_cert_to_PEM_cert, trusted_certificates(reader)))


def authority_credential(reader: Reader) -> authority.Credential:
    """Return this station's own authority, its key still under the key ring's secret."""
    query = select(Credential).where(Credential.kind == CredentialKind.AUTHORITY, Credential.active)
    return _opened(reader.session.scalars(query).one())


def _keep(work: Work, made: authority.Credential, kind: CredentialKind, cadre_id: str | None) -> Credential:
    row = Credential(
        kind=kind,
        holder=made.holder,
        title=made.title,
        cadre_id=cadre_id,
        certificate=ssl.DER_cert_to_PEM_cert(made.certificate),
        chain=[ssl.DER_cert_to_PEM_cert(issuer) for issuer in made.chain],
        encrypted_key=made.encrypted_key.decode(),
        active=True,
    )
    work.session.add(row)
    return row


def _opened(row: Credential) -> authority.Credential:
    return authority.Credential(
        certificate=ssl.PEM_cert_to_DER_cert(row.certificate),
        chain=tuple(ssl.PEM_cert_to_DER_cert(issuer) for issuer in row.chain),
        encrypted_key=row.encrypted_key.encode(),
        holder=row.holder,
        title=row.title,
    )


def _card(row: Credential) -> CredentialCard:
    certificate = ssl.PEM_cert_to_DER_cert(row.certificate)
    face = authority.read_certificate(certificate)
    return CredentialCard(
        credential_id=row.id,
        kind=row.kind,
        holder=row.holder,
        title=row.title,
        cadre_id=row.cadre_id,
        active=row.active,
        valid_from=face.valid_from,
        valid_until=face.valid_until,
        fingerprint=authority.fingerprint(certificate),
    )


def _active(reader: Reader, kind: CredentialKind, cadre_id: str | None) -> Iterator[Credential]:
    same = Credential.kind == kind, Credential.cadre_id == cadre_id, Credential.active
    return iter(reader.session.scalars(select(Credential).where(*same)).all())


def _usable(reader: Reader, credential_id: str) -> Credential:
    row = reader.session.get_one(Credential, credential_id)
    if not row.active or row.kind is CredentialKind.AUTHORITY:
        raise UserError("这张证书已停用，不能签名。", field="credential", next_step="请选择有效的证书。")
    return row


def _seal_holder(reader: Reader) -> authority.Holder:
    name = unit(reader, reader.station.unit_id).name if reader.station.unit_id else reader.station.name
    return authority.Holder(name, "", name)


def _person(reader: Reader, cadre_id: str | None) -> authority.Holder:
    """Name the cadre by the post held here today."""
    query = (
        select(Cadre.name, Post.title)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Cadre.id == cadre_id, Post.unit_id == reader.station.unit_id, Post.since <= reader.today)
        .where((Post.until.is_(None)) | (Post.until >= reader.today))
        .order_by(Post.heads_unit.desc(), Post.position)
    )
    found = reader.session.execute(query).first()
    if found is None:
        raise UserError("所选人员现在不在本单位任职。", field="cadre_id", next_step="请重新选择。")
    return authority.Holder(found.name, found.title, _seal_holder(reader).name)
