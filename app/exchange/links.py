"""Who this station is tied to: a unit to its county, the county to its units (exchange.md §1, §3)."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import NotAllowed
from app.office import Reader
from app.vocabulary import StationKind
from db.tables.exchange import CountyLink, EnrolledStation


def county_link(reader: Reader) -> CountyLink | None:
    """Return a unit's tie to its county, if there is one."""
    return reader.session.scalars(select(CountyLink)).one_or_none()


def enrolled(reader: Reader, station_id: str, incarnation: str) -> EnrolledStation | None:
    """Return the county's entry for one incarnation of a station."""
    query = select(EnrolledStation).where(
        EnrolledStation.station_id == station_id, EnrolledStation.incarnation == incarnation
    )
    return reader.session.scalars(query).one_or_none()


def require_county(reader: Reader) -> None:
    """Raise `NotAllowed` at a unit's station."""
    if reader.station.kind is not StationKind.COUNTY:
        raise NotAllowed("这项工作只在县考核办的电脑上办理。", next_step="请与县干部综合考核办公室联系。")


def require_unit(reader: Reader) -> None:
    """Raise `NotAllowed` at the county's station."""
    if reader.station.kind is not StationKind.UNIT:
        raise NotAllowed("这项工作只在单位的电脑上办理。", next_step="请在该单位的电脑上办理。")
