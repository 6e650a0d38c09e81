"""Changes of a unit's list of people once the county keeps it: asked, counted, answered (exchange.md §1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.errors import Conflict, UserError
from app.exchange.links import require_county
from app.exchange.rules import HANDED_OVER
from app.office import Reader, Work
from app.texts import clean
from app.vocabulary import RequestVerdict, Role
from db import bulk
from db.base import Recorded
from db.journal import PlainRow, values_of
from db.tables import RECORDED
from db.tables.exchange import Handover, PersonDecision, PersonRequest
from db.tables.people import Unit

ROLES = (Role.CLERK, Role.HEAD)
WORDS = 500


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One change that a unit asked for, with the county's answer if there is one."""

    request_id: str
    unit_id: str
    unit: str
    title: str
    table: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    made_by: str
    made_on: date
    verdict: RequestVerdict | None
    reason: str


def ask_county(work: Work) -> None:
    """Write a request for each row of the list of people that the transaction changed."""
    for change in work.changes():
        if change.table in HANDED_OVER:
            work.session.add(
                PersonRequest(
                    unit_id=work.station.unit_id,
                    table=change.table,
                    row_id=change.id,
                    before=change.before,
                    after=change.after,
                    title=work.title,
                    made_by=work.login.signature,
                    made_on=work.today,
                )
            )


def count_provisionally(work: Work, unit_id: str, requests: Iterable[PlainRow]) -> None:
    """Let requested rows count at the county until somebody has answered; what a unit took out stays."""
    for request in requests:
        if request["after"] is None:
            continue
        after = json.loads(request["after"])
        kind = _kind(request["table"])
        _put(work, kind, request["row_id"], _checked(work, kind, request["row_id"], after, unit_id))


def _kind(table: str) -> type[Recorded]:
    if table not in HANDED_OVER:
        raise UserError("人员变动申请的内容不对。", next_step="请该单位重新导出。")
    return RECORDED[table]


def _checked(work: Work, kind: type[Recorded], row_id: str, after: PlainRow, unit_id: str) -> PlainRow:
    """Return the row as it may be written: the unit's own, with everything a table asks for."""
    try:
        row = bulk.checked(kind, after)
    except (bulk.BadRow, AttributeError) as error:
        raise UserError("人员变动申请的内容不对。", next_step="请该单位重新导出。") from error
    held = work.session.get(kind, row_id)
    own = row_id if kind is Unit else row.get("unit_id", unit_id)
    if row["id"] != row_id or own != unit_id or getattr(held, "unit_id", unit_id) != unit_id:
        raise UserError("人员变动申请涉及其他单位的人员。", next_step="请与该单位核对。")
    return row


def _put(work: Work, kind: type[Recorded], row_id: str, row: PlainRow) -> None:
    values = {name: value for name, value in values_of(kind, row).items() if name != "revision"}
    held = work.session.get(kind, row_id)
    if held is None:
        work.session.add(kind(**values))
    else:
        for name, value in values.items():
            setattr(held, name, value)
    work.session.flush()


# The county's answer


def decide_request(work: Work, request_id: str, verdict: RequestVerdict, reason: str = "") -> None:
    """Answer a request: confirm it, say that it was corrected here, or refuse it with a reason.

    A refused change is taken back here; the return file takes it back at the unit.
    """
    require_county(work)
    work.require(*ROLES)
    request = work.session.get_one(PersonRequest, request_id)
    if _decision(work, request_id) is not None:
        raise Conflict("这项变动已经答复过。", next_step="请刷新后再看。")
    words = clean(reason, "理由", WORDS, field="reason", required=verdict is not RequestVerdict.CONFIRMED)
    if verdict is RequestVerdict.REFUSED:
        _take_back(work, request)
    elif verdict is RequestVerdict.CONFIRMED and request.after is None:
        _remove(work, request)
    work.session.add(
        PersonDecision(
            request_id=request_id,
            unit_id=request.unit_id,
            verdict=verdict,
            reason=words,
            decided_by=work.login.signature,
            decided_on=work.today,
        )
    )
    work.describe(f"{request.title} {verdict.label}")


def _take_back(work: Work, request: PersonRequest) -> None:
    kind = _kind(request.table)
    later = select(PersonRequest.id).where(
        PersonRequest.row_id == request.row_id, PersonRequest.id != request.id
    )
    undecided = [one for one in work.session.scalars(later) if _decision(work, one) is None]
    if undecided:
        raise UserError("同一人员还有别的变动没有答复。", next_step="请先答复其他几项。")
    if request.before is None:
        _remove(work, request)
    else:
        _put(work, kind, request.row_id, request.before)


def _remove(work: Work, request: PersonRequest) -> None:
    row = work.session.get(_kind(request.table), request.row_id)
    if row is not None:
        refusal = UserError(
            "此人已有目标、计划或报告，不能从名册中去掉。", next_step="请改为“更正”，并办理离任。"
        )
        work.remove(row, (), refusal)


def _decision(reader: Reader, request_id: str) -> PersonDecision | None:
    query = select(PersonDecision).where(PersonDecision.request_id == request_id)
    return reader.session.scalars(query).one_or_none()


def person_requests(reader: Reader, unit_id: str | None = None) -> tuple[RequestLine, ...]:
    """Return what units asked for, the unanswered first; at a unit its own."""
    reader.require(*ROLES)
    query = (
        select(PersonRequest, PersonDecision, Unit.short_name)
        .join(Unit, Unit.id == PersonRequest.unit_id)
        .outerjoin(PersonDecision, PersonDecision.request_id == PersonRequest.id)
        .order_by(PersonDecision.id.is_not(None), PersonRequest.made_on.desc(), PersonRequest.id)
    )
    if unit_id is not None:
        query = query.where(PersonRequest.unit_id == unit_id)
    return tuple(
        RequestLine(
            asked.id,
            asked.unit_id,
            unit,
            asked.title,
            asked.table,
            asked.before,
            asked.after,
            asked.made_by,
            asked.made_on,
            answer.verdict if answer else None,
            answer.reason if answer else "",
        )
        for asked, answer, unit in reader.session.execute(query)
    )


def undecided_rows(reader: Reader, decided: Iterable[str]) -> set[tuple[str, str]]:
    """Return (table, id) of the rows whose changes the county has not answered, `decided` requests apart."""
    answered = set(decided)
    rows = reader.session.execute(select(PersonRequest.id, PersonRequest.table, PersonRequest.row_id))
    return {(table, row_id) for request_id, table, row_id in rows if request_id not in answered}


def handed_over(reader: Reader, unit_id: str) -> bool:
    """Tell whether the county keeps this unit's list of people."""
    return reader.session.scalar(select(Handover.id).where(Handover.unit_id == unit_id)) is not None
