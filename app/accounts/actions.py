"""What is done with accounts: the row lies in the database, the passphrase's wrap in the key ring.

Both must survive a crash between them. What lets somebody in is written to the ring first: a wrap without an
account opens no office and is swept away at the next log-in. What shuts somebody out is committed first: the
wrap goes after the commit, or is swept away as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import event, select

from app.accounts import keyring
from app.accounts.rules import check_passphrase, check_roles
from app.accounts.rules import username as spelled
from app.errors import UserError
from app.office import Work
from app.settings import remember
from app.texts import clean
from app.vocabulary import Role
from db.tables.office import Account
from db.tables.people import Cadre

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What the administrator enters of an account; a cadre's own account names the cadre."""

    username: str
    name: str
    roles: frozenset[Role]
    cadre_id: str | None = None


def create_account(work: Work, form: AccountForm, passphrase: str, *, one_time: bool = True) -> str:
    """Add an account and return its id; its owner changes the `one_time` passphrase at the first log-in."""
    work.require(Role.ADMIN)
    username = spelled(form.username)
    if work.session.scalar(select(Account.id).where(Account.username == username)):
        raise UserError("这个用户名已经有人使用。", field="username", next_step="请换一个用户名。")
    check_passphrase(passphrase, username)
    account = Account(username=username, unit_id=work.station.unit_id, active=True)
    _fill(work, account, form)
    account.passphrase_set_at = work.now
    work.session.add(account)
    work.keyring.give(username, passphrase, one_time=one_time)
    work.describe(_words(account))
    return account.id


def edit_account(work: Work, account_id: str, form: AccountForm) -> None:
    """Change name, roles and cadre of an account; its username stays."""
    work.require(Role.ADMIN)
    account = work.session.get_one(Account, account_id)
    if Role.ADMIN not in form.roles:
        _keep_an_administrator(work, account)
    _fill(work, account, form)
    work.describe(_words(account))


def deactivate_account(work: Work, account_id: str) -> None:
    """Shut an account out; what it did keeps its name."""
    work.require(Role.ADMIN)
    account = work.session.get_one(Account, account_id)
    _keep_an_administrator(work, account)
    account.active = False
    work.describe(_words(account))
    ring, username = work.keyring, account.username
    event.listen(work.session, "after_commit", lambda _session: ring.take(username), once=True)


def activate_account(work: Work, account_id: str, passphrase: str) -> None:
    """Let an account in again, with a one-time passphrase."""
    work.require(Role.ADMIN)
    account = work.session.get_one(Account, account_id)
    account.active = True
    _give_one_time(work, account, passphrase)


def reset_passphrase(work: Work, account_id: str, passphrase: str) -> None:
    """Give an account whose owner forgot the passphrase a one-time one."""
    work.require(Role.ADMIN)
    account = work.session.get_one(Account, account_id)
    if not account.active:
        raise UserError("该账户已停用。", field="account", next_step="请先启用账户。")
    _give_one_time(work, account, passphrase)


def change_passphrase(work: Work, passphrase: str, new_passphrase: str) -> None:
    """Change one's own passphrase; a wrong present one counts and pauses like at the log-in."""
    account = work.session.get_one(Account, work.login.account_id)
    keyring.unlock(work.keyring.folder, account.username, passphrase, work.now, work.keyring.server)
    set_own_passphrase(work, account, new_passphrase)


def set_own_passphrase(work: Work, account: Account, new_passphrase: str) -> None:
    """Put an account under the passphrase that its owner chose."""
    check_passphrase(new_passphrase, account.username)
    account.passphrase_set_at = work.now
    work.keyring.give(account.username, new_passphrase, one_time=False)
    work.describe(_words(account))


def renew_recovery_key(work: Work) -> str:
    """Make a new recovery key and return it; the printed one opens nothing any more."""
    work.require(Role.ADMIN)
    remember(work, "recovery_key_made_at", work.now.isoformat(timespec="seconds"))
    work.describe("恢复密钥")
    return work.keyring.renew_recovery()


def _fill(work: Work, account: Account, form: AccountForm) -> None:
    check_roles(form.roles, bound=form.cadre_id is not None)
    if form.cadre_id is not None and work.session.get(Cadre, form.cadre_id) is None:
        raise UserError("所选干部不在名单中。", field="cadre_id", next_step="请重新选择。")
    account.name = clean(form.name, "姓名", LONGEST_NAME, field="name", required=True, one_line=True)
    account.roles = sorted(form.roles)
    account.cadre_id = form.cadre_id


def _give_one_time(work: Work, account: Account, passphrase: str) -> None:
    check_passphrase(passphrase, account.username)
    account.passphrase_set_at = work.now
    work.keyring.give(account.username, passphrase, one_time=True)
    work.describe(_words(account))


def _keep_an_administrator(work: Work, leaving: Account) -> None:
    others = work.session.scalars(select(Account).where(Account.active, Account.id != leaving.id))
    if Role.ADMIN in leaving.roles and not any(Role.ADMIN in account.roles for account in others):
        raise UserError(
            "至少要保留一名启用的系统管理员。", field="roles", next_step="请先为另一人建立系统管理员账户。"
        )


def _words(account: Account) -> str:
    roles = "、".join(Role(role).label for role in account.roles)
    return f"{account.name}（{account.username}，{roles}）"
