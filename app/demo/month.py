"""One month of a demonstration unit: plan, report, meeting, signature, notice (D12–D30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.demo.tasks import ADHOC_TASKS, LATE, filled
from app.demo.town import Town, seed_of, targets_of
from app.monthly import actions, actions_sharing
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature, sign_reports
from app.monthly.handing_in import hand_in, hold_meeting
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.records import clause_rows, report_row, text_of
from app.monthly.text import ClauseText, ReportText
from app.monthly.views_meeting import MeetingSheet, meeting_sheet
from app.notices.actions import PostingForm, post_notice, take_down
from app.notices.views import notice_board
from app.targets import planning
from app.targets.entries import ItemEntry
from app.vocabulary import Grade, Month, ReportMove, SignerKind, SignMethod

APPRAISALS = (
    "本月计划任务总体按期完成，群众反映的问题当日登记、限期答复。",
    "对照年度目标，本月进度符合时序，个别项目受天气影响需加快。",
    "坚持在一线推进工作，分管工作没有出现安全和信访问题。",
)


def plan_month(town: Town, month: Month) -> None:
    """Draw up and settle everybody's plan, an ad-hoc task of the month included (D12–D13)."""
    town.on(month.first_day.replace(day=6))
    task = ADHOC_TASKS[month.month - 1][0]
    with town.office.write("拟定月计划") as work:
        planning.open_plans(work, town.unit_id, month)
        for cadre_id in town.people[1::2]:
            plan = planning.open_plan(work, town.unit_id, cadre_id, month)
            planning.add_item(work, plan, ItemEntry(task=task))
            work.session.flush()
        planning.settle_plans(work, town.unit_id, month)


def report(town: Town, month: Month, place: int, day: date) -> None:
    """Let one cadre carry over, fill in and hand in the month's form on a day."""
    town.on(day, hour=15)
    cadre_id = town.people[place]
    with town.office.write("结转并开始填报") as work:
        actions_sharing.carry_over(work, town.unit_id, cadre_id, month)
        made = actions.open_report(work, town.unit_id, cadre_id, month)
        text = text_of(report_row(work, made), clause_rows(work, made))
    town.do("提交月报告", hand_in, made, _filled_in(town, month, place, text))


def _filled_in(town: Town, month: Month, place: int, text: ReportText) -> ReportText:
    grade = Grade.GOOD if (place + town.number + month.month) % 3 == 0 else Grade.FAIR
    return replace(
        text,
        clauses=tuple(_answered(town, month, place, clause) for clause in text.clauses),
        self_appraisal=APPRAISALS[(place + month.month) % len(APPRAISALS)],
        self_grade=grade,
        next_month="按计划推进下月分解任务。",
    )


def _answered(town: Town, month: Month, place: int, clause: ClauseText) -> ClauseText:
    seed, index = seed_of(town, place, month), month.month - 1
    task, results = ADHOC_TASKS[index]
    if clause.task == task:
        result = f"值守 {1 + place} 天，{filled(results[place // 2 % len(results)], seed, place)}"
        return replace(clause, result=result, percent=100)
    for target in targets_of(town, place):
        if clause.task == filled(target.tasks[index], seed, place):
            late = bool(target.reason) and month.month == 3
            result = filled(target.results[index], seed, place)
            return replace(
                clause,
                result=result,
                percent=LATE if late else 100,
                reason=target.reason if late else "",
                amount=str(target.amounts[index]) if target.amounts else "",
            )
    return replace(clause, result=f"结转事项已于 {month.month} 月 {5 + seed % 15} 日完成", percent=100)


def hold(town: Town, month: Month, day: date, dissent: int | None = None) -> None:
    """Hold the leadership meeting and judge every report; the one at `dissent` without agreement."""
    town.on(day, hour=10)
    sheet = town.see(meeting_sheet, town.unit_id, month)
    form = MeetingForm(
        unit_id=town.unit_id,
        month=month,
        body=f"{town.unit.body}会议",
        held_on=day,
        place="三楼会议室",
        chair_id=town.people[0],
        recorder="演示经办人",
        attendees=tuple(town.people),
        minutes="逐一听取汇报，对照计划和现场情况评价，当场宣布结果。",
    )
    judgements = [
        _judged(town, item.report_id, item.cadre_id, month, dissent)
        for item in sheet.items
        if ReportMove.EVALUATE in item.moves
    ]
    if judgements:
        town.do("班子会议评价", hold_meeting, form, None, judgements)


def _judged(town: Town, report_id: str, cadre_id: str, month: Month, dissent: int | None) -> Judgement:
    place = town.people.index(cadre_id)
    grade = Grade.GOOD if (place + town.number + month.month) % 3 == 0 and place % 4 else Grade.FAIR
    if place == dissent:
        words = "多数认为较好；两人认为工期滞后，应为一般。"
        return Judgement(report_id, truthful=True, grade=Grade.FAIR, unanimous=False, dissent=words)
    return Judgement(report_id, truthful=True, grade=grade)


def sign(town: Town, month: Month, day: date) -> None:
    """Let the head sign, then the clerk record who signed the heads' own forms (domain.md §2.14)."""
    town.on(day, hour=16)
    for who in ("head", "clerk"):
        town.as_(who)
        for signer, opinions in _by_signer(town.see(meeting_sheet, town.unit_id, month)).items():
            method = SignMethod.DIGITAL if signer.kind is SignerKind.HEAD else SignMethod.HAND
            town.do("签定月实绩", sign_reports, opinions, Signature(signer, method, day))


def _by_signer(sheet: MeetingSheet) -> dict[Signer, list[OpinionForm]]:
    found: dict[Signer, list[OpinionForm]] = {}
    for item in sheet.items:
        if ReportMove.SIGN in item.moves:
            signer = item.signers[0]
            if signer.kind is SignerKind.COUNTY_LEADER:
                signer = replace(signer, name="演示县领导", title="县委常委")
            opinion = OpinionForm(item.report_id, "同意班子会议评价意见，望继续抓好落实。")
            found.setdefault(signer, []).append(opinion)
    return found


def post(town: Town, month: Month, day: date) -> str:
    """Put up a notice of everything that is signed and return its id (D28)."""
    town.on(day, hour=9)
    board = town.see(notice_board, town.unit_id, month)
    ids = [line.report_id for line in board.ready]
    return town.do("登记公示张贴", post_notice, town.unit_id, month, ids, PostingForm("办公楼公示栏", day))


def take_down_all(town: Town, month: Month) -> None:
    """Take every notice of the month down on its last day."""
    for card in town.see(notice_board, town.unit_id, month).postings:
        if card.ended_on is None:
            town.on(card.last_day, hour=17)
            town.do("登记公示撤下", take_down, card.id, card.last_day)
