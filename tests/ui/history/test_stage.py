from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import EnvironmentProblem
from app.settings import change_settings
from app.vocabulary import Role
from db.engine import writing
from tests.ui.history.conftest import settle
from ui.history import stage as journal
from ui.history.stage import JournalStage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(town, show):
    """The auditor's page after six entries: two by the head in April."""
    for name in ("演示乙", "演示丙"):
        town.add_cadre(name)
    town.at(date(2026, 4, 2)).as_(Role.HEAD, name="演示甲")
    town.add_cadre("演示丁")
    town.as_(Role.ADMIN, name="演示管").do(change_settings, {"idle_lock_minutes": 5})
    return show_to(town, show, Role.AUDITOR)


def show_to(town, show, role):
    town.as_(role, name="演示审")
    return show(JournalStage)


def actions(stage):
    model = stage.list.model
    return [model.row_at(row).action for row in range(model.rowCount())]


def choose(box, words):
    box.setCurrentIndex(box.findText(words))


def changes(stage):
    return [piece.text() for piece in stage.entry.changes.findChildren(QLabel) if piece.isVisible()]


def press(qtbot, stage, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, stage)


def test_the_newest_entry_comes_first_and_is_opened(qtbot, page):
    settle(qtbot, page)
    assert actions(page)[0] == "change_settings"
    assert page.total.text() == "6 条，最近的在上"
    assert page.entry.title.text() == "第 6 条：change_settings"
    qtbot.waitUntil(lambda: changes(page) == ["新增本机设置：设置项：idle_lock_minutes；内容：5"])


def test_keys_move_through_the_entries(qtbot, page):
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, Qt.Key.Key_Down)
    settle(qtbot, page)
    assert page.entry.title.text() == "第 5 条：新增人员"
    added = "新增干部：姓名：演示丁；政治面貌：中共党员；人员类别：公务员"
    qtbot.waitUntil(lambda: added in changes(page))


def test_the_list_is_narrowed_by_person_content_days_and_words(qtbot, page):
    choose(page.actor, "演示甲（yanshi）")
    settle(qtbot, page)
    assert actions(page) == ["新增人员"]
    choose(page.actor, "全部人员")
    choose(page.table, "本机设置")
    settle(qtbot, page)
    assert actions(page) == ["change_settings"]
    choose(page.table, "全部内容")
    page.last.setDate(QDate(2026, 3, 28))
    qtbot.waitUntil(lambda: len(actions(page)) == 4)
    qtbot.keyClick(page, Qt.Key.Key_F, CTRL)
    page.list.filter.insert("新增人员")
    qtbot.waitUntil(lambda: actions(page) == ["新增人员", "新增人员"])


def test_nothing_found_is_said_and_nothing_stays_open(qtbot, page):
    page.list.filter.insert("没有这个词")
    qtbot.waitUntil(lambda: page.total.text() == "没有符合条件的记录")
    assert page.entry.title.text() == "没有选中记录"
    assert changes(page) == []


def test_days_the_wrong_way_round_are_pointed_out(qtbot, page):
    page.first.setDate(QDate(2026, 5, 1))
    qtbot.waitUntil(lambda: "起始日期晚于截止日期" in page.problems.text)
    page.first.setDate(QDate(2026, 3, 1))
    qtbot.waitUntil(lambda: page.problems.text == "" and len(actions(page)) == 6)


def test_the_days_move_on_with_the_calendar_unless_they_were_chosen(qtbot, town, page):
    town.at(date(2026, 4, 3))
    page.refresh()
    settle(qtbot, page)
    assert page.last.date() == QDate(2026, 4, 3)
    page.last.setDate(QDate(2026, 3, 31))
    town.at(date(2026, 4, 4))
    page.refresh()
    qtbot.waitUntil(lambda: len(actions(page)) == 4)
    assert page.last.date() == QDate(2026, 3, 31)


def test_a_whole_journal_is_said_to_be_whole(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    settle(qtbot, page)
    assert page.whole.text() == "完整"
    assert page.finding.text() == "共 6 条操作记录，前后相连，没有被改动。"
    assert page.check.isEnabled()


def test_an_entry_that_was_rewritten_is_named(qtbot, town, page):
    with Session(writing(town.office.engine)) as session:
        session.execute(text("DROP TRIGGER journal_keeps_UPDATE"))
        session.execute(text("UPDATE journal SET actor = '别人' WHERE seq = 3"))
        session.commit()
    press(qtbot, page, page.check)
    assert page.whole.text() == "对不上"
    assert page.finding.text().startswith("第 3 条对不上")


def test_a_check_that_cannot_be_made_says_why_and_can_be_tried_again(qtbot, page, monkeypatch):
    def broken(_reader):
        raise EnvironmentProblem("磁盘读写出错，未能完成。", next_step="请检查磁盘后重试。")

    monkeypatch.setattr(journal, "check_chain", broken)
    press(qtbot, page, page.check)
    assert page.problems.text == "磁盘读写出错，未能完成。请检查磁盘后重试。"
    assert page.check.isEnabled()
    assert page.finding.text() == ""


def test_what_passes_the_filter_goes_into_a_spreadsheet(qtbot, page, tmp_path):
    choose(page.table, "干部")
    settle(qtbot, page)
    target = tmp_path / "操作记录.xlsx"
    page.write(target)
    settle(qtbot, page)
    assert page.problems.text == f"已导出到 {target}"
    rows = [*load_workbook(target).active.values]
    assert rows[1] == ("序号", "时间", "人员", "操作", "对象", "涉及内容")
    assert [row[0] for row in rows[2:]] == [5, 4, 3]


def test_long_journals_come_page_by_page(qtbot, town, show):
    for number in range(250):
        with town.office.write(f"第 {number} 次") as work:
            from db.tables.people import Cadre

            work.session.add(Cadre(name=f"演示{number}"))
    stage = show_to(town, show, Role.AUDITOR)
    assert stage.list.model.rowCount() == 200
    stage.list.view.scrollToBottom()
    qtbot.waitUntil(lambda: stage.list.model.rowCount() == 252)
    assert stage.total.text() == "252 条，最近的在上"


def test_the_administrator_sees_who_worked_but_not_what(qtbot, town, show):
    town.add_cadre("演示乙")
    stage = show_to(town, show, Role.ADMIN)
    settle(qtbot, stage)
    assert actions(stage)[0] == "新增人员"
    unseen = "改动的是实绩内容，系统管理员看不到，审计员可以看。"
    qtbot.waitUntil(lambda: changes(stage) == [unseen])
