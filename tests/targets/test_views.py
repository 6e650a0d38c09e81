"""The year's grid: what was reported, hints, phrases."""

import pytest

from app.errors import NotAllowed
from app.targets import planning, views
from app.targets.entries import ItemEntry
from app.targets.rules import Pace
from app.vocabulary import Month, ReportState, Role
from tests.targets.conftest import MARCH


def test_the_grid_shows_what_was_handed_in_of_each_month(office, team, add_target, grid, report):
    target_id = add_target("危房改造", {2: "核实", 3: "开工"}, team["演示丙"], team["演示丁"])
    report(team["演示丙"], Month(2026, 2), "核实", 80, target_id=target_id)
    report(team["演示丁"], Month(2026, 2), "核实", 100, target_id=target_id)
    report(team["演示丙"], MARCH, "开工", 60, ReportState.DRAFT, target_id=target_id)
    [row] = grid().rows
    assert row.percents[:4] == (None, 100, None, None)
    assert (row.standing.pace, row.standing.reason) == (Pace.ON_TRACK, "2026年2月完成 100%。")


def test_a_corrected_report_counts_in_its_last_version(office, team, add_target, grid, report):
    target_id = add_target("危房改造", {2: "核实"}, team["演示丙"])
    report(team["演示丙"], Month(2026, 2), "核实", 100, ReportState.SUPERSEDED, target_id=target_id)
    report(team["演示丙"], Month(2026, 2), "核实", 70, ReportState.SIGNED, target_id=target_id, version=1)
    assert grid().rows[0].percents[1] == 70


def test_hints_name_targets_and_people_that_still_lack_something(office, team, add_target, grid):
    names = {cadre_id: name for name, cadre_id in team.items()}
    assert views.grid_hints(grid(), names) == ()
    add_target("危房改造", {3: "开工"}, team["演示丙"])
    add_target("垃圾清运")
    assert views.grid_hints(grid(), names) == (
        "第 2 项没有责任人。",
        "第 2 项没有分解到月。",
        "演示甲、演示乙、演示丁没有承担目标任务。",
    )


def test_texts_used_before_can_be_used_again(office, team, add_target):
    add_target("危房改造", {3: "开工15户"}, team["演示丙"])
    plan_id = office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    office.do(planning.add_item, plan_id, ItemEntry("清明防火"))
    assert office.see(views.phrases, office.unit_id) == ("危房改造", "开工15户", "清明防火")


def test_the_years_with_targets_are_listed_newest_first(office, add_target):
    add_target("危房改造")
    assert office.see(views.targets_years, office.unit_id) == (2026,)


def test_admin_sees_no_targets(office):
    office.as_(Role.ADMIN)
    with pytest.raises(NotAllowed):
        office.see(views.target_grid, office.unit_id, 2026)
