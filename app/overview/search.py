"""The search of the header: people, targets, tasks, results, papers' numbers, what the county wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.monthly.records import READERS
from app.office import Reader
from app.overview import search_county
from app.overview.hits import Hit, HitKind, brief, holds, readable
from app.review.digest_board import remarks_for
from app.texts import plain_text
from app.vocabulary import Month, StationKind
from db.tables.monthly import Booklet, Clause, Report
from db.tables.people import Cadre, Post
from db.tables.review import CountyTarget, Review, ReviewRemark
from db.tables.targets import Plan, PlanItem, Target

MOST = 50
EACH = 12
"""Of one kind: many people of a name do not crowd out the forms."""
LONGEST = 60


def searched(kind: StationKind) -> str:
    """Say in words what the search finds at a station."""
    return "姓名、单位、编号、内容" if kind is StationKind.COUNTY else "姓名、任务、编号、意见"


def search(reader: Reader, text: str) -> tuple[Hit, ...]:
    """Return at most 50 records that hold the text as it is, people first; `%` and `_` are plain signs.

    What a booklet's square code says finds the booklet.
    Of people and reports a cadre's account finds only itself and its own, no booklet and no leader's remark.
    At the county people open in 实绩信息库, units and signed forms of all units in 县级审核.
    """
    reader.require_business()
    from app.monthly.booklet_paper import CODE_PREFIX  # noqa: PLC0415 - the papers are loaded when needed

    wanted = plain_text(text).strip().removeprefix(CODE_PREFIX)[:LONGEST]
    if not wanted:
        return ()
    found: list[Hit] = []
    for source in _sources(reader):
        found += source(reader, wanted, min(EACH, MOST - len(found)))
    return tuple(found)


def _sources(reader: Reader) -> tuple[Callable[[Reader, str, int], Iterator[Hit]], ...]:
    readers = reader.may(*READERS)
    if reader.station.kind is not StationKind.COUNTY:
        everyone = (_cadres, _targets, _waiting_targets, _tasks, _clauses, _judged)
        return (*everyone, _booklets, _led) if readers else everyone
    if not readers:
        return (search_county.everybody,)
    return (
        search_county.everybody,
        search_county.every_unit,
        search_county.filed,
        search_county.bound,
        search_county.county_targets,
        search_county.forms,
        search_county.judged,
        search_county.led,
    )


def _cadres(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    title = select(Post.title).where(Post.cadre_id == Cadre.id).order_by(Post.since.desc()).limit(1)
    query = select(Cadre.id, Cadre.name, title.scalar_subquery())
    query = query.where(holds(Cadre.name, wanted), readable(reader, Cadre.id))
    for cadre_id, name, post in reader.session.execute(query.order_by(Cadre.name, Cadre.id).limit(most)):
        yield Hit(HitKind.CADRE, "monthly", cadre_id, name, post or "")


def _targets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Target.title, Target.measure, Target.year)
        .where(or_(holds(Target.title, wanted), holds(Target.measure, wanted)))
        .order_by(Target.year.desc(), Target.position, Target.id)
    )
    for title, measure, year in reader.session.execute(query.limit(most)):
        yield _of_year(reader, year, title, f"{year}年目标 {measure}".strip())


def _waiting_targets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what the county set and the unit has not taken over; what it has is its own target."""
    query = (
        select(CountyTarget.title, CountyTarget.measure, CountyTarget.year)
        .where(
            or_(holds(CountyTarget.title, wanted), holds(CountyTarget.measure, wanted)),
            CountyTarget.withdrawn == "",
            ~exists().where(Target.county_target_id == CountyTarget.id),
        )
        .order_by(CountyTarget.year.desc(), CountyTarget.position, CountyTarget.id)
    )
    for title, measure, year in reader.session.execute(query.limit(most)):
        yield _of_year(reader, year, title, f"{year}年县下达目标，待接收 {measure}".strip())


def _of_year(reader: Reader, year: int, title: str, detail: str) -> Hit:
    return Hit(HitKind.TARGET, "targets", "year", title, detail, Month(year, reader.today.month))


def _tasks(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = (
        select(Plan.cadre_id, PlanItem.task, Cadre.name, Plan.month)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .join(Cadre, Cadre.id == Plan.cadre_id)
        .where(holds(PlanItem.task, wanted))
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
            or_(holds(Clause.task, wanted), holds(Clause.result, wanted)),
            ~exists().where(newer.corrects_id == Report.id),
            readable(reader, Report.cadre_id),
        )
        .order_by(Report.month.desc(), Clause.id)
    )
    for cadre_id, task, result, name, month in reader.session.execute(query.limit(most)):
        detail = f"{name} {month.label}报告"
        yield Hit(HitKind.CLAUSE, "monthly", cadre_id, brief(task, result), detail, month)


def _judged(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what the county wrote on the unit's forms; the form opens, with the words beside it."""
    for said in (Review.opinion, ReviewRemark.text):
        query = (
            select(Report.cadre_id, said, Cadre.name, Report.month)
            .select_from(Review)
            .join(Report, Report.id == Review.report_id)
            .join(Cadre, Cadre.id == Report.cadre_id)
            .where(holds(said, wanted), Review.withdrawn == "", readable(reader, Report.cadre_id))
            .order_by(Report.month.desc(), Review.decided_on.desc(), Review.id)
        )
        if said is ReviewRemark.text:
            query = query.join(ReviewRemark, ReviewRemark.review_id == Review.id)
        for cadre_id, words, name, month in reader.session.execute(query.limit(most)):
            detail = f"{name} {month.label}报告　县审核意见"
            yield Hit(HitKind.RETURNED, "monthly", cadre_id, words, detail, month)


def _booklets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    query = select(Booklet.id, Booklet.code, Booklet.copy, Booklet.month).where(holds(Booklet.code, wanted))
    query = query.order_by(Booklet.month.desc(), Booklet.code)
    for booklet_id, code, copy, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.BOOKLET, "monthly", booklet_id, code, f"{month.label}装订册 {copy.label}", month)


def _led(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what the county's leaders wrote that concerns this unit."""
    said = remarks_for(reader, reader.station.unit_id or "")
    for card in [one for one in said if wanted in one.text or wanted in one.leader][:most]:
        detail = f"{card.title} {card.leader}　{card.month.label}批示".strip()
        yield Hit(HitKind.LEADER, "remarks", card.id, card.text, detail, card.month)
