"""Finds a cadre among all of the database by name, unit or post, now or then (D27)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from app.office import Reader
from app.texts import plain_text
from app.vocabulary import PostKind, Role
from db.tables.people import Cadre, Post, Unit

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One cadre with the latest post; `left` once that post is over."""

    cadre_id: str
    name: str
    unit: str
    title: str
    left: bool


def find_cadres(reader: Reader, text: str = "", offset: int = 0, limit: int = 200) -> tuple[Found, ...]:
    """Return the cadres whose name, or any unit or post ever held, holds the text; in county and board order.

    `%` and `_` are plain signs. A cadre's account finds only its own record, a unit only its own people.
    """
    reader.require_business()
    wanted = plain_text(text).strip()[:LONGEST]
    query = (
        select(Cadre.id, Cadre.name, Unit.short_name, Post.title, Post.until)
        .join(Post, Post.cadre_id == Cadre.id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(~_has_later_post(), *_matching(wanted), *_allowed(reader))
        .order_by(Unit.position, Unit.name, Post.position, Post.since, Cadre.id)
    )
    rows = reader.session.execute(query.offset(offset).limit(limit))
    return tuple(
        Found(id_, name, unit, title, left=until is not None and until < reader.today)
        for id_, name, unit, title, until in rows
    )


def _has_later_post() -> ColumnElement[bool]:
    """Tell whether another post of the cadre says more: one held as 任职, then the latest."""
    later = aliased(Post)
    return exists().where(
        later.cadre_id == Post.cadre_id,
        or_(
            _weight(later) > _weight(Post),
            and_(
                _weight(later) == _weight(Post),
                or_(later.since > Post.since, and_(later.since == Post.since, later.id > Post.id)),
            ),
        ),
    )


def _weight(post: type[Post]) -> ColumnElement[int]:
    return case((post.kind == PostKind.CONCURRENT, 0), else_=1)


def _matching(wanted: str) -> list[ColumnElement[bool]]:
    if not wanted:
        return []
    held, unit = aliased(Post), aliased(Unit)
    ever = exists().where(
        held.cadre_id == Cadre.id,
        held.unit_id == unit.id,
        or_(
            unit.name.contains(wanted, autoescape=True),
            unit.short_name.contains(wanted, autoescape=True),
            held.title.contains(wanted, autoescape=True),
        ),
    )
    return [or_(Cadre.name.contains(wanted, autoescape=True), ever)]


def _allowed(reader: Reader) -> list[ColumnElement[bool]]:
    """Narrow to the own record, at a unit to whoever held a post there; the county sees everybody."""
    if not reader.may(Role.CLERK, Role.HEAD):
        return [Cadre.id == (reader.login.cadre_id or "")]
    if reader.station.unit_id is None:
        return []
    here = aliased(Post)
    return [exists().where(here.cadre_id == Cadre.id, here.unit_id == reader.station.unit_id)]
