"""Typing into the tables of targets and plans."""

from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.targets import plan_views, planning
from app.targets.cells import due_written, fill_plan, fill_targets
from app.targets.entries import ItemEntry
from app.vocabulary import TaskSource
from tests.targets.conftest import MARCH


@pytest.fixture
def fill(office):
    return lambda *cells: office.do(fill_targets, office.unit_id, 2026, cells)


def test_a_block_of_cells_is_stored_in_one_go(add_target, fill, grid):
    target_id = add_target("危房改造", {1: "核实"})
    fill((target_id, "title", "农村危房改造"), (target_id, "month1", ""), (target_id, "month12", "验收"))
    fill((target_id, "measure", "42户"), ("", "title", "垃圾清运"), ("", "title", " "))
    first, second = grid().rows
    assert (first.entry.title, first.entry.measure) == ("农村危房改造", "42户")
    assert (first.tasks[0], first.tasks[11], second.entry.title) == ("", "验收", "垃圾清运")


def test_a_cell_that_cannot_be_stored_names_its_column_and_leaves_the_rest(add_target, fill, grid):
    target_id = add_target("危房改造")
    with pytest.raises(UserError) as problem:
        fill((target_id, "month1", "核实"), (target_id, "month2", "长" * 301))
    assert problem.value.field == "month2"
    assert not any(grid().rows[0].tasks)
    with pytest.raises(UserError) as problem:
        fill((target_id, "title", ""))
    assert problem.value.field == "title"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20", date(2026, 3, 20)),
        ("20日", date(2026, 3, 20)),
        ("3月20日", date(2026, 3, 20)),
        ("4.5", date(2026, 4, 5)),
        ("2026-03-20", date(2026, 3, 20)),
        ("", None),
        (" 月底前 ", None),
    ],
)
def test_a_time_limit_is_read_however_short_it_is(text, day):
    assert due_written(text, MARCH) == day


@pytest.mark.parametrize("text", ["32", "尽快", "13月1日"])
def test_a_time_limit_that_is_none_is_told_with_an_example(text):
    with pytest.raises(UserError, match="不是日期。请写成 20 或 3月20日 的样子") as problem:
        due_written(text, MARCH)
    assert problem.value.field == "due"


def test_tasks_of_a_plan_are_typed_cell_by_cell(office, team):
    plan_id = office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    item_id = office.do(planning.add_item, plan_id, ItemEntry("值守"))
    cells = [("task", "防火值守"), ("standard", "零火情"), ("due", "25"), ("source", TaskSource.COUNTY)]
    office.do(fill_plan, [(item_id, key, value) for key, value in cells])
    [item] = office.see(plan_views.plan_sheet, office.unit_id, team["演示丙"], MARCH).items
    assert item.entry == ItemEntry("防火值守", TaskSource.COUNTY, "零火情", date(2026, 3, 25))
    office.do(planning.settle_plan, plan_id)
    with pytest.raises(NotAllowed):
        office.do(fill_plan, [(item_id, "task", "x")])
    with pytest.raises(UserError, match="已不在计划里") as problem:
        office.do(fill_plan, [("gone", "task", "x")])
    assert problem.value.field == "task"
