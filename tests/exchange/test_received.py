"""What the county received stays as it came, and the doctor sees where it does not."""

import pytest
from sqlalchemy import text

from app.doctor_received import Altered, look_at_received
from db.engine import writing
from tests.exchange.world import MARCH, ON_BOTH


@pytest.fixture
def county(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    return world.county


def tamper(county, statement):
    with writing(county.office.engine).begin() as connection:
        connection.execute(text(statement))


@ON_BOTH
def test_what_came_is_in_order(county):
    assert look_at_received(county.office.engine).endswith("与报来时一致。")


@ON_BOTH
def test_a_unit_has_received_nothing(town):
    assert look_at_received(town.office.engine) == "本机没有收到过单位的文件。"


@ON_BOTH
def test_a_row_that_was_changed_or_removed_is_named(county):
    tamper(county, "UPDATE report SET self_appraisal = '改过'")
    with pytest.raises(Altered, match=r"月报告.*与报来时不一致"):
        look_at_received(county.office.engine)


def test_an_entry_that_was_changed_is_named(county):
    tamper(county, "DROP TRIGGER received_entry_keeps_UPDATE")
    tamper(county, "UPDATE received_entry SET actor = '别人' WHERE seq = 3")
    with pytest.raises(Altered, match="第 3 条"):
        look_at_received(county.office.engine)


@ON_BOTH
def test_received_entries_cannot_be_changed_by_the_program(county):
    with pytest.raises(Exception, match="append-only"):
        tamper(county, "DELETE FROM received_entry")
