"""A clerk's desk: the real window over a real office, worked by clicks, keys and an input method."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from app.vocabulary import Grade, Month, TaskSource
from app.workdays import seed
from db.tables.office import CalendarDay, CalendarYear
from tests.builders import TestOffice
from ui.main_window import MainWindow, StageEntry
from ui.monthly.stage import MonthlyStage
from ui.notices.stage import NoticesStage
from ui.overview.stage import OverviewStage
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.stage import Place

MARCH = Month(2026, 3)
ENTRIES = (
    StageEntry("overview", "总览", OverviewStage),
    StageEntry("monthly", "月报告", MonthlyStage),
    StageEntry("notices", "月公示", NoticesStage),
)
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Desk:
    """`presses` counts keys and clicks; text that is typed is not counted."""

    def __init__(self, qtbot, office: TestOffice, month: Month = MARCH, entries=ENTRIES, doors=None) -> None:
        self.qtbot = qtbot
        self.office = office
        self.presses = 0
        self.errands = Errands(office.office, problems.show)
        self.window = MainWindow(self.errands, entries, doors=doors, month=month)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.settle()

    # what a person does

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.presses += 1
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def keys(self, figures: str) -> None:
        """Press figures one by one."""
        for figure in figures:
            self.key(figure)

    def write(self, text: str) -> None:
        """Type a text by an input method, not counted."""
        here = QApplication.focusWidget()
        assert here is not None, "nothing has the focus"
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(here, event)

    def click(self, widget: QWidget, place=None) -> None:
        """Click a widget that can be seen and used."""
        assert widget.isVisible(), f"{widget} is not offered"
        assert widget.isEnabled(), f"{widget} cannot be pressed"
        self.presses += 1
        if place is None:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        else:
            self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def choose_person(self, cadre_id: str) -> None:
        """Click a person in the list of the month."""
        view = self.monthly.people.view
        place = [line.cadre_id for line in self.monthly._lines].index(cadre_id)
        self.click(view.viewport(), view.visualRect(view.model().index(place)).center())
        self.settle()

    def click_cell(self, sheet, row: int, column: int) -> None:
        """Click a cell of a table."""
        self.click(sheet.view.viewport(), sheet.view.visualRect(sheet.model.index(row, column)).center())

    def pick_file(self, path: Path) -> None:
        """Choose a file in the open file dialog."""
        dialog = self.dialog(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.settle()

    # what is seen

    @property
    def monthly(self) -> MonthlyStage:
        """The tab 月报告."""
        return self.stage("monthly")

    def stage(self, word: str):
        """A stage by its word, gone to if need be."""
        if self.window._word != word:
            self.go(word)
        return self.window.stage()

    def go(self, word: str, record=None, month: Month | None = None) -> None:
        """Go somewhere in the window."""
        self.window.go_to(Place(word, record, month))
        self.settle()

    def dialog(self, kind=QDialog):
        """The open dialog of a kind."""
        self.qtbot.waitUntil(lambda: any(one.isActiveWindow() for one in self.dialogs(kind)))
        return next(one for one in self.dialogs(kind) if one.isActiveWindow())

    def dialogs(self, kind=QDialog):
        """Every open dialog of a kind."""
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

    def settle(self) -> None:
        """Wait until everything asked for is read, written and shown."""
        quiet = 0

        def done() -> bool:
            nonlocal quiet
            QApplication.processEvents()
            stage = self.window.stage()
            keeping = isinstance(stage, MonthlyStage) and stage._keep_later.isActive()
            quiet = 0 if self.errands.underway or keeping else quiet + 1
            return quiet > 3

        self.qtbot.waitUntil(done, timeout=20_000)
        self._activate()

    def _activate(self) -> None:
        """Do what a window manager does once a dialog has gone, and the test platform does not."""
        if QApplication.activeWindow() is None and self.window.isVisible():
            front = (self.dialogs() or [self.window])[-1]
            front.activateWindow()
            self.qtbot.waitUntil(front.isActiveWindow)

    def close(self) -> None:
        """Close the window as a person does, and the office."""
        self.window.close()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=20_000)
        self.errands.close()
        self.office.close()

    def kill(self) -> None:
        """End the program without asking anybody: nothing typed in the last second is handed over."""
        self.errands.close()
        self.window._may_close = True
        self.window.close()


def with_calendar(office: TestOffice) -> TestOffice:
    """Give the office the official working days of 2025 and 2026."""
    rows = seed([2025, 2026])
    with office.office.write("工作日表") as work:
        work.session.add_all(
            CalendarYear(year=year.year, status=year.status.value, source=year.source) for year in rows.years
        )
        work.session.add_all(
            CalendarDay(day=day.day, kind=day.kind.value, label=day.label) for day in rows.days
        )
    return office


def day(month: int, number: int) -> date:
    """A day of 2026."""
    return date(2026, month, number)


__all__ = ["ALT", "CTRL", "MARCH", "SHIFT", "Desk", "Grade", "TaskSource", "day", "with_calendar"]
