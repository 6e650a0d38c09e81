"""The columns of the lists of both sides."""

from __future__ import annotations

from app.exchange.certificates import CertificateLine
from app.exchange.conflicts import ConflictLine
from app.exchange.lines import ArrivedLine, SentLine, ToldRequest
from app.exchange.papers import to_do
from app.exchange.views_county import Applicant, UnitRow
from app.vocabulary import ArrivalState, DispatchState, EnrolmentState, ParcelKind, RequestVerdict
from ui.exchange.files_dialog import TONES
from ui.shared.columns import Align, Column
from ui.shared.look import Tone

STATIONS = {
    None: Tone.QUIET,
    EnrolmentState.ACTIVE: Tone.DONE,
    EnrolmentState.REPLACED: Tone.QUIET,
    EnrolmentState.REVOKED: Tone.MISSING,
    EnrolmentState.BLOCKED: Tone.MISSING,
}
VERDICTS = {
    None: Tone.DUE,
    RequestVerdict.CONFIRMED: Tone.DONE,
    RequestVerdict.CORRECTED: Tone.STEP,
    RequestVerdict.REFUSED: Tone.MISSING,
}


def _sent_tone(line: SentLine) -> Tone:
    if line.state is DispatchState.LOST:
        return Tone.MISSING
    done = line.state is DispatchState.ACKNOWLEDGED or line.kind is not ParcelKind.PUSH
    return Tone.DONE if done else Tone.DUE


def _range(line: SentLine) -> str:
    return f"{line.first_seq}–{line.last_seq}" if line.first_seq and line.last_seq else ""


def sent_columns(*, county: bool) -> tuple[Column[SentLine], ...]:
    """Return the columns of the files that went out; the county's name the unit, a unit's the range."""
    middle: Column[SentLine] = (
        Column("给", lambda line: line.unit, width=120)
        if county
        else Column("内容编号", _range, width=90, align=Align.CENTRE)
    )
    return (
        Column("序号", lambda line: line.number, width=54, align=Align.RIGHT),
        Column("种类", lambda line: line.kind.label, width=84),
        middle,
        Column("文件", lambda line: line.file_name),
        Column("时间", lambda line: f"{line.made_at:%Y-%m-%d %H:%M}", width=130),
        Column(
            "状态",
            lambda line: line.state_label,
            width=150,
            align=Align.CENTRE,
            pill=True,
            tone=_sent_tone,
        ),
    )


ARRIVED: tuple[Column[ArrivedLine], ...] = (
    Column("时间", lambda line: f"{line.arrived_at:%Y-%m-%d %H:%M}", width=130),
    Column("种类", lambda line: line.kind.label if line.kind else "", width=84),
    Column("来自", lambda line: line.sender, width=110),
    Column("文件", lambda line: line.file_name, width=210),
    Column(
        "状态",
        lambda line: line.state.label,
        width=80,
        align=Align.CENTRE,
        pill=True,
        tone=lambda line: TONES[line.state],
    ),
    Column("说明", lambda line: line.sentence),
)

CONFLICTS: tuple[Column[ConflictLine], ...] = (
    Column("内容", lambda line: line.what, width=150),
    Column("县里的内容 → 本机的内容", lambda line: "\n".join(field.sentence for field in line.fields)),
    Column("发现时间", lambda line: f"{line.found_at:%Y-%m-%d %H:%M}", width=130),
    Column(
        "状态",
        lambda line: "已核对" if line.settled_by else "待核对",
        width=80,
        align=Align.CENTRE,
        pill=True,
        tone=lambda line: Tone.DONE if line.settled_by else Tone.DUE,
    ),
)


def request_columns(*, county: bool) -> tuple[Column[ToldRequest], ...]:
    """Return the columns of changes of the list of people; the county's name the unit."""
    unit: tuple[Column[ToldRequest], ...] = (Column("单位", lambda told: told.line.unit, width=110),)
    return (
        *(unit if county else ()),
        Column("变动事项", lambda told: told.line.title, width=190),
        Column("内容", lambda told: told.words),
        Column("申请日期", lambda told: told.line.made_on.isoformat(), width=96),
        Column(
            "县里答复",
            lambda told: told.line.verdict.label if told.line.verdict else "待答复",
            width=84,
            align=Align.CENTRE,
            pill=True,
            tone=lambda told: VERDICTS[told.line.verdict],
        ),
    )


def certificate_state(line: CertificateLine) -> str:
    """Return what has come of a request for a certificate."""
    if line.revoked_on is not None:
        return "已吊销"
    return "已签发" if line.issued_on is not None else "待签发"


def certificate_columns(*, county: bool) -> tuple[Column[CertificateLine], ...]:
    """Return the columns of certificates; the county's name the unit."""
    unit: tuple[Column[CertificateLine], ...] = (Column("单位", lambda line: line.unit, width=110),)
    return (
        *(unit if county else ()),
        Column("持有人", lambda line: line.holder, width=130),
        Column("职务", lambda line: line.title, width=120),
        Column("类别", lambda line: line.kind.label, width=60),
        Column("申请日期", lambda line: line.asked_on.isoformat(), width=96),
        Column("签发日期", lambda line: line.issued_on.isoformat() if line.issued_on else "", width=96),
        Column("指纹", lambda line: line.fingerprint),
        Column(
            "状态",
            certificate_state,
            width=80,
            align=Align.CENTRE,
            pill=True,
            tone=lambda line: {"已签发": Tone.DONE, "待签发": Tone.DUE, "已吊销": Tone.MISSING}[
                certificate_state(line)
            ],
        ),
    )


def _waiting_tone(row: UnitRow) -> Tone | None:
    states = {state for state, _ in row.waiting_files}
    if ArrivalState.QUARANTINED in states:
        return Tone.MISSING
    return Tone.DUE if to_do(row) else None


UNITS: tuple[Column[UnitRow], ...] = (
    Column("单位", lambda row: row.name, width=130),
    Column(
        "连接",
        lambda row: row.state.label if row.state else "未登记",
        width=80,
        align=Align.CENTRE,
        pill=True,
        tone=lambda row: STATIONS[row.state],
    ),
    Column("最近收到", lambda row: _day(row.received_at), width=96),
    Column("回执号", lambda row: row.receipt, width=60, align=Align.RIGHT),
    Column("已收至", lambda row: row.applied or None, width=60, align=Align.RIGHT),
    Column("最近给回执", lambda row: _day(row.returned_at), width=96),
    Column("需要办理", lambda row: "；".join(to_do(row)), tone=_waiting_tone),
)


def _day(moment: object) -> str:
    return f"{moment:%Y-%m-%d}" if moment is not None else ""


def _kind_of(line: Applicant) -> str:
    if line.again:
        return "这台电脑以前登记过，重新登记"
    return "县里已有同名单位，可能是更换电脑" if line.known_unit else "新单位"


APPLICANTS: tuple[Column[Applicant], ...] = (
    Column("单位", lambda line: line.unit, width=150),
    Column("电脑", lambda line: line.station, width=150),
    Column("12 个字", lambda line: line.fingerprint, width=220),
    Column("办理", _kind_of),
)
