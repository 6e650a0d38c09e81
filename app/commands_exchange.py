"""The commands of exchange: the same functions as the tab 数据交换, one line for each thing done."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.commands import Telling, entered, made_folder, unit_named
from app.errors import UserError
from app.vocabulary import StationKind

if TYPE_CHECKING:
    from app.exchange.arrivals import FileResult
    from app.exchange.parcel import Written

PULL = "写完并核对无误，可以拔出 U 盘。"


def enrol(arguments: argparse.Namespace) -> Iterator[str]:
    """Write a unit's application, and say by which twelve characters the county knows it."""
    from app.exchange.enrolment import own_fingerprint, write_application  # noqa: PLC0415

    with entered(arguments) as office:
        written = write_application(office, made_folder(arguments.out))
        with office.read() as reader:
            characters = own_fingerprint(reader)
        yield from _written((written,))
        yield f"本机的 12 个字：{_spaced(characters)}"


def fingerprint(arguments: argparse.Namespace) -> Iterator[str]:
    """Say this station's own twelve characters."""
    from app.exchange.enrolment import own_fingerprint  # noqa: PLC0415

    with entered(arguments) as office, office.read() as reader:
        yield _spaced(own_fingerprint(reader))


def push(arguments: argparse.Namespace) -> Iterator[str]:
    """Write what the county has not acknowledged."""
    from app.exchange.pushes import push as pushed  # noqa: PLC0415

    with entered(arguments) as office:
        folder = made_folder(arguments.out)
        made = pushed(office, folder, Telling(), since=arguments.since)
        yield from _written(made.files)


def receive(arguments: argparse.Namespace) -> Iterator[str]:
    """Take files (or those of folders) in, or only say what would happen; raises unless all are taken."""
    from app.exchange.receiving import receive as received  # noqa: PLC0415
    from app.exchange.sources import gather  # noqa: PLC0415

    with entered(arguments) as office:
        found = gather(office.station.id, arguments.files)
        if not found.files:
            raise UserError("没有找到给本机的交换文件。", next_step="请核对 U 盘和文件夹。")
        results = received(office, found.files, Telling(), check=arguments.check)
    for one in results:
        yield _told(one)
    left = [one for one in results if not one.welcome]
    if left:
        raise UserError(
            f"{len(left)} 个文件{'不能导入' if arguments.check else '没有导入'}：{left[0].sentence}"
        )


def give_back(arguments: argparse.Namespace) -> Iterator[str]:
    """Write the return file of one unit, or of all that exchange."""
    from app.exchange.returns import write_return, write_returns  # noqa: PLC0415

    if arguments.all == bool(arguments.unit):
        raise UserError("请用 --unit 指明一个单位，或用 --all 给全部单位。")
    with entered(arguments) as office:
        folder = made_folder(arguments.out)
        if arguments.all:
            yield from _written(write_returns(office, folder, Telling()))
        else:
            yield from _written((write_return(office, unit_named(office, arguments.unit)[0], folder),))


def snapshot(arguments: argparse.Namespace) -> Iterator[str]:
    """Write the whole of a unit: at the county for the unit, at a unit for the county."""
    from app.exchange.snapshots import write_for_county, write_for_unit  # noqa: PLC0415

    with entered(arguments) as office:
        folder = made_folder(arguments.out)
        if office.station.kind is StationKind.COUNTY:
            unit_id, _ = unit_named(office, arguments.unit)
            yield from _written(write_for_unit(office, unit_id, folder))
        else:
            yield from _written(write_for_county(office, folder))


def admit(arguments: argparse.Namespace) -> Iterator[str]:
    """Admit the station whose twelve characters were read aloud; none that waits may differ in one."""
    from app.exchange.applications import applications  # noqa: PLC0415
    from app.exchange.enrolment import admit as admitted  # noqa: PLC0415

    with entered(arguments) as office:
        with office.read() as reader:
            waiting = applications(reader)
        wanted = _characters(arguments)
        asked = next((one for one in waiting if one.fingerprint == wanted), None)
        if asked is None:
            raise UserError(
                "没有等待准入的申请与这 12 个字一致。", next_step="请与该单位逐字核对，一致才准入。"
            )
        unit_id = unit_named(office, arguments.unit)[0] if arguments.unit else None
        with office.write("登记单位电脑") as work:
            admitted(work, asked.arrival_id, unit_id)
        yield f"“{asked.unit_name}”已准入，请用 return 给该单位导出回执。"


def confirm(arguments: argparse.Namespace) -> Iterator[str]:
    """Trust the county whose twelve characters were read aloud."""
    from app.exchange.unit_desk import confirm_county, waiting_county  # noqa: PLC0415

    with entered(arguments) as office:
        with office.read() as reader:
            county = waiting_county(reader)
        if county is None:
            raise UserError("没有等待核对的县考核办。", next_step="请先用 receive 导入县里的回执。")
        if county.fingerprint != _characters(arguments):
            raise UserError("与县里的 12 个字不一致，没有连接。", next_step="请打电话与县考核办逐字核对。")
        confirm_county(office, county.arrival_id)
        yield f"已与“{county.name}”连接。"


def _characters(arguments: argparse.Namespace) -> str:
    return "".join("".join(arguments.characters).split())


def _spaced(characters: str) -> str:
    from app.exchange.papers import spaced  # noqa: PLC0415

    return " ".join(spaced(characters))


def _written(files: Iterable[Written]) -> Iterator[str]:
    for one in files:
        yield str(one.path)
    yield PULL


def _told(one: FileResult) -> str:
    state = one.state.label if one.state else "没有变化"
    counts = "；".join(f"{table}{way} {number}" for table, way, number in one.counts)
    return "　".join(part for part in (one.file_name, one.sender, state, one.sentence, counts) if part)
