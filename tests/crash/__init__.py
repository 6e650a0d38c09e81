"""Kill at any moment: what was acknowledged is there, what is there is whole.

A scenario (see `scenarios.py` and `exchanging.py`) says what the program does and how its data are looked at
afterwards; to plug in another, write its class and add it to `SCENARIOS`. `python -m tests.crash 200` kills
200 times.
"""
