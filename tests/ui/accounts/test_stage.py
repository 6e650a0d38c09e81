from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.accounts import keyring
from app.accounts.actions import AccountForm, create_account
from app.accounts.entering import enter
from app.accounts.views import accounts
from app.clock import SetClock
from app.vocabulary import Month, Role
from tests.builders import moment
from tests.installations import ADMIN, CLERK, QUICK, install
from ui.accounts.dialogs import AccountDialog, ChangePassphrase, OneTimePassphrase
from ui.accounts.entry_form import Secret
from ui.accounts.stage import AccountsStage
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def open_stage(qtbot, tmp_path):
    """Sign in and show the page."""
    install(tmp_path)
    opened = []

    def go(account=ADMIN):
        office = enter(tmp_path, account.username, account.passphrase, SetClock(moment(date(2026, 3, 28))))
        errands = Errands(office, problems.show)
        stage = AccountsStage(errands, Month(2026, 3))
        qtbot.addWidget(stage)
        opened.append((office, errands))
        stage.resize(1366, 640)
        stage.show()
        settle(qtbot, stage)
        return stage

    yield go
    for office, errands in opened:
        errands.close()
        office.close()


def settle(qtbot, stage):
    qtbot.waitUntil(lambda: not stage.errands.underway)


def dialog_of(stage, kind):
    return next(dialog for dialog in stage.findChildren(QDialog) if isinstance(dialog, kind))


def fill(dialog, **secrets):
    for name, value in secrets.items():
        dialog.findChild(Secret, name).setText(value)


def press(qtbot, stage, dialog):
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle(qtbot, stage)


def cards(stage):
    with stage.office.read() as reader:
        return {card.username: card for card in accounts(reader)}


def choose(qtbot, stage, username):
    assert stage.list.go_to(cards(stage)[username].account_id)
    stage._show_moves(stage.list.current())


def test_the_administrator_sees_all_accounts_with_their_state(open_stage):
    stage = open_stage()
    shown = stage.list.model.shown().rows
    assert [(row[0], row[2], row[-1]) for row in shown] == [
        ("guanli", "系统管理员", "启用"),
        ("jingban", "经办人", "启用"),
        ("shuji", "主要负责人", "启用"),
    ]


def test_everybody_else_sees_only_the_own_account(open_stage):
    stage = open_stage(CLERK)
    assert not stage.everybody.isVisible()
    assert "演示经（jingban） · 经办人" in stage.own.text()
    assert stage.change.isVisible()


def test_a_new_account_is_made_by_keyboard_and_appears(qtbot, open_stage):
    stage = open_stage()
    qtbot.mouseClick(stage.new, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, AccountDialog)
    qtbot.keyClicks(dialog.findChild(object, "name"), "Yanshi")
    qtbot.keyClicks(dialog.findChild(object, "username"), "neu")
    fill(dialog, new_passphrase="Einmal-2026")
    press(qtbot, stage, dialog)
    assert "请至少选择一种身份" in dialog.problems.text
    dialog.roles.boxes[Role.CLERK].setChecked(True)
    press(qtbot, stage, dialog)
    assert cards(stage)["neu"].must_change
    assert "待改口令" in [row[-1] for row in stage.list.model.shown().rows]


def test_roles_are_changed_in_the_same_form(qtbot, open_stage):
    stage = open_stage()
    choose(qtbot, stage, "jingban")
    qtbot.mouseClick(stage.edit, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, AccountDialog)
    assert dialog.roles.roles() == frozenset({Role.CLERK})
    dialog.roles.boxes[Role.HEAD].setChecked(True)
    press(qtbot, stage, dialog)
    assert cards(stage)["jingban"].roles == frozenset({Role.CLERK, Role.HEAD})


def test_a_reset_passphrase_is_a_one_time_one(qtbot, open_stage):
    stage = open_stage()
    choose(qtbot, stage, "jingban")
    qtbot.mouseClick(stage.reset, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, OneTimePassphrase)
    fill(dialog, new_passphrase="Einmal-2026")
    press(qtbot, stage, dialog)
    assert cards(stage)["jingban"].must_change


def test_an_account_is_shut_out_after_its_name_was_shown_and_comes_back(qtbot, open_stage):
    stage = open_stage()
    choose(qtbot, stage, "jingban")
    qtbot.mouseClick(stage.shut, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, ConfirmNames)
    dialog.ok.click()
    settle(qtbot, stage)
    assert not cards(stage)["jingban"].active
    choose(qtbot, stage, "jingban")
    assert stage.shut.text() == "重新启用"
    qtbot.mouseClick(stage.shut, Qt.MouseButton.LeftButton)
    again = dialog_of(stage, OneTimePassphrase)
    fill(again, new_passphrase="Wieder-2026")
    press(qtbot, stage, again)
    assert cards(stage)["jingban"].active


def test_the_last_administrator_cannot_leave(qtbot, open_stage):
    stage = open_stage()
    choose(qtbot, stage, "guanli")
    qtbot.mouseClick(stage.shut, Qt.MouseButton.LeftButton)
    dialog_of(stage, ConfirmNames).ok.click()
    settle(qtbot, stage)
    assert "至少要保留一名" in stage.problems.text


def test_a_renewed_recovery_key_is_shown_for_printing(qtbot, open_stage):
    stage = open_stage()
    qtbot.mouseClick(stage.renew, Qt.MouseButton.LeftButton)
    dialog_of(stage, ConfirmNames).ok.click()
    settle(qtbot, stage)
    qtbot.waitUntil(lambda: bool(stage.findChildren(PaperDialog)))
    settle(qtbot, stage)
    dialog_of(stage, PaperDialog).close()


def test_ones_own_passphrase_is_changed_and_a_slip_is_marked(qtbot, open_stage):
    stage = open_stage(CLERK)
    qtbot.mouseClick(stage.change, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, ChangePassphrase)
    fill(dialog, passphrase=CLERK.passphrase, new_passphrase="Eigenes-26", again="Eigenes-27")
    press(qtbot, stage, dialog)
    assert "不一致" in dialog._marks["again"].text()
    fill(dialog, again="Eigenes-26")
    press(qtbot, stage, dialog)
    keyring.unlock(stage.office.keyring.folder, "jingban", "Eigenes-26", stage.office.clock.now())


def test_an_old_passphrase_is_reminded_of(qtbot, open_stage):
    stage = open_stage(CLERK)
    assert stage.reminder.isHidden()
    stage.office.clock.moment = moment(date(2026, 9, 1))
    stage.refresh()
    settle(qtbot, stage)
    assert "建议更换" in stage.reminder.text()
    assert stage.reminder.isVisible()


def test_a_cadre_is_chosen_for_an_account(qtbot, open_stage):
    stage = open_stage()
    with stage.office.write("x") as work:
        create_account(work, AccountForm("zwei", "演示二", frozenset({Role.AUDITOR})), "Einmal-2026")
    qtbot.waitUntil(lambda: "zwei" in [row[0] for row in stage.list.model.shown().rows])
