"""The last look before a list of people is taken over."""

from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt

from app.people import cards
from app.people.imports import SKIP, RowState
from ui.people.import_dialog import ImportDialog

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage(open_stage):
    return open_stage()


@pytest.fixture
def preview(stage, settle, dialog, tmp_path):
    def show(*rows, head=("姓名", "职务", "任现职时间", "出生年月")):
        workbook = Workbook()
        for row in (head, *rows):
            workbook.active.append(row)
        path = tmp_path / "名单.xlsx"
        workbook.save(path)
        stage.files.preview_file(path)
        settle()
        return dialog(ImportDialog)

    return show


def column(form, place):
    model = form.sheet.model
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_every_row_says_what_it_means_and_only_good_ones_are_written(qtbot, preview, settle, office, stage):
    form = preview(
        ["演示甲", "党委书记", "2024-01-01", None],
        ["演示丙", "常务副镇长", "2026-02-01", "1980-05"],
        ["演示新", "副镇长", "2026-03-02", None],
        ["演示错", "副镇长", "三月", None],
    )
    assert column(form, 2) == ["无变化", "有变化", "新增", "有错误"]
    assert column(form, 3)[1].startswith("新任职：出生年月 空 → 1980-05；职务 副镇长 → 常务副镇长")
    assert column(form, 3)[3].startswith("“任现职时间”：“三月”不是日期")
    assert form.ok.text() == "导入 2 行（Ctrl+Enter）"
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    settle()
    assert [line.name for line in office.see(cards.people, office.unit_id)][-1] == "演示新"
    assert "新增 1，更新 1，未导入 2。" in stage.problems.text


def test_an_unsure_row_is_decided_before_it_is_written(qtbot, preview, settle, office):
    with office.office.write("生日") as work:
        from app.vocabulary import Month
        from db.tables.people import Cadre

        work.session.get_one(Cadre, office.team["演示丙"]).born = Month(1980, 5)
    form = preview(["演示丙", "副镇长", "2024-01-01", "1981-06"])
    assert (column(form, 2), column(form, 4)) == (["需确认"], ["请选择"])
    assert not form.ok.isEnabled()
    form.choice.setFocus()
    qtbot.keyClick(form.choice, Qt.Key.Key_Down)
    assert column(form, 4) == ["更新 演示丙（1980年5月生，副镇长，在任）"]
    qtbot.mouseClick(form.ok, LEFT)
    settle()
    assert office.see(cards.cadre_card, office.team["演示丙"]).entry.born == Month(1981, 6)


def test_a_good_row_can_be_left_out(qtbot, preview, settle, office):
    form = preview(["演示新", "副镇长", "2026-03-02", None])
    assert form.choice.isEnabled()
    form.choice.setCurrentIndex(1)
    assert form._preview.rows[0].decision == SKIP
    assert not form.ok.isEnabled()
    qtbot.mouseClick(form.away, LEFT)
    settle()
    assert len(office.see(cards.people, office.unit_id)) == 4


def test_what_the_file_holds_besides_is_told(preview):
    form = preview(["演示甲", "党委书记", "2024-01-01", "139"], head=("姓名", "职务", "任现职时间", "手机"))
    words = " ".join(label.text() for label in form.findChildren(type(form.tally)))
    assert "这些列没有导入：手机。" in words
    assert "保持原样的人员：演示乙、演示丙、演示丁。" in words
    assert form._preview.rows[0].state is RowState.SAME


def test_a_file_that_is_no_list_is_told_in_one_sentence(stage, settle, tmp_path):
    path = tmp_path / "别的.xlsx"
    path.write_bytes(b"PK not a workbook")
    stage.files.preview_file(path)
    settle()
    assert "别的.xlsx" in stage.problems.text


def test_a_list_that_changed_meanwhile_is_not_written(qtbot, preview, settle, office):
    from app.people import actions
    from app.vocabulary import PostEnd

    form = preview(["演示丁", "部长", "2024-01-01", None])
    post = office.see(cards.cadre_card, office.team["演示丁"]).posts[0].post_id
    office.do(actions.end_post, post, date(2026, 3, 1), PostEnd.TRANSFER)
    settle()
    qtbot.mouseClick(form.ok, LEFT)
    settle()
    assert "此人已离任" in form.problems.text
    assert form.isVisible()


def test_list_and_template_are_saved_as_files(stage, settle, tmp_path):
    stage.files.export_list(tmp_path / "名单.xlsx")
    settle()
    assert load_workbook(tmp_path / "名单.xlsx").active["C3"].value == "演示甲"
    stage.files.save_template(tmp_path / "模板.xlsx")
    settle()
    assert "模板已存到" in stage.problems.text
