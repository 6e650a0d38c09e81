"""What a unit's clerk sees of the exchange: the tie to the county, what has not gone, what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import func, select

from app.errors import ShijibuError, UserError
from app.exchange import parcel, positions
from app.exchange.conflicts import ConflictLine, conflicts
from app.exchange.enrolment import own_fingerprint
from app.exchange.keys import key_row
from app.exchange.lines import ArrivedLine, SentLine, arrived_lines, sent_lines
from app.exchange.links import county_link, require_unit
from app.exchange.pushes import waiting_entries
from app.exchange.unit_desk import CountyCard, waiting_county
from app.office import Reader
from app.vocabulary import DispatchState, ParcelKind, Role, Term
from db.tables.exchange import CountyLink, Dispatch

ROLES = (Role.CLERK, Role.HEAD)
STALE_DAYS = 60
"""Age of the newest return file from which the screen says so; it never locks anybody out."""


class Tie(Term):
    """Where a unit stands with its county."""

    NOT_APPLIED = "not_applied", "未登记"
    AWAITING = "awaiting", "待县里准入"
    TO_COMPARE = "to_compare", "待核对县里的 12 个字"
    CONNECTED = "connected", "已连接"
    APPLY_AGAIN = "apply_again", "需重新登记"
    SNAPSHOT_DUE = "snapshot_due", "待导入全量"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt of the county: its number, the last entry that it covers, its day."""

    number: int
    last_seq: int
    day: date


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """Everything the page shows at a unit.

    `fingerprint` is empty before the first application. `waiting` counts the entries that the county has not
    acknowledged, `unsent` those of them that lie in no file on its way. `trouble` says why nothing can be
    exported.
    """

    tie: Tie
    county: str
    fingerprint: str
    waiting_county: CountyCard | None
    trouble: str
    waiting: int
    unsent: int
    acknowledged: int
    returned_at: datetime | None
    stale: bool
    last_receipt: ReceiptLine | None
    sent: tuple[SentLine, ...]
    arrived: tuple[ArrivedLine, ...]
    conflicts: tuple[ConflictLine, ...]

    @property
    def last_export(self) -> SentLine | None:
        """The newest file to the county that carries work."""
        return next((line for line in self.sent if line.kind is ParcelKind.PUSH), None)


def unit_desk(reader: Reader) -> UnitDesk:
    """Return the page of a unit."""
    require_unit(reader)
    reader.require(*ROLES)
    link = county_link(reader)
    trouble = _trouble(reader) if link else ""
    acknowledged = link.acknowledged_seq if link else 0
    return UnitDesk(
        tie=_tie(reader, link, trouble),
        county=link.county_name if link else "",
        fingerprint=own_fingerprint(reader) if key_row(reader) else "",
        waiting_county=waiting_county(reader),
        trouble=trouble,
        waiting=waiting_entries(reader, acknowledged),
        unsent=waiting_entries(reader, max(acknowledged, _on_its_way(reader))),
        acknowledged=acknowledged,
        returned_at=link.returned_at if link else None,
        stale=bool(link and link.returned_at and (reader.today - link.returned_at.date()).days > STALE_DAYS),
        last_receipt=next(reversed(receipts(link)), None) if link else None,
        sent=sent_lines(reader),
        arrived=arrived_lines(reader),
        conflicts=conflicts(reader),
    )


def county_note(reader: Reader) -> str:
    """Say in few words what the county has of this unit; empty without a tie to it, and at the county."""
    link = county_link(reader)
    if link is None:
        return ""
    waiting = waiting_entries(reader, link.acknowledged_seq)
    return f"县里未收 {waiting} 项" if waiting else "县里已全部收到"


def receipts(link: CountyLink) -> tuple[ReceiptLine, ...]:
    """Return the county's receipts for this station, oldest first."""
    told = cast("Mapping[str, Any]", link.station_list).get("receipts", [])
    return tuple(ReceiptLine(one["number"], one["last"], date.fromisoformat(one["day"])) for one in told)


def _trouble(reader: Reader) -> str:
    try:
        positions.check_high_water(reader)
    except UserError as problem:
        return problem.message
    return ""


def _tie(reader: Reader, link: CountyLink | None, trouble: str) -> Tie:
    if link is None:
        if waiting_county(reader) is not None:
            return Tie.TO_COMPARE
        return Tie.AWAITING if _has_applied(reader) else Tie.NOT_APPLIED
    if link.incarnation != reader.station.incarnation:
        return Tie.AWAITING if _has_applied(reader) else Tie.APPLY_AGAIN
    if trouble:
        return Tie.APPLY_AGAIN
    return Tie.SNAPSHOT_DUE if link.snapshot_due else Tie.CONNECTED


def _has_applied(reader: Reader) -> bool:
    """Tell whether the application that left last is one of this incarnation."""
    sent = (
        select(Dispatch.file_name).where(Dispatch.kind == ParcelKind.ENROL).order_by(Dispatch.number.desc())
    )
    name = reader.session.scalar(sent.limit(1))
    if name is None:
        return False
    try:
        kept = parcel.header_at(positions.folder(reader, positions.OUTBOX) / name)
    except ShijibuError:  # the copy is gone: another application does no harm
        return False
    return kept.incarnation == reader.station.incarnation


def _on_its_way(reader: Reader) -> int:
    """Return the last entry that lies in a file which is not known to be lost."""
    query = select(func.max(Dispatch.last_seq)).where(
        Dispatch.kind == ParcelKind.PUSH, Dispatch.state != DispatchState.LOST
    )
    return reader.session.scalar(query) or 0
