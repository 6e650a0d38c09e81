"""An office with one township for every test of people."""

import pytest

from tests.builders import TestOffice


@pytest.fixture
def office(tmp_path, both_engines):
    built = TestOffice(tmp_path)
    yield built
    built.close()
