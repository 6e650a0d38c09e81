"""What clerk and county see of the exchange, step by step."""

import shutil
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.errors import Conflict, UserError
from app.exchange import (
    conflicts,
    enrolment,
    outbox,
    people_requests,
    pushes,
    returns,
    snapshots,
    sources,
    unit_desk,
)
from app.exchange.views_county import county_desk
from app.exchange.views_reports import Way, report_ways
from app.exchange.views_unit import Tie, county_note
from app.exchange.views_unit import unit_desk as desk_of
from app.people import actions as people
from app.people.entries import CadreEntry
from app.vocabulary import (
    ArrivalState,
    DispatchState,
    EnrolmentState,
    ParcelKind,
    ReportState,
    RequestVerdict,
    ReviewVerdict,
)
from db.tables.exchange import EnrolledStation
from db.tables.monthly import Report
from db.tables.review import Review
from tests.exchange.test_loss import again, restore, saved
from tests.exchange.world import MARCH, ON_BOTH, TODAY


def at_unit(town):
    return town.see(desk_of)


def at_county(world):
    return world.county.see(county_desk)


def row_of(world, town):
    return next(row for row in at_county(world).units if row.unit_id == town.unit_id)


def test_a_unit_sees_each_step_of_its_way_to_the_county(world):
    town = world.town(enrolled=False)
    assert (at_unit(town).tie, at_unit(town).fingerprint) == (Tie.NOT_APPLIED, "")
    arrival = world.apply(town)
    assert at_unit(town).tie is Tie.AWAITING
    assert len(at_unit(town).fingerprint) == 12
    world.county.do(enrolment.admit, arrival)
    town.take(world.county.give(town))
    desk = at_unit(town)
    assert desk.tie is Tie.TO_COMPARE
    unit_desk.confirm_county(town.office, desk.waiting_county.arrival_id)
    desk = at_unit(town)
    assert (desk.tie, desk.county, desk.last_receipt) == (Tie.CONNECTED, "县考核办（演示）", None)
    assert desk.waiting == desk.unsent > 0


def test_what_lies_in_a_file_on_its_way_is_told_apart_from_what_does_not(world, town):
    assert (at_unit(town).waiting, at_unit(town).unsent) == (0, 0)
    town.add_report(town.team["演示丙"], MARCH)
    town.push()
    desk = at_unit(town)
    assert (desk.waiting, desk.unsent) == (1, 0)
    assert desk.last_export.state is DispatchState.WRITTEN
    town.add_report(town.team["演示丁"], MARCH)
    assert (at_unit(town).waiting, at_unit(town).unsent) == (2, 1)


def test_a_lost_stick_makes_its_content_count_as_not_exported_again(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    sent = at_unit(town).last_export
    town.do(outbox.mark_lost, sent.dispatch_id)
    desk = at_unit(town)
    assert (desk.unsent, desk.last_export.state) == (1, DispatchState.LOST)
    with pytest.raises(Conflict, match="遗失"):
        town.do(outbox.mark_lost, sent.dispatch_id)
    world.county.take(file)
    town.take(world.county.give(town))
    assert at_unit(town).last_export.state is DispatchState.ACKNOWLEDGED


def test_the_copy_of_a_lost_file_goes_to_another_stick(world, town, tmp_path):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    sent = at_unit(town).last_export
    town.do(outbox.mark_lost, sent.dispatch_id)
    other = tmp_path / "other"
    other.mkdir()
    written = outbox.write_again(town.office, sent.dispatch_id, other)
    assert written.path.read_bytes() == file.read_bytes()
    assert at_unit(town).last_export.state is DispatchState.WRITTEN
    world.county.take(written.path)
    town.take(world.county.give(town))
    with pytest.raises(UserError, match="重新导出"):
        outbox.write_again(town.office, sent.dispatch_id, other)


def test_a_copy_that_is_no_longer_what_went_out_is_not_written(world, town, tmp_path):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    kept = town.path.parent / "exchange" / "outbox" / file.name
    kept.write_bytes(file.read_bytes()[:-1] + b"\x00")
    with pytest.raises(UserError, match="重新导出"):
        outbox.write_again(town.office, at_unit(town).last_export.dispatch_id, tmp_path)


def test_a_county_that_lost_its_database_gets_everything_from_an_earlier_entry(world, town):
    folder = world.folder / "county-saved"
    folder.mkdir()
    world.county.office.engine.dispose()
    shutil.copy(world.folder / "county" / "shijibu.db", folder)
    before = at_unit(town).acknowledged
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    world.county.office.engine.dispose()
    shutil.copy(folder / "shijibu.db", world.folder / "county" / "shijibu.db")
    town.add_report(town.team["演示丁"], MARCH)
    (late,) = town.push()
    assert world.county.take(late)[0].state is ArrivalState.HELD
    made = pushes.push(town.office, world.stick, since=before)
    results = world.county.take(*[one.path for one in made.files])
    assert results[0].state is ArrivalState.APPLIED
    assert world.county.root(town) == town.root()
    for wrong in (-1, 10_000):
        with pytest.raises(UserError, match="请填 0 至") as refusal:
            pushes.push(town.office, world.stick, since=wrong)
        assert refusal.value.field == "since"


def test_the_status_bar_says_what_the_county_has(world, town):
    assert town.see(county_note) == "县里已全部收到"
    town.add_report(town.team["演示丙"], MARCH)
    assert town.see(county_note) == "县里未收 1 项"
    assert world.town(enrolled=False).see(county_note) == ""
    assert world.county.see(county_note) == ""


@ON_BOTH
def test_the_receipts_come_back_with_number_and_day(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    desk = at_unit(town)
    assert (desk.last_receipt.number, desk.last_receipt.day) == (2, TODAY)
    assert desk.last_receipt.last_seq == desk.acknowledged


@ON_BOTH
def test_each_report_says_how_far_it_has_come(world, town):
    report = town.add_report(town.team["演示丙"], MARCH)

    def way():
        return town.see(report_ways, [report])[report]

    assert way().words == "未导出"
    (file,) = town.push()
    assert way().way is Way.ON_ITS_WAY
    world.county.take(file)
    town.take(world.county.give(town))
    assert way().words == "县已收（回执号 2）"
    decided(world, town, report, ReviewVerdict.FILED, "2026-03-001")
    town.take(world.county.give(town))
    assert way().words == "已审（2026-03-001）"
    with town.office.write("改") as work:
        work.session.get_one(Report, report).self_appraisal = "改过"
    assert (way().way, way().words) == (Way.UNSENT, "未导出，针对旧版本")


@ON_BOTH
def test_a_returned_report_says_why(world, town):
    report = town.add_report(town.team["演示丙"], MARCH, ReportState.SIGNED)
    world.trip(town)
    decided(world, town, report, ReviewVerdict.RETURNED, "", "请补完成率")
    town.take(world.county.give(town))
    way = town.see(report_ways, [report])[report]
    assert (way.words, way.opinion) == ("退回", "请补完成率")


def test_without_a_tie_no_report_has_a_way(world):
    alone = world.town(enrolled=False)
    assert alone.see(report_ways, ["f" * 32]) == {}


def decided(world, town, report, verdict, number, opinion=""):
    """The county judges a report as it stands there."""
    with world.county.office.write("审核") as work:
        revision = work.session.get_one(Report, report).revision
        work.session.add(
            Review(
                report_id=report,
                report_revision=revision,
                unit_id=town.unit_id,
                month=MARCH,
                verdict=verdict,
                number=number,
                opinion=opinion,
                decided_by="演示县经办",
                decided_on=TODAY,
            )
        )


def test_a_restored_database_is_told_to_apply_again_and_then_waits_for_the_whole(world, town):
    folder = saved(town, world)
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    restore(town, folder)
    assert at_unit(town).tie is Tie.APPLY_AGAIN
    arrival = world.apply(town)
    assert at_unit(town).tie is Tie.AWAITING
    world.county.do(enrolment.admit, arrival)
    assert row_of(world, town).snapshot_due
    town.take(world.county.give(town))
    assert at_unit(town).tie is Tie.SNAPSHOT_DUE
    town.take(*world.county.snapshot(town))
    assert at_unit(town).tie is Tie.CONNECTED


def test_a_database_older_than_what_left_this_pc_is_told_to_apply_again(world, town):
    folder = saved(town, world)
    town.add_report(town.team["演示丙"], MARCH)
    town.push()
    town.office.engine.dispose()
    shutil.copy(folder / "shijibu.db", town.path)
    for more in ("shijibu.db-wal", "shijibu.db-shm"):
        (town.path.parent / more).unlink(missing_ok=True)
    desk = at_unit(town)
    assert desk.tie is Tie.APPLY_AGAIN
    assert "比上次导出时旧" in desk.trouble


def disagreeing(world, town):
    """A report with two versions: the county's, and one written after a restore."""
    report = town.add_report(town.team["演示丙"], MARCH, ReportState.DRAFT)
    world.trip(town)
    folder = saved(town, world)
    for text in ("县里已收的内容。", "恢复以后写的内容。"):
        with town.office.write("改") as work:
            work.session.get_one(Report, report).self_appraisal = text
        if text.startswith("县"):
            world.trip(town)
            restore(town, folder)
    again(world, town)
    town.take(*world.county.snapshot(town))
    return report


def appraisal(town, report):
    with town.office.read() as reader:
        return reader.session.get_one(Report, report).self_appraisal


def test_two_versions_stand_side_by_side_in_words(world, town):
    disagreeing(world, town)
    (line,) = at_unit(town).conflicts
    assert line.what == "月报告　演示丙"
    (field,) = [one for one in line.fields if one.label == "自我评价"]
    assert (field.before, field.after) == ("县里已收的内容。", "恢复以后写的内容。")


def test_keeping_ours_changes_nothing_but_that_it_is_settled(world, town):
    report = disagreeing(world, town)
    (line,) = at_unit(town).conflicts
    town.do(conflicts.settle_conflict, line.conflict_id, take_theirs=False)
    assert appraisal(town, report) == "恢复以后写的内容。"
    assert at_unit(town).conflicts[0].settled_by
    with pytest.raises(Conflict, match="已经核对过"):
        town.do(conflicts.settle_conflict, line.conflict_id, take_theirs=True)


def test_taking_theirs_writes_the_countys_version_and_it_travels(world, town):
    report = disagreeing(world, town)
    (line,) = at_unit(town).conflicts
    town.do(conflicts.settle_conflict, line.conflict_id, take_theirs=True)
    assert appraisal(town, report) == "县里已收的内容。"
    assert world.trip(town)[0].taken
    assert world.county.root(town) == town.root()


def test_theirs_is_not_taken_over_a_row_that_was_changed_since(world, town):
    report = disagreeing(world, town)
    (line,) = at_unit(town).conflicts
    with town.office.write("改") as work:
        work.session.get_one(Report, report).self_appraisal = "又改了。"
    with pytest.raises(Conflict, match="又改过"):
        town.do(conflicts.settle_conflict, line.conflict_id, take_theirs=True)
    assert appraisal(town, report) == "又改了。"


# At the county


@ON_BOTH
def test_the_county_sees_who_has_sent_what_and_who_needs_a_return_file(world, town):
    row = row_of(world, town)
    assert (row.state, row.receipt, row.return_due) == (EnrolmentState.ACTIVE, 1, False)
    assert row.handed_over
    town.add_report(town.team["演示丙"], MARCH)
    world.county.take(*town.push())
    row = row_of(world, town)
    assert (row.receipt, row.return_due) == (2, True)
    assert row.applied == row_of(world, town).applied > 0
    world.county.give(town)
    assert not row_of(world, town).return_due
    world.county.do(people.edit_cadre, town.team["演示丁"], CadreEntry("演示丁丁"))
    assert row_of(world, town).return_due


def test_a_unit_of_which_nothing_came_for_long_is_pointed_out(world, town):
    assert not row_of(world, town).silent
    world.county.clock.moment += timedelta(days=11)
    row = row_of(world, town)
    assert (row.silent_days, row.silent) == (11, True)
    assert [one.unit_id for one in at_county(world).silent] == [town.unit_id]


@ON_BOTH
def test_files_that_wait_are_counted_with_what_to_do(world, town):
    before = at_unit(town).acknowledged
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    folder = world.folder / "none"
    assert not folder.exists()
    town.add_report(town.team["演示丁"], MARCH)
    (file,) = town.push()
    broken = world.stick / "坏.sjx"
    broken.write_bytes(file.read_bytes()[:200])
    world.county.take(broken)
    assert before < at_unit(town).acknowledged
    assert row_of(world, town).waiting_files == ()


def test_an_application_of_a_known_pc_and_of_a_new_pc_are_told_apart(world, town):
    enrolment.begin_incarnation(town.office)
    world.apply(town)
    (known,) = at_county(world).applicants
    assert known.again
    fresh = world.town(enrolled=False)
    world.apply(fresh)
    new = at_county(world).applicants[-1]
    assert (new.again, new.known_unit) == (False, None)


@ON_BOTH
def test_open_requests_are_counted_until_they_are_answered(world, town):
    town.do(people.edit_cadre, town.team["演示丙"], CadreEntry("演示丙丙"))
    world.county.take(*town.push())
    assert row_of(world, town).requests == 1
    (asked,) = world.county.see(people_requests.person_requests)
    world.county.do(people_requests.decide_request, asked.request_id, RequestVerdict.CONFIRMED)
    assert row_of(world, town).requests == 0


def test_all_return_files_are_written_at_once(world, town):
    other = world.town()
    made = returns.write_returns(world.county.office, world.stick)
    assert len(made) == 2
    assert other.take(*[one.path for one in made])[-1].taken
    with world.county.office.read() as reader:
        station = reader.session.scalars(select(EnrolledStation.id)).all()
    for one in station:
        world.county.do(enrolment.revoke, one, "停用")
    with pytest.raises(UserError, match="还没有单位"):
        returns.write_returns(world.county.office, world.stick)


def test_from_a_folder_only_what_is_for_this_station_is_taken(world, town, tmp_path):
    other = world.town()
    town.add_report(town.team["演示丙"], MARCH)
    town.push()
    other.push()
    world.county.give(other)
    found = sources.gather(world.county.office.station.id, [world.stick])
    kinds = {kind.label for kind in (ParcelKind.PUSH, ParcelKind.ENROL)}
    assert found.files
    assert all(any(kind in path.name for kind in kinds) for path in found.files)
    assert found.others > 0
    (tmp_path / "坏.SJX").write_bytes(b"nonsense")
    (tmp_path / "说明.txt").write_text("x")
    assert [path.name for path in sources.gather("x", [tmp_path]).files] == ["坏.SJX"]


def test_snapshots_and_returns_are_listed_as_written(world, town):
    snapshots.write_for_unit(world.county.office, town.unit_id, world.stick)
    line = at_county(world).sent[0]
    assert (line.kind, line.state_label) == (ParcelKind.SNAPSHOT, "已导出")
    assert date.fromisoformat(TODAY.isoformat()) == line.made_at.date()
