"""What is opened in 县级审核 from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormOf:
    """The form of a cadre of a unit in the month shown, whether it has come or not."""

    unit_id: str
    cadre_id: str


@dataclass(frozen=True, slots=True)
class TargetOf:
    """A target that the county set, on the page of its year."""

    target_id: str
