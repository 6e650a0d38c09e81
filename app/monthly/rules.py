"""What may be done with a report and when, and what it still lacks (D15–D24; domain.md §2.1–2.15, §2b)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from app.errors import NotAllowed
from app.monthly.text import ClauseText, ReportText
from app.rulebook import Rulebook
from app.vocabulary import Month, Part, ReportMove, ReportState, Role
from app.workdays import Calendar, due_date

_CADRE, _CLERK, _HEAD = Role.CADRE, Role.CLERK, Role.HEAD
_DRAFT, _SUBMITTED, _RETURNED = ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED
_EVALUATED, _SIGNED = ReportState.EVALUATED, ReportState.SIGNED

MOVES: dict[tuple[Role, ReportState, ReportMove], ReportState] = {
    (_CADRE, _DRAFT, ReportMove.EDIT): _DRAFT,
    (_CLERK, _DRAFT, ReportMove.EDIT): _DRAFT,
    (_CADRE, _DRAFT, ReportMove.SUBMIT): _SUBMITTED,
    (_CLERK, _DRAFT, ReportMove.SUBMIT): _SUBMITTED,
    (_CADRE, _RETURNED, ReportMove.EDIT): _RETURNED,
    (_CLERK, _RETURNED, ReportMove.EDIT): _RETURNED,
    (_CADRE, _RETURNED, ReportMove.SUBMIT): _SUBMITTED,
    (_CLERK, _RETURNED, ReportMove.SUBMIT): _SUBMITTED,
    (_CADRE, _SUBMITTED, ReportMove.WITHDRAW): _DRAFT,
    (_CLERK, _SUBMITTED, ReportMove.WITHDRAW): _DRAFT,
    (_CLERK, _SUBMITTED, ReportMove.RETURN): _RETURNED,
    (_HEAD, _SUBMITTED, ReportMove.RETURN): _RETURNED,
    (_CLERK, _SUBMITTED, ReportMove.REDATE): _SUBMITTED,
    (_CLERK, _RETURNED, ReportMove.REDATE): _RETURNED,
    (_CLERK, _EVALUATED, ReportMove.REDATE): _EVALUATED,
    (_CLERK, _SUBMITTED, ReportMove.EVALUATE): _EVALUATED,
    (_HEAD, _SUBMITTED, ReportMove.EVALUATE): _EVALUATED,
    (_CLERK, _EVALUATED, ReportMove.REOPEN): _SUBMITTED,
    (_HEAD, _EVALUATED, ReportMove.REOPEN): _SUBMITTED,
    (_CLERK, _EVALUATED, ReportMove.SIGN): _SIGNED,
    (_HEAD, _EVALUATED, ReportMove.SIGN): _SIGNED,
    (_CLERK, _SIGNED, ReportMove.CORRECT): _SIGNED,
    (_HEAD, _SIGNED, ReportMove.CORRECT): _SIGNED,
}
"""Role × state × move → state; what is not here is refused.

A cadre's rows concern only the own report, a head's rows only other people's (domain.md §2.14): the own
report of a head is moved by the clerk, who records what the meeting and the other signer did. The clerk's
SIGN records a signature made on paper, and REDATE the day on which a form on paper came. CORRECT leaves the
signed version in force beside its correction, a new DRAFT; it becomes SUPERSEDED, which nothing leaves, when
the correction is signed (§2.36).
"""

STEPS_BACK = frozenset({ReportMove.WITHDRAW, ReportMove.RETURN, ReportMove.REOPEN, ReportMove.CORRECT})
"""Moves that nobody makes without a reason (domain.md §2b); REDATE too, which goes nowhere."""

SHAREABLE = frozenset({_DRAFT, _SUBMITTED, _RETURNED})
"""States in which the parts of a shared result can still be settled: not once the meeting has judged."""

_BY_WHOM = {_CADRE: "本人", _CLERK: "经办人", _HEAD: "主要负责人（非本人报告）"}


def allowed(
    state: ReportState, roles: frozenset[Role], *, own: bool, correcting: bool = False
) -> frozenset[ReportMove]:
    """Return what these roles may do with a report.

    `own`: it is their own; `correcting`: a 更正 of it is under way.
    """
    acting = _acting(roles, own=own)
    moves = {move for role, known, move in MOVES if known is state and role in acting}
    return frozenset(moves - {ReportMove.CORRECT} if correcting else moves)


def next_state(
    state: ReportState, move: ReportMove, roles: frozenset[Role], *, own: bool, correcting: bool = False
) -> ReportState:
    """Return the state after a move; raises `NotAllowed` with the reason where the table has none."""
    if move not in allowed(state, roles, own=own, correcting=correcting):
        raise _refusal(state, move, correcting=correcting)
    return next(MOVES[role, state, move] for role in _acting(roles, own=own) if (role, state, move) in MOVES)


def _acting(roles: frozenset[Role], *, own: bool) -> frozenset[Role]:
    return roles & ({_CADRE, _CLERK} if own else {_CLERK, _HEAD})


def _refusal(state: ReportState, move: ReportMove, *, correcting: bool) -> NotAllowed:
    if correcting:
        return NotAllowed("这份报告的更正正在办理。", next_step="请在更正稿上继续。")
    movers = [role for role, known, made in MOVES if known is state and made is move]
    if not movers:
        return NotAllowed(f"报告处于“{state.label}”状态，不能“{move.label}”。", next_step="请刷新后再看。")
    by_whom = "或".join(_BY_WHOM[role] for role in movers)
    return NotAllowed(f"“{move.label}”须由{by_whom}办理。", next_step="请换有权限的账户登录。")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a month's report is due: the due day, the last day in time (with grace), the day to suggest."""

    due: date
    last: date
    suggested: date

    def passed(self, day: date) -> bool:
        """Tell whether something that comes on `day` is late."""
        return day > self.last

    def days_left(self, today: date) -> int:
        """Count the days until the due day; 0 on the day itself, negative after it."""
        return (self.due - today).days


def last_in_time(month: Month, rulebook: Rulebook) -> date:
    """Return the last day on which a month's report is not late (D15; domain.md §2.1)."""
    return due_date(month.year, month.month, rulebook.due_day) + timedelta(rulebook.grace_days)


def after_due(month: Month, rulebook: Rulebook) -> tuple[date, date] | None:
    """Return the first and last day of a month that its report cannot cover, being due before them.

    What is done on them goes into the next month's report as 补记 (domain.md §2.1); None without such days.
    """
    first = due_date(month.year, month.month, rulebook.due_day) + timedelta(1)
    return (first, month.last_day) if first <= month.last_day else None


def deadline(month: Month, rulebook: Rulebook, calendar: Calendar) -> Deadline:
    """Return the dates of a month's report; a due day off stays, an earlier one is suggested (§2.1)."""
    due = due_date(month.year, month.month, rulebook.due_day)
    return Deadline(due, last_in_time(month, rulebook), calendar.suggested_submit_day(due))


@dataclass(frozen=True, slots=True)
class Lack:
    """What a form still lacks before it can be submitted: the input to mark and the sentence."""

    field: str
    sentence: str


def lacking(text: ReportText) -> tuple[Lack, ...]:
    """Return what hinders submitting, most telling first; empty when the form is complete (D19–D21).

    A month without results is declared with its reason, so that empty is told from forgotten.
    """
    if text.nothing_to_report:
        return tuple(_lacking_nothing(text))
    if not text.clauses:
        sentence = "还没有任何条款：请添加任务，或选择“本月无应报告事项”并写明原因"
        return (Lack("clauses", sentence), *_lacking_self(text))
    return (*_unfilled(text.clauses), *_unexplained(text), *_unshared(text.clauses), *_lacking_self(text))


def _lacking_nothing(text: ReportText) -> Iterable[Lack]:
    if any(clause.result for clause in text.clauses):
        yield Lack("nothing_to_report", "已选择“本月无应报告事项”，但有条款写了完成情况：请取消该项或清空")
    if not text.nothing_reason:
        yield Lack("nothing_reason", "请写明本月无应报告事项的原因")


def _unfilled(clauses: Sequence[ClauseText]) -> Iterable[Lack]:
    empty = [index for index, clause in enumerate(clauses) if not clause.result]
    if empty:
        yield Lack(f"clauses.{empty[0]}.result", f"还有 {len(empty)} 条未填")
    unrated = [index for index, clause in enumerate(clauses) if clause.result and clause.percent is None]
    if unrated:
        yield Lack(f"clauses.{unrated[0]}.percent", f"还有 {len(unrated)} 条未填完成率")


def _unexplained(text: ReportText) -> Iterable[Lack]:
    for index, clause in enumerate(text.clauses):
        unfinished = clause.percent is not None and clause.percent < 100
        if unfinished and not (clause.reason or text.unfinished):
            yield Lack(f"clauses.{index}.reason", f"第 {index + 1} 条未完成，请填写原因")


def _unshared(clauses: Sequence[ClauseText]) -> Iterable[Lack]:
    for index, clause in enumerate(clauses):
        if clause.part is Part.ASSIST and not clause.partners:
            yield Lack(f"clauses.{index}.partners", f"第 {index + 1} 条为协办，请选择主办人")


def _lacking_self(text: ReportText) -> Iterable[Lack]:
    if not text.self_appraisal:
        yield Lack("self_appraisal", "请填写自我鉴定")
    if text.self_grade is None:
        yield Lack("self_grade", "请选择自评等次")


class Version(Protocol):
    """What of a report decides which version of a month is in force."""

    @property
    def version(self) -> int:
        """0 for the original, 1 for 更正1."""

    @property
    def state(self) -> ReportState:
        """State of this version."""


_V = TypeVar("_V", bound=Version)


def newest(versions: Iterable[_V]) -> _V | None:
    """Return the version being worked on."""
    return max(versions, key=lambda one: one.version, default=None)


def in_force(versions: Sequence[_V]) -> _V | None:
    """Return the version that counts: the signed one, else the newest (domain.md §2.36)."""
    return newest([one for one in versions if one.state is _SIGNED]) or newest(versions)


class Reach(StrEnum):
    """How far one step of the chain is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain over the form."""

    label: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """What decides how far a month is for one cadre; `state` is empty where no report was begun."""

    plan_settled: bool
    state: ReportState | None
    taken_down: bool
    """The posting has run its course."""
    filed: bool
    """The county has filed its copy."""


def chain(facts: ChainFacts) -> tuple[Step, ...]:
    """Return the six steps; posting and filing run side by side once the head has signed (domain.md §2b).

    A report begun without a settled plan leaves the plan behind undone: what was not done is never ticked.
    """
    begun = facts.plan_settled or facts.state is not None
    signed = facts.state in {_SIGNED, ReportState.SUPERSEDED}
    evaluated = signed or facts.state is _EVALUATED
    handed_in = evaluated or facts.state is _SUBMITTED
    steps = (
        ("计划", facts.plan_settled, facts.state is None),
        ("填报", handed_in, begun),
        ("会议评价", evaluated, handed_in),
        ("负责人签定", signed, evaluated),
        ("公示", facts.taken_down, signed),
        ("报县备案", facts.filed, signed),
    )
    return tuple(Step(label, _reach(done=done, reached=reached)) for label, done, reached in steps)


def _reach(*, done: bool, reached: bool) -> Reach:
    if done:
        return Reach.DONE
    return Reach.NOW if reached else Reach.LATER
