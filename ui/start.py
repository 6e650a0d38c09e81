"""The program from its start to its end: sign in, work, sign out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app import collector, paths
from app.accounts.entering import check_passphrase_of
from app.accounts.views import OwnAccount, own_account
from app.backup import back_up_daily
from app.clock import Clock, SystemClock
from app.history.actions import undo
from app.history.views import undoable
from app.office import Office, Reader
from app.overview.search import search, searched
from app.settings import LocalSettings, local_settings
from ui import application
from ui.accounts.entry_window import EntryWindow
from ui.main_window import Command, Doors, MainWindow
from ui.shared import problems, rights
from ui.shared.errands import Errands
from ui.shared.look import Tone
from ui.stages import pages_of

WINDOW_FILE = "window.ini"


class Program(QObject):
    """Holds what is on the screen: first the way in, then the main window, and so on until the end."""

    def __init__(self, app: QApplication, folder: Path, clock: Clock) -> None:
        super().__init__(app)
        app.setQuitOnLastWindowClosed(False)
        self._app, self._folder, self._clock = app, folder, clock
        self._again = False
        self._restoring: Path | None = None
        self.entry: EntryWindow | None = None
        self.window: MainWindow | None = None
        self.greet()
        QTimer.singleShot(0, self, collector.keep_loaded)
        self._collecting = QTimer(self, interval=collector.PAUSE_MS)
        self._collecting.timeout.connect(collector.collect_due)
        self._collecting.start()

    def greet(self, *, demo: bool = False) -> None:
        """Show the way in, or the demonstration's."""
        self.entry = EntryWindow(self._folder, self._clock)
        self.entry.entered.connect(self._come_in)
        self.entry.left.connect(self._app.quit)
        if self._restoring is not None:
            self.entry.rescue(self._restoring)
            self._restoring = None
        if demo:
            self.entry.show_page(self.entry.demo)
        self.entry.show()

    def _come_in(self, office: Office) -> None:
        self.entry = None
        errands = Errands(office, problems.show)
        errands.load(self, local_settings, then=partial(self._work, errands))

    def _work(self, errands: Errands, local: LocalSettings) -> None:
        office = errands.office
        beside = self._is_demo(office)
        ways_out = (None, None) if beside else (self._restore, self._change_account)
        stages, pages = pages_of(office.login, office.station.kind, *ways_out)
        business = rights.sees_work(office.login)
        doors = Doors(
            search=search if business else None,
            searched=searched(office.station.kind),
            undoable=undoable if business else None,
            undo=undo if business else None,
            note=_county_note if rights.runs_unit(office.login) else None,
            unlock=partial(check_passphrase_of, office),
            commands=self._commands(beside=beside),
            idle_minutes=local.idle_lock_minutes,
            state_file=office.keyring.folder / WINDOW_FILE,
            demo=local.demo,
        )
        self.window = MainWindow(errands, stages, pages, doors)
        self.window.left.connect(partial(self._leave, errands))
        self.window.show()
        errands.load(self.window, own_account, then=self._remind)
        errands.export(self.window, "每日备份", partial(back_up_daily, office))

    def _remind(self, own: OwnAccount) -> None:
        if own.reminder and self.window is not None:
            self.window.problems.tell(own.reminder, Tone.QUIET)

    def _is_demo(self, office: Office) -> bool:
        """Tell whether this is the demonstration that lies beside the real data."""
        return office.keyring.folder != self._folder

    def _commands(self, *, beside: bool) -> Sequence[Command]:
        change = Command("换账户登录", self._change_account)
        return (change, Command("离开演示", self._close)) if beside else (change,)

    def _close(self) -> None:
        if self.window is not None:
            self.window.close()

    def _change_account(self) -> None:
        if self.window is not None:
            self._again = True
            self.window.close()

    def _restore(self, backup: Path) -> None:
        self._restoring = backup
        self._change_account()

    def _leave(self, errands: Errands) -> None:
        errands.close()
        errands.office.close()
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        demo = self._is_demo(errands.office)
        if self._again or demo:
            self.greet(demo=demo and self._again)
            self._again = False
        else:
            self._app.quit()


def _county_note(reader: Reader) -> str:
    """Say what the county has received; the exchange is loaded only now, after the window stands."""
    from app.exchange.views_unit import county_note  # noqa: PLC0415

    return county_note(reader)


def main(argv: Sequence[str]) -> int:
    """Run the program; returns its exit code."""
    return application.run(argv, lambda app: Program(app, paths.data_folder(), SystemClock()))
