"""A year's targets from a spreadsheet: read, previewed, written; and exported again."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from app.errors import NotAllowed, ShijibuError, UserError
from app.people.imports import SKIP, Imported, RowState
from app.targets import actions, imports
from app.targets.entries import TargetEntry
from app.targets.imports import import_targets, preview_targets
from app.targets.sheet import TWICE, names_of, read_targets, targets_template
from app.vocabulary import Month, Role, TargetSource
from tests.documents.corpora import FOLDER, naughty_strings

HEAD = ["目标任务", "衡量标准", "责任人", "协办", "1月", "三月份"]


@pytest.fixture
def written(tmp_path):
    """Write rows to a workbook and read it as a table of targets."""

    def write(*rows, head=HEAD):
        workbook = Workbook()
        workbook.active.append(head)
        for row in rows:
            workbook.active.append(row)
        path = tmp_path / "目标.xlsx"
        workbook.save(path)
        return read_targets(path)

    return write


@pytest.fixture
def preview(office, team):
    return lambda sheet: office.see(preview_targets, office.unit_id, 2026, sheet)


def test_a_usual_table_is_read_whatever_its_titles(written):
    sheet = written(
        ["危房改造", "县级", "√", "2026年9月", "演示甲、演示乙；演示丙", "演示丁 演示戊", "核实", "验收"],
        head=["工作任务", "任务来源", "是否重点", "时限", "牵头领导", "配合领导", "01月", "十二月"],
    )
    assert sheet.errors == ()
    values = sheet.rows[0].values
    assert (values["source"], values["key_project"]) == (TargetSource.COUNTY, True)
    assert values["due"] == date(2026, 9, 30)
    assert values["lead"] == ("演示甲", "演示乙", "演示丙")
    assert values["assist"] == ("演示丁", "演示戊")
    assert (values["month1"], values["month12"]) == ("核实", "验收")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王　芳", ("王芳",)),
        ("王芳 李明", ("王芳", "李明")),
        ("阿依古丽•买买提，王芳\n李 明", ("阿依古丽·买买提", "王芳", "李明")),
        ("王芳、王芳", ("王芳",)),
        ("、；", ()),
    ],
)
def test_names_are_told_apart_however_they_are_separated(text, names):
    assert names_of(text) == names


def test_new_targets_come_with_holders_and_split(office, preview, written, grid):
    sheet = written(["危房改造", "42户", "演示丙", "演示丁、演示甲", "核实", "开工15户"], ["垃圾清运"])
    assert [line.state for line in preview(sheet).rows] == [RowState.NEW, RowState.NEW]
    assert grid().rows == ()
    assert office.do(import_targets, preview(sheet)) == Imported(2, 0, 0)
    first, second = grid().rows
    assert first.holder_names == "演示丙（协办：演示甲、演示丁）"
    assert first.tasks[:3] == ("核实", "", "开工15户")
    assert (second.entry.title, second.holders) == ("垃圾清运", ())
    assert [line.state for line in preview(sheet).rows] == [RowState.SAME, RowState.SAME]


def test_a_changed_row_shows_what_it_changes_and_blanks_change_nothing(office, preview, written, grid):
    office.do(import_targets, preview(written(["危房改造", "42户", "演示丙", "演示丁", "核实", "开工"])))
    sheet = written(["危房改造", None, "演示乙", None, "核实对象", None])
    [line] = preview(sheet).rows
    assert [(change.label, change.before, change.after) for change in line.changes] == [
        ("1月", "核实", "核实对象"),
        ("责任人", "演示丙（协办：演示丁）", "演示乙"),
    ]
    assert office.do(import_targets, preview(sheet).decided(2, SKIP)) == Imported(0, 0, 1)
    assert office.do(import_targets, preview(sheet)) == Imported(0, 1, 0)
    [row] = grid().rows
    assert (row.entry.measure, row.tasks[:3], row.holder_names) == (
        "42户",
        ("核实对象", "", "开工"),
        "演示乙",
    )


def test_a_change_without_names_keeps_the_holders(office, preview, written, grid):
    office.do(import_targets, preview(written(["危房改造", "42户", "演示丙"])))
    office.do(import_targets, preview(written(["危房改造", "50户"])))
    assert (grid().rows[0].entry.measure, grid().rows[0].holder_names) == ("50户", "演示丙")


def test_one_bad_row_does_not_stop_the_others(office, preview, written, grid):
    office.add_cadre("演示丙", "武装部长")
    sheet = written(
        ["防火", None, "演示甲", None, "巡山"],
        ["防汛", None, "没有此人", "演示丙", "值守"],
        ["清运", None, None, "演示甲"],
        ["重复"],
        ["重 复"],
        [None, "x", "、"],
    )
    looked = preview(sheet)
    assert [str(error) for line in looked.rows for error in line.errors] == [
        "第 3 行“责任人”：“没有此人”不在人员名单中。",
        "第 3 行“协办”：“演示丙”有同名的人，请在目标计划中指定。",
        "第 4 行“责任人”：请指定一名主办人。其余人员为协办。",
        "第 5 行“目标任务”：表中有两行相同的目标任务，请合并。",
        "第 6 行“目标任务”：表中有两行相同的目标任务，请合并。",
        "第 7 行“目标任务”：必填，不能为空。",
        "第 7 行“责任人”：没有认出姓名，请用“、”隔开。",
    ]
    assert office.do(import_targets, looked) == Imported(1, 0, 5)
    assert [row.entry.title for row in grid().rows] == ["防火"]


def test_a_time_limit_of_another_year_is_told_by_its_column(preview, written):
    [line] = preview(written(["防火", "2027-05"], head=["目标任务", "完成时限"])).rows
    assert str(line.errors[0]) == "第 2 行“完成时限”应在 2026 年内。跨年的任务请分年度登记。"


def test_a_table_that_no_longer_fits_is_refused_whole(office, preview, written, grid):
    looked = preview(written(["防汛"], ["防火"]))
    office.do(actions.add_target, office.unit_id, 2026, TargetEntry("防火"))
    with pytest.raises(UserError, match="第 3 行“防火”：2026年已有目标"):
        office.do(import_targets, looked)
    assert [row.entry.title for row in grid().rows] == ["防火"]


def test_the_export_comes_back_as_it_went_out(office, team, preview, add_target, tmp_path):
    figures = {"weight": Decimal("12.5"), "amount_unit": "户", "amount_goal": Decimal(42)}
    people = team["演示丙"], team["演示丁"]
    add_target("危房改造", {1: "核实", 12: "验收"}, *people, due=date(2026, 12, 31), **figures)
    add_target("=SUM(A1)", {3: "+86"}, team["演示甲"], source=TargetSource.COUNTY, key_project=True)
    office.do(actions.drop_target, add_target("撤销的"), "取消")
    path = tmp_path / "目标.xlsx"
    path.write_bytes(office.see(imports.export_targets, office.unit_id, 2026))
    sheet = read_targets(path)
    assert [line.state for line in preview(sheet).rows] == [RowState.SAME] * 2


def test_figures_come_from_the_table_and_how_they_stand_goes_out(office, preview, written, grid, tmp_path):
    head = ["目标任务", "权重", "计量单位", "目标数量", "1月"]
    office.do(import_targets, preview(written(["危房改造", "15%", "户", "1,042", "核实"], head=head)))
    [row] = grid().rows
    assert (row.entry.weight, row.figures.words) == (Decimal(15), "0/1042户")
    path = tmp_path / "目标.xlsx"
    path.write_bytes(office.see(imports.export_targets, office.unit_id, 2026))
    titles, values = list(load_workbook(path).active.values)[-2:]
    shown = dict(zip(titles, values, strict=True))
    assert (shown["累计完成"], shown["进度"]) == ("0/1042户", "滞后")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["101", "户", "42"], "“权重”最多 100"),
        (["x", "户", "42"], "“权重”应是不小于 0 的数字"),
        (["5", "户", ""], "请填写“目标数量”"),
        (["5", "", "42"], "请填写“计量单位”"),
        (["5", "户", "0"], "“目标数量”应与起始数量 0 不同"),
    ],
)
def test_a_goal_that_says_nothing_is_told_by_its_column(preview, written, cells, told):
    head = ["目标任务", "权重", "计量单位", "目标数量"]
    [line] = preview(written(["危房改造", *cells], head=head)).rows
    assert line.state is RowState.WRONG
    assert told in str(line.errors[0])


def test_the_template_is_an_empty_table_that_can_be_filled_in(tmp_path):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(targets_template())
    assert (read_targets(path).rows, read_targets(path).unknown) == ((), ())


def test_only_clerk_and_head_import(office, preview, written):
    looked = preview(written(["防汛"]))
    office.as_(Role.CADRE)
    with pytest.raises(NotAllowed):
        office.do(import_targets, looked)


def test_naughty_targets_and_tasks_survive_saving_export_and_import(office, preview, tmp_path, grid):
    taken = 0
    with office.office.write("登记") as work:
        for text in naughty_strings():
            try:
                target_id = actions.add_target(work, office.unit_id, 2026, TargetEntry(text, text))
            except UserError as problem:
                assert problem.field in {"title", "measure"}  # noqa: PT017 - both ways are right
                continue
            actions.split_by_month(work, {(target_id, Month(2026, 3)): text})
            taken += 1
    assert taken > 400
    path = tmp_path / "目标.xlsx"
    path.write_bytes(office.see(imports.export_targets, office.unit_id, 2026))
    sheet = read_targets(path)
    assert {error.message for error in sheet.errors} <= {TWICE}
    assert [row.text("title") for row in sheet.rows] == [row.entry.title for row in grid().rows]
    states = [line.state for line in preview(sheet).rows]
    assert states.count(RowState.SAME) > 380
    assert set(states) == {RowState.SAME, RowState.WRONG}  # NULL and null are two rows alike


def test_every_odd_workbook_is_refused_in_one_sentence():
    folder = FOLDER / "spreadsheets"
    if not folder.is_dir():
        pytest.skip(f"no corpora at {FOLDER}")
    for path in sorted(folder.iterdir()):
        with pytest.raises(ShijibuError) as problem:
            read_targets(path)
        assert str(problem.value).endswith("。"), path.name
        assert "\n" not in str(problem.value)
