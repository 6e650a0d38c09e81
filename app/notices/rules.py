"""What may be done with a posting, and when (D30, domain.md §2.2–2.4, §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.errors import UserError
from app.vocabulary import Month, PostingState, Role
from app.workdays import Calendar


class PostingMove(StrEnum):
    """What a person does with a posting."""

    TAKE_DOWN = "take_down"
    INTERRUPT = "interrupt"
    RESTART = "restart"
    REMARK = "remark"


MOVES: dict[tuple[PostingState, PostingMove], PostingState] = {
    (PostingState.POSTED, PostingMove.TAKE_DOWN): PostingState.TAKEN_DOWN,
    (PostingState.POSTED, PostingMove.INTERRUPT): PostingState.INTERRUPTED,
    (PostingState.POSTED, PostingMove.REMARK): PostingState.POSTED,
    (PostingState.INTERRUPTED, PostingMove.RESTART): PostingState.INTERRUPTED,
    (PostingState.INTERRUPTED, PostingMove.REMARK): PostingState.INTERRUPTED,
    (PostingState.TAKEN_DOWN, PostingMove.REMARK): PostingState.TAKEN_DOWN,
}
"""State × move → state; what is not here is refused. Every move is the clerk's or the head's."""

MOVERS = (Role.CLERK, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Clock:
    """How far a posting is on a day: the workday it is in, how many remain, and one sentence."""

    workday: int
    remaining: int
    complete: bool
    overdue: int
    sentence: str


def moves(state: PostingState, roles: frozenset[Role]) -> frozenset[PostingMove]:
    """Return what these roles may do with a posting in this state."""
    if roles.isdisjoint(MOVERS):
        return frozenset()
    return frozenset(move for known, move in MOVES if known is state)


def next_state(state: PostingState, move: PostingMove) -> PostingState:
    """Return the state after a move; raises `UserError` where the table has none."""
    if (state, move) not in MOVES:
        raise UserError(f"公示已处于“{state.label}”状态，不能这样操作。", next_step="请刷新后再看。")
    return MOVES[state, move]


def clock(first: date, last: date, days: int, calendar: Calendar, today: date) -> Clock:
    """Count the workdays of a period up to `today`; the last day itself is still a day of posting."""
    if today < first:
        sentence = f"自 {first.month} 月 {first.day} 日起计算，共 {days} 个工作日。"
        return Clock(0, days, complete=False, overdue=0, sentence=sentence)
    if today > last:
        late = calendar.workdays_between(last, today) - 1
        return Clock(days, 0, complete=True, overdue=late, sentence="公示已期满，请撤下并登记。")
    workday = calendar.workdays_between(first, today)
    remaining = days - workday
    if today == last:
        return Clock(days, 0, complete=True, overdue=0, sentence="今日期满，下班后可撤下。")
    return Clock(workday, remaining, complete=False, overdue=0, sentence=f"还有 {remaining} 个工作日。")


def check_posted_on(posted_on: date, month: Month, signed_on: date, today: date) -> None:
    """Refuse a posting day in the future or before the last of its forms was signed (domain.md §2.2, §2b)."""
    if posted_on > today:
        raise UserError("张贴日期不能晚于今天。", field="posted_on", next_step="请按实际张贴日期填写。")
    if posted_on < month.first_day:
        raise UserError(f"张贴日期早于{month.label}。", field="posted_on", next_step="请核对月份和日期。")
    if posted_on < signed_on:
        raise UserError(
            f"张贴日期早于负责人签定（{signed_on.isoformat()}）。",
            field="posted_on",
            next_step="请核对日期。",
        )


def check_taken_down(last: date, posted_on: date, ended_on: date, today: date, breach: str) -> None:
    """Refuse to take a notice down early unless the breach is recorded with its reason (D30)."""
    if ended_on > today:
        raise UserError("撤下日期不能晚于今天。", field="ended_on", next_step="请按实际撤下日期填写。")
    if ended_on < posted_on:
        raise UserError("撤下日期早于张贴日期。", field="ended_on", next_step="请核对日期。")
    if ended_on < last and not breach.strip():
        raise UserError(
            f"公示到 {last.month} 月 {last.day} 日才满期，不能提前撤下。",
            field="breach",
            next_step="如确已提前撤下，请写明原因，按“未满期”登记。",
        )
