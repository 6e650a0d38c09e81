"""The county's desk: two units with forms of March, worked by clicks and keys."""

import pytest

from app.vocabulary import Grade, Month
from tests.county import CountyOffice
from tests.ui.desk import MARCH, Desk
from ui.main_window import StageEntry
from ui.review.stage import ReviewStage

ENTRIES = (StageEntry("review", "县级审核", ReviewStage),)
ROAD = "组织南屏村通组路硬化 3.2 公里，惠及 126 户"


@pytest.fixture
def county(tmp_path, both_engines):
    """Three cadres in two units; two forms wait in one, one in the other, which claims the same result."""
    made = CountyOffice(tmp_path)
    made.add_leader("演示丁", "丹江镇", "副镇长")
    made.add_form("演示甲", Month(2026, 2), "走访联系户 12 户，解决饮水问题 2 件")
    made.forms = {
        "演示甲": made.add_form("演示甲", MARCH, ROAD, "危房改造开工 16 户，验收 2 户", grade=Grade.GOOD),
        "演示乙": made.add_form("演示乙", MARCH, "召开党建联席会议 2 次，确定示范点 3 个"),
        "演示丙": made.add_form("演示丙", MARCH, ROAD, unit="西江镇"),
    }
    return made


@pytest.fixture
def desk(county, qtbot):
    """The window over the county's office."""
    made = Desk(qtbot, county, entries=ENTRIES)
    yield made
    made.close()


@pytest.fixture
def stage(desk):
    """The tab 县级审核."""
    return desk.stage("review")
