"""What the county decided stands on the unit's own screens: at the clause, beside the form, on 总览 (D26)."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from app.review.actions import RemarkEntry, file_report, return_report
from app.review.targets import set_county_target
from app.targets.entries import TargetEntry
from app.vocabulary import ReportState, StationKind
from db.tables.monthly import Clause, Report
from tests.ui.desk import MARCH, Desk, day
from ui.main_window import StageEntry
from ui.monthly.clause_table import COUNTY
from ui.overview.stage import OverviewStage
from ui.shared.forms import ConfirmNames
from ui.targets.stage import TargetsStage


def words(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


@pytest.fixture
def at_county(town):
    """Do something as the county's clerk and come back to the unit."""

    def do(action, *args):
        station = town.office.station
        town.office.station = replace(station, kind=StationKind.COUNTY, unit_id=None)
        result = town.do(action, *args)
        town.office.station = station
        return result

    return do


def seen(town, report_id):
    with town.office.read() as reader:
        clause = reader.session.query(Clause.id).where(Clause.report_id == report_id).scalar()
        return reader.session.get_one(Report, report_id).revision, clause


def test_a_returned_form_shows_the_remark_at_its_clause_and_says_what_to_do(town, at_county, desk_of):
    report_id = town.add_report(town.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=day(3, 28))
    revision, clause = seen(town, report_id)
    at_county(return_report, report_id, revision, "请核实。", [RemarkEntry(clause, "请附验收名单。")])
    desk = desk_of(town.at(day(4, 8)))
    assert "县里退回了 演示丙的 3 月登记表" in words(desk.stage("overview"))
    desk.go("monthly", town.team["演示丙"], MARCH)
    table = desk.monthly.form.paper.table
    assert not table.view.isColumnHidden(COUNTY)
    assert table.model.index(0, COUNTY).data() == "请附验收名单。"
    side = words(desk.monthly.side)
    assert "已退回" in side
    assert "第 1 条：请附验收名单。" in side
    assert "请办理“更正”" in side


def test_a_filed_form_shows_its_number_and_no_column_for_remarks(town, at_county, desk_of):
    report_id = town.add_report(town.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=day(3, 28))
    at_county(file_report, report_id, seen(town, report_id)[0])
    desk = desk_of(town)
    desk.go("monthly", town.team["演示丙"], MARCH)
    assert desk.monthly.form.paper.table.view.isColumnHidden(COUNTY)
    assert "备案号 备〔2026〕1号" in words(desk.monthly.side)


def test_what_the_county_set_is_taken_over_on_the_page_of_the_year(town, at_county, qtbot):
    at_county(set_county_target, [town.unit_id], 2026, TargetEntry("农村危房改造"))
    entries = (
        StageEntry("overview", "总览", OverviewStage),
        StageEntry("targets", "目标计划", TargetsStage),
    )
    desk = Desk(qtbot, town, entries=entries)
    assert "1 项县下达目标待分解" in words(desk.stage("overview"))
    desk.go("targets", "year")
    stage = desk.stage("targets")
    desk.click(stage.take_over)
    desk.click(desk.dialog(ConfirmNames).ok)
    desk.settle()
    assert not stage.take_over.isVisible()
    assert "已接收 1 项县下达目标" in words(stage)
    desk.close()
