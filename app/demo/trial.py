"""The demonstration beside the real data: played into a folder of its own, opened from there, deleted."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.clock import Clock
from app.errors import EnvironmentProblem
from app.progress import SILENT, Progress

FOLDER = "演示"
COUNTY_FOLDER = "演示全县"
"""Where the whole county lies: its office and 19 units, each with its own data folder."""
UNFINISHED = "演示-未完成"
"""Where it is played until it is whole, and where it is deleted from."""


@dataclass(frozen=True, slots=True)
class DemoClock:
    """The PC's time of day, on the day on which the demonstration stands."""

    real: Clock
    day: date

    def today(self) -> date:
        """Return the demonstration's day."""
        return self.day

    def now(self) -> datetime:
        """Return the demonstration's day at the present time of day."""
        return self.real.now().replace(year=self.day.year, month=self.day.month, day=self.day.day)


def demo_clock(real: Clock) -> DemoClock:
    """Return the clock by which the demonstration is opened."""
    from app.demo.stories import LAST_DAY  # noqa: PLC0415 - most people never play it

    return DemoClock(real, LAST_DAY)


@dataclass(frozen=True, slots=True)
class Seat:
    """One played office that can be opened: its name and its data folder."""

    name: str
    data: Path


def is_played(data_folder: Path, *, county: bool = False) -> bool:
    """Tell whether a whole demonstration, of one unit or of the county, lies beside the real data."""
    return (data_folder / (COUNTY_FOLDER if county else FOLDER)).is_dir()


def seats(data_folder: Path, *, county: bool = False) -> tuple[Seat, ...]:
    """Return the offices of a demonstration that lies there, the county's first, the units in its order."""
    from app.demo import county as units  # noqa: PLC0415 - most people never play it
    from app.demo.round_trip import COUNTY, COUNTY_NAME  # noqa: PLC0415
    from app.demo.town import DATA  # noqa: PLC0415

    names = {COUNTY: COUNTY_NAME} | {unit.slug: unit.name for unit in units.county()}
    root = data_folder / (COUNTY_FOLDER if county else FOLDER)
    return tuple(Seat(names[slug], root / slug / DATA) for slug in names if (root / slug / DATA).is_dir())


def play_trial(data_folder: Path, progress: Progress = SILENT, *, county: bool = False) -> Path:
    """Play one unit, or the county with all its units, unless it lies there; return its first data folder.

    It is whole or not there at all: a cancelled or failed one leaves nothing behind.
    """
    from app.demo.play import play  # noqa: PLC0415 - most people never play it

    if not is_played(data_folder, county=county):
        unfinished = data_folder / UNFINISHED
        _sweep(unfinished)
        try:
            list(play(unfinished, progress, units=None if county else 1))
            unfinished.rename(data_folder / (COUNTY_FOLDER if county else FOLDER))
        except OSError as error:
            _sweep(unfinished)
            raise EnvironmentProblem(
                "演示数据写不进数据文件夹。", next_step="请检查磁盘空间和权限后再试。"
            ) from error
        except BaseException:
            _sweep(unfinished)
            raise
    return seats(data_folder, county=county)[0].data


def delete_trial(data_folder: Path) -> None:
    """Delete every demonstration with all that was entered into it; the real data are not touched."""
    unfinished = data_folder / UNFINISHED
    there = [one for one in (data_folder / FOLDER, data_folder / COUNTY_FOLDER) if one.is_dir()]
    for folder in there or [data_folder / FOLDER]:
        _sweep(unfinished)
        try:
            folder.rename(unfinished)
        except OSError as error:
            raise EnvironmentProblem(
                "演示数据没有删除，可能正被打开。", next_step="请关闭正在使用演示的窗口后再试。"
            ) from error
    _sweep(unfinished)


def _sweep(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
