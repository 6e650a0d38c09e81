"""A migrated database of its own for each test; further engines join by one more parameter."""

import contextlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import open_engine, writing
from db.journal import Recorder, Stamp, changes_of
from db.tables.journal import JournalEntry
from tests.builders import KEY, empty_database

AT = datetime(2026, 3, 28, 9, 41, tzinfo=UTC)


class Book:
    """A migrated database with the writing door's session and what the journal then holds."""

    def __init__(self, engine):
        self.engine = engine

    @contextlib.contextmanager
    def write(self, action="登记", **values):
        recorder = Recorder(Stamp("station", "演示经办人（yanshi）", "clerk", action), AT, **values)
        with Session(writing(self.engine), expire_on_commit=False) as session:
            recorder.attach(session)
            session.info["recorder"] = recorder
            yield session
            session.commit()

    def entries(self):
        with Session(self.engine) as session:
            return list(session.scalars(select(JournalEntry).order_by(JournalEntry.seq)))

    def last_changes(self):
        return changes_of(self.entries()[-1])

    def tamper(self, *statements):
        """Change the file as somebody with the key and without the triggers could."""
        with writing(self.engine).begin() as connection:
            triggers = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            )
            kept = triggers.all()
            for name, _ in kept:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.exec_driver_sql(*statement)
            for _, sql in kept:
                connection.exec_driver_sql(sql)


@pytest.fixture(params=["sqlcipher"])
def empty_engine(tmp_path):
    engine = open_engine(tmp_path / "shijibu.db", KEY)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlcipher"])
def engine(tmp_path):
    path = tmp_path / "migrated.db"
    path.write_bytes(empty_database())
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


@pytest.fixture
def book(engine):
    return Book(engine)
