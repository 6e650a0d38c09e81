"""A county's office with several units, their rows written as the exchange would bring them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.vocabulary import (
    Grade,
    Month,
    PostingState,
    Rank,
    ReportState,
    ReviewVerdict,
    StationKind,
    TargetSource,
    TaskSource,
    UnitKind,
)
from db.tables.monthly import Clause, Evaluation, Meeting, Report
from db.tables.notices import Posting
from db.tables.office import Station
from db.tables.people import Unit
from db.tables.review import Review
from db.tables.targets import Target
from tests.builders import TestOffice

FEBRUARY, MARCH = Month(2026, 2), Month(2026, 3)
NAMES = ("甲", "乙", "丙", "丁")


class CountyOffice(TestOffice):
    """An office of the county; `self.units` by short name, `self.cadres` by name."""

    __test__ = False

    def __init__(self, folder: Path, today: date = date(2026, 4, 12)) -> None:
        super().__init__(folder, today)
        self.units: dict[str, str] = {}
        self.cadres: dict[str, str] = {}
        self.meetings: dict[tuple[str, Month], str] = {}
        with self.office.write("删去首个单位") as work:
            station = work.session.query(Station).one()
            station.kind, station.unit_id, station.name = StationKind.COUNTY, None, "雷山县考核办（演示）"
            work.session.flush()
            work.session.delete(work.session.get_one(Unit, self.unit_id))
        self.office.station = replace(
            self.office.station, kind=StationKind.COUNTY, unit_id=None, name="雷山县考核办（演示）"
        )
        self.unit_id = ""

    def unit(self, name: str, people: int = 3) -> str:
        """Add a unit with people called after it; return its id."""
        with self.office.write("新增单位") as work:
            unit = Unit(
                name=f"{name}（演示）",
                short_name=name,
                kind=UnitKind.TOWNSHIP,
                body="党委",
                position=len(self.units) + 1,
            )
            work.session.add(unit)
        self.units[name] = self.unit_id = unit.id
        for number in range(people):
            full = f"演示{name[0]}{NAMES[number]}"
            title = "党委书记" if number == 0 else "副镇长"
            rank = Rank.SECTION_HEAD if number == 0 else Rank.SECTION_DEPUTY
            self.cadres[full] = self.add_cadre(full, title, position=number + 1, rank=rank)
        return unit.id

    def report(self, name: str, month: Month = MARCH, grade: Grade | None = Grade.GOOD, **values: Any) -> str:
        """Add a signed report of a cadre with the meeting's grade; return its id."""
        cadre_id = self.cadres[name]
        unit_id = values.pop("unit_id", None) or self._unit_of(name)
        values.setdefault("submitted_on", month.last_day.replace(day=min(28, month.last_day.day)))
        evaluation = {key: values.pop(key) for key in ("truthful", "facts") if key in values}
        before, self.unit_id = self.unit_id, unit_id
        report_id = self.add_report(cadre_id, month, values.pop("state", ReportState.SIGNED), **values)
        self.unit_id = before
        if grade is not None:
            with self.office.write("评价") as work:
                meeting = self._meeting(work, unit_id, month, cadre_id)
                work.session.add(
                    Evaluation(
                        report_id=report_id,
                        meeting_id=meeting,
                        grade=grade,
                        chair_id=cadre_id,
                        **({"truthful": True} | evaluation),
                    )
                )
        return report_id

    def _unit_of(self, name: str) -> str:
        return next(id_ for unit, id_ in self.units.items() if name[2] == unit[0])

    def _meeting(self, work: Any, unit_id: str, month: Month, chair: str) -> str:
        key = (unit_id, month)
        if key not in self.meetings:
            meeting = Meeting(
                unit_id=unit_id,
                month=month,
                body="党委",
                held_on=month.last_day,
                place="会议室",
                chair_id=chair,
                recorder="演示记",
                attendees=[chair],
            )
            work.session.add(meeting)
            work.session.flush()
            self.meetings[key] = meeting.id
        return self.meetings[key]

    def review(self, report_id: str, verdict: ReviewVerdict = ReviewVerdict.RETURNED, **values: Any) -> str:
        """Record a decision of the county on a report as it stands."""
        with self.office.write("审核") as work:
            report = work.session.get_one(Report, report_id)
            row = Review(
                report_id=report_id,
                unit_id=report.unit_id,
                month=report.month,
                **(
                    {
                        "report_revision": report.revision,
                        "verdict": verdict,
                        "opinion": "数字与台账不符" if verdict is ReviewVerdict.RETURNED else "",
                        "decided_by": "演示审核员",
                        "decided_on": date(2026, 4, 8),
                    }
                    | values
                ),
            )
            work.session.add(row)
        return row.id

    def key_project(
        self, report_id: str, percent: int | None, title: str = "西江旅游公路", **values: Any
    ) -> str:
        """Add a clause on a key project to a report."""
        with self.office.write("重点项目") as work:
            report = work.session.get_one(Report, report_id)
            target = Target(
                unit_id=report.unit_id,
                year=report.month.year,
                title=title,
                source=TargetSource.COUNTY,
                key_project=True,
            )
            work.session.add(target)
            work.session.flush()
            clause = Clause(
                **(
                    {
                        "report_id": report_id,
                        "position": 2,
                        "source": TaskSource.ANNUAL,
                        "task": title,
                        "result": "路基全部完成。",
                        "percent": percent,
                        "target_id": target.id,
                    }
                    | values
                )
            )
            work.session.add(clause)
        return clause.id

    def posting(self, unit: str, report_ids: list[str], month: Month = MARCH, **values: Any) -> str:
        """Add a posting that has come down."""
        with self.office.write("公示") as work:
            row = Posting(
                unit_id=self.units[unit],
                month=month,
                report_ids=report_ids,
                **(
                    {
                        "state": PostingState.TAKEN_DOWN,
                        "place": "公示栏",
                        "posted_on": date(2026, 4, 1),
                        "posted_by": "演示经办人",
                        "days": 7,
                        "count_first_day": False,
                        "first_day": date(2026, 4, 2),
                        "last_day": date(2026, 4, 13),
                        "rulebook_number": 0,
                    }
                    | values
                ),
            )
            work.session.add(row)
        return row.id
