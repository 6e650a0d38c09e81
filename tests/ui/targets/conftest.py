"""The tab 目标计划 on a real office with a few targets."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.targets import actions
from app.targets.entries import Holder, TargetEntry
from app.vocabulary import Month, Part
from tests.builders import TestOffice
from ui.shared import problems
from ui.shared.errands import Errands
from ui.targets.stage import TargetsStage


@pytest.fixture
def office(tmp_path):
    built = TestOffice(tmp_path, date(2026, 3, 2))
    built.team = built.add_team()
    built.targets = {}
    for title, lead, assist, tasks in (
        ("危房改造", "演示丙", "演示丁", {1: "核实", 3: "开工15户"}),
        ("森林防火", "演示丁", None, {2: "宣传", 3: "巡山"}),
    ):
        holders = [Holder(built.team[lead])]
        holders += [Holder(built.team[assist], Part.ASSIST)] if assist else []
        target_id = built.do(actions.add_target, built.unit_id, 2026, TargetEntry(title), holders)
        cells = {(target_id, Month(2026, month)): task for month, task in tasks.items()}
        built.do(actions.split_by_month, cells)
        built.targets[title] = target_id
    yield built
    built.close()


@pytest.fixture
def errands(qtbot, office):
    made = Errands(office.office, problems.show)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot, errands):
    """Wait until nothing is under way."""

    def wait():
        for _ in range(2):
            QApplication.processEvents()
            qtbot.waitUntil(lambda: not errands.underway)

    return wait


@pytest.fixture
def open_stage(qtbot, errands, settle):
    def show():
        stage = TargetsStage(errands, Month(2026, 3))
        qtbot.addWidget(stage)
        stage.resize(1366, 680)
        stage.show()
        qtbot.waitExposed(stage)
        settle()
        return stage

    return show


@pytest.fixture
def stage(open_stage):
    return open_stage()


@pytest.fixture
def dialog(qtbot):
    """Return the dialog that is open."""

    def find(kind=QDialog):
        def found():
            return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

        qtbot.waitUntil(lambda: bool(found()))
        return found()[-1]

    return find
