"""What a person does with the list of people: units, cadres, posts over time, board order.

History: what takes effect on a day (another title, rank or portfolio) is `change_post`, which ends the post
and begins the next, so that every month keeps the post under which its work was done; `edit_post` only
corrects what was entered wrongly. Signed papers are never touched by either: they hold their own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.errors import NotAllowed, UserError
from app.office import Work
from app.people.entries import NOTE_LIMIT, CadreEntry, PostEntry, UnitEntry, columns
from app.people.rules import LEAVING, PostSpan, check_end, check_span
from app.texts import clean
from app.vocabulary import PostEnd, Role, StationKind
from db.base import Recorded
from db.tables.exchange import EnrolledStation, Handover
from db.tables.people import Cadre, Exemption, Post, Unit

KEEPERS = (Role.CLERK, Role.HEAD)


def add_unit(work: Work, entry: UnitEntry) -> str:
    """Add a unit and return its id: at the county, or once at a station that has none yet."""
    work.require(*KEEPERS, Role.ADMIN)
    if work.station.kind is StationKind.UNIT and work.station.unit_id is not None:
        raise NotAllowed("单位由县干部综合考核办公室统一设立。", next_step="本机只管理本单位。")
    card = _checked_unit(work, entry, None)
    order = work.session.scalars(select(Unit.position)).all()
    row = Unit(**columns(card), position=max(order, default=0) + 1)
    work.session.add(row)
    work.describe(row.name)
    return row.id


def edit_unit(work: Work, unit_id: str, entry: UnitEntry) -> None:
    """Change a unit's card; a unit's station only its own."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    row = work.session.get_one(Unit, unit_id)
    put(row, columns(_checked_unit(work, entry, unit_id)))
    work.describe(row.name)


def _checked_unit(work: Work, entry: UnitEntry, unit_id: str | None) -> UnitEntry:
    card = entry.checked()
    namesake = work.session.scalar(select(Unit.id).where(Unit.name == card.name))
    if namesake not in (None, unit_id):
        raise UserError(f"已有名为“{card.name}”的单位。", field="name", next_step="请换一个名称。")
    return card


def add_cadre(work: Work, unit_id: str, cadre: CadreEntry, post: PostEntry) -> str:
    """Add a cadre with the first post in the unit, last on the board; return the cadre's id.

    Transfers in and secondments in (挂职, with `until` where it is known) come this way too.
    """
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    row = Cadre(**columns(cadre.checked(work.today)))
    work.session.add(row)
    work.session.flush()
    _new_post(work, unit_id, row.id, post, _last_position(work, unit_id) + 1)
    work.describe(f"{row.name} {post.title}")
    return row.id


def edit_cadre(work: Work, cadre_id: str, cadre: CadreEntry) -> None:
    """Correct a cadre's personal data."""
    row = _kept_cadre(work, cadre_id)
    put(row, columns(cadre.checked(work.today)))
    work.describe(row.name)


def remove_cadre(work: Work, cadre_id: str) -> None:
    """Take back a cadre entered by mistake, with posts and exemptions; refused once anything refers to it."""
    row = _kept_cadre(work, cadre_id)
    name = row.name
    work.describe(name)
    refusal = UserError(
        f"{name}已有目标、计划、报告或账户，不能删除。", next_step="如已离开本单位，请办理“离任”。"
    )
    posts = work.session.scalars(select(Post).where(Post.cadre_id == cadre_id))
    exemptions = work.session.scalars(select(Exemption).where(Exemption.cadre_id == cadre_id))
    work.remove(row, (*posts, *exemptions), refusal)


def add_post(work: Work, cadre_id: str, unit_id: str, post: PostEntry) -> str:
    """Give a cadre one more post (兼职, 挂职, or a return to the unit) and return the post's id."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    cadre = work.session.get_one(Cadre, cadre_id)
    held = [row for row in posts_of(work, cadre_id) if row.unit_id == unit_id and row.until is None]
    position = min((row.position for row in held), default=_last_position(work, unit_id) + 1)
    row = _new_post(work, unit_id, cadre_id, post, position)
    work.describe(f"{cadre.name} {post.title}")
    return row.id


def edit_post(work: Work, post_id: str, post: PostEntry) -> None:
    """Correct what was entered of a post, its dates included."""
    row = _kept_post(work, post_id)
    entry = post.checked(work.today)
    _check_beside(work, row.cadre_id, _span(row.unit_id, entry), besides=post_id)
    put(row, columns(entry))
    work.describe(f"{name_of(work, row.cadre_id)} {row.title}")


def change_post(work: Work, post_id: str, post: PostEntry) -> str:
    """End a post on the day before `post.since` and begin the next in its place; return the new post's id.

    For another title, rank or portfolio; the board position stays.
    """
    row = _kept_post(work, post_id)
    check_end(row.since, row.until, post.since - timedelta(days=1))
    row.until, row.ended = post.since - timedelta(days=1), PostEnd.CHANGED
    work.session.flush()
    changed = _new_post(work, row.unit_id, row.cadre_id, post, row.position)
    work.describe(f"{name_of(work, row.cadre_id)} {changed.title}")
    return changed.id


def end_post(work: Work, post_id: str, on: date, why: PostEnd, remark: str = "") -> None:
    """End a post with its last day and the reason; worked months stay with the unit (domain.md §2.18).

    调任, 退休 and 去世 end all the cadre's posts in the unit. `remark` (where to, which document) is added to
    the cadre's note.
    """
    row = _kept_post(work, post_id)
    check_end(row.since, row.until, on)
    ending = [row]
    if why in LEAVING:
        ending += [p for p in posts_of(work, row.cadre_id) if p.unit_id == row.unit_id and p is not row]
    for held in ending:
        if held.since <= on and (held.until is None or held.until > on):
            held.until, held.ended = on, why
    cadre = work.session.get_one(Cadre, row.cadre_id)
    cadre.note = _noted(cadre.note, on, why, remark)
    work.describe(f"{cadre.name} {why.label} {on.isoformat()}")


def _noted(note: str, on: date, why: PostEnd, remark: str) -> str:
    text = clean(remark, "去向及依据", 200, field="remark", one_line=True)
    if not text:
        return note
    return clean(f"{note}\n{on.isoformat()} {why.label}：{text}", "备注", NOTE_LIMIT + 300, field="remark")


def reorder_board(work: Work, unit_id: str, cadre_ids: Sequence[str]) -> None:
    """Set the board order of the cadres in post; those not named keep their order behind them."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    query = select(Post).where(Post.unit_id == unit_id, Post.until.is_(None)).order_by(Post.position)
    posts = work.session.scalars(query).all()
    order = dict.fromkeys((*cadre_ids, *(post.cadre_id for post in posts)))
    places = {cadre_id: place for place, cadre_id in enumerate(order, 1)}
    for post in posts:
        post.position = places[post.cadre_id]
    work.describe(work.session.get_one(Unit, unit_id).name)


def _new_post(work: Work, unit_id: str, cadre_id: str, post: PostEntry, position: int) -> Post:
    entry = post.checked(work.today)
    _check_beside(work, cadre_id, _span(unit_id, entry), besides=None)
    row = Post(cadre_id=cadre_id, unit_id=unit_id, position=position, **columns(entry))
    work.session.add(row)
    return row


def _check_beside(work: Work, cadre_id: str, span: PostSpan, *, besides: str | None) -> None:
    check_span(span, [_span(row.unit_id, row) for row in posts_of(work, cadre_id) if row.id != besides])


def _span(unit_id: str, post: Post | PostEntry) -> PostSpan:
    return PostSpan(unit_id, post.kind, post.reports, post.since, post.until)


def posts_of(work: Work, cadre_id: str) -> Sequence[Post]:
    """Return the posts of one cadre, oldest first."""
    return work.session.scalars(select(Post).where(Post.cadre_id == cadre_id).order_by(Post.since)).all()


def _last_position(work: Work, unit_id: str) -> int:
    query = select(Post.position).where(Post.unit_id == unit_id, Post.until.is_(None))
    return max(work.session.scalars(query), default=0)


def name_of(work: Work, cadre_id: str) -> str:
    """Return the cadre's name."""
    return work.session.get_one(Cadre, cadre_id).name


def _kept_cadre(work: Work, cadre_id: str) -> Cadre:
    work.require(*KEEPERS)
    for post in posts_of(work, cadre_id):
        require_own_unit(work, post.unit_id)
    return work.session.get_one(Cadre, cadre_id)


def _kept_post(work: Work, post_id: str) -> Post:
    work.require(*KEEPERS)
    row = work.session.get_one(Post, post_id)
    require_own_unit(work, row.unit_id)
    return row


def require_own_unit(work: Work, unit_id: str) -> None:
    """Raise `NotAllowed` where a unit's station would write another unit's rows (exchange.md §1)."""
    if work.station.kind is StationKind.UNIT and unit_id != work.station.unit_id:
        raise NotAllowed("本机只管理本单位的人员。", next_step="请在该单位的电脑上办理。")
    if work.station.kind is StationKind.COUNTY and _keeps_itself(work, unit_id):
        raise NotAllowed("该单位还没有移交人员名册。", next_step="请该单位导入回执后再报一次。")


def _keeps_itself(work: Work, unit_id: str) -> bool:
    """Tell whether a unit with a station of its own has not handed its list of people over yet."""
    enrolled = select(EnrolledStation.id).where(EnrolledStation.unit_id == unit_id).limit(1)
    handed_over = select(Handover.id).where(Handover.unit_id == unit_id)
    return work.session.scalar(enrolled) is not None and work.session.scalar(handed_over) is None


def put(row: Recorded, values: dict[str, Any]) -> None:
    """Set columns by name."""
    for name, value in values.items():
        setattr(row, name, value)
