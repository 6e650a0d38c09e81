"""Annual targets: adding, holders, the 12-month split, dropping, copying a year."""

from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.people import actions as people_actions
from app.people import cards
from app.targets import actions, planning
from app.targets.entries import Holder, TargetEntry
from app.targets.rules import Pace
from app.vocabulary import Month, Part, PostEnd, Role, TargetSource, UnitKind
from tests.targets.conftest import MARCH


def titles(grid):
    return [(row.number, row.entry.title) for row in grid.rows]


def test_targets_are_numbered_in_the_order_they_came(add_target, grid):
    add_target("农村危房改造", source=TargetSource.COUNTY, key_project=True, due=date(2026, 12, 31))
    add_target("垃圾清运")
    assert titles(grid()) == [(1, "农村危房改造"), (2, "垃圾清运")]
    assert grid().rows[0].entry.due == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("title", TargetEntry(" ")),
        ("title", TargetEntry("长" * 201)),
        ("title", TargetEntry("垃圾 清运")),
        ("measure", TargetEntry("防火", "长" * 201)),
        ("due", TargetEntry("防火", due=date(2027, 1, 1))),
    ],
)
def test_what_cannot_be_is_refused_by_field(office, add_target, field, entry):
    add_target("垃圾 清运")
    with pytest.raises(UserError) as problem:
        office.do(actions.add_target, office.unit_id, 2026, entry)
    assert problem.value.field == field


def test_a_year_that_is_none_is_refused(office):
    with pytest.raises(UserError, match="年度应在 2000 至 2100 之间"):
        office.do(actions.add_target, office.unit_id, 26, TargetEntry("防火"))


def test_a_target_can_be_rewritten_under_its_own_title(office, add_target, grid):
    target_id = add_target("垃圾清运")
    office.do(actions.edit_target, target_id, TargetEntry("垃圾清运", "9个村"))
    assert grid().rows[0].entry.measure == "9个村"


def test_a_dropped_target_stays_listed_with_its_reason_and_can_stand_again(office, add_target, grid):
    first, _ = add_target("危房改造", {3: "开工"}), add_target("垃圾清运")
    with pytest.raises(UserError, match="请填写“撤销原因”"):
        office.do(actions.drop_target, first, " ")
    office.do(actions.drop_target, first, "上级调整")
    assert titles(grid()) == [(None, "危房改造"), (1, "垃圾清运")]
    assert grid().rows[0].standing.pace is Pace.DROPPED
    office.do(actions.restore_target, first)
    assert titles(grid()) == [(1, "危房改造"), (2, "垃圾清运")]


def test_a_target_entered_by_mistake_is_taken_back_unless_a_plan_has_it(office, team, add_target, grid):
    target_id = add_target("危房改造", {3: "开工"}, team["演示丙"])
    office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    with pytest.raises(UserError, match="“危房改造”已列入月计划，不能删除"):
        office.do(actions.remove_target, target_id)
    other = add_target("错的", {1: "x"}, team["演示丙"])
    office.do(actions.remove_target, other)
    assert titles(grid()) == [(1, "危房改造")]
    with pytest.raises(UserError, match="已不存在"):
        office.do(actions.remove_target, other)


def test_targets_are_reordered_and_those_left_out_follow(office, add_target, grid):
    _, b, c = add_target("甲"), add_target("乙"), add_target("丙")
    office.do(actions.reorder_targets, office.unit_id, 2026, [c, b, "gone"])
    assert [title for _, title in titles(grid())] == ["丙", "乙", "甲"]


def test_the_same_targets_go_to_many_people_at_once(office, team, add_target, grid):
    one, two = add_target("森林防火", None, team["演示甲"]), add_target("防汛抗旱", None, team["演示乙"])
    everybody = [Holder(team[name], Part.ASSIST) for name in ("演示甲", "演示丙", "演示丁")]
    with pytest.raises(UserError, match="请指定一名主办人"):
        office.do(actions.assign_holders, [one], everybody)
    office.do(actions.assign_holders, [one, two], [Holder(team["演示乙"]), *everybody])
    assert [row.holder_names for row in grid().rows] == ["演示乙（协办：演示甲、演示丙、演示丁）"] * 2
    office.do(actions.set_holders, one, [Holder(team["演示丁"])])
    assert grid().rows[0].holder_names == "演示丁"
    assert [row.entry.title for row in grid(2026, team["演示丙"]).rows] == ["防汛抗旱"]


def test_a_holder_is_named_once_and_belongs_to_the_unit(office, team, add_target):
    target_id = add_target("森林防火")
    with pytest.raises(UserError, match="只能登记一次"):
        office.do(
            actions.set_holders, target_id, [Holder(team["演示甲"]), Holder(team["演示甲"], Part.ASSIST)]
        )
    with pytest.raises(UserError, match="责任人应是本单位人员"):
        office.do(actions.set_holders, target_id, [Holder("somebody")])


def test_the_grid_is_saved_in_one_action_and_only_what_changed(office, add_target, grid):
    target_id = add_target("危房改造", {1: "核实", 3: "开工15户", 6: "验收"})
    cells = {1: "核实", 2: "公示", 3: " 开工 16 户 ", 6: "", 7: ""}
    changed = office.do(
        actions.split_by_month, {(target_id, Month(2026, m)): text for m, text in cells.items()}
    )
    assert changed == 3
    assert grid().rows[0].tasks == ("核实", "公示", "开工 16 户", *[""] * 9)


def test_a_month_of_another_year_and_a_text_too_long_are_refused(office, add_target):
    target_id = add_target("危房改造")
    with pytest.raises(UserError, match="2027年1月不在该目标的年度内"):
        office.do(actions.split_by_month, {(target_id, Month(2027, 1)): "x"})
    with pytest.raises(UserError, match="最多 300 字"):
        office.do(actions.split_by_month, {(target_id, MARCH): "长" * 301})


def test_one_text_is_copied_to_chosen_months(office, add_target, grid):
    target_id = add_target("森林防火", {2: "宣传"})
    assert office.do(actions.repeat_slice, target_id, "巡山值守", [1, 2, 3]) == 3
    assert grid().rows[0].tasks[:4] == ("巡山值守", "巡山值守", "巡山值守", "")


def test_next_year_starts_from_this_years_targets(office, team, add_target, grid):
    add_target("危房改造", {3: "开工"}, team["演示丙"], team["演示丁"], due=date(2026, 9, 30), measure="42户")
    dropped = add_target("旧任务")
    office.do(actions.drop_target, dropped, "完成")
    post = office.see(cards.cadre_card, team["演示丁"]).posts[0].post_id
    office.do(people_actions.end_post, post, date(2026, 3, 1), PostEnd.TRANSFER)
    assert office.do(actions.copy_targets, office.unit_id, 2027) == 1
    [row] = grid(2027).rows
    assert (row.entry.title, row.entry.due, row.entry.measure) == ("危房改造", date(2027, 9, 30), "42户")
    assert (row.tasks[2], row.holder_names) == ("开工", "演示丙")
    assert office.do(actions.copy_targets, office.unit_id, 2027) == 0
    with pytest.raises(UserError, match="2023年没有可复制的目标"):
        office.do(actions.copy_targets, office.unit_id, 2024)


def test_only_the_chosen_targets_come_along(office, add_target, grid):
    wanted = add_target("森林防火", {2: "宣传"})
    add_target("危房改造")
    assert office.do(actions.copy_targets, office.unit_id, 2027, [wanted, "x"]) == 1
    assert [row.entry.title for row in grid(2027).rows] == ["森林防火"]


def test_a_year_can_be_copied_without_its_split_and_leap_days_stay_days(office, add_target, grid):
    office.do(actions.add_target, office.unit_id, 2028, TargetEntry("普查", due=date(2028, 2, 29)))
    office.do(actions.copy_targets, office.unit_id, 2029, with_split=False)
    [row] = grid(2029).rows
    assert (row.entry.due, any(row.tasks)) == (date(2029, 2, 28), False)


def test_only_clerk_and_head_of_the_unit_change_targets(office, add_target):
    target_id = add_target("危房改造")
    other = office.add_unit("西江镇", UnitKind.TOWNSHIP)
    with pytest.raises(NotAllowed, match="只管理本单位"):
        office.do(actions.add_target, other, 2026, TargetEntry("x"))
    office.as_(Role.CADRE)
    for action, arguments in (
        (actions.add_target, (office.unit_id, 2026, TargetEntry("x"))),
        (actions.drop_target, (target_id, "x")),
        (actions.split_by_month, ({(target_id, MARCH): "x"},)),
    ):
        with pytest.raises(NotAllowed):
            office.do(action, *arguments)
