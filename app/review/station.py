"""Who may decide for the county, and where (exchange.md §1)."""

from __future__ import annotations

from app.errors import NotAllowed
from app.office import Reader
from app.vocabulary import Role, StationKind

REVIEWERS = (Role.CLERK, Role.HEAD)


def require_county(reader: Reader) -> None:
    """Raise `NotAllowed` unless the county's clerk or head is at work at the county's own station."""
    reader.require(*REVIEWERS)
    if reader.station.kind is not StationKind.COUNTY:
        raise NotAllowed("县级审核由县干部综合考核办公室办理。", next_step="本单位只能查看县里的审核意见。")
