"""领导批示 at a unit by clicks: told of on 总览, read in full, never changed (D38–D39)."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.errors import NotAllowed
from app.review.digest_board import remarks_for
from app.vocabulary import Month, Role, StationKind
from db.base import new_id
from db.tables.review import LeaderRemark
from tests.builders import TestOffice, login
from tests.ui.desk import CTRL, MARCH, Desk
from ui.monthly.stage import MonthlyStage
from ui.overview.stage import OverviewStage
from ui.review.remarks_stage import RemarksStage, concerned
from ui.shared.widgets import TodoLine
from ui.stages import pages_of


@pytest.fixture
def town(tmp_path):
    """A unit to which nothing has been passed back yet."""
    made = TestOffice(tmp_path, date(2026, 4, 20))
    made.team = made.add_team()
    yield made
    made.close()


def passed_back(town, text="请抓紧补报。", month=MARCH, given_on=date(2026, 4, 16), units=()):
    """Let a remark arrive as a return file brings it; return its id."""
    with town.office.write("导入回执") as work:
        row = LeaderRemark(
            digest_id=new_id(),
            month=month,
            leader="演示县领导",
            title="县委常委",
            text=text,
            given_on=given_on,
            unit_ids=list(units),
        )
        work.session.add(row)
    return row.id


@pytest.fixture
def desk_of(qtbot):
    opened = []

    def at(town):
        stages, pages = pages_of(town.office.login, town.office.station.kind)
        opened.append(Desk(qtbot, town, entries=(*stages, *pages)))
        opened[-1].settle()
        return opened[-1]

    yield at
    for desk in opened:
        desk.close()


def test_the_line_on_the_overview_leads_to_the_whole_remark(town, desk_of):
    passed_back(town, "旧的一条。", Month(2026, 2), date(2026, 3, 10))
    new = passed_back(town)
    desk = desk_of(town)
    assert isinstance(desk.window.stage(), OverviewStage)
    told = [line for line in desk.window.stage().findChildren(TodoLine) if line.button.text() == "看批示"]
    desk.click(told[0].button)
    desk.settle()
    page = desk.window.stage()
    assert isinstance(page, RemarksStage)
    assert page.list.current().id == new
    assert [page.list.model.row_at(at).text for at in range(2)] == ["请抓紧补报。", "旧的一条。"]


def test_from_a_remark_the_month_that_it_speaks_of_is_reached_by_keys(town, desk_of):
    passed_back(town, month=Month(2026, 2))
    desk = desk_of(town)
    desk.go("remarks")
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert isinstance(desk.window.stage(), MonthlyStage)
    assert desk.window.month == Month(2026, 2)


def test_a_unit_without_remarks_is_told_where_they_will_stand(town, desk_of):
    desk = desk_of(town)
    desk.go("remarks")
    assert desk.window.stage().empty.isVisible()


def test_other_units_are_counted_and_not_named(town):
    passed_back(town, units=(town.unit_id, "别的单位"))
    passed_back(town, units=(town.unit_id,), given_on=date(2026, 4, 15))
    passed_back(town, given_on=date(2026, 4, 14))
    found = town.see(remarks_for, town.unit_id)
    assert [concerned(card) for card in found] == ["本单位等 2 个单位", "本单位", "全部单位"]


def test_a_remark_on_other_units_alone_is_not_shown(town):
    passed_back(town, units=("别的单位",))
    assert town.see(remarks_for, town.unit_id) == ()


def test_a_cadre_is_neither_offered_nor_given_the_remarks(town):
    passed_back(town)
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    with pytest.raises(NotAllowed):
        town.see(remarks_for, town.unit_id)
    _stages, pages = pages_of(town.office.login, StationKind.UNIT)
    assert "remarks" not in {entry.word for entry in pages}


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.CADRE])
def test_every_account_that_sees_work_has_the_record_at_its_unit(role):
    stages, _pages = pages_of(login(role), StationKind.UNIT)
    assert "record" in {entry.word for entry in stages}


def test_the_county_reads_remarks_in_its_digest():
    _stages, pages = pages_of(login(Role.CLERK), StationKind.COUNTY)
    assert "remarks" not in {entry.word for entry in pages}
