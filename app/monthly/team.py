"""Who sits in the unit on a day: who can chair, attend and sign (D22–D24; domain.md §2.14–2.17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.office import Reader
from db.tables.people import Cadre, Post


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One person who holds a post in the unit on the day."""

    cadre_id: str
    name: str
    title: str
    heads_unit: bool
    on_team: bool


def team_on(reader: Reader, unit_id: str, day: date) -> tuple[TeamLine, ...]:
    """Return who holds a post in the unit on `day`, in board order, each cadre once with the highest post."""
    query = (
        select(Cadre.id, Cadre.name, Post.title, Post.heads_unit, Post.on_team)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.unit_id == unit_id, Post.since <= day, or_(Post.until.is_(None), Post.until >= day))
        .order_by(Post.position, Post.since, Cadre.name)
    )
    lines: dict[str, TeamLine] = {}
    for row in reader.session.execute(query):
        line = TeamLine(*row)
        lines.setdefault(line.cadre_id, line)
    return tuple(lines.values())
