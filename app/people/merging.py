"""What a row of a spreadsheet makes of a person: blank cells change nothing, a new post keeps the old one.

A later 任现职时间 with another title, rank or portfolio begins a new post; otherwise the row corrects the
post that stands. A month alone (2021.03) never changes the day of an existing post of that month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.errors import UserError
from app.numbers import number_label
from app.office import Reader
from app.people.cards import PostLine, Standing, cadre_entry, main_post, post_line
from app.people.entries import CadreEntry, PostEntry
from app.people.rules import PostSpan, check_span
from app.people.sheet import COLUMNS
from app.vocabulary import Term
from db.tables.people import Cadre, Post, Unit

Values = Mapping[str, Any]
"""A row's values by column key; None or missing where the sheet says nothing."""

CADRE_KEYS = ("name", "sex", "born", "party", "category", "note")
POST_KEYS = ("title", "rank", "portfolio", "since", "kind", "heads_unit", "on_team", "reports")
NEWS = ("title", "rank", "portfolio")
TITLES = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the unit's list: the card, the post that counts, the other posts."""

    cadre_id: str
    cadre: CadreEntry
    post: PostLine
    others: tuple[PostLine, ...]

    @property
    def label(self) -> str:
        """Name with what tells namesakes apart."""
        born = f"{self.cadre.born.label}生，" if self.cadre.born else ""
        return f"{self.cadre.name}（{born}{self.post.entry.title}，{self.post.standing.label}）"


@dataclass(frozen=True, slots=True)
class Merged:
    """A person after a row; `begins` tells that the post is a new one, which ends the old."""

    cadre: CadreEntry
    post: PostEntry
    position: int
    begins: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that a row would change, as people read it."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What was, and what comes in its place."""
        return f"{self.label} {self.before or '空'} → {self.after or '空'}"


def known_people(reader: Reader, unit_id: str) -> tuple[Known, ...]:
    """Return everybody who ever held a post in the unit, in board order."""
    query = (
        select(Cadre, Post, Unit.name)
        .join(Post, Post.cadre_id == Cadre.id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.unit_id == unit_id)
        .order_by(Post.position, Cadre.name)
    )
    posts: dict[Cadre, list[Post]] = {}
    unit = ""
    for cadre, post, unit in reader.session.execute(query):  # noqa: B007 - every row names the same unit
        posts.setdefault(cadre, []).append(post)
    return tuple(_known(cadre, held, unit, reader.today) for cadre, held in posts.items())


def _known(cadre: Cadre, posts: Sequence[Post], unit: str, today: date) -> Known:
    main = main_post(posts, today)
    others = tuple(post_line(post, unit, today) for post in posts if post is not main)
    return Known(cadre.id, cadre_entry(cadre), post_line(main, unit, today), others)


def new_entries(values: Values, today: date) -> tuple[CadreEntry, PostEntry]:
    """Return the card and the post of a person who is new; raises `UserError` by field."""
    if values.get("since") is None:
        raise UserError("新增人员必填。", field="since")
    cadre = CadreEntry(**given(values, CADRE_KEYS)).checked(today)
    post = PostEntry(**given(values, POST_KEYS)).checked(today)
    return cadre, post


def merge(values: Values, known: Known, today: date) -> Merged:
    """Lay a row over a known person; raises `UserError` by field where it does not fit."""
    held = known.post.entry
    said = given(values, POST_KEYS)
    said["since"] = since = _since(said.get("since"), held.since)
    news = any(said.get(key, getattr(held, key)) != getattr(held, key) for key in NEWS)
    begins = since > held.since and (news or held.until is not None)
    if known.post.standing is Standing.LEFT and not begins:
        raise UserError("此人已离任；如重新到任，请填新的任职日期。", field="since")
    if begins:
        said |= {"until": None, "ended": None}
    post = replace(held, **said).checked(today)
    others = [_span(other) for other in known.others]
    if begins:
        others.append(replace(_span(known.post), until=held.until or since - timedelta(days=1)))
    check_span(_span(replace(known.post, entry=post)), others)
    cadre = replace(known.cadre, **given(values, CADRE_KEYS)).checked(today)
    return Merged(cadre, post, values.get("position") or known.post.position, begins)


def _since(written: date | None, held: date) -> date:
    if written is None or (written.day == 1 and (written.year, written.month) == (held.year, held.month)):
        return held
    return written


def _span(line: PostLine) -> PostSpan:
    entry = line.entry
    return PostSpan(line.unit_id, entry.kind, entry.reports, entry.since, entry.until)


def given(values: Values, keys: Sequence[str]) -> dict[str, Any]:
    """Return what a row says of these keys."""
    return {key: values[key] for key in keys if values.get(key) is not None}


def changes(known: Known, merged: Merged) -> tuple[FieldChange, ...]:
    """List what differs, in the order of the sheet."""
    before = shown_values(known.cadre, known.post.entry, known.post.position)
    after = shown_values(merged.cadre, merged.post, merged.position)
    return tuple(
        FieldChange(TITLES[key], before[key], after[key])
        for key in TITLES
        if key in before and before[key] != after[key]
    )


def shown_values(cadre: CadreEntry, post: PostEntry, position: int) -> dict[str, str]:
    """Return a person's values as the sheet has them, by column key."""
    values = {key: shown(getattr(cadre, key)) for key in CADRE_KEYS}
    return values | {key: shown(getattr(post, key)) for key in POST_KEYS} | {"position": str(position)}


def shown(value: object) -> str:
    """Return a value as a sheet has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return number_label(value)
    return value.label if isinstance(value, Term) else str(value)
