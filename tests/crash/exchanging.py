"""A unit and the county pass files to each other on one stick, and are killed in the middle of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app.accounts.entering import enter
from app.clock import SetClock
from app.demo.county import county
from app.demo.round_trip import Seat, admit, found_county, found_unit, take_answer
from app.demo.town import DATA, PASSPHRASE, open_town
from app.doctor_received import look_at_received
from app.exchange import parcel, positions, pushes, receiving, returns
from app.exchange.keys import key_of
from app.exchange.state_root import own_lines, received_root, root_of
from app.office import Office
from app.vocabulary import DispatchState, ParcelKind
from db.tables.exchange import Dispatch, Receipt
from db.tables.targets import Target
from tests.builders import moment
from tests.crash.looking import TODAY, holds

UNIT = county()[1]


class Exchanging:
    """A target is renumbered, pushed, received, answered, and the answer received, again and again."""

    LASTS = 0.5
    """Seconds: longer than any one of these steps."""

    def prepare(self, folder):
        stick = folder / "stick"
        stick.mkdir(parents=True)
        seat = Seat(folder / "unit", stick, UNIT, 1)
        office = found_county(folder / "county")
        (answer,) = admit(office, [found_unit(seat)], stick)
        office.close()
        town = open_town(seat.folder / DATA, UNIT, 1)
        take_answer(town, answer)
        town.office.close()

    def work(self, folder, acknowledge):
        with both(folder) as (unit, county_office):
            while True:
                number = self.renumber(unit)
                (pushed,) = pushes.push(unit, folder / "stick").files
                acknowledge(f"pushed {number} {pushed.path.name}")
                receiving.receive(county_office, [pushed.path])
                acknowledge(f"received {number}")
                answer = returns.write_return(county_office, unit.station.unit_id, folder / "stick")
                acknowledge(f"answered {number} {answer.path.name}")
                receiving.receive(unit, [answer.path])
                acknowledge(f"closed {number}")

    def renumber(self, unit):
        with unit.write("改目标") as work:
            target = work.session.scalars(select(Target).order_by(Target.id)).first()
            number = 1 + int(target.title) if target.title.isdigit() else 1
            target.title = str(number)
        return number

    def look(self, folder, promises):
        with both(folder) as (unit, county_office):
            for office in (unit, county_office):
                holds(office.engine).close()
            assert look_at_received(county_office.engine).endswith("与报来时一致。")
            self.look_at_files(folder, promises)
            self.look_at_rows(unit, county_office, promises)
            self.finish(folder, unit, county_office)

    def look_at_files(self, folder, promises):
        """What stands under a file's name is whole and signed; what was promised stands there."""
        files = {path.name: parcel.read(path) for path in (folder / "stick").glob("*.sjx")}
        for file in files.values():
            parcel.check_signature(file, key_of(file.header.signer))
        assert files.keys() >= {words[2] for one in promises if len(words := one.split()) == 3}

    def look_at_rows(self, unit, county_office, promises):
        """The county has what it acknowledged, and no more than the unit's journal says."""
        with county_office.read() as reader:
            assert self.newest(reader) >= promised(promises, "received")
            receipt = reader.session.scalars(select(Receipt).order_by(Receipt.number.desc())).first()
            assert receipt.state_root == received_root(reader.session.connection(), unit.station.unit_id)
        with unit.read() as reader:
            assert positions.hash_at(reader, receipt.last_seq) == receipt.last_hash

    def newest(self, reader):
        title = reader.session.scalars(select(Target.title).order_by(Target.id)).first()
        return int(title) if title.isdigit() else 0

    def unacknowledged(self, reader):
        query = select(Dispatch).where(
            Dispatch.kind == ParcelKind.PUSH, Dispatch.state != DispatchState.ACKNOWLEDGED
        )
        return reader.session.scalars(query).all()

    def finish(self, folder, unit, county_office):
        """Doing it once more ends it: both hold the same, and every file has its receipt."""
        self.renumber(unit)
        files = [one.path for one in pushes.push(unit, folder / "stick").files]
        receiving.receive(county_office, files)
        answer = returns.write_return(county_office, unit.station.unit_id, folder / "stick")
        receiving.receive(unit, [answer.path])
        with unit.read() as reader, county_office.read() as there:
            own = root_of(own_lines(reader.session.connection()))
            assert received_root(there.session.connection(), unit.station.unit_id) == own
            assert self.unacknowledged(reader) == []


def promised(promises, what):
    """The highest number of which that was promised."""
    return max((int(words[1]) for one in promises if (words := one.split())[0] == what), default=0)


@contextmanager
def both(folder) -> Iterator[tuple[Office, Office]]:
    """The unit's and the county's open offices."""
    clock = SetClock(moment(TODAY))
    county_office = enter(folder / "county", "clerk", PASSPHRASE, clock)
    unit = enter(folder / "unit" / DATA, "clerk", PASSPHRASE, clock)
    try:
        yield unit, county_office
    finally:
        unit.close()
        county_office.close()
