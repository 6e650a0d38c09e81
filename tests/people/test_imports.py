"""A list of people from a spreadsheet: read, previewed, decided, written; and exported again."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.errors import NotAllowed, UserError
from app.people import actions, cards, imports, views
from app.people.entries import CadreEntry, PostEntry
from app.people.imports import ADD, SKIP, RowState, import_people, preview_import
from app.people.sheet import people_template, read_people
from app.vocabulary import Month, PersonCategory, PostEnd, PostKind, Rank, Role, Sex

HEAD = ["姓名", "职务", "任现职时间"]


@pytest.fixture
def written(tmp_path):
    """Write rows to a workbook and read it as a list of people."""

    def write(*rows, head=HEAD):
        workbook = Workbook()
        workbook.active.append(["丹江镇科级干部花名册"])
        workbook.active.append(head)
        for row in rows:
            workbook.active.append(row)
        path = tmp_path / "名单.xlsx"
        workbook.save(path)
        return read_people(path)

    return write


def preview(office, sheet):
    return office.see(preview_import, office.unit_id, sheet)


def states(office, sheet):
    return [line.state for line in preview(office, sheet).rows]


def take(office, sheet):
    return office.do(import_people, preview(office, sheet))


def member(office, name):
    return next(m for m in office.see(views.roster, office.unit_id, Month(2026, 3)) if m.name == name)


def test_a_usual_roster_is_read_whatever_its_titles(written):
    sheet = written(
        ["1", "王　芳", "女", date(1980, 5, 1), "镇长", "正科级", "行政编", "全面", "2021.03", "√"],
        ["2", "𬭎䶮堃", "男", "197912", "副镇长", "乡科级副职", "参公", "农业", "2024年1月5日", "否"],
        head=[
            "序号",
            "名\u3000字",
            "性别",
            "出生日期",
            "现任职务",
            "级别",
            "编制",
            "分工",
            "任职时间",
            "一把手",
        ],
    )
    assert sheet.errors == ()
    first, second = (row.values for row in sheet.rows)
    assert (first["name"], first["sex"], first["born"]) == ("王芳", Sex.FEMALE, Month(1980, 5))
    assert (first["rank"], first["category"]) == (Rank.SECTION_HEAD, PersonCategory.CIVIL_SERVANT)
    assert (first["since"], first["heads_unit"], first["position"]) == (date(2021, 3, 1), True, 1)
    assert (second["name"], second["born"], second["since"]) == ("𬭎䶮堃", Month(1979, 12), date(2024, 1, 5))
    assert second["category"] is PersonCategory.REFERENCE


def test_what_is_wrong_is_listed_by_row_and_column(written):
    sheet = written(
        ["演示甲", "镇长", "2021-03-15", "不详", "x", "处级", "也许"],
        ["", "副镇长", "上个月", "男", "0", "副科", "是"],
        head=[*HEAD, "性别", "排序", "职级", "是否报告"],
    )
    assert [str(error) for error in sheet.errors] == [
        "第 3 行“性别”：“不详”应为男、女之一。",
        "第 3 行“排序”：“x”请填 1 至 9999 的整数。",
        "第 3 行“职级”：“处级”应为正科、副科、股级、一般干部之一。",
        "第 3 行“是否报告”：“也许”请填“是”或“否”。",
        "第 4 行“姓名”：必填，不能为空。",
        "第 4 行“任现职时间”：“上个月”不是日期，请写成 2021-03-15 的样子。",
        "第 4 行“排序”：“0”请填 1 至 9999 的整数。",
    ]


def test_nothing_is_written_before_it_is_confirmed(office, written):
    sheet = written(["演示甲", "镇长", "2021-03-15"])
    assert states(office, sheet) == [RowState.NEW]
    assert office.see(views.roster, office.unit_id, Month(2026, 3)) == ()
    assert take(office, sheet) == imports.Imported(added=1, updated=0, left_out=0)
    assert member(office, "演示甲").title == "镇长"


def test_new_people_stand_where_the_sheet_puts_them(office, written):
    head = [*HEAD, "序号"]
    rows = [["演示甲", "副镇长", "2021-03-15", 2], ["演示乙", "镇长", "2021-03-15", 1]]
    take(office, written(*rows, head=head))
    listed = [(one.name, one.position) for one in office.see(cards.people, office.unit_id)]
    assert listed == [("演示乙", 1), ("演示甲", 2)]


def test_one_bad_row_does_not_stop_the_others(office, written):
    sheet = written(
        ["演示甲", "镇长", "2021-03-15"],
        ["演示乙", "副镇长", "三月"],
        ["演示丙", "副镇长", None],
        ["演示丁", "副镇长", "2999-01-01"],
    )
    looked = preview(office, sheet)
    assert [line.state for line in looked.rows] == [RowState.NEW, *[RowState.WRONG] * 3]
    assert [str(line.errors[0]) for line in looked.rows[2:]] == [
        "第 5 行“任现职时间”：新增人员必填。",
        "第 6 行“任现职时间”2999-01-01 晚于今天。请核对；尚未到任的，到任后再导入。",
    ]
    assert take(office, sheet) == imports.Imported(1, 0, 3)


def test_importing_the_same_list_again_changes_nothing(office, written):
    sheet = written(["演示甲", "镇长", "2021-03-15"], ["演示乙", "副镇长", "2022.05"])
    take(office, sheet)
    assert states(office, sheet) == [RowState.SAME, RowState.SAME]
    assert take(office, sheet) == imports.Imported(0, 0, 2)


def test_a_correction_changes_only_what_the_sheet_says(office, written):
    office.add_cadre("演示甲", portfolio="农业农村", since=date(2021, 3, 15))
    head = [*HEAD, "出生年月", "分管工作", "排序"]
    sheet = written(["演示甲", "副镇长", "2021-03", "1985-06", None, 7], head=head)
    [line] = preview(office, sheet).rows
    assert line.state is RowState.CHANGED
    assert [(c.label, c.before, c.after) for c in line.candidates[0].changes] == [
        ("排序", "1", "7"),
        ("出生年月", "", "1985-06"),
    ]
    assert not line.candidates[0].begins
    take(office, sheet)
    changed = member(office, "演示甲")
    assert (changed.portfolio, changed.since, changed.position) == ("农业农村", date(2021, 3, 15), 7)
    assert changed.born == Month(1985, 6)


def test_a_later_day_with_another_title_begins_a_new_post(office, written):
    cadre_id = office.add_cadre("演示甲", "副镇长", since=date(2021, 3, 15))
    sheet = written(["演示甲", "镇长", "2026-02-10"])
    [line] = preview(office, sheet).rows
    assert line.candidates[0].begins
    take(office, sheet)
    new, old = office.see(cards.cadre_card, cadre_id).posts
    assert (new.entry.title, new.entry.since) == ("镇长", date(2026, 2, 10))
    assert (old.entry.title, old.entry.until, old.entry.ended) == (
        "副镇长",
        date(2026, 2, 9),
        PostEnd.CHANGED,
    )


def test_who_left_comes_back_only_with_a_new_day(office, written):
    cadre_id = office.add_cadre(
        "演示甲", "副镇长", since=date(2021, 3, 15), until=date(2025, 1, 31), ended=PostEnd.TRANSFER
    )
    [line] = preview(office, written(["演示甲", "副镇长", "2021-03-15"])).rows
    assert str(line.errors[0]).startswith("第 3 行“任现职时间”：此人已离任")
    [line] = preview(office, written(["演示甲", "副镇长", "2024-03-15"])).rows
    assert "时间重叠" in str(line.errors[0])
    take(office, written(["演示甲", "副镇长", "2026-01-05"]))
    assert len(office.see(cards.cadre_card, cadre_id).posts) == 2
    assert member(office, "演示甲").since == date(2026, 1, 5)


def test_the_same_name_twice_in_the_sheet_is_asked_about(office, written):
    sheet = written(["演示甲", "镇长", "2021-03-15"], ["演示甲", "副镇长", "2022-05-01"])
    looked = preview(office, sheet)
    assert [line.state for line in looked.rows] == [RowState.UNSURE] * 2
    assert looked.undecided == 2
    assert office.do(import_people, looked) == imports.Imported(0, 0, 2)
    decided = looked.decided(3, ADD).decided(4, SKIP)
    assert office.do(import_people, decided) == imports.Imported(1, 0, 1)


def test_namesakes_are_told_apart_by_month_of_birth(office, written):
    head = [*HEAD, "出生年月"]
    rows = [["演示甲", "镇长", "2021-03-15", "1980-05"], ["演示甲", "副镇长", "2022-05-01", "1990-06"]]
    take(office, written(*rows, head=head))
    rows[1][1] = "武装部长"
    assert states(office, written(*rows, head=head)) == [RowState.SAME, RowState.CHANGED]


def test_a_namesake_born_in_another_month_is_asked_about_and_can_be_either(office, written):
    office.do(
        actions.add_cadre,
        office.unit_id,
        CadreEntry("演示甲", born=Month(1980, 5)),
        PostEntry("镇长", date(2021, 3, 15)),
    )
    sheet = written(["演示甲", "镇长", "2021-03-15", "1980-06"], head=[*HEAD, "出生年月"])
    looked = preview(office, sheet)
    [line] = looked.rows
    assert line.state is RowState.UNSURE
    assert [one.label for one in line.candidates] == ["演示甲（1980年5月生，镇长，在任）"]
    office.do(import_people, looked.decided(3, line.candidates[0].cadre_id))
    assert member(office, "演示甲").born == Month(1980, 6)
    office.do(import_people, preview(office, written(["演示甲", "秘书", "2021-03-15"])).decided(3, SKIP))


def test_a_row_without_birth_among_namesakes_is_asked_about(office, written):
    office.add_cadre("演示甲")
    office.add_cadre("演示甲", "武装部长", until=date(2025, 1, 1), ended=PostEnd.RETIRED)
    [line] = preview(office, written(["演示甲", "副镇长", "2024-01-01"])).rows
    assert line.state is RowState.UNSURE
    assert [one.label for one in line.candidates] == ["演示甲（副镇长，在任）"]


def test_an_unsure_row_that_could_not_be_added_is_wrong(office, written):
    sheet = written(["演示甲", "镇长", None], ["演示甲", "副镇长", "2022-05-01"])
    assert states(office, sheet) == [RowState.WRONG, RowState.UNSURE]


def test_another_units_people_and_concurrent_posts_are_left_out(office, written):
    sheet = written(
        ["演示甲", "镇长", "2021-03-15", "西江镇", "任职"],
        ["演示乙", "统计站长", "2021-03-15", "丹江镇（演示）", "兼职"],
        ["演示丙", "副镇长", "2025-06-01", "丹江镇", "挂职"],
        head=[*HEAD, "单位", "任职方式"],
    )
    looked = preview(office, sheet)
    assert [str(error) for line in looked.rows for error in line.errors] == [
        "第 3 行“单位”：“西江镇”不是本单位。",
        "第 4 行“任职方式”：兼职请在人员卡片中登记。",
    ]
    take(office, sheet)
    assert member(office, "演示丙").kind is PostKind.SECONDED


def test_who_is_not_in_the_sheet_stays_and_is_named(office, written):
    office.add_cadre("演示乙")
    office.add_cadre("演示丙", until=date(2025, 1, 1), ended=PostEnd.RETIRED)
    looked = preview(office, written(["演示甲", "镇长", "2021-03-15", "x"], head=[*HEAD, "手机"]))
    assert looked.unlisted == ("演示乙",)
    assert looked.unknown == ("手机",)


def test_a_list_that_changed_meanwhile_is_refused_whole(office, written):
    cadre_id = office.add_cadre("演示甲", since=date(2021, 3, 15))
    sheet = written(["演示乙", "副镇长", "2024-01-01"], ["演示甲", "镇长", "2021-03-15"])
    looked = preview(office, sheet)
    post_id = office.see(cards.cadre_card, cadre_id).posts[0].post_id
    office.do(actions.end_post, post_id, date(2026, 3, 1), PostEnd.TRANSFER)
    with pytest.raises(UserError, match="第 4 行“演示甲”：此人已离任"):
        office.do(import_people, looked)
    assert [p.name for p in office.see(cards.people, office.unit_id)] == ["演示甲"]


def test_the_export_comes_back_as_it_went_out(office, tmp_path):
    office.add_team()
    office.do(
        actions.add_cadre,
        office.unit_id,
        CadreEntry("古丽·买买提", Sex.FEMALE, Month(1980, 10), "群众", PersonCategory.INSTITUTION, "=备注"),
        PostEntry('=HYPERLINK("x")', date(2026, 1, 5), Rank.GENERAL, PostKind.SECONDED, reports=False),
    )
    office.add_cadre("演示离任", until=date(2025, 1, 1), ended=PostEnd.RETIRED)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(office.see(imports.export_people, office.unit_id))
    sheet = read_people(path)
    assert [row.text("name") for row in sheet.rows] == ["演示甲", "演示乙", "演示丙", "演示丁", "古丽·买买提"]
    assert states(office, sheet) == [RowState.SAME] * 5
    assert path.read_bytes() == office.see(imports.export_people, office.unit_id)


def test_the_template_is_an_empty_list_that_can_be_filled_in(tmp_path):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(people_template())
    sheet = read_people(path)
    assert (sheet.rows, sheet.unknown) == ((), ())


def test_only_clerk_and_head_import(office, written):
    sheet = written(["演示甲", "镇长", "2021-03-15"])
    looked = preview(office, sheet)
    office.as_(Role.CADRE)
    with pytest.raises(NotAllowed):
        preview(office, sheet)
    with pytest.raises(NotAllowed):
        office.do(import_people, looked)


def test_a_csv_of_another_office_is_read_too(tmp_path):
    path = Path(tmp_path / "名单.csv")
    path.write_bytes("姓名,职务,任现职时间\n演示甲,镇长,2021.03\n".encode("gb18030"))
    assert [row.text("name") for row in read_people(path).rows] == ["演示甲"]
