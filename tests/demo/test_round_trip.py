"""The demonstration of several units and the county: files go and come, a form is returned and corrected."""

from datetime import datetime

import pytest

from app.accounts.entering import enter
from app.clock import SetClock
from app.demo import round_trip
from app.demo.play import play
from app.demo.stories import FEBRUARY, LAST_DAY, MARCH, MONTHS
from app.demo.town import BEIJING, DATA, PASSPHRASE
from app.doctor_received import look_at_received
from app.exchange.state_root import own_lines, received_root, root_of
from app.review.digest_board import digest_board
from app.review.views import unit_month
from app.vocabulary import ArrivalState, DispatchState, ReviewState
from db.tables.exchange import Arrival, Dispatch


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Three units and the county: what was left behind, and their open offices by folder."""
    out = tmp_path_factory.mktemp("county") / "out"
    paths = list(play(out, units=3))
    clock = SetClock(datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 11, tzinfo=BEIJING))
    folders = [path for path in paths if path.name == DATA]
    offices = {path.parent.name: enter(path, "clerk", PASSPHRASE, clock) for path in folders}
    yield paths, offices
    for office in offices.values():
        office.close()


def rows(office, query):
    with office.read() as reader:
        return list(query(reader))


def test_the_county_holds_exactly_what_every_unit_holds(played):
    _, offices = played
    county = offices["县考核办"]
    for name, office in offices.items():
        if name != "县考核办":
            with office.read() as reader, county.read() as there:
                own = root_of(own_lines(reader.session.connection()))
                assert received_root(there.session.connection(), office.station.unit_id) == own
    assert look_at_received(county.engine).endswith("与报来时一致。")


def test_every_receipt_is_closed_and_the_damaged_file_is_told(played):
    _, offices = played
    unit = offices["xiang1"]
    states = rows(unit, lambda r: r.session.query(Dispatch.state).filter(Dispatch.last_seq.is_not(None)))
    assert {state for (state,) in states} == {DispatchState.ACKNOWLEDGED}
    told = rows(offices["县考核办"], lambda r: r.session.query(Arrival.state))
    assert ArrivalState.REFUSED in {state for (state,) in told}


def test_the_returned_form_was_corrected_and_filed(played):
    _, offices = played
    with offices["县考核办"].read() as reader:
        lines = unit_month(reader, offices["xiang2"].station.unit_id, FEBRUARY).lines
        march = unit_month(reader, offices["xiang1"].station.unit_id, MARCH).lines
    assert {line.state for line in lines} == {ReviewState.FILED}
    assert [line.version for line in lines if line.version] == ["更正1"]
    assert {line.state for line in march} <= {ReviewState.FILED, ReviewState.NOT_YET}


def test_every_months_digest_was_laid_before_the_leaders_and_came_back_with_a_remark(played):
    _, offices = played
    with offices["县考核办"].read() as reader:
        boards = [digest_board(reader, month) for month in MONTHS]
    assert [len(board.editions) for board in boards] == [1, 1, 1]
    assert all(board.editions[0].wording.notable for board in boards)
    days = [board.remarks[0].given_on for board in boards]
    assert days == sorted(set(days))


def test_the_papers_and_the_files_of_the_stick_are_among_what_is_left(played):
    paths, _ = played
    names = [path.name for path in paths]
    wanted = {"2026年2月-退回单.pdf", "2026年3月-备案回执.pdf", "2026年3月-审核汇总表（呈阅）.pdf"}
    assert wanted <= set(names)
    assert any("催报单" in name for name in names)
    assert sum(name.endswith(".sjx") for name in names) > 20
    assert all(path.exists() for path in paths)


def test_where_processes_may_share_no_memory_the_units_are_played_one_after_the_other(monkeypatch):
    def refused(*_args):
        raise PermissionError(13, "no shared memory")

    monkeypatch.setattr(round_trip, "ProcessPoolExecutor", refused)
    with round_trip.workers(2) as pool:
        assert list(pool.map(str.upper, ["a", "b"])) == ["A", "B"]
