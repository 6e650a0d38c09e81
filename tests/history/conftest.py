import pytest

from app.vocabulary import Role
from tests.builders import TestOffice


@pytest.fixture
def office(tmp_path, both_engines):
    office = TestOffice(tmp_path).as_(Role.CLERK)
    yield office
    office.close()
