"""Plays the demonstration: three months of every unit and of the county, and the papers of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.demo import papers, round_trip, stories
from app.demo.county import DemoUnit, county
from app.demo.stories import MONTHS
from app.demo.town import DATA, found_town
from app.errors import EnvironmentProblem
from app.progress import SILENT, Progress

STEPS = 5
"""Of one unit: founding, three months, papers."""


def play(out: Path, progress: Progress = SILENT, units: int | None = None) -> Iterator[Path]:
    """Play into the folder `out`, empty or absent, and give the path of each thing left there.

    The first thing of a unit is its data folder. One unit alone is played in this process, month by month.
    """
    if out.exists() and any(out.iterdir()):
        raise EnvironmentProblem(f"文件夹“{out.name}”不是空的。", next_step="请另选一个空文件夹。")
    chosen = county()[:units]
    if len(chosen) == 1:
        yield from _play_unit(out / chosen[0].slug, chosen[0], 0, progress)
        return
    yield from round_trip.play_county(out, chosen, progress)


def _play_unit(folder: Path, unit: DemoUnit, number: int, progress: Progress = SILENT) -> list[Path]:
    """Play one unit by itself, from its founding to its papers."""
    progress.step(0, STEPS, f"正在建立 {unit.name}")
    town = found_town(folder / DATA, unit, number)
    try:
        for done, month in enumerate(MONTHS, 1):
            progress.step(done, STEPS, f"正在演示 {month.label}")
            stories.play_month(town, month)
        progress.step(STEPS - 1, STEPS, "正在装订、签名")
        return [folder / DATA, *papers.write_papers(town, folder)]
    finally:
        town.office.close()
