"""Files that went out and came in, one line each, with what to do about those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from app.exchange.people_requests import RequestLine, person_requests
from app.history.names import KnownNames
from app.history.wording import FieldChange, row_change
from app.office import Reader
from app.vocabulary import ArrivalState, DispatchState, ParcelKind
from db.journal import Change
from db.tables.exchange import Arrival, Dispatch, EnrolledStation
from db.tables.people import Unit

MOST = 200
"""Newest lines that a list shows."""
ADVICE = {
    ArrivalState.APPLIED: "已导入本机，不需要处理。",
    ArrivalState.HELD: "文件已留存在本机，按说明补齐后自动导入，不需要再带一次。",
    ArrivalState.QUARANTINED: (
        "文件原样留存，没有导入，也没有改动已收的内容。请打电话向该单位问清：是否把程序或数据复制到了另一台电脑，"
        "或者恢复过旧的备份。确定只留哪一台后，请该单位在“数据交换”中“重新登记本机”，县里核对 12 个字准入，"
        "再请其重新导出。"
    ),
    ArrivalState.REFUSED: "文件没有导入，也没有留存。请按说明处理后，请对方重新导出。",
    ArrivalState.NEWER: "文件已留存在本机。请先升级本机的程序，升级后重新导入。",
}


@dataclass(frozen=True, slots=True)
class SentLine:
    """A file that went out; `unit` is for whom, at the county."""

    dispatch_id: str
    number: int
    kind: ParcelKind
    unit: str
    first_seq: int | None
    last_seq: int | None
    file_name: str
    made_at: datetime
    state: DispatchState

    @property
    def state_label(self) -> str:
        """The state in words; only what is pushed ever gets a receipt."""
        awaits_none = self.state is DispatchState.WRITTEN and self.kind is not ParcelKind.PUSH
        return "已导出" if awaits_none else self.state.label


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """A file that came in, what became of it and what to do now."""

    arrival_id: str
    file_name: str
    kind: ParcelKind | None
    sender: str
    state: ArrivalState
    sentence: str
    advice: str
    arrived_at: datetime


def sent_lines(reader: Reader) -> tuple[SentLine, ...]:
    """Return the newest files that went out."""
    query = (
        select(Dispatch, Unit.short_name)
        .outerjoin(Unit, Unit.id == Dispatch.unit_id)
        .order_by(Dispatch.number.desc())
        .limit(MOST)
    )
    return tuple(
        SentLine(
            row.id,
            row.number,
            row.kind,
            unit or "",
            row.first_seq,
            row.last_seq,
            row.file_name,
            row.made_at,
            row.state,
        )
        for row, unit in reader.session.execute(query)
    )


def arrived_lines(reader: Reader) -> tuple[ArrivedLine, ...]:
    """Return the newest files that came in; those that wait or were refused say what to do."""
    station = and_(
        EnrolledStation.station_id == Arrival.sender_station,
        EnrolledStation.incarnation == Arrival.sender_incarnation,
    )
    query = (
        select(Arrival, Unit.short_name)
        .outerjoin(EnrolledStation, station)
        .outerjoin(Unit, Unit.id == EnrolledStation.unit_id)
        .order_by(Arrival.arrived_at.desc(), Arrival.id)
        .limit(MOST)
    )
    return tuple(
        ArrivedLine(
            row.id,
            row.file_name,
            row.kind,
            unit or "",
            row.state,
            row.sentence,
            ADVICE[row.state],
            row.arrived_at,
        )
        for row, unit in reader.session.execute(query)
    )


@dataclass(frozen=True, slots=True)
class ToldRequest:
    """A unit's change of its list of people in words."""

    line: RequestLine
    fields: tuple[FieldChange, ...]

    @property
    def id(self) -> str:
        """The request."""
        return self.line.request_id

    @property
    def words(self) -> str:
        """What changes, field by field; of what is added or taken out, what it says."""
        if self.line.before and self.line.after:
            return "；".join(field.sentence for field in self.fields)
        return "；".join(f"{field.label}：{field.after or field.before}" for field in self.fields)


def told_requests(reader: Reader) -> tuple[ToldRequest, ...]:
    """Return what units asked for (at a unit its own) in words, the unanswered first."""
    names = KnownNames(reader, reader.today)
    return tuple(ToldRequest(line, _fields(line, names)) for line in person_requests(reader))


def _fields(line: RequestLine, names: KnownNames) -> tuple[FieldChange, ...]:
    before, after = (dict(row) if row else None for row in (line.before, line.after))
    return row_change(Change(line.table, line.request_id, 0, before, after), names).fields
