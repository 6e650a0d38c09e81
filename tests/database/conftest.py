"""The township of the monthly tests, for two people at work on it."""

from tests.monthly.conftest import town

__all__ = ["town"]
