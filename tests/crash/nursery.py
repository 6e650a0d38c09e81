"""A process that has imported everything once and forks a fresh worker for every line `scenario folder`.

It answers `child <pid>`, then come the worker's acknowledgements, then `gone <status>`.
"""

import os
import sys
from pathlib import Path

from app.accounts import keyring
from tests.crash.every import SCENARIOS
from tests.installations import QUICK


def tell(line):
    os.write(1, f"{line}\n".encode())  # one write of few bytes is never torn


def main():
    keyring.COST = QUICK
    for line in sys.stdin:
        name, folder = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if child == 0:
            SCENARIOS[name].work(Path(folder), lambda promise: tell(f"did {promise}"))
        tell(f"child {child}")
        tell(f"gone {os.waitpid(child, 0)[1]}")


if __name__ == "__main__":
    main()
