"""Who chairs, who signs, and what an evaluation must say (D22–D24; domain.md §2.13–2.16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.errors import UserError
from app.vocabulary import Grade, Month, SignerKind


class TeamMember(Protocol):
    """What of a line of the unit's list decides who chairs and who signs."""

    @property
    def cadre_id(self) -> str:
        """Id of the cadre."""

    @property
    def name(self) -> str:
        """Name of the cadre."""

    @property
    def title(self) -> str:
        """Name of the post."""

    @property
    def heads_unit(self) -> bool:
        """Whether the cadre is 主要负责人."""

    @property
    def on_team(self) -> bool:
        """Whether the cadre belongs to the leading body."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the meeting found on one report (D23); without `chair_id` the chair follows from the rules."""

    report_id: str
    truthful: bool
    grade: Grade
    unanimous: bool = True
    dissent: str = ""
    facts: str = ""
    chair_id: str | None = None


def check_held_on(held_on: date, month: Month, today: date) -> None:
    """Refuse a meeting in the future or before the month it judges; raises `UserError`."""
    if held_on > today:
        raise UserError("会议日期不能晚于今天。", field="held_on", next_step="请按实际开会日期填写。")
    if held_on < month.first_day:
        raise UserError(f"会议日期早于{month.label}。", field="held_on", next_step="请核对月份和日期。")


def check_came_before(came_on: date, held_on: date, name: str) -> None:
    """Refuse a meeting that judges what was handed in after it; raises `UserError` naming the person."""
    if came_on > held_on:
        raise UserError(
            f"{name}的报告 {came_on.isoformat()} 提交，晚于班子会议（{held_on.isoformat()}）。",
            field="held_on",
            next_step="请核对会议日期；纸质报告早已收到的，请经办人先改提交日期。",
        )


def check_came_on(came_on: date, month: Month, today: date) -> None:
    """Refuse a day of handing in that cannot be; raises `UserError`."""
    if came_on > today:
        raise UserError("提交日期不能晚于今天。", field="came_on", next_step="请按实际收到日期填写。")
    if came_on < month.first_day:
        raise UserError(f"提交日期早于{month.label}。", field="came_on", next_step="请核对月份和日期。")


def quorum_warning(present: int, team: int, percent: int) -> str:
    """Return a sentence when fewer of the team came than the rule book asks; it hinders nothing."""
    if present * 100 >= team * percent:
        return ""
    return f"班子成员应到 {team} 人，到会 {present} 人，不足 {percent}%，请核对。"


def item_chair(evaluated: str, chair_id: str, ranked: Sequence[str]) -> str:
    """Return who chairs the item of `evaluated`: the chair, or for the chair's own the next-ranked present.

    `ranked` are the attendees in board order. Raises `UserError` when nobody else is there (domain.md §2.14).
    """
    if chair_id != evaluated:
        return chair_id
    others = [cadre_id for cadre_id in ranked if cadre_id != evaluated]
    if not others:
        raise UserError(
            "评价主持人本人时，须由其他到会成员主持。", field="attendees", next_step="请补录到会人员。"
        )
    return others[0]


def check_judgement(judgement: Judgement, name: str, grade_label: str) -> None:
    """Refuse an evaluation that does not say why; raises `UserError` naming the person (peers.md rows 25).

    差 and an untrue report need the facts (D23), a split meeting needs its majority and dissent (§2.13).
    """
    if not judgement.unanimous and not judgement.dissent:
        raise UserError(f"{name}：未形成一致意见，请写明多数意见和不同意见。", field="dissent")
    if not judgement.truthful and not judgement.facts:
        raise UserError(f"{name}：评为“不属实”，请写明事实依据。", field="facts")
    if judgement.grade is Grade.POOR and not judgement.facts:
        raise UserError(f"{name}：评为“{grade_label}”，请写明事实依据。", field="facts")


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who can sign the head's opinion; a county leader's name is typed and has no id here."""

    kind: SignerKind
    cadre_id: str | None = None
    name: str = ""
    title: str = ""


def signers(evaluated: str, team: Iterable[TeamMember]) -> tuple[Signer, ...]:
    """Return who may sign the opinion on the report of `evaluated`, the usual one first.

    The first 主要负责人 in board order signs, another one may stand in (domain.md §2.15). The first one's
    own report is signed by the county leader in charge, else by the next-ranked member (§2.14–2.15); a unit
    without a head the other way round. Nobody ever signs the own report.
    """
    board = list(team)
    heads = [member for member in board if member.heads_unit]
    if heads and heads[0].cadre_id != evaluated:
        return tuple(_signer(SignerKind.HEAD, member) for member in heads if member.cadre_id != evaluated)
    others = [member for member in board if member.on_team and member.cadre_id != evaluated]
    next_ranked = tuple(_signer(SignerKind.NEXT_RANK, member) for member in others[:1])
    county_leader = Signer(SignerKind.COUNTY_LEADER, title=SignerKind.COUNTY_LEADER.label)
    return (county_leader, *next_ranked) if heads else (*next_ranked, county_leader)


def _signer(kind: SignerKind, member: TeamMember) -> Signer:
    return Signer(kind, member.cadre_id, member.name, member.title)
