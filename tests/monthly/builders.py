"""Months, forms and steps that the tests of the monthly report need."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.monthly import actions, actions_meeting
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.text import ClauseText, ReportText
from app.vocabulary import Grade, Month, SignerKind, SignMethod, TaskSource
from db.tables.journal import JournalEntry
from db.tables.monthly import Report
from db.tables.targets import Plan, PlanItem

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in range(1, 5))
WATCH = ClauseText(TaskSource.ADHOC, "清明期间森林防火值守", "3月排班 12 人次，劝返野外用火 9 起", 100)
FULL = ReportText(clauses=(WATCH,), self_appraisal="本月任务按期推进。", self_grade=Grade.FAIR)
HALF_DONE = replace(WATCH, task="通组路硬化", result="南屏村完成路基 1.2 公里", percent=67, reason="连续降雨")


def begun(office, name, month=MARCH):
    """Open the report of somebody and return its id."""
    return office.do(actions.open_report, office.unit_id, office.team[name], month)


def written(office, name, text=FULL, month=MARCH):
    """Open and fill a report."""
    report_id = begun(office, name, month)
    office.do(actions.save_report, report_id, text)
    return report_id


def submitted(office, name, text=FULL, month=MARCH):
    """Fill and hand in a report."""
    report_id = written(office, name, text, month)
    office.do(actions.submit_report, report_id)
    return report_id


def meeting_form(office, month=MARCH, held_on=None, **changes):
    """The record of a meeting of the whole team, chaired by the head."""
    values = {
        "unit_id": office.unit_id,
        "month": month,
        "body": "党委会",
        "held_on": held_on or office.clock.today(),
        "place": "镇政府三楼会议室",
        "chair_id": office.team["演示甲"],
        "recorder": "演示记录员",
        "attendees": tuple(office.team.values()),
    }
    return MeetingForm(**{**values, **changes})


def met(office, month=MARCH, **changes):
    """Record a meeting and return its id."""
    return office.do(actions_meeting.record_meeting, meeting_form(office, month, **changes)).id


def evaluated(office, name, grade=Grade.FAIR, month=MARCH, text=FULL):
    """Hand in and evaluate a report."""
    report_id = submitted(office, name, text, month)
    facts = "测试事实" if grade is Grade.POOR else ""
    judgement = Judgement(report_id, truthful=True, grade=grade, facts=facts)
    office.do(actions_meeting.evaluate, met(office, month), [judgement])
    return report_id


def head_signature(office, name="演示甲", kind=SignerKind.HEAD, day=None):
    """A signature made by hand."""
    signer = Signer(kind, office.team[name])
    return Signature(signer, SignMethod.HAND, day or office.clock.today())


def sign(office, report_id, **changes):
    """Sign one report."""
    signature = head_signature(office, **changes)
    office.do(actions_meeting.sign_reports, [OpinionForm(report_id, "同意班子会议评价。")], signature)


def signed(office, name, grade=Grade.FAIR, month=MARCH, text=FULL):
    """Bring a report to the end."""
    report_id = evaluated(office, name, grade, month, text)
    sign(office, report_id)
    return report_id


def planned(office, name, *tasks, month=MARCH):
    """Store a settled plan with these tasks."""
    with office.office.write("计划") as work:
        plan = Plan(
            cadre_id=office.team[name], unit_id=office.unit_id, month=month, settled_on=month.first_day
        )
        work.session.add(plan)
        work.session.flush()
        for position, task in enumerate(tasks, 1):
            item = PlanItem(plan_id=plan.id, position=position, source=TaskSource.ANNUAL, task=task)
            work.session.add(item)
    return plan.id


def report(office, report_id):
    """The stored report."""
    with office.office.read() as reader:
        return reader.session.get_one(Report, report_id)


def day(month, number):
    """A day of a month."""
    return date(month.year, month.month, number)


def journal(office):
    """Action and subject of every entry, in order."""
    query = select(JournalEntry.action, JournalEntry.subject).order_by(JournalEntry.seq)
    with office.office.read() as reader:
        return [tuple(row) for row in reader.session.execute(query)]
