"""The whole county at work for three months: units push, the county receives and answers (exchange.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path

from app.accounts.first_run import FirstRun, NewAccount, found
from app.clock import SetClock
from app.demo import papers, review_story, stories
from app.demo.county import DemoUnit
from app.demo.stories import LAST_DAY, MONTHS
from app.demo.town import BEIJING, CONTACTS, DATA, PASSPHRASE, STARTED, Town, found_town, open_town
from app.exchange import applications, enrolment, parcel, pushes, receiving, returns, unit_desk
from app.exchange.arrivals import FileResult
from app.exchange.certificates import certificate_lines, issue_certificates
from app.office import Office
from app.progress import Progress
from app.vocabulary import Month, Role, StationKind, UnitKind

COUNTY = "县考核办"
STICK = "U盘"
COUNTY_NAME = "雷山县干部综合考核办公室（演示）"
ANSWERED = {
    stories.JANUARY: date(2026, 2, 12),
    stories.FEBRUARY: date(2026, 3, 13),
    stories.MARCH: LAST_DAY,
}
"""The day on which the county works through a month."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a unit of the demonstration lies."""

    folder: Path
    stick: Path
    unit: DemoUnit
    number: int


def play_county(out: Path, units: Sequence[DemoUnit], progress: Progress) -> Iterator[Path]:
    """Play every unit and the county into `out`; give the path of each thing left there."""
    stick = out / STICK
    stick.mkdir(parents=True)
    seats = [Seat(out / unit.slug, stick, unit, number) for number, unit in enumerate(units)]
    total = len(seats) * (len(MONTHS) + 2)
    done = 0

    def each(task: Callable[..., Path], *more: Sequence[object]) -> list[Path]:
        nonlocal done
        results = []
        for result, seat in zip(pool.map(task, seats, *more), seats, strict=True):
            progress.step(done, total, f"正在演示 {seat.unit.name}")
            results.append(result)
            done += 1
        return results

    with workers(min(len(seats), os.cpu_count() or 1)) as pool:
        county = found_county(out / COUNTY / DATA)
        made: list[Path] = []
        try:
            answers = admit(county, each(found_unit), stick)
            for month in MONTHS:
                sent = each(play_month, answers, [month] * len(seats))
                answers = work_through(county, month, sent, stick, made)
            each(close_month, answers)
        finally:
            county.close()
        yield from (seat.folder / DATA for seat in seats)
        yield from (out / COUNTY / DATA, *made)
        yield from sorted(path for path in seats[0].folder.iterdir() if path.is_file())
    yield from sorted(stick.iterdir())
    progress.step(total, total, "演示完成")


def workers(count: int) -> Executor:
    """Return what plays the units side by side; one after the other where processes may share no memory."""
    try:
        return ProcessPoolExecutor(count, get_context("spawn"))
    except OSError:
        return ThreadPoolExecutor(1)


# The units, each task in a process of its own


def found_unit(seat: Seat) -> Path:
    """Found a unit and write its application."""
    town = found_town(seat.folder / DATA, seat.unit, seat.number)
    try:
        return enrolment.write_application(town.office, seat.stick).path
    finally:
        town.office.close()


def play_month(seat: Seat, answer: Path, month: Month) -> Path:
    """Take the county's answer in, play a month, and write the file for the county."""
    town = open_town(seat.folder / DATA, seat.unit, seat.number)
    try:
        town.on(month.first_day)
        take_answer(town, answer)
        review_story.correct_returned(town)
        stories.play_month(town, month)
        if month == MONTHS[-1] and not seat.number:
            list(papers.write_papers(town, seat.folder))
        (file,) = pushes.push(town.office, seat.stick).files
        return file.path
    finally:
        town.office.close()


def close_month(seat: Seat, answer: Path) -> Path:
    """Take the last answer in: the receipts are closed."""
    town = open_town(seat.folder / DATA, seat.unit, seat.number)
    try:
        town.on(LAST_DAY)
        take_answer(town, answer)
        return seat.folder / DATA
    finally:
        town.office.close()


def take_answer(town: Town, answer: Path) -> None:
    """Take a return file in; the first one after its twelve characters were compared."""
    receiving.receive(town.office, [answer])
    county = town.see(unit_desk.waiting_county)
    if county is not None:
        unit_desk.confirm_county(town.office, county.arrival_id)


# The county


def found_county(folder: Path) -> Office:
    """Found the county's installation, with its office at work."""
    clock = SetClock(datetime(STARTED.year, STARTED.month, STARTED.day, 8, 10, tzinfo=BEIJING))
    setup = FirstRun(
        unit_name=COUNTY_NAME,
        unit_kind=UnitKind.DEPARTMENT,
        body="考核办",
        admin=NewAccount("admin", "演示县管理员", PASSPHRASE),
        clerk=NewAccount("clerk", "演示县经办人", PASSPHRASE),
        others=(NewAccount("head", "演示县考核办主任", PASSPHRASE, frozenset({Role.HEAD})),),
        kind=StationKind.COUNTY,
        rulebook=CONTACTS,
        demo=True,
    )
    office = found(folder, setup, clock).office
    everybody = frozenset({Role.CLERK, Role.HEAD})
    office.login = replace(office.login, username="clerk", name="演示县经办人", roles=everybody)
    with office.write("开通数据交换") as work:
        enrolment.open_exchange(work)
    return office


def admit(county: Office, asked: Sequence[Path], stick: Path) -> list[Path]:
    """Admit every unit and write its first return file."""
    receiving.receive(county, asked)
    with county.read() as reader:
        waiting = {one.station_id: one for one in applications.applications(reader)}
    units = []
    for one in (waiting[parcel.read(path).header.sender] for path in asked):
        with county.write("准入单位电脑") as work:
            units.append(enrolment.admit(work, one.arrival_id).unit_id)
    answered = {unit_id: returns.write_return(county, unit_id, stick).path for unit_id in units}
    with county.read() as reader:
        known = [enrolment.unit_of_file(reader, path) for path in asked]
    return [answered[unit_id] for unit_id in known]


def work_through(
    county: Office, month: Month, sent: Sequence[Path], stick: Path, made: list[Path]
) -> list[Path]:
    """Receive a month, certify signers, review, and answer every unit; papers are added to `made`."""
    on(county, ANSWERED[month])
    receive(county, month, sent, stick)
    with county.write("签发证书") as work:
        waiting = [line.request_id for line in certificate_lines(work) if line.issued_on is None]
        issue_certificates(work, waiting)
    with county.read() as reader:
        units = [enrolment.unit_of_file(reader, path) for path in sent]
    made.extend(review_story.review(county, month, units, stick.parent / COUNTY))
    return [returns.write_return(county, unit_id, stick).path for unit_id in units]


def receive(county: Office, month: Month, sent: Sequence[Path], stick: Path) -> list[FileResult]:
    """Take the month's files in: in February one twice and one damaged first, in March in turned order."""
    files = list(sent)
    if month == stories.FEBRUARY:
        damaged = stick / f"{files[1].stem}-损坏.sjx"
        damaged.write_bytes(files[1].read_bytes()[:-100])
        files = [files[0], damaged, *files]
    if month == stories.MARCH:
        files.reverse()
    return list(receiving.receive(county, files))


def on(county: Office, day: date) -> None:
    """Let it be that day at the county."""
    assert isinstance(county.clock, SetClock)  # noqa: S101 - the demonstration's own clock
    county.clock.moment = datetime(day.year, day.month, day.day, 10, 5, tzinfo=BEIJING)
