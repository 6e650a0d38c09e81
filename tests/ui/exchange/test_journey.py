"""The whole way by clicks and keys: a unit's window, the county's window, one stick."""

import shutil
from datetime import timedelta

import pytest

from app.accounts.keyring import KeyRing
from app.exchange.views_unit import Tie
from app.office import Office
from app.vocabulary import DispatchState
from db.engine import open_engine
from tests.builders import KEY, ON_FILE
from tests.exchange.world import MARCH
from ui.exchange.files_dialog import FilesDialog
from ui.exchange.spelled import AdmitStation, CompareCounty
from ui.shared.forms import ConfirmNames


def state(side):
    return side.page.state.text()


def admitted(county):
    """The county compares and admits the application that waits."""
    county.sit()
    assert county.next == "核对并准入…"
    county.go_on()
    dialog = county.dialog(AdmitStation)
    county.tick(dialog.compared)
    county.click(dialog.ok)
    county.settle()


def returned(county):
    """The county gives every unit its return file."""
    county.sit()
    assert county.next == "给全部单位导出回执…"
    county.go_on()
    county.use_stick()


@pytest.fixture
def both(world, sides):
    """A unit tied to the county, everything received, both windows open."""
    town = world.town(enrolled=False)
    town.team = town.add_team()
    world.enrol(town)
    world.trip(town)
    return sides(town), sides(world.county), town


def test_from_the_first_application_to_the_receipt(world, sides):
    town = world.town(enrolled=False)
    report_of = town.add_team()
    town.add_report(report_of["演示丙"], MARCH)
    unit, county = sides(town), sides(world.county)

    applied(unit)
    own = unit.page._desk.fingerprint
    compared_and_admitted(county, own)
    compared_and_tied(unit)
    assert unit.next == "导出上报文件…"
    unit.go_on()
    unit.use_stick()
    assert unit.next == "导入县里的回执…"

    county.sit()
    preview = county.look_in()
    (line,) = [one for one in preview._lines if one.state == "可以导入"]
    assert ("月报告", "新增", 1) in line.result.counts
    county.click(preview.ok)
    county.settle()
    county.dialog(FilesDialog).reject()
    county.settle()
    returned(county)

    unit.sit()
    unit.take_in()
    assert unit.next == "导入县里的文件…"
    assert "最近回执：第 1 号" in unit.page.sentence.text()
    assert unit.page.sent.current().state is DispatchState.ACKNOWLEDGED


def applied(unit):
    """The unit writes its application."""
    unit.sit()
    assert (unit.page.pill.text(), unit.next) == ("未登记", "导出登记申请…")
    unit.go_on()
    unit.use_stick()
    assert state(unit) == "可以拔出"
    assert "写完并核对无误，可以拔出 U 盘" in unit.page.told.text()
    assert unit.page.pill.text() == "待县里准入"


def compared_and_admitted(county, own):
    """The county takes the application in, compares, admits, and gives the first return file."""
    county.sit()
    county.take_in()
    county.go_on()
    dialog = county.dialog(AdmitStation)
    assert dialog._asked.fingerprint == own
    county.click(dialog.ok)
    assert "还没有核对" in dialog._marks["compared"].text()
    county.tick(dialog.compared)
    county.click(dialog.ok)
    county.settle()
    assert state(county) == "已准入"
    assert county.next == "给全部单位导出回执…"
    county.go_on()
    county.use_stick()
    assert state(county) == "可以拔出"


def compared_and_tied(unit):
    """The unit takes the first return file in, compares the county's characters and confirms."""
    unit.sit()
    unit.take_in()
    unit.go_on()
    dialog = unit.dialog(CompareCounty)
    unit.click(dialog.ok)
    assert "还没有核对" in dialog._marks["compared"].text()
    unit.tick(dialog.compared)
    unit.click(dialog.ok)
    unit.settle()
    assert unit.page.pill.text() == "已连接"


def test_a_damaged_file_is_refused_with_the_next_step_and_nothing_else_suffers(world, both):
    unit, county, town = both
    town.add_report(town.team["演示丙"], MARCH)
    unit.sit()
    assert unit.next == "导出上报文件…"
    unit.go_on()
    unit.use_stick()
    whole = max(world.stick.glob("*上报*.sjx"))
    (world.stick / "坏的上报.sjx").write_bytes(whole.read_bytes()[:-50])
    county.sit()
    lines = {name: (shown, sentence) for name, shown, sentence in county.take_in()}
    assert lines["坏的上报.sjx"][0] == "没有导入"
    assert "请对方重新导出" in lines["坏的上报.sjx"][1]
    assert lines[whole.name][0] == "已导入"
    assert "没有导入" in county.page.told.text()
    assert world.county.root(town) == town.root()


def test_a_lost_stick_is_noted_and_the_next_one_carries_everything(world, both):
    unit, county, town = both
    town.add_report(town.team["演示丙"], MARCH)
    unit.sit()
    unit.go_on()
    unit.use_stick()
    for lost in world.stick.glob("*.sjx"):
        lost.unlink()
    unit.click(unit.page.lost)
    question = unit.dialog(ConfirmNames)
    unit.click(question.ok)
    unit.settle()
    assert unit.next == "导出上报文件…"
    assert unit.page.sent.current().state is DispatchState.LOST
    unit.go_on()
    unit.use_stick()
    county.sit()
    assert [shown for _, shown, _ in county.take_in()] == ["已导入"]
    assert world.county.root(town) == town.root()


@ON_FILE
def test_a_fork_is_told_in_plain_words_and_the_unit_comes_back(world, both):
    unit, county, town = both
    twin = twin_of(world, town)
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    twin.add_report(town.team["演示丁"], MARCH)
    for other in world.stick.glob("*.sjx"):
        other.unlink()
    twin.push()
    twin.office.close()
    world.county.clock.moment += timedelta(minutes=5)
    county.sit()
    ((_, shown, sentence),) = county.take_in()
    assert (shown, "数据分叉" in sentence) == ("已隔离", True)
    assert "数据分叉，已隔离" in county.page.sentence.text()
    assert "原样留存，没有导入" in county.page.arrived.detail.text()

    unit.sit()
    unit.click(unit.page.apply_again)
    unit.click(unit.dialog(ConfirmNames).ok)
    unit.use_stick()
    assert unit.page._desk.tie is Tie.AWAITING
    county.sit()
    county.take_in()
    admitted(county)
    returned(county)
    unit.sit()
    unit.take_in()
    assert unit.page._desk.tie is Tie.CONNECTED


def twin_of(world, town):
    """A copy of the unit's whole folder, as somebody makes it who wants to work on two PCs."""
    copy = world.folder / "copy"
    shutil.copytree(town.path.parent, copy)
    twin = object.__new__(type(town))
    twin.__dict__.update(vars(town))
    engine, ring = open_engine(copy / "shijibu.db", KEY), KeyRing(copy, KEY, demo=True)
    twin.office = Office(engine, town.office.station, town.office.login, town.clock, ring)
    return twin
