"""What may be undone, by whom, and how entries that undo each other hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.vocabulary import PostingState, ReportState, Role, Term

LONGEST_SUBJECT = 40
"""Characters of an entry's subject that a button shows."""

_EXCHANGED = "与县里交换的登记不能撤销。"
_TRAVELLED = "这一步已作为申请报县，不能撤销。如需改动请再办一次。"

NEVER = {
    **dict.fromkeys(
        (
            *("arrival", "county_link", "dispatch", "enrolled_station", "exchange_conflict", "exchange_key"),
            *("handover", "issued_certificate", "person_decision", "receipt", "certificate_request"),
        ),
        _EXCHANGED,
    ),
    "person_request": _TRAVELLED,
    "digest": "已呈阅的汇总表不能撤销，可以再编一稿。",
    "account": "账户变动不能撤销，请由系统管理员重新设置。",
    "booklet": "已装订的报告册不能撤销，可以重新装订。",
    "calendar_day": "工作日表不能撤销，请直接修改。",
    "calendar_year": "工作日表不能撤销，请直接修改。",
    "credential": "签名证书的变动不能撤销，请停用后重新签发。",
    "opinion": "已签定的报告不能撤销，如需改动请办理更正。",
    "reminder": "已签发的催报单不能撤销，可以再发一次。",
    "review": "审核结果不能撤销，请用“撤回审核”并写明原因。",
    "rulebook_version": "规则版本不能撤销，请另行发布新版本。",
    "setting": "本机设置不能撤销，请直接修改。",
    "station": "本机登记不能撤销。",
}
"""Tables whose changes nobody takes back with a click, and what to do instead."""

_CLOSED = frozenset[Term]({ReportState.SIGNED, ReportState.SUPERSEDED})
_ENDED = frozenset[Term]({PostingState.INTERRUPTED, PostingState.TAKEN_DOWN})

LOCKS: dict[str, tuple[frozenset[Term], str]] = {
    **dict.fromkeys(
        ("report", "clause", "evidence", "evaluation", "meeting", "plan", "plan_item"),
        (_CLOSED, "相关月报告已签定，不能撤销。如需改动请办理更正。"),
    ),
    "posting": (_ENDED, "公示已撤下或中断，不能撤销。"),
    "remark": (frozenset[Term]({PostingState.TAKEN_DOWN}), "公示已撤下，不能撤销。"),
}
"""Table → states of its report or posting in which its rows stand fast, and the sentence that says so."""

PARENTS = {
    "clause": ("report_id", "report"),
    "evaluation": ("report_id", "report"),
    "evidence": ("clause_id", "clause"),
    "exemption": ("cadre_id", "cadre"),
    "opinion": ("report_id", "report"),
    "plan_item": ("plan_id", "plan"),
    "post": ("cadre_id", "cadre"),
    "remark": ("posting_id", "posting"),
    "review": ("report_id", "report"),
    "review_remark": ("review_id", "review"),
    "target_holder": ("target_id", "target"),
    "target_slice": ("target_id", "target"),
}
"""A part's column that names its whole: the whole's history shows its parts."""

SHELTERED = frozenset({"clause", "evaluation", "evidence", "plan_item", "remark"})
"""Parts that are not taken back once their whole has moved on, e.g. a clause whose report was submitted."""


def lock(table: str, states: Iterable[Term]) -> str | None:
    """Return why rows of `table` stand fast while their report or posting is in these states, or None."""
    closing, sentence = LOCKS.get(table, (frozenset(), ""))
    return sentence if any(state in closing for state in states) else None


def may_undo(actor: str, signature: str, roles: frozenset[Role]) -> bool:
    """Tell whether an account may undo what `actor` did: one's own, or everybody's as head of the unit."""
    if roles.isdisjoint({Role.CLERK, Role.CADRE, Role.HEAD}):
        return False
    return actor == signature or Role.HEAD in roles


def origin(seq: int, undoes: Mapping[int, int | None]) -> tuple[int, bool]:
    """Return the action that an entry goes back to, and whether the entry takes it back."""
    taken_back = False
    while (earlier := undoes.get(seq)) is not None:
        seq, taken_back = earlier, not taken_back
    return seq, taken_back


def title(action: str, subject: str) -> str:
    """Return what a button calls an entry: `提交月报告（2026年3月 演示乙）`."""
    if not subject:
        return action
    short = subject if len(subject) <= LONGEST_SUBJECT else f"{subject[:LONGEST_SUBJECT]}…"
    return f"{action}（{short}）"
