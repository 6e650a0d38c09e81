"""The county's window: two units, forms of March, one who has not reported."""

import pytest

from app.accounts.credentials import found_authority
from app.exchange.enrolment import open_exchange
from app.overview.search import search, searched
from app.vocabulary import Role, StationKind
from tests.builders import login
from tests.county import COUNTY as NAME
from tests.county import CountyOffice
from tests.ui.desk import MARCH, Desk
from ui.main_window import Doors
from ui.stages import COUNTY


@pytest.fixture
def county(tmp_path, both_engines):
    """Three cadres in two units; the third of them has not reported for March."""
    made = CountyOffice(tmp_path)
    clerk, made.office.login = made.office.login, login(Role.ADMIN)
    with made.office.write("首次设置") as work:
        found_authority(work, NAME)
        open_exchange(work)
    made.office.login = clerk
    made.forms = {
        "演示甲": made.add_form("演示甲", MARCH, "组织南屏村通组路硬化 3.2 公里"),
        "演示乙": made.add_form("演示乙", MARCH, "召开党建联席会议 2 次"),
    }
    return made


@pytest.fixture
def desk(county, qtbot):
    """The county's tabs over its office."""
    doors = Doors(search=search, searched=searched(StationKind.COUNTY))
    made = Desk(qtbot, county, entries=COUNTY, doors=doors)
    yield made
    made.close()
