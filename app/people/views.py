"""Reads on people: the list of a unit in a month, in board order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from app.office import Reader
from app.people.rules import Duty, ExemptionSpan, PostSpan, duty
from app.vocabulary import ExemptionKind, Month, PersonCategory, PostKind, Rank, Sex, UnitKind
from db.tables.people import Cadre, Exemption, Post, Unit
from db.tables.review import MonthWaiver


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as lists and papers show it."""

    id: str
    name: str
    short_name: str
    kind: UnitKind
    body: str
    notice_place: str


@dataclass(frozen=True, slots=True)
class Member:
    """One cadre in a unit's list of a month: person, post and whether a report is due."""

    cadre_id: str
    post_id: str
    unit_id: str
    name: str
    sex: Sex | None
    born: Month | None
    party: str
    category: PersonCategory
    title: str
    rank: Rank
    kind: PostKind
    heads_unit: bool
    on_team: bool
    portfolio: str
    position: int
    since: date
    duty: Duty


def units(reader: Reader) -> tuple[UnitCard, ...]:
    """Return every unit in county order."""
    rows = reader.session.scalars(select(Unit).order_by(Unit.position, Unit.name))
    return tuple(unit_card(row) for row in rows)


def unit_card(unit: Unit) -> UnitCard:
    """Return what is shown of a unit."""
    return UnitCard(unit.id, unit.name, unit.short_name, unit.kind, unit.body, unit.notice_place)


def unit(reader: Reader, unit_id: str) -> UnitCard:
    """Return one unit."""
    return unit_card(reader.session.get_one(Unit, unit_id))


def roster(reader: Reader, unit_id: str, month: Month) -> tuple[Member, ...]:
    """Return who holds a post in the unit during `month`, in board order, each cadre once.

    A cadre with several posts stands with the one that reports, then the most recent one (domain.md §2.17).
    """
    reader.require_business()
    held_then = and_(
        Post.unit_id == unit_id,
        Post.since <= month.last_day,
        or_(Post.until.is_(None), Post.until >= month.first_day),
    )
    query = (
        select(Cadre, Post)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(held_then)
        .order_by(Post.position, Post.since.desc(), Cadre.name)
    )
    exemptions = exemptions_of(reader, unit_id, month)
    first_day = reader.rulebook(month).first_report_day
    held_by: dict[Cadre, list[Post]] = {}
    for cadre, post in reader.session.execute(query):
        held_by.setdefault(cadre, []).append(post)
    members = [
        max((member(cadre, post, exemptions, month, first_day, posts) for post in posts), key=_rank)
        for cadre, posts in held_by.items()
    ]
    return tuple(sorted(members, key=lambda m: (m.position, m.since)))


def _rank(member: Member) -> tuple[bool, bool, date]:
    return member.duty.due or member.duty.exempt, member.kind is not PostKind.CONCURRENT, member.since


def board_order(reader: Reader, unit_id: str) -> dict[str, int]:
    """Return the latest board position of everybody who ever held a post in the unit, by cadre."""
    query = select(Post.cadre_id, Post.position).where(Post.unit_id == unit_id).order_by(Post.since)
    return {row.cadre_id: row.position for row in reader.session.execute(query)}


def exemptions_of(reader: Reader, unit_id: str, month: Month) -> dict[str | None, list[ExemptionSpan]]:
    """Return the unit's exemptions that cover `month`, by cadre; key None holds those of the whole unit.

    A month that the county waives is among the latter (domain.md §2.41).
    """
    query = select(Exemption).where(
        Exemption.unit_id == unit_id, Exemption.first <= month, Exemption.last >= month
    )
    spans: dict[str | None, list[ExemptionSpan]] = {}
    for row in reader.session.scalars(query):
        spans.setdefault(row.cadre_id, []).append(ExemptionSpan(row.first, row.last, row.kind, row.reason))
    spans.setdefault(None, []).extend(waived_months(reader, month, month))
    return spans


def waived_months(reader: Reader, first: Month, last: Month) -> list[ExemptionSpan]:
    """Return the 免报月 that the county declared for every unit, each as an exemption (domain.md §2.41)."""
    query = select(MonthWaiver.month, MonthWaiver.reason).where(MonthWaiver.month.between(first, last))
    return [
        ExemptionSpan(month, month, ExemptionKind.COUNTY_WIDE, reason)
        for month, reason in reader.session.execute(query.order_by(MonthWaiver.month))
    ]


def span_of(post: Post) -> PostSpan:
    """Return what the rules need of a post."""
    return PostSpan(post.unit_id, post.kind, post.reports, post.since, post.until)


def member(
    cadre: Cadre,
    post: Post,
    exemptions: dict[str | None, list[ExemptionSpan]],
    month: Month,
    first_report_day: int,
    others: Sequence[Post] = (),
) -> Member:
    """Join a cadre and a post into a line of the list; `others` are the cadre's posts there that month."""
    applying = exemptions.get(cadre.id, []) + exemptions.get(None, [])
    return Member(
        cadre_id=cadre.id,
        post_id=post.id,
        unit_id=post.unit_id,
        name=cadre.name,
        sex=cadre.sex,
        born=cadre.born,
        party=cadre.party,
        category=cadre.category,
        title=post.title,
        rank=post.rank,
        kind=post.kind,
        heads_unit=post.heads_unit,
        on_team=post.on_team,
        portfolio=post.portfolio,
        position=post.position,
        since=post.since,
        duty=duty(
            span_of(post),
            applying,
            month,
            first_report_day=first_report_day,
            others=[span_of(other) for other in others],
        ),
    )
