"""A finding's reasons as a screen can take them: the first ones, and how many more there are."""

from __future__ import annotations

from app.monthly.findings import Finding

MOST = 5


def reason_lines(finding: Finding, most: int = MOST) -> list[str]:
    """Return the reasons; of many the first ones, a count of the rest, and the last (it says what to do)."""
    reasons = list(finding.reasons)
    if len(reasons) <= most + 1:
        return reasons
    return [*reasons[: most - 1], f"另有 {len(reasons) - most} 处。", reasons[-1]]
