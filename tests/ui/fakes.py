"""A pretended office: dictionaries in place of a database, with the same two doors."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from app.clock import SetClock
from app.office import Login, StationCard
from app.vocabulary import Role, StationKind

BEIJING = timezone(timedelta(hours=8))


@dataclass
class FakeOffice:
    """Rows by table name; a write is undone when its block fails; listeners hear the changed tables."""

    rows: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    listeners: list = field(default_factory=list)

    login = Login("1", "yanshi", "经办人 演示", frozenset({Role.CLERK}))
    station = StationCard("s", StationKind.UNIT, "丹江镇（演示）", "u", "i")
    shared = moved = False
    clock = SetClock(datetime(2026, 3, 28, 9, 41, tzinfo=BEIJING))

    @contextmanager
    def read(self):
        yield FakeReader(dict(self.rows))

    @contextmanager
    def write(self, action, seen=None):
        work = FakeWork(dict(self.rows))
        yield work
        changed = {name for name, value in work.rows.items() if value != self.rows.get(name)}
        self.rows = work.rows
        self.log.append(action)
        if changed:
            for listener in tuple(self.listeners):
                listener(frozenset(changed))

    def subscribe(self, listener):
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)


@dataclass
class FakeReader:
    rows: dict

    def journal_number(self):
        return 0


@dataclass
class FakeWork:
    rows: dict
