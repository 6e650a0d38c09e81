"""Copied, restored, lost: what the exchange notices and how both sides come together (exchange.md §1, §8)."""

import shutil

import pytest
from sqlalchemy import select

from app.errors import UserError
from app.exchange import enrolment, pushes, snapshots, unit_desk
from app.vocabulary import ArrivalState, EnrolmentState, ReportState
from db.tables.exchange import EnrolledStation, ExchangeConflict
from db.tables.monthly import Report
from tests.exchange.world import MARCH, ON_BOTH


def test_a_copied_database_is_noticed_as_a_fork_and_nothing_is_merged(world, town):
    copy = world.folder / "copy"
    shutil.copytree(town.path.parent, copy)
    town.add_report(town.team["演示丙"], MARCH)
    world.county.take(*town.push())
    before = world.county.root(town)
    twin = object.__new__(type(town))
    twin.__dict__.update(vars(town))
    from app.accounts.keyring import KeyRing
    from app.office import Office
    from db.engine import open_engine
    from tests.builders import KEY

    twin.office = Office(
        open_engine(copy / "shijibu.db", KEY),
        town.office.station,
        town.office.login,
        town.clock,
        KeyRing(copy, KEY, demo=True),
    )
    twin.add_report(town.team["演示丁"], MARCH)
    (result,) = world.county.take(*twin.push())
    twin.office.close()
    assert result.state is ArrivalState.QUARANTINED
    assert "数据分叉" in result.sentence
    assert world.county.root(town) == before
    town.add_report(town.team["演示甲"], MARCH)
    (refused,) = world.county.take(*town.push())
    assert "冻结" in refused.sentence


def restore(town, folder):
    """Put an older copy of a unit's database back, as a new incarnation."""
    town.office.engine.dispose()
    shutil.copy(folder / "shijibu.db", town.path)
    for more in ("shijibu.db-wal", "shijibu.db-shm"):
        (town.path.parent / more).unlink(missing_ok=True)
    enrolment.begin_incarnation(town.office)


def saved(town, world):
    """A copy of a unit's database as it is now."""
    folder = world.folder / "saved"
    folder.mkdir()
    with town.office.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    town.office.engine.dispose()
    shutil.copy(town.path, folder / "shijibu.db")
    return folder


def again(world, town):
    """Apply and be admitted once more."""
    world.county.do(enrolment.admit, world.apply(town))
    return town.take(world.county.give(town))


def test_a_restored_database_takes_back_what_it_lost(world, town):
    folder = saved(town, world)
    lost = town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    restore(town, folder)
    with pytest.raises(UserError, match="重新登记"):
        town.push()
    again(world, town)
    with pytest.raises(UserError, match="全量"):
        town.push()
    results = town.take(*world.county.snapshot(town))
    assert all(one.taken for one in results)
    with town.office.read() as reader:
        assert reader.session.get(Report, lost) is not None
    town.add_report(town.team["演示丁"], MARCH)
    assert world.trip(town)[0].taken
    assert world.county.root(town) == town.root()


def test_work_done_after_a_restore_stays_and_both_versions_are_kept(world, town):
    report = town.add_report(town.team["演示丙"], MARCH, ReportState.DRAFT)
    world.trip(town)
    folder = saved(town, world)
    with town.office.write("改") as work:
        work.session.get_one(Report, report).self_appraisal = "县里已收的内容。"
    world.trip(town)
    restore(town, folder)
    with town.office.write("改") as work:
        work.session.get_one(Report, report).self_appraisal = "恢复以后写的内容。"
    again(world, town)
    town.take(*world.county.snapshot(town))
    with town.office.read() as reader:
        (conflict,) = reader.session.scalars(select(ExchangeConflict)).all()
        assert conflict.theirs["self_appraisal"] == "县里已收的内容。"
        assert reader.session.get_one(Report, report).self_appraisal == "恢复以后写的内容。"
    assert world.trip(town)[0].taken
    assert world.county.root(town) == town.root()


@ON_BOTH
def test_a_new_pc_takes_the_unit_over_from_the_county(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    fresh = world.town(enrolled=False)
    arrival = world.apply(fresh)
    world.county.do(enrolment.admit, arrival, town.unit_id)
    with world.county.office.read() as reader:
        states = [row.state for row in reader.session.scalars(select(EnrolledStation))]
    assert sorted(states) == [EnrolmentState.ACTIVE, EnrolmentState.REPLACED]
    fresh.unit_id = town.unit_id
    fresh.take(world.county.give(fresh))
    unit_desk.confirm_county(fresh.office, fresh.see(unit_desk.waiting_county).arrival_id)
    results = fresh.take(*world.county.snapshot(fresh))
    assert [one.sentence for one in results] == ["已按县里的全量补齐本机数据。"]
    assert fresh.office.station.unit_id == town.unit_id
    assert fresh.root() == town.root()
    fresh.add_report(town.team["演示丁"], MARCH)
    assert world.trip(fresh)[0].taken
    assert world.county.root(fresh) == fresh.root()


@ON_BOTH
def test_a_county_that_disagrees_is_put_right_by_the_units_whole(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    (sent,) = snapshots.write_for_county(town.office, world.stick)
    (result,) = world.county.take(sent.path)
    assert result.taken
    assert world.county.root(town) == town.root()
    town.take(world.county.give(town))
    with pytest.raises(UserError, match="没有新的内容"):
        pushes.push(town.office, world.stick)
