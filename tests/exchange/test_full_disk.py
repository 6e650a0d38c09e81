"""A disk or stick that fills up on the way: told in a sentence, nothing half, and the next try ends it."""

import contextlib
import errno
import os
import random

import pytest
from sqlalchemy import event, func, select

from app.errors import EnvironmentProblem
from app.exchange import enrolment, parcel, pushes, returns, snapshots
from app.exchange.keys import key_of
from app.vocabulary import ArrivalState
from db.tables.exchange import Arrival, Dispatch, Receipt
from db.tables.monthly import Report
from tests.exchange.refusals import counted
from tests.exchange.world import MARCH

SPARE_PAGES = (0, 1, 2, 4, 8, 16)
"""Room that the database still has: the less, the earlier it is full."""
MOST_SYNCS = 8
COMMON = [chr(code) for code in range(0x4E00, 0x9000)]


@contextlib.contextmanager
def full(engine, spare):
    """Let a database grow by `spare` pages only."""

    def limit(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + spare}")

    engine.dispose()
    event.listen(engine, "begin", limit)
    yield
    event.remove(engine, "begin", limit)
    engine.dispose()


@contextlib.contextmanager
def stick_full_at(number):
    """Let the disk be full at the `number`th moment at which a file has to be on it."""
    real, calls = os.fsync, iter(range(10_000))

    def fsync(handle):
        if next(calls) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield


def long_report(town, name):
    """A report that fills many pages, whatever packs it."""
    report_id = town.add_report(town.team[name], MARCH)
    with town.office.write("填写") as work:
        report = work.session.get_one(Report, report_id)
        report.self_appraisal = "".join(random.Random(name).choices(COMMON, k=20_000))  # noqa: S311


def number_of(office, kind):
    with office.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(kind))


@pytest.mark.parametrize("spare", SPARE_PAGES)
def test_a_county_whose_disk_is_full_has_taken_in_nothing_and_takes_all_later(world, town, spare):
    long_report(town, "演示丙")
    files = town.push()
    before = counted(world), number_of(world.county.office, Receipt), number_of(world.county.office, Arrival)
    with full(world.county.office.engine, spare):
        (result,) = world.county.take(*files)
    assert result.state is ArrivalState.REFUSED
    assert "磁盘" in result.sentence
    after = counted(world), number_of(world.county.office, Receipt), number_of(world.county.office, Arrival)
    assert after == before
    assert world.county.take(*files)[0].taken
    assert world.county.root(town) == town.root()


@pytest.mark.parametrize("spare", SPARE_PAGES)
def test_a_unit_whose_disk_is_full_takes_the_answer_in_later(world, town, spare):
    town.add_report(town.team["演示丙"], MARCH)
    world.county.take(*town.push())
    answer = world.county.give(town)
    waiting = town.see(lambda reader: pushes.ready_link(reader).acknowledged_seq)
    with full(town.office.engine, spare):
        (result,) = town.take(answer)
    if not result.taken:
        assert "磁盘" in result.sentence
        assert town.see(lambda reader: pushes.ready_link(reader).acknowledged_seq) == waiting
        assert town.take(answer)[0].taken
    assert town.see(lambda reader: pushes.ready_link(reader).acknowledged_seq) > waiting


WRITERS = {
    "enrol": lambda world, town: enrolment.write_application(town.office, world.stick),
    "push": lambda world, town: pushes.push(town.office, world.stick),
    "return": lambda world, town: returns.write_return(world.county.office, town.unit_id, world.stick),
    "whole for the county": lambda world, town: snapshots.write_for_county(town.office, world.stick),
    "whole for the unit": lambda world, town: snapshots.write_for_unit(
        world.county.office, town.unit_id, world.stick
    ),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_stick_that_fills_up_holds_only_whole_files_and_none_is_noted_that_is_not_there(world, town, kind):
    town.add_report(town.team["演示丙"], MARCH)
    told = []
    for number in range(MOST_SYNCS):
        noted = number_of(town.office, Dispatch), number_of(world.county.office, Dispatch)
        try:
            with stick_full_at(number):
                WRITERS[kind](world, town)
        except EnvironmentProblem as problem:
            told.append(str(problem))
            assert (number_of(town.office, Dispatch), number_of(world.county.office, Dispatch)) == noted
        for path in world.stick.iterdir():
            assert path.suffix == ".sjx"
            file = parcel.read(path)
            parcel.check_signature(file, key_of(file.header.signer))
    assert told
    assert all("磁盘空间不足" in sentence for sentence in told)
    WRITERS[kind](world, town)


@pytest.mark.parametrize("spare", SPARE_PAGES)
def test_a_push_that_could_not_be_noted_is_no_harm(world, town, spare):
    """The file lies whole on the stick, the unit does not know of it, and the county may take it."""
    town.add_report(town.team["演示丙"], MARCH)
    with full(town.office.engine, spare), contextlib.suppress(EnvironmentProblem):
        town.push()
    world.county.take(*sorted(world.stick.glob("*上报*")))
    town.add_report(town.team["演示丁"], MARCH)
    world.trip(town)
    assert world.county.root(town) == town.root()
