"""Colours and words that the pages of 县级审核 share."""

from __future__ import annotations

from app.review.decisions import DecisionCard
from app.review.hint_rules import HintCase
from app.review.rules import Tally
from app.review.views import FormLine, UnitLine
from app.review.views_reminding import MissingUnit
from app.vocabulary import ReviewState
from ui.shared.look import Tone
from ui.shared.people_list import Person

TABS = {
    "forms": "审核",
    "hints": "提示",
    "credit": "共同实绩",
    "asking": "催报与免报",
    "targets": "县下达目标",
}
"""The pages of the tab by their word."""
TONES = {
    ReviewState.NOT_DUE: Tone.QUIET,
    ReviewState.EXEMPT: Tone.QUIET,
    ReviewState.NOT_YET: Tone.QUIET,
    ReviewState.WAITING: Tone.STEP,
    ReviewState.CORRECTED: Tone.DUE,
    ReviewState.OUTDATED: Tone.MISSING,
    ReviewState.FILED: Tone.DONE,
    ReviewState.RETURNED: Tone.DUE,
}


def figure_words(count: Tally) -> str:
    """Return a month's figures on one line (domain.md §7.7)."""
    figures = (
        ("应报", count.due),
        ("实报", count.handed_in),
        ("免报", count.exempt),
        ("迟报", count.late),
        ("未报", count.missing),
        ("待审", count.waiting),
        ("已备案", count.filed),
        ("已退回", count.returned),
    )
    return "　".join(f"{name} {number}" for name, number in figures)


def unit_entry(line: UnitLine) -> Person:
    """Return how a unit stands in the list: its month's figures and one word."""
    figures = f"应报 {line.tally.due}　实报 {line.tally.handed_in}"
    return Person(line.unit_id, line.unit, figures, line.pill, TONES[line.state])


def asked_words(unit: MissingUnit, line: FormLine) -> str:
    """Say until when somebody who is missing was reminded."""
    day = unit.asked.get(line.cadre_id)
    if day is None:
        return ""
    over = "，已过期" if line.cadre_id in unit.over else ""
    return f"（已催，限 {day.month} 月 {day.day} 日{over}）"


def decision_words(card: DecisionCard) -> str:
    """Return one decision as one line."""
    version = f"{card.version}：" if card.version else ""
    number = f" {card.number}" if card.number else ""
    taken_back = f"（已撤回：{card.withdrawn}）" if card.withdrawn else ""
    old = "（针对旧版本）" if card.outdated and not card.withdrawn else ""
    return f"{card.decided_on} {version}{card.verdict.label}{number}{old}{taken_back}　{card.decided_by}"


def hint_words(case: HintCase) -> str:
    """Return what was done about a hint, why, by whom and when."""
    decided = case.decided
    if decided is None:
        return ""
    old = "（针对原来的情况）" if case.outdated else ""
    return f"{decided.verdict.label}{old}：{decided.reason}\n{decided.decided_by} {decided.decided_on}"
