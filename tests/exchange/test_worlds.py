"""Whatever happens to the files and the PCs, after a last full exchange both sides hold the same."""

import pytest

from tests.exchange.worlds import Size, play

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_world_ends_in_equal_state_roots(tmp_path, seed):
    play(tmp_path, seed, Size(towns=1 + seed % 3, months=3 + seed % 4))


def test_the_same_seed_makes_the_same_world(tmp_path):
    first, second = (play(tmp_path / name, 4, Size(towns=2, months=4)) for name in ("a", "b"))
    assert [story.troubles for story in first.stories] == [story.troubles for story in second.stories]
    assert (first.serial, first.forks) == (second.serial, second.forks)
