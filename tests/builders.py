"""Builders: a founded office in a folder, and the people, targets and reports that a test needs."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.accounts.keyring import KeyRing
from app.clock import SetClock
from app.office import Login, Office, StationCard
from app.vocabulary import (
    Grade,
    Month,
    PersonCategory,
    Rank,
    ReportState,
    Role,
    StationKind,
    TaskSource,
    UnitKind,
)
from db import migrate
from db.base import new_id
from db.engine import open_engine
from db.server import Server, open_server
from db.tables.monthly import Clause, Report
from db.tables.office import Station
from db.tables.people import Cadre, Post, Unit

ON_FILE = pytest.mark.parametrize("both_engines", ["file"], indirect=True)
"""For a test of what only the encrypted file does."""
lend: Callable[[], Server] | None = None
"""Lends a migrated database on a server for each office; without it an office is a file in its folder."""
BEIJING = timezone(timedelta(hours=8))
KEY = bytes(range(32))
EVERYBODY = frozenset({Role.CLERK, Role.HEAD, Role.CADRE})


def moment(day: date, hour: int = 9) -> datetime:
    """A moment of that day, Beijing time."""
    return datetime(day.year, day.month, day.day, hour, 41, tzinfo=BEIJING)


def login(*roles: Role, name: str = "演示经办人", cadre_id: str | None = None) -> Login:
    """An account at work."""
    return Login(new_id(), "yanshi", name, frozenset(roles or {Role.CLERK}), None, cadre_id)


@functools.cache
def empty_database() -> bytes:
    """The bytes of a migrated database without rows: migrations run once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = open_engine(path, KEY)
        migrate.upgrade(engine)
        engine.dispose()
        return path.read_bytes()


class TestOffice:
    """An office with one unit; `at(day)` and `as_(role)` change the clock and the account."""

    __test__ = False

    def __init__(self, folder: Path, today: date = date(2026, 3, 28)) -> None:
        self.path = folder / "shijibu.db"
        engine = self.engine_in(folder)
        self.clock = SetClock(moment(today))
        station = StationCard(new_id(), StationKind.UNIT, "丹江镇（演示）", None, new_id())
        self.office = Office(engine, station, login(Role.CLERK, Role.HEAD), self.clock, KeyRing(folder, KEY))
        self.unit_id = self.add_unit()
        self.office.station = replace(station, unit_id=self.unit_id)
        with self.office.write("首次设置") as work:
            work.session.add(
                Station(
                    id=station.id,
                    kind=station.kind,
                    name=station.name,
                    unit_id=self.unit_id,
                    incarnation=station.incarnation,
                )
            )

    @staticmethod
    def engine_in(folder: Path) -> Engine:
        """An engine on a migrated database without rows: a file in the folder, or one that a server lends."""
        if lend is not None:
            return open_server(lend())
        path = folder / "shijibu.db"
        path.write_bytes(empty_database())
        return open_engine(path, KEY)

    def add_unit(self, name: str = "丹江镇（演示）", kind: UnitKind = UnitKind.TOWNSHIP) -> str:
        """Add a unit and return its id."""
        with self.office.write("新增单位") as work:
            unit = Unit(name=name, short_name=name[:3], kind=kind, body="党委", position=1)
            work.session.add(unit)
        return unit.id

    def add_cadre(self, name: str, title: str = "副镇长", **post: Any) -> str:
        """Add a cadre with one post and return the cadre's id."""
        values = {
            "unit_id": self.unit_id,
            "title": title,
            "rank": Rank.SECTION_DEPUTY,
            "since": date(2024, 1, 1),
            "position": 1,
            "portfolio": "农业农村",
        } | post
        with self.office.write("新增人员") as work:
            cadre = Cadre(name=name, party="中共党员", category=PersonCategory.CIVIL_SERVANT)
            work.session.add(cadre)
            work.session.flush()
            work.session.add(Post(cadre_id=cadre.id, **values))
        return cadre.id

    def add_team(self) -> dict[str, str]:
        """Add a head, a deputy head and two deputies; return their ids by name."""
        return {
            "演示甲": self.add_cadre(
                "演示甲", "党委书记", rank=Rank.SECTION_HEAD, heads_unit=True, position=1
            ),
            "演示乙": self.add_cadre("演示乙", "镇长", rank=Rank.SECTION_HEAD, heads_unit=True, position=2),
            "演示丙": self.add_cadre("演示丙", "副镇长", position=3),
            "演示丁": self.add_cadre("演示丁", "武装部长", position=4),
        }

    def add_report(
        self, cadre_id: str, month: Month, state: ReportState = ReportState.SIGNED, **values: Any
    ) -> str:
        """Add a report with one clause as it would stand in that state; return its id."""
        with self.office.write("新增报告") as work:
            report = Report(
                cadre_id=cadre_id,
                unit_id=self.unit_id,
                month=month,
                state=state,
                post_title="副镇长",
                self_grade=Grade.FAIR,
                self_appraisal="本月任务按期推进。",
                rulebook_number=0,
                **values,
            )
            work.session.add(report)
            work.session.flush()
            work.session.add(
                Clause(
                    report_id=report.id,
                    position=1,
                    source=TaskSource.ANNUAL,
                    task="农村危房改造 15 户",
                    result="开工 16 户，验收 2 户",
                    percent=107,
                )
            )
        return report.id

    def at(self, day: date, hour: int = 9) -> TestOffice:
        """Set the clock."""
        self.clock.moment = moment(day, hour)
        return self

    def as_(self, *roles: Role, cadre_id: str | None = None, name: str = "演示经办人") -> TestOffice:
        """Change the account at work."""
        self.office.login = login(*roles, name=name, cadre_id=cadre_id)
        return self

    def do(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one action in one write transaction."""
        with self.office.write(action.__name__) as work:
            return action(work, *args, **kwargs)

    def see(self, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one view."""
        with self.office.read() as reader:
            return view(reader, *args, **kwargs)

    def close(self) -> None:
        """Close the database."""
        self.office.close()
