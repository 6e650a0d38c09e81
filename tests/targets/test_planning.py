"""A month's plan: drawn up from the targets, added to, settled, closed by the signature."""

from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions_sharing import carry_over
from app.people import exemptions
from app.people.entries import ExemptionEntry
from app.targets import actions, plan_views, planning
from app.targets.entries import ItemEntry
from app.targets.plan_views import PlanState
from app.vocabulary import ExemptionKind, Month, Part, ReportState, Role, TaskSource
from tests.targets.conftest import MARCH

FEBRUARY = MARCH.previous


@pytest.fixture
def sheet(office, team):
    return lambda name="演示丙", month=MARCH: office.see(
        plan_views.plan_sheet, office.unit_id, team[name], month
    )


@pytest.fixture
def opened(office, team, add_target):
    """演示丙's plan of March with two tasks of the year."""
    add_target("危房改造", {3: "开工15户"}, team["演示丙"], team["演示丁"], measure="42户")
    add_target("垃圾清运", {2: "2个村", 3: "3个村"}, team["演示丙"], due=date(2026, 3, 20))
    return office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)


def tasks(sheet):
    return [item.entry.task for item in sheet.items]


def states(office, month=MARCH):
    return {line.name: line.state for line in office.see(plan_views.plan_list, office.unit_id, month).lines}


def test_the_plan_holds_the_months_part_of_the_targets_held(opened, sheet):
    plan = sheet()
    assert tasks(plan) == ["开工15户", "3个村"]
    first, second = plan.items
    assert (first.entry.source, first.entry.standard, first.partner_names) == (
        TaskSource.ANNUAL,
        "42户",
        ("演示丁",),
    )
    assert (first.entry.due, second.entry.due) == (None, date(2026, 3, 20))
    assert (plan.state, plan.deadline) == (PlanState.LATE, date(2026, 3, 4))


def test_opening_again_adds_only_what_is_new_in_the_split(office, team, opened, sheet, add_target):
    add_target("森林防火", {3: "巡山"}, team["演示甲"], team["演示丙"])
    assert sheet().missing == ("巡山",)
    assert office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH) == opened
    assert tasks(sheet()) == ["开工15户", "3个村", "巡山"]
    assert (sheet().items[2].entry.part, sheet().missing) == (Part.ASSIST, ())


def test_dropped_targets_enter_no_plan(office, team, add_target, sheet):
    office.do(actions.drop_target, add_target("旧", {3: "x"}, team["演示丙"]), "取消")
    office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    assert tasks(sheet()) == []


def test_the_whole_unit_is_planned_in_one_go_without_those_exempt(office, team, add_target):
    add_target("森林防火", {3: "巡山"}, team["演示甲"], team["演示丙"], team["演示丁"])
    leave = ExemptionEntry(
        team["演示丁"], MARCH, MARCH, ExemptionKind.SICK, "住院", "演示甲", date(2026, 3, 1)
    )
    office.do(exemptions.grant_exemption, office.unit_id, leave)
    office.at(date(2026, 3, 2))
    assert states(office) == {
        "演示甲": PlanState.NONE,
        "演示乙": PlanState.NONE,
        "演示丙": PlanState.NONE,
        "演示丁": PlanState.EXEMPT,
    }
    assert office.do(planning.open_plans, office.unit_id, MARCH) == 2  # 演示乙 holds no target
    assert office.do(planning.open_plans, office.unit_id, MARCH) == 0
    assert states(office)["演示乙"] is PlanState.DRAFT
    assert office.do(planning.settle_plans, office.unit_id, MARCH) == 2
    lines = office.see(plan_views.plan_list, office.unit_id, MARCH).lines
    assert [(line.name, line.items, line.settled_on) for line in lines[:3]] == [
        ("演示甲", 1, date(2026, 3, 2)),
        ("演示乙", 0, None),
        ("演示丙", 1, date(2026, 3, 2)),
    ]


def test_who_is_not_in_the_unit_that_month_has_no_plan(office, team, sheet):
    early = Month(2020, 1)
    with pytest.raises(UserError, match="演示丙2020年1月不在本单位任职"):
        office.do(planning.open_plan, office.unit_id, team["演示丙"], early)
    with pytest.raises(UserError, match="此人2020年1月不在本单位任职"):
        sheet(month=early)


def test_a_concurrent_holder_is_listed_as_not_due(office, team):
    office.add_cadre("演示观察", reports=False, position=9)
    assert states(office)["演示观察"] is PlanState.NOT_DUE


def test_tasks_come_and_go_while_the_plan_is_drafted(office, team, opened, sheet):
    added = office.do(planning.add_item, opened, ItemEntry("迎接省级复审", TaskSource.COUNTY, "一次通过"))
    office.do(planning.edit_item, added, ItemEntry("迎接卫生镇复审", due=date(2026, 3, 25)))
    last = sheet().items[-1]
    assert (last.entry.task, last.entry.source, last.entry.due) == (
        "迎接卫生镇复审",
        TaskSource.ADHOC,
        date(2026, 3, 25),
    )
    office.do(planning.move_item, added, 1)
    assert tasks(sheet()) == ["迎接卫生镇复审", "开工15户", "3个村"]
    office.do(planning.remove_item, added)
    assert tasks(sheet()) == ["开工15户", "3个村"]
    with pytest.raises(UserError, match="已不在计划里"):
        office.do(planning.remove_item, added)


def test_an_annual_task_can_be_reworded_but_keeps_its_source(office, opened, sheet):
    item = sheet().items[0]
    office.do(planning.edit_item, item.item_id, ItemEntry("开工16户", standard="当月验收2户"))
    assert (sheet().items[0].entry.task, sheet().items[0].entry.source) == ("开工16户", TaskSource.ANNUAL)


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("task", ItemEntry(" ")),
        ("standard", ItemEntry("x", standard="长" * 201)),
        ("source", ItemEntry("x", TaskSource.ANNUAL)),
        ("partners", ItemEntry("x", part=Part.ASSIST)),
    ],
)
def test_a_task_that_cannot_be_is_refused_by_field(office, opened, field, entry):
    with pytest.raises(UserError) as problem:
        office.do(planning.add_item, opened, entry)
    assert problem.value.field == field


def test_nobody_is_ones_own_partner(office, team, opened):
    with pytest.raises(UserError, match="不应包含本人"):
        office.do(planning.add_item, opened, ItemEntry("x", partners=(team["演示丙"],)))


def test_one_task_goes_to_many_people_with_one_lead(office, team, opened, sheet):
    entry = ItemEntry("清明防火值守", TaskSource.COUNTY)
    chosen = [team["演示丙"], team["演示丁"]]
    with pytest.raises(UserError, match="指定主办人"):
        office.do(planning.assign_task, office.unit_id, MARCH, chosen, entry, team["演示甲"])
    assert office.do(planning.assign_task, office.unit_id, MARCH, chosen, entry, team["演示丁"]) == 2
    assert office.do(planning.assign_task, office.unit_id, MARCH, chosen, entry, team["演示丁"]) == 0
    helper, lead = sheet("演示丙").items[-1], sheet("演示丁").items[-1]
    assert (helper.entry.part, helper.partner_names) == (Part.ASSIST, ("演示丁",))
    assert (lead.entry.part, lead.partner_names) == (Part.LEAD, ("演示丙",))


def test_a_settled_plan_takes_new_tasks_but_keeps_the_old_ones(office, opened, sheet):
    office.at(date(2026, 3, 3))
    office.do(planning.settle_plan, opened)
    office.at(date(2026, 3, 9)).do(planning.settle_plan, opened)
    assert (sheet().state, sheet().settled_on) == (PlanState.SETTLED, date(2026, 3, 3))
    office.do(planning.add_item, opened, ItemEntry("临时防汛"))
    item = sheet().items[0]
    for action, arguments in ((planning.edit_item, (ItemEntry("改"),)), (planning.remove_item, ())):
        with pytest.raises(NotAllowed, match="已于 2026年3月3日 确定"):
            office.do(action, item.item_id, *arguments)
    office.do(planning.reopen_plan, opened)
    office.do(planning.edit_item, item.item_id, ItemEntry("改"))
    assert tasks(sheet())[0] == "改"


def test_opening_a_settled_plan_changes_nothing(office, team, opened, sheet, add_target):
    office.do(planning.settle_plan, opened)
    add_target("森林防火", {3: "巡山"}, team["演示丙"])
    office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    assert (len(sheet().items), sheet().missing) == (2, ("巡山",))


def test_an_empty_plan_is_not_settled(office, team):
    plan_id = office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    with pytest.raises(UserError, match="还没有任务"):
        office.do(planning.settle_plan, plan_id)


def test_the_plan_of_a_signed_month_is_not_rewritten(office, team, opened, sheet, report):
    item = sheet().items[0].item_id
    report(team["演示丙"], MARCH, "开工15户", 100, ReportState.SIGNED)
    for action, arguments in (
        (planning.add_item, (opened, ItemEntry("补记"))),
        (planning.edit_item, (item, ItemEntry("改"))),
        (planning.remove_item, (item,)),
        (planning.move_item, (item, 2)),
        (planning.settle_plan, (opened,)),
        (planning.reopen_plan, (opened,)),
        (planning.assign_task, (office.unit_id, MARCH, [team["演示丙"]], ItemEntry("x"), team["演示丙"])),
    ):
        with pytest.raises(NotAllowed, match="报告已签定"):
            office.do(action, *arguments)
    office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    assert tasks(sheet()) == ["开工15户", "3个村"]
    assert (sheet().may_change, sheet().state) == (False, PlanState.CLOSED)
    assert states(office)["演示丙"] is PlanState.CLOSED


def test_a_task_the_report_has_taken_over_is_not_removed(office, team, opened, sheet, report):
    item = sheet().items[0].item_id
    report(team["演示丙"], MARCH, "开工15户", 60, ReportState.DRAFT, plan_item_id=item)
    assert [line.in_report for line in sheet().items] == [True, False]
    with pytest.raises(UserError, match="“开工15户”已列入本月报告"):
        office.do(planning.remove_item, item)


def test_unfinished_tasks_of_last_month_are_offered_and_carried_once(office, team, opened, sheet, report):
    report(team["演示丙"], FEBRUARY, "通组路硬化1.8公里", 67, next_month="三月完成路面")
    plan = sheet()
    assert (plan.offered, plan.intentions) == (1, "三月完成路面")
    assert (plan.last_month[0].percent, plan.last_month[0].carried) == (67, True)
    assert office.do(carry_over, office.unit_id, team["演示丙"], MARCH) == 1
    assert office.do(carry_over, office.unit_id, team["演示丙"], MARCH) == 0
    assert tasks(sheet())[-1] == "通组路硬化1.8公里"
    assert sheet().items[-1].entry.source is TaskSource.CARRIED
    assert sheet().offered == 0


def test_a_colleagues_plan_tells_nothing_of_what_was_reported(office, team, opened, sheet, report):
    report(team["演示丙"], FEBRUARY, "通组路硬化1.8公里", 67, next_month="三月完成路面")
    office.as_(Role.CADRE, cadre_id=team["演示丁"])
    plan = sheet()
    assert tasks(plan) == ["开工15户", "3个村"]
    assert (plan.may_read, plan.last_month, plan.intentions) == (False, (), "")
    office.as_(Role.CADRE, cadre_id=team["演示丙"])
    assert len(sheet().last_month) == 1


def test_what_was_finished_is_not_offered(office, team, opened, sheet, report):
    report(team["演示丙"], FEBRUARY, "2个村", 100)
    assert sheet().offered == 0


def test_a_cadre_draws_up_the_own_plan_and_no_other(office, team, opened):
    office.as_(Role.CADRE, cadre_id=team["演示丁"])
    own = office.do(planning.open_plan, office.unit_id, team["演示丁"], MARCH)
    office.do(planning.add_item, own, ItemEntry("征兵"))
    office.do(planning.settle_plan, own)
    flood, me = ItemEntry("防汛值守"), team["演示丁"]
    assert office.do(planning.assign_task, office.unit_id, MARCH, [me], flood, me) == 1
    both = [me, team["演示丙"]]
    for action, arguments in (
        (planning.assign_task, (office.unit_id, MARCH, both, flood, me)),
        (planning.open_plan, (office.unit_id, team["演示丙"], MARCH)),
        (planning.add_item, (opened, ItemEntry("x"))),
        (planning.open_plans, (office.unit_id, MARCH)),
        (planning.settle_plans, (office.unit_id, MARCH)),
    ):
        with pytest.raises(NotAllowed):
            office.do(action, *arguments)
