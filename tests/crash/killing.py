"""Killing a scenario at seeded moments and looking at what is left, run after run on the same data."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.crash.scenarios import Scenario

MOST_PROMISES = 4
"""Of a run before its last moments begin; a run without any may be killed while it opens."""
LAST_MOMENTS = 0.05
"""Seconds: a few saves long."""


class Nursery:
    """The process that forks workers; lends one at a time."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def life(self, name: str, folder: Path, promises: int, seconds: float) -> list[str]:
        """Let a worker live until it has made so many promises and so long, kill it; return its promises."""
        self.process.stdin.write(f"{name} {folder}\n")
        self.process.stdin.flush()
        made, child = [], 0
        while not child or len(made) < promises:
            word, rest = self._hear()
            assert word != "gone", "the worker died by itself"
            if word == "child":
                child = int(rest)
            else:
                made.append(rest)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        while (heard := self._hear())[0] != "gone":
            made.append(heard[1])
        assert heard[1] == str(signal.SIGKILL.value), "the worker died by itself"
        return made

    def _hear(self) -> tuple[str, str]:
        word, _, rest = self.process.stdout.readline().rstrip("\n").partition(" ")
        assert word in {"child", "did", "gone"}, "the nursery died"
        return word, rest

    def close(self) -> None:
        """Send everybody home."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


def kill_often(nursery: Nursery, name: str, scenario: Scenario, folder: Path, kills: int, seed: int) -> int:
    """Kill the scenario so often at seeded moments and look each time; return how many promises were kept."""
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - moments, not secrets
    scenario.prepare(folder)
    promises: list[str] = []
    kept = 0
    for _ in range(kills):
        longest = getattr(scenario, "LASTS", LAST_MOMENTS)
        new = nursery.life(name, folder, chance.randrange(MOST_PROMISES), chance.uniform(0, longest))
        promises += new
        kept += len(new)
        scenario.look(folder, promises)
    return kept
