"""Two PCs on one server: what the other saves comes in by itself, and nobody writes over anybody unseen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.accounts.keyring import KeyRing
from app.monthly import actions
from app.monthly.text import ReportText
from app.monthly.views_sheet import cadre_sheet
from app.office import Office
from app.people import actions as people_actions
from app.people.entries import CadreEntry
from app.vocabulary import Role
from db.tables.people import Cadre
from tests import builders, postgres
from tests.builders import KEY, login
from tests.ui.desk import MARCH
from tests.ui.monthly.conftest import desk_of, plan, town
from ui.shared.comparison import Comparison
from ui.shared.neighbours import LOST

__all__ = ["desk_of", "town"]


@pytest.fixture(autouse=True)
def _on_a_server():
    cluster = postgres.cluster()
    builders.lend = cluster.lend
    yield
    builders.lend = None
    cluster.take_back()


@pytest.fixture
def begun(town):
    """演示丙 has begun March with one planned task."""
    plan(town, "演示丙", "危房改造 15 户")
    town.do(actions.open_report, town.unit_id, town.team["演示丙"], MARCH)
    return town


@pytest.fixture
def other(begun):
    """The office of somebody at another PC."""
    office = begun.office
    second = Office(
        office.engine,
        office.station,
        login(Role.CLERK, name="演示另一人"),
        office.clock,
        KeyRing(begun.path.parent, KEY),
    )
    second.look_around()
    return second


def sheet(town):
    return town.see(cadre_sheet, town.unit_id, town.team["演示丙"], MARCH)


def save_result(town, other, words):
    """The other person fills the clause in."""
    seen = sheet(town)
    (clause,) = seen.saved.clauses
    text = replace(ReportText(), clauses=(replace(clause, result=words),))
    with other.write("填写月报告") as work:
        actions.save_report(work, seen.report.id, text)


def result(town):
    return sheet(town).saved.clauses[0].result


@pytest.fixture
def clash(begun, other, desk_of):
    """Both have written into the same cell, the other has saved, and this one leaves the form."""
    desk = desk_of(begun)
    desk.go("monthly", begun.team["演示丙"])
    paper = desk.monthly.form.paper
    save_result(begun, other, "对方写的 16 户")
    desk.click_cell(paper.table, 0, 2)
    desk.write("我写的 12 户")
    desk.go("overview")
    return desk, paper, desk.dialog(Comparison)


def words(dialog):
    from PySide6.QtWidgets import QLabel

    return [piece.text() for piece in dialog.findChildren(QLabel)]


def test_both_versions_are_shown_and_nothing_is_lost(clash, begun):
    desk, paper, dialog = clash
    assert {"对方保存的内容", "您的内容", "对方写的 16 户", "我写的 12 户"} <= set(words(dialog))
    assert any("演示另一人（yanshi） 在 09:41 修改了同一内容" in text for text in words(dialog))
    assert result(begun) == "对方写的 16 户"

    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.window.stage() is desk.monthly
    assert paper.text().clauses[0].result == "我写的 12 户"
    assert result(begun) == "对方写的 16 户"
    desk.monthly.discard()
    desk.settle()


def test_one_may_insist_on_ones_own(clash, begun):
    desk, _paper, dialog = clash
    desk.click(dialog.mine)
    desk.settle()
    assert result(begun) == "我写的 12 户"


def test_one_may_take_the_others(clash, begun):
    desk, paper, dialog = clash
    desk.click(dialog.theirs)
    desk.settle()
    assert result(begun) == "对方写的 16 户"
    assert paper.text().clauses[0].result == "对方写的 16 户"


def test_what_the_other_saves_comes_into_the_window_by_itself(begun, other, desk_of):
    desk = desk_of(begun)
    desk.go("monthly", begun.team["演示丙"])
    save_result(begun, other, "开工 16 户")
    desk.window.neighbours.look()
    desk.settle()
    assert desk.monthly.form.paper.text().clauses[0].result == "开工 16 户"


def test_a_form_in_a_dialog_asks_too(begun, other, desk_of):
    from ui.shared.forms import FormDialog
    from ui.shared.inputs import Line

    class Note(FormDialog):
        def save(self):
            entry = CadreEntry("演示丙", note=self.fields.values()["note"])
            self.perform("改备注", people_actions.edit_cadre, begun.team["演示丙"], entry)

    desk = desk_of(begun)
    desk.go("monthly", begun.team["演示丙"])
    form = Note(desk.monthly, desk.errands, "备注", "保存")
    form.add("note", "备注", Line())
    form.open()
    with other.write("改备注") as work:
        people_actions.edit_cadre(work, begun.team["演示丙"], CadreEntry("演示丙", note="对方写的"))
    form.fields.widget("note").setText("我写的") if hasattr(form.fields, "widget") else form.findChild(
        Line, "note"
    ).setText("我写的")
    desk.click(form.ok)
    desk.settle()
    comparison = desk.dialog(Comparison)
    assert form.isVisible()
    desk.click(comparison.mine)
    desk.settle()
    with begun.office.read() as reader:
        note = reader.session.scalars(select(Cadre.note).where(Cadre.name == "演示丙")).one()
    assert note == "我写的"


def test_a_lost_server_is_said_once_and_again_when_it_is_back(begun, desk_of, monkeypatch):
    desk = desk_of(begun)
    neighbours = desk.window.neighbours
    broken = desk.office.office.engine

    def no_server(*_):
        from app.errors import EnvironmentProblem

        raise EnvironmentProblem("连不上单位的数据库服务器。")

    with monkeypatch.context() as patched:
        patched.setattr(Office, "look_around", no_server)
        neighbours.look()
        desk.settle()
        assert desk.window.problems.text == LOST
    neighbours.look()
    desk.settle()
    assert "已重新连上" in desk.window.problems.text
    assert broken is desk.office.office.engine


def test_a_lost_connection_takes_nothing_that_was_typed(begun, desk_of):
    desk = desk_of(begun)
    desk.go("monthly", begun.team["演示丙"])
    paper = desk.monthly.form.paper
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    with begun.office.engine.connect() as connection:
        connection.connection.driver_connection.execute(kill)
    desk.click_cell(paper.table, 0, 2)
    desk.write("开工 12 户")
    desk.go("overview")
    assert result(begun) == "开工 12 户"
