"""A county office with two units."""

import pytest

from tests.county import CountyOffice


@pytest.fixture
def county(tmp_path, both_engines):
    """The county's installation on 8 April 2026, on its own file and on the office's server."""
    made = CountyOffice(tmp_path)
    yield made
    made.close()
