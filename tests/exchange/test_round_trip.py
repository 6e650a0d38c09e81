"""The round trip: what a unit does reaches the county, and what the county decides reaches the unit."""

from datetime import date

import pytest
from sqlalchemy import select

from app import blobs
from app.errors import UserError
from app.exchange import applications, enrolment, unit_desk
from app.history.views import record_history
from app.monthly.ledger import starts
from app.people import actions as people
from app.people.entries import CadreEntry
from app.vocabulary import ArrivalState
from db.tables.exchange import CountyLink, Dispatch, EnrolledStation, Receipt
from db.tables.monthly import Clause, Evidence, Report
from db.tables.people import Unit
from tests.builders import moment
from tests.exchange.world import MARCH, ON_BOTH, names_at


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


def test_units_stand_at_the_county_in_the_order_of_their_admission(world):
    towns = [world.town(), world.town()]
    for town in towns:
        world.trip(town)
    with world.county.office.read() as reader:
        places = dict(iter(reader.session.execute(select(Unit.id, Unit.position))))
    assert [places[town.unit_id] for town in towns] == [1, 2]


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
