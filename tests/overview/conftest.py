"""The township of the monthly tests, with the days off of 2026 known."""

from tests.monthly.conftest import town

__all__ = ["town"]
