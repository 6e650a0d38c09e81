"""账户: who may come in and do what; one's own passphrase; the recovery key (domain.md §1k, §11.3)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.accounts import actions
from app.accounts.papers import RecoverySheet, recovery_sheet
from app.accounts.views import AccountCard, BindableCadre, OwnAccount, accounts, bindable_cadres, own_account
from app.vocabulary import Month, Role
from ui.accounts.dialogs import AccountDialog, ChangePassphrase, OneTimePassphrase
from ui.shared.columns import Align, Column
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, label


class AccountsStage(Stage):
    """The administrator's list of accounts, and everybody's own passphrase."""

    tables = frozenset({"account", "cadre", "post", "setting"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._cadres: tuple[BindableCadre, ...] = ()
        self.own = label("", wrap=True)
        self.reminder = label("", "hint")
        self.reminder.hide()
        self.change = Button("修改口令", "Ctrl+R", lambda: ChangePassphrase(self).open())
        self.list: Sheet[AccountCard] = Sheet(COLUMNS, lambda card: card.account_id, name="账户")
        self.new = Button("新建账户", "Ctrl+N", lambda: self._edit(None), kind="primary")
        self.edit = Button("修改", "F2", lambda: self._edit(self.list.current()))
        self.reset = Button("重设口令", "F3", self._reset)
        self.shut = Button("停用", "F4", self._shut)
        self.renew = Button("重新生成恢复密钥", "F6", self._renew)
        self.everybody = Card("全部账户")
        self.set_content(self._arranged())
        self.list.chosen.connect(self._show_moves)
        self.list.opened.connect(self._edit)

    def reload(self) -> None:
        """Load one's own account and, for the administrator, all."""
        self.load(own_account, then=self._show_own)
        if self._is_admin():
            self.load(bindable_cadres, then=self._keep_cadres, beside=True)
            self.load(accounts, then=self._show_all)

    def _arranged(self) -> QWidget:
        mine = Card("我的账户")
        row = QHBoxLayout()
        row.addWidget(self.own, 1)
        row.addWidget(self.change)
        mine.column.addLayout(row)
        mine.column.addWidget(self.reminder)
        foot = QHBoxLayout()
        for button in (self.edit, self.reset, self.shut, self.renew):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.new)
        self.everybody.column.addWidget(self.list, 1)
        self.everybody.column.addLayout(foot)
        self.everybody.setVisible(self._is_admin())
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(mine)
        column.addWidget(self.everybody, 1)
        if not self._is_admin():
            column.addStretch(1)
        return page

    def _is_admin(self) -> bool:
        return Role.ADMIN in self.office.login.roles

    # Showing

    def _show_own(self, own: OwnAccount) -> None:
        roles = "、".join(sorted(role.label for role in own.roles))
        self.own.setText(f"{own.name}（{own.username}） · {roles} · 本次登录 {_moment(own.last_login_at)}")
        self.reminder.setText(own.reminder)
        self.reminder.setVisible(bool(own.reminder))

    def _show_all(self, cards: tuple[AccountCard, ...]) -> None:
        self.list.set_rows(cards)
        self._show_moves(self.list.current())

    def _keep_cadres(self, cadres: tuple[BindableCadre, ...]) -> None:
        self._cadres = cadres

    def _show_moves(self, card: AccountCard | None) -> None:
        self.edit.setEnabled(card is not None and card.active)
        self.reset.setEnabled(card is not None and card.active)
        self.shut.setEnabled(card is not None)
        self.shut.setText("停用" if card is None or card.active else "重新启用")

    # Doing

    def _edit(self, card: AccountCard | None) -> None:
        AccountDialog(self, self._cadres, card).open()

    def _reset(self) -> None:
        card = self.list.current()
        if card is not None:
            OneTimePassphrase(self, card, "重设口令", actions.reset_passphrase).open()

    def _shut(self) -> None:
        card = self.list.current()
        if card is None:
            return
        if not card.active:
            OneTimePassphrase(self, card, "重新启用", actions.activate_account).open()
            return
        what = "停用后立即不能登录；以往记录保留其姓名。"
        ConfirmNames(
            self,
            what,
            {"停用账户": [f"{card.name}（{card.username}）"]},
            ok="停用账户",
            then=lambda: self.perform("停用账户", actions.deactivate_account, card.account_id),
            danger=True,
        )

    def _renew(self) -> None:
        ConfirmNames(
            self,
            "重新生成后，已打印的恢复单全部作废，须当场销毁，并打印新的两份密封保管。",
            {"作废": ["现用恢复密钥"]},
            ok="重新生成",
            then=lambda: self.perform("重新生成恢复密钥", actions.renew_recovery_key, then=self._print_key),
            danger=True,
        )

    def _print_key(self, recovery_key: str) -> None:
        sheet = RecoverySheet(self.office.station.name, self.office.clock.today(), recovery_key)
        self.export("生成恢复单", lambda _progress: recovery_sheet(sheet), self._show_sheet)

    def _show_sheet(self, pdf: bytes) -> None:
        PaperDialog(self, self.errands, "恢复单", pdf).open()


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "—"


def _roles(card: AccountCard) -> str:
    return "、".join(role.label for role in Role if role in card.roles)


def _state(card: AccountCard) -> tuple[str, Tone]:
    if not card.active:
        return "已停用", Tone.QUIET
    if card.locked_out:
        return "无口令", Tone.MISSING
    return ("待改口令", Tone.DUE) if card.must_change else ("启用", Tone.DONE)


COLUMNS: tuple[Column[AccountCard], ...] = (
    Column("用户名", lambda card: card.username, width=130),
    Column("姓名", lambda card: card.name, width=130),
    Column("身份", _roles),
    Column("对应干部", lambda card: card.cadre_name, width=130),
    Column("上次登录", lambda card: _moment(card.last_login_at), width=140),
    Column("口令设置", lambda card: _moment(card.passphrase_set_at), width=140),
    Column(
        "状态",
        lambda card: _state(card)[0],
        width=90,
        align=Align.CENTRE,
        pill=True,
        tone=lambda card: _state(card)[1],
    ),
)
