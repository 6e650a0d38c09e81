"""Files between a unit and its county are written and taken in until the program is killed."""

from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.keyring import KeyRing
from app.clock import SetClock
from app.doctor_received import look_at_received
from app.exchange import applications, enrolment, parcel, positions, pushes, records, returns, snapshots
from app.exchange.arrivals import kept_path
from app.exchange.keys import key_of, own_keys
from app.exchange.links import county_link, enrolled
from app.exchange.receiving import WAITING, receive
from app.exchange.state_root import own_lines, received_root, root_of
from app.office import Office, StationCard
from app.paths import DATABASE
from app.vocabulary import ArrivalState, EnrolmentState, ReportState, Role
from db.engine import open_engine
from db.tables.exchange import Arrival, CountyLink, Dispatch, EnrolledStation, Receipt
from db.tables.monthly import Report
from db.tables.office import Station
from db.tables.people import Cadre
from tests.builders import KEY, login, moment
from tests.crash.scenarios import MARCH, closed, sound
from tests.exchange.world import TODAY, World

LASTS = 0.4
"""Seconds: as long as the longest of what is done here."""


def office_in(folder: Path) -> Office:
    """The office of a folder, everybody logged in."""
    engine = open_engine(folder / DATABASE, KEY)
    with Session(engine) as session:
        row = session.scalars(select(Station)).one()
        linked = session.scalar(select(CountyLink.id)) is not None
    card = StationCard(row.id, row.kind, row.name, row.unit_id, row.incarnation, linked)
    who = login(Role.CLERK, Role.HEAD, Role.ADMIN)
    return Office(engine, card, who, SetClock(moment(TODAY)), KeyRing(folder, KEY, demo=True))


class Both:
    """A unit and its county at work, and the stick between them."""

    def __init__(self, folder: Path) -> None:
        self.unit, self.county = office_in(folder / "town0"), office_in(folder / "county")
        self.stick = folder / "stick"
        self.unit_id = self.unit.station.unit_id

    def work_on(self) -> None:
        """Something new at the unit that the county has to hear of."""
        with self.unit.write("修改") as work:
            row = work.session.scalars(select(Report)).one()
            row.self_appraisal = f"第 {row.revision + 1} 稿。"

    def push(self):
        return pushes.push(self.unit, self.stick).files

    def whole(self):
        return snapshots.write_for_county(self.unit, self.stick)

    def apply(self):
        return (enrolment.write_application(self.unit, self.stick),)

    def apply_anew(self):
        enrolment.begin_incarnation(self.unit)
        return self.apply()

    def answer(self):
        return (returns.write_return(self.county, self.unit_id, self.stick),)

    def snapshot(self):
        return snapshots.write_for_unit(self.county, self.unit_id, self.stick)

    def settle(self) -> None:
        """Do what the clerks do after a broken trip: enrol the unit as it is now, exchange everything."""
        if not self._admitted():
            taken(receive(self.county, [one.path for one in self.apply()]))
            self.admit()
        taken(receive(self.unit, [one.path for one in self.answer()]))
        if self._snapshot_due():
            taken(receive(self.unit, [one.path for one in self.snapshot()]))
        self.work_on()
        taken(receive(self.county, [one.path for one in self.push()]))
        taken(receive(self.unit, [one.path for one in self.answer()]))
        assert self.roots() == (self.root(), self.root())

    def _admitted(self) -> bool:
        with self.county.read() as reader:
            return enrolled(reader, self.unit.station.id, self.unit.station.incarnation) is not None

    def _snapshot_due(self) -> bool:
        with self.unit.read() as reader:
            return county_link(reader).snapshot_due

    def admit(self) -> None:
        """Let the station in whose application came last."""
        with self.county.write("准入") as work:
            enrolment.admit(work, applications.applications(work)[-1].arrival_id)

    def roots(self) -> tuple[str, str]:
        """The state root of the unit's rows at the county, and that of its last receipt."""
        with self.county.read() as reader:
            query = select(Receipt.state_root).order_by(Receipt.number.desc()).limit(1)
            told = reader.session.scalars(query).one()
            return received_root(reader.session.connection(), self.unit_id), told

    def root(self) -> str:
        """The state root at the unit."""
        with self.unit.read() as reader:
            return root_of(own_lines(reader.session.connection()))

    def check(self, path: Path) -> None:
        """Every file under its final name is whole: signed, for one of the two, complete to its end."""
        file = parcel.read(path)
        parcel.check_signature(file, key_of(file.header.signer))
        at = self.unit if file.header.recipient == self.unit.station.id else self.county
        with at.read() as reader:
            assert list(records.unpack(parcel.unseal(file, own_keys(reader).identity)))


def taken(results) -> None:
    assert all(one.welcome for one in results), [one.sentence for one in results]


@contextmanager
def both(folder: Path):
    """Both offices, their databases sound, closed in the end."""
    for name in ("town0", "county"):
        closed(sound(folder / name, KEY))
    opened = Both(folder)
    yield opened
    opened.unit.close()
    opened.county.close()


class Exchange:
    """A unit that is tied to its county, one report at both; what is done then is a kind's own."""

    LASTS = LASTS

    def prepare(self, folder):
        world = World(folder)
        town = world.town(enrolled=False)
        town.add_report(town.add_team()["演示丙"], MARCH, ReportState.DRAFT)
        world.enrol(town)
        world.trip(town)
        world.close()

    def look(self, folder, promises):
        with both(folder) as sides:
            self.look_at(sides, promises)
            sides.settle()
        promises.clear()
        for path in (folder / "stick").iterdir():
            path.unlink()


class Sending(Exchange):
    """Every kind of file is written, one after the other."""

    def work(self, folder, acknowledge):
        sides = Both(folder)
        while True:
            sides.work_on()
            for write in (sides.push, sides.answer, sides.whole, sides.snapshot, sides.apply):
                for written in write():
                    acknowledge(f"{written.digest} {written.path.name}")

    def look_at(self, sides, promises):
        """What was told to be on the stick is there, in the outbox and in the list; no file is half."""
        noted = set()
        for office in (sides.unit, sides.county):
            with office.read() as reader:
                noted |= set(reader.session.scalars(select(Dispatch.digest)))
                outbox = positions.folder(reader, positions.OUTBOX)
            for path in outbox.glob("*.sjx"):
                sides.check(path)
        for path in sides.stick.glob("*.sjx"):
            sides.check(path)
        for digest, name in (promise.split(" ", 1) for promise in promises):
            assert digest in noted
            assert (sides.stick / name).exists()


class Receiving(Exchange):
    """The county takes in whatever a unit sends; now and then the unit's PC is enrolled anew."""

    def work(self, folder, acknowledge):
        sides = Both(folder)
        sides.settle()
        while True:
            for write in (sides.push, sides.whole, sides.apply_anew):
                sides.work_on()
                files = write()
                taken(receive(sides.county, [one.path for one in files]))
                for one in files:
                    acknowledge(one.digest)
            sides.admit()
            sides.settle()

    def look_at(self, sides, promises):
        """What was taken in is here, a receipt is where its rows are, what waits has its file."""
        look_at_received(sides.county.engine)
        here, told = sides.roots()
        assert here == told
        with sides.county.read() as reader:
            arrivals = {row.digest: row.state for row in reader.session.scalars(select(Arrival))}
            receipts = set(reader.session.scalars(select(Receipt.package_digest)))
            active = select(EnrolledStation.id).where(EnrolledStation.state == EnrolmentState.ACTIVE)
            assert len(reader.session.scalars(active).all()) == 1
            for digest, state in arrivals.items():
                assert state not in WAITING or kept_path(reader, digest).exists()
        assert receipts <= {digest for digest, state in arrivals.items() if state is ArrivalState.APPLIED}
        assert arrivals.keys() >= set(promises)
        self.take_again(sides)

    def take_again(self, sides):
        """A file whose import was broken off goes in whole; one that was in gets its receipt again."""
        for path in sorted(sides.stick.glob("*上报*.sjx"), key=lambda one: parcel.read(one).header.number):
            (result,) = receive(sides.county, [path])
            assert result.taken or "更换" in result.sentence or "没有在县里登记" in result.sentence


class Returning(Exchange):
    """The county changes two people at once, and the unit takes its word in, as an answer and as a whole."""

    def work(self, folder, acknowledge):
        sides = Both(folder)
        while True:
            number = 1 + self.numbers(sides.county)[0]
            with sides.county.write("改名") as work:
                for row in self.rows(work.session):
                    row.note = str(number)
            for write in (sides.answer, sides.snapshot):
                taken(receive(sides.unit, [one.path for one in write()]))
                acknowledge(str(number))

    def rows(self, session):
        return session.scalars(select(Cadre).order_by(Cadre.id)).all()

    def numbers(self, office):
        with office.read() as reader:
            return [int(row.note or 0) for row in self.rows(reader.session)]

    def look_at(self, sides, promises):
        """What the unit has is one word of the county's, not parts of two, and none older than promised."""
        numbers = self.numbers(sides.unit)
        assert len(set(numbers)) == 1
        assert numbers[0] >= max(map(int, promises), default=0)
        assert numbers[0] <= self.numbers(sides.county)[0]


SCENARIOS = {"sending": Sending(), "receiving": Receiving(), "returning": Returning()}
