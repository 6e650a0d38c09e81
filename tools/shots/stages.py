"""Pictures of every tab, page and dialog of every account."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from app.demo.stories import LAST_DAY, MARCH
from app.documents.workbook_writing import Table, write_tables
from app.errors import EnvironmentProblem, UserError
from app.vocabulary import Month, PaperCopy
from tools.shots.camera import Camera, Desk, signed_in
from ui.monthly.stage import MonthlyStage
from ui.people.lists import ListFiles
from ui.shared import problems
from ui.shared.widgets import Button

ACCOUNTS = {"clerk": "经办人", "head": "负责人", "cadre": "干部", "admin": "管理员", "auditor": "审计员"}
EMPTY = Month(2026, 6)
OPENS = (
    "…",
    "预览",
    "登记",
    "记录意见",
    "新增",
    "新建",
    "编辑",
    "修改",
    "免报",
    "离任",
    "职务",
    "任职",
    *("更正", "重设", "停用", "重新生成", "分配", "多月", "分工", "撤销", "复制上年", "添加任务", "拟定全部"),
    "全部确定",
)
"""Words of buttons that ask before they do anything."""
NEVER = ("文件", "另存", "照片", "图片", "扫描", "U 盘", "导出", "模板", "撤销：")
"""Words of buttons that ask for a file."""


def take_accounts(camera: Camera, data: Path) -> None:
    """Take every page as each account sees it; the clerk's with all their dialogs."""
    for account, words in ACCOUNTS.items():
        with signed_in(camera, data, account, MARCH, LAST_DAY) as desk:
            for word in desk.window._entries:  # noqa: SLF001 - the camera opens what stands in the menu
                desk.go(word, None, MARCH)
                desk.take(f"{words}-{word}")
                if account in {"clerk", "admin"}:
                    take_parts(desk, f"{words}-{word}")
            if account == "clerk":
                _take_around(desk, data)


def take_empty(camera: Camera, data: Path) -> None:
    """Take the clerk's tabs in a month in which nothing is done yet."""
    with signed_in(camera, data, "clerk", EMPTY, date(2026, 6, 1)) as desk:
        for word in ("overview", "targets", "monthly", "notices"):
            desk.go(word)
            desk.take(f"空月-{word}")
            for part in _tabs(desk.stage):
                part.click()
                desk.take(f"空月-{word}-{part.text()}")


def take_pages(camera: Camera, data: Path, account: str, month: Month, day: date, words: str) -> None:
    """Take the pages of a month half way: what waits, and what is asked before it is done."""
    with signed_in(camera, data, account, month, day) as desk:
        for word in ("overview", "targets", "monthly", "notices"):
            desk.go(word)
            desk.take(f"{words}-{word}")
            for part in _tabs(desk.stage):
                part.click()
                desk.take(f"{words}-{word}-{part.text()}")
                _press_primary(desk, f"{words}-{word}-{part.text()}")
            if word == "notices":
                _press_primary(desk, f"{words}-{word}")


def _press_primary(desk: Desk, words: str) -> None:
    """Press the primary button where it asks before it does anything."""
    asks = ("完成评价", "签定", "登记", "签署")
    for button in _buttons(desk.stage, asks, NEVER):
        if button.property("kind") == "primary":
            button.click()
            desk.take_dialogs(words)
            desk.take(f"{words}-按下")


def _tabs(stage: QWidget) -> list[Button]:
    return [button for button in stage.findChildren(Button) if button.isCheckable() and button.isVisible()]


def _buttons(stage: QWidget, words: tuple[str, ...], never: tuple[str, ...]) -> list[Button]:
    return [
        button
        for button in stage.findChildren(Button)
        if button.isVisibleTo(stage) and button.isEnabled() and not button.isCheckable()
        if any(word in button.text() for word in words) and not any(word in button.text() for word in never)
    ]


def take_parts(desk: Desk, words: str) -> None:
    """Turn the pages within a stage and press every button that opens a dialog."""
    tabs = _tabs(desk.stage)
    pressed: set[Button] = set()
    for part in tabs:
        part.click()
        desk.take(f"{words}-{part.text()}")
        _take_dialogs(desk, f"{words}-{part.text()}", pressed)
    if not tabs:
        _take_dialogs(desk, words, pressed)


def _take_dialogs(desk: Desk, words: str, pressed: set[Button]) -> None:
    """Press each button once, though it stands beside every page of the stage."""
    _choose_rows(desk.stage)
    desk.camera.rest(desk.errands)
    for button in _buttons(desk.stage, OPENS, NEVER):
        if button in pressed:
            continue
        pressed.add(button)
        name = button.text()
        button.click()
        if not desk.take_dialogs(f"{words}-{name}"):
            desk.take(f"{words}-{name}")


def _choose_rows(stage: QWidget) -> None:
    """Choose the first line of every table, so that what can be done with it is offered."""
    for table in stage.findChildren(QTableView):
        if table.isVisible() and not table.currentIndex().isValid():
            table.setCurrentIndex(table.model().index(0, 0))


def _take_around(desk: Desk, data: Path) -> None:
    """Take what stands around the pages: search, help, problems, history, imports, verifying, the lock."""
    window = desk.window
    desk.go("monthly", None, MARCH)
    desk.front()
    _take_search(desk)
    _type(window, Qt.Key.Key_F1)
    desk.take("说明")
    _type(window, Qt.Key.Key_F1)
    _take_problems(desk)
    _take_imports(desk, data.parent)
    _take_verifying(desk, data.parent)
    window.lock()
    desk.take("已锁定")


def _take_search(desk: Desk) -> None:
    box = desk.window.header.search
    for words in ("演示", "zzzz"):
        box.setFocus()
        box.setText(words)
        box.textEdited.emit(words)
        QTest.qWait(300)
        desk.take(f"搜索-{words}")
        _type(box, Qt.Key.Key_Escape)


def _type(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def _take_problems(desk: Desk) -> None:
    stage = desk.stage
    problems.show(stage, UserError("第 2 条还没有填写完成情况。", next_step="请填写后再提交。"))
    desk.take("提示条-填写有误")
    problems.show(stage, EnvironmentProblem("磁盘空间不足，没有保存。", next_step="请清理磁盘后再试。"))
    desk.take("提示条-环境问题")
    stage.problems.clear()
    problems.CrashReport("实绩簿 0.1.0\nValueError\n  app/monthly/actions.py:1", desk.window).open()
    desk.take_dialogs("程序错误")


def _take_imports(desk: Desk, folder: Path) -> None:
    people = (
        ("姓名", "性别", "出生年月", "职务", "职级", "任现职时间"),
        (
            ("演示新人", "男", "1985-06", "副镇长", "副科", "2026-04-01"),
            ("演示甲子", "男", "", "党委书记", "正科", ""),
            ("演示某某", "未知", "八五年", "副镇长", "副处", "去年"),
            ("", "女", "1990-01", "组织委员", "副科", "2026-03-01"),
        ),
    )
    targets = (
        ("序号", "目标任务", "责任人", "1月", "2月", "3月"),
        (("1", "招商引资", "演示甲子", "考察", "洽谈", "签约"), ("2", "", "演示无此人", "", "", "")),
    )
    for word, month_page, (headers, rows) in (("people", 0, people), ("targets", 1, targets)):
        file = folder / f"{word}.xlsx"
        file.write_bytes(write_tables([Table("名单", headers, rows)]))
        desk.go(word, None, MARCH)
        if month_page:
            _tabs(desk.stage)[month_page].click()
        desk.stage.findChildren(ListFiles)[0].preview_file(file)
        desk.take_dialogs(f"导入-{word}")


def _take_verifying(desk: Desk, folder: Path) -> None:
    desk.go("monthly", "binding", MARCH)
    stage = desk.stage
    booklets = sorted(folder.glob(f"*装订册*{PaperCopy.UNIT.label}*.pdf"))
    if isinstance(stage, MonthlyStage) and booklets:
        broken = folder / "改动过.pdf"
        content = booklets[0].read_bytes()
        middle = len(content) // 3
        broken.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        unsigned = next(folder.glob("*登记表*.pdf"))
        for words, file in (("完好", booklets[0]), ("改动过", broken), ("未签名", unsigned)):
            stage.binding._verify_file(file)  # noqa: SLF001 - in place of the file dialog
            desk.take_dialogs(f"验证-{words}")
