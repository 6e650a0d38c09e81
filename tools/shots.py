"""Renders every tab and dialog with demonstration data to PNG: `make shots`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.accounts.entering import enter
from app.clock import SetClock
from app.demo.play import play
from app.demo.stories import LAST_DAY, MARCH
from app.demo.town import BEIJING, PASSPHRASE
from ui import application
from ui.accounts.entry_window import EntryWindow
from ui.main_window import MainWindow
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.stage import Place, Stage
from ui.shared.widgets import Button
from ui.stages import pages_of

SIZE = (1366, 768)
LONGEST = 20


class Camera:
    """Takes pictures of widgets once they have come to rest."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._count = 0

    def rest(self, errands: Errands | None = None) -> None:
        """Let the window work until nothing is under way."""
        end = time.monotonic() + LONGEST
        quiet = 0
        while quiet < 5 and time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            quiet = 0 if errands is not None and errands.underway else quiet + 1

    def take(self, widget: QWidget, name: str, errands: Errands | None = None) -> None:
        """Save a picture under a numbered name."""
        self.rest(errands)
        self._count += 1
        target = self._folder / f"{self._count:02d}-{name}.png"
        widget.grab().save(str(target))
        print(target)

    def take_dialogs(self, window: MainWindow, name: str, errands: Errands) -> None:
        """Save and close every dialog that stands open."""
        self.rest(errands)
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                self.take(dialog, f"{name}-{dialog.windowTitle()}".replace("/", "-")[:60], errands)
                dialog.hide()
                dialog.deleteLater()
        self.rest(errands)


def main(folder: Path) -> None:
    """Play one demonstration unit, open it for each account, and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    app = application.prepare(["shijibu"])
    camera = Camera(app, folder)
    with tempfile.TemporaryDirectory() as place:
        _take_first_run(camera, Path(place) / "empty")
        list(play(Path(place) / "demo", units=1))
        data = Path(place) / "demo" / "xiang1" / "数据"
        for account in ("clerk", "head", "admin"):
            _take_account(camera, data, account)


def _clock() -> SetClock:
    day: date = LAST_DAY
    return SetClock(datetime(day.year, day.month, day.day, 9, 30, tzinfo=BEIJING))


def _take_first_run(camera: Camera, folder: Path) -> None:
    entry = EntryWindow(folder, _clock())
    entry.show()
    camera.take(entry, "首次设置")
    entry.close()


def _take_account(camera: Camera, data: Path, account: str) -> None:
    office = enter(data, account, PASSPHRASE, _clock())
    errands = Errands(office, problems.show)
    stages, pages = pages_of(office.login)
    window = MainWindow(errands, stages, pages, month=MARCH)
    window.resize(*SIZE)
    window.show()
    for entry in (*stages, *pages):
        window.go_to(Place(entry.word, None, MARCH))
        camera.take(window, f"{account}-{entry.label}", errands)
        stage = window.stage()
        if account == "clerk" and stage is not None:
            _take_parts(camera, window, stage, entry.label, errands)
    window.close()
    camera.rest(errands)
    errands.close()
    office.close()


def _take_parts(camera: Camera, window: MainWindow, stage: Stage, label: str, errands: Errands) -> None:
    """Turn the pages within a stage and press every button that opens a dialog."""
    for part in [button for button in stage.findChildren(Button) if button.isCheckable()]:
        part.click()
        camera.take(window, f"{label}-{part.text()}", errands)
    for name, button in _buttons(stage):
        button()
        camera.take_dialogs(window, f"{label}-{name}", errands)


def _buttons(stage: Stage) -> list[tuple[str, Callable[[], object]]]:
    opens = ("…", "预览", "登记", "记录意见", "新增", "编辑", "修改", "免报", "调")
    return [
        (button.text(), button.click)
        for button in stage.findChildren(Button)
        if button.isVisibleTo(stage) and button.isEnabled() and any(word in button.text() for word in opens)
        if "文件" not in button.text() and "另存" not in button.text() and "照片" not in button.text()
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
