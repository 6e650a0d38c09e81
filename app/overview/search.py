"""The search of the header: people, units, targets, planned tasks, reported results, numbers of papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.monthly.records import READERS
from app.office import Reader
from app.texts import plain_text
from app.vocabulary import Month, ReportState, StationKind
from db.tables.monthly import Booklet, Clause, Report
from db.tables.people import Cadre, Post, Unit
from db.tables.review import Review
from db.tables.targets import Plan, PlanItem, Target

MOST = 50
LONGEST = 60


class HitKind(StrEnum):
    """What was found."""

    CADRE = "cadre"
    UNIT = "unit"
    FILED = "filed"
    TARGET = "target"
    TASK = "task"
    CLAUSE = "clause"
    BOOKLET = "booklet"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, how it reads, and where it opens.

    `id` is what the stage opens: the cadre for `monthly`, `record` and for tasks, the unit or the report for
    `review`, else the target or the booklet.
    """

    kind: HitKind
    stage: str
    id: str
    label: str
    detail: str
    month: Month | None = None


def searched(kind: StationKind) -> str:
    """Say in words what the search finds at a station."""
    return "姓名、单位、任务、备案号" if kind is StationKind.COUNTY else "姓名、任务、文号"


def search(reader: Reader, text: str) -> tuple[Hit, ...]:
    """Return at most 50 records that hold the text as it is, people first; `%` and `_` are plain signs.

    What a booklet's square code says finds the booklet.
    Of people and reports a cadre's account finds only itself and its own, and no booklet.
    At the county people open in 实绩信息库, units and signed forms of all units in 县级审核.
    """
    reader.require_business()
    from app.monthly.booklet_paper import CODE_PREFIX  # noqa: PLC0415 - the papers are loaded when needed

    wanted = plain_text(text).strip().removeprefix(CODE_PREFIX)[:LONGEST]
    if not wanted:
        return ()
    found: list[Hit] = []
    for source in _sources(reader):
        found += source(reader, wanted, MOST - len(found))
    return tuple(found)


def _sources(reader: Reader) -> tuple[Callable[[Reader, str, int], Iterator[Hit]], ...]:
    if reader.station.kind is not StationKind.COUNTY:
        return _cadres, _targets, _tasks, _clauses, _booklets
    if reader.may(*READERS):
        return _everybody, _every_unit, _filed, _forms
    return (_everybody,)


def _everybody(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    post = (
        select(Unit.short_name + " " + Post.title)
        .where(Post.cadre_id == Cadre.id, Unit.id == Post.unit_id)
        .order_by(Post.since.desc())
        .limit(1)
    )
    query = select(Cadre.id, Cadre.name, post.scalar_subquery())
    query = query.where(_holds(Cadre.name, wanted), _readable(reader, Cadre.id))
    for cadre_id, name, where in reader.session.execute(query.order_by(Cadre.name, Cadre.id).limit(most)):
        yield Hit(HitKind.CADRE, "record", cadre_id, name, where or "")


def _every_unit(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = select(Unit.id, Unit.name).where(or_(_holds(Unit.name, wanted), _holds(Unit.short_name, wanted)))
    for unit_id, name in reader.session.execute(query.order_by(Unit.position, Unit.name).limit(most)):
        yield Hit(HitKind.UNIT, "review", unit_id, name, "单位　本月登记表")


def _filed(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Report.id, Review.number, Cadre.name, Unit.short_name, Report.month)
        .join(Report, Report.id == Review.report_id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(_holds(Review.number, wanted), Review.withdrawn == "")
        .order_by(Report.month.desc(), Review.number, Report.id)
    )
    for report_id, number, name, unit, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.FILED, "review", report_id, number, f"{unit} {name} {month.label}报告", month)


def _forms(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Report.id, Clause.task, Clause.result, Cadre.name, Unit.short_name, Report.month)
        .join(Report, Report.id == Clause.report_id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            or_(_holds(Clause.task, wanted), _holds(Clause.result, wanted)),
            Report.state == ReportState.SIGNED,
        )
        .order_by(Report.month.desc(), Clause.id)
    )
    for report_id, task, result, name, unit, month in reader.session.execute(query.limit(most)):
        label = f"{task}：{result}" if result else task
        yield Hit(HitKind.CLAUSE, "review", report_id, label, f"{unit} {name} {month.label}报告", month)


def _cadres(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    title = select(Post.title).where(Post.cadre_id == Cadre.id).order_by(Post.since.desc()).limit(1)
    query = select(Cadre.id, Cadre.name, title.scalar_subquery())
    query = query.where(_holds(Cadre.name, wanted), _readable(reader, Cadre.id))
    for cadre_id, name, post in reader.session.execute(query.order_by(Cadre.name, Cadre.id).limit(most)):
        yield Hit(HitKind.CADRE, "monthly", cadre_id, name, post or "")


def _targets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Target.id, Target.title, Target.measure, Target.year)
        .where(or_(_holds(Target.title, wanted), _holds(Target.measure, wanted)))
        .order_by(Target.year.desc(), Target.position, Target.id)
    )
    for target_id, title, measure, year in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.TARGET, "targets", target_id, title, f"{year}年目标 {measure}".strip())


def _tasks(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Plan.cadre_id, PlanItem.task, Cadre.name, Plan.month)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .join(Cadre, Cadre.id == Plan.cadre_id)
        .where(_holds(PlanItem.task, wanted))
        .order_by(Plan.month.desc(), PlanItem.id)
    )
    for cadre_id, task, name, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.TASK, "targets", cadre_id, task, f"{name} {month.label}计划", month)


def _clauses(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    newer = aliased(Report)
    query = (
        select(Report.cadre_id, Clause.task, Clause.result, Cadre.name, Report.month)
        .join(Report, Report.id == Clause.report_id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .where(
            or_(_holds(Clause.task, wanted), _holds(Clause.result, wanted)),
            ~exists().where(newer.corrects_id == Report.id),
            _readable(reader, Report.cadre_id),
        )
        .order_by(Report.month.desc(), Clause.id)
    )
    for cadre_id, task, result, name, month in reader.session.execute(query.limit(most)):
        label = f"{task}：{result}" if result else task
        yield Hit(HitKind.CLAUSE, "monthly", cadre_id, label, f"{name} {month.label}报告", month)


def _booklets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    if not reader.may(*READERS):
        return
    query = select(Booklet.id, Booklet.code, Booklet.copy, Booklet.month).where(_holds(Booklet.code, wanted))
    query = query.order_by(Booklet.month.desc(), Booklet.code)
    for booklet_id, code, copy, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.BOOKLET, "monthly", booklet_id, code, f"{month.label}装订册 {copy.label}", month)


def _readable(reader: Reader, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return true() if reader.may(*READERS) else column == reader.login.cadre_id


def _holds(column: InstrumentedAttribute[str], wanted: str) -> ColumnElement[bool]:
    return column.icontains(wanted, autoescape=True)
