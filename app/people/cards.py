"""Reads on people one by one: the list with its filter, the card of a cadre, the exemptions, the hints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from app.errors import UserError
from app.office import Reader
from app.people.entries import CadreEntry, ExemptionEntry, PostEntry, UnitEntry
from app.people.rules import hints, name_key
from app.vocabulary import ExemptionKind, Month, PostEnd, PostKind, Rank, Role, Term
from db.tables.people import Cadre, Exemption, Post, Unit


class Standing(Term):
    """Where a cadre stands in a unit on a day."""

    IN_POST = "in_post", "在任"
    COMING = "coming", "待任"
    LEFT = "left", "离任"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One cadre in the list of a unit, with the post that counts now (or counted last)."""

    cadre_id: str
    post_id: str
    name: str
    title: str
    rank: Rank
    kind: PostKind
    heads_unit: bool
    on_team: bool
    reports: bool
    portfolio: str
    position: int
    since: date
    until: date | None
    ended: PostEnd | None
    standing: Standing
    exempt: ExemptionKind | None
    """The exemption that covers the current month."""


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of a cadre over time; `entry` is what the form shows."""

    post_id: str
    unit_id: str
    unit: str
    position: int
    entry: PostEntry
    standing: Standing


@dataclass(frozen=True, slots=True)
class ExemptionLine:
    """One approved exemption; `name` is empty for the whole unit, the reason where it is no concern."""

    exemption_id: str
    name: str
    entry: ExemptionEntry


@dataclass(frozen=True, slots=True)
class CadreCard:
    """A cadre with posts, newest first, and exemptions, newest first."""

    cadre_id: str
    entry: CadreEntry
    posts: tuple[PostLine, ...]
    exemptions: tuple[ExemptionLine, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everything the page of people shows around one card."""

    people: tuple[PersonLine, ...]
    unit: UnitEntry
    exemptions: tuple[ExemptionLine, ...]
    hints: tuple[str, ...]


def people_page(reader: Reader, unit_id: str) -> PeoplePage:
    """Return the unit's people, card, exemptions and hints."""
    return PeoplePage(
        people(reader, unit_id),
        unit_entry(reader, unit_id),
        exemptions(reader, unit_id),
        roster_hints(reader, unit_id),
    )


def people(
    reader: Reader, unit_id: str, standing: Standing | None = None, text: str = ""
) -> tuple[PersonLine, ...]:
    """Return everybody who ever held a post in the unit: in board order, those who left behind.

    `standing` and `text` (part of a name, title or portfolio) narrow the list.
    """
    reader.require_business()
    query = (
        select(Cadre, Post)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.unit_id == unit_id)
        .order_by(Post.since.desc(), Cadre.name)
    )
    posts: dict[Cadre, list[Post]] = {}
    for cadre, post in reader.session.execute(query):
        posts.setdefault(cadre, []).append(post)
    exempt = _exempt_now(reader, unit_id)
    lines = [_line(cadre, held, exempt, reader.today) for cadre, held in posts.items()]
    shown = [line for line in lines if standing in (None, line.standing) and _matches(line, text)]
    return tuple(sorted(shown, key=lambda line: (line.standing is Standing.LEFT, line.position)))


def _exempt_now(reader: Reader, unit_id: str) -> dict[str | None, ExemptionKind]:
    month = Month.of(reader.today)
    query = select(Exemption.cadre_id, Exemption.kind).where(
        Exemption.unit_id == unit_id, Exemption.first <= month, Exemption.last >= month
    )
    return {row.cadre_id: row.kind for row in reader.session.execute(query)}


def _line(
    cadre: Cadre, posts: Iterable[Post], exempt: dict[str | None, ExemptionKind], today: date
) -> PersonLine:
    post = max(
        posts, key=lambda p: (_weight(p, today), p.kind is not PostKind.CONCURRENT, p.reports, p.since)
    )
    standing = standing_of(post, today)
    covered = exempt.get(cadre.id, exempt.get(None)) if standing is Standing.IN_POST else None
    return PersonLine(
        cadre_id=cadre.id,
        post_id=post.id,
        name=cadre.name,
        title=post.title,
        rank=post.rank,
        kind=post.kind,
        heads_unit=post.heads_unit,
        on_team=post.on_team,
        reports=post.reports,
        portfolio=post.portfolio,
        position=post.position,
        since=post.since,
        until=post.until,
        ended=post.ended,
        standing=standing,
        exempt=covered,
    )


def main_post(posts: Iterable[Post], today: date) -> Post:
    """Return the post that counts of one cadre's: the one held and reported from, else the latest."""
    return max(posts, key=lambda post: _weight(post, today))


def _weight(post: Post, today: date) -> tuple[int, bool, bool, date]:
    order = (Standing.LEFT, Standing.COMING, Standing.IN_POST)
    rank = order.index(standing_of(post, today))
    return rank, post.kind is not PostKind.CONCURRENT, post.reports, post.since


def standing_of(post: Post, today: date) -> Standing:
    """Tell whether a post is held, not yet begun, or over."""
    if post.until is not None and post.until < today:
        return Standing.LEFT
    return Standing.COMING if post.since > today else Standing.IN_POST


def _matches(line: PersonLine, text: str) -> bool:
    wanted = name_key(text)
    return any(wanted in name_key(field) for field in (line.name, line.title, line.portfolio))


def cadre_card(reader: Reader, cadre_id: str) -> CadreCard:
    """Return one cadre with posts over time and exemptions."""
    reader.require_business()
    cadre = reader.session.get(Cadre, cadre_id)
    if cadre is None:
        raise UserError("这个人已不在名单里。", next_step="请刷新后再看。")
    query = (
        select(Post, Unit.name)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.cadre_id == cadre_id)
        .order_by(Post.since.desc(), Post.position)
    )
    posts = tuple(post_line(post, unit, reader.today) for post, unit in reader.session.execute(query))
    own = or_(Exemption.cadre_id == cadre_id, Exemption.cadre_id.is_(None))
    units = {post.unit_id for post in posts}
    exemptions = _exemption_lines(reader, _exemptions().where(own, Exemption.unit_id.in_(units)))
    return CadreCard(cadre.id, cadre_entry(cadre), posts, exemptions)


def cadre_entry(cadre: Cadre) -> CadreEntry:
    """Return a cadre's personal data as the form shows it."""
    return CadreEntry(cadre.name, cadre.sex, cadre.born, cadre.party, cadre.category, cadre.note)


def post_line(post: Post, unit: str, today: date) -> PostLine:
    """Return a post as lists and forms show it."""
    entry = PostEntry(
        title=post.title,
        since=post.since,
        rank=post.rank,
        kind=post.kind,
        heads_unit=post.heads_unit,
        on_team=post.on_team,
        reports=post.reports,
        portfolio=post.portfolio,
        until=post.until,
        ended=post.ended,
    )
    return PostLine(post.id, post.unit_id, unit, post.position, entry, standing_of(post, today))


def exemptions(reader: Reader, unit_id: str) -> tuple[ExemptionLine, ...]:
    """Return every exemption of the unit, newest first."""
    reader.require_business()
    return _exemption_lines(reader, _exemptions().where(Exemption.unit_id == unit_id))


def _exemptions() -> Select[Exemption, str | None]:
    return (
        select(Exemption, Cadre.name)
        .outerjoin(Cadre, Cadre.id == Exemption.cadre_id)
        .order_by(Exemption.first.desc(), Exemption.last.desc())
    )


def _exemption_lines(reader: Reader, query: Select[Exemption, str | None]) -> tuple[ExemptionLine, ...]:
    return tuple(_exemption_line(reader, row, name) for row, name in reader.session.execute(query))


def _exemption_line(reader: Reader, row: Exemption, name: str | None) -> ExemptionLine:
    open_reason = row.cadre_id is None or reader.may(Role.CLERK, Role.HEAD, cadre_id=row.cadre_id)
    reason = row.reason if open_reason else ""
    entry = ExemptionEntry(
        row.cadre_id, row.first, row.last, row.kind, reason, row.approved_by, row.approved_on
    )
    return ExemptionLine(row.id, name or "", entry)


def unit_entry(reader: Reader, unit_id: str) -> UnitEntry:
    """Return a unit's card as the form shows it."""
    row = reader.session.get_one(Unit, unit_id)
    return UnitEntry(row.name, row.short_name, row.kind, row.body, row.notice_place)


def roster_hints(reader: Reader, unit_id: str) -> tuple[str, ...]:
    """Say what looks unusual in today's list of the unit; nothing here hinders anything."""
    kind = reader.session.get_one(Unit, unit_id).kind
    return hints(people(reader, unit_id, Standing.IN_POST), kind)
