"""A disk that takes no more while files are written or taken in: one sentence, nothing half, nothing lost."""

import errno
import os

import pytest
from sqlalchemy import event, func, select

from app import blobs
from app.errors import EnvironmentProblem
from app.exchange import enrolment
from app.exchange.state_root import received_root
from app.vocabulary import ArrivalState
from db.tables.exchange import Arrival, CountyLink, Dispatch, Receipt
from db.tables.monthly import Clause, Evidence, Report
from db.tables.office import Blob, RulebookVersion
from tests.exchange.world import MARCH

FULL = "磁盘空间不足"


@pytest.fixture
def report(town):
    """A report that the county has not received yet."""
    return town.add_report(town.team["演示丙"], MARCH)


class Disk:
    """Takes so many files more, then says that it is full."""

    def __init__(self, monkeypatch):
        self.left = 0
        self.patch = monkeypatch
        self.sync = os.fsync

    def fill(self, after):
        """Let the disk be full after so many more writes that are to last."""
        self.left = after
        self.patch.setattr(os, "fsync", self._refuse)

    def clear(self):
        """Let there be room again."""
        self.patch.setattr(os, "fsync", self.sync)

    def _refuse(self, handle):
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.sync(handle)


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def standing(world, side):
    """What of the exchange lies on the stick, in the outbox and in the list of files."""
    with side.office.read() as reader:
        noted = list(reader.session.execute(select(Dispatch.digest, Dispatch.state)))
    return files_in(world.stick), files_in(side.office.keyring.folder / "exchange" / "outbox"), noted


def writers(world, town):
    """Every way of writing a file: who writes, and how."""
    return {
        "push": (town, town.push),
        "whole": (town, town.whole),
        "application": (town, lambda: [enrolment.write_application(town.office, town.stick).path]),
        "answer": (world.county, lambda: [world.county.give(town)]),
        "snapshot": (world.county, lambda: world.county.snapshot(town)),
    }


STICK_FILE, ITS_FOLDER, OUTBOX_FILE = 0, 1, 2
"""What is brought to last, in this order."""


@pytest.mark.parametrize("kind", ["push", "whole", "application", "answer", "snapshot"])
def test_a_file_that_finds_no_room_is_told_and_leaves_everything_as_it_was(world, town, report, disk, kind):
    side, write = writers(world, town)[kind]
    before = standing(world, side)
    side.stick = world.stick / kind  # what lies under a name that comes again is another matter
    side.stick.mkdir()
    for after in (STICK_FILE, OUTBOX_FILE):
        disk.fill(after)
        with pytest.raises(EnvironmentProblem, match=FULL) as told:
            write()
        disk.clear()
        assert str(told.value).count("。") == 1
        assert standing(world, side) == before
    written = write()
    assert set(files_in(side.stick)) == {path.name for path in written}


def test_a_file_written_after_the_stick_was_full_is_taken_in(world, town, report, disk):
    disk.fill(STICK_FILE)
    with pytest.raises(EnvironmentProblem):
        town.push()
    disk.clear()
    assert world.trip(town)[0].taken
    assert world.county.root(town) == town.root()


# Taking in


def narrow(office):
    """Let the database of an office grow no more, until the returned function is called."""

    def limit(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # never below what it has

    office.engine.dispose()
    event.listen(office.engine, "connect", limit)

    def widen():
        event.remove(office.engine, "connect", limit)
        office.engine.dispose()

    return widen


def attach(town, size):
    """Give a clause of the unit an attachment that no free page of a database holds."""
    with town.office.write("添加佐证") as work:
        clause = work.session.scalars(select(Clause)).first()
        digest = blobs.keep(work, os.urandom(size), "application/pdf")
        row = Evidence(
            clause_id=clause.id, name="验收单.pdf", media_type="application/pdf", size=size, digest=digest
        )
        work.session.add(row)
    return digest


def at_county(world, town):
    """What the county has of the unit, counted, with its root."""
    kinds = (Report, Clause, Evidence, Blob, Arrival, Receipt)
    with world.county.office.read() as reader:
        root = received_root(reader.session.connection(), town.unit_id)
        return [reader.session.scalar(select(func.count()).select_from(kind)) for kind in kinds], root


def test_a_county_without_room_takes_nothing_of_a_file_and_all_of_it_later(world, town, report):
    attach(town, 3_000_000)
    (file,) = town.push()
    before = at_county(world, town)
    widen = narrow(world.county.office)
    (result,) = world.county.take(file)
    widen()
    assert result.state is ArrivalState.REFUSED
    assert FULL in result.sentence
    assert at_county(world, town) == before
    assert world.county.take(file)[0].state is ArrivalState.APPLIED
    assert world.county.root(town) == town.root()


def test_attachments_that_found_no_room_come_with_the_same_file_later(world, town, report):
    digest = attach(town, 3_000_000)
    files = town.whole()
    widen = narrow(world.county.office)
    *_, result = world.county.take(*files)
    widen()
    assert FULL in result.sentence
    assert all(one.taken for one in world.county.take(*files))
    assert world.county.see(blobs.content, digest) == town.see(blobs.content, digest)


def test_a_check_on_a_full_disk_is_told_too(world, town, report):
    attach(town, 3_000_000)
    (file,) = town.push()
    widen = narrow(world.county.office)
    (would,) = world.county.take(file, check=True)
    widen()
    assert FULL in would.sentence


def test_an_application_that_cannot_be_kept_is_not_noted_either(world, town, disk):
    enrolment.begin_incarnation(town.office)
    file = enrolment.write_application(town.office, world.stick).path
    before = at_county(world, town)
    disk.fill(0)
    (result,) = world.county.take(file)
    disk.clear()
    assert FULL in result.sentence
    assert at_county(world, town) == before
    assert world.county.take(file)[0].state is ArrivalState.HELD


@pytest.mark.parametrize("kind", ["answer", "snapshot"])
def test_a_unit_without_room_takes_nothing_of_the_countys_file_and_all_of_it_later(world, town, kind):
    publish_much(world.county)
    files = writers(world, town)[kind][1]()
    before = at_unit(town)
    widen = narrow(town.office)
    (result,) = town.take(*files)
    widen()
    assert FULL in result.sentence
    assert at_unit(town) == before
    assert town.take(*files)[0].state is ArrivalState.APPLIED
    assert at_unit(town) != before


def publish_much(county):
    """Rules with more words than any free page holds."""
    with county.office.write("发布规则") as work:
        for number in range(2, 22):
            row = RulebookVersion(number=number, effective_from=work.today, values={}, published_at=work.now)
            row.reason, row.published_by = "字" * 60_000, work.login.signature
            work.session.add(row)


def at_unit(town):
    with town.office.read() as reader:
        rules = reader.session.scalar(select(func.count()).select_from(RulebookVersion))
        link = reader.session.scalars(select(CountyLink)).one()
        arrivals = reader.session.scalars(select(Arrival.digest)).all()
        return rules, link.return_number, arrivals
