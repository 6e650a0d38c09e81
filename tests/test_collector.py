"""Circular garbage is looked for again once the window stands."""

import gc

from app import collector
from app.later import later


def test_after_the_start_garbage_is_looked_for_again_but_not_among_what_was_loaded():
    try:
        collector.rest()
        assert not gc.isenabled()
        collector.take_up()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.enable()


def test_a_function_loaded_later_answers_like_itself():
    month = later("app.vocabulary:Month")(2026, 3)
    assert month == later("app.vocabulary:Month")(year=2026, month=3)
    assert str(later("app.vocabulary:Month").__qualname__) == "Month"
