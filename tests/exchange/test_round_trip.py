"""The round trip: what a unit does reaches the county, and what the county decides reaches the unit."""

import shutil
from datetime import date

import pytest
from sqlalchemy import select

from app import blobs
from app.errors import NotAllowed, UserError
from app.exchange import applications, enrolment, people_requests, pushes, snapshots, unit_desk
from app.history.views import record_history
from app.monthly.ledger import starts
from app.people import actions as people
from app.people.entries import CadreEntry, PostEntry
from app.rulebook import publish_rulebook
from app.vocabulary import ArrivalState, EnrolmentState, ReportState, RequestVerdict
from db.tables.exchange import CountyLink, Dispatch, EnrolledStation, ExchangeConflict, Receipt
from db.tables.monthly import Clause, Evidence, Report
from db.tables.people import Cadre
from tests.builders import moment
from tests.exchange.world import MARCH, ON_BOTH, TODAY


def names_at(office):
    with office.read() as reader:
        return set(reader.session.scalars(select(Cadre.name)))


def test_a_unit_is_known_only_after_both_sides_compared_twelve_characters(world):
    town = world.town(enrolled=False)
    arrival = world.apply(town)
    asked = world.county.see(applications.applications)[0]
    assert asked.fingerprint == town.see(enrolment.own_fingerprint)
    assert len(asked.fingerprint) == 12
    world.county.do(enrolment.admit, arrival)
    assert world.county.see(applications.applications) == ()

    (result,) = town.take(world.county.give(town))
    assert result.state is ArrivalState.HELD
    with pytest.raises(UserError, match="还没有与县里连接"):
        town.push()
    county = town.see(unit_desk.waiting_county)
    assert county.fingerprint == world.county.see(enrolment.own_fingerprint)
    unit_desk.confirm_county(town.office, county.arrival_id)
    assert town.see(unit_desk.waiting_county) is None
    assert world.county.take(*town.push())[0].state is ArrivalState.APPLIED


@ON_BOTH
def test_everything_a_unit_did_is_at_the_county_after_one_trip(world):
    town = world.town()
    team = town.add_team()
    town.add_report(team["演示丙"], MARCH)
    (result,) = world.trip(town)
    assert result.taken
    assert ("月报告", "新增", 1) in result.counts
    assert names_at(world.county.office) == names_at(town.office)
    assert world.county.root(town) == town.root()


@ON_BOTH
def test_the_receipt_comes_back_and_the_next_file_begins_after_it(world, town):
    with town.office.read() as reader:
        assert reader.session.scalars(select(Dispatch.state)).all()
    with pytest.raises(UserError, match="没有新的内容"):
        town.push()
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    with town.office.read() as reader:
        link = reader.session.scalars(select(CountyLink)).one()
        sent = reader.session.scalars(select(Dispatch).order_by(Dispatch.number.desc())).first()
    assert sent.first_seq == link.acknowledged_seq + 1
    assert world.county.take(file)[0].taken


@ON_BOTH
def test_a_lost_stick_heals_itself_on_the_next_trip(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    for lost in town.push():
        lost.unlink()
    town.add_report(town.team["演示丁"], MARCH)
    world.trip(town)
    assert world.county.root(town) == town.root()


@ON_BOTH
def test_the_same_file_twice_gives_the_same_receipt(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    (first,) = world.county.take(file)
    (second,) = world.county.take(file)
    assert second.state is None
    assert second.taken
    number = first.sentence.partition("回执号")[2].strip(" 。")
    assert number in second.sentence
    with world.county.office.read() as reader:
        assert len(reader.session.scalars(select(Receipt)).all()) == 2


@ON_BOTH
def test_files_out_of_order_wait_and_follow_by_themselves(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    first = town.push()
    town.take(world.county.give(town))
    with town.office.write("试") as work:  # as if the county had acknowledged the first file
        sent = work.session.scalars(select(Dispatch).order_by(Dispatch.number.desc())).first()
        link = work.session.scalars(select(CountyLink)).one()
        link.acknowledged_seq, link.acknowledged_hash = sent.last_seq, sent.last_hash
    town.add_report(town.team["演示丁"], MARCH)
    second = town.push()
    (held,) = world.county.take(*second)
    assert held.state is ArrivalState.HELD
    assert "缺第" in held.sentence
    results = world.county.take(*first)
    assert [one.state for one in results] == [ArrivalState.APPLIED, ArrivalState.APPLIED]
    assert world.county.root(town) == town.root()


def test_a_check_says_what_would_happen_and_changes_nothing(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    before = world.county.root(town)
    (would,) = world.county.take(file, check=True)
    assert would.state is ArrivalState.APPLIED
    assert ("月报告", "新增", 1) in would.counts
    assert world.county.root(town) == before
    assert world.county.take(file)[0].state is ArrivalState.APPLIED


@ON_BOTH
def test_one_bad_file_of_several_touches_no_other(world, town):
    other = world.town()
    other.add_report(other.add_cadre("演示卯"), MARCH)
    town.add_report(town.team["演示丙"], MARCH)
    files = [*town.push(), *other.push()]
    broken = world.stick / "坏.sjx"
    broken.write_bytes(files[0].read_bytes()[:-9])
    results = world.county.take(broken, *files)
    assert [one.state for one in results] == [
        ArrivalState.REFUSED,
        ArrivalState.APPLIED,
        ArrivalState.APPLIED,
    ]
    assert world.county.root(other) == other.root()


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


def test_after_the_hand_over_a_change_of_people_is_asked_for_and_counts_meanwhile(world, town):
    town.do(people.add_cadre, town.unit_id, CadreEntry("演示新"), PostEntry("副镇长", TODAY))
    world.trip(town)
    assert "演示新" in names_at(world.county.office)
    asked = world.county.see(people_requests.person_requests)
    assert {line.table for line in asked} == {"cadre", "post"}
    assert all(line.verdict is None for line in asked)
    for line in asked:
        world.county.do(people_requests.decide_request, line.request_id, RequestVerdict.CONFIRMED)
    town.take(world.county.give(town))
    assert all(line.verdict for line in town.see(people_requests.person_requests))
    assert "演示新" in names_at(town.office)


@ON_BOTH
def test_a_refused_change_of_people_is_taken_back_at_the_unit(world, town):
    cadre = town.team["演示丙"]
    town.do(people.edit_cadre, cadre, CadreEntry("演示丙丙", party="中共党员"))
    world.trip(town)
    assert "演示丙丙" in names_at(world.county.office)
    (asked,) = world.county.see(people_requests.person_requests)
    with pytest.raises(UserError, match="理由"):
        world.county.do(people_requests.decide_request, asked.request_id, RequestVerdict.REFUSED)
    world.county.do(
        people_requests.decide_request, asked.request_id, RequestVerdict.REFUSED, "与干部档案不符"
    )
    assert names_at(town.office) >= {"演示丙丙"}
    town.take(world.county.give(town))
    assert "演示丙" in names_at(town.office)
    assert "演示丙丙" not in names_at(town.office)


@ON_BOTH
def test_the_county_corrects_people_and_the_unit_follows(world, town):
    world.county.do(people.edit_cadre, town.team["演示丁"], CadreEntry("演示丁丁", party="中共党员"))
    town.take(world.county.give(town))
    assert "演示丁丁" in names_at(town.office)


def test_the_county_waits_for_the_hand_over_before_it_changes_people(world):
    town = world.town()
    world.county.take(enrolment.write_application(world.town(enrolled=False).office, world.stick).path)
    with pytest.raises(NotAllowed, match="还没有移交"):
        world.county.do(people.add_cadre, town.unit_id, CadreEntry("演示新"), PostEntry("副镇长", TODAY))


@ON_BOTH
def test_rules_come_from_the_county_once_a_unit_is_tied(world, town):
    with pytest.raises(NotAllowed, match="由县考核办统一发布"):
        town.do(publish_rulebook, {}, effective_from=TODAY, reason="换号")
    world.county.do(publish_rulebook, {"hotline": "0855-1234567"}, effective_from=TODAY, reason="换号")
    town.take(world.county.give(town))
    with town.office.read() as reader:
        assert reader.rulebook(TODAY).hotline == "0855-1234567"


def test_an_older_return_file_changes_nothing(world, town):
    old = world.county.give(town)
    world.county.do(people.edit_cadre, town.team["演示丁"], CadreEntry("演示丁丁", party="中共党员"))
    town.take(world.county.give(town))
    (result,) = town.take(old)
    assert result.state is None
    assert "演示丁丁" in names_at(town.office)


def test_a_revoked_station_sends_nothing_more(world, town):
    with world.county.office.read() as reader:
        station = reader.session.scalars(select(EnrolledStation)).one()
    world.county.do(enrolment.revoke, station.id, "电脑遗失")
    town.add_report(town.team["演示丙"], MARCH)
    (result,) = world.county.take(*town.push())
    assert "吊销" in result.sentence


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


@ON_BOTH
def test_the_county_reads_who_wrote_what_at_the_unit(world, town):
    report = town.add_report(town.team["演示丙"], MARCH)
    with town.office.write("修改月报告") as work:
        work.session.get_one(Report, report).self_appraisal = "补充一句。"
    world.trip(town)
    lines = world.county.see(record_history, "report", report)
    assert [line.action for line in lines] == ["修改月报告", "新增报告"]
    assert lines[0].actor == town.office.login.signature
    assert any("补充一句" in change.after for change in lines[0].changes[0].fields)


@ON_BOTH
def test_attachments_travel_with_their_rows_once(world, town):
    content = b"%PDF-1.7\n" + bytes(range(256)) * 4000
    report = town.add_report(town.team["演示丙"], MARCH)
    with town.office.write("添加佐证") as work:
        clause = work.session.scalars(select(Clause)).one()
        digest = blobs.keep(work, content, "application/pdf")
        work.session.add(
            Evidence(
                clause_id=clause.id,
                name="验收单.pdf",
                media_type="application/pdf",
                size=len(content),
                digest=digest,
            )
        )
    (taken,) = world.trip(town)
    assert taken.state is ArrivalState.APPLIED, taken.sentence
    assert world.county.see(blobs.content, digest) == content
    with town.office.write("改") as work:
        work.session.get_one(Report, report).self_appraisal = "补充。"
    (small,) = town.push()
    assert small.stat().st_size < len(content) // 10
    fresh = world.town(enrolled=False)
    world.county.do(enrolment.admit, world.apply(fresh), town.unit_id)
    fresh.unit_id = town.unit_id
    fresh.take(world.county.give(fresh))
    unit_desk.confirm_county(fresh.office, fresh.see(unit_desk.waiting_county).arrival_id)
    results = fresh.take(*world.county.snapshot(fresh))
    assert [one.sentence for one in results] == ["已按县里的全量补齐本机数据。", "附件已补齐。"]
    assert fresh.see(blobs.content, digest) == content


def test_the_county_counts_a_units_months_from_that_units_own_beginning(world):
    """A unit that begins in June owes nothing for the months before, however old the county's database is."""
    late = world.town(enrolled=False)
    with late.office.read() as reader:
        own = starts(reader, [late.unit_id])
    world.county.clock.moment = moment(date(2027, 1, 5))
    world.enrol(late)
    world.trip(late)
    with world.county.office.read() as reader:
        assert starts(reader, [late.unit_id]) == own == {late.unit_id: MARCH.next}
