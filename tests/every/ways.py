"""Every action that stores text: its fields, the least it takes to call it, and where the text is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app import rulebook, workday_table
from app.accounts import actions as accounts
from app.accounts.actions import AccountForm
from app.monthly import actions, actions_findings, actions_meeting, booklets
from app.monthly.actions_meeting import OpinionForm, Signature
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.records import report_row
from app.monthly.text import ClauseText, ReportText
from app.notices import actions as notices
from app.notices.actions import PostingForm
from app.people import actions as people
from app.people import exemptions
from app.people.entries import CadreEntry, ExemptionEntry, PostEntry, UnitEntry
from app.targets import actions as targets
from app.targets import cells, planning
from app.targets.entries import ItemEntry, TargetEntry
from app.vocabulary import (
    Channel,
    ExemptionKind,
    Grade,
    Month,
    PostEnd,
    PostingState,
    PostKind,
    ReportState,
    Role,
    SignerKind,
    SignMethod,
    StationKind,
    TaskSource,
    UnitKind,
    Verdict,
)
from app.workdays import DayKind, SpecialDay
from db.tables.people import Exemption
from db.tables.targets import Plan, Target
from tests.every.fields import (
    ABSENCE,
    CADRE,
    CLAUSE,
    FORM,
    GOAL,
    ITEM,
    MEETING,
    OPINION,
    POST,
    REASON,
    RULES,
    TARGET,
    UNIT,
    Field,
    Line,
    Texts,
)
from tests.every.month import Place
from tests.every.rows import (
    APRIL,
    SINCE,
    TODAY,
    Rows,
    a_meeting,
    absences,
    cadres,
    items,
    judged_reports,
    months_missed,
    one_posting,
    plans,
    postings,
    posts,
    remarks,
    reports,
    several_accounts,
    several_booklets,
    several_targets,
    several_units,
    year_of,
)
from tests.every.seen import (
    shown_absences,
    shown_accounts,
    shown_booklets,
    shown_corrections,
    shown_days,
    shown_decisions,
    shown_forms,
    shown_items,
    shown_judgements,
    shown_meetings,
    shown_notices,
    shown_nowhere,
    shown_opinions,
    shown_people,
    shown_postings,
    shown_reasons,
    shown_remarks,
    shown_rulebooks,
    shown_sources,
    shown_targets,
    shown_tasks,
    shown_units,
)


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


def with_goal(texts):
    return TargetEntry(**texts, amount_goal=Decimal(42))


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
        TARGET | GOAL,
        lambda w, p, row, t: targets.add_target(w, p.unit_id, int(row), with_goal(t)),
        shown_targets,
        lambda place, count: [str(year_of(number)) for number in range(count)],
        taken="title",
    ),
    Way(
        targets.edit_target,
        TARGET | GOAL,
        lambda w, p, row, t: keeping(row, targets.edit_target(w, row, with_goal(t))),
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
        actions.redate_report,
        REASON,
        lambda w, p, row, t: keeping(
            row, actions.redate_report(w, row, report_row(w, row).month.first_day, t["reason"])
        ),
        shown_nowhere,
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
