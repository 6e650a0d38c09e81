"""The texts of the county's review: stored by its actions, shown by the views of both stations."""

from app.review import actions, actions_credit, actions_hints, actions_reminding, digest_actions, targets
from app.review.actions import RemarkEntry
from app.review.decisions import decisions_on
from app.review.hint_rules import hint_key
from app.review.hints import credit_decisions, hints
from app.review.targets import county_targets
from app.review.views import waivers
from app.review.views_hints import hint_decisions
from app.targets.entries import TargetEntry
from app.vocabulary import CreditVerdict, HintRule, HintVerdict, Month, ReportState, ReviewVerdict
from db.tables.monthly import Clause, Report
from db.tables.review import CountyTarget, Digest, LeaderRemark, MonthWaiver, Review
from tests.builders import moment
from tests.every.fields import TARGET, Field, Line
from tests.every.rows import TODAY, YEARS, made, reports, returned, year_of
from tests.every.seen import shown_nowhere
from tests.every.ways import WAYS, Way

REASON = {"reason": Line(200, required=True)}


def signed(place, count):
    return reports(ReportState.SIGNED, place, count)


def decided(place, count):
    """A filed form for each text; their reviews."""
    rows = [
        Review(
            report_id=report_id,
            report_revision=1,
            unit_id=place.unit_id,
            month=Month(2026, 3),
            verdict=ReviewVerdict.FILED,
            decided_by="演示经",
            decided_on=TODAY,
        )
        for report_id in signed(place, count)
    ]
    return made(place, rows)


def months_from_2030(place, count):
    return [str(Month(2030, 1).plus(number)) for number in range(count)]


def waived(place, count):
    month = Month(2030, 1)
    rows = [
        MonthWaiver(month=month.plus(number), reason="救灾", declared_by="演示经", declared_on=TODAY)
        for number in range(count)
    ]
    return made(place, rows)


def pairs(place, count):
    """Two forms of clauses for each text: a case to decide on."""
    ids = signed(place, count + 1)
    with place.office.read() as reader:
        clauses = {row.report_id: row.id for row in reader.session.query(Clause)}
    return [f"{clauses[ids[0]]}+{clauses[other]}" for other in ids[1:]]


def several_county_targets(place, count):
    rows = [
        CountyTarget(unit_id=place.unit_id, year=year_of(number), title=f"目标{number}")
        for number in range(count)
    ]
    return made(place, rows)


def seen(work, table, row):
    return work.session.get(table, row).revision


def file_report(work, place, row, texts):
    actions.file_report(work, row, seen(work, Report, row), texts["opinion"])
    return row


def return_report(work, place, row, texts):
    clause = work.session.query(Clause.id).where(Clause.report_id == row).scalar()
    remarks = [RemarkEntry(clause, texts.get("remarks.0", "请更正"))]
    opinion = texts.get("opinion", "请更正")
    actions.return_report(work, row, seen(work, Report, row), opinion, remarks)
    return row


def withdraw_review(work, place, row, texts):
    actions.withdraw_review(work, row, seen(work, Review, row), texts["reason"])
    return work.session.get(Review, row).report_id


def decide_credit(work, place, row, texts):
    ids = row.split("+")
    return actions_credit.decide_credit(work, ids, 0, CreditVerdict.DIFFERENT, None, texts["reason"])


def noticed(place, count):
    """A month of each of many years in which the county returned all that it judged."""
    ids = signed(place, 4)
    months = [Month(year_of(number), 1) for number in range(count)]
    for month in months:
        returned(place, ids, month)
    return [hint_key(HintRule.RETURN_RATE, place.unit_id, month) for month in months]


def decide_hint(work, place, row, texts):
    (hint,) = hints(work, Month.parse(row.rpartition(":")[2]))
    actions_hints.decide_hint(work, row, hint.reasons, 0, HintVerdict.NOTED, texts["reason"])
    return row


def shown_hints(reader, _, keys):
    return {key: {"reason": done.reason} for key, done in hint_decisions(reader, keys).items()}


def set_target(work, place, row, texts):
    (made_now,) = targets.set_county_target(work, [place.unit_id], int(row), TargetEntry(**texts))
    return made_now


def edit_target(work, place, row, texts):
    targets.edit_county_target(work, row, seen(work, CountyTarget, row), TargetEntry(**texts))
    return row


def withdraw_target(work, place, row, texts):
    targets.withdraw_county_target(work, row, seen(work, CountyTarget, row), texts["reason"])
    return row


def withdraw_waiver(work, place, row, texts):
    actions_reminding.withdraw_waiver(work, row, seen(work, MonthWaiver, row), texts["reason"])
    return row


def shown_decisions(reader, _, keys):
    return {
        key: {"opinion": card.opinion, "remarks.0": _remark(card), "reason": card.withdrawn}
        for key, (card,) in decisions_on(reader, keys).items()
    }


def _remark(card):
    return card.remarks[0].text if card.remarks else ""


def shown_waivers(reader, *_):
    return {card.id: {"reason": card.reason} for card in waivers(reader)}


def shown_credit(reader, _, keys):
    return {key: {"reason": card.reason} for key, card in credit_decisions(reader, keys).items()}


def shown_county_targets(reader, *_):
    return {
        card.id: {"title": card.title, "measure": card.measure, "reason": card.withdrawn}
        for year in YEARS
        for card in county_targets(reader, year)
    }


def laid(place, count):
    """An edition of the digest that lies before the leaders, for each text."""
    rows = [
        Digest(
            month=Month(2030, 1).plus(number),
            edition=1,
            made_by="演示经",
            made_at=moment(TODAY),
            paper_digest="0" * 64,
        )
        for number in range(count)
    ]
    return made(place, rows)


def remarked(place, count):
    """A leader's remark for each text."""
    rows = [
        LeaderRemark(digest_id=digest, month=Month(2026, 3), leader="演示县领导", text="阅。", given_on=TODAY)
        for digest in laid(place, count)
    ]
    return made(place, rows)


def remark_of(texts):
    said = {"leader": "演示县领导", "title": "", "text": "阅。"} | texts
    return digest_actions.RemarkEntry(said["leader"], said["title"], said["text"], TODAY)


def record_remark(work, place, row, texts):
    return digest_actions.record_remark(work, row, remark_of(texts))


def correct_remark(work, place, row, texts):
    digest_actions.correct_remark(work, row, remark_of(texts), 1)


def shown_remarks(reader, _, keys):
    rows = reader.session.query(LeaderRemark).all()
    return {
        key: {"leader": row.leader, "title": row.title, "text": row.text}
        for row in rows
        for key in (row.id, row.digest_id)
        if key in keys
    }


REMARK = {"leader": Line(50, required=True), "title": Line(100), "text": Field(2000, required=True)}
REVIEW_WAYS = (
    Way(digest_actions.record_remark, REMARK, record_remark, shown_remarks, laid, at_county=True),
    Way(digest_actions.correct_remark, REMARK, correct_remark, shown_remarks, remarked, at_county=True),
    Way(actions.file_report, {"opinion": Field(1000)}, file_report, shown_decisions, signed, at_county=True),
    *(
        Way(actions.return_report, fields, return_report, shown_decisions, signed, at_county=True)
        for fields in ({"opinion": Field(1000)}, {"remarks.0": Field(500)})
    ),
    Way(
        actions.withdraw_review,
        {"reason": Field(1000, required=True)},
        withdraw_review,
        shown_decisions,
        decided,
        at_county=True,
    ),
    Way(
        actions_reminding.declare_waiver,
        REASON,
        lambda w, p, row, t: actions_reminding.declare_waiver(w, Month.parse(row), t["reason"]),
        shown_waivers,
        months_from_2030,
        at_county=True,
    ),
    Way(actions_reminding.withdraw_waiver, REASON, withdraw_waiver, shown_nowhere, waived, at_county=True),
    Way(
        actions_credit.decide_credit,
        {"reason": Field(500, required=True)},
        decide_credit,
        shown_credit,
        pairs,
        at_county=True,
    ),
    Way(
        actions_hints.decide_hint,
        {"reason": Field(500, required=True)},
        decide_hint,
        shown_hints,
        noticed,
        at_county=True,
    ),
    Way(
        targets.set_county_target,
        TARGET,
        set_target,
        shown_county_targets,
        lambda place, count: [str(year_of(number)) for number in range(count)],
        taken="title",
        at_county=True,
    ),
    Way(
        targets.edit_county_target,
        TARGET,
        edit_target,
        shown_county_targets,
        several_county_targets,
        taken="title",
        at_county=True,
    ),
    Way(
        targets.withdraw_county_target,
        REASON,
        withdraw_target,
        shown_county_targets,
        several_county_targets,
        at_county=True,
    ),
)
EVERY_WAY = (*WAYS, *REVIEW_WAYS)
