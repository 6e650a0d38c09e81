"""Prints the table of measurements: each row a ratio of two things measured in this run."""

from __future__ import annotations

from tests.bench import board, exchange, papers, window


def main() -> None:
    """Measure everything."""
    print("| what : against what | ratio | aim |\n|---|---|---|")
    for part in (papers, window, board, exchange):
        for row in part.rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()
