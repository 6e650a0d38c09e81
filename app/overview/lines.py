"""The lines of what is to be done: what, why, until when, and where the button leads (domain.md §2b)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.monthly.lights import Urgency
from app.monthly.rules import Deadline
from app.overview.rules import MonthStanding, Person, TodoLine, ordered, short
from app.review.digest_board import RemarkCard
from app.vocabulary import Month

REMARK_DAYS = 31
REMIND_DAYS = 10
"""Days before the due day from which a missing report is a thing to do."""
NAMES_SHOWN = 4
_WEEKDAYS = "一二三四五六日"


def todo(standings: Iterable[MonthStanding], today: date) -> list[TodoLine]:
    """Return what the clerk and the head have to do now, most urgent first."""
    return ordered(line for standing in standings for line in _of_month(standing, today))


def own_todo(standings: Iterable[MonthStanding], cadre_id: str, today: date) -> list[TodoLine]:
    """Return what a cadre has to do for the own plan and report."""
    lines = todo((_only_own(standing, cadre_id) for standing in standings), today)
    return [replace(line, button="去填写", target=cadre_id) for line in lines]


def _only_own(standing: MonthStanding, cadre_id: str) -> MonthStanding:
    def mine(people: Sequence[Person]) -> tuple[Person, ...]:
        return tuple(Person(cadre_id, "本人") for person in people if person.cadre_id == cadre_id)

    return MonthStanding(
        standing.month,
        standing.deadline,
        standing.meeting_by,
        standing.post_by,
        standing.plan_by,
        unplanned=mine(standing.unplanned),
        outstanding=mine(standing.outstanding),
        returned=mine(standing.returned),
        county_returned=mine(standing.county_returned),
        reminded=tuple(replace(one, people=me) for one in standing.reminded if (me := mine(one.people))),
        missed_twice=tuple((me, first) for person, first in standing.missed_twice for me in mine((person,))),
    )


def _of_month(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    yield from _missed_twice(standing)
    yield from _reminded(standing, today)
    yield from _county_returned(standing)
    yield from _plan(standing, today)
    yield from _outstanding(standing, today)
    yield from _returned(standing)
    yield from _meeting(standing, today)
    yield from _signing(standing)
    yield from _posting(standing, today)
    yield from _taking_down(standing, today)
    yield from _binding(standing)
    yield from _findings(standing)


def _missed_twice(standing: MonthStanding) -> Iterator[TodoLine]:
    for person, first in standing.missed_twice:
        yield TodoLine(
            title=f"{person.name} 连续两次未上报",
            why=f"{short(first)}、{short(standing.month)}；请其说明理由并作认定",
            pill="需认定",
            urgency=Urgency.MISSING,
            button="去处理",
            stage="monthly",
            month=standing.month,
            target=person.cadre_id,
            when=standing.deadline.last,
        )


def _reminded(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    for one in standing.reminded:
        over = f"已过 {(today - one.due).days} 天" if today > one.due else "请按期补报"
        yield TodoLine(
            title=f"县里催报 {short(standing.month)}实绩报告：{_who(one.people)}",
            why=_why(one.people, f"第 {one.number} 次催报，{_until(one.due)}补报并书面说明理由，{over}"),
            pill="县催报",
            urgency=Urgency.MISSING,
            button="去补报",
            stage="monthly",
            month=standing.month,
            target=one.people[0].cadre_id,
            when=one.due,
        )


def _county_returned(standing: MonthStanding) -> Iterator[TodoLine]:
    people = standing.county_returned
    if people:
        yield TodoLine(
            title=f"县里退回了 {_who(people)}的 {short(standing.month)}登记表",
            why=_why(people, "请按审核意见更正，改好后重新评价、签定、公示，再报县"),
            pill="县退回",
            urgency=Urgency.MISSING,
            button="去更正",
            stage="monthly",
            month=standing.month,
            target=_only(people),
        )


def _plan(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    people = standing.unplanned
    if not people or today < standing.month.first_day:
        return
    over = today > standing.plan_by
    yield TodoLine(
        title=f"{short(standing.month)}计划：{_who(people)}未确定",
        why=_why(people, _until(standing.plan_by)),
        pill="已过期" if over else "临近",
        urgency=Urgency.DUE,
        button="去确定",
        stage="targets",
        month=standing.month,
        target=_only(people),
        when=standing.plan_by,
    )


def _outstanding(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    people = standing.outstanding
    if not people or standing.deadline.days_left(today) > REMIND_DAYS:
        return
    over = standing.deadline.passed(today)
    yield TodoLine(
        title=f"{short(standing.month)}实绩报告：{_who(people)}{'未报' if over else '未提交'}",
        why=_why(people, _due(standing.deadline, today)),
        pill="未报" if over else "临近",
        urgency=Urgency.MISSING if over else Urgency.DUE,
        button="去催报",
        stage="monthly",
        month=standing.month,
        target="asking",
        when=standing.deadline.due,
    )


def _returned(standing: MonthStanding) -> Iterator[TodoLine]:
    if standing.returned:
        yield TodoLine(
            title=f"{short(standing.month)}实绩报告：{_who(standing.returned)}待修改",
            why=_why(standing.returned, "已退回或撤回，改好后重新提交"),
            pill="退回",
            urgency=Urgency.DUE,
            button="去查看",
            stage="monthly",
            month=standing.month,
            target=_only(standing.returned),
        )


def _meeting(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    if standing.to_evaluate:
        over = today > standing.meeting_by
        yield TodoLine(
            title=f"班子会议评价 {short(standing.month)}实绩",
            why=f"{standing.to_evaluate} 份已提交，待会议评价；{_until(standing.meeting_by)}",
            pill="已过期" if over else "下一步",
            urgency=Urgency.DUE if over else Urgency.STEP,
            button="开始评价",
            stage="monthly",
            month=standing.month,
            target="meeting",
            when=standing.meeting_by,
        )


def _signing(standing: MonthStanding) -> Iterator[TodoLine]:
    if standing.to_sign:
        yield TodoLine(
            title=f"负责人签定 {short(standing.month)}实绩",
            why=f"{standing.to_sign} 份班子已评，待签定；主要负责人本人的由他人签定",
            pill="下一步",
            urgency=Urgency.STEP,
            button="去签定",
            stage="monthly",
            month=standing.month,
            target="signing",
            when=standing.meeting_by,
        )


def _posting(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    over = today > standing.post_by
    if standing.unposted and (standing.settled or over):
        yield TodoLine(
            title=f"{short(standing.month)}实绩公示待张贴",
            why=f"{standing.unposted} 份已签定，未张贴；{_until(standing.post_by)}",
            pill="已过期" if over else "下一步",
            urgency=Urgency.DUE if over else Urgency.STEP,
            button="去张贴",
            stage="notices",
            month=standing.month,
            when=standing.post_by,
        )


def _taking_down(standing: MonthStanding, today: date) -> Iterator[TodoLine]:
    for notice in standing.hanging:
        if notice.last_day <= today:
            since = "今日期满" if notice.last_day == today else "已期满"
            dates = f"{_day(notice.posted_on)}张贴 → {_day(notice.last_day)}"
            yield TodoLine(
                title=f"{short(standing.month)}公示{since}",
                why=f"{dates}，{notice.days} 个工作日",
                pill="可撤下",
                urgency=Urgency.DONE if notice.last_day == today else Urgency.DUE,
                button="登记撤下",
                stage="notices",
                month=standing.month,
                target=notice.posting_id,
                when=notice.last_day,
            )


def _binding(standing: MonthStanding) -> Iterator[TodoLine]:
    if standing.unbound and standing.settled:
        yield TodoLine(
            title=f"{short(standing.month)}实绩报告待装订",
            why=f"{standing.unbound} 份已签定，未装订成册；一份留存，一份报县",
            pill="待办",
            urgency=Urgency.QUIET,
            button="去装订",
            stage="monthly",
            month=standing.month,
            target="binding",
            when=standing.post_by,
        )


def _findings(standing: MonthStanding) -> Iterator[TodoLine]:
    if standing.undecided:
        yield TodoLine(
            title=f"{short(standing.month)}有 {standing.undecided} 条提示待阅",
            why="只供核对，不定等次",
            pill="提示",
            urgency=Urgency.QUIET,
            button="去查看",
            stage="monthly",
            month=standing.month,
            target="findings",
        )


def county_target_line(count: int, month: Month) -> TodoLine:
    """Say that targets of the county wait to be taken over and split (D13–D14)."""
    return TodoLine(
        title=f"{count} 项县下达目标待分解",
        why="请在“年度目标分解”中接收，确定责任人并按月分解",
        pill="待办",
        urgency=Urgency.STEP,
        button="去接收",
        stage="targets",
        month=month,
        target="year",
    )


def calendar_line(year: int, month: Month) -> TodoLine:
    """Say that a year's days off are not known for sure, so that posting periods are estimates (§2.5)."""
    return TodoLine(
        title=f"{year}年节假日安排未核对",
        why="公示起止日期暂按推算；国务院通知公布后请核对或导入",
        pill="待核对",
        urgency=Urgency.QUIET,
        button="去核对",
        stage="workdays",
        month=month,
    )


def _who(people: Sequence[Person]) -> str:
    return people[0].name if len(people) == 1 else f"{len(people)} 人"


def _why(people: Sequence[Person], dates: str) -> str:
    if len(people) == 1:
        return dates
    names = "、".join(person.name for person in people[:NAMES_SHOWN])
    more = "等" if len(people) > NAMES_SHOWN else ""
    return f"{names}{more}；{dates}"


def _only(people: Sequence[Person]) -> str | None:
    return people[0].cadre_id if len(people) == 1 else None


def _due(dates: Deadline, today: date) -> str:
    left = dates.days_left(today)
    if dates.passed(today):
        return f"应于 {_day(dates.last)}前提交，已过 {(today - dates.last).days} 天"
    if left < 0:
        return f"已过 {_day(dates.due)}，宽限至 {_day(dates.last)}"
    advice = f"，当日休息，建议 {_day(dates.suggested)}前提交" if dates.suggested != dates.due else ""
    remaining = "今天截止" if left == 0 else f"还有 {left} 天"
    return f"{_day(dates.due)}（星期{_WEEKDAYS[dates.due.weekday()]}）前 · {remaining}{advice}"


def _until(day: date) -> str:
    return f"{_day(day)}前"


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def leader_lines(remarks: Iterable[RemarkCard], today: date) -> Iterator[TodoLine]:
    """Pass on what the county's leaders remarked of late (D39); it stays in sight for some weeks."""
    for card in remarks:
        if (today - card.given_on).days <= REMARK_DAYS:
            who = f"{card.title} {card.leader}".strip()
            yield TodoLine(
                f"县领导批示（{short(card.month)}）",
                f"{who} {card.given_on.month} 月 {card.given_on.day} 日：{card.text}",
                "批示",
                Urgency.STEP,
                "看批示",
                "remarks",
                card.month,
                card.id,
            )
