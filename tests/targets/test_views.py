"""The year's grid: what was reported, hints, phrases."""

from decimal import Decimal

import pytest

from app.errors import NotAllowed, UserError
from app.targets import actions, planning, views
from app.targets.cells import fill_targets
from app.targets.entries import ItemEntry
from app.targets.rules import Pace
from app.vocabulary import Month, Part, ReportState, Role
from db.tables.monthly import Report
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


def goal(add_target, *holders, **more):
    entry = {"amount_unit": "户", "amount_goal": Decimal(42)} | more
    return add_target("危房改造", {2: "核实", 3: "开工", 4: "验收"}, *holders, **entry)


def test_what_the_months_report_rolls_up_to_the_goal(office, team, add_target, grid, report):
    target_id = goal(add_target, team["演示丙"])
    report(team["演示丙"], Month(2026, 2), "核实", 100, target_id=target_id, amount=Decimal("10.5"))
    report(team["演示丙"], MARCH, "开工", 60, ReportState.DRAFT, target_id=target_id, amount=Decimal(9))
    [row] = grid().rows
    assert row.figures.words == "10.5/42户"
    assert (row.standing.pace, row.standing.reason) == (
        Pace.AT_RISK,
        "已完成 10.5/42户（25%）；按月分解，至今应完成 33%。",
    )


def test_a_shared_result_is_counted_once_by_who_leads_it(office, team, add_target, grid, report):
    target_id = goal(add_target, team["演示丙"], team["演示丁"])
    february = Month(2026, 2)
    report(team["演示丙"], february, "核实", 100, target_id=target_id, amount=Decimal(8))
    report(team["演示丁"], february, "核实", 100, target_id=target_id, amount=Decimal(8), part=Part.ASSIST)
    assert grid().rows[0].figures.done == 8


def test_a_correction_counts_only_once_it_is_signed(office, team, add_target, grid, report):
    target_id = goal(add_target, team["演示丙"])
    who, february = team["演示丙"], Month(2026, 2)
    first = report(who, february, "核实", 100, ReportState.SIGNED, target_id=target_id, amount=Decimal(8))
    later = report(who, february, "核实", 100, target_id=target_id, amount=Decimal(9), version=1)
    move(office, later.id, corrects_id=first.id)
    assert grid().rows[0].figures.done == 8
    move(office, first.id, state=ReportState.SUPERSEDED)
    move(office, later.id, state=ReportState.SIGNED)
    assert grid().rows[0].figures.done == 9


def move(office, report_id, **values):
    with office.office.write("月报告") as work:
        row = work.session.get_one(Report, report_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_dropped_target_with_a_goal_stays_dropped(office, team, add_target, grid):
    office.do(actions.drop_target, goal(add_target, team["演示丙"]), "政策调整")
    assert grid().rows[0].standing.pace is Pace.DROPPED


def test_weights_are_told_for_the_unit_and_for_each_cadre(office, team, add_target, grid):
    who = team["演示丙"]
    houses = goal(add_target, who, weight=Decimal(60))
    add_target("防火", {3: "值守"}, who, weight=Decimal(30))
    cells = [(houses, "weight", "100")]
    office.do(fill_targets, office.unit_id, 2026, cells, who)
    whole, own = (office.see(views.year_view, office.unit_id, MARCH, one) for one in (None, who))
    assert whole.hints[-1] == "权重合计 90%，应为 100%，请核对。"
    assert own.hints == ("权重合计 100%；第 2 项没有填写。",)
    assert [row.weight for row in own.grid.rows] == [Decimal(100), None]
    office.do(fill_targets, office.unit_id, 2026, [(houses, "weight", "70")])
    assert grid().rows[0].weight == 70
    assert grid(2026, who).rows[0].weight == 100


def test_a_weight_that_cannot_be_is_refused_by_its_column(office, team, add_target):
    houses = goal(add_target, team["演示丙"])
    for who, typed, told in (
        ("", "101", "最多 100"),
        (team["演示丙"], "很重", "数字"),
        (team["演示甲"], "5", "不由此人承担"),
    ):
        with pytest.raises(UserError, match=told) as refusal:
            office.do(fill_targets, office.unit_id, 2026, [(houses, "weight", typed)], who)
        assert refusal.value.field == "weight"


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
