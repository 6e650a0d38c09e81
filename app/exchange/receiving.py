"""Taking files in, many at once: each alone in its transaction, each with its own result (exchange.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import Cancelled, EnvironmentProblem, ShijibuError
from app.exchange import arrivals, parcel, positions, rules, snapshots
from app.exchange.arrivals import FileResult, arrival_of
from app.exchange.county_desk import freeze, take_push
from app.exchange.enrolment import take_application
from app.exchange.intake import Fork
from app.exchange.links import county_link, enrolled
from app.exchange.parcel import Parcel, Refused
from app.exchange.unit_desk import take_return
from app.office import Office, Reader, Work
from app.progress import SILENT, Progress
from app.vocabulary import ArrivalState, ParcelKind, Role, StationKind
from db import bulk, migrate
from db.tables.exchange import Arrival, Receipt
from db.tables.office import Station

ROLES = (Role.CLERK, Role.HEAD)
Taker = Callable[[Work, Parcel, Path], FileResult]
TAKERS: dict[StationKind, dict[ParcelKind, Taker]] = {
    StationKind.COUNTY: {
        ParcelKind.ENROL: take_application,
        ParcelKind.PUSH: take_push,
        ParcelKind.SNAPSHOT: snapshots.take_from_unit,
    },
    StationKind.UNIT: {
        ParcelKind.RETURN: take_return,
        ParcelKind.SNAPSHOT: snapshots.take_from_county,
    },
}
"""Station → kind of file → who takes it in."""
TITLES = {
    ParcelKind.ENROL: "收到登记申请",
    ParcelKind.PUSH: "导入上报文件",
    ParcelKind.RETURN: "导入回执",
    ParcelKind.SNAPSHOT: "导入全量文件",
}


WAITING = (ArrivalState.HELD, ArrivalState.QUARANTINED, ArrivalState.NEWER)
"""What is kept beside the database as it came."""


CANCELLED = "已取消，这个文件没有导入。"
UNFITTING = "文件里的内容与县里已有的对不上（缺少所属的人员或记录），没有导入。请该单位导出“全量”文件。"


class _Undone(Exception):
    """Ends a transaction that was only to show what it would do."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that was read, or why it could not be."""

    source: Path
    file: Parcel | None
    problem: ShijibuError | None = None


def receive(
    office: Office, sources: Sequence[Path], progress: Progress = SILENT, *, check: bool = False
) -> tuple[FileResult, ...]:
    """Take the files in, each whole or not at all, and say what became of each, in the order given.

    With `check` nothing is written: the results say what would happen. Files that were waiting for one of
    these follow by themselves. Cancelled on the way, what was taken in before stays, and the rest is said.
    """
    with office.read() as reader:
        reader.require(*ROLES)
    opened = [_open(source) for source in sources]
    order = sorted(range(len(opened)), key=lambda place: _key(opened[place]))
    results: dict[int, FileResult] = {}
    for done, place in enumerate(order):
        try:
            progress.step(done, len(order), f"正在{'检查' if check else '导入'} {opened[place].source.name}")
        except Cancelled:
            if check or not results:
                raise
            results |= {left: _left_out(opened[left]) for left in order[done:]}
            break
        results[place] = _receive(office, opened[place], check=check)
    followed = () if check else _follow(office)
    return (*(results[place] for place in range(len(opened))), *followed)


def _left_out(opened: _Opened) -> FileResult:
    kind = opened.file.header.kind if opened.file else None
    return FileResult(opened.source.name, kind, "", ArrivalState.REFUSED, CANCELLED)


def _open(source: Path) -> _Opened:
    try:
        return _Opened(source, parcel.read(source))
    except ShijibuError as problem:
        return _Opened(source, None, problem)


def _key(one: _Opened) -> tuple[str, int, int]:
    if one.file is None:
        return "", 0, 0
    header = one.file.header
    return header.sender + header.incarnation, header.first, header.number


def _receive(office: Office, opened: _Opened, *, check: bool) -> FileResult:
    file, source = opened.file, opened.source
    if file is None:
        return FileResult(source.name, None, "", ArrivalState.REFUSED, str(opened.problem))
    with office.read() as reader:
        known = _known(reader, file, source.name)
    if known is not None:
        return known
    try:
        return _take(office, file, source, check=check)
    except Fork:
        return _settle(office, file, source, freeze, check=check)
    except EnvironmentProblem as problem:  # a full disk says nothing about the file
        return FileResult(source.name, file.header.kind, "", ArrivalState.REFUSED, str(problem))
    except (ShijibuError, IntegrityError) as problem:
        sentence = UNFITTING if isinstance(problem, IntegrityError) else str(problem)
        return _refused(office, file, source, sentence, check=check)


def _known(reader: Reader, file: Parcel, name: str) -> FileResult | None:
    """Return the result of a file that was taken in before, with the same receipt, or set apart."""
    row = arrival_of(reader, file.digest)
    if row is not None and row.state is ArrivalState.QUARANTINED:
        return FileResult(name, file.header.kind, "", row.state, row.sentence)
    if row is None or row.state is not ArrivalState.APPLIED:
        return None
    number = reader.session.scalar(select(Receipt.number).where(Receipt.package_digest == file.digest))
    sentence = rules.KNOWN.format(receipt=number) if number else rules.OLD
    return FileResult(name, file.header.kind, "", None, sentence)


def _take(office: Office, file: Parcel, source: Path, *, check: bool) -> FileResult:
    taker = TAKERS[office.station.kind].get(file.header.kind)
    if taker is None:
        raise Refused(f"本机不接收“{file.header.kind.label}”文件。", next_step="请核对文件是给谁的。")
    if file.header.reader > parcel.FORMAT or file.header.schema not in migrate.REVISIONS:
        return _settle(office, file, source, _keep_for_newer, check=check)
    return _settle(office, file, source, taker, check=check)


def _settle(office: Office, file: Parcel, source: Path, taker: Taker, *, check: bool) -> FileResult:
    result: list[FileResult] = []
    try:
        with office.write(TITLES[file.header.kind]) as work:
            result.append(taker(work, file, source))
            if check:
                _undo(work)
            if result[0].state in WAITING:
                arrivals.keep_file(work, file)
    except _Undone:
        return result[0]
    if result[0].taken:
        _take_note(office, file)
    return result[0]


def _undo(work: Work) -> NoReturn:
    work.session.flush()
    bulk.check_keys(work.session.connection())
    raise _Undone


def _take_note(office: Office, file: Parcel) -> None:
    """Let the file wait no more, and the office know what station it is now."""
    with office.read() as reader:
        arrivals.drop_kept(reader, file.digest)
        station = reader.session.get_one(Station, reader.station.id)
        linked = county_link(reader) is not None
    office.renew_station(unit_id=station.unit_id, linked=linked)


def _keep_for_newer(work: Work, file: Parcel, source: Path) -> FileResult:
    arrivals.note_arrival(work, file, source.name, ArrivalState.NEWER, rules.NEWER)
    return FileResult(source.name, file.header.kind, "", ArrivalState.NEWER, rules.NEWER)


def _refused(office: Office, file: Parcel, source: Path, sentence: str, *, check: bool) -> FileResult:
    """Keep a refused file's digest and the reason, nothing else."""

    def note(work: Work, file: Parcel, source: Path) -> FileResult:
        arrivals.note_arrival(work, file, source.name, ArrivalState.REFUSED, sentence)
        return FileResult(source.name, file.header.kind, "", ArrivalState.REFUSED, sentence)

    return _settle(office, file, source, note, check=check)


# Files that wait


def _follow(office: Office) -> tuple[FileResult, ...]:
    """Take in what was waiting and has its turn now, until nothing more moves."""
    followed: list[FileResult] = []
    while moved := [result for one in _waiting(office) if (result := _try_again(office, one)) is not None]:
        followed += moved
    return tuple(followed)


def _waiting(office: Office) -> list[tuple[Path, str]]:
    if office.station.kind is not StationKind.COUNTY:
        return []
    with office.read() as reader:
        query = select(Arrival).where(
            Arrival.kind == ParcelKind.PUSH, Arrival.state.in_((ArrivalState.HELD, ArrivalState.NEWER))
        )
        rows = reader.session.scalars(query.order_by(Arrival.sender_station, Arrival.first_seq)).all()
        return [(arrivals.kept_path(reader, row.digest), row.file_name) for row in rows]


def _try_again(office: Office, waiting: tuple[Path, str]) -> FileResult | None:
    path, name = waiting
    opened = _open(path)
    if opened.file is None or not _has_its_turn(office, opened.file):
        return None
    result = _receive(office, opened, check=False)
    return replace(result, file_name=name) if result.taken else None


def _has_its_turn(office: Office, file: Parcel) -> bool:
    header = file.header
    if header.schema not in migrate.REVISIONS or header.reader > parcel.FORMAT:
        return False
    with office.read() as reader:
        station = enrolled(reader, header.sender, header.incarnation)
        if station is None:
            return False
        return header.first <= positions.applied(reader, station).seq + 1
