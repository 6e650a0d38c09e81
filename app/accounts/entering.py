"""The way in: from a passphrase to an open office (architecture.md §3)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts import actions, folder_lock, keyring
from app.accounts.keyring import KeyRing, WrongPassphrase
from app.accounts.keyring_file import FILE as KEYRING
from app.accounts.rules import one_spelling
from app.clock import Clock
from app.database import arrival, server_file
from app.errors import EnvironmentProblem, UserError
from app.office import Login, Office, StationCard, Work, plain_problems
from app.paper_fonts import follow_font_setting
from app.paths import DATABASE
from app.vocabulary import Role
from db import migrate
from db.engine import open_engine, writing
from db.tables.exchange import CountyLink
from db.tables.office import Account, Station

FOUNDING = "founding"
Backup = Callable[[KeyRing, datetime], object]
"""Puts the database that lies beside a key ring by, before it is migrated."""


class Standing(Enum):
    """What a data folder holds."""

    EMPTY = auto()
    COMPLETE = auto()
    NO_DATABASE = auto()
    NO_KEYRING = auto()


class MustChange(UserError):
    """The passphrase was a one-time one: the owner must choose another to come in."""

    def __init__(self) -> None:
        super().__init__(
            "这是一次性口令，首次登录要换成您自己的口令。", field="new_passphrase", next_step="请设置新口令。"
        )


def standing(folder: Path) -> Standing:
    """Tell what the folder holds; finishes a first run that was cut off while it moved into place.

    Where the office has a server, all is complete: what the server holds shows when somebody comes in.
    """
    if server_file.is_on_server(folder):
        return Standing.COMPLETE
    _finish_founding(folder)
    database, ring = (folder / DATABASE).exists(), keyring.exists(folder)
    if database and ring:
        return Standing.COMPLETE
    if database:
        return Standing.NO_KEYRING
    return Standing.NO_DATABASE if ring else Standing.EMPTY


def enter(
    folder: Path,
    username: str,
    passphrase: str,
    clock: Clock,
    *,
    new_passphrase: str | None = None,
    backup: Backup | None = None,
) -> Office:
    """Open the installation in `folder` for an account and note the log-in in the journal.

    Raises `WrongPassphrase`, `TooSoon`, `MustChange` (then call again with `new_passphrase`), and
    `EnvironmentProblem` where something is missing, damaged, newer than the program, or in use. A database of
    an older program is put by with `backup` and then migrated.
    """
    with contextlib.ExitStack() as cleanup, plain_problems():
        hold(folder, cleanup)
        server = arrival.server_of(folder, cleanup, clock.now())
        unlocked = keyring.unlock(folder, username, passphrase, clock.now(), server)
        if unlocked.must_change and new_passphrase is None:
            raise MustChange
        engine = open_database(unlocked.ring, clock.now(), backup or put_by)
        cleanup.callback(engine.dispose)
        _sweep(engine, unlocked.ring)
        office = office_of(engine, unlocked.ring, username, clock)
        with office.write("登录") as work:
            _note_entry(work, unlocked.failures)
            if unlocked.must_change and new_passphrase is not None:
                account = work.session.get_one(Account, work.login.account_id)
                actions.set_own_passphrase(work, account, new_passphrase)
        follow_font_setting(office)
        office.held = cleanup.pop_all()
    return office


def check_passphrase_of(office: Office, passphrase: str) -> None:
    """Check the passphrase of the account at work, to unlock the window; raises like `enter`."""
    ring = office.keyring
    with plain_problems():
        keyring.unlock(ring.folder, office.login.username, passphrase, office.clock.now(), ring.server)


def hold(folder: Path, cleanup: contextlib.ExitStack) -> None:
    """Take the folder's lock and see that what it needs is there; `EnvironmentProblem` otherwise."""
    missing = EnvironmentProblem(
        "这个文件夹里还没有实绩簿的数据。", next_step="请先运行首次设置，或选对文件夹。"
    )
    if not folder.is_dir():
        raise missing
    cleanup.enter_context(folder_lock.holding(folder))
    match standing(folder):
        case Standing.EMPTY:
            raise missing
        case Standing.NO_DATABASE:
            raise EnvironmentProblem(
                f"数据库文件 {DATABASE} 不见了。", next_step="请找回该文件，或从备份恢复。"
            )
        case Standing.NO_KEYRING:
            raise EnvironmentProblem(
                "钥匙文件 keyring.json 不见了，没有它数据打不开。",
                next_step="请把 keyring.json.bak 复制为 keyring.json，或从备份恢复。",
            )


def open_database(ring: KeyRing, now: datetime, backup: Backup) -> Engine:
    """Open the database, migrated to this program; the caller disposes of the engine."""
    engine = ring.server or open_engine(ring.folder / DATABASE, ring.key)
    try:
        with plain_problems():
            _refuse_empty(engine)
            if migrate.needs_upgrade(engine):
                backup(ring, now)
                migrate.upgrade(engine)
    except migrate.NewerDatabase as error:
        engine.dispose()
        raise EnvironmentProblem(
            "这套数据由更新版本的程序写成，本程序不能打开。", next_step="请先升级本程序。"
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _refuse_empty(engine: Engine) -> None:
    if migrate.current(engine) is None:
        raise EnvironmentProblem(f"数据库文件 {DATABASE} 是空的。", next_step="请从备份恢复。")


def office_of(engine: Engine, ring: KeyRing, username: str, clock: Clock) -> Office:
    """Return the office for an active account."""
    with plain_problems(), Session(engine) as session:
        station = session.scalars(select(Station)).one_or_none()
        active = {row.username: row for row in session.scalars(select(Account).where(Account.active))}
        linked = session.scalar(select(CountyLink.id).limit(1)) is not None
    if station is None:
        raise EnvironmentProblem("数据库里缺少本机登记。", next_step="请运行“体检”并从备份恢复。")
    account = active.get(one_spelling(username))
    if account is None:
        raise WrongPassphrase
    here = (station.id, station.kind, station.name, station.unit_id, station.incarnation)
    card = StationCard(*here, linked=linked)
    return Office(engine, card, _login(account), clock, ring)


def _login(account: Account) -> Login:
    roles = frozenset(Role(role) for role in account.roles)
    return Login(account.id, account.username, account.name, roles, account.unit_id, account.cadre_id)


def _sweep(engine: Engine, ring: KeyRing) -> None:
    """Remove wraps without an active account; as a writer, so that no other PC is just making one."""
    with Session(writing(engine)) as session:
        active = set(session.scalars(select(Account.username).where(Account.active)))
        if left := ring.names().keys() - active:
            ring.take(*left)


def _note_entry(work: Work, failures: int) -> None:
    account = work.session.get_one(Account, work.login.account_id)
    account.last_login_at = work.now
    work.describe(account.name + (f"，此前口令输错 {failures} 次" if failures else ""))


def put_by(ring: KeyRing, now: datetime) -> object:
    """Back the database up as it is, before it is migrated."""
    from app.backup import backup_before_migration  # noqa: PLC0415 - only when something is migrated

    return backup_before_migration(ring, now)


def _finish_founding(folder: Path) -> None:
    """Move a founded key ring after its database, which is the last step of a first run."""
    founded = folder / FOUNDING / KEYRING
    if (folder / DATABASE).exists() and founded.exists() and not keyring.exists(folder):
        founded.replace(folder / KEYRING)
