"""A county office with two units."""

import pytest

from tests.county import CountyOffice


@pytest.fixture
def county(tmp_path):
    """The county's installation on 8 April 2026."""
    made = CountyOffice(tmp_path)
    yield made
    made.close()
