"""Takes pictures of widgets, and opens accounts for them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from app.accounts.entering import check_passphrase_of, enter
from app.clock import SetClock
from app.demo.town import BEIJING, PASSPHRASE
from app.history.actions import undo
from app.history.views import undoable
from app.overview.search import search, searched
from app.vocabulary import Month
from ui.main_window import Doors, MainWindow
from ui.shared import problems, rights
from ui.shared.errands import Errands
from ui.shared.stage import Place, Stage
from ui.stages import pages_of

SIZE = (1366, 768)
LONGEST = 20


class Camera:
    """Takes pictures of widgets once they have come to rest."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        self.folder = folder
        self._count = 0

    def rest(self, *errands: Errands) -> None:
        """Let the windows work until nothing is under way."""
        end = time.monotonic() + LONGEST
        quiet = 0
        while quiet < 5 and time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            quiet = 0 if any(one.underway for one in errands) else quiet + 1

    def name(self, words: str) -> Path:
        """Return the file of the next picture."""
        self._count += 1
        return self.folder / f"{self._count:03d}-{words.replace('/', '-').replace('：', '-')[:50]}.png"

    def take(self, widget: QWidget, words: str, *errands: Errands) -> None:
        """Save a picture under a numbered name."""
        self.rest(*errands)
        target = self.name(words)
        widget.grab().save(str(target))
        print(target)

    def take_dialogs(self, words: str, *errands: Errands) -> bool:
        """Save and close every dialog that stands open; False when there was none."""
        self.rest(*errands)
        found = False
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                found = True
                if not isinstance(dialog, QFileDialog):
                    self.take(dialog, f"{words}-{dialog.windowTitle()}", *errands)
                dialog.hide()
                dialog.deleteLater()
        self.rest(*errands)
        return found


@dataclass(frozen=True, slots=True)
class Desk:
    """An account's window with its camera."""

    camera: Camera
    window: MainWindow
    errands: Errands

    @property
    def stage(self) -> Stage:
        """The stage in front."""
        stage = self.window.stage()
        if stage is None:
            raise LookupError("no stage is open")
        return stage

    def go(self, word: str, record: object = None, month: Month | None = None) -> None:
        """Go somewhere and wait until it is shown."""
        self.window.go_to(Place(word, record, month))
        self.camera.rest(self.errands)

    def front(self) -> None:
        """Bring the window to the front, as a window manager does when a dialog goes."""
        self.window.activateWindow()
        self.camera.rest(self.errands)

    def take(self, words: str) -> None:
        """Take the window."""
        self.camera.take(self.window, words, self.errands)

    def take_dialogs(self, words: str) -> bool:
        """Take the dialogs and close them."""
        return self.camera.take_dialogs(words, self.errands)


def clock_on(day: date) -> SetClock:
    """Return a clock that stands at half past nine of a day."""
    return SetClock(datetime(day.year, day.month, day.day, 9, 30, tzinfo=BEIJING))


@contextmanager
def signed_in(camera: Camera, data: Path, account: str, month: Month, day: date) -> Iterator[Desk]:
    """Lend the main window of a demonstration account as the program opens it."""
    office = enter(data, account, PASSPHRASE, clock_on(day))
    errands = Errands(office, problems.show)
    business = rights.sees_work(office.login)
    doors = Doors(
        search=search if business else None,
        searched=searched(office.station.kind),
        undoable=undoable if business else None,
        undo=undo if business else None,
        unlock=lambda words: check_passphrase_of(office, words),
        demo=True,
    )
    stages, pages = pages_of(office.login, office.station.kind, print)
    window = MainWindow(errands, stages, pages, doors, month)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    try:
        yield Desk(camera, window, errands)
    finally:
        window.close()
        camera.rest(errands)
        errands.close()
        office.close()
