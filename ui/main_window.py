"""The main window: one header, one row of stages, one status bar; they never change place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.vocabulary import Month
from ui.header import Command, Header, StageRow
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.help_panel import HelpPanel
from ui.shared.lock_page import IdleWatch, LockPage, Unlock
from ui.shared.neighbours import Neighbours
from ui.shared.problems import ProblemBar
from ui.shared.search_box import Found
from ui.shared.stage import Place, Stage
from ui.shared.status_bar import StatusBar, Undoable


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage (or a page of the menu): its word, its label, and the class that makes it when first opened."""

    word: str
    label: str
    factory: Callable[[Errands, Month], Stage]
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the window asks of the application besides its stages; what is left out is not offered.

    `search(reader, text)` → results; `undoable(reader)` → last step or None; `undo(work, seq)`;
    `note(reader)` → what the county has received; `unlock(passphrase)` raises `UserError` when wrong.
    """

    search: Callable[[Any, str], Sequence[Found]] | None = None
    searched: str = "姓名、任务、编号、意见"
    """What the search finds, in words."""
    undoable: Callable[[Any], Undoable | None] | None = None
    undo: Callable[[Any, int], object] | None = None
    note: Callable[[Any], str] | None = None
    unlock: Unlock | None = None
    commands: Sequence[Command] = ()
    idle_minutes: int = 0
    state_file: Path | None = None
    demo: bool = False
    """The data are invented: the window says 演示."""


class MainWindow(QMainWindow):
    """Everything a person works in after signing in."""

    left = Signal()
    """Everything is saved and the window is gone."""

    def __init__(
        self,
        errands: Errands,
        stages: Sequence[StageEntry],
        pages: Sequence[StageEntry] = (),
        doors: Doors | None = None,
        month: Month | None = None,
    ) -> None:
        """`month`: the month to start at; by default the present one."""
        super().__init__()
        self.errands = errands
        self.doors = doors or Doors()
        self.month = month or Month.of(errands.office.clock.today())
        self._entries = {entry.word: entry for entry in (*stages, *pages)}
        self._built: dict[str, Stage] = {}
        self._word = ""
        self._may_close = False
        self._hidden: list[QDialog] = []
        self._step: Undoable | None = None
        self.problems = ProblemBar()
        self.header = Header(errands.office.station.name, errands.office.login.name, self.month, self._search)
        self.header.mark.setVisible(self.doors.demo)
        self.row = StageRow([(entry.word, entry.label) for entry in stages])
        self.status = StatusBar(errands)
        self.neighbours = Neighbours(errands, self.problems)
        self.help = HelpPanel()
        self._beside = QWidget()
        self._stack = QStackedWidget()
        self._whole = QStackedWidget()
        self.setCentralWidget(self._whole)
        self._whole.addWidget(self._arrange())
        self._lock: LockPage | None = None
        self._fill_menu(pages)
        self._connect()
        self._restore()
        self.go_to(Place(stages[0].word))
        self._refresh_status()
        self.row.bar.setFocus()

    def go_to(self, place: Place) -> None:
        """Go to a stage, a month, a record; what is being typed is saved first, or one stays here."""
        here = self.stage()
        if here is None:
            self._arrive(place)
        else:
            self.row.show_word(self._word)
            here.settled(partial(self._arrive, place))

    def stage(self) -> Stage | None:
        """Return the stage now shown."""
        return self._built.get(self._word)

    def lock(self) -> None:
        """Hide the work until the passphrase is given; nothing typed is lost."""
        if self.doors.unlock is None or self.locked():
            return
        here = self.stage()
        if here is not None:
            here.flush()
        if self._lock is None:
            self._lock = LockPage(self.errands, self.errands.office.login.name, self.doors.unlock)
            self._lock.unlocked.connect(self._unlocked)
            self._whole.addWidget(self._lock)
        self._hide_dialogs()
        self._whole.setCurrentWidget(self._lock)

    def locked(self) -> bool:
        """Tell whether the work is hidden."""
        return self._lock is not None and self._whole.currentWidget() is self._lock

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only after everything typed is on disk."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        here = self.stage()
        if here is None:
            self.errands.when_idle(self._leave)
        else:
            here.settled(self._stop_long_work)

    # Slots

    def _arrive(self, place: Place) -> None:
        entry = self._entries[place.word]
        if place.month is not None and place.month != self.month:
            self._set_month(place.month)
        stage = self._built.get(place.word) or self._build(entry)
        stage.set_month(self.month)
        moved = self._word not in {"", place.word}
        self._word = place.word
        self.row.show_page(entry.word, entry.label)
        self._stack.setCurrentWidget(stage)
        self.help.show_page(place.word)
        name = "实绩簿（演示）" if self.doors.demo else "实绩簿"
        self.setWindowTitle(f"{entry.label} · {self.errands.office.station.name} · {name}")
        if place.record is not None:
            stage.show_record(place.record)
        if moved and not self.row.bar.hasFocus():
            stage.begin_work()

    def _begin_work(self) -> None:
        here = self.stage()
        if here is not None:
            here.settled(self._focus_work)

    def _focus_work(self) -> None:
        here = self.stage()
        if here is not None:
            here.begin_work()

    def _month_wanted(self, month: Month) -> None:
        here = self.stage()
        if here is not None:
            here.settled(partial(self._set_month, month))

    def _set_month(self, month: Month) -> None:
        self.month = month
        self.header.month.show_month(month)
        for stage in self._built.values():
            stage.set_month(month)

    def _undo(self) -> None:
        here, step = self.stage(), self._step
        if here is None or step is None or self.doors.undo is None:
            return
        self._step = None
        self.status.show_undoable(None)
        here.perform(f"撤销：{step.title}", self.doors.undo, step.seq, failed=self._undo_failed)

    def _undo_failed(self, error: BaseException) -> None:
        problems.show(self.stage(), error)
        self._refresh_status()

    def _landed(self) -> None:
        self.status.show_saved(self.errands.office.clock.now())
        self._refresh_status()

    def _refresh_status(self) -> None:
        if self.doors.undoable is not None:
            self.errands.load(self, self.doors.undoable, then=self._show_undoable, key="undoable")
        if self.doors.note is not None:
            self.errands.load(self, self.doors.note, then=self.status.show_note, key="note")

    def _show_undoable(self, step: Undoable | None) -> None:
        self._step = step
        self.status.show_undoable(step)

    def _search(self, text: str, then: Callable[[Sequence[Found]], object]) -> None:
        def told(found: Sequence[Found]) -> None:
            then([hit for hit in found if hit.stage in self._entries])

        if self.doors.search is not None:
            self.errands.load(self, self.doors.search, text, then=told, key="search")

    def _unlocked(self) -> None:
        self._whole.setCurrentIndex(0)
        for dialog in self._hidden:
            dialog.open()
        self._hidden.clear()
        here = self.stage()
        if here is not None and not self._hidden:
            here.setFocus()

    def _toggle_help(self) -> None:
        self._beside.setVisible(self._beside.isHidden())

    def _stop_long_work(self) -> None:
        self.errands.cancel_exports()
        self.errands.when_idle(self._leave)

    def _leave(self) -> None:
        self._remember()
        self._may_close = True
        QTimer.singleShot(0, self, self._go_away)  # a window that is being asked to close cannot be closed

    def _go_away(self) -> None:
        self.close()
        self.left.emit()

    # Private

    def _build(self, entry: StageEntry) -> Stage:
        stage = entry.factory(self.errands, self.month)
        stage.go.connect(self.go_to)
        self._built[entry.word] = stage
        self._stack.addWidget(stage)
        return stage

    def _arrange(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.row)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 0, 16, 0)
        bar.addWidget(self.problems)
        column.addLayout(bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._stack, 1)
        middle.addWidget(self._beside)
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 14, 16, 14)
        beside.addWidget(self.help)
        self._beside.hide()
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        return page

    def _fill_menu(self, pages: Sequence[StageEntry]) -> None:
        for entry in pages:
            place = Place(entry.word)
            self.header.add_command(Command(entry.label, partial(self.go_to, place), entry.keys))
        self.header.add_separator()
        for command in self.doors.commands:
            self.header.add_command(command)
        if self.doors.unlock is not None:
            self.header.add_command(Command("锁定", self.lock, "Ctrl+L"))
        self.header.add_command(Command("说明", self._toggle_help, "F1"))

    def _connect(self) -> None:
        self.header.month.wanted.connect(self._month_wanted)
        self.header.search.chosen.connect(lambda hit: self.go_to(Place(hit.stage, hit.id, hit.month)))
        self.header.search.setVisible(self.doors.search is not None)
        self.header.search.tell_what(self.doors.searched)
        self.row.wanted.connect(lambda word: self.go_to(Place(word)))
        self.row.work_wanted.connect(self._begin_work)
        self.status.undo_wanted.connect(self._undo)
        self.help.closed.connect(self._beside.hide)
        self.errands.landed.connect(self._landed)
        self.errands.changed.connect(lambda _tables: self._refresh_status())
        for keys, way in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self.row, partial(self.row.step, way))
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self._idle.set_minutes(self.doors.idle_minutes)

    def _hide_dialogs(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible():
                if isinstance(window, QFileDialog):
                    window.reject()
                else:
                    window.hide()
                    self._hidden.append(window)

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(1366, screen.width()), min(768, screen.height()))
        self.setMinimumSize(min(1024, screen.width()), min(600, screen.height()))
        if self.doors.state_file is not None:
            kept = _state(self.doors.state_file).value("geometry")
            if isinstance(kept, QByteArray):
                self.restoreGeometry(kept)

    def _remember(self) -> None:
        if self.doors.state_file is not None:
            _state(self.doors.state_file).setValue("geometry", self.saveGeometry())


def _state(file: Path) -> QSettings:
    return QSettings(str(file), QSettings.Format.IniFormat)


__all__ = ["Command", "Doors", "MainWindow", "Place", "StageEntry"]
