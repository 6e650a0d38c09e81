"""Every action that stores text: its fields, the least it takes to call it, and where the text is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import rulebook, workday_table
from app.accounts import actions as accounts
from app.accounts.actions import AccountForm
from app.accounts.views import accounts as listed_accounts
from app.monthly import actions, actions_findings, actions_meeting, booklets
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature
from app.monthly.cards import judged
from app.monthly.findings import finding_key
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.records import clause_rows, report_row, text_of
from app.monthly.text import ClauseText, ReportText
from app.monthly.views import versions
from app.monthly.views_findings import decisions
from app.monthly.views_meeting import meeting_sheet
from app.notices import actions as notices
from app.notices.actions import PostingForm
from app.notices.views import notice_board
from app.people import actions as people
from app.people import exemptions
from app.people.cards import exemptions as listed_exemptions
from app.people.entries import CadreEntry, ExemptionEntry, PostEntry, UnitEntry
from app.people.merging import known_people
from app.people.rules import tidy_name
from app.people.views import units
from app.targets import actions as targets
from app.targets import cells, planning
from app.targets.entries import ItemEntry, TargetEntry
from app.targets.plan_views import plan_sheet
from app.targets.views import target_grid
from app.texts import plain_text
from app.vocabulary import (
    Channel,
    ExemptionKind,
    FindingRule,
    Grade,
    Month,
    PaperCopy,
    PostEnd,
    PostingState,
    PostKind,
    Rank,
    ReportState,
    Role,
    SignerKind,
    SignMethod,
    StationKind,
    TargetSource,
    TaskSource,
    UnitKind,
    Verdict,
)
from app.workdays import DayKind, SpecialDay
from db.engine import writing
from db.tables.monthly import Booklet, Clause, Report
from db.tables.notices import Posting, Remark
from db.tables.office import Account, RulebookVersion
from db.tables.people import Cadre, Exemption, Post, Unit
from db.tables.targets import Plan, PlanItem, Target
from tests.full_month import Place
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
Texts = dict[str, str]


@dataclass(frozen=True)
class Field:
    """What a text field takes; `name` says that it holds a person's name."""

    limit: int
    required: bool = False
    one_line: bool = False
    name: bool = False

    def kept(self, text: str) -> str | None:
        """What should be stored of the text; None where it should be refused."""
        kept = plain_text(tidy_name(text) if self.name else text).strip()
        if self.one_line:
            kept = " ".join(kept.split())
        if len(kept) > self.limit or (self.required and not kept):
            return None
        return tidy_name(kept) if self.name else kept


Line = partial(Field, one_line=True)


@dataclass(frozen=True)
class Way:
    """One action: `store` calls it with a text for each field, `shown` says what views show afterwards.

    `rows` makes as many rows as there are texts, for actions that change one. What `store` returns names the
    record in `shown`. `taken`: the field whose texts must differ, so that a second one may be refused.
    """

    action: Callable[..., Any]
    fields: Mapping[str, Field]
    store: Callable[..., str]
    shown: Callable[..., Mapping[str, Texts]]
    rows: Callable[[Place, int], Rows] | None = None
    taken: str = ""
    at_county: bool = False


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


# What is seen


def shown_people(reader, place, _):
    return {
        key: {
            "name": one.cadre.name,
            "party": one.cadre.party,
            "note": one.cadre.note,
            "remark": one.cadre.note.removeprefix(f"{TODAY.isoformat()} 免职："),
            "title": line.entry.title,
            "portfolio": line.entry.portfolio,
        }
        for one in known_people(reader, place.unit_id)
        for line in (one.post, *one.others)
        for key in (one.cadre_id, line.post_id)
    }


def shown_units(reader, *_):
    return {one.id: {name: getattr(one, name) for name in UNIT} for one in units(reader)}


def shown_absences(reader, place, _):
    return {
        one.exemption_id: {name: getattr(one.entry, name) for name in ABSENCE}
        for one in listed_exemptions(reader, place.unit_id)
    }


def shown_targets(reader, place, _):
    return {
        row.target_id: {
            "title": row.entry.title,
            "measure": row.entry.measure,
            "reason": row.dropped,
            "task": row.tasks[2],
            "month3": row.tasks[2],
        }
        for year in YEARS
        for row in target_grid(reader, place.unit_id, year).rows
    }


def shown_items(reader, place, _):
    rows = reader.session.execute(select(Plan.cadre_id, Plan.month)).all()
    return {
        item.item_id: {"task": item.entry.task, "standard": item.entry.standard}
        for cadre_id, month in rows
        for item in plan_sheet(reader, place.unit_id, cadre_id, month).items
    }


def shown_forms(reader, _, keys):
    seen = {}
    for key in set(keys):
        text = text_of(report_row(reader, key), clause_rows(reader, key))
        clause = text.clauses[-1]
        seen[key] = {
            **{name: getattr(text, name) for name in FORM},
            **{f"clauses.0.{name}": getattr(clause, name) for name in ("task", "result", "reason")},
        }
    return seen


def shown_tasks(reader, _, keys):
    rows = {clause.id: clause for clause in map(partial(reader.session.get, Clause), keys)}
    found = {key: clause_rows(reader, row.report_id) for key, row in rows.items()}
    return {key: {"task": next(one.task for one in found[key] if one.id == key)} for key in keys}


def shown_reasons(reader, _, keys):
    return {key: {"reason": report_row(reader, key).return_reason.removeprefix("撤回：")} for key in keys}


def shown_corrections(reader, place, keys):
    rows = {key: report_row(reader, key) for key in keys}
    return {
        key: {"reason": versions(reader, place.unit_id, row.cadre_id, row.month)[-1].correction_reason}
        for key, row in rows.items()
    }


def shown_nowhere(*_):
    return {}


def shown_meetings(reader, place, _):
    cards = meeting_sheet(reader, place.unit_id, MARCH).meetings
    return {card.id: {name: getattr(card, name) for name in MEETING} for card in cards}


def shown_judgements(reader, _, keys):
    return {
        key: {"dissent": one.evaluation.dissent, "facts": one.evaluation.facts}
        for key, one in judged(reader, keys).items()
    }


def shown_opinions(reader, _, keys):
    found = {key: one.opinion for key, one in judged(reader, keys).items()}
    return {
        key: {"opinion": one.text, "signer": one.signer, "signer_title": one.signer_title}
        for key, one in found.items()
    }


def shown_decisions(reader, place, keys):
    months = (Month.parse(key.rpartition(":")[2]) for key in keys)
    return {
        key: {"reason": row.reason, "statement": row.statement}
        for month in months
        for key, row in decisions(reader, place.unit_id, month).items()
    }


def shown_booklets(reader, place, _):
    cards = booklets.booklets(reader, place.unit_id, MARCH)
    return {card.id: {"signer": card.signers[0].removesuffix(f" {TODAY}")} for card in cards if card.signers}


def shown_postings(reader, place, _):
    cards = notice_board(reader, place.unit_id, MARCH).postings
    return {
        card.id: {"place": card.place, "breach": card.breach, "reason": card.interruption} for card in cards
    }


def shown_notices(reader, place, keys):
    months = {reader.session.get(Posting, key).month for key in keys}
    boards = (notice_board(reader, place.unit_id, month) for month in months)
    return {card.id: {"place": card.place} for board in boards for card in board.postings}


def shown_remarks(reader, place, _):
    (card,) = notice_board(reader, place.unit_id, MARCH).postings
    return {one.id: {"content": one.content, "handling": one.handling} for one in card.remarks}


def shown_rulebooks(reader, *_):
    reasons = {row.number: row.reason for row in reader.session.scalars(select(RulebookVersion))}
    return {
        str(one.number): {"reason": reasons[one.number]} | {name: getattr(one, name) for name in RULES}
        for one in reader.rulebooks()
    }


def shown_days(reader, *_):
    tables = (workday_table.year_table(reader, year) for year in (2030, 2031))
    return {one.day.isoformat(): {"label": one.label} for table in tables for one in table.days}


def shown_sources(reader, _, keys):
    return {key: {"source": workday_table.year_table(reader, int(key)).source} for key in keys}


def shown_accounts(reader, *_):
    return {one.account_id: {"name": one.name} for one in listed_accounts(reader)}


# The table

NAME = Line(40, required=True, name=True)
CADRE = {"name": NAME, "party": Line(20), "note": Field(1000)}
POST = {"title": Line(60, required=True), "portfolio": Line(300)}
UNIT = {
    "name": Line(60, required=True),
    "short_name": Line(20, required=True),
    "body": Line(20, required=True),
    "notice_place": Line(60, required=True),
}
ABSENCE = {"reason": Line(200, required=True), "approved_by": Line(40, required=True)}
TARGET = {"title": Line(200, required=True), "measure": Line(200)}
ITEM = {"task": Line(300, required=True), "standard": Line(200)}
FORM = {
    "unfinished": Field(1000),
    "next_month": Field(2000),
    "self_appraisal": Field(1000),
    "nothing_reason": Field(500),
}
CLAUSE = {
    "clauses.0.task": Field(500, required=True),
    "clauses.0.result": Field(2000),
    "clauses.0.reason": Field(500),
}
REASON = {"reason": Field(500, required=True)}
MEETING = {
    "body": Line(60, required=True),
    "place": Line(100, required=True),
    "recorder": Line(40, required=True),
    "absentees": Field(500),
    "observers": Field(500),
    "minutes": Field(20_000),
}
OPINION = {
    "opinion": Field(500, required=True),
    "signer": Line(40, required=True),
    "signer_title": Line(60, required=True),
}
RULES = {
    setting.key: Line(200, required=bool(setting.default))
    for setting in rulebook.settings()
    if isinstance(setting.default, str) and setting.key not in {"grade_fair", "grade_plain", "grade_poor"}
}


def post_of(texts: Texts, **values: Any) -> PostEntry:
    return PostEntry(texts["title"], **({"since": SINCE} | values), portfolio=texts["portfolio"])


def unit_of(texts: Texts) -> UnitEntry:
    return UnitEntry(**texts, kind=UnitKind.TOWNSHIP)


def absence_of(cadre_id: str, texts: Texts) -> ExemptionEntry:
    return ExemptionEntry(cadre_id, APRIL, APRIL, ExemptionKind.SICK, **texts, approved_on=SINCE)


def keeping(key: str, _: Any) -> str:
    """The key of the row that an action without a result changed."""
    return key


def add_cadre(work, place, row, texts):
    card = CadreEntry(texts["name"], party=texts["party"], note=texts["note"])
    return people.add_cadre(work, place.unit_id, card, post_of(texts))


def assigned(work, place, row, texts):
    plan = work.session.get(Plan, row)
    args = (place.unit_id, plan.month, [plan.cadre_id], ItemEntry(**texts), plan.cadre_id)
    planning.assign_task(work, *args)
    wanted = ITEM["task"].kept(texts["task"])
    return next(item.id for item in planning.item_rows(work, row) if item.task == wanted)


def fill_targets(work, place, row, texts):
    year = work.session.get(Target, row).year
    cells.fill_targets(work, place.unit_id, year, [(row, key, text) for key, text in texts.items()])
    return row


def save_report(work, place, row, texts):
    clause = ClauseText(
        TaskSource.ADHOC,
        texts["clauses.0.task"],
        texts["clauses.0.result"],
        reason=texts["clauses.0.reason"],
    )
    actions.save_report(work, row, ReportText((clause,), **{name: texts[name] for name in FORM}))
    return row


def judge(work, place, row, texts):
    judgement = Judgement(row, truthful=False, grade=Grade.POOR, unanimous=False, **texts)
    actions_meeting.evaluate(work, place.ids.meeting, [judgement])
    return row


def sign(work, place, row, texts):
    signer = Signer(SignerKind.COUNTY_LEADER, name=texts["signer"], title=texts["signer_title"])
    opinion = OpinionForm(row, texts["opinion"])
    actions_meeting.sign_reports(work, [opinion], Signature(signer, SignMethod.HAND, TODAY))
    return row


def post_notice(work, place, row, texts):
    month = report_row(work, row).month
    form = PostingForm(texts["place"], TODAY, dates_confirmed=True)
    return notices.post_notice(work, place.unit_id, month, [row], form)


def publish(work, place, row, texts):
    values = {name: text for name, text in texts.items() if name != "reason"}
    made_now = rulebook.publish_rulebook(work, values, effective_from=TODAY, reason=texts["reason"])
    return str(made_now.number)


def take_over(work, place, row, texts):
    day = SpecialDay(date(int(row), 1, 1), DayKind.OFF, "元旦")
    workday_table.take_over_days(work, int(row), [day], source=texts["source"], official=True)
    return row


def days_from_2030(place, count):
    return [(date(2030, 1, 1) + timedelta(number)).isoformat() for number in range(count)]


def years_from_2030(place, count):
    return [str(2030 + number) for number in range(count)]


WAYS = (
    # People
    Way(people.add_cadre, CADRE | POST, add_cadre, shown_people),
    Way(
        people.edit_cadre,
        CADRE,
        lambda w, p, row, t: keeping(
            row, people.edit_cadre(w, row, CadreEntry(t["name"], party=t["party"], note=t["note"]))
        ),
        shown_people,
        cadres,
    ),
    Way(
        people.add_post,
        POST,
        lambda w, p, row, t: people.add_post(w, row, p.unit_id, post_of(t, kind=PostKind.CONCURRENT)),
        shown_people,
        cadres,
    ),
    Way(
        people.edit_post,
        POST,
        lambda w, p, row, t: keeping(row, people.edit_post(w, row, post_of(t))),
        shown_people,
        posts,
    ),
    Way(
        people.change_post,
        POST,
        lambda w, p, row, t: people.change_post(w, row, post_of(t, since=TODAY)),
        shown_people,
        posts,
    ),
    Way(
        people.end_post,
        {"remark": Line(200)},
        lambda w, p, row, t: keeping(row, people.end_post(w, row, TODAY, PostEnd.REMOVED, t["remark"])),
        shown_people,
        posts,
    ),
    Way(
        people.add_unit,
        UNIT,
        lambda w, p, row, t: people.add_unit(w, unit_of(t)),
        shown_units,
        taken="name",
        at_county=True,
    ),
    Way(
        people.edit_unit,
        UNIT,
        lambda w, p, row, t: keeping(row, people.edit_unit(w, row, unit_of(t))),
        shown_units,
        several_units,
        taken="name",
        at_county=True,
    ),
    Way(
        exemptions.grant_exemption,
        ABSENCE,
        lambda w, p, row, t: exemptions.grant_exemption(w, p.unit_id, absence_of(row, t)),
        shown_absences,
        cadres,
    ),
    Way(
        exemptions.edit_exemption,
        ABSENCE,
        lambda w, p, row, t: keeping(
            row, exemptions.edit_exemption(w, row, absence_of(w.session.get(Exemption, row).cadre_id, t))
        ),
        shown_absences,
        absences,
    ),
    # Targets and plans
    Way(
        targets.add_target,
        TARGET,
        lambda w, p, row, t: targets.add_target(w, p.unit_id, int(row), TargetEntry(**t)),
        shown_targets,
        lambda place, count: [str(year_of(number)) for number in range(count)],
        taken="title",
    ),
    Way(
        targets.edit_target,
        TARGET,
        lambda w, p, row, t: keeping(row, targets.edit_target(w, row, TargetEntry(**t))),
        shown_targets,
        several_targets,
        taken="title",
    ),
    Way(
        targets.drop_target,
        {"reason": Line(200, required=True)},
        lambda w, p, row, t: keeping(row, targets.drop_target(w, row, t["reason"])),
        shown_targets,
        several_targets,
    ),
    Way(
        targets.split_by_month,
        {"task": Line(300)},
        lambda w, p, row, t: keeping(
            row, targets.split_by_month(w, {(row, Month(w.session.get(Target, row).year, 3)): t["task"]})
        ),
        shown_targets,
        several_targets,
    ),
    Way(
        targets.repeat_slice,
        {"task": Line(300, required=True)},
        lambda w, p, row, t: keeping(row, targets.repeat_slice(w, row, t["task"], [3])),
        shown_targets,
        several_targets,
    ),
    Way(
        cells.fill_targets,
        TARGET | {"month3": Line(300)},
        fill_targets,
        shown_targets,
        several_targets,
        taken="title",
    ),
    Way(
        planning.add_item,
        ITEM,
        lambda w, p, row, t: planning.add_item(w, row, ItemEntry(**t)),
        shown_items,
        plans,
    ),
    Way(
        planning.edit_item,
        ITEM,
        lambda w, p, row, t: keeping(row, planning.edit_item(w, row, ItemEntry(**t))),
        shown_items,
        items,
    ),
    Way(planning.assign_task, ITEM, assigned, shown_items, plans),
    Way(
        cells.fill_plan,
        ITEM,
        lambda w, p, row, t: keeping(row, cells.fill_plan(w, [(row, key, text) for key, text in t.items()])),
        shown_items,
        items,
    ),
    # The month's report
    Way(actions.save_report, FORM | CLAUSE, save_report, shown_forms, partial(reports, ReportState.DRAFT)),
    Way(
        actions.add_adhoc,
        {"task": Field(500, required=True)},
        lambda w, p, row, t: actions.add_adhoc(w, row, t["task"]),
        shown_tasks,
        partial(reports, ReportState.DRAFT),
    ),
    Way(
        actions.withdraw_report,
        REASON,
        lambda w, p, row, t: keeping(row, actions.withdraw_report(w, row, t["reason"])),
        shown_reasons,
        partial(reports, ReportState.SUBMITTED),
    ),
    Way(
        actions.return_report,
        REASON,
        lambda w, p, row, t: keeping(row, actions.return_report(w, row, t["reason"])),
        shown_reasons,
        partial(reports, ReportState.SUBMITTED),
    ),
    Way(
        actions.correct_report,
        REASON,
        lambda w, p, row, t: actions.correct_report(w, row, t["reason"]),
        shown_corrections,
        partial(reports, ReportState.SIGNED),
    ),
    # Meeting, head, findings
    Way(
        actions_meeting.record_meeting,
        MEETING,
        lambda w, p, row, t: actions_meeting.record_meeting(w, replace(p.ids.form, **t)).id,
        shown_meetings,
        a_meeting,
    ),
    Way(
        actions_meeting.evaluate,
        {"dissent": Field(1000, required=True), "facts": Field(1000, required=True)},
        judge,
        shown_judgements,
        judged_reports,
    ),
    Way(
        actions_meeting.reopen_evaluation,
        REASON,
        lambda w, p, row, t: keeping(row, actions_meeting.reopen_evaluation(w, row, t["reason"])),
        shown_nowhere,
        partial(reports, ReportState.EVALUATED),
    ),
    Way(
        actions_meeting.sign_reports,
        OPINION,
        sign,
        shown_opinions,
        partial(reports, ReportState.EVALUATED),
    ),
    Way(
        actions_findings.decide_finding,
        {"reason": Field(1000, required=True), "statement": Field(2000)},
        lambda w, p, row, t: keeping(
            row, actions_findings.decide_finding(w, row, Verdict.DISMISSED, t["reason"], t["statement"])
        ),
        shown_decisions,
        months_missed,
    ),
    # Booklets and notices
    Way(
        booklets.mark_signed_by_hand,
        {"signer": Field(50, required=True)},
        lambda w, p, row, t: keeping(row, booklets.mark_signed_by_hand(w, row, t["signer"], TODAY)),
        shown_booklets,
        several_booklets,
    ),
    Way(
        notices.post_notice,
        {"place": Field(100, required=True)},
        post_notice,
        shown_notices,
        partial(reports, ReportState.SIGNED),
    ),
    Way(
        notices.take_down,
        {"breach": Field(500, required=True)},
        lambda w, p, row, t: keeping(row, notices.take_down(w, row, TODAY, t["breach"])),
        shown_postings,
        partial(postings, PostingState.POSTED),
    ),
    Way(
        notices.interrupt,
        REASON,
        lambda w, p, row, t: keeping(row, notices.interrupt(w, row, TODAY, t["reason"])),
        shown_postings,
        partial(postings, PostingState.POSTED),
    ),
    Way(
        notices.restart,
        {"place": Field(100, required=True)},
        lambda w, p, row, t: notices.restart(w, row, PostingForm(t["place"], TODAY)),
        shown_postings,
        partial(postings, PostingState.INTERRUPTED),
    ),
    Way(
        notices.add_remark,
        {"content": Field(2000, required=True)},
        lambda w, p, row, t: notices.add_remark(w, row, TODAY, Channel.BOX, t["content"]),
        shown_remarks,
        one_posting,
    ),
    Way(
        notices.answer_remark,
        {"handling": Field(1000, required=True)},
        lambda w, p, row, t: keeping(row, notices.answer_remark(w, row, t["handling"])),
        shown_remarks,
        remarks,
    ),
    # Rules, calendar, accounts
    Way(rulebook.publish_rulebook, RULES | {"reason": Field(200, required=True)}, publish, shown_rulebooks),
    Way(
        workday_table.change_day,
        {"label": Line(40)},
        lambda w, p, row, t: keeping(
            row, workday_table.change_day(w, date.fromisoformat(row), DayKind.OFF, t["label"])
        ),
        shown_days,
        days_from_2030,
    ),
    Way(
        workday_table.confirm_year,
        {"source": Line(100, required=True)},
        lambda w, p, row, t: keeping(row, workday_table.confirm_year(w, int(row), t["source"])),
        shown_sources,
        years_from_2030,
    ),
    Way(
        workday_table.take_over_days,
        {"source": Line(100, required=True)},
        take_over,
        shown_sources,
        years_from_2030,
    ),
    Way(
        accounts.edit_account,
        {"name": Line(40, required=True)},
        lambda w, p, row, t: keeping(
            row, accounts.edit_account(w, row, AccountForm("", t["name"], frozenset({Role.CLERK})))
        ),
        shown_accounts,
        several_accounts,
    ),
)


def prepared(place: Place, way: Way, count: int) -> Rows:
    """Put the right account to work and make the rows that the action writes into."""
    rows = way.rows(place, count) if way.rows else [""] * count
    if way.at_county:
        place.office.station = replace(place.office.station, kind=StationKind.COUNTY, unit_id=None)
    place.as_(Role.ADMIN if way.action is accounts.edit_account else Role.CLERK)
    return [rows[number % len(rows)] for number in range(count)]
