"""One demonstration unit at work: founding it, its people and targets, and one month from plan to notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from app.accounts.credentials import issue_credential
from app.accounts.entering import enter
from app.accounts.first_run import FirstRun, NewAccount, found
from app.clock import SetClock
from app.demo.county import DemoUnit
from app.demo.tasks import DEPARTMENT_TARGETS, TOWNSHIP_TARGETS, DemoTarget, filled
from app.office import Login, Office, Reader, Work
from app.people.actions import add_cadre
from app.people.entries import CadreEntry, PostEntry
from app.targets.actions import add_target, split_by_month
from app.targets.entries import Holder, TargetEntry
from app.vocabulary import (
    CredentialKind,
    Month,
    Role,
    Sex,
    TargetSource,
    UnitKind,
)
from db.tables.people import Post

BEIJING = timezone(timedelta(hours=8))
PASSPHRASE = "Yanshi-2026"  # noqa: S105 - printed with the demonstration
SIGNING_PASSPHRASE = "Qianming-2026"  # noqa: S105 - likewise
STARTED = date(2026, 1, 4)
CONTACTS = {
    "hotline": "0855-0000000",
    "mailbox": "yanshi@example.invalid",
    "address": "雷山县丹江镇（演示）",
    "postcode": "557100",
}
DATA = "数据"
"""Name of an installation's folder."""
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Town:
    """An open demonstration unit: its office, its clock, and the ids of its people in board order."""

    unit: DemoUnit
    number: int
    office: Office
    clock: SetClock
    accounts: dict[str, Login]
    people: list[str] = field(default_factory=list)

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    def on(self, day: date, hour: int = 9) -> None:
        """Let it be that day."""
        self.clock.moment = datetime(day.year, day.month, day.day, hour, 12, tzinfo=BEIJING)

    def do(
        self, title: str, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one action as the account at work."""
        with self.office.write(title) as work:
            return action(work, *args, **kwargs)

    def see(self, view: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one view."""
        with self.office.read() as reader:
            return view(reader, *args, **kwargs)

    def as_(self, who: str) -> None:
        """Let that account be at work."""
        self.office.login = self.accounts[who]


def found_town(folder: Path, unit: DemoUnit, number: int) -> Town:
    """Found a unit's installation with accounts, people, targets, certificates."""
    clock = SetClock(datetime(STARTED.year, STARTED.month, STARTED.day, 8, 30, tzinfo=BEIJING))
    head = f"{unit.people[0].title} {unit.people[0].name}"
    setup = FirstRun(
        unit_name=unit.name,
        unit_kind=unit.kind,
        body=unit.body,
        admin=NewAccount("admin", "演示管理员", PASSPHRASE),
        clerk=NewAccount("clerk", "演示经办人", PASSPHRASE),
        others=(NewAccount("head", head, PASSPHRASE, frozenset({Role.HEAD})),),
        rulebook=CONTACTS,
        demo=True,
    )
    office = found(folder, setup, clock).office
    clerk = replace(office.login, username="clerk", name="演示经办人", roles=frozenset({Role.CLERK}))
    chief = replace(office.login, username="head", name=head, roles=frozenset({Role.HEAD}))
    town = Town(unit, number, office, clock, {"admin": office.login, "clerk": clerk, "head": chief})
    town.as_("clerk")
    _add_people(town)
    _add_targets(town)
    _add_signers(town)
    return town


def open_town(folder: Path, unit: DemoUnit, number: int) -> Town:
    """Open a demonstration unit that was founded before."""
    clock = SetClock(datetime(STARTED.year, STARTED.month, STARTED.day, 8, 30, tzinfo=BEIJING))
    office = enter(folder, "clerk", PASSPHRASE, clock)
    head = f"{unit.people[0].title} {unit.people[0].name}"
    admin = replace(office.login, username="admin", name="演示管理员", roles=frozenset({Role.ADMIN}))
    chief = replace(office.login, username="head", name=head, roles=frozenset({Role.HEAD}))
    town = Town(unit, number, office, clock, {"admin": admin, "clerk": office.login, "head": chief})
    town.people = town.see(_board_order)
    return town


def _board_order(reader: Reader) -> list[str]:
    return list(reader.session.scalars(select(Post.cadre_id).order_by(Post.position)))


def _add_people(town: Town) -> None:
    for place, person in enumerate(town.unit.people):
        cadre = CadreEntry(
            name=person.name,
            sex=Sex.FEMALE if (place + town.number) % 4 == 3 else Sex.MALE,
            born=Month(1968 + (place * 5 + town.number) % 20, 1 + (place * 7 + town.number) % 12),
            party="中共党员",
        )
        post = PostEntry(
            title=person.title,
            since=date(2021 + place % 4, 6, 1),
            rank=person.rank,
            heads_unit=place == 0 or person.title in {"镇长", "乡长"},
            portfolio=person.portfolio,
        )
        town.people.append(town.do("新增人员", add_cadre, town.unit_id, cadre, post))


def targets_of(town: Town, place: int) -> tuple[DemoTarget, ...]:
    """Return the targets of the post at this place of the board."""
    kinds = TOWNSHIP_TARGETS if town.unit.kind is UnitKind.TOWNSHIP else DEPARTMENT_TARGETS
    return kinds[place]


def seed_of(town: Town, place: int, month: Month) -> int:
    """Return a number that differs from cadre to cadre and month to month."""
    return town.number * 13 + place * 5 + month.month * 3


def _add_targets(town: Town) -> None:
    with town.office.write("录入年度目标") as work:
        for place, cadre_id in enumerate(town.people):
            for target in targets_of(town, place):
                _add_target(work, town, place, cadre_id, target)


def _add_target(work: Work, town: Town, place: int, cadre_id: str, target: DemoTarget) -> None:
    entry = TargetEntry(
        title=target.title,
        measure=filled(target.measure, seed_of(town, place, Month(2026, 1)), place),
        source=TargetSource.COUNTY if place % 2 else TargetSource.UNIT,
        key_project=bool(target.reason),
        due=date(2026, 12, 20),
    )
    if target.goal:
        unit, start, goal = target.goal
        entry = replace(entry, amount_unit=unit, amount_start=Decimal(start), amount_goal=Decimal(goal))
    made = add_target(work, town.unit_id, 2026, entry, (Holder(cadre_id),))
    work.session.flush()
    tasks = {
        (made, month): filled(target.tasks[month.month - 1], seed_of(town, place, month), place)
        for month in Month(2026, 1).through(Month(2026, 3))
    }
    if target.goal:
        rest = Month(2026, 4).through(Month(2026, 12))
        tasks |= {(made, month): f"{target.title}按月推进" for month in rest}
    split_by_month(work, tasks)


def _add_signers(town: Town) -> None:
    town.as_("admin")
    town.do("签发证书", issue_credential, CredentialKind.PERSON, SIGNING_PASSPHRASE, town.people[0])
    town.do("签发证书", issue_credential, CredentialKind.STATION, SIGNING_PASSPHRASE)
    town.as_("clerk")
