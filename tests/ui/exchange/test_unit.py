"""The tab at a unit beside the usual way: sticks, dropped files, two versions, papers, the earlier entry."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.errors import EnvironmentProblem
from app.exchange import people_requests, pushes
from app.people import actions as people
from app.people.entries import CadreEntry
from app.vocabulary import RequestVerdict
from tests.builders import ON_FILE
from tests.exchange.test_views import appraisal, disagreeing
from tests.exchange.world import MARCH
from ui.exchange import sticks, unit_stage
from ui.exchange.dialogs import ExportSince
from ui.exchange.files_dialog import FilesDialog
from ui.exchange.sticks import StickDialog
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def town(world):
    """One enrolled unit with a team, everything at the county."""
    made = world.town(enrolled=False)
    made.team = made.add_team()
    world.enrol(made)
    world.trip(made)
    return made


@pytest.fixture
def unit(town, sides):
    return sides(town)


def test_without_a_stick_it_says_so_and_another_folder_can_be_taken(unit, town, world, monkeypatch, tmp_path):
    monkeypatch.setattr(sticks, "drives", lambda: ())
    town.add_report(town.team["演示丙"], MARCH)
    unit.sit().go_on()
    dialog = unit.dialog(StickDialog)
    unit.settle()
    assert "没有找到 U 盘" in dialog.words.text()
    assert not dialog.ok.isEnabled()
    unit.click(dialog.folder)
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path))
    chooser.close()
    unit.settle()
    assert unit.page.state.text() == "可以拔出"
    assert list(tmp_path.glob("*上报*.sjx"))
    unit.click(unit.page.export_again)
    dialog = unit.dialog(StickDialog)
    unit.settle()
    drive = dialog.list.current()
    assert (drive.path, drive.last) == (tmp_path, True)
    dialog.reject()


def test_a_pulled_stick_is_told_and_the_export_can_be_tried_again(unit, town, monkeypatch):
    def pulled(*_, **__):
        raise EnvironmentProblem("文件没有保存：", next_step="请检查 U 盘。")

    town.add_report(town.team["演示丙"], MARCH)
    monkeypatch.setattr(unit_stage.pushes, "push", pulled)
    unit.sit().go_on()
    unit.use_stick()
    assert unit.page.state.text() == "没有完成"
    assert unit.page.problems.text == "文件没有保存：请检查 U 盘。"
    assert unit.page.primary.isEnabled()


def test_while_files_are_written_nothing_else_can_be_started(unit, town, monkeypatch):
    begun, go_on = Event(), Event()

    def slow(*args, **more):
        begun.set()
        go_on.wait(10)
        return whole(*args, **more)

    whole = pushes.push
    monkeypatch.setattr(unit_stage.pushes, "push", slow)
    town.add_report(town.team["演示丙"], MARCH)
    unit.sit().go_on()
    dialog = unit.dialog(StickDialog)
    unit.qtbot.waitUntil(dialog.ok.isEnabled)
    unit.click(dialog.ok)
    unit.qtbot.waitUntil(begun.is_set)
    assert "请不要拔出 U 盘" in unit.page.told.text()
    assert not unit.page.primary.isEnabled()
    go_on.set()
    unit.settle()
    assert unit.page.state.text() == "可以拔出"


def drop(page, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, action = QPoint(50, 50), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place, action, mime, buttons, keys)
    page.dragEnterEvent(entering)
    assert entering.isAccepted()
    page.dropEvent(QDropEvent(place.toPointF(), action, mime, buttons, keys))


def test_a_dropped_folder_is_looked_at_like_a_stick(unit, town, world):
    town.add_report(town.team["演示丙"], MARCH)
    world.county.take(*town.push())
    world.county.give(town)
    unit.sit()
    drop(unit.page, world.stick)
    unit.settle()
    preview = unit.dialog(FilesDialog)
    assert "可以导入 1 个" in preview.tally.text()
    unit.click(preview.ok)
    unit.settle()
    unit.dialog(FilesDialog).reject()
    unit.settle()
    assert "县里已收到全部内容" in unit.page.sentence.text()


def test_an_empty_stick_says_that_nothing_is_there(unit, world):
    for file in world.stick.glob("*"):
        file.unlink()
    preview = unit.sit().look_in()
    assert "没有找到给本机的交换文件" in preview.tally.text()
    assert not preview.ok.isEnabled()
    preview.reject()


def test_single_files_can_be_chosen(unit, town, world):
    file = world.county.give(town)
    unit.sit()
    unit.go_on()
    dialog = unit.dialog(StickDialog)
    unit.settle()
    unit.click(dialog.files)
    chooser = dialog.findChild(QFileDialog)
    chooser.filesSelected.emit([str(file)])
    chooser.close()
    unit.settle()
    preview = unit.dialog(FilesDialog)
    assert [line.result.file_name for line in preview._lines] == [Path(file).name]
    preview.reject()


@ON_FILE
def test_two_versions_are_settled_by_clicks(world, sides):
    town = world.town(enrolled=False)
    town.team = town.add_team()
    world.enrol(town)
    world.trip(town)
    report = disagreeing(world, town)
    unit = sides(town)
    page = unit.page
    assert page.tabs["conflicts"].text() == "两种内容 1"
    unit.click(page.tabs["conflicts"])
    unit.click(page.theirs)
    unit.click(unit.dialog(ConfirmNames).ok)
    unit.settle()
    assert appraisal(town, report) == "县里已收的内容。"
    assert page.tabs["conflicts"].text() == "两种内容"
    assert not page.ours.isEnabled()


@ON_FILE
def test_ours_is_kept_with_one_key(world, sides):
    town = world.town(enrolled=False)
    town.team = town.add_team()
    world.enrol(town)
    world.trip(town)
    report = disagreeing(world, town)
    unit = sides(town)
    unit.page.turn_to("conflicts")
    unit.qtbot.keyClick(unit.window, Qt.Key.Key_F10)
    unit.settle()
    assert appraisal(town, report) == "恢复以后写的内容。"
    assert unit.page.conflicts.current().settled_by


def test_requests_show_the_countys_answer_and_its_reason(unit, town, world):
    town.do(people.edit_cadre, town.team["演示丙"], CadreEntry("演示丙丙", party="中共党员"))
    unit.sit()
    assert unit.page.tabs["requests"].text() == "人员变动申请 1"
    assert unit.page.requests.current().words == "姓名：演示丙 → 演示丙丙"
    world.trip(town)
    (asked,) = world.county.see(people_requests.person_requests)
    world.county.do(
        people_requests.decide_request, asked.request_id, RequestVerdict.REFUSED, "与干部档案不符"
    )
    town.take(world.county.give(town))
    unit.sit()
    assert unit.page.tabs["requests"].text() == "人员变动申请"
    assert unit.page.requests.detail.text() == "与干部档案不符"


def test_from_an_earlier_entry_and_the_whole(unit, town, world):
    unit.sit()
    unit.click(unit.page.since)
    dialog = unit.dialog(ExportSince)
    dialog.number.setValue(0)
    unit.click(dialog.ok)
    unit.use_stick()
    assert unit.page._desk.sent[0].first_seq == 1
    unit.click(unit.page.whole)
    unit.use_stick()
    assert unit.page._desk.sent[0].kind.label == "全量"


def test_a_file_is_written_once_more(unit, town, world):
    town.add_report(town.team["演示丙"], MARCH)
    (file,) = town.push()
    file.unlink()
    unit.sit()
    unit.qtbot.keyClick(unit.window, Qt.Key.Key_F7)
    unit.use_stick()
    assert file.exists()


def test_the_sheet_to_compare_by_is_shown_before_it_is_printed(unit):
    unit.sit()
    unit.click(unit.page.compare)
    unit.settle()
    paper = unit.dialog(PaperDialog)
    assert paper.windowTitle().startswith("数据交换核对单")
    paper.reject()
