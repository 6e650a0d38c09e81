"""Beside the form: earlier months, hints with their reasons, what was found and signed, the versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.monthly.cards import EvaluationCard, VersionLine
from app.monthly.findings import Finding
from app.monthly.text import ClauseText
from app.monthly.views_meeting import MeetingItem
from app.monthly.views_sheet import ReportSheet
from app.vocabulary import FindingRule, ReviewVerdict
from ui.monthly.clause_table import FULL
from ui.monthly.dialogs import DecideFinding
from ui.monthly.finding_words import reason_lines
from ui.monthly.scans import scan_link
from ui.shared.panels import Note
from ui.shared.rights import runs_unit
from ui.shared.stage import Stage
from ui.shared.widgets import Button

Notes = Sequence[Note | QWidget]
ABOUT_TEXT = frozenset({FindingRule.THIN, FindingRule.COPIED_MONTH, FindingRule.COPIED_COLLEAGUE})
"""Hints that are only for the writer until the report is handed in."""


def side_sections(
    stage: Stage, sheet: ReportSheet, show_version: Callable[[str], object], past: Notes
) -> list[tuple[str, Notes]]:
    """Return the notes beside one report, empty sections included; `past` are those on earlier months."""
    return [
        ("县考核办审核", county_notes(sheet)),
        ("班子会议评价", evaluation_notes(sheet.evaluation)),
        ("负责人意见", opinion_notes(stage, sheet)),
        ("提示（不影响等次）", _hints(stage, sheet.hints, handed_in=_came(sheet))),
        ("往月对照", past),
        ("版本", _versions(sheet, show_version)),
    ]


def county_notes(sheet: ReportSheet) -> list[Note]:
    """Say what the county decided and remarked, and what is to be done next (D26, domain.md §2.36)."""
    word = sheet.county
    if word is None:
        return []
    card = word.decision
    about = "原表" if word.former else ""
    number = f"，备案号 {card.number}" if card.number else ""
    old = "（针对旧版本）" if card.outdated and not word.former else ""
    notes = [Note(f"{card.decided_on} {about}{card.verdict.label}{old}{number}，审核人：{card.decided_by}")]
    returned = card.verdict is ReviewVerdict.RETURNED
    if card.opinion:
        notes.append(Note(card.opinion, "hint" if returned else "caption"))
    numbers = {clause.id: number for number, clause in enumerate(sheet.text.clauses, 1)}
    notes += [Note(f"第 {numbers[id_]} 条：{text}", "hint") for id_, text in word.remarks.items()]
    if returned and not word.former and len(sheet.versions) == 1:
        notes.append(Note("请办理“更正”，改好后重新评价、签定、公示，再报县。", "note"))
    return notes


def _hints(stage: Stage, findings: Iterable[Finding], *, handed_in: bool) -> list[Note | QWidget]:
    pieces: list[Note | QWidget] = []
    for finding in findings:
        pieces.append(Note("\n".join(reason_lines(finding, 4)), "hint"))
        if finding.decision:
            decision = finding.decision
            words = f"{decision.decided_on} {decision.verdict.label}"
            pieces.append(Note(f"{words}：{decision.reason}" if decision.reason else words))
        elif runs_unit(stage.office.login) and (handed_in or finding.rule not in ABOUT_TEXT):
            pieces.append(Button("写认定意见…", on=partial(_decide, stage, finding), kind="small"))
    return pieces


def _decide(stage: Stage, finding: Finding) -> None:
    DecideFinding(stage, finding).open()


def evaluation_notes(found: EvaluationCard | None) -> list[Note]:
    """Say what the meeting found (D23)."""
    if found is None:
        return []
    truthful = "属实" if found.truthful else "不属实"
    agreed = "形成一致意见" if found.unanimous else f"未形成一致意见：{found.dissent.rstrip('。')}"
    lines = [
        f"{found.held_on} {found.body}，{found.present} 人到会，{found.chair}主持。",
        f"{truthful}，评定“{found.grade.label}”，{agreed}。",
        found.facts,
    ]
    return [Note(line) for line in lines if line]


def opinion_notes(stage: Stage, sheet: ReportSheet) -> list[Note | QWidget]:
    """Say what the head signed (D24), with the scan where one was kept."""
    opinion = sheet.opinion
    if opinion is None:
        return []
    signed = f"{opinion.signer_title} {opinion.signer}，{opinion.signed_on}，{opinion.method.label}"
    pieces: list[Note | QWidget] = [Note(opinion.text), Note(signed)]
    if opinion.scan_digest:
        pieces.append(scan_link(stage, f"{sheet.person.name}签字页", opinion.scan_digest))
    return pieces


def _versions(sheet: ReportSheet, show_version: Callable[[str], object]) -> list[Note | QWidget]:
    if len(sheet.versions) < 2:
        return []
    pieces: list[Note | QWidget] = []
    for version in sheet.versions:
        here = sheet.report is not None and version.report_id == sheet.report.id
        words = f"{version.label or '原件'}：{version.state.label}"
        pieces.append(Note(f"{words}（正在看）") if here else _link(version, words, show_version))
        if version.correction_reason:
            pieces.append(Note(version.correction_reason))
    return pieces


def _came(sheet: ReportSheet) -> bool:
    return sheet.report is not None and sheet.report.submitted_on is not None


def _link(version: VersionLine, words: str, show_version: Callable[[str], object]) -> Button:
    return Button(f"{words} ›", on=lambda: show_version(version.report_id), kind="link")


def item_sections(stage: Stage, item: MeetingItem) -> list[tuple[str, Notes]]:
    """Return the notes beside one report before the meeting or the head: what was written and found."""
    lines = [f"{number}. {_clause_words(clause)}" for number, clause in enumerate(item.clauses, 1)]
    grades = f"自评“{item.self_grade.label}”" if item.self_grade else ""
    last = f"，上月评定“{item.last_grade.label}”" if item.last_grade else ""
    return [
        (f"{item.name} · {item.title}", [Note(f"{grades}{last}")]),
        ("完成情况", [Note(line) for line in lines or [item.nothing_reason or "本月无应报告事项"]]),
        ("提示（不影响等次）", _hints(stage, item.findings, handed_in=True)),
        ("班子会议评价", evaluation_notes(item.evaluation)),
    ]


def _clause_words(clause: ClauseText) -> str:
    reason = f"　未完成原因：{clause.reason}" if clause.reason else ""
    return f"{clause.task}：{clause.result}{percent_words(clause)}{reason}"


def percent_words(clause: ClauseText) -> str:
    """Return how far a clause was done, where that is not all."""
    return "" if clause.percent in {None, FULL} else f"（{clause.percent}%）"
