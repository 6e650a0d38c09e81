"""Taking files in at the county: against bare inserts of the same rows, and against reading spreadsheets."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from app.vocabulary import ReportState, TaskSource
from db import bulk
from db.base import new_id
from db.engine import defer_references, open_engine, writing
from db.journal import Change, PlainRow, Recorder, Stamp, append
from db.tables.exchange import EnrolledStation
from tests.bench.rows import Row
from tests.builders import KEY, empty_database
from tests.exchange.world import MARCH, Town, World

UNITS, CADRES, CLAUSES = 19, 5, 6
SIZES = (1_000, 10_000, 100_000)
TABLES = ("clause", "received_entry", "received_subject", "received_row")


def rows() -> Iterator[Row]:
    """Measure a month of all units, and one unit's file of many entries."""
    month, sheets = _month()
    yield Row(
        f"reading {UNITS} xlsx of a month ({sheets:.2f} s) : taking in {UNITS} files ({month:.2f} s)",
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


def _month() -> tuple[float, float]:
    """A month of every unit: seconds to take its files in, and to read the same texts from spreadsheets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(folder / "world")
        files, sheets = [], []
        for number in range(UNITS):
            town = world.town(enrolled=False)
            team = [town.add_cadre(f"演示{number}{place}") for place in range(CADRES)]
            world.enrol(town)
            world.trip(town)
            texts = [_report(town, cadre) for cadre in team]
            files += town.push()
            sheets.append(_sheet(folder / f"{number}.xlsx", texts))
        taken = _timed(lambda: world.county.take(*files))
        read = _timed(lambda: [_read(path) for path in sheets])
        world.close()
    return taken, read


def _report(town: Town, cadre_id: str) -> list[PlainRow]:
    report_id = town.add_report(cadre_id, MARCH, ReportState.SIGNED)
    clauses = [_clause(report_id, number) for number in range(CLAUSES)]
    _write(town, [clauses])
    return clauses


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


def _sheet(path: Path, reports: Sequence[Sequence[PlainRow]]) -> Path:
    book = Workbook()
    for clauses in reports:
        for clause in clauses:
            book.active.append(list(clause.values()))
    book.save(path)
    return path


def _read(path: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(path).active.values)


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
            name: [dict(row) for row in connection.execute(bulk.raw(name).select()).mappings()]
            for name in (EnrolledStation.__tablename__, *TABLES)
        }

    def insert() -> None:
        with writing(engine).connect() as connection, connection.begin() as transaction:
            defer_references(connection)
            for name in TABLES:
                bulk.add(connection, name, held[name])
            connection.exec_driver_sql("PRAGMA query_only = OFF")
            transaction.rollback()

    seconds = _timed(insert)
    engine.dispose()
    return seconds
