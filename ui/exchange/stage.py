"""数据交换: the unit's tab, or the county's."""

from __future__ import annotations

from app.vocabulary import Month, StationKind
from ui.exchange.county_stage import CountyStage
from ui.exchange.desk_stage import DeskStage
from ui.exchange.unit_stage import UnitStage
from ui.shared.errands import Errands


def exchange_stage(errands: Errands, month: Month) -> DeskStage:
    """Return the tab of this kind of station."""
    county = errands.office.station.kind is StationKind.COUNTY
    return (CountyStage if county else UnitStage)(errands, month)
