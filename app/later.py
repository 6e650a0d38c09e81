"""Functions whose module is loaded when they are first called, so that the window stands before that."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(place: str) -> Callable[..., Any]:
    """Return what calls `module:function`, or makes `module:Class`, loading the module at the first call."""
    module, _, name = place.partition(":")

    def call(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - the function's own
        return getattr(import_module(module), name)(*args, **more)

    call.__qualname__ = name
    return call
