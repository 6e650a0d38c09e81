"""`python -m tests.crash [kills] [seed]`: kill each scenario so often and say what was kept."""

import contextlib
import sys
import tempfile
from pathlib import Path

from app.accounts import keyring
from tests.crash.every import SCENARIOS
from tests.crash.killing import Nursery, kill_often
from tests.installations import QUICK


def main(kills="200", seed="1"):
    keyring.COST = QUICK
    each = -(-int(kills) // len(SCENARIOS))
    with contextlib.closing(Nursery()) as nursery:
        for name, scenario in SCENARIOS.items():
            with tempfile.TemporaryDirectory() as folder:
                kept = kill_often(nursery, name, scenario, Path(folder) / "shijibu", each, int(seed))
            print(f"{name}: killed {each} times, {kept} promises kept, nothing half", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
