"""A clerk at the desk of the office that a test file names `town`."""

import pytest

from tests.ui.desk import Desk


@pytest.fixture
def desk(qtbot, town):
    made = Desk(qtbot, town)
    yield made
    made.close()
