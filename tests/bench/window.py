"""The first paint of the window against a bare QMainWindow, each in a process of its own.

Both run compiled bytecode, as an installed program does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.rows import Row

RUNS = 5
BARE = """
import time, sys; start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow(); window.resize(1366, 768); window.show(); window.grab()
print(time.perf_counter() - start)
"""
OURS = """
import sys
from pathlib import Path
from tests.bench.window import painted
painted(Path(sys.argv[1]))
"""


def painted(folder: Path) -> None:
    """Print how long it takes from nothing to the painted window of a unit; its data lie there already."""
    from app import collector
    from app.vocabulary import Role
    from tests.builders import TestOffice

    town = TestOffice(folder)
    town.add_team()
    town.as_(Role.CLERK)
    start = time.perf_counter()
    collector.rest()
    from ui import application
    from ui.main_window import MainWindow
    from ui.shared import problems
    from ui.shared.errands import Errands
    from ui.stages import pages_of

    application.prepare(["shijibu"])
    stages, pages = pages_of(town.office.login, town.office.station.kind)
    window = MainWindow(Errands(town.office, problems.show), stages, pages)
    window.resize(1366, 768)
    window.show()
    window.grab()
    print(time.perf_counter() - start)
    window.close()
    window.errands.close()
    town.close()


def rows() -> Iterator[Row]:
    """Measure both in turn, after a first run that compiles, and compare the medians."""
    with tempfile.TemporaryDirectory() as compiled:
        pairs = [(_run(OURS, compiled), _run(BARE, compiled)) for _ in range(RUNS + 1)][1:]
    ours, bare = (sorted(column)[RUNS // 2] for column in zip(*pairs, strict=True))
    yield Row(
        f"first paint ({ours * 1000:.0f} ms) : bare QMainWindow ({bare * 1000:.0f} ms)",
        ours / bare,
        "at most 2.5",
    )


def _run(source: str, compiled: str) -> float:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", source, folder],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        )
    return float(done.stdout.split()[-1])
