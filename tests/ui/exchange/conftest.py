"""Two desks, a unit's and the county's, and one stick between them."""

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.exchange.world import World
from tests.ui.desk import CTRL, MARCH, Desk
from ui.exchange import sticks
from ui.exchange.files_dialog import FilesDialog
from ui.exchange.stage import exchange_stage
from ui.exchange.sticks import Drive, StickDialog
from ui.main_window import MainWindow, StageEntry
from ui.shared import problems
from ui.shared.errands import Errands


class Side(Desk):
    """The window of one side, with the tab 数据交换 alone."""

    def __init__(self, qtbot, place):
        self.qtbot, self.office, self.presses = qtbot, place, 0
        self.errands = Errands(place.office, problems.show)
        self.window = MainWindow(
            self.errands, (StageEntry("exchange", "数据交换", exchange_stage),), month=MARCH
        )
        self.window.resize(1366, 768)
        self.window.show()
        self.sit()

    def sit(self):
        """Turn to this desk."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.page.refresh()
        self.settle()
        return self

    @property
    def page(self):
        """The tab."""
        return self.window.stage()

    @property
    def next(self):
        """What the primary button says."""
        return self.page.primary.text().removesuffix("（Ctrl+Enter）")

    def go_on(self):
        """Press the primary button by its key."""
        self.settle()
        self.qtbot.keyClick(self.window, Qt.Key.Key_Return, CTRL)

    def use_stick(self):
        """Take the stick that is proposed, with Ctrl+Enter."""
        dialog = self.dialog(StickDialog)
        self.settle()
        self.qtbot.waitUntil(dialog.ok.isEnabled)
        self.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
        self.settle()

    def tick(self, box):
        """Tick a box at its mark."""
        self.click(box, QPoint(8, box.height() // 2))

    def look_in(self):
        """Look what lies on the stick for this PC; return the preview."""
        if self.page.take.isVisible():
            self.click(self.page.take)
        else:
            self.go_on()
        self.use_stick()
        return self.dialog(FilesDialog)

    def take_in(self):
        """Take in everything on the stick; return what became of the files."""
        self.click(self.look_in().ok)
        self.settle()
        results = self.dialog(FilesDialog)
        lines = [(line.result.file_name, line.state, line.result.sentence) for line in results._lines]
        results.reject()
        self.settle()
        return lines

    def leave(self):
        """Close the window."""
        self.window.close()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=20_000)
        self.errands.close()


@pytest.fixture
def world(tmp_path, monkeypatch, both_engines):
    made = World(tmp_path)
    stick = Drive(made.stick, "KINGSTON", 8 * 1024**3)
    monkeypatch.setattr(sticks, "drives", lambda: (stick,))
    yield made
    made.close()


@pytest.fixture
def sides(qtbot, world):
    """Open the window of a unit or of the county; all are closed at the end."""
    opened = []

    def at(place):
        opened.append(Side(qtbot, place))
        return opened[-1]

    yield at
    for side in opened:
        side.leave()
