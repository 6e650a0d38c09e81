"""The editions of a month's digest and the leaders' remarks; at a unit, those that concern it (D38–D39)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import blobs
from app.drafts import kept_typing
from app.office import Reader
from app.people.views import units
from app.review.digest_form import Paragraph, Wording
from app.review.digest_views import require_county
from app.vocabulary import Month, Role
from db.tables.people import Unit
from db.tables.review import Digest, LeaderRemark


@dataclass(frozen=True, slots=True)
class EditionCard:
    """One edition as it was laid before the leaders."""

    id: str
    month: Month
    edition: int
    made_by: str
    made_at: datetime
    wording: Wording


@dataclass(frozen=True, slots=True)
class RemarkCard:
    """One leader's remark; `units` are the names of those concerned, empty for all."""

    id: str
    revision: int
    month: Month
    edition: int | None
    """None at a unit, which never gets the digest itself."""
    leader: str
    title: str
    text: str
    given_on: date
    unit_ids: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestBoard:
    """The editions of a month, newest first, with the remarks on them and the units to choose from."""

    month: Month
    editions: tuple[EditionCard, ...]
    remarks: tuple[RemarkCard, ...]
    units: tuple[tuple[str, str], ...]
    """Id and short name, in county order."""


def digest_board(reader: Reader, month: Month) -> DigestBoard:
    """Return what has been laid before the leaders in the month, and their remarks, oldest first."""
    require_county(reader)
    rows = reader.session.scalars(
        select(Digest).where(Digest.month == month).order_by(Digest.edition.desc())
    ).all()
    numbers = {row.id: row.edition for row in rows}
    query = select(LeaderRemark).where(LeaderRemark.month == month)
    remarks = reader.session.scalars(query.order_by(LeaderRemark.given_on, LeaderRemark.id)).all()
    named = tuple((one.id, one.short_name) for one in units(reader))
    return DigestBoard(
        month,
        tuple(_edition(row) for row in rows),
        tuple(_card(row, dict(named), numbers.get(row.digest_id)) for row in remarks),
        named,
    )


def edition_pdf(reader: Reader, digest_id: str) -> bytes:
    """Return an edition's bytes as they were printed."""
    require_county(reader)
    return blobs.content(reader, reader.session.get_one(Digest, digest_id).paper_digest)


def remarks_for(reader: Reader, unit_id: str) -> tuple[RemarkCard, ...]:
    """Return what the leaders remarked that concerns a unit, newest first, for who runs it (D39)."""
    reader.require(Role.CLERK, Role.HEAD)
    names = dict(iter(reader.session.execute(select(Unit.id, Unit.short_name))))
    rows = reader.session.scalars(
        select(LeaderRemark).order_by(LeaderRemark.given_on.desc(), LeaderRemark.id)
    )
    return tuple(_card(row, names, None) for row in rows if not row.unit_ids or unit_id in row.unit_ids)


def _edition(row: Digest) -> EditionCard:
    return EditionCard(
        id=row.id,
        month=row.month,
        edition=row.edition,
        made_by=row.made_by,
        made_at=row.made_at,
        wording=_wording(row.notable, row.problems),
    )


def typing_page(month: Month) -> str:
    """Return under which name the wording of a month is kept while it is being typed."""
    return f"digest:{month}"


def kept_wording(reader: Reader, month: Month) -> Wording:
    """Return the wording that this account is working on, else that of the newest edition."""
    require_county(reader)
    typed = kept_typing(reader, typing_page(month))
    if typed is not None:
        return _wording(typed.body.get("notable", []), typed.body.get("problems", []))
    newest = select(Digest).where(Digest.month == month).order_by(Digest.edition.desc()).limit(1)
    row = reader.session.scalar(newest)
    return _wording(row.notable, row.problems) if row else Wording()


def _wording(notable: Iterable[dict[str, str]], problems: Iterable[dict[str, str]]) -> Wording:
    return Wording(
        *(tuple(Paragraph(one["unit_id"], one["text"]) for one in part) for part in (notable, problems))
    )


def _card(row: LeaderRemark, names: dict[str, str], edition: int | None) -> RemarkCard:
    return RemarkCard(
        id=row.id,
        revision=row.revision,
        month=row.month,
        edition=edition,
        leader=row.leader,
        title=row.title,
        text=row.text,
        given_on=row.given_on,
        unit_ids=tuple(row.unit_ids),
        units=tuple(names.get(unit_id, "（名册外单位）") for unit_id in row.unit_ids),
    )
