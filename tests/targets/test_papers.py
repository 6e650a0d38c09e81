"""月计划表 and 年度目标分解表: what a leader signs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest

from app.errors import UserError
from app.monthly.actions_sharing import carry_over
from app.targets import actions, forms, planning
from app.targets.entries import ItemEntry
from app.targets.papers import (
    PlanForm,
    PlanTask,
    SplitForm,
    SplitTask,
    plan_paper,
    plan_papers,
    split_paper,
)
from app.vocabulary import Month, TaskSource
from tests.documents.corpora import naughty_strings, printable
from tests.targets.conftest import MARCH

TASK = PlanTask("年度", "农村危房改造：3月开工15户", "全年42户", "3月31日", "主办（协办：演示甲）")
PLAN = PlanForm("雷山县", "丹江镇（演示）", MARCH, "𬭎䶮堃", "副镇长", "农业农村", (TASK,), date(2026, 3, 3))
ROW = SplitTask("1", "★农村危房改造", "全年42户（12月31日前）", "演示丙", ("核实", *[""] * 10, "验收"))
SPLIT = SplitForm("雷山县", "丹江镇（演示）", 2026, (ROW,), ("★为重点项目。",), date(2026, 1, 15))


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def sizes(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(width), round(height)) for width, height in (page.get_size() for page in document)]
    finally:
        document.close()


def test_a_plan_is_one_upright_page_that_says_everything():
    [page] = pages(plan_paper(PLAN))
    for part in (
        "雷山县科级领导干部月工作计划表",
        "单位：丹江镇（演示）",
        "2026年3月",
        "𬭎䶮堃",
        "农村危房改造：3月开工15户",
        "主办（协办：演示甲）",
        "本人签名：",
        "单位主要负责人签名：",
        "2026年3月3日",
    ):
        assert part in page
    assert sizes(plan_paper(PLAN)) == [(595, 842)]


def test_an_empty_plan_is_one_page_to_fill_by_hand():
    [page] = pages(plan_paper(replace(PLAN, tasks=(), settled_on=None)))
    assert page.count("年月日") == 2
    assert "13" in page


def test_a_long_plan_loses_no_task_and_keeps_its_signatures_together():
    for count in range(1, 40):
        tasks = tuple(replace(TASK, task=f"任务{number:02d}号") for number in range(count))
        texts = pages(plan_paper(replace(PLAN, tasks=tasks)))
        whole = "".join(texts)
        assert all(f"任务{number:02d}号" in whole for number in range(count))
        assert texts[-1].count("签名：") == 2
        assert len(texts) <= 4


def test_the_units_plans_start_on_right_hand_pages_with_their_own_numbers():
    texts = pages(plan_papers([PLAN, replace(PLAN, name="演示丁")]))
    assert len(texts) == 3
    assert texts[1] == ""
    assert "演示丁" in texts[2]
    assert "第1页共1页" in texts[2]


def test_a_plan_of_two_pages_leaves_no_empty_page_before_the_next():
    texts = pages(plan_papers([replace(PLAN, tasks=(TASK,) * 20), PLAN]))
    assert [text[-6:] for text in texts] == ["第1页共2页", "第2页共2页", "第1页共1页"]


def test_the_split_is_a_wide_page_with_twelve_months():
    [page] = pages(split_paper(SPLIT))
    for part in (
        "丹江镇（演示）2026年度目标任务分解表",
        "★农村危房改造",
        "10月11月12月",
        "验收",
        "注：★为重点项目。",
    ):
        assert part in page
    assert sizes(split_paper(SPLIT)) == [(842, 595)]


def test_a_year_of_many_targets_goes_on_with_its_header_and_ends_signed():
    rows = tuple(replace(ROW, number=str(number), title=f"目标{number:03d}") for number in range(1, 61))
    texts = pages(split_paper(replace(SPLIT, rows=rows)))
    assert all("目标任务" in text for text in texts)
    assert all(f"目标{number:03d}" in "".join(texts) for number in range(1, 61))
    assert "单位主要负责人（签字）：" in texts[0]


@pytest.mark.parametrize("count", range(8, 14))
def test_the_notes_always_have_room(count):
    rows = tuple(replace(ROW, number=str(number)) for number in range(1, count))
    notes = tuple(f"“目标{number}”已撤销：调整。" for number in range(8))
    assert "“目标7”已撤销：调整。" in pages(split_paper(replace(SPLIT, rows=rows, notes=notes)))[-1]


def test_a_year_without_targets_is_still_a_sheet():
    assert "1月2月" in pages(split_paper(replace(SPLIT, rows=(), notes=())))[0]


def test_the_same_form_is_the_same_bytes():
    assert plan_paper(PLAN) == plan_paper(PLAN)
    assert split_paper(SPLIT) == split_paper(SPLIT)


def test_naughty_strings_print_without_harm():
    texts = [printable(text) for text in naughty_strings()]
    tasks = tuple(PlanTask("临时", text, text, "3月31日", text) for text in texts)
    assert pages(plan_paper(replace(PLAN, tasks=tasks)))
    rows = tuple(SplitTask("1", text, text, text, (text,) * 12) for text in texts[::10])
    assert pages(split_paper(replace(SPLIT, rows=rows)))


def test_a_plan_is_filled_from_what_was_planned(office, team, add_target, report):
    add_target("危房改造", {3: "开工15户"}, team["演示丙"], team["演示丁"], due=date(2026, 3, 20))
    plan_id = office.do(planning.open_plan, office.unit_id, team["演示丙"], MARCH)
    office.do(planning.add_item, plan_id, ItemEntry("迎检", TaskSource.COUNTY, "一次通过"))
    report(team["演示丙"], MARCH.previous, "路面", 50)
    office.do(carry_over, office.unit_id, team["演示丙"], MARCH)
    office.at(date(2026, 3, 3)).do(planning.settle_plan, plan_id)
    form = office.see(forms.plan_form, office.unit_id, team["演示丙"], MARCH)
    assert (form.county, form.name, form.settled_on) == ("雷山县", "演示丙", date(2026, 3, 3))
    assert form.tasks == (
        PlanTask("年度", "开工15户", "", "3月20日", "主办（协办：演示丁）"),
        PlanTask("县交", "迎检", "一次通过", "3月31日", ""),
        PlanTask("结转", "路面", "", "3月31日", ""),
    )


def test_a_year_without_key_projects_explains_no_star(office, add_target):
    add_target("清运")
    assert office.see(forms.split_form, office.unit_id, 2026).notes == ()


def test_all_plans_with_tasks_are_printed_together_in_board_order(office, team, add_target):
    add_target("森林防火", {3: "巡山"}, team["演示丁"], team["演示乙"])
    office.do(planning.open_plans, office.unit_id, MARCH)
    found = office.see(forms.plan_forms, office.unit_id, MARCH)
    assert [(form.name, form.tasks[0].people) for form in found] == [
        ("演示乙", "协办（与演示丁）"),
        ("演示丁", "主办（协办：演示乙）"),
    ]


def test_a_month_without_plans_prints_nothing_and_says_so(office, team):
    with pytest.raises(UserError, match="2026年3月还没有可打印的计划"):
        office.see(forms.plan_forms, office.unit_id, MARCH)


def test_the_split_is_filled_from_the_years_targets(office, team, add_target):
    add_target(
        "危房改造", {1: "核实"}, team["演示丙"], key_project=True, due=date(2026, 9, 30), measure="42户"
    )
    office.do(actions.drop_target, add_target("烤烟种植"), "上级调整")
    add_target("清运", {12: "考核"})
    form = office.see(forms.split_form, office.unit_id, 2026)
    assert [(row.number, row.title, row.measure, row.holders) for row in form.rows] == [
        ("1", "★危房改造", "42户（9月30日前）", "演示丙"),
        ("2", "清运", "", ""),
    ]
    assert form.notes == ("★为重点项目。", "“烤烟种植”已撤销：上级调整。")
    assert form.made_on == date(2026, 3, 28)


def test_the_split_tells_goals_what_is_reached_and_the_weights(office, team, add_target, report):
    houses = {"amount_unit": "户", "amount_goal": Decimal(42)}
    first = add_target("危房改造", {2: "核实"}, team["演示丙"], weight=Decimal(60), **houses)
    add_target("茶园", amount_unit="亩", amount_start=Decimal(100), amount_goal=Decimal("150.5"))
    report(team["演示丙"], Month(2026, 2), "核实", 100, target_id=first, amount=Decimal(40))
    form = office.see(forms.split_form, office.unit_id, 2026)
    assert [row.measure for row in form.rows] == [
        "数量目标：42户\n至今40户，正常\n权重：60%",
        "数量目标：由100亩到150.5亩\n至今100亩，未分解",
    ]
    assert form.notes == ("权重合计 60%，应为 100%；第 2 项没有填写，请核对。",)
    [page] = pages(split_paper(form))
    assert "数量目标：由100亩到150.5亩" in page
