"""EntryWindow: everything between the start of the program and an open office."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.accounts.entering import Standing, standing
from app.accounts.first_run import Founded, found
from app.backup_file import Manifest
from app.clock import Clock
from app.database.server_file import Server
from app.demo.trial import is_played
from app.errors import UserError
from app.office import Office
from app.restore import Restored
from app.upkeep.views import left_backups
from ui.accounts.demo_pages import DemoLoginPage, FirstPage
from ui.accounts.entry_form import EntryForm, doorstep_errands
from ui.accounts.entry_pages import LoginPage, OwnPassphrasePage, RecoveryPage, TroublePage
from ui.accounts.first_run_pages import CountyPage, PeoplePage, SheetPage, StationPage, UnitPage, first_run
from ui.database.server_form import JoinPage
from ui.shared.look import Tone, fit
from ui.shared.panels import ScrollColumn
from ui.shared.widgets import Pill, Steps, label
from ui.upkeep.restore_pages import STEPS as RESCUE_STEPS
from ui.upkeep.restore_pages import ChoosePage, ConfirmPage, RestoredPage

STEPS = ("单位", "账户", "恢复单")


class EntryWindow(QWidget):
    """Signs in, or makes a new installation; `entered` brings the office, and the window closes itself."""

    entered = Signal(object)
    """Office."""
    left = Signal()
    """The window was closed without anybody coming in."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__()
        self.setWindowTitle("实绩簿")
        self.setObjectName("lockPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        fit(self, 900, 680)
        self._folder, self._clock = folder, clock
        self._busy = self._came_in = False
        self._founded: Founded | None = None
        self.errands = doorstep_errands()
        self.login = LoginPage(self.errands, folder, clock)
        self.own = OwnPassphrasePage(self.errands, folder, clock)
        self.recovery = RecoveryPage(self.errands, folder, clock)
        self.trouble = TroublePage(self.errands, folder)
        self.first = FirstPage(self.errands, folder)
        self.join = JoinPage(self.errands, folder)
        self._server: Server | None = None
        self.demo = DemoLoginPage(self.errands, folder, clock)
        self.unit = UnitPage(self.errands)
        self.county = CountyPage(self.errands)
        self._station: StationPage = self.unit
        self.people = PeoplePage(self.errands)
        self.sheet = SheetPage(self.errands, clock)
        self.choose = ChoosePage(self.errands, folder)
        self.confirm = ConfirmPage(self.errands, folder, clock)
        self.restored = RestoredPage(self.errands)
        self.steps = Steps(STEPS)
        self.rescue_steps = Steps(RESCUE_STEPS)
        self.mark = Pill("演示", Tone.DUE)
        self._pages = QStackedWidget()
        self._arrange()
        self._connect()
        self.begin()

    def begin(self) -> None:
        """Show what the data folder calls for."""
        stands = standing(self._folder)
        if stands is Standing.COMPLETE:
            self.show_page(self.login)
        elif stands is Standing.EMPTY and not left_backups(self._folder):
            self.show_first()
        else:
            self.trouble.tell_standing(stands)
            self.show_page(self.trouble)

    def show_first(self) -> None:
        """Show the ways: one's own unit, the county's office, the demonstration."""
        self.first.tell(founded=standing(self._folder) is Standing.COMPLETE)
        self.show_page(self.first)

    def show_page(self, page: EntryForm) -> None:
        """Turn to a page."""
        self.mark.setVisible(page is self.demo)
        self.setWindowTitle("实绩簿（演示）" if page is self.demo else "实绩簿")
        played = any(is_played(self._folder, county=county) for county in (False, True))
        self.login.demo.setVisible(played)
        for steps, wizard in self._wizards():
            steps.setVisible(page in wizard)
            if page in wizard:
                steps.tell(wizard.index(page))
        self._pages.setCurrentIndex(self._forms().index(page))
        self.shown = page
        page.begin()

    def rescue(self, backup: Path | None = None) -> None:
        """Begin to take a backup back: this one, or one to be chosen."""
        self.show_page(self.choose)
        self.choose.look(backup)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while something is being written; let go of an office nobody entered."""
        if self._busy:
            event.ignore()
            return
        if self._founded is not None:
            self._founded.office.close()
            self._founded = None
        self.errands.close()
        event.accept()
        if not self._came_in:
            self.left.emit()

    # Slots

    def _show_demo(self, county: bool) -> None:
        self.demo.choose(county=county)
        self.show_page(self.demo)

    def _begin_station(self, page: StationPage) -> None:
        self._station = page
        self.show_page(page)

    def _found(self) -> None:
        setup, server = first_run(self._station, self.people), self._server
        self.people.run(lambda: found(self._folder, setup, self._clock, server), self._founded_now)

    def _back_to_station(self, error: UserError) -> None:
        self.show_page(self._station)
        self._station.refuse(error)

    def _founded_now(self, founded: Founded) -> None:
        self._founded = founded
        self.people.clear()
        self.sheet.show_key(founded)
        self.show_page(self.sheet)

    def _setup_done(self) -> None:
        if self._founded is not None:
            self._founded.office.close()
            self._founded = None
        self.show_page(self.login)
        self.login.problems.tell("首次设置完成。日常工作请用经办人账户登录。", Tone.QUIET)

    def _joined(self) -> None:
        self.show_page(self.login)
        self.login.problems.tell("已连接单位服务器，请用您的账户登录。", Tone.QUIET)

    def _found_there(self, server: Server) -> None:
        self._server = server
        self.show_page(self.unit)
        words = f"服务器 {server.host} 上还没有数据：下面登记的单位将建在服务器上。"
        self.unit.problems.tell(words, Tone.QUIET)

    def _own_unit(self) -> None:
        self._server = None
        if standing(self._folder) is Standing.COMPLETE:
            self.show_page(self.login)
        else:
            self._begin_station(self.unit)

    def _recovered(self, username: str) -> None:
        self.show_page(self.login)
        self.login.problems.tell(f"“{username}”的口令已重新设置，请登录。", Tone.QUIET)

    def _confirm(self, backup: Path, said: Manifest) -> None:
        self.confirm.show_backup(backup, said)
        self.show_page(self.confirm)

    def _restored_now(self, restored: Restored) -> None:
        self.restored.show_restored(restored)
        self.show_page(self.restored)

    def _damaged(self, error: Exception) -> None:
        self.trouble.tell(str(error))
        self.show_page(self.trouble)

    def _ask_own(self, username: str, one_time: str) -> None:
        self.show_page(self.own)
        self.own.ask(username, one_time)

    def _enter(self, office: Office) -> None:
        self._came_in = True
        self.entered.emit(office)
        self.close()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy

    # Private

    def _forms(self) -> tuple[EntryForm, ...]:
        doors = (self.first, self.join, self.demo, self.login, self.own, self.recovery, self.trouble)
        founding = (self.unit, self.county, self.people, self.sheet)
        return (*doors, *founding, self.choose, self.confirm, self.restored)

    def _wizards(self) -> tuple[tuple[Steps, tuple[EntryForm, ...]], ...]:
        return (
            (self.steps, (self._station, self.people, self.sheet)),
            (self.rescue_steps, (self.choose, self.confirm, self.restored)),
        )

    def _connect(self) -> None:
        for form in self._forms():
            form.busy.connect(self._set_busy)
        self.first.onward.connect(self._own_unit)
        self.first.demo_wanted.connect(self._show_demo)
        self.first.server_wanted.connect(partial(self.show_page, self.join))
        self.login.server_wanted.connect(partial(self.show_page, self.join))
        self.join.away.connect(self.begin)
        self.join.joined.connect(self._joined)
        self.join.empty.connect(self._found_there)
        self.demo.away.connect(self.show_first)
        self.login.demo_wanted.connect(self.show_first)
        self.demo.entered.connect(self._enter)
        self.login.entered.connect(self._enter)
        self.own.entered.connect(self._enter)
        self.login.must_change.connect(self._ask_own)
        self.login.damaged.connect(self._damaged)
        self.login.forgotten.connect(partial(self.show_page, self.recovery))
        self.recovery.away.connect(partial(self.show_page, self.login))
        self.recovery.recovered.connect(self._recovered)
        self.trouble.mended.connect(self.begin)
        self.first.county_wanted.connect(partial(self._begin_station, self.county))
        for page in (self.unit, self.county):
            page.back.connect(self.show_first)
            page.onward.connect(partial(self.show_page, self.people))
        self.people.back.connect(lambda: self.show_page(self._station))
        self.people.found_wanted.connect(self._found)
        self.people.elsewhere.connect(self._back_to_station)
        self.sheet.done.connect(self._setup_done)
        for door in (self.login, self.trouble, self.first):
            door.rescue_wanted.connect(self.rescue)
        self.trouble.setup_wanted.connect(self.show_first)
        self.choose.away.connect(self.begin)
        self.choose.chosen.connect(self._confirm)
        self.confirm.back.connect(partial(self.show_page, self.choose))
        self.confirm.restored.connect(self._restored_now)
        self.restored.done.connect(self.begin)

    def _arrange(self) -> None:
        for form in self._forms():
            self._pages.addWidget(_centred(form))
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 0)
        brand = label("实绩簿")
        brand.setObjectName("brand")
        head.addWidget(brand)
        head.addWidget(self.mark)
        head.addStretch(1)
        for steps, _wizard in self._wizards():
            head.addWidget(steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)


def _centred(form: EntryForm) -> QWidget:
    page = ScrollColumn()
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(form)
    row.addStretch(1)
    page.column.addStretch(2)
    page.column.addLayout(row)
    page.column.addStretch(3)
    return page
