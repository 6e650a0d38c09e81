"""A migrated database of its own for each test; further engines join by one more parameter."""

import contextlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import defer_references, open_engine, writing
from db.journal import Recorder, Stamp, changes_of
from db.server import HOME, is_server, make_schema, open_server
from db.tables.journal import JournalEntry
from tests import postgres
from tests.builders import KEY, TestOffice, empty_database

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
        """Change the database as somebody with the key and without the triggers could."""
        if is_server(self.engine):
            with writing(self.engine).begin() as connection:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                for statement in statements:
                    connection.exec_driver_sql(*statement)
            return
        with writing(self.engine).begin() as connection:
            defer_references(connection)
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


@pytest.fixture
def empty_engine(tmp_path):
    engine = open_engine(tmp_path / "shijibu.db", KEY)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(tmp_path):
    path = tmp_path / "migrated.db"
    path.write_bytes(empty_database())
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


@pytest.fixture(params=["file", "server"])
def empty(request, tmp_path):
    """A database without a table, of either kind."""
    if request.param == "file":
        made = open_engine(tmp_path / "empty.db", KEY)
    else:
        made = open_server(postgres.cluster().bare())
        with writing(made).begin() as connection:
            make_schema(connection, HOME)
    yield made
    made.dispose()


@pytest.fixture
def migrated(both_engines, tmp_path):
    """A migrated database without rows, of either kind."""
    made = TestOffice.engine_in(tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def book(migrated):
    return Book(migrated)
