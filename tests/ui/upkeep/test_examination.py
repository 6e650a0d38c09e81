from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from app.backup import back_up
from app.errors import EnvironmentProblem
from tests.ui.upkeep.conftest import settle
from ui.upkeep import examination


def words(page):
    return [piece.text() for piece in page.examination.lines.findChildren(QLabel) if piece.isVisible()]


def test_the_faults_come_first_with_what_to_do(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_F5)
    settle(qtbot, page)
    qtbot.waitUntil(lambda: "数据库" in words(page))
    assert page.examination.result.text() == "1 项需要处理"
    assert words(page)[:3] == ["注意", "备份", "还没有备份。"]
    assert "U 盘" in words(page)[3]
    assert words(page)[4] == "正常"


def test_the_report_is_copied_for_passing_on(qtbot, page, office):
    back_up(office)
    assert not page.examination.copy.isEnabled()
    qtbot.mouseClick(page.examination.begin, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    qtbot.mouseClick(page.examination.copy, Qt.MouseButton.LeftButton)
    report = QGuiApplication.clipboard().text()
    assert report.startswith("实绩簿体检报告　丹江镇（演示）　2026-04-02 09:41\n")
    assert "[正常] 备份：最近一次是 2026-04-02 09:41。" in report
    assert "已复制" in page.examination.told.text()


def test_an_examination_that_breaks_off_can_be_begun_again(qtbot, page, monkeypatch):
    def broken(_ring, _now):
        raise EnvironmentProblem("磁盘读写出错，未能完成。", next_step="请检查磁盘后重试。")

    monkeypatch.setattr(examination, "examine", broken)
    qtbot.mouseClick(page.examination.begin, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.problems.text == "磁盘读写出错，未能完成。请检查磁盘后重试。"
    assert page.examination.begin.isEnabled()
    assert not page.examination.copy.isEnabled()
