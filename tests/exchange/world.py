"""A county and its units, each with a database of its own, and a stick to carry files between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.credentials import found_authority
from app.accounts.keyring import KeyRing
from app.clock import SetClock
from app.exchange import applications, enrolment, pushes, receiving, returns, snapshots, unit_desk
from app.exchange.arrivals import FileResult
from app.exchange.state_root import own_lines, received_root, root_of
from app.office import Office, StationCard
from app.vocabulary import Month, Role, StationKind
from db.base import Recorded, new_id
from db.journal import PlainRow, plain
from db.tables.office import Station
from db.tables.people import Cadre
from tests.builders import KEY, TestOffice, login, moment

MARCH = Month(2026, 3)
TODAY = date(2026, 4, 2)
ON_BOTH = pytest.mark.parametrize("engine", ["file", "server"], indirect=True)
"""For a test of a world whose offices are on the encrypted file, and once more on PostgreSQL."""


class County:
    """The county's office; `take(files)` reads files in, `give(unit)` writes the return file."""

    def __init__(self, folder: Path, stick: Path) -> None:
        folder.mkdir(parents=True)
        self.stick = stick
        self.clock = SetClock(moment(TODAY))
        card = StationCard(new_id(), StationKind.COUNTY, "县考核办（演示）", None, new_id())
        engine = TestOffice.engine_in(folder)
        who = login(Role.CLERK, Role.HEAD, Role.ADMIN, name="演示县经办")
        self.office = Office(engine, card, who, self.clock, KeyRing(folder, KEY, demo=True))
        with self.office.write("首次设置") as work:
            work.session.add(
                Station(id=card.id, kind=card.kind, name=card.name, incarnation=card.incarnation)
            )
            found_authority(work, card.name)
            enrolment.open_exchange(work)

    def do(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        """Run one action in one write transaction."""
        with self.office.write(action.__name__) as work:
            return action(work, *args, **kwargs)

    def see(self, view: Any, *args: Any, **kwargs: Any) -> Any:
        """Run one view."""
        with self.office.read() as reader:
            return view(reader, *args, **kwargs)

    def take(self, *files: Path, check: bool = False) -> tuple[FileResult, ...]:
        """Read files in, or say what would become of them."""
        return receiving.receive(self.office, files, check=check)

    def give(self, unit: Town) -> Path:
        """Write the return file for a unit."""
        return returns.write_return(self.office, unit.unit_id, self.stick).path

    def snapshot(self, unit: Town) -> list[Path]:
        """Write the unit's snapshot."""
        return [one.path for one in snapshots.write_for_unit(self.office, unit.unit_id, self.stick)]

    def root(self, unit: Town) -> str:
        """The state root of what is here of a unit."""
        with self.office.read() as reader:
            return received_root(reader.session.connection(), unit.unit_id)


class Town(TestOffice):
    """A unit's office; `push()` writes what the county has not acknowledged."""

    __test__ = False

    def __init__(self, folder: Path, stick: Path, name: str) -> None:
        folder.mkdir(parents=True)
        super().__init__(folder, TODAY)
        self.stick = stick
        with self.office.write("改名") as work:
            station = work.session.get_one(Station, self.office.station.id)
            station.name = name
        self.office.station = replace(self.office.station, name=name)
        self.name = name

    def add_unit(self, name: str = "", **more: Any) -> str:
        """Add the unit under a name of its own."""
        return super().add_unit(name or f"演示乡{new_id()[:8]}", **more)

    def row(self, kind: type[Recorded], row_id: str | None = None) -> PlainRow:
        """A row as it is stored: the one of this id, or the first."""
        with self.office.read() as reader:
            query = (
                select(kind).order_by(kind.id) if row_id is None else select(kind).where(kind.id == row_id)
            )
            return plain(reader.session.scalars(query).first())

    def push(self) -> list[Path]:
        """Write what the county has not acknowledged."""
        return [one.path for one in pushes.push(self.office, self.stick).files]

    def take(self, *files: Path) -> tuple[FileResult, ...]:
        """Read files in."""
        return receiving.receive(self.office, files)

    def whole(self) -> list[Path]:
        """Write everything for the county."""
        return [one.path for one in snapshots.write_for_county(self.office, self.stick)]

    def root(self) -> str:
        """The state root of what is here."""
        with self.office.read() as reader:
            return root_of(own_lines(reader.session.connection()))


class World:
    """A county with units on one stick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir(parents=True)
        self.county = County(folder / "county", self.stick)
        self.towns: list[Town] = []

    def town(self, *, enrolled: bool = True) -> Town:
        """Found one more unit, tied to the county unless said otherwise."""
        made = Town(self.folder / f"town{len(self.towns)}", self.stick, f"演示乡镇{len(self.towns)}")
        self.towns.append(made)
        if enrolled:
            self.enrol(made)
        return made

    def apply(self, town: Town) -> str:
        """Bring a unit's application to the county; return the arrival that waits there."""
        self.county.take(enrolment.write_application(town.office, self.stick).path)
        return self.county.see(applications.applications)[-1].arrival_id

    def enrol(self, town: Town) -> None:
        """Apply, compare, admit, confirm."""
        self.county.do(enrolment.admit, self.apply(town))
        town.take(self.county.give(town))
        unit_desk.confirm_county(town.office, town.see(unit_desk.waiting_county).arrival_id)

    def trip(self, town: Town) -> tuple[FileResult, ...]:
        """Carry everything to the county and the receipt back."""
        results = self.county.take(*town.push())
        town.take(self.county.give(town))
        return results

    def close(self) -> None:
        """Close every database."""
        for one in (self.county, *self.towns):
            one.office.close()


def names_at(office: Office) -> set[str]:
    """The names of everybody in a list of people."""
    with office.read() as reader:
        return set(reader.session.scalars(select(Cadre.name)))
