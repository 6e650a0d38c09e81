"""县下达目标: the county sets annual targets for units, the units take them over and split them (D13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from app.errors import Conflict, UserError
from app.office import Reader, Work
from app.people.actions import KEEPERS, require_own_unit
from app.review.station import require_county
from app.targets.actions import add_target
from app.targets.entries import TargetEntry, check_year
from app.texts import clean
from app.vocabulary import TargetSource
from db.tables.people import Unit
from db.tables.review import CountyTarget
from db.tables.targets import Target

REASON_LIMIT = 200
MOVED = "这项县下达目标刚被改动过。"
LOOK_AGAIN = "请刷新后核对再办理。"


@dataclass(frozen=True, slots=True)
class CountyTargetCard:
    """One target that the county set for a unit; `taken` where the unit split it into its own."""

    id: str
    revision: int
    unit_id: str
    unit: str
    year: int
    title: str
    measure: str
    key_project: bool
    due: date | None
    withdrawn: str
    taken: bool


def set_county_target(work: Work, unit_ids: Sequence[str], year: int, entry: TargetEntry) -> tuple[str, ...]:
    """Set one and the same annual target for several units and return their ids (D13)."""
    require_county(work)
    check_year(year)
    checked = entry.checked(year)
    wanted = list(dict.fromkeys(unit_ids))
    if not wanted:
        raise UserError("请选择单位。", field="unit_ids", next_step="至少选一个单位。")
    rows = [_new_target(work, work.session.get_one(Unit, unit_id), year, checked) for unit_id in wanted]
    work.describe(f"{year}年 {checked.title}（{len(rows)} 个单位）")
    return tuple(row.id for row in rows)


def edit_county_target(work: Work, target_id: str, seen: int, entry: TargetEntry) -> None:
    """Change a county target; what a unit took over already stays the unit's own."""
    row = _kept(work, target_id)
    if work.moved(row, seen):
        raise Conflict(MOVED, next_step=LOOK_AGAIN)
    checked = entry.checked(row.year)
    _check_title(work, row.unit_id, row.year, checked.title, target_id)
    row.title, row.measure = checked.title, checked.measure
    row.key_project, row.due = checked.key_project, checked.due
    work.describe(f"{row.year}年 {row.title}")


def withdraw_county_target(work: Work, target_id: str, seen: int, reason: str) -> None:
    """Withdraw a county target with the reason; it stays listed, and the unit drops its own by itself."""
    row = _kept(work, target_id)
    if row.revision != seen:
        raise Conflict(MOVED, next_step=LOOK_AGAIN)
    row.withdrawn = clean(reason, "撤销原因", REASON_LIMIT, field="reason", required=True, one_line=True)
    work.describe(f"{row.title}：{row.withdrawn}")


def take_over_county_targets(work: Work, target_ids: Sequence[str]) -> tuple[str, ...]:
    """Make the unit's own annual targets out of what the county set, and return their ids (D13).

    The unit then gives them to its people and splits them by month like any other target (D14).
    """
    work.require(*KEEPERS)
    taken = tuple(_take_over(work, target_id) for target_id in dict.fromkeys(target_ids))
    work.describe(f"接收县下达目标 {len(taken)} 项")
    return taken


def _take_over(work: Work, target_id: str) -> str:
    row = work.session.get_one(CountyTarget, target_id)
    require_own_unit(work, row.unit_id)
    if row.withdrawn:
        raise UserError(f"“{row.title}”县里已撤销：{row.withdrawn}。", next_step="请刷新后再看。")
    if work.session.scalar(select(Target.id).where(Target.county_target_id == target_id)):
        raise UserError(f"“{row.title}”已接收。", next_step="请在年度目标分解中查看。")
    entry = replace(_entry(row), source=TargetSource.COUNTY)
    taken = add_target(work, row.unit_id, row.year, entry)
    work.session.get_one(Target, taken).county_target_id = target_id
    return taken


def county_targets(reader: Reader, year: int, unit_id: str | None = None) -> tuple[CountyTargetCard, ...]:
    """Return the year's county targets in county order, withdrawn ones included."""
    reader.require_business()
    query = (
        select(CountyTarget, Unit.name)
        .join(Unit, Unit.id == CountyTarget.unit_id)
        .where(CountyTarget.year == year)
        .order_by(Unit.position, Unit.name, CountyTarget.position, CountyTarget.id)
    )
    if unit_id is not None:
        query = query.where(CountyTarget.unit_id == unit_id)
    taken = set(reader.session.scalars(select(Target.county_target_id).where(Target.year == year)))
    return tuple(_card(row, name, taken) for row, name in reader.session.execute(query))


def waiting_targets(reader: Reader, unit_id: str, years: Iterable[int]) -> tuple[CountyTargetCard, ...]:
    """Return what the county set and the unit has not taken over yet."""
    cards = (card for year in years for card in county_targets(reader, year, unit_id))
    return tuple(card for card in cards if not card.taken and not card.withdrawn)


def _new_target(work: Work, unit: Unit, year: int, entry: TargetEntry) -> CountyTarget:
    _check_title(work, unit.id, year, entry.title, None)
    here = (CountyTarget.unit_id == unit.id, CountyTarget.year == year)
    last = work.session.scalar(select(func.max(CountyTarget.position)).where(*here)) or 0
    row = CountyTarget(
        unit_id=unit.id,
        year=year,
        title=entry.title,
        measure=entry.measure,
        key_project=entry.key_project,
        due=entry.due,
        position=last + 1,
    )
    work.session.add(row)
    return row


def _check_title(work: Work, unit_id: str, year: int, title: str, own_id: str | None) -> None:
    query = select(CountyTarget.id).where(
        CountyTarget.unit_id == unit_id,
        CountyTarget.year == year,
        CountyTarget.title == title,
        CountyTarget.withdrawn == "",
    )
    if any(one != own_id for one in work.session.scalars(query)):
        unit = work.session.get_one(Unit, unit_id)
        raise UserError(f"{unit.name} {year} 年已有这项目标。", field="title", next_step="请修改原目标。")


def _kept(work: Work, target_id: str) -> CountyTarget:
    require_county(work)
    row = work.session.get_one(CountyTarget, target_id)
    if row.withdrawn:
        raise UserError(f"“{row.title}”已撤销。", next_step="如需恢复，请重新下达。")
    return row


def _entry(row: CountyTarget) -> TargetEntry:
    return TargetEntry(row.title, row.measure, key_project=row.key_project, due=row.due)


def _card(row: CountyTarget, unit: str, taken: set[str | None]) -> CountyTargetCard:
    return CountyTargetCard(
        id=row.id,
        revision=row.revision,
        unit_id=row.unit_id,
        unit=unit,
        year=row.year,
        title=row.title,
        measure=row.measure,
        key_project=row.key_project,
        due=row.due,
        withdrawn=row.withdrawn,
        taken=row.id in taken,
    )
