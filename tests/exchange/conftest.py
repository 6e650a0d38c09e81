"""A county and units for each test."""

import pytest

from tests import builders, postgres
from tests.exchange.world import World


@pytest.fixture
def engine(request):
    """Where the rows of county and units lie: `file`, or for a test `ON_BOTH` then also the `server`."""
    found = getattr(request, "param", "file")
    if found == "file":
        yield found
        return
    cluster = postgres.cluster()
    builders.lend = cluster.lend
    yield found
    builders.lend = None
    cluster.take_back()


@pytest.fixture
def world(tmp_path, engine):
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
