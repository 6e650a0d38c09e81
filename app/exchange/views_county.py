"""What the county's clerk sees of the exchange: who has sent what, what is missing, who waits for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.exchange import positions
from app.exchange.applications import Application, applications
from app.exchange.enrolment import own_fingerprint
from app.exchange.lines import ArrivedLine, SentLine, arrived_lines, sent_lines
from app.exchange.links import require_county
from app.exchange.returns import FOR_ALL, OF_UNIT, snapshot_due
from app.office import Reader
from app.vocabulary import ArrivalState, EnrolmentState, ParcelKind, Role
from db.base import Recorded
from db.tables.exchange import (
    Arrival,
    CertificateRequest,
    Dispatch,
    EnrolledStation,
    Handover,
    IssuedCertificate,
    PersonDecision,
    PersonRequest,
    Receipt,
)
from db.tables.journal import JournalSubject
from db.tables.people import Post, Unit

ROLES = (Role.CLERK, Role.HEAD)
KEPT = (ArrivalState.HELD, ArrivalState.QUARANTINED, ArrivalState.NEWER)
TOLD: tuple[type[Recorded], ...] = (EnrolledStation, Receipt, Post, *OF_UNIT)
"""Tables with a unit in each row whose change makes a new return file worth giving."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its present station, what the county has of it, what waits for an answer.

    `applied` is the last entry received; `silent_days` counts from the last file received (or from the
    admission); `silent` when longer than the rules allow. `return_due`: something was received or
    decided since the last return file.
    """

    unit_id: str
    name: str
    enrolled_id: str
    state: EnrolmentState | None
    enrolled_on: date | None
    reason: str
    applied: int
    receipt: int | None
    received_at: datetime | None
    waiting_files: tuple[tuple[ArrivalState, int], ...]
    silent_days: int | None
    silent: bool
    returned_at: datetime | None
    return_due: bool
    handed_over: bool
    snapshot_due: bool
    requests: int
    certificates: int

    @property
    def exchanging(self) -> bool:
        """Whether it has a station in use."""
        return self.state is EnrolmentState.ACTIVE


@dataclass(frozen=True, slots=True)
class Applicant:
    """An application with what the county knows of it.

    `again`: a PC that the county knows already; `known_unit`: the unit of the same name that is here.
    """

    arrival_id: str
    unit: str
    station: str
    fingerprint: str
    again: bool
    known_unit: str | None


@dataclass(frozen=True, slots=True)
class CountyDesk:
    """Everything the page shows at the county; `silent_after` in days."""

    name: str
    fingerprint: str
    silent_after: int
    units: tuple[UnitRow, ...]
    applicants: tuple[Applicant, ...]
    sent: tuple[SentLine, ...]
    arrived: tuple[ArrivedLine, ...]

    @property
    def exchanging(self) -> tuple[UnitRow, ...]:
        """The units with a station in use."""
        return tuple(row for row in self.units if row.exchanging)

    @property
    def due(self) -> tuple[UnitRow, ...]:
        """The units to which a new return file should be given."""
        return tuple(row for row in self.exchanging if row.return_due)

    @property
    def silent(self) -> tuple[UnitRow, ...]:
        """The units of which nothing has come for too long."""
        return tuple(row for row in self.exchanging if row.silent)


def county_desk(reader: Reader) -> CountyDesk:
    """Return the page of the county."""
    require_county(reader)
    reader.require(*ROLES)
    silent_after = reader.rulebook(reader.today).silent_days
    units = reader.session.scalars(select(Unit).order_by(Unit.position, Unit.name)).all()
    rows = _Rows.read(reader)
    return CountyDesk(
        reader.station.name,
        own_fingerprint(reader),
        silent_after,
        tuple(_row(reader, unit, rows, silent_after) for unit in units),
        tuple(_applicant(asked, {unit.id for unit in units}) for asked in applications(reader)),
        sent_lines(reader),
        arrived_lines(reader),
    )


def _applicant(asked: Application, known: Iterable[str]) -> Applicant:
    again = asked.unit["id"] in known
    return Applicant(
        asked.arrival_id, asked.unit_name, asked.station_name, asked.fingerprint, again, asked.known_unit
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is known of all units, each by one SELECT."""

    stations: dict[str, EnrolledStation]
    receipts: dict[str, Receipt]
    waiting: dict[str, Counter[ArrivalState]]
    returned: dict[str, tuple[int, datetime]]
    told: dict[str, int]
    told_all: int
    handed_over: frozenset[str]
    requests: Counter[str]
    certificates: Counter[str]

    @classmethod
    def read(cls, reader: Reader) -> _Rows:
        """Read them."""
        session = reader.session
        stations = session.scalars(select(EnrolledStation).order_by(EnrolledStation.enrolled_on)).all()
        newest = {row.unit_id: row for row in stations}
        newest |= {row.unit_id: row for row in stations if row.state is EnrolmentState.ACTIVE}
        receipts = session.scalars(select(Receipt).order_by(Receipt.number))
        return cls(
            newest,
            {row.unit_id: row for row in receipts},
            _waiting(reader, newest.values()),
            _returned(reader),
            _told(reader),
            _last_of(reader, [kind.__tablename__ for kind in FOR_ALL]),
            frozenset(session.scalars(select(Handover.unit_id))),
            _open(reader, PersonRequest, PersonDecision),
            _open(reader, CertificateRequest, IssuedCertificate),
        )


def _waiting(reader: Reader, present: Iterable[EnrolledStation]) -> dict[str, Counter[ArrivalState]]:
    """Count what waits of each unit's present station; what an earlier one left is settled with it."""
    owners = {(row.station_id, row.incarnation): row.unit_id for row in present}
    query = select(Arrival.sender_station, Arrival.sender_incarnation, Arrival.state).where(
        Arrival.state.in_(KEPT), Arrival.kind != ParcelKind.ENROL
    )
    found: dict[str, Counter[ArrivalState]] = {}
    for station, incarnation, state in reader.session.execute(query):
        unit_id = owners.get((station, incarnation))
        if unit_id is not None:
            found.setdefault(unit_id, Counter())[state] += 1
    return found


def _returned(reader: Reader) -> dict[str, tuple[int, datetime]]:
    """Return for each unit the journal entry and the moment of its newest return file."""
    query = (
        select(Dispatch.unit_id, func.max(JournalSubject.seq), func.max(Dispatch.made_at))
        .join(JournalSubject, JournalSubject.row_id == Dispatch.id)
        .where(JournalSubject.table == Dispatch.__tablename__, Dispatch.kind == ParcelKind.RETURN)
        .group_by(Dispatch.unit_id)
    )
    return {unit_id: (seq, made_at) for unit_id, seq, made_at in reader.session.execute(query) if unit_id}


def _told(reader: Reader) -> dict[str, int]:
    """Return for each unit the last journal entry in which the county received or decided something."""
    last: dict[str, int] = {}
    for kind in TOLD:
        columns = kind.__table__.columns
        query = (
            select(columns.unit_id, func.max(JournalSubject.seq))
            .join(JournalSubject, JournalSubject.row_id == columns.id)
            .where(JournalSubject.table == kind.__tablename__)
            .group_by(columns.unit_id)
        )
        for unit_id, seq in reader.session.execute(query):
            last[unit_id] = max(last.get(unit_id, 0), seq)
    corrected = (
        select(Post.unit_id, func.max(JournalSubject.seq))
        .join(JournalSubject, JournalSubject.row_id == Post.cadre_id)
        .where(JournalSubject.table == "cadre")
        .group_by(Post.unit_id)
    )
    for unit_id, seq in reader.session.execute(corrected):
        last[unit_id] = max(last.get(unit_id, 0), seq)
    return last


def _last_of(reader: Reader, tables: list[str]) -> int:
    query = select(func.max(JournalSubject.seq)).where(JournalSubject.table.in_(tables))
    return reader.session.scalar(query) or 0


Asked = type[PersonRequest] | type[CertificateRequest]
Answer = type[PersonDecision] | type[IssuedCertificate]


def _open(reader: Reader, asked: Asked, answer: Answer) -> Counter[str]:
    """Count the requests of each unit that have no answer."""
    query = select(asked.unit_id).outerjoin(answer, answer.request_id == asked.id)
    return Counter(reader.session.scalars(query.where(answer.id.is_(None))))


def _row(reader: Reader, unit: Unit, rows: _Rows, silent_after: int) -> UnitRow:
    station, receipt = rows.stations.get(unit.id), rows.receipts.get(unit.id)
    returned_seq, returned_at = rows.returned.get(unit.id, (0, None))
    exchanging = station is not None and station.state is EnrolmentState.ACTIVE
    since = receipt.received_at.date() if receipt else station.enrolled_on if station else None
    silent_days = (reader.today - since).days if exchanging and since else None
    return UnitRow(
        unit_id=unit.id,
        name=unit.short_name,
        enrolled_id=station.id if station else "",
        state=station.state if station else None,
        enrolled_on=station.enrolled_on if station else None,
        reason=station.reason if station else "",
        applied=positions.applied(reader, station).seq if station else 0,
        receipt=receipt.number if receipt else None,
        received_at=receipt.received_at if receipt else None,
        waiting_files=tuple(sorted(rows.waiting.get(unit.id, Counter()).items())),
        silent_days=silent_days,
        silent=silent_days is not None and silent_days > silent_after,
        returned_at=returned_at,
        return_due=exchanging and max(rows.told.get(unit.id, 0), rows.told_all) > returned_seq,
        handed_over=unit.id in rows.handed_over,
        snapshot_due=station is not None and exchanging and snapshot_due(reader, station),
        requests=rows.requests[unit.id],
        certificates=rows.certificates[unit.id],
    )
