"""Where on a booklet's cover each signature stands: the head's box, the seal's, the row of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from app.accounts.credentials import CredentialCard, credentials
from app.documents.signing import SignatureField
from app.errors import UserError
from app.monthly.booklet_paper import HEAD_BOX, OTHER_BOXES, SEAL_BOX
from app.office import Reader
from app.people.views import roster
from app.vocabulary import CredentialKind, Month
from db.tables.office import Credential
from db.tables.people import Post


def signers(reader: Reader) -> tuple[CredentialCard, ...]:
    """Return the certificates that can sign a booklet: the people in board order, then the seal."""
    unit_id = reader.station.unit_id
    members = roster(reader, unit_id, Month.of(reader.today)) if unit_id else ()
    order = {member.cadre_id: place for place, member in enumerate(members)}
    usable = [one for one in credentials(reader) if one.active and one.kind is not CredentialKind.AUTHORITY]
    return tuple(sorted(usable, key=lambda one: (one.kind is CredentialKind.STATION, _rank(order, one))))


def _rank(order: Mapping[str, int], card: CredentialCard) -> int:
    return order.get(card.cadre_id or "", len(order))


def signature_place(reader: Reader, signer: Credential, taken: Collection[str]) -> SignatureField:
    """Return where a certificate's holder signs on a cover whose fields `taken` are signed already.

    The unit's seal and one of its heads (§2.15) have boxes of their own; everybody else, a second head too,
    signs in the row above. Raises `UserError` once there is no room.
    """
    if signer.kind is CredentialKind.STATION:
        return SignatureField("seal", 0, SEAL_BOX)
    if "head" not in taken and _heads(reader, signer.cadre_id):
        return SignatureField("head", 0, HEAD_BOX)
    for number, box in enumerate(OTHER_BOXES, 1):
        if (name := f"other{number}") not in taken:
            return SignatureField(name, 0, box)
    raise UserError(
        f"封面上已有 {len(OTHER_BOXES)} 位其他领导签名，没有位置再签。",
        field="credential",
        next_step="还要签名的，请在打印件上手签。",
    )


def _heads(reader: Reader, cadre_id: str | None) -> bool:
    now = (Post.since <= reader.today, or_(Post.until.is_(None), Post.until >= reader.today))
    here = (Post.cadre_id == cadre_id, Post.unit_id == reader.station.unit_id, Post.heads_unit)
    return reader.session.scalars(select(Post.id).where(*here, *now)).first() is not None
