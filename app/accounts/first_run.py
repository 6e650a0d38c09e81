"""The first run: a new installation, whole or not at all; and the way back with the recovery key."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts import actions, credentials, entering, folder_lock, keyring, keyring_file
from app.accounts.actions import AccountForm
from app.accounts.entering import FOUNDING, Standing
from app.accounts.keyring import WrongPassphrase
from app.accounts.keyring_file import FILE, TWIN
from app.accounts.rules import one_spelling
from app.clock import Clock
from app.database import arrival, server_file
from app.database.moving import arrive, refuse_occupied
from app.errors import EnvironmentProblem, UserError
from app.office import Login, Office, StationCard, Work, plain_problems
from app.paper_fonts import follow_font_setting
from app.paths import DATABASE
from app.progress import SILENT
from app.rulebook import FIRST_OF_COUNTY, checked
from app.settings import remember
from app.texts import clean
from app.vocabulary import Role, StationKind, UnitKind
from app.workday_table import seed_years
from db import migrate
from db.base import new_id
from db.engine import open_engine
from db.server import Server
from db.tables.office import Account, RulebookVersion, Station
from db.tables.people import Unit

FIRST_SEEDED_YEAR = 2010
LAST_SEEDED_YEAR = 2027
FIRST_RULES_FROM = date(2010, 9, 1)
"""The pilot's first month (D6): whatever month is entered later finds rules in force."""
LONGEST_UNIT_NAME = 40


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account of the first run; its owner types the passphrase there and then."""

    username: str
    name: str
    passphrase: str = field(repr=False)
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the first run asks: the unit, who runs the system, who does the work.

    `admin` and `clerk` get their roles of themselves; `rulebook` holds what differs from the defaults.
    """

    unit_name: str
    unit_kind: UnitKind
    body: str
    admin: NewAccount
    clerk: NewAccount
    others: tuple[NewAccount, ...] = ()
    kind: StationKind = StationKind.UNIT
    rulebook: Mapping[str, Any] = field(default_factory=dict)
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Founded:
    """The new office, with its administrator at work, and the key to print."""

    office: Office
    recovery_key: str = field(repr=False)


def found(folder: Path, setup: FirstRun, clock: Clock, server: Server | None = None) -> Founded:
    """Make an installation in `folder`, or with its data on the office's `server`; neither holds one yet.

    It is built in a folder of its own and moved when it is whole. Raises `UserError` on the field that cannot
    be taken, `EnvironmentProblem` where the folder cannot be written or holds an installation.
    """
    _prepare(folder)
    with contextlib.ExitStack() as cleanup:
        cleanup.enter_context(folder_lock.holding(folder))
        if entering.standing(folder) is not Standing.EMPTY:
            raise EnvironmentProblem("这个文件夹里已经有一套数据。", next_step="请直接登录，或另选文件夹。")
        if server is not None:
            refuse_occupied(server)
        ring, recovery_key = _build(folder / FOUNDING, setup, clock)
        if server is None:
            _move_into_place(folder)
        else:
            _move_to_server(folder, ring, server)
        there = arrival.server_of(folder, cleanup, clock.now())
        engine = there or open_engine(folder / DATABASE, ring.key)
        cleanup.callback(engine.dispose)
        ring = replace(ring, folder=folder, server=there)
        office = entering.office_of(engine, ring, setup.admin.username, clock)
        follow_font_setting(office)
        office.held = cleanup.pop_all()
    return Founded(office, recovery_key)


def recover(folder: Path, recovery_key: str, username: str, new_passphrase: str, clock: Clock) -> None:
    """Give an active account a new passphrase by means of the recovery key, with an entry in the journal.

    Raises `UserError` on "recovery_key", "username" or "new_passphrase".
    """
    with contextlib.ExitStack() as cleanup:
        entering.hold(folder, cleanup)
        cleanup.enter_context(plain_problems())
        server = arrival.server_of(folder, cleanup, clock.now())
        ring = keyring.unlock_with_recovery(folder, recovery_key, server)
        engine = entering.open_database(ring, clock.now(), entering.put_by)
        cleanup.callback(engine.dispose)
        name = one_spelling(username)
        try:
            office = entering.office_of(engine, ring, name, clock)
        except WrongPassphrase as error:
            raise UserError(
                "没有这个用户名的账户，或已停用。", field="username", next_step="请核对。"
            ) from error
        with office.write("用恢复密钥重设口令") as work:
            account = work.session.scalars(select(Account).where(Account.username == name)).one()
            actions.set_own_passphrase(work, account, new_passphrase)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("数据文件夹建不起来。", next_step="请换一个位置，或检查权限。") from error


def _build(building: Path, setup: FirstRun, clock: Clock) -> tuple[keyring.KeyRing, str]:
    """Fill the folder `building`; nothing of it is left when that fails."""
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(mode=0o700)
    try:
        ring, recovery_key = keyring.found(building, demo=setup.demo)
        engine = open_engine(building / DATABASE, ring.key)
        try:
            migrate.upgrade(engine)
            _fill(Office(engine, _station(setup), _founder(setup), clock, ring), setup)
        finally:
            engine.dispose()
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return ring, recovery_key


def _move_into_place(folder: Path) -> None:
    """Move the database first, the key ring last: without it there is no installation yet."""
    building = folder / FOUNDING
    for name in (DATABASE, TWIN, FILE):
        (building / name).replace(folder / name)
    shutil.rmtree(building, ignore_errors=True)


def _move_to_server(folder: Path, ring: keyring.KeyRing, server: Server) -> None:
    """Bring what was built to the server; the way there is the last thing this PC learns."""
    building, mark = folder / FOUNDING, new_id()
    engine = open_engine(building / DATABASE, ring.key)
    try:
        with plain_problems(), engine.connect() as source:
            arrive(source, keyring_file.text_of(building), server, mark, SILENT)
    finally:
        engine.dispose()
    server_file.save(folder, server, mark)
    shutil.rmtree(building, ignore_errors=True)


def _station(setup: FirstRun) -> StationCard:
    name = clean(
        setup.unit_name, "单位名称", LONGEST_UNIT_NAME, field="unit_name", required=True, one_line=True
    )
    unit_id = new_id() if setup.kind is StationKind.UNIT else None
    return StationCard(new_id(), setup.kind, name, unit_id, new_id())


def _founder(setup: FirstRun) -> Login:
    """Return the administrator, whose account is made within."""
    return Login(new_id(), one_spelling(setup.admin.username), setup.admin.name, frozenset({Role.ADMIN}))


def _fill(office: Office, setup: FirstRun) -> None:
    with office.write("首次设置") as work:
        _add_station(work, setup)
        _publish_first_rules(work, setup)
        seed_years(work, range(FIRST_SEEDED_YEAR, max(LAST_SEEDED_YEAR, work.today.year + 1) + 1))
        _add_account(work, "admin", setup.admin, frozenset({Role.ADMIN}))
        _add_account(work, "clerk", setup.clerk, frozenset({Role.CLERK}))
        for other in setup.others:
            _add_account(work, "other", other, other.roles)
        credentials.found_authority(work, work.station.name)
        remember(work, "recovery_key_made_at", work.now.isoformat(timespec="seconds"))
        remember(work, "demo", setup.demo)
        work.describe(work.station.name)


def _add_station(work: Work, setup: FirstRun) -> None:
    card = work.station
    if card.unit_id:
        body = clean(setup.body, "班子名称", LONGEST_UNIT_NAME, field="body", required=True, one_line=True)
        unit = Unit(id=card.unit_id, name=card.name, short_name=card.name, kind=setup.unit_kind, body=body)
        work.session.add(unit)
        work.session.flush()
    work.session.add(
        Station(
            id=card.id, kind=card.kind, name=card.name, unit_id=card.unit_id, incarnation=card.incarnation
        )
    )


def _publish_first_rules(work: Work, setup: FirstRun) -> None:
    version = RulebookVersion(
        number=FIRST_OF_COUNTY if work.station.kind is StationKind.COUNTY else 1,
        effective_from=FIRST_RULES_FROM,
        values=checked(dict(setup.rulebook)),
        reason="首次设置",
        published_at=work.now,
        published_by=work.login.name,
    )
    work.session.add(version)


def _add_account(work: Work, prefix: str, account: NewAccount, roles: frozenset[Role]) -> None:
    """Add an account; what cannot be taken is told on the field of its person, e.g. `admin_username`."""
    form = AccountForm(account.username, account.name, roles)
    try:
        actions.create_account(work, form, account.passphrase, one_time=False)
    except UserError as error:
        error.field = f"{prefix}_{(error.field or '').removeprefix('new_')}"
        raise
