"""Random worlds: files lost, repeated, reordered, databases restored and cloned, clocks wrong by years.

The same seed makes the same world. After a last full exchange the county must hold exactly what each unit
holds, and everything that could not be merged must stand in a list.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select

from app.accounts.keyring import KeyRing
from app.errors import ShijibuError
from app.exchange import enrolment, pushes
from app.office import Office
from app.people import actions as people
from app.people.entries import CadreEntry
from app.vocabulary import ArrivalState, EnrolmentState, Month, ReportState
from db import journal, migrate
from db.engine import open_engine
from db.tables.exchange import Arrival, EnrolledStation, ReceivedEntry
from db.tables.journal import JournalEntry
from db.tables.monthly import Clause, Report
from db.tables.targets import Target
from db.vocabulary import TargetSource, TaskSource
from tests.builders import KEY, moment
from tests.exchange.world import Town, World

NEW_COLUMNS = {("target", "county_target_id")}
"""What an older program did not know."""


@dataclass(frozen=True)
class Size:
    """How large a world is, and how much goes wrong in it."""

    towns: int
    months: int
    lost: float = 0.2
    restored: float = 0.08
    cloned: float = 0.04


@dataclass
class Story:
    """What happened to one unit beside its work."""

    town: Town
    old_program: bool
    saved: Path | None = None
    twin: Office | None = None
    troubles: list[str] = field(default_factory=list)


class RandomWorld:
    """One world; `play` runs its months, `end` the last full exchange and the comparison."""

    def __init__(self, folder: Path, seed: int, size: Size) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same seed makes the same world
        self.size = size
        self.world = World(folder)
        self.county = self.world.county
        self.bag: list[tuple[str, Path]] = []
        self.serial = 0
        self.forks = 0
        self.stories = [self._settle(place) for place in range(size.towns)]

    def _settle(self, place: int) -> Story:
        town = self.world.town(enrolled=False)
        town.team = town.add_team()
        self.world.enrol(town)
        return Story(town, old_program=self.chance.random() < 0.3)

    def play(self) -> None:
        """Let the months go by."""
        for number in range(self.size.months):
            month = Month(2026, 1)
            for _ in range(number):
                month = month.next
            for story in self.stories:
                self._clock(story, month)
                with program(story):
                    self._work(story, month)
                    self._trouble(story)
                    self._send(story)
            if number == self.size.months // 2:
                for story in self.stories:
                    story.old_program = False
            self._county_works()
            self._deliver()

    def _clock(self, story: Story, month: Month) -> None:
        """Let the PC's clock be wrong by years now and then."""
        years = self.chance.choice((0, 0, 0, -6, 9))
        day = month.last_day
        story.town.clock.moment = moment(date(day.year + years, day.month, min(day.day, 28)))

    # The unit

    def _work(self, story: Story, month: Month) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.chance.choice(
                (self._report, self._report, self._edit, self._drop, self._target, self._people)
            )(story, month)

    def _report(self, story: Story, month: Month) -> None:
        town = story.town
        cadre = self.chance.choice(sorted(town.team.values()))
        with town.office.write("报告") as work:
            held = select(Report.id).where(Report.cadre_id == cadre, Report.month == month)
            if work.session.scalar(held) is not None:
                return
            report = Report(
                cadre_id=cadre,
                unit_id=town.unit_id,
                month=month,
                state=ReportState.DRAFT,
                post_title="副镇长",
                rulebook_number=0,
            )
            work.session.add(report)
            work.session.flush()
            for position in range(self.chance.randint(1, 3)):
                work.session.add(
                    Clause(
                        report_id=report.id,
                        position=position,
                        source=TaskSource.ADHOC,
                        task=f"任务{self.chance.randint(1, 99)}",
                    )
                )

    def _edit(self, story: Story, _: Month) -> None:
        with story.town.office.write("修改") as work:
            found = work.session.scalars(select(Report).order_by(Report.id)).all()
            if found:
                self.chance.choice(found).self_appraisal = f"第{self.chance.randint(1, 10**6)}稿"

    def _drop(self, story: Story, _: Month) -> None:
        with story.town.office.write("删除") as work:
            found = work.session.scalars(select(Clause).order_by(Clause.id)).all()
            if found:
                work.session.delete(self.chance.choice(found))

    def _target(self, story: Story, month: Month) -> None:
        with story.town.office.write("目标") as work:
            title = f"目标{self.chance.randint(1, 999)}"
            unit_id, source = story.town.unit_id, TargetSource.UNIT
            work.session.add(Target(unit_id=unit_id, year=month.year, title=title, source=source))

    def _people(self, story: Story, _: Month) -> None:
        town = story.town
        name = self.chance.choice(sorted(town.team))
        entry = CadreEntry(f"{name[:3]}{self.chance.randint(1, 99)}", party="中共党员")
        self._may_fail(story, town.do, people.edit_cadre, town.team[name], entry)

    def _may_fail(self, story: Story, action, *args):
        """Let a person be told something and go on."""
        try:
            return action(*args)
        except ShijibuError as told:
            story.troubles.append(str(told))
            return None

    # What goes wrong

    def _trouble(self, story: Story) -> None:
        roll = self.chance.random()
        if roll < 0.15:
            story.saved = self._copy(story)
        elif roll < 0.15 + self.size.restored and story.saved is not None:
            self._restore(story)
        elif roll < 0.15 + self.size.restored + self.size.cloned and story.twin is None:
            self._clone(story)

    def _copy(self, story: Story) -> Path:
        self.serial += 1
        folder = self.world.folder / f"copy{self.serial}"
        folder.mkdir()
        story.town.office.engine.dispose()
        shutil.copy(story.town.path, folder / "shijibu.db")
        return folder

    def _restore(self, story: Story) -> None:
        town = story.town
        town.office.engine.dispose()
        shutil.copy(story.saved / "shijibu.db", town.path)
        for more in ("-wal", "-shm"):
            town.path.with_name(town.path.name + more).unlink(missing_ok=True)
        enrolment.begin_incarnation(town.office)
        story.twin = None

    def _clone(self, story: Story) -> None:
        """A copy of the PC goes to work too, for one file."""
        town, folder = story.town, self._copy(story)
        twin = Office(
            open_engine(folder / "shijibu.db", KEY),
            town.office.station,
            town.office.login,
            town.clock,
            KeyRing(folder, KEY, demo=True),
        )
        own, town.office = town.office, twin
        self._target(story, Month(2026, 1))
        self._send(story)
        town.office = own
        twin.engine.dispose()

    # Files on their way

    def _send(self, story: Story) -> None:
        town = story.town
        sent = self._may_fail(story, pushes.push, town.office, self.world.stick)
        for written in sent.files if sent else ():
            self._put("county", written.path)

    def _put(self, to: str, path: Path) -> None:
        """Put a file into the bag: perhaps lost, perhaps twice."""
        if self.chance.random() < self.size.lost:
            return
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            self.serial += 1
            copy = self.world.folder / f"{self.serial}.sjx"
            shutil.copy(path, copy)
            self.bag.append((to, copy))

    def _deliver(self) -> None:
        """Carry a part of the bag, in any order; the rest comes later."""
        self.chance.shuffle(self.bag)
        now = self.bag[: self.chance.randint(0, len(self.bag))]
        self.bag = self.bag[len(now) :]
        for to, path in now:
            if to == "county":
                self._count_forks(self.county.take(path))
            else:
                self.stories[int(to)].town.take(path)

    def _count_forks(self, results) -> None:
        self.forks += sum(one.state is ArrivalState.QUARANTINED for one in results)

    def _county_works(self) -> None:
        years = self.chance.choice((0, 0, -5, 7))
        self.county.clock.moment = moment(date(2026 + years, 6, 1))
        for place, story in enumerate(self.stories):
            self._readmit(story)
            if self.chance.random() < 0.5:
                name = self.chance.choice(sorted(story.town.team.values()))
                entry = CadreEntry(f"演县{self.chance.randint(1, 99)}", party="中共党员")
                self._may_fail(story, self.county.do, people.edit_cadre, name, entry)
            if self.chance.random() < 0.7:
                path = self._may_fail(story, self.county.give, story.town)
                if path is not None:
                    self._put(str(place), path)

    def _readmit(self, story: Story) -> None:
        """A station that the county does not know, or has frozen, applies again."""
        if self._known(story):
            return
        if self._state(story) is not None:
            enrolment.begin_incarnation(story.town.office)
        self.county.do(enrolment.admit, self.world.apply(story.town))

    def _state(self, story: Story) -> EnrolmentState | None:
        station = story.town.office.station
        with self.county.office.read() as reader:
            return reader.session.scalar(
                select(EnrolledStation.state).where(
                    EnrolledStation.station_id == station.id,
                    EnrolledStation.incarnation == station.incarnation,
                )
            )

    def _known(self, story: Story) -> bool:
        return self._state(story) is EnrolmentState.ACTIVE

    # The end

    def end(self) -> None:
        """Exchange everything once more, nothing lost, and compare."""
        self.size = replace(self.size, lost=0.0)
        self._deliver_all()
        for story in self.stories:
            story.old_program = False
            self._readmit(story)
            self._close_gaps(story)
            assert self.county.root(story.town) == story.town.root(), story.troubles
            self._nothing_missing(story)

    def _deliver_all(self) -> None:
        for to, path in self.bag:
            if to == "county":
                self._count_forks(self.county.take(path))
        self.bag = []

    def _close_gaps(self, story: Story) -> None:
        """What a clerk does until the screen says that all is well."""
        town = story.town
        for _ in range(6):
            (answer,) = town.take(self.county.give(town))
            if "重新登记" in answer.sentence:
                enrolment.begin_incarnation(town.office)
                self._readmit(story)
                continue
            try:
                files = town.push()
            except ShijibuError as told:
                if "全量" in str(told):
                    town.take(*self.county.snapshot(town))
                    continue
                if "没有新的内容" in str(told):
                    return
                raise
            results = self.county.take(*files)
            self._count_forks(results)
            if not self._known(story):
                self._readmit(story)
            elif any("全量" in one.sentence for one in results):
                self.county.take(*town.whole())
        town.take(self.county.give(town))

    def _nothing_missing(self, story: Story) -> None:
        """Every entry of the unit that had something to tell lies at the county, as it was written."""
        town = story.town
        with self.county.office.read() as reader:
            here = set(reader.session.scalars(select(ReceivedEntry.hash)))
            arrivals = reader.session.scalars(
                select(Arrival.id).where(Arrival.state == ArrivalState.QUARANTINED)
            ).all()
        with town.office.read() as reader:
            told = reader.session.scalars(
                select(JournalEntry.hash).where(JournalEntry.travelling_digest != pushes.NOTHING)
            ).all()
        assert set(told) <= here, "an entry is missing"
        assert len(arrivals) >= min(self.forks, 1), "a fork is not to be seen"

    def close(self) -> None:
        """Close every database."""
        self.world.close()


@contextmanager
def program(story: Story) -> Iterator[None]:
    """Let an older program be at work: it does not know the newest columns."""
    if not story.old_program:
        yield
        return
    known = journal._recorded_columns
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            journal,
            "_recorded_columns",
            lambda row: [name for name in known(row) if (row.__tablename__, name) not in NEW_COLUMNS],
        )
        patched.setattr(migrate, "HEAD", "0001")
        yield


def play(folder: Path, seed: int, size: Size) -> RandomWorld:
    """Play one world to its end."""
    world = RandomWorld(folder, seed, size)
    try:
        world.play()
        world.end()
    finally:
        world.close()
    return world


def size_of(seed: int) -> Size:
    """How large the world of a seed is: most are small, some as large as the county for two years."""
    chance = random.Random(seed)  # noqa: S311
    if seed % 50 == 49:
        return Size(towns=20, months=24)
    return Size(towns=chance.randint(1, 6), months=chance.randint(2, 10))


def one(seed: int) -> str:
    """Play one world; return what went wrong, or nothing."""
    with TemporaryDirectory() as folder:
        try:
            play(Path(folder), seed, size_of(seed))
        except Exception as problem:  # noqa: BLE001 - told with its seed
            return f"world {seed}: {type(problem).__name__}: {problem}"
    return ""


def main(worlds: int) -> int:
    """Play many worlds on every core and tell those that ended badly."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        bad = [told for told in pool.map(one, range(worlds)) if told]
    print(*bad, f"{worlds - len(bad)} of {worlds} worlds ended in equal state roots", sep="\n")
    return len(bad)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
