"""An office to write texts into, and rows for actions that change one."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.views import accounts as listed_accounts
from app.monthly import actions_meeting
from app.monthly.actions_meeting import MeetingForm
from app.monthly.findings import finding_key
from app.people.merging import known_people
from app.vocabulary import (
    Channel,
    ExemptionKind,
    FindingRule,
    Month,
    PaperCopy,
    PostingState,
    Rank,
    ReportState,
    ReviewVerdict,
    Role,
    TargetSource,
    TaskSource,
    UnitKind,
)
from db.engine import writing
from db.tables.monthly import Booklet, Clause, Report
from db.tables.notices import Posting, Remark
from db.tables.office import Account
from db.tables.people import Cadre, Exemption, Post, Unit
from db.tables.review import Review
from db.tables.targets import Plan, PlanItem, Target
from tests.every.month import Place
from tests.installations import install

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
TODAY = date(2026, 4, 2)
SINCE = date(2024, 1, 1)
YEARS = range(2000, 2101)
EARLY = date(1970, 1, 1)
FEW = 11
FIRST_MISSED = Month(1980, 1)
"""From here on somebody is missing every month: one finding to decide on for each text."""
Rows = list[str]


def desk(folder) -> Place:
    """A founded office without people, the clerk at work; the caller closes it."""
    key = install(folder).keyring.key
    place = Place(folder, key, SimpleNamespace(accounts={}))
    listed = place.see(listed_accounts)
    place.ids.accounts = {account.username: account.account_id for account in listed}
    return place.as_(Role.CLERK)


def made(place: Place, rows: list[Any]) -> Rows:
    """Store rows that the texts will be written into."""
    with Session(writing(place.office.engine), expire_on_commit=False) as session, session.begin():
        session.add_all(rows)
    return [row.id for row in rows]


# Rows to write into


def cadres(place: Place, count: int, since: date = SINCE) -> Rows:
    """Cadres of the unit, each with a post; none heads it, so that the county leader may sign."""
    people_made = [Cadre(name=f"演示{number}") for number in range(count)]
    ids = made(place, people_made)
    made(
        place,
        [
            Post(cadre_id=id_, unit_id=place.unit_id, title="副镇长", rank=Rank.SECTION_DEPUTY, since=since)
            for id_ in ids
        ],
    )
    return ids


def posts(place: Place, count: int) -> Rows:
    cadres(place, count)
    return [one.post.post_id for one in place.see(known_people, place.unit_id)]


def several_units(place: Place, count: int) -> Rows:
    rows = (
        Unit(name=f"单位{number}", short_name="单位", kind=UnitKind.DEPARTMENT) for number in range(count)
    )
    return made(place, list(rows))


def absences(place: Place, count: int) -> Rows:
    return made(
        place,
        [
            Exemption(
                unit_id=place.unit_id,
                cadre_id=cadre_id,
                first=APRIL,
                last=APRIL,
                kind=ExemptionKind.SICK,
                reason="住院",
                approved_by="县委组织部",
                approved_on=SINCE,
            )
            for cadre_id in cadres(place, count)
        ],
    )


def year_of(number: int) -> int:
    """Few targets a year: each is compared with the others of its year."""
    return YEARS[number % len(YEARS)]


def several_targets(place: Place, count: int) -> Rows:
    unit, source = place.unit_id, TargetSource.UNIT
    rows = (
        Target(unit_id=unit, year=year_of(number), title=f"目标{number}", source=source)
        for number in range(count)
    )
    return made(place, list(rows))


def plans(place: Place, count: int) -> Rows:
    """A plan for every tenth text: of a few people over the year."""
    months = [*APRIL.through(APRIL.plus(count // 10 // 3))]
    return made(
        place,
        [
            Plan(cadre_id=id_, unit_id=place.unit_id, month=month)
            for id_ in cadres(place, 3)
            for month in months
        ],
    )


def items(place: Place, count: int) -> Rows:
    held = plans(place, count)
    return made(
        place,
        [
            PlanItem(
                plan_id=held[number % len(held)],
                position=number,
                source=TaskSource.ADHOC,
                task=f"任务{number}",
            )
            for number in range(count)
        ],
    )


def reports(state: ReportState, place: Place, count: int, people_count: int = FEW) -> Rows:
    """Reports in a state, each with one clause: of a few cadres over as many months as it takes."""
    ids = cadres(place, people_count, EARLY)
    unit = place.unit_id
    rows = [
        Report(
            cadre_id=ids[number % len(ids)],
            unit_id=unit,
            month=MARCH.plus(-(number // len(ids))),
            state=state,
            submitted_on=TODAY,
            post_title="副镇长",
            rulebook_number=1,
        )
        for number in range(count)
    ]
    made_ids = made(place, rows)
    clauses = [Clause(report_id=id_, position=1, source=TaskSource.ADHOC, task="任务") for id_ in made_ids]
    made(place, clauses)
    return made_ids


def returned(place: Place, report_ids: Rows, month: Month) -> Rows:
    """The county's decisions that return these forms, where they are and were not returned yet."""
    with Session(writing(place.office.engine)) as session:
        known = {row.report_id for row in session.query(Review).filter_by(month=month, number="")}
        there = {row.id for row in session.query(Report).filter(Report.id.in_(report_ids))}
    rows = [
        Review(
            report_id=report_id,
            report_revision=1,
            unit_id=place.unit_id,
            month=month,
            verdict=ReviewVerdict.RETURNED,
            decided_by="演示县经办",
            decided_on=TODAY,
        )
        for report_id in report_ids
        if report_id in there - known
    ]
    return made(place, rows)


def judged_reports(place: Place, count: int) -> Rows:
    ids = reports(ReportState.SUBMITTED, place, count, people_count=count)
    place.ids.meeting = place.do(actions_meeting.record_meeting, meeting_form(place)).id
    return ids


def meeting_form(place: Place, **texts: str) -> MeetingForm:
    """A meeting of the first three of the unit."""
    attendees = tuple(one.cadre_id for one in place.see(known_people, place.unit_id)[:3])
    values = {"body": "党委会议", "place": "三楼", "recorder": "记录员"} | texts
    return MeetingForm(
        place.unit_id, MARCH, held_on=TODAY, chair_id=attendees[0], attendees=attendees, **values
    )


def a_meeting(place: Place, count: int) -> Rows:
    cadres(place, 3)
    place.ids.form = meeting_form(place)
    return [""] * count


def months_missed(place: Place, count: int) -> Rows:
    """One cadre who handed in the first report and no other."""
    (cadre_id,) = cadres(place, 1, EARLY)
    first = Report(
        cadre_id=cadre_id,
        unit_id=place.unit_id,
        month=FIRST_MISSED.previous,
        state=ReportState.SIGNED,
        submitted_on=FIRST_MISSED.previous.first_day,
        post_title="副镇长",
        rulebook_number=1,
    )
    made(place, [first])
    months = (FIRST_MISSED.plus(number) for number in range(count))
    return [finding_key(FindingRule.MISSING, place.unit_id, cadre_id, month) for month in months]


def several_booklets(place: Place, count: int) -> Rows:
    return made(
        place,
        [
            Booklet(
                unit_id=place.unit_id,
                month=MARCH,
                copy=PaperCopy.UNIT,
                edition=number + 1,
                code=f"SJB-{number}",
                report_ids=[],
                digest="0" * 64,
                pages=1,
                made_at=place.clock.moment,
            )
            for number in range(count)
        ],
    )


def postings(state: PostingState, place: Place, count: int) -> Rows:
    day = TODAY - timedelta(1)
    return made(
        place,
        [
            Posting(
                unit_id=place.unit_id,
                month=MARCH,
                state=state,
                report_ids=[],
                place="公示栏",
                posted_on=day,
                posted_by="演示经",
                days=7,
                count_first_day=False,
                first_day=TODAY,
                last_day=TODAY + timedelta(10),
                rulebook_number=1,
            )
            for _ in range(count)
        ],
    )


def remarks(place: Place, count: int) -> Rows:
    (posting,) = postings(PostingState.POSTED, place, 1)
    day = {"received_on": TODAY, "channel": Channel.BOX, "content": "意见"}
    return made(place, [Remark(posting_id=posting, **day) for _ in range(count)])


def one_posting(place: Place, count: int) -> Rows:
    return postings(PostingState.POSTED, place, 1) * count


def several_accounts(place: Place, count: int) -> Rows:
    rows = (
        Account(username=f"yonghu{number}", name="演示", roles=[Role.CLERK.value], active=True)
        for number in range(count)
    )
    return made(place, list(rows))
