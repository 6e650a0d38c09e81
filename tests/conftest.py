"""What holds for every test: no real screen, no stray log line, no window or thread left behind."""

import logging
import os
import threading

import pytest

from tests import builders, postgres

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _no_stray_log_line(caplog):
    """A test that expects a warning asserts it and calls `caplog.clear()`."""
    yield
    stray = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not stray, [f"{record.name}: {record.getMessage()}" for record in stray]


@pytest.fixture(autouse=True)
def _no_thread_left():
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, left


@pytest.fixture(params=["file", "server"])
def both_engines(request):
    """Run the test on the encrypted file and on PostgreSQL, tell which; offices are closed before it ends."""
    if request.param == "file":
        yield request.param
        return
    cluster = postgres.cluster()
    builders.lend = cluster.lend
    yield request.param
    builders.lend = None
    cluster.take_back()
