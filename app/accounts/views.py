"""Reads on accounts: the administrator's list, the cadres an account may stand for, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.rules import reminder
from app.office import Reader
from app.settings import local_settings
from app.vocabulary import Role
from db.tables.office import Account
from db.tables.people import Cadre, Post


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account; `must_change`: its passphrase is a one-time one; `locked_out`: it has none."""

    account_id: str
    username: str
    name: str
    roles: frozenset[Role]
    cadre_id: str | None
    cadre_name: str
    active: bool
    must_change: bool
    locked_out: bool
    passphrase_set_at: datetime | None
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class BindableCadre:
    """A cadre that an account may be bound to."""

    cadre_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account at work; `reminder` is a sentence when its passphrase has grown old."""

    username: str
    name: str
    roles: frozenset[Role]
    last_login_at: datetime | None
    reminder: str


def accounts(reader: Reader) -> tuple[AccountCard, ...]:
    """Return every account, the active ones first."""
    reader.require(Role.ADMIN)
    held = reader.keyring.names()
    query = (
        select(Account, Cadre.name)
        .outerjoin(Cadre, Cadre.id == Account.cadre_id)
        .order_by(Account.active.desc(), Account.username)
    )
    return tuple(_card(account, name or "", held) for account, name in reader.session.execute(query))


def bindable_cadres(reader: Reader) -> tuple[BindableCadre, ...]:
    """Return the cadres that now hold a post: name and post only, which is all the administrator sees."""
    reader.require(Role.ADMIN)
    title = func.min(Post.title)
    query = (
        select(Cadre.id, Cadre.name, title)
        .join(Post, Post.cadre_id == Cadre.id)
        .where(Post.since <= reader.today, (Post.until.is_(None)) | (Post.until >= reader.today))
        .group_by(Cadre.id)
        .order_by(func.min(Post.position), Cadre.name)
    )
    return tuple(BindableCadre(*row) for row in reader.session.execute(query))


def own_account(reader: Reader) -> OwnAccount:
    """Return the account at work."""
    account = reader.session.get_one(Account, reader.login.account_id)
    days = local_settings(reader).passphrase_days
    return OwnAccount(
        account.username,
        account.name,
        reader.login.roles,
        account.last_login_at,
        reminder(account.passphrase_set_at, reader.now, days),
    )


def _card(account: Account, cadre_name: str, held: dict[str, bool]) -> AccountCard:
    return AccountCard(
        account_id=account.id,
        username=account.username,
        name=account.name,
        roles=frozenset(Role(role) for role in account.roles),
        cadre_id=account.cadre_id,
        cadre_name=cadre_name,
        active=account.active,
        must_change=held.get(account.username, False),
        locked_out=account.active and account.username not in held,
        passphrase_set_at=account.passphrase_set_at,
        last_login_at=account.last_login_at,
    )
