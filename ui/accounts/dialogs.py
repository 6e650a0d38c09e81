"""The forms of the accounts page: a new or changed account, a one-time passphrase, one's own passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.accounts import actions
from app.accounts.actions import AccountForm
from app.accounts.views import AccountCard, BindableCadre
from app.errors import UserError
from app.office import Work
from app.vocabulary import Role
from ui.accounts.entry_form import Secret
from ui.accounts.entry_pages import RULE
from ui.shared.forms import FormDialog
from ui.shared.inputs import ChoiceBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import label

WHAT = {
    Role.CLERK: "录入、组织评议、公示、装订",
    Role.CADRE: "填写本人的月报告",
    Role.HEAD: "审核签定",
    Role.ADMIN: "管账户、证书、备份；看不到实绩内容，不能兼任",
    Role.AUDITOR: "只看操作记录，不能兼任",
}


class RoleBoxes(QWidget):
    """One box for each role, with what it may do."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.boxes = {role: QCheckBox(f"{role.label}（{what}）") for role, what in WHAT.items()}
        for box in self.boxes.values():
            column.addWidget(box)

    def roles(self) -> frozenset[Role]:
        """Return what is ticked."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def show_roles(self, roles: frozenset[Role]) -> None:
        """Tick these."""
        for role, box in self.boxes.items():
            box.setChecked(role in roles)


class AccountDialog(FormDialog):
    """A new account, or the name and roles of one."""

    def __init__(self, stage: Stage, cadres: Sequence[BindableCadre], card: AccountCard | None) -> None:
        title = "修改账户" if card else "新建账户"
        hint = "" if card else "一人一个账户，不共用。新账户先用一次性口令登录，首次登录须换成自己的口令。"
        super().__init__(stage, stage.errands, title, ok="保存账户", hint=hint)
        self._card = card
        self.roles = RoleBoxes()
        people: list[tuple[object, str]] = [(None, "（不对应）")]
        people += [(cadre.cadre_id, f"{cadre.name}（{cadre.title}）") for cadre in cadres]
        self.cadre = ChoiceBox(people)
        self.add("name", "姓名", Line("", actions.LONGEST_NAME))
        if card is None:
            self.add("username", "用户名", Line("登录用，如姓名拼音", 40))
        self.rows.addRow(label("身份", "label"), self.roles)
        self.add("cadre_id", "对应干部", self.cadre, "“领导干部”账户必选，“主要负责人”建议选。")
        if card is None:
            self.add("new_passphrase", "一次性口令", Secret(), RULE)
        else:
            self.fields.show({"name": card.name, "cadre_id": card.cadre_id})
            self.roles.show_roles(card.roles)

    def save(self) -> None:
        """Create or change the account."""
        values = self.fields.values()
        cadre_id = self.cadre.value()
        form = AccountForm(
            username=self._card.username if self._card else str(values["username"]),
            name=str(values["name"]),
            roles=self.roles.roles(),
            cadre_id=str(cadre_id) if cadre_id is not None else None,
        )
        if self._card is None:
            passphrase = secret_of(self, "new_passphrase")
            self.perform("新建账户", actions.create_account, form, passphrase)
        else:
            self.perform("修改账户", actions.edit_account, self._card.account_id, form)


class OneTimePassphrase(FormDialog):
    """A one-time passphrase for an account that forgot its own, or comes back."""

    def __init__(
        self, stage: Stage, card: AccountCard, title: str, action: Callable[[Work, str, str], object]
    ) -> None:
        hint = f"{card.name}（{card.username}）用这个一次性口令登录后，须换成自己的口令。请当面告知。"
        super().__init__(stage, stage.errands, title, ok=title, hint=hint)
        self._card, self._title, self._action = card, title, action
        self.add("new_passphrase", "一次性口令", Secret(), RULE)

    def save(self) -> None:
        """Set it."""
        self.perform(self._title, self._action, self._card.account_id, secret_of(self, "new_passphrase"))


class ChangePassphrase(FormDialog):
    """One's own passphrase."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, stage.errands, "修改口令", ok="保存新口令")
        self.add("passphrase", "现用口令", Secret())
        self.add("new_passphrase", "新口令", Secret(), RULE)
        self.add("again", "再输一次", Secret())

    def save(self) -> None:
        """Change it."""
        new = secret_of(self, "new_passphrase")
        if new != secret_of(self, "again"):
            raise UserError("两次输入的口令不一致。", field="again", next_step="请重新输入。")
        self.perform("修改口令", actions.change_passphrase, secret_of(self, "passphrase"), new)


def secret_of(dialog: FormDialog, name: str) -> str:
    """Return a passphrase exactly as typed."""
    typed = dialog.findChild(Secret, name)
    return typed.text() if typed is not None else ""
