"""The county's recovery file and sheet, made by the administrator and used on a new PC, by clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.exchange import recovery
from app.vocabulary import Role
from tests.builders import login
from tests.exchange.world import County
from tests.ui.desk import CTRL, MARCH, Desk
from ui.main_window import MainWindow, StageEntry
from ui.settings.county_recovery import UseRecovery
from ui.settings.credentials_stage import CredentialsStage
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.paper_view import PaperDialog


class AdminsDesk(Desk):
    """The county administrator's window with the certificates alone."""

    def __init__(self, qtbot, place):
        self.qtbot, self.office, self.presses = qtbot, place, 0
        self.errands = Errands(place.office, problems.show)
        entry = StageEntry("credentials", "签名证书", CredentialsStage)
        self.window = MainWindow(self.errands, (entry,), month=MARCH)
        self.window.resize(1366, 768)
        self.window.show()
        self.page = self.window.stage()

    def leave(self):
        self.window.close()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=20_000)
        self.errands.close()


@pytest.fixture
def county(tmp_path):
    (tmp_path / "stick").mkdir()
    made = County(tmp_path / "county", tmp_path / "stick")
    made.office.login = login(Role.ADMIN)
    yield made
    made.office.close()


@pytest.fixture
def desk(qtbot, county):
    opened = AdminsDesk(qtbot, county)
    yield opened
    opened.leave()


def test_the_file_lies_where_it_was_wanted_and_the_sheet_is_shown(desk, county, tmp_path):
    desk.click(desk.page.recovery)
    desk.dialog(QFileDialog)
    desk.pick_file(tmp_path / "recovery.sjr")
    desk.settle()
    assert (tmp_path / "recovery.sjr").read_bytes().startswith(b"age-encryption.org/v1")
    assert "分开保管" in desk.page.problems.text
    desk.dialog(PaperDialog).reject()
    assert county.see(recovery.recovery_made_at)


def test_a_wrong_code_is_marked_and_the_right_one_makes_it_the_same_county(desk, county, tmp_path):
    old = County(tmp_path / "old", tmp_path / "stick")
    kept = old.do(recovery.make_recovery)
    old.office.close()
    file = tmp_path / "old.sjr"
    file.write_bytes(kept.content)
    desk.click(desk.page.recover)
    desk.dialog(QFileDialog)
    desk.pick_file(file)
    dialog = desk.dialog(UseRecovery)
    dialog.fields._inputs["code"].setText(recovery.recovery_key.new_recovery_key())
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "恢复码不对" in dialog._marks["code"].text()
    dialog.fields._inputs["code"].setText(kept.code)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert county.office.station.id == old.office.station.id
