"""Circular garbage is looked for on the window's thread alone, and not among what was loaded."""

import gc
import threading
import weakref

import pytest

from app import collector
from app.later import later


@pytest.fixture
def rested():
    collector.rest()
    yield
    gc.unfreeze()
    gc.enable()


class Ring:
    """Refers to itself, so that only the search for circular garbage can free it."""

    def __init__(self) -> None:
        self.itself = self


def given_up():
    """Give up a ring and make enough other objects for Python to look for it, were it allowed to."""
    gone = weakref.ref(Ring())
    keep = [Ring() for _ in range(gc.get_threshold()[0] + 1)]
    return gone, keep


def test_a_busy_thread_frees_no_circular_garbage_and_the_window_does(rested):
    found = []
    worker = threading.Thread(target=lambda: found.append(given_up()))
    worker.start()
    worker.join()
    ((gone, _keep),) = found
    assert gone() is not None
    collector.collect_due()
    assert gone() is None


def test_what_was_loaded_is_not_looked_through(rested):
    gone, _keep = given_up()
    collector.keep_loaded()
    collector.collect_due()
    assert gone() is not None


def test_nothing_is_looked_for_before_it_is_due(rested):
    gc.collect()
    gone = weakref.ref(Ring())
    collector.collect_due()
    assert gone() is not None


def test_a_function_loaded_later_answers_like_itself():
    month = later("app.vocabulary:Month")(2026, 3)
    assert month == later("app.vocabulary:Month")(year=2026, month=3)
    assert str(later("app.vocabulary:Month").__qualname__) == "Month"
