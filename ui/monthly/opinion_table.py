"""The head's opinion on every evaluated report, and who may sign it (D24; domain.md §2.14–2.15)."""

from __future__ import annotations

from dataclasses import dataclass

from app.monthly.meeting_rules import Signer
from app.monthly.views_meeting import MeetingItem
from app.vocabulary import ReportMove, SignerKind
from ui.monthly.form_words import STATE_TONES
from ui.shared.columns import Align, Column, Edit

OTHERS = "他人签"
"""What is said of a report that the chosen signer may not sign."""
THIS_TIME = ((True, "签"), (False, "不签"))


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One report before the head: the opinion typed so far, whether it is signed this time."""

    item: MeetingItem
    text: str
    may_sign: bool
    signs: bool
    scanned: bool

    @property
    def id(self) -> str:
        """The report's id."""
        return self.item.report_id

    @property
    def open(self) -> bool:
        """Whether it waits for its signature."""
        return ReportMove.SIGN in self.item.moves


def signer_words(signer: Signer, *, usual: bool) -> str:
    """Return a signer as the choice shows it, with what he signs."""
    who = f"{signer.title} {signer.name}".strip()
    match signer.kind:
        case SignerKind.HEAD:
            return f"{who}（主要负责人{'' if usual else '，代签'}）"
        case SignerKind.NEXT_RANK:
            return f"{who}（代签主要负责人本人的报告）"
        case SignerKind.COUNTY_LEADER:
            return f"{SignerKind.COUNTY_LEADER.label}（签主要负责人本人的报告）"


def _truthful(row: OpinionRow) -> str:
    found = row.item.evaluation
    if found is None:
        return ""
    return "属实" if found.truthful else "不属实"


def _signed(row: OpinionRow) -> str:
    opinion = row.item.opinion
    return f"{opinion.signer_title} {opinion.signer}\n{opinion.signed_on}" if opinion else ""


COLUMNS: tuple[Column[OpinionRow], ...] = (
    Column("姓名", lambda r: r.item.name, width=84),
    Column("职务", lambda r: r.item.title, width=110),
    Column("自评", lambda r: r.item.self_grade.label if r.item.self_grade else "", 48, Align.CENTRE),
    Column("属实", _truthful, 56, Align.CENTRE),
    Column("评定", lambda r: r.item.evaluation.grade.label if r.item.evaluation else "", 56, Align.CENTRE),
    Column(
        "本次",
        lambda r: r.signs if r.may_sign else OTHERS if r.open else None,
        64,
        Align.CENTRE,
        key="signs",
        edit=Edit.CHOICE,
        choices=THIS_TIME,
        editable=lambda r: r.open and r.may_sign,
    ),
    Column(
        "审核意见",
        lambda r: r.text,
        key="text",
        edit=Edit.TEXT,
        editable=lambda r: r.open,
        placeholder="写审核意见…",
    ),
    Column("扫描件", lambda r: "已附" if r.scanned else "", 56, Align.CENTRE),
    Column("签字", _signed, width=150),
    Column(
        "状态",
        lambda r: r.item.state.label,
        84,
        Align.CENTRE,
        pill=True,
        tone=lambda r: STATE_TONES[r.item.state],
    ),
)
SIGNS, SCAN, SIGNED = 5, 7, 8
