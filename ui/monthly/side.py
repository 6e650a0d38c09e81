"""Beside the form: last month, hints with their reasons, what was found and signed, the versions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.monthly.findings import Finding
from app.monthly.views_sheet import ReportSheet
from ui.monthly.dialogs import DecideFinding
from ui.shared.panels import Note
from ui.shared.stage import Stage
from ui.shared.widgets import Button

Section = tuple[str, Sequence[Note | QWidget]]


def side_sections(stage: Stage, sheet: ReportSheet) -> list[Section]:
    """Return the notes beside one report, empty sections included."""
    return [
        ("上月对照", _last_month(sheet)),
        ("提示（不影响等次）", _hints(stage, sheet)),
        ("班子会议评价", _evaluation(sheet)),
        ("负责人意见", _opinion(sheet)),
        ("版本", _versions(sheet)),
    ]


def _last_month(sheet: ReportSheet) -> list[Note]:
    last = sheet.last_month
    if last is None:
        return [Note("上月没有报告。")]
    grades = []
    if last.grade:
        grades.append(f"评定：{last.grade.label}")
    if last.self_grade:
        grades.append(f"自评：{last.self_grade.label}")
    lines = [Note(f"{last.month.month} 月　{'　'.join(grades)}")]
    lines += [Note(f"• {clause.task}：{clause.result}") for clause in last.clauses]
    if last.next_month:
        lines.append(Note(f"上月打算：{last.next_month}"))
    return lines


def _hints(stage: Stage, sheet: ReportSheet) -> list[Note | QWidget]:
    pieces: list[Note | QWidget] = []
    for finding in sheet.hints:
        pieces.append(Note("\n".join(finding.reasons), "hint"))
        if finding.decision:
            decision = finding.decision
            pieces.append(Note(f"{decision.decided_on} {decision.verdict.label}：{decision.reason}"))
        else:
            pieces.append(Button("写认定意见", on=partial(_decide, stage, finding), kind="small"))
    return pieces


def _decide(stage: Stage, finding: Finding) -> None:
    DecideFinding(stage, finding).open()


def _evaluation(sheet: ReportSheet) -> list[Note]:
    found = sheet.evaluation
    if found is None:
        return []
    truthful = "属实" if found.truthful else "不属实"
    agreed = "形成一致意见" if found.unanimous else f"未形成一致意见：{found.dissent}"
    lines = [f"{found.held_on} {found.body}，{truthful}，评定“{found.grade.label}”，{agreed}。"]
    return [Note(line) for line in (*lines, found.facts) if line]


def _opinion(sheet: ReportSheet) -> list[Note]:
    opinion = sheet.opinion
    if opinion is None:
        return []
    return [Note(f"{opinion.text}（{opinion.signer_title} {opinion.signer}，{opinion.signed_on}）")]


def _versions(sheet: ReportSheet) -> list[Note]:
    if len(sheet.versions) < 2:
        return []
    return [
        Note(f"{line.label or '原件'}：{line.state.label} {line.correction_reason}".rstrip())
        for line in sheet.versions
    ]
