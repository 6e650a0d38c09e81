"""What the search of the header finds at the county, among the rows of all units."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from app.office import Reader
from app.overview.hits import Hit, HitKind, brief, holds, readable
from app.review.wanted import TargetOf
from app.vocabulary import Month, ReportState
from db.tables.monthly import Booklet, Clause, Report
from db.tables.people import Cadre, Post, Unit
from db.tables.review import CountyTarget, LeaderRemark, Review, ReviewRemark


def everybody(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find people of any unit; they open in 实绩信息库."""
    post = (
        select(Unit.short_name + " " + Post.title)
        .where(Post.cadre_id == Cadre.id, Unit.id == Post.unit_id)
        .order_by(Post.since.desc())
        .limit(1)
    )
    query = select(Cadre.id, Cadre.name, post.scalar_subquery())
    query = query.where(holds(Cadre.name, wanted), readable(reader, Cadre.id))
    for cadre_id, name, where in reader.session.execute(query.order_by(Cadre.name, Cadre.id).limit(most)):
        yield Hit(HitKind.CADRE, "record", cadre_id, name, where or "")


def every_unit(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find units by either name."""
    query = select(Unit.id, Unit.name).where(or_(holds(Unit.name, wanted), holds(Unit.short_name, wanted)))
    for unit_id, name in reader.session.execute(query.order_by(Unit.position, Unit.name).limit(most)):
        yield Hit(HitKind.UNIT, "review", unit_id, name, "单位　本月登记表")


def filed(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find forms by their 备案号."""
    query = (
        select(Report.id, Review.number, Cadre.name, Unit.short_name, Report.month)
        .join(Report, Report.id == Review.report_id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(holds(Review.number, wanted), Review.withdrawn == "")
        .order_by(Report.month.desc(), Review.number, Report.id)
    )
    for report_id, number, name, unit, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.FILED, "review", report_id, number, f"{unit} {name} {month.label}报告", month)


def bound(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find the booklets that units sent by the code on the cover; the unit's month opens."""
    query = (
        select(Booklet.unit_id, Booklet.code, Booklet.copy, Unit.short_name, Booklet.month)
        .join(Unit, Unit.id == Booklet.unit_id)
        .where(holds(Booklet.code, wanted))
        .order_by(Booklet.month.desc(), Booklet.code)
    )
    for unit_id, code, copy, unit, month in reader.session.execute(query.limit(most)):
        yield Hit(HitKind.BOOKLET, "review", unit_id, code, f"{unit} {month.label}装订册 {copy.label}", month)


def county_targets(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what the county set for units."""
    query = (
        select(CountyTarget.id, CountyTarget.title, CountyTarget.measure, CountyTarget.year, Unit.short_name)
        .join(Unit, Unit.id == CountyTarget.unit_id)
        .where(or_(holds(CountyTarget.title, wanted), holds(CountyTarget.measure, wanted)))
        .order_by(CountyTarget.year.desc(), Unit.position, CountyTarget.position, CountyTarget.id)
    )
    for target_id, title, measure, year, unit in reader.session.execute(query.limit(most)):
        detail = f"{unit} {year}年县下达目标 {measure}".strip()
        month = Month(year, reader.today.month)
        yield Hit(HitKind.TARGET, "review", TargetOf(target_id), title, detail, month)


def forms(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find the clauses of signed forms in force."""
    query = (
        select(Report.id, Clause.task, Clause.result, Cadre.name, Unit.short_name, Report.month)
        .join(Report, Report.id == Clause.report_id)
        .join(Cadre, Cadre.id == Report.cadre_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            or_(holds(Clause.task, wanted), holds(Clause.result, wanted)),
            Report.state == ReportState.SIGNED,
        )
        .order_by(Report.month.desc(), Clause.id)
    )
    for report_id, task, result, name, unit, month in reader.session.execute(query.limit(most)):
        detail = f"{unit} {name} {month.label}报告"
        yield Hit(HitKind.CLAUSE, "review", report_id, brief(task, result), detail, month)


def judged(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what the county wrote on forms: the opinion on the whole, the remarks on clauses."""
    for said in (Review.opinion, ReviewRemark.text):
        query = (
            select(Report.id, said, Cadre.name, Unit.short_name, Report.month)
            .select_from(Review)
            .join(Report, Report.id == Review.report_id)
            .join(Cadre, Cadre.id == Report.cadre_id)
            .join(Unit, Unit.id == Report.unit_id)
            .where(holds(said, wanted), Review.withdrawn == "")
            .order_by(Report.month.desc(), Review.decided_on.desc(), Review.id)
        )
        if said is ReviewRemark.text:
            query = query.join(ReviewRemark, ReviewRemark.review_id == Review.id)
        for report_id, words, name, unit, month in reader.session.execute(query.limit(most)):
            detail = f"{unit} {name} {month.label}报告　审核意见"
            yield Hit(HitKind.RETURNED, "review", report_id, words, detail, month)


def led(reader: Reader, wanted: str, most: int) -> Iterator[Hit]:
    """Find what leaders wrote on the months' digests."""
    query = (
        select(LeaderRemark)
        .where(or_(holds(LeaderRemark.text, wanted), holds(LeaderRemark.leader, wanted)))
        .order_by(LeaderRemark.given_on.desc(), LeaderRemark.id)
    )
    for row in reader.session.scalars(query.limit(most)):
        detail = f"{row.title} {row.leader}　{row.month.label}汇总表批示".strip()
        yield Hit(HitKind.LEADER, "digest", row.id, row.text, detail, row.month)
