"""Reads on annual targets: the year's grid with holders, split and reported percents; phrases for use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import and_, func, or_, select

from app.office import Reader
from app.people.actions import KEEPERS
from app.people.views import board_order, roster
from app.targets.actions import entry_of, target_rows
from app.targets.entries import TargetEntry
from app.targets.figures import Figures, figure_standing, figures, weight_words
from app.targets.rules import Pace, Standing, numbers, standing
from app.vocabulary import Month, Part, ReportState, months_of
from db.tables.monthly import Clause, Report
from db.tables.people import Cadre
from db.tables.targets import Plan, PlanItem, Target, TargetHolder, TargetSlice

PHRASES = 300


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A cadre who answers for a target."""

    cadre_id: str
    name: str
    part: Part
    weight: Decimal | None = None
    """Of this target among the cadre's own, percent."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target of the year: 12 tasks and 12 reported percents, January first; no number once dropped.

    `weight` is that of the grid it stands in: the unit's or one cadre's, percent.
    """

    target_id: str
    number: int | None
    entry: TargetEntry
    dropped: str
    holders: tuple[HolderLine, ...]
    tasks: tuple[str, ...]
    percents: tuple[int | None, ...]
    standing: Standing
    weight: Decimal | None = None
    figures: Figures | None = None

    @property
    def holder_names(self) -> str:
        """Names as printed: 主办 first, then 协办 in brackets."""
        lead = "、".join(holder.name for holder in self.holders if holder.part is Part.LEAD)
        assist = "、".join(holder.name for holder in self.holders if holder.part is Part.ASSIST)
        return f"{lead}（协办：{assist}）" if assist else lead


@dataclass(frozen=True, slots=True)
class TargetGrid:
    """A unit's targets of one year in their order."""

    unit_id: str
    year: int
    rows: tuple[TargetRow, ...]


def target_grid(reader: Reader, unit_id: str, year: int, cadre_id: str | None = None) -> TargetGrid:
    """Return the year's targets, or only those that one cadre answers for; dropped ones stay in place."""
    reader.require_business()
    targets = target_rows(reader, unit_id, year)
    ids = [target.id for target in targets]
    order = board_order(reader, unit_id)
    reported = _Reported(
        _holders(reader, ids, order), _tasks(reader, ids), _percents(reader, ids), _amounts(reader, ids)
    )
    numbered = zip(numbers([bool(target.dropped) for target in targets]), targets, strict=True)
    rows = (_row(reader, target, number, reported) for number, target in numbered)
    if cadre_id is None:
        return TargetGrid(unit_id, year, tuple(rows))
    return TargetGrid(unit_id, year, tuple(own for row in rows for own in _own(row, cadre_id)))


def _own(row: TargetRow, cadre_id: str) -> Iterator[TargetRow]:
    """Give the row with the cadre's own weight if the cadre answers for it."""
    yield from (replace(row, weight=one.weight) for one in row.holders if one.cadre_id == cadre_id)


@dataclass(frozen=True, slots=True)
class _Reported:
    """What stands beside the targets, by target and month."""

    holders: Mapping[str, Sequence[HolderLine]]
    tasks: Mapping[tuple[str, Month], str]
    percents: Mapping[tuple[str, Month], int]
    amounts: Mapping[str, Sequence[Decimal]]


def _row(reader: Reader, target: Target, number: int | None, beside: _Reported) -> TargetRow:
    months = months_of(target.year)
    planned = [month for month in months if (target.id, month) in beside.tasks]
    reported = {
        month: beside.percents[target.id, month] for month in months if (target.id, month) in beside.percents
    }
    entry = entry_of(target)
    found = figures(entry, beside.amounts.get(target.id, ()))
    stands = standing(planned, reported, target.due, target.dropped, reader.today)
    if found is not None and stands.pace not in {Pace.DROPPED, Pace.UNSPLIT}:
        rulebook = reader.rulebook(reader.today)
        stands = figure_standing(found, planned, target.due, reader.today, rulebook)
    return TargetRow(
        target_id=target.id,
        number=number,
        entry=entry,
        dropped=target.dropped,
        holders=tuple(beside.holders.get(target.id, ())),
        tasks=tuple(beside.tasks.get((target.id, month), "") for month in months),
        percents=tuple(reported.get(month) for month in months),
        standing=stands,
        weight=entry.weight,
        figures=found,
    )


def _holders(
    reader: Reader, target_ids: Collection[str], order: Mapping[str, int]
) -> dict[str, list[HolderLine]]:
    query = (
        select(TargetHolder, Cadre.name)
        .join(Cadre, Cadre.id == TargetHolder.cadre_id)
        .where(TargetHolder.target_id.in_(target_ids))
    )
    found: dict[str, list[HolderLine]] = {}
    for row, name in reader.session.execute(query):
        found.setdefault(row.target_id, []).append(HolderLine(row.cadre_id, name, row.part, row.weight))
    for lines in found.values():
        lines.sort(key=lambda line: (line.part is not Part.LEAD, order.get(line.cadre_id, 0)))
    return found


def _tasks(reader: Reader, target_ids: Collection[str]) -> dict[tuple[str, Month], str]:
    query = select(TargetSlice.target_id, TargetSlice.month, TargetSlice.task).where(
        TargetSlice.target_id.in_(target_ids)
    )
    rows = reader.session.execute(query)
    return {(target_id, month): task for target_id, month, task in rows}


def _percents(reader: Reader, target_ids: Collection[str]) -> dict[tuple[str, Month], int]:
    """Return the highest percent reported on a target in a month, in reports handed in and in force."""
    query = (
        select(Clause.target_id, Report.month, func.max(Clause.percent))
        .join(Report, Report.id == Clause.report_id)
        .where(
            Clause.target_id.in_(target_ids),
            Clause.percent.is_not(None),
            Report.state.in_((ReportState.SUBMITTED, ReportState.EVALUATED, ReportState.SIGNED)),
        )
        .group_by(Clause.target_id, Report.month)
    )
    rows = reader.session.execute(query)
    return {(str(target_id), month): percent or 0 for target_id, month, percent in rows}


def _amounts(reader: Reader, target_ids: Collection[str]) -> dict[str, list[Decimal]]:
    """Return what was reported as done of each target, in the version of each month that is in force.

    Of a shared result only the 主办 counts it (D61).
    """
    in_force = or_(
        Report.state == ReportState.SIGNED,
        and_(Report.state.in_((ReportState.SUBMITTED, ReportState.EVALUATED)), Report.corrects_id.is_(None)),
    )
    query = (
        select(Clause.target_id, Clause.amount)
        .join(Report, Report.id == Clause.report_id)
        .where(Clause.target_id.in_(target_ids), Clause.part == Part.LEAD, in_force)
    )
    found: dict[str, list[Decimal]] = {}
    for target_id, amount in reader.session.execute(query):
        if target_id and amount is not None:
            found.setdefault(target_id, []).append(amount)
    return found


def targets_years(reader: Reader, unit_id: str) -> tuple[int, ...]:
    """Return the years for which the unit has targets, newest first."""
    query = select(Target.year).where(Target.unit_id == unit_id).distinct().order_by(Target.year.desc())
    return tuple(reader.session.scalars(query))


def grid_hints(grid: TargetGrid, names: Mapping[str, str]) -> tuple[str, ...]:
    """Say what the year's targets still lack; `names` are those who report, by id. Nothing hinders."""
    standing_rows = [row for row in grid.rows if row.number is not None]
    if not standing_rows:
        return ()
    held = {holder.cadre_id for row in standing_rows for holder in row.holders}
    lacking = (
        ("没有责任人", [f"第 {row.number} 项" for row in standing_rows if not row.holders]),
        ("没有分解到月", [f"第 {row.number} 项" for row in standing_rows if not any(row.tasks)]),
        ("没有承担目标任务", [name for cadre_id, name in names.items() if cadre_id not in held]),
    )
    words = (f"{'、'.join(which)}{what}。" for what, which in lacking if which)
    return (*words, *weight_hints(grid))


def weight_hints(grid: TargetGrid) -> tuple[str, ...]:
    """Say what the weights of the standing targets add up to; nothing where none is given."""
    words = weight_words({f"第 {row.number} 项": row.weight for row in grid.rows if row.number is not None})
    return (words,) if words else ()


def phrases(reader: Reader, unit_id: str) -> tuple[str, ...]:
    """Return texts used before for targets and tasks, newest year first, for completing what is typed."""
    reader.require_business()
    titles = (
        select(Target.title).where(Target.unit_id == unit_id).order_by(Target.year.desc(), Target.position)
    )
    tasks = (
        select(PlanItem.task)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(Plan.unit_id == unit_id)
        .order_by(Plan.month.desc(), PlanItem.position)
    )
    found = (
        *reader.session.scalars(titles.limit(PHRASES)),
        *reader.session.scalars(tasks.limit(PHRASES)),
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A target of the year before that may be taken over; `about` says how it stands and whose it is."""

    target_id: str
    title: str
    about: str
    present: bool
    """Whether the year has a target of the same words already."""


def copy_preview(reader: Reader, unit_id: str, year: int) -> tuple[CopyLine, ...]:
    """Return what of the year before may be taken over into `year`, for who may write; dropped ones never."""
    reader.require(*KEEPERS)
    present = {target.title for target in target_rows(reader, unit_id, year)}
    return tuple(
        CopyLine(
            row.target_id,
            row.entry.title,
            f"{row.standing.pace.label}：{row.standing.reason}责任人：{row.holder_names or '未定'}",
            row.entry.title in present,
        )
        for row in target_grid(reader, unit_id, year - 1).rows
        if not row.dropped
    )


@dataclass(frozen=True, slots=True)
class YearView:
    """The year's targets with what the page needs beside them."""

    grid: TargetGrid
    hints: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    phrases: tuple[str, ...]


def year_view(reader: Reader, unit_id: str, month: Month, cadre_id: str | None) -> YearView:
    """Return the year of `month`, of one cadre or of everybody, with names in board order."""
    grid = target_grid(reader, unit_id, month.year, cadre_id)
    members = roster(reader, unit_id, month)
    obliged = {member.cadre_id: member.name for member in members if member.duty.due or member.duty.exempt}
    return YearView(
        grid=grid,
        hints=weight_hints(grid) if cadre_id else grid_hints(grid, obliged),
        people=tuple((member.cadre_id, member.name) for member in members),
        phrases=phrases(reader, unit_id),
    )
