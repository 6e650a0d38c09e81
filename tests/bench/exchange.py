"""Taking files in at the county: against bare inserts of the same rows, and against reading spreadsheets."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.county import county as units
from app.demo.round_trip import (
    ANSWERED,
    Seat,
    admit,
    found_county,
    found_unit,
    on,
    play_month,
    work_through,
)
from app.demo.stories import FEBRUARY, JANUARY
from app.exchange import receiving
from app.office import Office
from app.vocabulary import ReportState, TaskSource
from db import bulk
from db.base import Base, new_id
from db.engine import defer_references, open_engine, writing
from db.journal import Change, PlainRow, Recorder, Stamp, append, changes_in, unpack
from db.tables.exchange import ReceivedEntry
from tests.bench.rows import Row
from tests.builders import KEY, empty_database
from tests.exchange.world import MARCH, Town, World

SIZES = (1_000, 10_000, 100_000)
TABLES = ("clause", "received_entry", "received_subject", "received_row")


def rows() -> Iterator[Row]:
    """Measure a month of all units, and one unit's file of many entries."""
    month, sheets, count = _month()
    yield Row(
        f"reading 19 units' month, {count} rows, from xlsx ({sheets:.2f} s) : taking it in ({month:.2f} s)",
        sheets / month,
        "at least 5",
    )
    pace = {}
    for size in SIZES:
        taken, bare = _many(size)
        pace[size] = taken / size
        name = f"taking in {size} entries ({taken:.2f} s) : inserting the same rows bare ({bare:.2f} s)"
        yield Row(name, taken / bare, "at most 3")
    yield Row(
        f"time an entry, {SIZES[-1]} : {SIZES[0]} entries", pace[SIZES[-1]] / pace[SIZES[0]], "at most 1.3"
    )


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _month() -> tuple[float, float, int]:
    """An ordinary month of the demonstration's units, their second.

    Seconds to take its files in, seconds to read the same rows from spreadsheets, and how many rows.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (stick := folder / "stick").mkdir()
        seats = [Seat(folder / unit.slug, stick, unit, number) for number, unit in enumerate(units())]
        county = found_county(folder / "county")
        answers = admit(county, [found_unit(seat) for seat in seats], stick)
        first = [play_month(*one, JANUARY) for one in zip(seats, answers, strict=True)]
        answers = work_through(county, JANUARY, first, stick, [])
        files = [play_month(*one, FEBRUARY) for one in zip(seats, answers, strict=True)]
        on(county, ANSWERED[FEBRUARY])
        before = _arrived(county)
        taken = _timed(lambda: receiving.receive(county, files))
        sheets = _sheets(county, before, folder)
        county.close()
        read = _timed(lambda: [_read(path) for path, _ in sheets])
    return taken, read, sum(rows for _, rows in sheets)


def _arrived(county: Office) -> dict[str, int]:
    """The last entry that is here of every station."""
    entries = bulk.raw(ReceivedEntry.__tablename__).c
    query = select(entries.enrolled_id, func.max(entries.seq)).group_by(entries.enrolled_id)
    with county.read() as reader:
        return {row[0]: row[1] for row in reader.session.execute(query)}


def _sheets(county: Office, before: Mapping[str, int], folder: Path) -> list[tuple[Path, int]]:
    """Write what has come since of each station into a workbook, one sheet a table; with their rows."""
    entries = bulk.raw(ReceivedEntry.__tablename__).c
    made = []
    with county.read() as reader:
        for number, (station, seq) in enumerate(before.items()):
            query = select(entries.travelling).where(entries.enrolled_id == station, entries.seq > seq)
            bodies = reader.session.scalars(query.order_by(entries.seq)).all()
            made.append(_sheet(folder / f"{number}.xlsx", bodies))
    return made


def _clause(report_id: str, number: int) -> PlainRow:
    from db.tables.monthly import Clause

    values = {
        "id": new_id(),
        "revision": 1,
        "report_id": report_id,
        "position": number,
        "source": TaskSource.ANNUAL.value,
        "task": f"农村危房改造第 {number} 批",
        "result": "开工 16 户，验收 2 户，其余按计划推进，群众反映的问题当日登记、限期答复。",
    }
    return bulk.checked(Clause, values)


def _sheet(path: Path, bodies: Iterable[bytes]) -> tuple[Path, int]:
    rows: dict[str, dict[str, PlainRow]] = {}
    for change in (one for body in bodies for one in changes_in(unpack(body))):
        if change.after is not None:
            rows.setdefault(change.table, {})[change.id] = change.after
    book = Workbook(write_only=True)
    for table, last in rows.items():
        sheet = book.create_sheet(table)
        for row in last.values():
            sheet.append(list(row.values()))
    book.save(path)
    return path, sum(map(len, rows.values()))


def _read(path: Path) -> list[list[tuple[object, ...]]]:
    return [list(sheet.values) for sheet in load_workbook(path, read_only=True)]


def _many(size: int) -> tuple[float, float]:
    """One unit's files of many entries: seconds to take them in, and to insert the same rows bare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(folder / "world")
        town = world.town(enrolled=False)
        report_id = town.add_report(town.add_cadre("演示甲"), MARCH, ReportState.SIGNED)
        world.enrol(town)
        world.trip(town)
        _write(town, [[_clause(report_id, number)] for number in range(size)])
        files = town.push()
        taken = _timed(lambda: world.county.take(*files))
        assert world.county.root(town) == town.root()
        bare = _bare(world, folder)
        world.close()
    return taken, bare


def _write(town: Town, entries: Sequence[Sequence[PlainRow]]) -> None:
    """Write clauses as the program would, one entry each, without asking each time for the disk."""
    with Session(writing(town.office.engine)) as session:
        stamp = Stamp(town.office.station.id, "演示经办人", "clerk", "填写")
        for clauses in entries:
            changes = [Change("clause", row["id"], 1, None, row) for row in clauses]
            append(session, Recorder(stamp, town.clock.now(), subject="2026年3月 演示甲"), changes)
            bulk.add(session.connection(), "clause", clauses)
        session.commit()


def _bare(world: World, folder: Path) -> float:
    """Insert what the county now holds into an empty database, nothing checked."""
    path = folder / "bare.db"
    path.write_bytes(empty_database())
    engine = open_engine(path, KEY)
    with world.county.office.read() as reader:
        connection = reader.session.connection()
        held = {
            table.name: [dict(row) for row in connection.execute(bulk.raw(table.name).select()).mappings()]
            for table in Base.metadata.sorted_tables
        }

    def insert(names: Iterable[str]) -> None:
        with writing(engine).connect() as connection, connection.begin():
            defer_references(connection)
            for name in names:
                bulk.add(connection, name, held[name])

    arrived = {row["id"]: place for place, row in enumerate(held["clause"])}
    held["received_row"].sort(key=lambda row: arrived.get(row["row_id"], -1))  # else it would be in key order
    insert(name for name in held if name not in TABLES)
    seconds = _timed(lambda: insert(TABLES))
    engine.dispose()
    return seconds
