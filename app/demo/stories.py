"""What happens in a demonstration unit: ordinary months, and those of the first unit, where all happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.demo import month as months
from app.demo.town import Town
from app.monthly import actions, handing_in
from app.monthly.views_sheet import report_sheet
from app.notices import actions as notice_actions
from app.notices.views import notice_board
from app.people.entries import ExemptionEntry
from app.people.exemptions import grant_exemption
from app.vocabulary import Channel, ExemptionKind, Month

MONTHS = JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
DUE = {JANUARY: date(2026, 1, 30), FEBRUARY: date(2026, 2, 28), MARCH: date(2026, 3, 30)}
MEETINGS = {JANUARY: date(2026, 2, 3), FEBRUARY: date(2026, 3, 4), MARCH: date(2026, 4, 1)}
POSTED = {JANUARY: date(2026, 2, 4), FEBRUARY: date(2026, 3, 5), MARCH: date(2026, 4, 2)}
LATE_DAY = {JANUARY: date(2026, 1, 31), FEBRUARY: date(2026, 3, 2), MARCH: date(2026, 3, 31)}
LAST_DAY = date(2026, 4, 9)
"""The day on which the demonstration stands when it is opened."""
SILENT_ONE, LATE_ONE, EXEMPT_ONE, CORRECTED_ONE, DISPUTED_ONE = 5, 2, 7, 6, 3
"""Places in the first unit's board order of those to whom something happens."""


def play_month(town: Town, month: Month) -> None:
    """Play one month of a unit: the first unit's is full of incidents, the others' are ordinary."""
    months.plan_month(town, month)
    if town.number:
        _plain_month(town, month)
    else:
        _full_month(town, month)


def _plain_month(town: Town, month: Month) -> None:
    """Let every third unit have somebody late, every fifth somebody missing in March."""
    late = 1 if town.number % 3 == 0 else None
    missing = 2 if town.number % 5 == 0 else None
    for place in range(len(town.people)):
        if month == MARCH and place == missing:
            continue
        day = LATE_DAY[month] if place == late else DUE[month].replace(day=25 + place % 3)
        months.report(town, month, place, day)
    _judge_and_post(town, month)


def _full_month(town: Town, month: Month) -> None:
    """Let happen what the program is there for: late, missing twice, exempt, disputed, corrected, copied."""
    if month == FEBRUARY:
        town.do("批准免报", grant_exemption, town.unit_id, _absence(town))
    for place in range(len(town.people)):
        if (place == SILENT_ONE and month != JANUARY) or (place == EXEMPT_ONE and month == FEBRUARY):
            continue
        late = place == LATE_ONE and month == FEBRUARY
        day = LATE_DAY[month] if late else DUE[month].replace(day=25 + place % 3)
        months.report(town, month, place, day)
    _judge_and_post(town, month, DISPUTED_ONE if month == MARCH else None)
    if month == MARCH:
        _remark_and_correct(town)


def _absence(town: Town) -> ExemptionEntry:
    return ExemptionEntry(
        cadre_id=town.people[EXEMPT_ONE],
        first=FEBRUARY,
        last=FEBRUARY,
        kind=ExemptionKind.STUDY,
        reason="参加县委党校脱产培训",
        approved_by="县委组织部",
        approved_on=date(2026, 1, 28),
    )


def _judge_and_post(town: Town, month: Month, dissent: int | None = None) -> None:
    months.hold(town, month, MEETINGS[month], dissent)
    months.sign(town, month, MEETINGS[month])
    months.post(town, month, POSTED[month])
    if month != MARCH:
        months.take_down_all(town, month)


def _remark_and_correct(town: Town) -> None:
    """Let a remark lead to a corrected form, which hangs anew for seven workdays."""
    posting = town.see(notice_board, town.unit_id, MARCH).postings[0]
    town.on(date(2026, 4, 7))
    content = "第一条写的开工户数与现场不符，请核实。"
    remark = town.do(
        "记录公示意见", notice_actions.add_remark, posting.id, date(2026, 4, 7), Channel.BOX, content
    )
    town.do("处理公示意见", notice_actions.answer_remark, remark, "经核实属笔误，已办理更正并重新公示。")
    report_id = posting.report_ids[CORRECTED_ONE - 1]
    town.on(date(2026, 4, 8))
    reason = "经群众反映核实，第一条开工户数有误。"
    corrected = town.do("更正已签定的报告", actions.correct_report, report_id, reason)
    text = town.see(report_sheet, corrected).text
    first = replace(text.clauses[0], result=f"{text.clauses[0].result}（更正：户数以现场核实为准）")
    town.do("提交月报告", handing_in.hand_in, corrected, replace(text, clauses=(first, *text.clauses[1:])))
    months.hold(town, MARCH, date(2026, 4, 8))
    months.sign(town, MARCH, date(2026, 4, 8))
    months.post(town, MARCH, LAST_DAY)
