"""A county office with several units, whose rows are written as the exchange would bring them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app import blobs
from app.review.papers import WaiverLetter, waiver_letter
from app.vocabulary import (
    Grade,
    Month,
    PaperCopy,
    Rank,
    ReportState,
    SignerKind,
    SignMethod,
    StationKind,
    TaskSource,
    UnitKind,
)
from db.tables.journal import JournalEntry
from db.tables.monthly import Booklet, Clause, Evaluation, Evidence, Meeting, Opinion, Report
from db.tables.office import Station
from db.tables.people import Unit
from tests.builders import TestOffice


def _some_pdf() -> bytes:
    return waiver_letter(WaiverLetter("演示", Month(2026, 3), "救灾", date(2026, 4, 1)))


COUNTY = "雷山县干部综合考核办公室（演示）"


class CountyOffice(TestOffice):
    """The county's installation with two units; `units` and `cadres` name the ids."""

    def __init__(self, folder: Path, today: date = date(2026, 4, 8), *, with_people: bool = True) -> None:
        super().__init__(folder, date(2025, 12, 1))
        self.at(today)
        card = replace(self.office.station, kind=StationKind.COUNTY, name=COUNTY, unit_id=None)
        self.office.station = card
        with self.office.write("县级安装") as work:
            station = work.session.get_one(Station, card.id)
            station.kind, station.name, station.unit_id = card.kind, card.name, None
        self.units = {"丹江镇": self.unit_id}
        self.cadres: dict[str, str] = {}
        if not with_people:
            with self.office.write("撤销单位") as work:
                work.session.delete(work.session.get_one(Unit, self.unit_id))
            return
        self.add_named_unit("西江镇")
        for name, unit, title in (
            ("演示甲", "丹江镇", "党委书记"),
            ("演示乙", "丹江镇", "镇长"),
            ("演示丙", "西江镇", "党委书记"),
        ):
            self.add_leader(name, unit, title)

    def add_named_unit(self, name: str, kind: UnitKind = UnitKind.TOWNSHIP) -> str:
        """Add a unit under its short name."""
        self.units[name] = self.add_unit(f"{name}（演示）", kind)
        return self.units[name]

    def add_leader(self, name: str, unit: str, title: str = "副镇长", **post: Any) -> str:
        """Add a cadre of a unit."""
        place = len(self.cadres) + 1
        values = {"unit_id": self.units[unit], "rank": Rank.SECTION_DEPUTY, "position": place} | post
        self.cadres[name] = self.add_cadre(name, title, **values)
        return self.cadres[name]

    def add_form(
        self,
        name: str,
        month: Month,
        *results: str,
        unit: str = "丹江镇",
        state: ReportState = ReportState.SIGNED,
        grade: Grade = Grade.FAIR,
        **values: Any,
    ) -> str:
        """Add a cadre's form as it comes with the exchange, evaluated and signed; return its id."""
        cadre_id, unit_id = self.cadres[name], self.units[unit]
        texts = results or (f"{name}{month.label}走访联系户 15 户",)
        defaults = {"submitted_on": date(month.year, month.month, 28)}
        with self.office.write("接收") as work:
            report = Report(
                cadre_id=cadre_id,
                unit_id=unit_id,
                month=month,
                state=state,
                post_title="副镇长",
                self_grade=Grade.GOOD,
                self_appraisal="本月任务按期推进。",
                rulebook_number=0,
                **(defaults | values),
            )
            work.session.add(report)
            work.session.flush()
            self._add_clauses(work.session, report.id, texts)
            if state is ReportState.SIGNED:
                self._add_judgement(work.session, report, grade)
        return report.id

    def correct(self, report_id: str, *results: str, grade: Grade = Grade.FAIR) -> str:
        """Let the unit's correction of a form arrive: signed, the former one 已更正."""
        with self.office.read() as reader:
            old = reader.session.get_one(Report, report_id)
            here = (old.cadre_id, old.unit_id, old.month, old.version)
        cadre_id, unit_id, month, version = here
        name = next(name for name, id_ in self.cadres.items() if id_ == cadre_id)
        unit = next(name for name, id_ in self.units.items() if id_ == unit_id)
        with self.office.write("接收") as work:
            work.session.get_one(Report, report_id).state = ReportState.SUPERSEDED
        return self.add_form(
            name,
            month,
            *results,
            unit=unit,
            grade=grade,
            version=version + 1,
            corrects_id=report_id,
            correction_reason="按县审核意见更正",
        )

    def touch(self, report_id: str) -> int:
        """Let the form come again with a change, and return its new revision."""
        with self.office.write("接收") as work:
            report = work.session.get_one(Report, report_id)
            report.next_month = f"{report.next_month}补充。"
        return self.revision(report_id)

    def revision(self, report_id: str) -> int:
        """Return the form's revision, as a person saw it."""
        with self.office.read() as reader:
            return reader.session.get_one(Report, report_id).revision

    def clauses(self, report_id: str) -> list[str]:
        """Return the ids of a form's clauses in order."""
        with self.office.read() as reader:
            rows = reader.session.query(Clause.id).where(Clause.report_id == report_id)
            return [row.id for row in rows.order_by(Clause.position)]

    def attach(self, report_id: str, name: str) -> None:
        """Let a paper come as evidence of the form's first clause."""
        pdf = _some_pdf()
        with self.office.write("接收") as work:
            digest = blobs.keep(work, pdf, "application/pdf")
            file = {"name": name, "media_type": "application/pdf", "size": len(pdf), "digest": digest}
            work.session.add(Evidence(clause_id=self.clauses(report_id)[0], **file))

    def bind(self, month: Month, report_ids: Sequence[str]) -> None:
        """Let the unit's unsigned booklet for the county come."""
        with self.office.write("接收") as work:
            booklet = Booklet(
                unit_id=self.unit_id,
                month=month,
                copy=PaperCopy.COUNTY,
                edition=1,
                code="SJB-1",
                report_ids=list(report_ids),
                digest=blobs.keep(work, _some_pdf(), "application/pdf"),
                pages=1,
                made_at=work.now,
            )
            work.session.add(booklet)

    def entries(self) -> int:
        """Return how many entries the journal has."""
        with self.office.read() as reader:
            return reader.session.query(JournalEntry).count()

    @staticmethod
    def _add_clauses(session: Any, report_id: str, texts: Sequence[str]) -> None:
        for position, text in enumerate(texts, 1):
            clause = Clause(
                report_id=report_id,
                position=position,
                source=TaskSource.ANNUAL,
                task=f"任务{position}",
                result=text,
                percent=100,
            )
            session.add(clause)

    @staticmethod
    def _add_judgement(session: Any, report: Report, grade: Grade) -> None:
        chair, day = report.cadre_id, report.month.last_day
        meeting = Meeting(
            unit_id=report.unit_id,
            month=report.month,
            body="党委会",
            held_on=day,
            place="会议室",
            chair_id=chair,
            recorder="演示记录员",
            attendees=[chair],
        )
        session.add(meeting)
        session.flush()
        session.add(
            Evaluation(report_id=report.id, meeting_id=meeting.id, truthful=True, grade=grade, chair_id=chair)
        )
        session.add(
            Opinion(
                report_id=report.id,
                text="同意班子会议评价。",
                signer="演示甲",
                signer_title="党委书记",
                signer_kind=SignerKind.HEAD,
                method=SignMethod.HAND,
                signed_on=day,
            )
        )


__all__ = ["COUNTY", "CountyOffice"]
