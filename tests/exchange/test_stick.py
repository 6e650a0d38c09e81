"""What goes wrong on the way: cancelled half-way, copied over, overtaken by another file."""

import pytest
from sqlalchemy import select

from app.errors import Cancelled, EnvironmentProblem, UserError
from app.exchange import outbox, parcel, pushes, receiving, returns, sources
from app.vocabulary import ArrivalState, DispatchState
from db.tables.exchange import Dispatch
from tests.exchange.world import MARCH


class Impatient:
    """A progress whose person cancels at the step `at`."""

    def __init__(self, at):
        self.left = at

    def step(self, _done, _total, _text):
        if self.left == 0:
            raise Cancelled
        self.left -= 1


@pytest.fixture
def files(world, town):
    """One file of each of two units."""
    other = world.town()
    town.add_report(town.team["演示丙"], MARCH)
    return [*town.push(), *other.push()]


def test_a_cancelled_import_keeps_what_was_taken_and_says_what_was_not(world, files):
    results = receiving.receive(world.county.office, files, Impatient(1))
    assert sorted(one.state for one in results) == [ArrivalState.APPLIED, ArrivalState.REFUSED]
    assert [one.sentence for one in results if not one.taken] == ["已取消，这个文件没有导入。"]
    assert all(one.taken for one in receiving.receive(world.county.office, files))


def test_an_import_cancelled_before_the_first_file_and_a_check_write_nothing(world, files):
    for at, check in ((0, False), (1, True)):
        with pytest.raises(Cancelled):
            receiving.receive(world.county.office, files, Impatient(at), check=check)
    assert all(one.state is ArrivalState.APPLIED for one in receiving.receive(world.county.office, files))


def test_cancelled_return_files_leave_those_that_are_whole(world, town):
    world.town()
    assert len(returns.write_returns(world.county.office, world.stick, Impatient(1))) == 1
    with pytest.raises(Cancelled):
        returns.write_returns(world.county.office, world.stick, Impatient(0))


def test_a_held_file_overtaken_by_another_waits_no_more(world, town):
    """What an earlier export brought in the meantime settles the later file that waited for it."""
    town.add_report(town.team["演示丙"], MARCH)
    begin = town.see(lambda reader: pushes.ready_link(reader).acknowledged_seq)
    town.push()
    with town.office.write("试") as work:  # as if the county had acknowledged the first file
        link = pushes.ready_link(work)
        sent = town_last(work)
        link.acknowledged_seq, link.acknowledged_hash = sent.last_seq, sent.last_hash
    town.add_report(town.team["演示丁"], MARCH)
    (late,) = town.push()
    assert world.county.take(late)[0].state is ArrivalState.HELD
    (whole,) = pushes.push(town.office, world.stick, since=begin).files
    results = world.county.take(whole.path)
    assert all(one.taken for one in results)
    assert world.county.root(town) == town.root()
    kept = world.folder / "county" / "exchange" / "kept" / f"{parcel.read(late).digest}.sjx"
    assert not kept.exists()
    assert world.county.take(late)[0].sentence.startswith("旧文件")


def town_last(work):
    return work.session.scalars(select(Dispatch).order_by(Dispatch.number.desc())).first()


def test_what_is_no_folder_and_too_many_files_are_told(world, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.sjx").write_bytes(b"x")
    with pytest.raises(UserError, match="一次最多"):
        sources.gather("x", [tmp_path])
    monkeypatch.setattr("pathlib.Path.iterdir", lambda self: (_ for _ in ()).throw(OSError()))
    with pytest.raises(EnvironmentProblem, match="读不出来"):
        sources.gather("x", [tmp_path])


def test_a_copy_that_goes_to_a_full_or_pulled_stick_leaves_the_file_as_it_was(world, town, tmp_path):
    town.add_report(town.team["演示丙"], MARCH)
    town.push()
    with town.office.read() as reader:
        sent = town_last(reader)
    with pytest.raises(EnvironmentProblem):
        outbox.write_again(town.office, sent.id, tmp_path / "pulled")
    with town.office.read() as reader:
        assert town_last(reader).state is DispatchState.WRITTEN
