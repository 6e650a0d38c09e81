"""County targets: set for several units, taken over and split by each (D13)."""

from dataclasses import replace

import pytest

from app.errors import Conflict, NotAllowed, UserError
from app.overview.views import today
from app.review.targets import (
    county_targets,
    edit_county_target,
    set_county_target,
    take_over_county_targets,
    waiting_targets,
    withdraw_county_target,
)
from app.targets.entries import TargetEntry
from app.vocabulary import Role, StationKind, TargetSource
from db.tables.targets import Target

ENTRY = TargetEntry("农村危房改造", "全年改造 42 户", key_project=True)


@pytest.fixture
def both(county):
    """One target set for both units; its ids in order."""
    return county.do(set_county_target, tuple(county.units.values()), 2026, ENTRY)


def at_unit(county):
    county.office.station = replace(county.office.station, kind=StationKind.UNIT, unit_id=county.unit_id)
    return county


def test_one_target_goes_to_several_units(county, both):
    cards = county.see(county_targets, 2026)
    assert {(card.title, card.measure, card.key_project, card.taken) for card in cards} == {
        ("农村危房改造", "全年改造 42 户", True, False)
    }
    assert {card.unit for card in cards} == {"丹江镇（演示）", "西江镇（演示）"}
    with pytest.raises(UserError, match="丹江镇（演示） 2026 年已有这项目标。"):
        county.do(set_county_target, [county.unit_id], 2026, ENTRY)
    with pytest.raises(UserError, match="请选择单位。"):
        county.do(set_county_target, [], 2026, ENTRY)


def test_a_unit_takes_a_target_over_once_as_its_own(county, both):
    at_unit(county)
    assert "1 项县下达目标待分解" in {line.title for line in county.see(today, county.unit_id).lines}
    (taken,) = county.do(take_over_county_targets, both[:1])
    with county.office.read() as reader:
        row = reader.session.get_one(Target, taken)
    assert (row.title, row.source, row.county_target_id) == (ENTRY.title, TargetSource.COUNTY, both[0])
    assert county.see(waiting_targets, county.unit_id, [2026]) == ()
    with pytest.raises(UserError, match="已接收"):
        county.do(take_over_county_targets, both[:1])
    with pytest.raises(NotAllowed):
        county.do(take_over_county_targets, both[1:])


def test_a_target_is_changed_and_withdrawn_by_who_saw_it_as_it_is(county, both):
    county.do(edit_county_target, both[0], 1, replace(ENTRY, measure="全年改造 50 户"))
    with pytest.raises(Conflict, match="刚被改动过"):
        county.do(withdraw_county_target, both[0], 1, "调整")
    county.do(withdraw_county_target, both[0], 2, "县里调整")
    with pytest.raises(UserError, match="已撤销"):
        county.do(edit_county_target, both[0], 3, ENTRY)
    with pytest.raises(UserError, match="县里已撤销：县里调整。"):
        at_unit(county).do(take_over_county_targets, both[:1])


def test_a_unit_sets_no_county_target(county):
    with pytest.raises(NotAllowed):
        at_unit(county).as_(Role.CLERK).do(set_county_target, [county.unit_id], 2026, ENTRY)
