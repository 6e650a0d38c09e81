"""Beside a form at the county: what the unit found, what the county's program noticed, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from app.documents.verification import Verification, verify
from app.monthly.booklets import BookletCard
from app.progress import Progress
from app.review.decisions import DecisionCard
from app.review.hint_rules import HintCase
from app.review.hints import SharedResult
from app.review.views_form import FormHints, FormSheet, booklet_to_verify
from ui.monthly.finding_words import reason_lines
from ui.monthly.side import evaluation_notes, opinion_notes
from ui.review.dialogs import DecideCredit, DecideHint
from ui.review.words import decision_words, hint_words
from ui.shared.panels import Note
from ui.shared.stage import Stage
from ui.shared.widgets import Button

T = TypeVar("T")
Notes = Sequence[Note | QWidget]
ALIKE_SHOWN = 5


class BookletCheck:
    """Verifies booklets when asked, off the GUI thread; `results` by booklet, `told` when one came."""

    def __init__(self, stage: Stage, told: Callable[[], object]) -> None:
        self.stage = stage
        self._told = told
        self.results: dict[str, Verification] = {}

    def check(self, card: BookletCard) -> None:
        """Verify the signatures of one booklet."""
        office = self.stage.office

        def job(progress: Progress) -> Verification:
            progress.step(0, 2, "正在读取装订册")
            with office.read() as reader:
                booklet = booklet_to_verify(reader, card.id)
            progress.step(1, 2, "正在验证签名")
            return verify(*booklet)

        self.stage.export("验证装订册", job, lambda found: self._keep(card, found))

    def _keep(self, card: BookletCard, found: Verification) -> None:
        self.results[card.id] = found
        self._told()


def side_sections(
    found: FormSheet,
    hints: FormHints | None,
    booklets: BookletCheck,
    show_version: Callable[[str], object],
) -> list[tuple[str, Notes]]:
    """Return the notes beside one form; `hints` are empty while they are being looked for."""
    sheet = found.sheet
    return [
        ("审核记录", [Note(words) for card in found.history for words in _decision(card)]),
        ("班子会议评价", evaluation_notes(sheet.evaluation)),
        ("负责人意见", opinion_notes(booklets.stage, sheet)),
        ("县级提示（不定等次）", _hints(booklets.stage, hints)),
        ("单位提示", [Note("\n".join(reason_lines(one, 3)), "hint") for one in sheet.hints]),
        ("报县装订册", _booklets(found, booklets)),
        ("版本", _versions(found, show_version)),
    ]


def _decision(card: DecisionCard) -> list[str]:
    return [decision_words(card), *([card.opinion] if card.opinion else [])]


def _hints(stage: Stage, hints: FormHints | None) -> Notes:
    """Return what is noticed, each with the way to decide on it; the keys are those of the first open one."""
    if hints is None:
        return [Note("正在比对…")]
    pieces: list[Note | QWidget] = []
    keys = "Ctrl+T"
    for case in hints.unit:
        pieces.append(Note(_unit_hint(case), "hint" if case.open else "caption"))
        words = "了解或处理…" if case.open else "更改办理…"
        pieces.append(_asking(words, _opening(DecideHint, stage, case), keys if case.open else ""))
        keys = "" if case.open else keys
    return [*pieces, *_alike(stage, hints.alike)] or [Note("没有提示。")]


def _alike(stage: Stage, found: Sequence[SharedResult]) -> Notes:
    pieces: list[Note | QWidget] = []
    keys = "Ctrl+G"
    for one in found[:ALIKE_SHOWN]:
        waits = one.decision is None
        pieces.append(Note(_shared(one), "hint" if waits else "caption"))
        words = "认定…" if waits else "更改认定…"
        pieces.append(_asking(words, _opening(DecideCredit, stage, one), keys if waits else ""))
        keys = "" if waits else keys
    if len(found) > ALIKE_SHOWN:
        pieces.append(Note(f"另有 {len(found) - ALIKE_SHOWN} 条相近，见“共同实绩”。"))
    return pieces


def _asking(words: str, ask: Callable[[], object], keys: str) -> Button:
    return Button(f"{words}（{keys}）" if keys else words, keys, ask, kind="small")


def _opening(dialog: Callable[[Stage, T], QDialog], stage: Stage, about: T) -> Callable[[], object]:
    return lambda: dialog(stage, about).open()


def _unit_hint(case: HintCase) -> str:
    facts = "\n".join(case.hint.reasons[:-1])
    return f"{facts}\n{hint_words(case)}" if case.decided else facts


def _shared(one: SharedResult) -> str:
    decided = f"　已认定：{one.decision.verdict.label}" if one.decision else ""
    return f"{one.reasons[0]}{decided}"


def _booklets(found: FormSheet, booklets: BookletCheck) -> Notes:
    pieces: list[Note | QWidget] = []
    for card in found.booklets:
        old = "（已重新装订）" if card.superseded else ""
        signed = "、".join(card.signers) or "未签名"
        pieces.append(Note(f"第 {card.edition} 次装订{old}，编号 {card.code}：{signed}"))
        result = booklets.results.get(card.id)
        if result:
            pieces.append(Note("\n".join(result.sentences), "note" if result.good else "fault"))
        else:
            pieces.append(Button("验证签名", on=_calling(booklets.check, card), kind="small"))
    return pieces or [Note("装订册还没有报来。")]


def _versions(found: FormSheet, show_version: Callable[[str], object]) -> Notes:
    if len(found.sheet.versions) < 2:
        return []
    pieces: list[Note | QWidget] = []
    for version in found.sheet.versions:
        words = f"{version.label or '原件'}：{version.state.label}"
        if version.report_id == found.report_id:
            pieces.append(Note(f"{words}（正在看）"))
        else:
            pieces.append(Button(f"{words} ›", on=_calling(show_version, version.report_id), kind="link"))
        if version.correction_reason:
            pieces.append(Note(version.correction_reason))
    return pieces


def _calling(what: Callable[[T], object], argument: T) -> Callable[[], object]:
    return lambda: what(argument)
