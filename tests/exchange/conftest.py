"""A county and units for each test."""

import pytest

from tests.exchange.world import World


@pytest.fixture
def world(tmp_path):
    """A county without units."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def town(world):
    """One enrolled unit with a team, handed over to the county, everything at the county."""
    made = world.town(enrolled=False)
    made.team = made.add_team()
    world.enrol(made)
    world.trip(made)
    return made
