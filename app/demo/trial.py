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


def is_played(data_folder: Path) -> bool:
    """Tell whether a whole demonstration lies beside the real data."""
    return (data_folder / FOLDER).is_dir()


def demo_folder(data_folder: Path) -> Path:
    """Return the data folder of the demonstration that lies there."""
    return next((data_folder / FOLDER).glob("*/数据"), data_folder / FOLDER)


def play_trial(data_folder: Path, progress: Progress = SILENT) -> Path:
    """Play one unit unless it lies there already, and return its data folder.

    It is whole or not there at all: a cancelled or failed one leaves nothing behind.
    """
    from app.demo.play import play  # noqa: PLC0415 - most people never play it

    if not is_played(data_folder):
        unfinished = data_folder / UNFINISHED
        _sweep(unfinished)
        try:
            list(play(unfinished, progress, units=1))
            unfinished.rename(data_folder / FOLDER)
        except OSError as error:
            _sweep(unfinished)
            raise EnvironmentProblem(
                "演示数据写不进数据文件夹。", next_step="请检查磁盘空间和权限后再试。"
            ) from error
        except BaseException:
            _sweep(unfinished)
            raise
    return demo_folder(data_folder)


def delete_trial(data_folder: Path) -> None:
    """Delete the demonstration with everything entered into it; the real data are not touched."""
    unfinished = data_folder / UNFINISHED
    _sweep(unfinished)
    try:
        (data_folder / FOLDER).rename(unfinished)
    except OSError as error:
        raise EnvironmentProblem(
            "演示数据没有删除，可能正被打开。", next_step="请关闭正在使用演示的窗口后再试。"
        ) from error
    _sweep(unfinished)


def _sweep(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
