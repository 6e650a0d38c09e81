"""What a person does with annual targets: add, change, drop, give to people, split by month, copy a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.errors import UserError
from app.office import Reader, Work
from app.people.actions import KEEPERS, require_own_unit
from app.targets.entries import Holder, TargetEntry, check_holders, check_weight, check_year, clean_task
from app.targets.rules import repeated
from app.texts import clean
from app.vocabulary import Month, Part
from db.tables.people import Post
from db.tables.targets import Target, TargetHolder, TargetSlice

DROP_LIMIT = 200


def add_target(
    work: Work, unit_id: str, year: int, entry: TargetEntry, holders: Sequence[Holder] = ()
) -> str:
    """Add an annual target at the end of the year's list and return its id."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    check_year(year)
    checked = entry.checked(year)
    _check_title(work, unit_id, year, checked.title, None)
    last = max((row.position for row in target_rows(work, unit_id, year)), default=0)
    row = Target(unit_id=unit_id, year=year, position=last + 1, **_columns(checked))
    work.session.add(row)
    work.session.flush()
    _put_holders(work, row, holders)
    work.describe(f"{year}年 {row.title}")
    return row.id


def edit_target(
    work: Work, target_id: str, entry: TargetEntry, holders: Sequence[Holder] | None = None
) -> None:
    """Change a target's words, measure, source, time limit, mark as key project, and holders if given."""
    row = kept_target(work, target_id)
    checked = entry.checked(row.year)
    _check_title(work, row.unit_id, row.year, checked.title, target_id)
    for name, value in _columns(checked).items():
        setattr(row, name, value)
    if holders is not None:
        _put_holders(work, row, holders)
    work.describe(f"{row.year}年 {row.title}")


def drop_target(work: Work, target_id: str, reason: str) -> None:
    """Drop a target during the year: it stays listed with the reason and enters no further plan."""
    row = kept_target(work, target_id)
    row.dropped = clean(reason, "撤销原因", DROP_LIMIT, field="reason", required=True, one_line=True)
    work.describe(f"{row.title}：{row.dropped}")


def restore_target(work: Work, target_id: str) -> None:
    """Let a dropped target stand again."""
    row = kept_target(work, target_id)
    row.dropped = ""
    work.describe(row.title)


def remove_target(work: Work, target_id: str) -> None:
    """Take back a target entered by mistake; refused once a plan or report refers to it."""
    row = kept_target(work, target_id)
    title = row.title
    work.describe(title)
    refusal = UserError(f"“{title}”已列入月计划，不能删除。", next_step="如不再执行，请“撤销”并写明原因。")
    holders = work.session.scalars(select(TargetHolder).where(TargetHolder.target_id == target_id))
    slices = work.session.scalars(select(TargetSlice).where(TargetSlice.target_id == target_id))
    work.remove(row, (*holders, *slices), refusal)


def reorder_targets(work: Work, unit_id: str, year: int, target_ids: Sequence[str]) -> None:
    """Set the order of a year's targets; those not named follow in their old order."""
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    rows = {row.id: row for row in target_rows(work, unit_id, year)}
    order = dict.fromkeys((*(one for one in target_ids if one in rows), *rows))
    for position, target_id in enumerate(order, 1):
        rows[target_id].position = position
    work.describe(f"{year}年 {len(rows)} 项")


def set_holders(work: Work, target_id: str, holders: Sequence[Holder]) -> None:
    """Set who answers for a target: one 主办 at least where there is anybody (D61)."""
    row = kept_target(work, target_id)
    _put_holders(work, row, holders)
    work.describe(row.title)


def weigh_holding(work: Work, target_id: str, cadre_id: str, weight: Decimal | None) -> None:
    """Set the weight, in percent, of a target among those that one cadre answers for; None takes it away."""
    target = kept_target(work, target_id)
    row = next((row for row in holder_rows(work, [target_id]) if row.cadre_id == cadre_id), None)
    if row is None:
        raise UserError(f"“{target.title}”已不由此人承担。", field="weight", next_step="请刷新后再看。")
    check_weight(weight)
    row.weight = weight
    work.describe(target.title)


def assign_holders(work: Work, target_ids: Sequence[str], holders: Sequence[Holder]) -> None:
    """Give the same targets to many people at once; who holds one already gets the new part."""
    for target_id in target_ids:
        row = kept_target(work, target_id)
        held = {old.cadre_id: Holder(old.cadre_id, old.part) for old in holder_rows(work, [target_id])}
        _put_holders(work, row, tuple((held | {new.cadre_id: new for new in holders}).values()))
    work.describe(f"{len(target_ids)} 项目标，{len(holders)} 人")


def _put_holders(work: Work, target: Target, holders: Sequence[Holder]) -> None:
    check_holders(tuple(holders))
    _check_belong(work, target.unit_id, [holder.cadre_id for holder in holders])
    old = {row.cadre_id: row for row in holder_rows(work, [target.id])}
    for holder in holders:
        row = old.pop(holder.cadre_id, None)
        if row is None:
            work.session.add(TargetHolder(target_id=target.id, cadre_id=holder.cadre_id, part=holder.part))
        else:
            row.part = holder.part
    for row in old.values():
        work.session.delete(row)


def _check_belong(work: Work, unit_id: str, cadre_ids: Iterable[str]) -> None:
    known = set(work.session.scalars(select(Post.cadre_id).where(Post.unit_id == unit_id)))
    if not known.issuperset(cadre_ids):
        raise UserError("责任人应是本单位人员。", field="holders", next_step="请刷新名单后重选。")


def split_by_month(work: Work, tasks: Mapping[tuple[str, Month], str]) -> int:
    """Store cells of the 12-month grid by (target, month); an empty text clears its cell.

    Returns how many cells changed. Plans already drawn up keep their words.
    """
    rows = {target_id: kept_target(work, target_id) for target_id, _ in tasks}
    query = select(TargetSlice).where(TargetSlice.target_id.in_(rows))
    old = {(row.target_id, row.month): row for row in work.session.scalars(query)}
    changed = 0
    for (target_id, month), text in tasks.items():
        if month.year != rows[target_id].year:
            raise UserError(f"{month.label}不在该目标的年度内。", field="task")
        changed += _put_slice(work, target_id, month, clean_task(text), old.get((target_id, month)))
    titles = "、".join(row.title for row in rows.values())
    work.describe(f"{titles[:100]} {changed} 处")
    return changed


def _put_slice(work: Work, target_id: str, month: Month, task: str, row: TargetSlice | None) -> bool:
    if task == (row.task if row else ""):
        return False
    if row is None:
        work.session.add(TargetSlice(target_id=target_id, month=month, task=task))
    elif task:
        row.task = task
    else:
        work.session.delete(row)
    return True


def repeat_slice(work: Work, target_id: str, task: str, months: Iterable[int]) -> int:
    """Write one text into several months of a target; returns how many cells changed."""
    row = kept_target(work, target_id)
    cells = repeated(clean_task(task, required=True), row.year, months)
    return split_by_month(work, {(target_id, month): text for month, text in cells.items()})


def copy_targets(
    work: Work,
    unit_id: str,
    year: int,
    target_ids: Sequence[str] | None = None,
    with_split: bool = True,
) -> int:
    """Copy targets that stand at the end of the year before into `year`; returns how many were new.

    All of them, or those of `target_ids`. Holders still in post come along, and the split by month if wanted.
    A title that `year` has already is left alone, so copying twice adds nothing.
    """
    work.require(*KEEPERS)
    require_own_unit(work, unit_id)
    check_year(year)
    present = {row.title for row in target_rows(work, unit_id, year)}
    old = [row for row in target_rows(work, unit_id, year - 1) if not row.dropped]
    chosen = {row.id for row in old} if target_ids is None else set(target_ids)
    new = [row for row in old if row.id in chosen and row.title not in present]
    if not old:
        raise UserError(f"{year - 1}年没有可复制的目标。", field="year", next_step="请直接新增或导入。")
    last = max((row.position for row in target_rows(work, unit_id, year)), default=0)
    copies = {row.id: _copy(row, year, position) for position, row in enumerate(new, last + 1)}
    work.session.add_all(copies.values())
    work.session.flush()
    _copy_holders(work, unit_id, copies)
    if with_split:
        _copy_slices(work, copies)
    work.describe(f"{year - 1}年→{year}年 {len(new)} 项")
    return len(new)


def _copy(row: Target, year: int, position: int) -> Target:
    values = _columns(entry_of(row)) | {"due": None if row.due is None else _a_year_later(row.due)}
    return Target(unit_id=row.unit_id, year=year, position=position, **values)


def _a_year_later(day: date) -> date:
    month = Month.of(day).plus(12)
    return min(date(month.year, month.month, min(day.day, month.last_day.day)), month.last_day)


def _copy_holders(work: Work, unit_id: str, copies: Mapping[str, Target]) -> None:
    query = select(Post.cadre_id).where(Post.unit_id == unit_id, Post.until.is_(None))
    in_post = set(work.session.scalars(query))
    for row in holder_rows(work, list(copies)):
        if row.cadre_id in in_post:
            copy = copies[row.target_id]
            work.session.add(
                TargetHolder(target_id=copy.id, cadre_id=row.cadre_id, part=row.part, weight=row.weight)
            )


def _copy_slices(work: Work, copies: Mapping[str, Target]) -> None:
    for row in work.session.scalars(select(TargetSlice).where(TargetSlice.target_id.in_(copies))):
        copy = copies[row.target_id]
        work.session.add(TargetSlice(target_id=copy.id, month=row.month.plus(12), task=row.task))


def target_rows(reader: Reader, unit_id: str, year: int) -> Sequence[Target]:
    """Return a year's targets in their order."""
    query = select(Target).where(Target.unit_id == unit_id, Target.year == year)
    return reader.session.scalars(query.order_by(Target.position, Target.id)).all()


def holder_rows(reader: Reader, target_ids: Sequence[str]) -> Sequence[TargetHolder]:
    """Return who answers for the targets, 主办 first."""
    query = select(TargetHolder).where(TargetHolder.target_id.in_(target_ids))
    rows = reader.session.scalars(query).all()
    return sorted(rows, key=lambda row: row.part is not Part.LEAD)


def kept_target(work: Work, target_id: str) -> Target:
    """Return a target that the account may change; raises `UserError` when it is gone."""
    work.require(*KEEPERS)
    row = work.session.get(Target, target_id)
    if row is None:
        raise UserError("这项目标已不存在。", next_step="请刷新后再看。")
    require_own_unit(work, row.unit_id)
    return row


def entry_of(row: Target) -> TargetEntry:
    """Return a stored target as its form shows it."""
    return TargetEntry(**{field.name: getattr(row, field.name) for field in fields(TargetEntry)})


def _check_title(work: Work, unit_id: str, year: int, title: str, own_id: str | None) -> None:
    for row in target_rows(work, unit_id, year):
        if row.title == title and row.id != own_id:
            raise UserError(f"{year}年已有目标“{title[:40]}”。", field="title", next_step="请修改名称。")


def _columns(entry: TargetEntry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}
